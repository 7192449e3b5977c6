"""Whole Terraform configurations, drawn at random: modules, their inputs and their groups.

Each is a directory that our reader takes for a root module and that Terraform plans as a
module of a larger root. The inputs that a configuration withholds are given to Terraform
alone: to our reader they are unknown, and what it claims in spite of them must still hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field

from hypothesis import strategies as st

from testing.terraform_expressions import Draw
from testing.terraform_expressions import expression

_MAX_MODULE_DEPTH = 3
_GROUP = 'aws_rds_cluster_parameter_group.g'
_OUTPUTS = ('text', 'texts', 'map', 'parameters')

_PARAMETER = (
    'object({ name = string, value = string, apply_method = optional(string, "immediate") })'
)
# The constraints that a variable of a kind may have.
_CONSTRAINTS: Mapping[str, tuple[str, ...]] = {
    'text': ('string', 'any'),
    'maybe_text': ('string',),
    'flag': ('bool',),
    'number': ('number',),
    'texts': ('list(string)', 'any', 'list(any)'),
    'names': ('set(string)',),
    'map': ('map(string)', 'any', 'map(any)'),
    'parameters': (
        f'list({_PARAMETER})',
        'any',
        'list(any)',
        'list(map(string))',
        f'set({_PARAMETER})',
        'list(object({ name = string, value = optional(any, "0") }))',
    ),
    'parameter_map': (
        'map(object({ value = optional(string, "1"), apply_method = optional(string) }))',
        'any',
    ),
    'settings': (
        f'object({{ family = optional(string, "aurora-postgresql16"), '
        f'map = optional(map(string), {{}}), parameters = optional(list({_PARAMETER}), []) }})',
    ),
}
# What a variable of a kind may have as its default, which calls no function.
_DEFAULTS: Mapping[str, tuple[str, ...]] = {
    'text': ('"d"', '"1"', '""'),
    'maybe_text': ('null', '"d"'),
    'flag': ('false', 'true'),
    'number': ('1', '0'),
    'texts': ('[]', '["d", "1"]'),
    'names': ('[]', '["d", "a"]'),
    'map': ('{}', '{ "rds.force_ssl" = 1 }', '{ a = "1", log_statement = "all" }'),
    'parameters': (
        '[]',
        '[{ name = "rds.force_ssl", value = 1 }]',
        '[{ name = "a", value = "1" }, { name = "b", value = "x", apply_method = "immediate" }]',
    ),
    'parameter_map': ('{}', '{ "rds.force_ssl" = { value = "1" } }'),
    'settings': ('{}', '{ family = "f", map = { a = 1 } }'),
}
_MANNERS = ('required', 'default', 'null', 'not nullable')
# What may stand in the `for_each` of a block, and how its name and value are then spelled.
_EACH = {
    'parameters': ('{0}.value.name', '{0}.value.value'),
    'map': ('{0}.key', '{0}.value'),
    'parameter_map': ('{0}.key', '{0}.value.value'),
    'names': ('{0}.value', '{0}.key'),
    'texts': ('{0}.value', '{0}.key'),
}


@dataclass(frozen=True)
class Configuration:
    """Files by their path, and the inputs that only Terraform is given, as expressions."""

    files: Mapping[str, str]
    withheld: Mapping[str, str]

    def __str__(self) -> str:
        inputs = ''.join(f'{name} = {text}\n' for name, text in self.withheld.items())
        files = ''.join(f'--- {path}\n{text}\n' for path, text in self.files.items())
        return f'{files}--- withheld\n{inputs}'


@dataclass
class _Module:
    """A module that is being written: its text, and the expressions in its scope."""

    draw: Draw[str]
    directory: str
    # In scope here and in every module below.
    everywhere: tuple[str, ...] = ()
    lines: list[str] = field(default_factory=list)
    names: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names.setdefault('text', []).extend(self.everywhere)

    def expression(self, kind: str, depth: int = 3) -> str:
        return expression(self.draw, kind, self.names, depth)

    def choose(self, *options: str) -> str:
        return self.draw(st.sampled_from(options))

    def often(self) -> bool:
        return self.choose('yes', 'no', 'yes') == 'yes'

    def amount(self, most: int) -> range:
        return range(int(self.choose(*map(str, range(most + 1)))))

    def bring(self, kind: str, name: str) -> None:
        self.names.setdefault(kind, []).append(name)


def _bring_variable(module: _Module, kind: str, constraint: str, name: str, nullable: bool) -> None:
    """Bring a variable into scope, guarded where it may be null."""
    text = f'var.{name}'
    if kind == 'settings':
        guard = 'try({0}.{1}, {2})' if nullable else '{0}.{1}'
        module.bring('parameters', guard.format(text, 'parameters', '[]'))
        module.bring('map', guard.format(text, 'map', '{}'))
        module.bring('text', guard.format(text, 'family', '"none"'))
        return
    if kind == 'maybe_text' or not nullable:
        listed = constraint.startswith('set(') and kind == 'parameters'
        module.bring(kind, f'[for p in {text} : p]' if listed else text)
    elif kind in ('text', 'flag', 'number'):
        literal = {'text': '"null"', 'flag': 'false', 'number': '3'}[kind]
        module.bring(kind, f'({text} == null ? {literal} : {text})')
    else:
        module.bring(
            kind,
            {
                'map': f'merge({text}, {{}})',
                'parameter_map': f'merge({text}, {{}})',
                'names': f'toset([for t in coalesce({text}, []) : t])',
            }.get(kind, f'[for t in ({text} == null ? [] : {text}) : t]'),
        )


def _variables(module: _Module) -> dict[str, tuple[str, str]]:
    """Declare variables; return the kind of each, and whether it may be left out or null."""
    declared = {}
    for index in module.amount(3):
        kind = module.choose(*_CONSTRAINTS)
        name, constraint = f'v{index}', module.choose(*_CONSTRAINTS[kind])
        manner = module.choose(*_MANNERS[: 3 if kind == 'maybe_text' else 4])
        body = [f'type = {constraint}']
        if manner in ('default', 'not nullable'):
            body.append(f'default = {module.choose(*_DEFAULTS[kind])}')
        if manner == 'null':
            body.append('default = null')
        if manner == 'not nullable':
            body.append('nullable = false')
        module.lines.append(f'variable "{name}" {{\n  ' + '\n  '.join(body) + '\n}')
        _bring_variable(module, kind, constraint, name, manner == 'null')
        declared[name] = (kind, manner)
    return declared


def _locals(module: _Module) -> None:
    kinds = ('parameters', 'map', 'text', 'texts', 'flag', 'names', 'parameter_map', 'parameter')
    for index in module.amount(3):
        kind = module.choose(*kinds)
        module.lines.append(f'locals {{\n  l{index} = {module.expression(kind)}\n}}')
        module.bring(kind, f'local.l{index}')


def _bring_outputs(module: _Module, call: str, repetition: str) -> None:
    """Bring the outputs of a call into scope, as its repetition allows."""
    if repetition == 'none':
        for kind in _OUTPUTS:
            module.bring(kind, f'{call}.{kind}')
        return
    module.bring('parameters', f'flatten([for m in {call} : m.parameters])')
    module.bring('texts', f'[for m in {call} : m.text]')
    if repetition == 'count':
        module.bring('text', f'try({call}[0].text, "none")')
        module.bring('parameters', f'flatten({call}[*].parameters)')
        module.bring('maybe_text', f'one(slice(concat({call}[*].text, ["z"]), 0, 1))')
    else:
        module.bring('map', f'{{ for k, m in {call} : k => m.text }}')
        module.bring('parameters', f'flatten(values({call})[*].parameters)')


def _calls(module: _Module, files: dict[str, str], depth: int) -> None:
    """Write up to two child modules, and the calls to them."""
    for index in module.amount(2 if depth < 2 else 1):
        child = _Module(module.draw, f'{module.directory}m{index}/', module.everywhere)
        variables = _write(child, files, depth + 1)
        repetition = module.choose('none', 'count', 'for_each')
        lines = [f'source = "./m{index}"']
        scope = {kind: [*known] for kind, known in module.names.items()}
        if repetition == 'count':
            lines.append(
                f'count = {module.choose("(<flag> ? 1 : 0)", "2", "1")}'.replace(
                    '<flag>', module.expression('flag')
                )
            )
            scope.setdefault('number', []).append('count.index')
        elif repetition == 'for_each':
            kind = module.choose('names', 'map', 'parameter_map')
            lines.append(f'for_each = {module.expression(kind)}')
            scope.setdefault('text', []).append('each.key')
            if kind == 'parameter_map':
                scope.setdefault('text', []).append('"${each.value.value}"')
        for name, (kind, manner) in variables.items():
            if manner == 'required' or module.often():
                null = manner in ('null', 'not nullable') and module.choose('no', 'null') == 'null'
                given = 'null' if null else expression(module.draw, kind, scope, 2)
                lines.append(f'{name} = {given}')
        module.lines.append(f'module "m{index}" {{\n  ' + '\n  '.join(lines) + '\n}')
        _bring_outputs(module, f'module.m{index}', repetition)


def _parameter_block(module: _Module) -> str:
    name, value = module.expression('text', 2), module.expression('value', 2)
    return f'parameter {{\n    name  = {name}\n    value = {value}\n  }}'


def _dynamic_block(module: _Module) -> str:
    kind = module.choose(*_EACH)
    iterator = module.choose('parameter', 'it')
    name, value = (spelling.format(iterator) for spelling in _EACH[kind])
    lines = [f'for_each = {module.expression(kind)}']
    if iterator != 'parameter':
        lines.append(f'iterator = {iterator}')
    content = f'content {{\n      name  = {name}\n      value = {value}\n    }}'
    return 'dynamic "parameter" {\n    ' + '\n    '.join([*lines, content]) + '\n  }'


def _groups(module: _Module) -> None:
    """Write up to one parameter group, with static and dynamic blocks in any order."""
    for _ in module.amount(1):
        repetition = module.choose('none', 'count', 'for_each')
        lines = [f'name = {module.expression("text", 2)}', 'family = "aurora-postgresql16"']
        if repetition == 'count':
            lines.insert(0, f'count = {module.expression("flag", 2)} ? 1 : 0')
        elif repetition == 'for_each':
            lines.insert(0, f'for_each = {module.expression("names", 2)}')
        for _ in range(1 + len(module.amount(2))):
            dynamic = module.choose('dynamic', 'static') == 'dynamic'
            lines.append(_dynamic_block(module) if dynamic else _parameter_block(module))
        lines.append('lifecycle {\n    create_before_destroy = true\n  }')
        type, name = _GROUP.split('.')
        module.lines.append(f'resource "{type}" "{name}" {{\n  ' + '\n  '.join(lines) + '\n}')
        _bring_group(module, repetition)


def _bring_group(module: _Module, repetition: str) -> None:
    """Bring the names of a group's instances into scope."""
    if repetition == 'count':
        module.bring('maybe_text', f'one({_GROUP}[*].name)')
        module.bring('text', f'try({_GROUP}[0].name, "no group")')
    elif repetition == 'for_each':
        module.bring('texts', f'[for g in {_GROUP} : g.name]')
        module.bring('map', f'{{ for k, g in {_GROUP} : k => g.name }}')
    else:
        module.bring('text', f'{_GROUP}.name')


