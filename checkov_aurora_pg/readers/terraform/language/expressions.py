"""Terraform expressions, and what they evaluate to.

Evaluation is total: an expression yields a known value, null or an unknown one with the
reason that would decide it. `EvaluationError` is what Terraform itself refuses; `try` and
`can` observe it, and whoever reads an argument makes it an unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from types import NoneType
from typing import Protocol

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Handle
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Reference
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language import exact_numbers
from checkov_aurora_pg.readers.terraform.language.conversion import same
from checkov_aurora_pg.readers.terraform.language.conversion import to_bool
from checkov_aurora_pg.readers.terraform.language.conversion import to_text
from checkov_aurora_pg.readers.terraform.language.doubt import AnyInstance
from checkov_aurora_pg.readers.terraform.language.doubt import doubtful
from checkov_aurora_pg.readers.terraform.language.doubt import is_alike
from checkov_aurora_pg.readers.terraform.language.doubt import is_whole
from checkov_aurora_pg.readers.terraform.language.doubt import may_be_absent
from checkov_aurora_pg.readers.terraform.language.doubt import rest_of
from checkov_aurora_pg.readers.terraform.language.scope import Scope
from checkov_aurora_pg.readers.terraform.language.type_constraints import unified


class Expression(Protocol):
    """Anything that has a value in a scope, and a place in a file."""

    @property
    def place(self) -> Place:
        """Where the expression stands."""

    def evaluate(self, scope: Scope) -> Value:
        """Return the value. Raises `EvaluationError` and `LimitExceeded`."""


def evaluate(expression: Expression, scope: Scope) -> Value:
    """Return an expression's value, placed, within the scope's budget."""
    scope.budget.enter()
    try:
        return expression.evaluate(scope).at(expression.place)
    finally:
        scope.budget.leave()


@dataclass(slots=True, eq=False, repr=False)
class Literal:
    """A number, a boolean, null or a string without interpolation."""

    data: None | bool | int | float | str
    place: Place

    def evaluate(self, scope: Scope) -> Value:
        """Return the literal."""
        return Value(self.data, self.place)


@dataclass(slots=True, eq=False, repr=False)
class Refused:
    """Something that Terraform, or this reader, does not take for an expression."""

    message: str
    place: Place

    def evaluate(self, scope: Scope) -> Value:
        """Return an unknown that says so."""
        return Value(Unknown(self.message), self.place)


@dataclass(slots=True, eq=False, repr=False)
class Name:
    """A root name: `var`, `local`, `each`, a resource type, a `for` variable."""

    name: str
    place: Place

    def evaluate(self, scope: Scope) -> Value:
        """Return what the scope says it stands for."""
        return scope.resolve(self.name)


@dataclass(slots=True, eq=False, repr=False)
class TupleExpression:
    """`[a, b]`."""

    items: tuple[Expression, ...]
    place: Place

    def evaluate(self, scope: Scope) -> Value:
        """Return a sequence with each item's value."""
        return Value(Sequence(tuple(evaluate(item, scope) for item in self.items)), self.place)


@dataclass(slots=True, eq=False, repr=False)
class ObjectExpression:
    """`{ key = value }`. A bare name as a key is that text, as in Terraform."""

    items: tuple[tuple[Expression, Expression], ...]
    place: Place

    def evaluate(self, scope: Scope) -> Value:
        """Return a mapping; a key that is unknown leaves it open."""
        items: dict[str, Value] = {}
        rest: Unknown | None = None
        for key_expression, value_expression in self.items:
            key = to_text(evaluate(key_expression, scope))
            value = evaluate(value_expression, scope)
            if isinstance(key.data, str):
                items[key.data] = value
            elif isinstance(key.data, Unknown):
                rest = key.data
                items = _overridable(items, rest)
            else:
                raise EvaluationError('an object key is null')
        return Value(Mapping(items, rest), self.place)


def _overridable(items: dict[str, Value], by: Unknown) -> dict[str, Value]:
    """Return the items as unknown, since an unknown key that follows may replace any."""
    return {key: Value(by, value.place) for key, value in items.items()}


