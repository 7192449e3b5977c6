"""Functions that make lists of lists' elements, which stay the same values."""

from __future__ import annotations

from dataclasses import replace

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import MAX_ELEMENTS
from checkov_aurora_pg.readers.limits import MAX_PARTS
from checkov_aurora_pg.readers.limits import limit
from checkov_aurora_pg.readers.limits import limit_value
from checkov_aurora_pg.readers.terraform.language.conversion import distinct_items
from checkov_aurora_pg.readers.terraform.language.conversion import is_identifier
from checkov_aurora_pg.readers.terraform.language.conversion import to_text
from checkov_aurora_pg.readers.terraform.language.doubt import any_element
from checkov_aurora_pg.readers.terraform.language.doubt import is_whole
from checkov_aurora_pg.readers.terraform.language.doubt import keeps_references
from checkov_aurora_pg.readers.terraform.language.doubt import some_of
from checkov_aurora_pg.readers.terraform.language.exact_numbers import counted
from checkov_aurora_pg.readers.terraform.language.functions.signature import Function
from checkov_aurora_pg.readers.terraform.language.functions.signature import Undecided
from checkov_aurora_pg.readers.terraform.language.functions.signature import builtin
from checkov_aurora_pg.readers.terraform.language.functions.signature import indexed
from checkov_aurora_pg.readers.terraform.language.functions.signature import known
from checkov_aurora_pg.readers.terraform.language.functions.signature import machine_word
from checkov_aurora_pg.readers.terraform.language.functions.signature import number
from checkov_aurora_pg.readers.terraform.language.functions.signature import place_of
from checkov_aurora_pg.readers.terraform.language.functions.signature import sequence
from checkov_aurora_pg.readers.terraform.language.number_arithmetic import add
from checkov_aurora_pg.readers.terraform.language.type_constraints import unified

# Terraform's own bound.
_MAX_RANGE = 1024


def _complete(value: Value, data: Sequence) -> Sequence:
    """Return a sequence whose elements are all there, though perhaps unknown."""
    if data.rest is not None:
        raise Undecided(Value(data.rest, value.place))
    return data


@builtin(1)
def _concat(*arguments: Value) -> Value:
    items: list[Value] = []
    rest: Unknown | None = None
    alike = True
    for argument in arguments:
        if isinstance(argument.data, Unknown):
            rest, alike = rest or argument.data, False
            continue
        data = indexed(argument)
        items.extend(data.items)
        rest = rest or data.rest
        alike = alike and data.names_all
    limit(len(items), MAX_ELEMENTS, 'elements in a list')
    if not items and len(arguments) == 1 and isinstance(arguments[0].data, Unknown):
        return arguments[0]
    alike = alike and rest is not None
    return Value(Sequence(tuple(items), rest, alike=alike), place_of(arguments))


@builtin(1, 1, passes=True)
def _flatten(subject: Value) -> Value:
    data = sequence(subject)
    items: list[Value] = []
    rest = data.rest
    alike = data.names_all
    stack = list(reversed(data.items))
    steps = 0
    while stack:
        steps += 1
        limit(steps, MAX_PARTS, 'elements to flatten')
        item = stack.pop()
        if isinstance(item.data, Sequence):
            rest = rest or item.data.rest
            alike = alike and item.data.names_all
            stack.extend(reversed(item.data.items))
            continue
        if isinstance(item.data, Unknown) and not (is_identifier(item) and is_whole(item)):
            # It may be a list: of no element, or of many.
            rest, alike = rest or item.data, False
        if item.is_known or is_identifier(item):
            items.append(item)
    limit(len(items), MAX_ELEMENTS, 'elements in a list')
    alike = alike and rest is not None and bool(items)
    return Value(Sequence(tuple(items), rest, alike=alike), subject.place)


@builtin(1, 1, passes=True)
def _compact(subject: Value) -> Value:
    """Drop nulls and empty strings.

    An unknown identifier of a resource is kept: it is neither null nor empty once it is
    known. Any other unknown may vanish.
    """
    data = sequence(subject)
    items: list[Value] = []
    rest = data.rest
    for item in map(to_text, data.items):
        if isinstance(item.data, Unknown) and not is_identifier(item):
            rest = rest or item.data
        elif item.data is not None and item.data != '':
            items.append(item)
    alike = data.alike and keeps_references(data.items, items)
    return Value(Sequence(tuple(items), rest, alike=alike), subject.place)