def _write(module: _Module, files: dict[str, str], depth: int) -> dict[str, tuple[str, str]]:
    """Write a module and those that it calls; return its variables."""
    variables = _variables(module)
    files[f'{module.directory}variables.tf'] = '\n'.join(module.lines)
    module.lines.clear()
    _locals(module)
    if depth < _MAX_MODULE_DEPTH:
        _calls(module, files, depth)
    _groups(module)
    files[f'{module.directory}main.tf'] = '\n'.join(module.lines)
    files[f'{module.directory}outputs.tf'] = '\n'.join(
        f'output "{kind}" {{\n  value = {module.expression(kind)}\n}}' for kind in _OUTPUTS
    )
    return variables


def write_root(
    draw: Draw[str],
    directory: str,
    files: dict[str, str],
    everywhere: tuple[str, ...],
) -> dict[str, tuple[str, str]]:
    """Write a root module in a folder (empty, or with a slash at its end).

    Each module may use the texts `everywhere`. Returns the kind of each of its variables, and
    in what manner it may be left out.
    """
    return _write(_Module(draw, directory, everywhere), files, 0)


@st.composite
def configurations(draw: Draw[str]) -> Configuration:
    """Draw a configuration: a root module with up to three levels of modules below it."""
    files: dict[str, str] = {}
    variables = write_root(draw, '', files, ())
    withheld = {
        name: expression(draw, kind, {}, 1)
        for name, (kind, manner) in variables.items()
        if manner == 'required'
    }
    return Configuration(files, withheld)
