variable "overridden" {
  default = "override"
}

locals {
  overridden = "override"
}
