locals {
  list   = ["b", "a", "c"]
  map    = { b = 2, a = 1 }
  nested = [{ name = "x", tags = ["p", "q"] }, { name = "y", tags = [] }]
  none   = null
}

output "conditional_chain" { value = [for n in [1, 2, 3, 4] : n == 1 ? "a" : n == 2 ? "b" : n == 3 ? "c" : "d"] }
output "conditional_in_branch" { value = true ? false ? 1 : 2 : 3 }
output "conditional_or" { value = false ? 1 : false || true ? 2 : 3 }
output "conditional_compare" { value = 1 == 2 ? "x" : 3 > 2 && 2 > 1 ? "y" : "z" }
output "precedence" { value = [1 + 2 * 3, (1 + 2) * 3, -2 + 5, 10 - 2 - 3, 2 * 3 % 4, 12 / 3 / 2, 7 / 2] }
output "logic" { value = [true || false && false, !true || true, !(true && false), 1 < 2 == true] }
output "equality" { value = [1 == "1", "a" == "a", [1] == [2], null == null, local.none == null, 1 != 2] }
output "remainder" { value = [7 % 3, -7 % 3, 7 % -3] }
output "for_list" { value = [for i, s in local.list : "${i}-${s}" if s != "a"] }
output "for_map" { value = { for k, v in local.map : upper(k) => v + 1 } }
output "for_map_to_list" { value = [for k, v in local.map : "${k}=${v}"] }
output "for_group" { value = { for s in ["aa", "b", "ab"] : substr(s, 0, 1) => s... } }
output "for_set" { value = [for s in toset(["b", "a", "b"]) : s] }
output "for_set_pair" { value = [for k, v in toset(["b", "a"]) : "${k}${v}"] }
output "splat" { value = local.nested[*].name }
output "splat_of_splat" { value = [local.list[*][*], local.nested[*].tags[*][*], local.nested.*.tags[*]] }
output "splat_index" { value = local.nested[*].tags[*] }
output "splat_legacy" { value = local.nested.*.name }
output "splat_legacy_index" { value = local.nested.*.name[0] }
output "splat_null" { value = local.none[*] }
output "splat_scalar" { value = "x"[*] }
output "index" { value = [local.list[0], local.list.1, local.map["a"], local.nested[0].tags[1]] }
output "negative_number" { value = -1 }
output "big" { value = [1.0e3, 0.5, 12345678901234567890, 1.0, 1.0e-2] }
output "object_keys" { value = { "a.b" = 1, (local.list[0]) = 2, "${local.list[1]}x" = 3, 4 = 5, true = 6 } }
output "object_colon" { value = { a : 1, b : 2 } }
output "try" { value = [try(local.map.z, "d"), try(local.nested[5].name, local.nested[0].name), can(local.map.z), can(local.map.a)] }
output "merge" { value = merge({ a = 1, b = { c = 1 } }, null, { b = { d = 2 } }, [{ e = 3 }, { f = 4 }]...) }
output "expand" { value = concat([[1, 2], [3]]...) }
output "null_in_list" { value = [null, 1] }
output "parens" { value = ((1)) }
output "path" { value = [path.module, path.root] }
output "strings" { value = ["\u00e9\n\t\"\\", "$${a} %%{b}", "a${"b"}c", "${1}${true}"] }
output "numeric_text" { value = "${10}${1.5}" }
output "comparison_of_text" { value = "10" < 9 }
output "bool_from_text" { value = "true" ? 1 : 2 }
