"""Operators: `!a`, `-a`, `a + b`, `a == b`, `a && b` and their kin."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language import number_arithmetic
from checkov_aurora_pg.readers.terraform.language.choices import Chosen
from checkov_aurora_pg.readers.terraform.language.choices import plain
from checkov_aurora_pg.readers.terraform.language.conversion import equal
from checkov_aurora_pg.readers.terraform.language.conversion import to_bool
from checkov_aurora_pg.readers.terraform.language.conversion import to_number
from checkov_aurora_pg.readers.terraform.language.exact_numbers import Number
from checkov_aurora_pg.readers.terraform.language.expressions import Expression
from checkov_aurora_pg.readers.terraform.language.expressions import evaluate
from checkov_aurora_pg.readers.terraform.language.scope import Scope


@dataclass(slots=True, eq=False, repr=False)
class Unary:
    """`!a` and `-a`."""

    operator: str
    operand: Expression
    place: Place

    def evaluate(self, scope: Scope) -> Value:
        """Return the negation."""
        operand = evaluate(self.operand, scope)
        operand = to_bool(operand) if self.operator == '!' else to_number(operand)
        if isinstance(operand.data, Unknown):
            return plain(operand)
        if operand.data is None:
            raise EvaluationError(f'the operand of `{self.operator}` is null')
        assert isinstance(operand.data, (bool, int, float)), operand
        if self.operator == '!':
            return Value(not operand.data, self.place)
        return Value(number_arithmetic.negative(operand.data), self.place)


@dataclass(slots=True, eq=False, repr=False)
class Binary:
    """`a + b`, `a == b`, `a && b` and their kin."""

    operator: str
    left: Expression
    right: Expression
    place: Place

    def evaluate(self, scope: Scope) -> Value:
        """Return the result. A known operand that decides `&&` or `||` decides it alone."""
        if self.operator in ('&&', '||'):
            return self._logic(scope)
        left, right = evaluate(self.left, scope), evaluate(self.right, scope)
        if self.operator in ('==', '!='):
            same = _equality(left, right)
            if not isinstance(same, Unknown) and self.operator == '!=':
                same = not same
            return Value(scope.decided(same, self.place), self.place)
        result = self._arithmetic(to_number(left), to_number(right))
        if self.operator in _ORDERS:
            assert isinstance(result.data, (bool, Unknown)), 'an order holds, or not'
            return Value(scope.decided(result.data, self.place), self.place)
        return result

    def _logic(self, scope: Scope) -> Value:
        """Return what one operand decides alone, whatever the other is, or what both do.

        An operand without a value decides nothing. Null is false, but no operand of `||`.
        Source: `ShortCircuit` in HCL's `expression_ops.go`, which Terraform has since 1.12.
        """
        either = self.operator == '||'
        deciding = (True,) if either else (False, None)
        doubts = scope.budget.doubts
        before = len(doubts)
        left = self._operand(self.left, scope)
        between = len(doubts)
        right = self._operand(self.right, scope)
        if isinstance(left, Value) and left.data in deciding:
            del doubts[between:]
            return Value(either, self.place)
        if isinstance(right, Value) and right.data in deciding:
            del doubts[before:between]
            return Value(either, self.place)
        for operand in (left, right):
            if isinstance(operand, EvaluationError):
                raise operand
            if isinstance(operand.data, Unknown):
                return Value(operand.data, self.place)
            if operand.data is None:
                raise EvaluationError('an operand of `||` is null')
        return Value(not either, self.place)

    @staticmethod
    def _operand(expression: Expression, scope: Scope) -> Value | EvaluationError:
        """Return an operand as a truth value, or why it has no value."""
        try:
            operand = evaluate(expression, scope)
        except EvaluationError as error:
            return error
        return to_bool(operand)

    def _arithmetic(self, left: Value, right: Value) -> Value:
        for operand in (left, right):
            if isinstance(operand.data, Unknown):
                return Value(operand.data, self.place)
        a, b = left.data, right.data
        if not isinstance(a, (int, float)) or not isinstance(b, (int, float)):
            raise EvaluationError(f'an operand of `{self.operator}` is null')
        return Value(_OPERATORS[self.operator](a, b), self.place)


def _equality(left: Value, right: Value) -> bool | Unknown:
    """Return whether two values are equal; of what is chosen, with what would tell."""
    data = equal(left, right).data
    assert isinstance(data, (bool, Unknown)), 'two values are equal, or not'
    if isinstance(data, Unknown):
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Chosen) and other.is_known:
                return one.compared(other)
    return data


_ORDERS = frozenset({'<', '<=', '>', '>='})
_OPERATORS: dict[str, Callable[[Number, Number], bool | Number]] = {
    '+': number_arithmetic.add,
    '-': number_arithmetic.subtract,
    '*': number_arithmetic.multiply,
    '/': number_arithmetic.divide,
    '%': number_arithmetic.remainder,
    '<': operator.lt,
    '<=': operator.le,
    '>': operator.gt,
    '>=': operator.ge,
}