@dataclass(slots=True, eq=False, repr=False)
class Conditional:
    """`condition ? yes : no`."""

    condition: Expression
    yes: Expression
    no: Expression
    place: Place

    def evaluate(self, scope: Scope) -> Value:
        """Return the chosen branch; of an unknown choice, what both branches agree on."""
        condition = to_bool(evaluate(self.condition, scope)).data
        if condition is None:
            raise EvaluationError('the condition is null')
        assert isinstance(condition, (bool, Unknown)), 'a truth value is true or false'
        condition = scope.decided(condition, self.condition.place)
        if isinstance(condition, Unknown):
            return self._undecided(condition, scope)
        branches = (self.yes, self.no) if condition else (self.no, self.yes)
        return self._as(evaluate(branches[0], scope), branches[1], scope)

    @staticmethod
    def _as(chosen: Value, other: Expression, scope: Scope) -> Value:
        """Return the chosen value as the type that it shares with the other branch.

        Raises `EvaluationError` where they share none. A branch without a value has no type.
        """
        doubts = len(scope.budget.doubts)
        try:
            alternative = evaluate(other, scope)
        except EvaluationError:
            return chosen
        finally:
            del scope.budget.doubts[doubts:]
        if isinstance(chosen.data, str) and isinstance(alternative.data, _SINGLE):
            return chosen
        return unified((chosen, alternative))[0]

    def _undecided(self, reason: Unknown, scope: Scope) -> Value:
        try:
            yes, no = evaluate(self.yes, scope), evaluate(self.no, scope)
            first, second = unified((yes, no))
            if same(first, second) is True and first.first_unknown() is None:
                scope.budget.doubt(reason)  # a condition that is null, or refused, has no branch
                return replace(first, references=_common(yes, no))
        except EvaluationError:
            return Value(reason, self.place)
        return Value(reason, self.place, _common(yes, no))


# What becomes a string beside one.
_SINGLE = (bool, int, float, str, NoneType)


def _common(left: Value, right: Value) -> tuple[Reference, ...]:
    return left.references if left.references == right.references else ()


@dataclass(slots=True, eq=False, repr=False)
class ForOf:
    """`[for …]` and `{for …}`: `key` is None for a tuple, `grouped` stands for `...`."""

    key_name: str | None
    value_name: str
    collection: Expression
    key: Expression | None
    value: Expression
    condition: Expression | None
    grouped: bool
    place: Place

    def evaluate(self, scope: Scope) -> Value:
        """Return a sequence or mapping; what is not known leaves it open."""
        collection = evaluate(self.collection, scope)
        if isinstance(collection.data, Unknown):
            return Value(collection.data, self.place)
        rest, alike = rest_of(collection), is_alike(collection)
        pairs: list[tuple[Value | None, Value]] = []
        for key, value in pairs_of(collection):
            own = {self.value_name: value}
            if self.key_name is not None:
                own[self.key_name] = key
            inner = scope.with_names(own)
            doubt = self._excluded(inner)
            if isinstance(doubt, Unknown):
                rest, alike = doubt, False
            elif rest is not None and may_be_absent(value):
                item = doubtful(evaluate(self.value, inner), rest)
                alike = alike and is_whole(item)
                if self.key is None:
                    pairs.append((None, item))
                elif isinstance(collection.data, AnyInstance) and not self.grouped:
                    return Value(AnyInstance(item, rest), self.place)
            elif not doubt:
                new_key = None if self.key is None else to_text(evaluate(self.key, inner))
                pairs.append((new_key, evaluate(self.value, inner)))
        if self.key is None:
            items = tuple(value for _, value in pairs)
            return Value(Sequence(items, rest, alike=alike and bool(items)), self.place)
        return Value(self._mapping(pairs, rest), self.place)

    def _excluded(self, scope: Scope) -> bool | Unknown:
        if self.condition is None:
            return False
        wanted = to_bool(evaluate(self.condition, scope)).data
        if wanted is None:
            raise EvaluationError('the condition is null')
        return wanted if isinstance(wanted, Unknown) else not wanted

    def _mapping(
        self,
        pairs: list[tuple[Value | None, Value]],
        rest: Unknown | None,
    ) -> Mapping:
        items: dict[str, Value] = {}
        groups: dict[str, list[Value]] = {}
        for key, value in pairs:
            assert key is not None, 'only called where there is a key expression'
            if isinstance(key.data, Unknown):
                rest = key.data
            elif not isinstance(key.data, str):
                raise EvaluationError('an object key is null')
            elif self.grouped:
                groups.setdefault(key.data, []).append(value)
            elif key.data in items:
                raise EvaluationError(f'two elements have the key `{key.data}`')
            else:
                items[key.data] = value
        for name, values in groups.items():
            items[name] = Value(Sequence(tuple(values), rest), self.place)
        return Mapping(dict(sorted(items.items())), rest)


def pairs_of(collection: Value) -> Iterator[tuple[Value, Value]]:
    """Yield the known keys (or indexes; a set's elements are their own) and values.

    A mapping is in key order, as Terraform iterates. What may be absent is yielded as such.
    Raises `EvaluationError` where the value cannot be iterated.
    """
    data = collection.data
    if isinstance(data, Sequence):
        for index, item in enumerate(data.items):
            # Among further elements no position is sure.
            position = Value(
                exact_numbers.counted(index) if data.rest is None else data.rest, item.place
            )
            yield (item if data.is_set else position), item
    elif isinstance(data, Mapping):
        for key in sorted(data.items):
            yield Value(key, data.items[key].place), data.items[key]
    elif isinstance(data, AnyInstance):
        yield Value(data.rest), doubtful(data.instance, data.rest)
    elif isinstance(data, Handle):
        for key in sorted(data.names() or ()):
            yield Value(key), data.attribute(key)
    else:
        raise EvaluationError(
            'cannot iterate over null' if data is None else 'cannot iterate over a single value',
        )
