variable "name" {
  type = string
}

variable "nothing" {
  type     = string
  default  = "something"
  nullable = false
}

variable "settings" {
  type = object({
    port  = optional(number, 1)
    extra = optional(string)
    deep  = optional(object({ on = optional(bool, true) }), {})
  })
  default = {}
}

variable "list" {
  type    = list(string)
  default = [1, true, "x"]
}

variable "anything" {
  default = { a = [1, "b"] }
}

resource "terraform_data" "this" {
  input = var.name
}

resource "terraform_data" "many" {
  for_each = toset(var.list)
  input    = each.value
}

output "summary" {
  value = {
    name     = var.name
    nothing  = var.nothing
    settings = var.settings
    list     = var.list
    anything = var.anything
    input    = terraform_data.this.input
    many     = [for k, m in terraform_data.many : m.input]
    keys     = keys(terraform_data.many)
  }
}

output "id" {
  value = terraform_data.this.id
}
