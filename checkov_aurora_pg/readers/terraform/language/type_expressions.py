"""A variable's `type` argument as a type constraint."""

from __future__ import annotations

from collections.abc import Callable

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.terraform.language.bodies import Body
from checkov_aurora_pg.readers.terraform.language.calls import FunctionCall
from checkov_aurora_pg.readers.terraform.language.expressions import Expression
from checkov_aurora_pg.readers.terraform.language.expressions import Literal
from checkov_aurora_pg.readers.terraform.language.expressions import Name
from checkov_aurora_pg.readers.terraform.language.expressions import ObjectExpression
from checkov_aurora_pg.readers.terraform.language.expressions import TupleExpression
from checkov_aurora_pg.readers.terraform.language.expressions import evaluate
from checkov_aurora_pg.readers.terraform.language.scope import Scope
from checkov_aurora_pg.readers.terraform.language.syntax import SyntaxProblem
from checkov_aurora_pg.readers.terraform.language.syntax import parse_expression
from checkov_aurora_pg.readers.terraform.language.type_constraints import ANY
from checkov_aurora_pg.readers.terraform.language.type_constraints import BOOL
from checkov_aurora_pg.readers.terraform.language.type_constraints import NUMBER
from checkov_aurora_pg.readers.terraform.language.type_constraints import STRING
from checkov_aurora_pg.readers.terraform.language.type_constraints import AttributeType
from checkov_aurora_pg.readers.terraform.language.type_constraints import ListOf
from checkov_aurora_pg.readers.terraform.language.type_constraints import MapOf
from checkov_aurora_pg.readers.terraform.language.type_constraints import ObjectOf
from checkov_aurora_pg.readers.terraform.language.type_constraints import SetOf
from checkov_aurora_pg.readers.terraform.language.type_constraints import TupleOf
from checkov_aurora_pg.readers.terraform.language.type_constraints import Type

# A bare `list` or `map`, and the quoted names of Terraform 0.11, hold anything.
_NAMES: dict[str, Type] = {
    'any': ANY,
    'bool': BOOL,
    'number': NUMBER,
    'string': STRING,
    'list': ListOf(ANY),
    'map': MapOf(ANY),
    'set': SetOf(ANY),
}
_COLLECTIONS: dict[str, Callable[[Type], Type]] = {'list': ListOf, 'map': MapOf, 'set': SetOf}


def type_of(variable: Body, scope: Scope) -> Type:
    """Return a variable's type constraint; `any` where none is written.

    `scope` evaluates the defaults of optional attributes. Raises `EvaluationError` where
    the argument is no type.
    """
    argument = variable.arguments.get('type')
    return ANY if argument is None else type_from(argument.expression, scope)


def type_from(expression: Expression, scope: Scope) -> Type:
    """Return the type that an expression spells. Raises `EvaluationError` where it is none."""
    name = _word(expression)
    if name is not None:
        return _NAMES[name]
    if isinstance(expression, Literal) and isinstance(expression.data, str):
        return type_from(_spelled(expression.data, expression.place), scope)
    if isinstance(expression, FunctionCall) and len(expression.arguments) == 1:
        inner = expression.arguments[0]
        if expression.name in _COLLECTIONS:
            return _COLLECTIONS[expression.name](type_from(inner, scope))
        if expression.name == 'object' and isinstance(inner, ObjectExpression):
            return ObjectOf(dict(_attribute(key, type, scope) for key, type in inner.items))
        if expression.name == 'tuple' and isinstance(inner, TupleExpression):
            return TupleOf(tuple(type_from(item, scope) for item in inner.items))
    raise EvaluationError('its type is not read')


def _spelled(text: str, place: Place) -> Expression:
    """Return the expression that JSON has as a string."""
    try:
        return parse_expression(text, place)
    except SyntaxProblem as error:
        raise EvaluationError(f'its type {error}') from None


def _word(expression: Expression) -> str | None:
    word = (
        expression.name
        if isinstance(expression, Name)
        else expression.data
        if isinstance(expression, Literal)
        else None
    )
    return word if isinstance(word, str) and word in _NAMES else None


def _attribute(key: Expression, type: Expression, scope: Scope) -> tuple[str, AttributeType]:
    name = key.data if isinstance(key, Literal) else None
    if not isinstance(name, str):
        raise EvaluationError('its type is not read')
    if not isinstance(type, FunctionCall) or type.name != 'optional' or not type.arguments:
        return name, AttributeType(type_from(type, scope))
    default = evaluate(type.arguments[1], scope) if len(type.arguments) > 1 else None
    return name, AttributeType(type_from(type.arguments[0], scope), True, default)
