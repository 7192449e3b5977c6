"""Terraform expressions of a wanted kind, drawn from a grammar.

A form is Terraform with placeholders: `<text>` is any expression of that kind, and
`<text|k:text,p:parameter>` one that may also use the variables `k` and `p`. The simplest
form of a kind stands first, since a failing example shrinks towards it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

_T = TypeVar('_T')
Draw = Callable[[st.SearchStrategy[_T]], _T]

# An expression that is in scope, by kind: what a module's variables and locals are.
Names = Mapping[str, Sequence[str]]

_PLACEHOLDER = re.compile(r'<(?P<kind>[a-z_]+)(?:\|(?P<own>[^>]+))?>')

_FORMS: Mapping[str, tuple[str, ...]] = {
    'text': (
        '"1"',
        '"0"',
        '"rds.force_ssl"',
        '"ssl_ciphers"',
        '"log_statement"',
        '"a"',
        '"all,ddl"',
        '"Immediate"',
        '""',
        '<parameter>.name',
        '"${<parameter>.value}"',
        '(<flag> ? <text> : <text>)',
        'coalesce(<maybe_text>, <text>)',
        'coalesce(<text>, "d")',
        'lookup(<map>, <text>, <text>)',
        'try(<map>[<text>], <text>)',
        '"${<text>}-${<text>}"',
        'try(<texts>[<number>], <text>)',
        'try(one([for t in <texts> : t]), <text>)',
        'tostring(<number>)',
        'element(concat(<texts>, ["last"]), <number>)',
        'join(",", <texts>)',
        'lower(<text>)',
        '"${coalesce(<maybe_text>, <number>)}"',
        'replace(<text>, "_", ".")',
        'format("%s.%s", <text>, <number>)',
        'substr(<text>, 0, 3)',
        '"%{ if <flag> }x%{ else }${<text>}%{ endif }"',
        'join("", sort(<texts>))',
        '"%{ for t in <texts> }${t};%{ endfor }"',
        'try(regex("^[a-z]+", <text>), <text>)',
        '(jsondecode(jsonencode({ a = <value> })).a == "1" ? "one" : <text>)',
        '[for t in [<text>] : <text|t:text>][0]',
        '{ a = <text> }["a"]',
        'trimspace(<text>)',
        'one([for p in [<parameter>] : p.name])',
        'try(tostring(<maybe_text>), <text>)',
        'values(<some_map>)[0]',
        'try(<parameters>[<number>].value, <text>)',
        '"\\u00e9"',
        '"e\\u0301"',
        '"${<text>}\\u0301"',
        'upper(<text>)',
        '"\\u212a"',
        'tostring(<amount>)',
        '"${<amount>}x"',
        'format("%v", <amount>)',
        'jsonencode([<amount>])',
        'format("%.3f", <amount>)',
    ),
    'maybe_text': (
        'null',
        '<text>',
        '(<flag> ? <text> : null)',
        'try(<map>["a"], null)',
        'one(slice(concat(<texts>, ["x"]), 0, 1))',
        'lookup(<map>, "a", null)',
    ),
    'number': (
        '0',
        '1',
        '2',
        '16',
        'length(<texts>)',
        'length(<map>)',
        'length(<parameters>)',
        '(<number> + <number>)',
        'max(<number>, <number>)',
        '(<flag> ? <number> : <number>)',
        'parseint("16", 10)',
        'try(tonumber(<text>), <number>)',
        'length(<names>)',
        'tonumber("7")',
        'length(<text>)',
        'sum([<number>, <number>])',
        '(<number> % 3)',
        'abs(-<number>)',
        'floor(<amount>)',
        'ceil(<amount>)',
        '(<number> * <number>)',
    ),
    'amount': (
        '0.5',
        '0.1',
        '0.3',
        '2.5',
        '1e-3',
        '(1 / 3)',
        '<number>',
        'pow(10, -1)',
        '9007199254740993',
        '(<amount> + <amount>)',
        '(<amount> - <amount>)',
        '(<amount> * <amount>)',
        '(<amount> / 3)',
        '(<number> / (length(<texts>) + 7))',
        'try(<amount> / <amount>, 1)',
        'max(<amount>, <amount>)',
        'sum([<amount>, <amount>])',
        '(<amount> % 0.3)',
        'tonumber("0.2")',
        'abs(-<amount>)',
        'jsondecode("0.25")',
        '(<flag> ? <amount> : 0.7)',
    ),
    'flag': (
        'true',
        'false',
        '(<text> == <text>)',
        '(<text> != <text>)',
        '(<number> > <number>)',
        '!(<flag>)',
        '(<flag> && <flag>)',
        '(<flag> || <flag>)',
        'contains(<texts>, <text>)',
        'contains(keys(<map>), <text>)',
        'can(<map>[<text>])',
        '(<maybe_text> == null)',
        '(coalesce(<maybe_text>, <number>) == <text>)',
        '(<maybe_text> != null)',
        'alltrue([<flag>, <flag>])',
        '(length(<texts>) > 0)',
        'anytrue([for t in <texts> : <flag|t:text>])',
        'startswith(<text>, <text>)',
        'tobool("true")',
        '(<texts> == [])',
        '(<map> != {})',
        '(<value> == <value>)',
        '(<number> <= <number>)',
        '(<amount> == <amount>)',
        '(<amount> < <amount>)',
        '(<amount> >= <amount>)',
        '(<text> == "\\u00e9")',
        'contains([<amount>, 0.3], <amount>)',
        'can(tonumber(<text>))',
        '(length(<parameters>) == 0)',
        'can(<parameter>.apply_method)',
    ),
    'texts': (
        '[]',
        '["a", "b"]',
        '[<text>, <text>]',
        'concat(<texts>, <texts>)',
        'keys(<map>)',
        'values(<map>)',
        '[for t in <texts> : <text|t:text> if <flag|t:text>]',
        '[for p in <parameters> : p.name]',
        '<parameters>[*].name',
        'distinct(<texts>)',
        'sort(<texts>)',
        'compact(<texts>)',
        'tolist(<names>)',
        'split(",", <text>)',
        'flatten([<texts>, [<texts>]])',
        'reverse(<texts>)',
        '(<flag> ? <texts> : <texts>)',
        'coalescelist(<texts>, ["d"])',
        '[for k, v in <map> : "${k}=${v}"]',
        '<maybe_text>[*]',
        'compact([<maybe_text>, <maybe_text>])',
        'tolist([<text>, <number>])',
        'slice(concat(<texts>, <texts>, ["z"]), 0, 1)',
        '[for i in range(2) : tostring(i)]',
        '[for p in setproduct(<texts>, <texts>) : "${p[0]}.${p[1]}"]',
        'try(<texts>, [])',
        'formatlist("%s.x", <texts>)',
        '[for i, t in <texts> : "${i}${t}"]',
        '<texts>[*]',
        '[for t in <names> : <text|t:text>]',
        'concat([], [for t in <texts> : [t, <text|t:text>]]...)',
        '[for p in <parameters> : "${p.value}"]',
        'jsondecode(jsonencode(<texts>))',
        'keys(<parameter_map>)',
        '[for p in <parameters> : p.value == "1" ? "on" : p.name]',
    ),
    'names': (
        'toset([])',
        'toset(<texts>)',
        'setunion(<names>, <names>)',
        'toset(keys(<map>))',
        'setsubtract(<names>, <names>)',
        'setintersection(<names>, <names>)',
        '(<flag> ? <names> : <names>)',
        'toset(["b", "a"])',
        'toset([for p in <parameters> : p.name])',
        'toset(["a", <number>])',
    ),
    'some_map': (
        '{ a = <text> }',
        '{ "rds.force_ssl" = <value> }',
        'merge(<map>, { b = <text> })',
        'tomap({ a = <text>, b = <number> })',
    ),
    'map': (
        '{}',
        '{ "rds.force_ssl" = "1" }',
        '<some_map>',
        'merge(<map>, <map>)',
        '{ (<text>) = <text> }',
        '{ for k, v in <map> : k => <text|k:text,v:text> if <flag|k:text,v:text> }',
        '{ for t in toset(<texts>) : t => <text|t:text> }',
        '(<flag> ? <map> : {})',
        'zipmap(["a", "b"], [<text>, <text>])',
        '{ for i, t in <texts> : "${t}${i}" => i }',
        '{ for k, g in { for p in <parameters> : p.name => p.value... } : k => g[0] }',
        'merge([for t in <texts> : { (t) = <text|t:text> }]...)',
        'try(<map>, {})',
        'tomap(<map>)',
        '(<flag> ? <map> : <map>)',
        '{ for k, v in <parameter_map> : k => v.value }',
        'merge(null, <map>)',
        'merge({}, [<map>, <map>]...)',
        '{ for k in setsubtract(keys(<some_map>), <names>) : k => <text|k:text> }',
    ),
    'value': ('<text>', '<number>', '<flag>', '<amount>'),
    'parameter': (
        '{ name = "rds.force_ssl", value = "1" }',
        '{ name = <text>, value = <value> }',
        '{ name = <text>, value = <value>, apply_method = <text> }',
        '{ "name" : <text>, "value" : 1 }',
        'merge(<parameter>, { value = <value> })',
        '(<flag> ? <parameter> : <parameter>)',
        'try(<parameters>[<number>], <parameter>)',
        'element(concat(<parameters>, [<parameter>]), 0)',
        'merge({ name = <text>, value = 0 }, { for k, v in <map> : k => v if k == "value" })',
        'tomap({ name = <text>, value = <value> })',
    ),
    'parameters': (
        '[]',
        '[<parameter>]',
        '[<parameter>, <parameter>]',
        'concat(<parameters>, <parameters>)',
        '[for p in <parameters> : p if <flag|p:parameter>]',
        '[for p in <parameters> : merge(p, { value = <value|p:parameter> })]',
        '[for k, v in <map> : { name = k, value = v }]',
        '[for t in <names> : { name = t, value = <text|t:text> }]',
        '(<flag> ? <parameters> : [])',
        '(<flag> ? <parameters> : <parameters>)',
        'flatten([<parameters>, [<parameters>]])',
        'flatten([for t in <texts> : [for p in <parameters|t:text> : '
        '{ name = "${t}.${p.name}", value = p.value }]])',
        '[for k, v in <parameter_map> : { name = k, value = v.value }]',
        'distinct(<parameters>)',
        'reverse(<parameters>)',
        'coalescelist(<parameters>, [<parameter>])',
        'tolist(<parameters>)',
        'try(<parameters>, [])',
        'flatten(values({ for p in <parameters> : p.name => p... }))',
        'jsondecode(jsonencode(<parameters>))',
        '[for p in toset(<parameters>) : p]',
        'slice(concat(<parameters>, [<parameter>]), 0, 1)',
        '[for p in <parameters> : '
        '{ name = lookup(p, "name", "?"), value = lookup(p, "value", null) }]',
        '[for i, p in <parameters> : p if i < <number>]',
        'values({ a = <parameter>, b = <parameter> })',
        'concat(<parameters>, [for p in <parameters> : p if !contains(<texts>, p.name)])',
        '[for p in <parameters> : { name = p.name, value = p.value, '
        'apply_method = try(p.apply_method, "immediate") }]',
    ),
    'parameter_map': (
        '{}',
        '{ "rds.force_ssl" = { value = <value> } }',
        'merge(<parameter_map>, <parameter_map>)',
        '{ for k, g in { for p in <parameters> : p.name => p... } : k => { value = g[0].value } }',
        '{ for k, v in <map> : k => { value = v } }',
        '(<flag> ? <parameter_map> : {})',
        '{ for k, v in <parameter_map> : '
        'k => merge(v, { value = <text|k:text> }) if <flag|k:text> }',
        'tomap(<parameter_map>)',
        '{ a = { value = <text> }, b = { value = <text> } }',
        '{ for p in <parameters> : p.name => { value = p.value } }',
        'merge([for p in <parameters> : { (p.name) = { value = p.value } }]...)',
    ),
    'settings': (
        '{}',
        '{ parameters = <parameters> }',
        '{ family = <maybe_text>, parameters = <parameters> }',
        '{ family = <text>, map = <map> }',
        '(<flag> ? <settings> : {})',
        'merge(<settings>, { family = <text> })',
    ),
}
# What is in scope is used more often than not.
_SOURCES = ('name', 'name', 'name', 'form')
# Forms that end a branch: nothing is drawn inside them.
_FLAT = {
    kind: tuple(form for form in forms if not _PLACEHOLDER.search(form)) or forms[:1]
    for kind, forms in _FORMS.items()
}


def expression(draw: Draw[str], kind: str, names: Names, depth: int = 3) -> str:
    """Return an expression of a kind, which uses `names` and nests up to `depth` forms."""
    known = names.get(kind, ())
    if known and draw(st.sampled_from(_SOURCES)) == 'name':
        return draw(st.sampled_from(known))
    form = draw(st.sampled_from(_FORMS[kind] if depth > 0 else _FLAT[kind]))

    def fill(match: re.Match[str]) -> str:
        inner = {kind: [*known] for kind, known in names.items()}
        for own in filter(None, (match['own'] or '').split(',')):
            name, own_kind = own.split(':')
            inner.setdefault(own_kind, []).insert(0, name)
        return expression(draw, match['kind'], inner, depth - 1)

    return _PLACEHOLDER.sub(fill, form)
