"""Functions of sets. A list or tuple is taken for the set of its elements."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import prod

from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import MAX_ELEMENTS
from checkov_aurora_pg.readers.limits import limit
from checkov_aurora_pg.readers.limits import limit_value
from checkov_aurora_pg.readers.terraform.language.conversion import fingerprint
from checkov_aurora_pg.readers.terraform.language.conversion import set_of
from checkov_aurora_pg.readers.terraform.language.functions.signature import Function
from checkov_aurora_pg.readers.terraform.language.functions.signature import Undecided
from checkov_aurora_pg.readers.terraform.language.functions.signature import builtin
from checkov_aurora_pg.readers.terraform.language.functions.signature import place_of
from checkov_aurora_pg.readers.terraform.language.functions.signature import sequence
from checkov_aurora_pg.readers.terraform.language.type_constraints import unified


def _operands(arguments: tuple[Value, ...]) -> list[Sequence]:
    """Return the arguments as sets of one element type; an unknown one is all `rest`."""
    operands = [
        Sequence((), argument.data) if isinstance(argument.data, Unknown) else sequence(argument)
        for argument in arguments
    ]
    rest = next((operand.rest for operand in operands if operand.rest), None)
    items = iter(unified(tuple(item for operand in operands for item in operand.items), rest))
    return [set_of(tuple(next(items) for _ in operand.items), operand.rest) for operand in operands]


def _doubt(operand: Sequence) -> Unknown | None:
    """Return what leaves it open whether an element belongs to a set."""
    return Value(operand).first_unknown()


@builtin(1)
def _setunion(*arguments: Value) -> Value:
    operands = _operands(arguments)
    rest = next((operand.rest for operand in operands if operand.rest), None)
    items = tuple(item for operand in operands for item in operand.items)
    limit(len(items), MAX_ELEMENTS, 'elements in a set')
    return Value(set_of(items, rest), place_of(arguments))


def _selected(first: Sequence, others: list[Sequence], *, wanted: bool) -> Sequence:
    """Keep the elements of `first` that are (not) in all the others, as far as is sure.

    An element whose membership is open counts as `rest`.
    """
    members = [{fingerprint(item) for item in other.items} - {None} for other in others]
    doubts = [_doubt(other) for other in others]
    kept: list[Value] = []
    rest = first.rest
    for item in first.items:
        key = fingerprint(item)
        verdict: bool | Unknown = True
        for keys, doubt in zip(members, doubts, strict=True):
            open_question = doubt or (keys and item.first_unknown()) or None
            if key is not None and key in keys:
                inside: bool | Unknown = True
            else:
                inside = open_question if isinstance(open_question, Unknown) else False
            if isinstance(inside, Unknown):
                verdict = inside if verdict is True else verdict
            elif inside is not wanted:
                verdict = False
                break
        if verdict is True:
            kept.append(item)
        elif isinstance(verdict, Unknown):
            rest = rest or verdict
    return set_of(tuple(kept), rest)


@builtin(1)
def _setintersection(*arguments: Value) -> Value:
    first, *others = _operands(arguments)
    if first.rest is not None and others:
        # An element of the others may be in the unknown part of the first.
        return Value(Sequence((), first.rest, is_set=True), place_of(arguments))
    return Value(_selected(first, others, wanted=True), place_of(arguments))


@builtin(2, 2)
def _setsubtract(minuend: Value, subtrahend: Value) -> Value:
    first, second = _operands((minuend, subtrahend))
    return Value(_selected(first, [second], wanted=False), place_of((minuend, subtrahend)))


@builtin(2)
def _setproduct(*arguments: Value) -> Value:
    operands: list[Sequence] = []
    for argument in arguments:
        data = sequence(argument)
        if data.rest is not None:
            raise Undecided(Value(data.rest, argument.place))
        operands.append(replace(data, items=unified(data.items)))
    limit(prod(map(len, operands)) * len(operands), MAX_ELEMENTS, 'elements in a list')
    place = place_of(arguments)
    rows = tuple(
        Value(Sequence(row), place_of(row) or place)
        for row in product(*(operand.items for operand in operands))
    )
    if all(operand.is_set for operand in operands):
        return Value(set_of(rows), place)
    return Value(Sequence(rows), place)


@builtin(1, 1, passes=True)
def _toset(subject: Value) -> Value:
    if subject.is_null:
        return subject
    limit_value(subject)
    data = sequence(subject)
    return replace(
        subject,
        data=set_of(
            unified(data.items, data.rest),
            data.rest,
            alike=data.alike,
        ),
    )


SETS: dict[str, Function] = {
    'setintersection': _setintersection,
    'setproduct': _setproduct,
    'setsubtract': _setsubtract,
    'setunion': _setunion,
    'toset': _toset,
}
