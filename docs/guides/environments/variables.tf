variable "environment" {
  description = "Where the cluster is: a file of variables in `env` says it"
  type        = string
}

variable "force_ssl" {
  description = "Whether the cluster requires TLS: 1, or 0"
  type        = number
}

variable "instances" {
  type    = number
  default = 2
}

variable "instance_class" {
  type    = string
  default = "db.r6g.large"
}
