"""The values that a variable can have at all: those of its type, or that its validation allows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Handle
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.calls import FunctionCall
from checkov_aurora_pg.readers.terraform.language.choices import MAX_ANSWERS
from checkov_aurora_pg.readers.terraform.language.conversion import fingerprint
from checkov_aurora_pg.readers.terraform.language.expressions import Conditional
from checkov_aurora_pg.readers.terraform.language.expressions import Expression
from checkov_aurora_pg.readers.terraform.language.expressions import Literal
from checkov_aurora_pg.readers.terraform.language.expressions import Name
from checkov_aurora_pg.readers.terraform.language.expressions import TupleExpression
from checkov_aurora_pg.readers.terraform.language.expressions import evaluate
from checkov_aurora_pg.readers.terraform.language.operators import Binary
from checkov_aurora_pg.readers.terraform.language.scope import Scope
from checkov_aurora_pg.readers.terraform.language.templates import Interpolation
from checkov_aurora_pg.readers.terraform.language.templates import StringTemplate
from checkov_aurora_pg.readers.terraform.language.traversals import Attribute
from checkov_aurora_pg.readers.terraform.language.traversals import Traversal
from checkov_aurora_pg.readers.terraform.language.type_constraints import ANY
from checkov_aurora_pg.readers.terraform.language.type_constraints import BOOL
from checkov_aurora_pg.readers.terraform.language.type_constraints import NUMBER
from checkov_aurora_pg.readers.terraform.language.type_constraints import STRING
from checkov_aurora_pg.readers.terraform.language.type_constraints import Primitive
from checkov_aurora_pg.readers.terraform.language.type_constraints import convert

Candidates = tuple[Value, ...]

# A regular expression that lists words: `^(dev|prod)$`, `^dev$|^prod$`.
_LISTING = re.compile(r'\^(?:\((?:\?:)?([\w-]+(?:\|[\w-]+)*)\)|([\w-]+))\$')


class _WithVariable(Handle):
    """A module's variables, of which one has another value."""

    def __init__(self, variables: Handle, name: str, value: Value) -> None:
        self._variables = variables
        self._name = name
        self._value = value

    def attribute(self, name: str) -> Value:
        return self._value if name == self._name else self._variables.attribute(name)

    def names(self) -> tuple[str, ...] | None:
        return self._variables.names()


def allowed_values(
    name: str,
    variable: Block,
    type: Primitive,
    scope: Scope,
    *,
    is_nullable: bool,
) -> Candidates | None:
    """Return all values that a variable can have, or None where they cannot be listed.

    Each is at the place where the code speaks of it. Raises `LimitExceeded`.
    """
    conditions = [
        validation.body.arguments['condition'].expression
        for validation in variable.body.blocks('validation')
        if 'condition' in validation.body.arguments
    ]
    if type == BOOL:
        found: Candidates | None = tuple(
            Value(data, variable.place) for data in (True, False, None)
        )
    elif type in (ANY, NUMBER, STRING):
        listed = (_listed(condition, name, scope) for condition in conditions)
        found = next((values for values in listed if values is not None), None)
    else:
        return None
    if found is None:
        return None
    taken = tuple(
        value
        for value in _distinct(found, type)
        if (is_nullable or not value.is_null)
        and not any(_refuses(condition, name, value, scope) for condition in conditions)
    )
    return taken if 0 < len(taken) <= MAX_ANSWERS else None


def _distinct(found: Iterable[Value], type: Primitive) -> Iterator[Value]:
    seen = set()
    for value in found:
        try:
            converted = convert(value, type)
        except EvaluationError:
            continue
        key = fingerprint(converted)
        if key not in seen:
            seen.add(key)
            yield Value(converted.data, converted.place)


def _refuses(condition: Expression, name: str, value: Value, scope: Scope) -> bool:
    variables = scope.resolve('var').data
    assert isinstance(variables, Handle), 'a module has its variables by their names'
    own = {'var': Value(_WithVariable(variables, name, value))}
    try:
        return evaluate(condition, scope.with_names(own)).data in (False, None)
    except EvaluationError:
        return True


