"""Traversals: attributes, indexes and splats, applied to a value one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Handle
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.choices import Chosen
from checkov_aurora_pg.readers.terraform.language.choices import plain
from checkov_aurora_pg.readers.terraform.language.conversion import to_number
from checkov_aurora_pg.readers.terraform.language.conversion import to_text
from checkov_aurora_pg.readers.terraform.language.doubt import AnyInstance
from checkov_aurora_pg.readers.terraform.language.doubt import any_element
from checkov_aurora_pg.readers.terraform.language.doubt import doubtful
from checkov_aurora_pg.readers.terraform.language.doubt import is_whole
from checkov_aurora_pg.readers.terraform.language.exact_numbers import whole_number
from checkov_aurora_pg.readers.terraform.language.expressions import Expression
from checkov_aurora_pg.readers.terraform.language.expressions import evaluate
from checkov_aurora_pg.readers.terraform.language.scope import Scope


@dataclass(slots=True, eq=False, repr=False)
class Attribute:
    """`.name`."""

    name: str

    def apply(self, value: Value, scope: Scope) -> Value:
        """Return the attribute of a value."""
        return attribute_of(value, self.name)


@dataclass(slots=True, eq=False, repr=False)
class Index:
    """`[key]`, and the older `.0`."""

    key: Expression

    def apply(self, value: Value, scope: Scope) -> Value:
        """Return the element of a value."""
        return element_of(value, evaluate(self.key, scope), is_certain=scope.is_certain)


@dataclass(slots=True, eq=False, repr=False)
class Splat:
    """`[*]` and the older `.*`, with the steps that apply to each element."""

    steps: tuple[Step, ...]

    def apply(self, value: Value, scope: Scope) -> Value:
        """Return a sequence of what the steps make of each element."""
        if isinstance(value.data, Unknown):
            return plain(value)
        if value.data is None:
            return Value(Sequence(()), value.place)
        if isinstance(value.data, AnyInstance):
            rest = value.data.rest
            item = doubtful(walk(value.data.instance, self.steps, scope), rest)
            return Value(Sequence((item,), rest, alike=is_whole(item)), value.place)
        if not isinstance(value.data, Sequence):
            return Value(Sequence((walk(value, self.steps, scope),)), value.place)
        items = tuple(walk(item, self.steps, scope) for item in value.data.items)
        alike = value.data.alike and all(map(is_whole, items))
        return Value(Sequence(items, value.data.rest, alike=alike), value.place)


Step = Attribute | Index | Splat


@dataclass(slots=True, eq=False, repr=False)
class Traversal:
    """A value and the steps that lead from it."""

    start: Expression
    steps: tuple[Step, ...]
    place: Place

    def evaluate(self, scope: Scope) -> Value:
        """Return the value at the end."""
        return walk(evaluate(self.start, scope), self.steps, scope)


def walk(value: Value, steps: Iterable[Step], scope: Scope) -> Value:
    """Return what a value's steps lead to."""
    for step in steps:
        scope.budget.enter()
        try:
            value = step.apply(value, scope)
        finally:
            scope.budget.leave()
    return value


def attribute_of(value: Value, name: str) -> Value:
    """Return an attribute. Raises `EvaluationError` where there can be none."""
    data = value.data
    if isinstance(data, Unknown):
        return Value(data, value.place)
    if isinstance(data, Mapping):
        if name in data.items:
            return data.items[name]
        if data.rest is not None:
            return Value(data.rest, value.place)
        raise EvaluationError(f'there is no attribute `{name}`')
    if isinstance(data, Handle):
        return data.attribute(name)
    raise EvaluationError(f'`{name}` is asked of {_description(value)}')


def element_of(value: Value, key: Value, *, is_certain: bool) -> Value:
    """Return an element. Raises `EvaluationError` where there can be none.

    `is_certain` says that a deployment without such an element is refused.
    """
    if isinstance(value.data, Unknown):
        return Value(value.data, value.place)
    if isinstance(value.data, AnyInstance):
        return value.data.instance
    if isinstance(key, Chosen) and isinstance(value.data, Mapping):
        found = key.key_of(value.data) if is_certain else key.key_if_any(value.data)
        if found is None:
            raise EvaluationError('there is no such key')
        key = Value(found, key.place)
    if isinstance(key.data, Unknown):
        return any_element(value, key.data)
    if isinstance(value.data, Sequence) and value.data.rest is not None:
        # What is unknown may stand anywhere, so that no position is sure.
        return any_element(value, value.data.rest)
    if isinstance(value.data, Sequence):
        return _item(value.data, key)
    if isinstance(value.data, (Mapping, Handle)):
        text = to_text(key).data
        if not isinstance(text, str):
            raise EvaluationError('the index is null')
        return attribute_of(value, text)
    raise EvaluationError(f'cannot take an element of {_description(value)}')


def _item(sequence: Sequence, key: Value) -> Value:
    if sequence.is_set:
        raise EvaluationError('a set has no indexes')
    number = to_number(key).data
    index = whole_number(number) if isinstance(number, (int, float)) else None
    if index is None or index < 0:
        raise EvaluationError(f'`{key.data}` is not an index of a list')
    if index < len(sequence.items):
        return sequence.items[index]
    raise EvaluationError(f'index {index} is past the end of {len(sequence.items)} elements')


def _description(value: Value) -> str:
    if value.data is None:
        return 'null'
    return 'a list' if isinstance(value.data, Sequence) else 'a single value'
