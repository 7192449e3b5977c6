variable "from_tfvars" {
  type = number
}
variable "from_auto" {
  type = map(string)
}
variable "from_json" {
  type = list(object({ name = string, value = string }))
}
variable "overridden" {
  default = "base"
}
variable "null_default" {
  default = null
}

locals {
  overridden = "base"
  kept       = "kept"
}

output "from_tfvars" { value = var.from_tfvars }
output "from_auto" { value = var.from_auto }
output "from_json" { value = var.from_json }
output "overridden" { value = [var.overridden, local.overridden, local.kept] }
output "null_default" { value = [coalesce(var.null_default, "x"), var.null_default == null] }
