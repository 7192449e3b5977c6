output "exponents" {
  value = [1e3, 1E-2, 2e+1, 1.5e3, -1e3, "${1e3}", "1e3 ${2e2} and-1e3", <<-END
    1e3 is ${1e3 + 1}
  END
  ]
}

locals {
  name-1e3 = "1e3"
  e3       = { 1e3 = "key" }
}

output "names" {
  value = [local.name-1e3, local.e3]
}
