"""Function calls: the pure functions, and those that need the scope."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from dataclasses import replace

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.choices import Chosen
from checkov_aurora_pg.readers.terraform.language.choices import plain
from checkov_aurora_pg.readers.terraform.language.conversion import normalized
from checkov_aurora_pg.readers.terraform.language.conversion import to_text
from checkov_aurora_pg.readers.terraform.language.expressions import Expression
from checkov_aurora_pg.readers.terraform.language.expressions import evaluate
from checkov_aurora_pg.readers.terraform.language.functions import FUNCTIONS
from checkov_aurora_pg.readers.terraform.language.scope import PLAN
from checkov_aurora_pg.readers.terraform.language.scope import Scope
from checkov_aurora_pg.readers.terraform.language.type_constraints import convert

# What these return is an argument as it is, or a part of one.
_SELECTING = frozenset(
    {
        'element',
        'lookup',
        'nonsensitive',
        'one',
        'sensitive',
        'tobool',
        'tonumber',
        'tostring',
    }
)

# What these make of one text that is chosen is chosen too: it hangs on nothing else.
_REWRITING = frozenset(
    {
        'chomp',
        'lower',
        'replace',
        'strrev',
        'substr',
        'title',
        'trim',
        'trimprefix',
        'trimspace',
        'trimsuffix',
        'upper',
    }
)

# What a message has room for.
_MAX_SUBJECT = 80

# These keep what is known when further arguments are not.
_OPEN = frozenset({'concat', 'merge'})


@dataclass(slots=True, eq=False, repr=False)
class FunctionCall:
    """`name(arguments)`; `expanded` where the last argument is followed by `...`."""

    name: str
    arguments: tuple[Expression, ...]
    expanded: bool
    place: Place

    def evaluate(self, scope: Scope) -> Value:
        """Return the function's value; a function that is not known here is unknown."""
        name = self.name.removeprefix('core::')
        special = scope.functions.get(self.name) or _SPECIAL.get(name)
        if special is not None:
            return special(self, scope)
        function = FUNCTIONS.get(name)
        if function is None:
            return Value(Unknown(f'the function `{self.name}` is not evaluated', PLAN), self.place)
        values, rest = self._values(scope)
        if rest is not None and name not in _OPEN:
            return Value(rest, self.place)
        value = function(values if rest is None else (*values, Value(rest, self.place)))
        if name in _REWRITING and isinstance(value.data, Unknown) and not self.expanded:
            return self._rewritten(name, values, value.data, scope)
        return value if name in _SELECTING else plain(value)

    def _rewritten(
        self,
        name: str,
        values: tuple[Value, ...],
        unknown: Unknown,
        scope: Scope,
    ) -> Value:
        """Return what is made of a text that a deployment chooses, and of what is known.

        The call as it is written is what the choice is called, so that a long one is none.
        """
        chosen = sum(isinstance(value, Chosen) for value in values)
        known = sum(isinstance(value.data, (str, int)) for value in values)
        if chosen != 1 or known + 1 != len(values) or unknown.question is not None:
            return Value(unknown, self.place)
        subject = f'{name}({", ".join(map(_spelled, values))})'
        if len(subject) > _MAX_SUBJECT or '`' in subject:
            return Value(unknown, self.place)
        return scope.chosen(subject, unknown, self.place)

    def _values(self, scope: Scope) -> tuple[tuple[Value, ...], Unknown | None]:
        """Return the arguments, and what stands for those that `...` adds and are not known."""
        values = [evaluate(argument, scope) for argument in self.arguments]
        if not self.expanded or not values:
            return tuple(values), None
        last = values.pop()
        if isinstance(last.data, Unknown):
            return tuple(values), last.data
        if not isinstance(last.data, Sequence):
            raise EvaluationError('`...` wants a list')
        return (*values, *last.data.items), last.data.rest

    def text(self, index: int, scope: Scope) -> str | Unknown:
        """Return an argument as text. Raises `EvaluationError` where it is null or missing."""
        if index >= len(self.arguments):
            raise EvaluationError(f'`{self.name}` wants more arguments')
        data = to_text(evaluate(self.arguments[index], scope)).data
        if not isinstance(data, (str, Unknown)):
            raise EvaluationError(f'an argument of `{self.name}` is null')
        return data