def _listed(condition: Expression, name: str, scope: Scope) -> Candidates | None:
    """Return values of which a variable must be one where a condition holds, or None.

    There may be some among them that it cannot be.
    """
    condition = _inner(condition)
    match condition:
        case Binary(operator='||'):
            return _together((condition.left, condition.right), name, scope)
        case Binary(operator='&&'):
            left = _listed(condition.left, name, scope)
            return _listed(condition.right, name, scope) if left is None else left
        case Binary(operator='=='):
            return _equal(condition.left, condition.right, name, scope)
        case Binary(
            operator='>',
            left=FunctionCall(name='length', arguments=(FunctionCall() as call,)),
        ):
            return _words(call, 'regexall', name) if _is_zero(condition.right) else None
        case Literal(data=False):
            return ()
        case Conditional():
            chosen = _listed(condition.condition, name, scope)
            yes = chosen if chosen is not None else _listed(condition.yes, name, scope)
            no = _listed(condition.no, name, scope)
            return None if yes is None or no is None else (*yes, *no)
        case FunctionCall(
            name='contains',
            arguments=(values, wanted),
        ) if _is_variable(wanted, name):
            return _elements(values, scope)
        case FunctionCall(name='anytrue', arguments=(TupleExpression() as conditions,)):
            return _together(conditions.items, name, scope)
        case FunctionCall(name='can', arguments=(FunctionCall() as call,)):
            return _words(call, 'regex', name)
    return None


def _together(
    conditions: Iterable[Expression],
    name: str,
    scope: Scope,
) -> Candidates | None:
    values: list[Value] = []
    for condition in conditions:
        found = _listed(condition, name, scope)
        if found is None:
            return None
        values.extend(found)
    return tuple(values)


def _equal(left: Expression, right: Expression, name: str, scope: Scope) -> Candidates | None:
    for variable, other in ((left, right), (right, left)):
        if _is_variable(variable, name):
            value = _known(other, scope)
            return None if value is None else (value,)
    return None


def _elements(expression: Expression, scope: Scope) -> Candidates | None:
    values = _known(expression, scope)
    if values is None or not isinstance(values.data, Sequence):
        return None
    return tuple(item.at(expression.place) for item in values.data.items)


def _known(expression: Expression, scope: Scope) -> Value | None:
    try:
        value = evaluate(expression, scope)
    except EvaluationError:
        return None
    return value if value.first_unknown() is None else None


def _words(call: FunctionCall, function: str, name: str) -> Candidates | None:
    """Return the words that a regular expression lists, which a call applies to a variable."""
    if call.name != function or len(call.arguments) != 2:
        return None
    pattern, subject = call.arguments
    if not isinstance(pattern, Literal) or not isinstance(pattern.data, str):
        return None
    if not _is_variable(subject, name):
        return None
    words: list[str] = []
    position = 0
    while match := _LISTING.match(pattern.data, position):
        words.extend((match[1] or match[2]).split('|'))
        position = match.end() + 1
        if match.end() == len(pattern.data):
            return tuple(Value(word, pattern.place) for word in words)
        if pattern.data[match.end()] != '|':
            return None
    return None


def _inner(expression: Expression) -> Expression:
    """Return what a string consists of that is nothing but an interpolation, as JSON has it."""
    while (
        isinstance(expression, StringTemplate)
        and len(expression.parts) == 1
        and isinstance(expression.parts[0], Interpolation)
    ):
        expression = expression.parts[0].expression
    return expression


def _is_variable(expression: Expression, name: str) -> bool:
    match _inner(expression):
        case Traversal(start=Name(name='var'), steps=(Attribute(name=found),)):
            return found == name
    return False


def _is_zero(expression: Expression) -> bool:
    return isinstance(expression, Literal) and expression.data == 0
