"""A value's parts: which of them is not known, in the order in which they stand."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.core.values import unknown
from testing.estates import place

FIRST, SECOND = Unknown('first'), Unknown('second')


def test_collections_are_gone_through_and_counted() -> None:
    one, two = Value(1), Value(2)
    assert list(Sequence((one, two))) == [one, two]
    assert list(Mapping({'a': one, 'b': two})) == ['a', 'b']
    assert (len(Sequence((one, two))), len(Mapping({'a': one}))) == (2, 1)


@pytest.mark.parametrize(
    ('value', 'found'),
    [
        (Value(1), None),
        (Value(FIRST), FIRST),
        (Value(Sequence((Value(1), Value(FIRST), Value(SECOND)))), FIRST),
        (Value(Sequence((), FIRST)), FIRST),
        (Value(Mapping({'a': Value(1), 'b': Value(FIRST)})), FIRST),
        (Value(Mapping({'a': Value(1)}, FIRST)), FIRST),
        (Value(Mapping({'a': Value(Sequence((Value(FIRST),))), 'b': Value(SECOND)})), FIRST),
        (Value(Sequence((Value(Sequence(())), Value(1)))), None),
    ],
)
def test_the_first_part_that_is_not_known(value: Value, found: Unknown | None) -> None:
    assert value.first_unknown() == found


def test_an_unknown_value_has_its_reason_and_its_place() -> None:
    at = place()
    assert unknown('why', 'how', at) == Value(Unknown('why', 'how'), at)


def test_a_value_keeps_a_place_that_it_has() -> None:
    first, second = place(), place()
    assert Value(1, first).at(second).place == first
    assert Value(1).at(second).place == second
    assert Value(1, first).at(None).place == first


def test_what_is_not_said_of_a_value() -> None:
    assert Place('/a.tf', 1, 2) == Place('/a.tf', 1, 2, 0, 0)
    assert not Mapping({}).is_map
    data = unknown('is not known').data
    assert isinstance(data, Unknown)
    assert data.decide == ''


def test_an_answer_is_the_same_wherever_it_is_shown() -> None:
    one = Answer('var.a', 1)

    assert one.is_it
    assert (one.shown, one.place, one.is_unlikely) == ('', None, False)
    assert one == Answer('var.a', 1, shown='`var.a` is `1`', place=place(), is_unlikely=True)
    assert one != Answer('var.a', 1, is_it=False)


@dataclass(frozen=True, slots=True)
class _Marked(Value):
    """A value of a kind of its own."""

    mark: str = ''


def test_a_value_takes_a_place_where_it_has_none() -> None:
    bare, marked, here = Value(1), _Marked(1, mark='a'), place()

    assert bare.at(None) is bare
    assert bare.at(here) == Value(1, here)
    assert bare.at(here).at(Place('/other.tf', 9, 9)) == Value(1, here)
    assert marked.at(here) == _Marked(1, here, mark='a')
