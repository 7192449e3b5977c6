locals {
  names = ["a", "b"]
  yes   = true
}

output "heredoc" {
  value = <<EOT
  one ${local.names[0]}
two
EOT
}

output "flush" {
  value = <<-EOT
      one
        two ${local.names[1]}

      three
    EOT
}

output "flush_starting_with_interpolation" {
  value = <<-EOT
      ${local.names[0]} one
        two
    EOT
}

output "flush_flat" {
  value = <<-EOT
    one
  two
    EOT
}

output "flush_directive" {
  value = <<-EOT
    %{ for name in local.names }
    - ${name}
    %{ endfor }
    end
    EOT
}

output "directive_stripped" {
  value = <<EOT
    %{ for i, name in local.names ~}
    ${i}: ${name}
    %{ endfor ~}
    %{ if local.yes ~}
    yes
    %{ else ~}
    no
    %{ endif ~}
EOT
}

output "inline_directive" {
  value = "%{ if local.yes }a%{ else }b%{ endif }-%{ for n in local.names }${n},%{ endfor }"
}

output "nested_directive" {
  value = "%{ for n in local.names }%{ if n == "a" }[${n}]%{ else }(${n})%{ endif }%{ endfor }"
}

output "markers" {
  value = "a  ${~ local.names[0] ~}  b"
}

output "lone_interpolation" {
  value = "${local.names}"
}

output "escapes" {
  value = <<EOT
$${not} %%{not} \n "quoted"
EOT
}

output "empty" {
  value = <<-EOT
    EOT
}

output "file" {
  value = file("${path.module}/text.txt")
}

output "templatefile" {
  value = templatefile("${path.module}/text.tftpl", { names = local.names, port = 5432 })
}

output "decoded" {
  value = yamldecode(file("${path.module}/data.yaml")).parameters[*].name
}