@builtin(1, 1, passes=True)
def _distinct(subject: Value) -> Value:
    data = sequence(subject)
    items, rest = distinct_items(unified(data.items, data.rest), data.rest)
    alike = data.alike and keeps_references(data.items, items)
    return Value(Sequence(items, rest, alike=alike), subject.place)


@builtin(1, 1, passes=True)
def _reverse(subject: Value) -> Value:
    data = sequence(subject)
    return Value(replace(data, items=data.items[::-1], is_set=False), subject.place)


@builtin(1, 1, passes=True)
def _sort(subject: Value) -> Value:
    """Sort strings; where one is unknown, no position is sure and `rest` says so."""
    data = sequence(subject)
    items = [to_text(item) for item in data.items]
    if any(item.is_null for item in items):
        raise EvaluationError('a null string cannot be sorted')
    rest = data.rest or next((item.data for item in items if isinstance(item.data, Unknown)), None)
    ordered = sorted((item for item in items if item.is_known), key=lambda item: str(item.data))
    ordered.extend(item for item in items if not item.is_known and item.references)
    if len(items) == 1:
        return Value(Sequence(tuple(items), data.rest, alike=data.alike), subject.place)
    alike = data.alike and keeps_references(items, ordered)
    return Value(Sequence(tuple(ordered), rest, alike=alike), subject.place)


@builtin(3, 3, passes=True)
def _slice(subject: Value, start: Value, end: Value) -> Value:
    data = indexed(subject)
    if data.rest is not None and data.alike:
        return Value(some_of(data.items, data.rest), subject.place)
    _complete(subject, data)
    first, last = machine_word(start), machine_word(end)
    if not 0 <= first <= last <= len(data):
        raise EvaluationError(
            f'`{first}` to `{last}` is not a range in a list of {len(data)} elements'
        )
    return Value(Sequence(data.items[first:last]), subject.place)


@builtin(1, 3)
def _range(*arguments: Value) -> Value:
    numbers = [number(argument) for argument in arguments]
    start, end = (counted(0), numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    step = numbers[2] if len(numbers) == 3 else counted(-1 if end < start else 1)
    down = step < 0
    if end > start if down else end < start:
        raise EvaluationError('the step leads away from the end')
    place = place_of(arguments)
    items: list[Value] = []
    current = start
    while current > end if down else current < end:
        if len(items) == _MAX_RANGE:
            raise EvaluationError(f'more than {_MAX_RANGE} values would be generated')
        items.append(Value(current, place))
        current = add(current, step)
    return Value(Sequence(tuple(items)), place)


@builtin(0)
def _list(*arguments: Value) -> Value:
    """Make a list of the arguments, as Terraform did before 0.15."""
    return Value(Sequence(unified(arguments)), place_of(arguments))


@builtin(1, 1, passes=True)
def _tolist(subject: Value) -> Value:
    if subject.is_null:
        return subject
    data = sequence(subject)
    limit_value(subject)
    items = unified(data.items, data.rest)
    return replace(subject, data=replace(data, items=items, is_set=False))


@builtin(2, 2, passes=True)
def _element(subject: Value, index: Value) -> Value:
    data = indexed(subject)
    if data.rest is not None:
        return any_element(subject, data.rest)
    position = machine_word(index)
    if not data.items:
        raise EvaluationError('cannot take an element of an empty list')
    # Terraform up to 1.11 fails on a negative index; later ones count from the end.
    return data.items[position % len(data)]


@builtin(1, 1, passes=True)
def _one(subject: Value) -> Value:
    data = sequence(known(subject))
    if len(data) > 1:
        raise EvaluationError('a list of no or one element is required')
    if data.rest is not None:
        raise Undecided(Value(data.rest, subject.place))
    return data.items[0] if data.items else Value(None, subject.place)


LISTS: dict[str, Function] = {
    'compact': _compact,
    'concat': _concat,
    'distinct': _distinct,
    'element': _element,
    'flatten': _flatten,
    'list': _list,
    'one': _one,
    'range': _range,
    'reverse': _reverse,
    'slice': _slice,
    'sort': _sort,
    'tolist': _tolist,
}