def _spelled(value: Value) -> str:
    return value.subject if isinstance(value, Chosen) else json.dumps(value.data)


def _try(call: FunctionCall, scope: Scope) -> Value:
    """Return the first argument that has a value; which that is may be unknown."""
    doubts = scope.budget.doubts
    last = call.arguments[-1:]
    tried = scope.tried()
    for argument in call.arguments:
        before = len(doubts)
        try:
            value = evaluate(argument, tried)
        except EvaluationError:
            continue
        if len(doubts) > before and (argument,) != last:
            return Value(doubts[before], call.place)
        return value
    raise EvaluationError('no argument of `try` has a value')


def _can(call: FunctionCall, scope: Scope) -> Value:
    before = len(scope.budget.doubts)
    try:
        value = evaluate(call.arguments[0], scope.tried())
    except EvaluationError:
        return Value(False, call.place)
    doubts = scope.budget.doubts[before:]
    unknown = value.first_unknown() or (doubts[0] if doubts else None)
    return Value(True if unknown is None else unknown, call.place)


def _convert(call: FunctionCall, scope: Scope) -> Value:
    """Convert a value to the type that the second argument spells, as Terraform does since 1.15."""
    # A type is spelled with calls, so that its reader knows what they are.
    from checkov_aurora_pg.readers.terraform.language.type_expressions import type_from

    if len(call.arguments) != 2 or call.expanded:
        raise EvaluationError('`convert` wants a value and a type')
    return convert(evaluate(call.arguments[0], scope), type_from(call.arguments[1], scope))


def _file(call: FunctionCall, scope: Scope) -> Value:
    path = call.text(0, scope)
    if isinstance(path, Unknown):
        return Value(path, call.place)
    content = scope.names.read_file(path)
    if isinstance(content, Unknown):
        return Value(content, call.place)
    try:
        return Value(normalized(content.decode('utf-8')), call.place)
    except UnicodeDecodeError:
        raise EvaluationError(f'`{path}` is not UTF-8') from None


def _file_exists(call: FunctionCall, scope: Scope) -> Value:
    path = call.text(0, scope)
    if isinstance(path, Unknown):
        return Value(path, call.place)
    return Value(scope.names.file_exists(path), call.place)


def _template_file(call: FunctionCall, scope: Scope) -> Value:
    text = _file(call, scope)
    if not isinstance(text.data, str):
        return text
    return _render(call, scope, text.data)


def _template_string(call: FunctionCall, scope: Scope) -> Value:
    text = call.text(0, scope)
    if isinstance(text, Unknown):
        return Value(text, call.place)
    return _render(call, scope, text)


def _render(call: FunctionCall, scope: Scope, text: str) -> Value:
    if len(call.arguments) != 2:
        raise EvaluationError(f'`{call.name}` wants a template and its variables')
    variables = evaluate(call.arguments[1], scope)
    if isinstance(variables.data, Unknown):
        return Value(variables.data, call.place)
    if not isinstance(variables.data, Mapping):
        raise EvaluationError(f'the variables of `{call.name}` are no map')
    if variables.data.rest is not None:
        return Value(variables.data.rest, call.place)
    template = scope.names.parse_template(text, call.place)
    rendered = evaluate(template, scope.of_a_text(variables.data.items))
    return replace(rendered, place=call.place)


def _not_listed(call: FunctionCall, scope: Scope) -> Value:
    return Value(Unknown(f'`{call.name}()` looks at the file system', PLAN), call.place)


_SPECIAL: AbstractMapping[str, Callable[[FunctionCall, Scope], Value]] = {
    'can': _can,
    'convert': _convert,
    'file': _file,
    'fileexists': _file_exists,
    'templatefile': _template_file,
    'templatestring': _template_string,
    'try': _try,
    **dict.fromkeys(
        (
            'abspath',
            'fileset',
            'filebase64',
            'filemd5',
            'filesha1',
            'filesha256',
            'filesha512',
            'filebase64sha256',
            'filebase64sha512',
            'pathexpand',
        ),
        _not_listed,
    ),
}
