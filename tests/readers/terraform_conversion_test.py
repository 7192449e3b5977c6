"""Terraform's conversions, equality and type constraints over values known in part."""

from __future__ import annotations

import pytest

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Reference
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.conversion import equal
from checkov_aurora_pg.readers.terraform.language.conversion import to_bool
from checkov_aurora_pg.readers.terraform.language.conversion import to_number
from checkov_aurora_pg.readers.terraform.language.conversion import to_text
from checkov_aurora_pg.readers.terraform.language.exact_numbers import number_text
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
from checkov_aurora_pg.readers.terraform.language.type_constraints import convert
from testing.terraform_functions import WHY
from testing.terraform_functions import FakeObject
from testing.terraform_functions import open_list
from testing.terraform_functions import open_map
from testing.terraform_functions import plain
from testing.terraform_functions import value_of

VPC = Value(WHY, Place('/m/main.tf', 3, 3), (Reference('aws_vpc.main', 'id'),))
NOT_ALL = Unknown('the attributes of the object are not all known')


OBJECT = Value(FakeObject(('id', 'arn')))
OPEN_OBJECT = Value(FakeObject(None))


@pytest.mark.parametrize(
    ('a', 'b', 'expected'),
    [
        ('1', 1, False),
        (True, 'true', False),
        (1, 1.0, True),
        (1, True, False),
        (None, None, True),
        ('a', None, False),
        ([], None, False),
        ([1], [2], False),
        ([1], [1, 2], False),
        ([1, WHY], [2, WHY], False),
        ([1, WHY], [1, 'x'], WHY),
        ({'a': 1}, {'b': 1}, False),
        ({'a': 1}, {'a': 2}, False),
        (open_map(a=1), {'a': 2}, False),
        (open_map(a=1), {'a': 1, 'b': 2}, WHY),
        (open_map(a=1), {'b': 2}, False),
        (open_list('a'), ['a', 'b'], WHY),
        (open_list('a', 'b'), ['a'], False),
        (WHY, None, WHY),
        (WHY, 'a', WHY),
        ('a', {}, False),
    ],
    ids=str,
)
def test_equality_converts_nothing(a: object, b: object, expected: object) -> None:
    assert plain(equal(value_of(a), value_of(b))) == expected
    assert plain(equal(value_of(b), value_of(a))) == expected


def test_equal_collections_may_differ_in_type() -> None:
    tuple_or_list = value_of([1])
    assert not equal(tuple_or_list, value_of([1])).is_known
    assert not equal(value_of({}), value_of({})).is_known
    assert equal(tuple_or_list, tuple_or_list).data is True


@pytest.mark.parametrize(
    ('number', 'expected'),
    [
        (1, '1'),
        (1.0, '1'),
        (1.5, '1.5'),
        (-0.25, '-0.25'),
        (1e23, '100000000000000000000000'),
        (1e-7, '0.0000001'),
        (12345678901234567890123, '12345678901234567890123'),
    ],
)
def test_numbers_are_written_as_terraform_writes_them(number: float, expected: str) -> None:
    assert number_text(number) == expected


@pytest.mark.parametrize('convert_value', [to_text, to_number, to_bool])
def test_a_conversion_keeps_unknowns_with_place_and_references(convert_value: object) -> None:
    assert callable(convert_value)
    assert convert_value(VPC) is VPC


def test_a_conversion_keeps_place_and_references_of_what_is_known() -> None:
    known = Value(1, Place('/m/main.tf', 1, 1), (Reference('aws_vpc.main', 'cidr'),))
    assert to_text(known) == Value('1', known.place, known.references)


SETTINGS = ObjectOf(
    {
        'name': AttributeType(STRING),
        'value': AttributeType(
            STRING, optional=True, default=Value('1', Place('/m/variables.tf', 9, 9))
        ),
        'note': AttributeType(STRING, optional=True),
    }
)


@pytest.mark.parametrize(
    ('constraint', 'data', 'expected'),
    [
        (STRING, WHY, WHY),
        (ListOf(STRING), WHY, WHY),
        (ListOf(STRING), None, None),
        (ListOf(STRING), open_list(1), ['1', WHY]),
        (ListOf(STRING), [1, WHY], ['1', WHY]),
        (SetOf(STRING), ['b', WHY, 'a'], ['a', 'b', WHY]),
        (MapOf(STRING), open_map(a=1), {'a': '1', '…': WHY}),
        (ListOf(ANY), [1, WHY, 'a'], ['1', WHY, 'a']),
        (TupleOf((STRING,)), open_list(), WHY),
        (SETTINGS, {'name': 'a'}, {'name': 'a', 'value': '1', 'note': None}),
        (SETTINGS, {'name': 'a', 'value': WHY}, {'name': 'a', 'value': WHY, 'note': None}),
        (SETTINGS, open_map(name='a'), {'name': 'a', 'value': WHY, 'note': WHY}),
        (SETTINGS, open_map(), {'name': WHY, 'value': WHY, 'note': WHY}),
        (ObjectOf({'id': AttributeType(STRING)}), OBJECT, {'id': 'the id'}),
        (MapOf(STRING), OPEN_OBJECT, NOT_ALL),
    ],
    ids=[str(number) for number in range(15)],
)
def test_constraints_keep_what_is_unknown(constraint: Type, data: object, expected: object) -> None:
    assert plain(convert(value_of(data), constraint)) == expected


def test_a_default_stands_where_it_is_declared() -> None:
    converted = convert(value_of({'name': 'a'}), SETTINGS).data
    assert isinstance(converted, Mapping)
    place = converted.items['value'].place
    assert place is not None
    assert place.path == '/m/variables.tf'


@pytest.mark.parametrize(
    ('constraint', 'data', 'message'),
    [
        (NUMBER, 'x', 'cannot convert `x` to number'),
        (BOOL, 1, 'cannot convert number to bool'),
        (STRING, [], 'cannot convert list to string'),
        (ListOf(STRING), 'a', 'a list is required, not string'),
        (MapOf(STRING), [], 'a map is required, not list'),
        (ListOf(ANY), [1, True], 'all elements must have the same type'),
        (SETTINGS, {}, 'attribute `name` is required'),
        (SETTINGS, [], 'an object is required, not list'),
        (
            ListOf(SETTINGS),
            [{'name': []}],
            'element 0: attribute `name`: cannot convert list to string',
        ),
        (TupleOf((STRING,)), [], 'a tuple of 1 elements is required, not 0'),
    ],
    ids=[str(number) for number in range(10)],
)
def test_an_impossible_conversion_says_why(constraint: Type, data: object, message: str) -> None:
    with pytest.raises(EvaluationError) as raised:
        convert(value_of(data), constraint)
    assert str(raised.value) == message
