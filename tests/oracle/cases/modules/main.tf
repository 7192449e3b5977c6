module "one" {
  source = "./child"
  name   = "one"
  settings = {
    port = "5432"
  }
}

module "counted" {
  source = "./child"
  count  = 2
  name   = "n${count.index}"
}

module "each" {
  source   = "./child"
  for_each = { x = "ex", y = "why" }
  name     = each.value
  nothing  = null
}

module "off" {
  source = "./child"
  count  = 0
  name   = "off"
}

module "set" {
  source   = "./child"
  for_each = toset(["s"])
  name     = "${each.key}-${each.value}"
}

output "one" { value = module.one.summary }
output "counted" { value = module.counted[*].summary.name }
output "indexed" { value = module.counted[1].summary }
output "each" { value = { for k, m in module.each : k => m.summary } }
output "each_key" { value = module.each["y"].summary.name }
output "off" { value = [length(module.off), try(module.off[0].summary, "none"), one(module.off[*].summary)] }
output "set" { value = module.set["s"].summary.name }
output "values" { value = [for m in values(module.each) : m.summary.name] }
output "ids" { value = module.one.id }
