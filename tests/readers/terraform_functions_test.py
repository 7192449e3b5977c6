"""What Terraform's functions make of values that are known in part."""

from __future__ import annotations

import time

import pytest

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Reference
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.terraform.language.functions import FUNCTIONS
from testing.terraform_functions import CALLS
from testing.terraform_functions import WHY
from testing.terraform_functions import FakeObject
from testing.terraform_functions import call
from testing.terraform_functions import hcl
from testing.terraform_functions import open_list
from testing.terraform_functions import open_map
from testing.terraform_functions import plain
from testing.terraform_functions import value_of

LATER = Unknown('`var.y` has no default')
VPC = Value(WHY, Place('/m/main.tf', 3, 3), (Reference('aws_vpc.main', 'id'),))
SUBNET = Value(WHY, Place('/m/main.tf', 4, 4), (Reference('aws_subnet.a', 'id'),))
LITERAL = Value('a', Place('/m/main.tf', 5, 5))


@pytest.mark.parametrize(
    ('arguments', 'expected'),
    [
        (('merge', {'a': 1}, WHY), {'a': WHY, '…': WHY}),
        (('merge', WHY, {'a': 1}), {'a': 1, '…': WHY}),
        (('merge', {'a': 1}, open_map(b=2), {'c': 3}), {'a': WHY, 'b': 2, 'c': 3, '…': WHY}),
        (('merge', {'a': 1}, {'a': WHY}), {'a': WHY}),
        (('concat', ['a'], WHY, ['b']), ['a', 'b', WHY]),
        (('concat', open_list('a'), ['b']), ['a', 'b', WHY]),
        (('flatten', [['a'], WHY]), ['a', WHY]),
        (('flatten', [['a'], open_list('b')]), ['a', 'b', WHY]),
        (('compact', ['a', WHY, '']), ['a', WHY]),
        (('distinct', ['a', WHY, 'a']), ['a', WHY]),
        (('toset', ['b', WHY, 'a']), ['a', 'b', WHY]),
        (('sort', ['b', WHY, 'a']), ['a', 'b', WHY]),
        (('reverse', ['b', WHY]), [WHY, 'b']),
        (('length', ['a', WHY]), 2),
        (('length', open_list('a')), WHY),
        (('length', open_map(a=1)), WHY),
        (('length', Value(Sequence((LITERAL,), WHY, is_set=True))), WHY),
        (('lookup', {'a': 1}, 'a', LATER), 1),
        (('lookup', {'a': 1}, 'b', 'x'), 'x'),
        (('lookup', open_map(a=1), 'a', 'x'), 1),
        (('lookup', open_map(a=1), 'b', 'x'), WHY),
        (('lookup', {'a': 1}, WHY, 'x'), WHY),
        (('coalesce', None, '', 'a', WHY), 'a'),
        (('coalesce', None, WHY, 'a'), WHY),
        (('coalescelist', [], ['a']), ['a']),
        (('coalescelist', open_list(), ['a']), WHY),
        (('coalescelist', open_list('a'), ['b']), ['a', WHY]),
        (('contains', open_list('a'), 'a'), True),
        (('contains', open_list('a'), 'b'), WHY),
        (('contains', ['a', WHY], 'b'), WHY),
        (('contains', ['a', 'b'], 'c'), False),
        (('element', ['a', WHY], 0), 'a'),
        (('element', ['a', 'b'], -1), 'b'),
        (('element', open_list('a'), 0), WHY),
        (('element', ['a'], WHY), WHY),
        (('one', open_list()), WHY),
        (('index', [WHY, 'a'], 'a'), WHY),
        (('index', ['a', WHY], 'a'), 0),
        (('keys', open_map(b=1, a=2)), ['a', 'b', WHY]),
        (('values', open_map(b=1, a=WHY)), [WHY, 1, WHY]),
        (('zipmap', ['a', 'b'], WHY), {'a': WHY, 'b': WHY}),
        (('zipmap', ['a', WHY], [1, 2]), WHY),
        (('join', ',', ['a', WHY]), WHY),
        (('join', ',', open_list('a')), WHY),
        (('join', WHY, ['a']), WHY),
        (('split', ',', WHY), WHY),
        (('setunion', ['a'], WHY), ['a', WHY]),
        (('setintersection', ['a', 'b'], open_list('a')), ['a', WHY]),
        (('setintersection', WHY, ['a']), [WHY]),
        (('setsubtract', ['a', 'b'], open_list('a')), [WHY]),
        (('setsubtract', open_list('a', 'b'), ['a']), ['b', WHY]),
        (('alltrue', [True, WHY]), WHY),
        (('alltrue', [False, WHY]), False),
        (('anytrue', [True, WHY]), True),
        (('anytrue', [False, WHY]), WHY),
        (('formatlist', '%s-%s', ['a', WHY], 'z'), ['a-z', WHY]),
        (('format', '%s-%s', 'a', WHY), WHY),
        (('jsonencode', {'a': WHY}), WHY),
        (('timestamp',), Unknown('`timestamp()` is known after apply')),
        (('format', '%v', None), Unknown('formatting null is not supported')),
        (
            ('regex', r'\p{Greek}', 'α'),
            Unknown('the class `\\p{Greek}` of regular expressions is not supported'),
        ),
        (('yamldecode', 'a: !x 1'), Unknown('the YAML tag `!x` is not supported')),
    ],
    ids=str,
)
def test_unknown_parts_make_unknown_only_what_depends_on_them(
    arguments: tuple[object, ...],
    expected: object,
) -> None:
    assert plain(call(*arguments)) == expected


@pytest.mark.parametrize(
    ('name', 'arguments'),
    [
        ('coalesce', (None, VPC, 'x')),
        ('coalesce', (VPC,)),
        ('one', ([VPC],)),
        ('element', ([LITERAL, VPC], 1)),
        ('lookup', ({'a': VPC}, 'a', 'x')),
        ('tostring', (VPC,)),
        ('lookup', ({}, 'a', VPC)),
        ('nonsensitive', (VPC,)),
        ('join', ('', [VPC])),
        ('join', (',', [VPC])),
        ('join', ('', ['', VPC])),
        ('format', ('%s', VPC)),
        ('lower', (VPC,)),
        ('trimspace', (VPC,)),
    ],
    ids=str,
)
def test_a_value_passed_on_keeps_its_references(name: str, arguments: tuple[object, ...]) -> None:
    assert _untyped(call(name, *arguments)) == VPC


def test_the_old_way_to_name_a_resource_that_may_not_exist_keeps_its_reference() -> None:
    assert call('element', call('concat', [VPC], ['']), 0) == VPC


@pytest.mark.parametrize(
    ('name', 'arguments', 'expected'),
    [
        ('concat', ([VPC], [LITERAL]), (VPC, LITERAL)),
        ('flatten', ([[VPC], LITERAL],), (VPC, LITERAL)),
        ('compact', ([VPC, ''],), (VPC,)),
        ('distinct', ([VPC, SUBNET, VPC],), (VPC, SUBNET)),
        ('toset', ([VPC, LITERAL],), (LITERAL, VPC)),
        ('tolist', ([VPC],), (VPC,)),
        ('reverse', ([VPC, LITERAL],), (LITERAL, VPC)),
        ('slice', ([VPC, LITERAL], 0, 1), (VPC,)),
        ('values', ({'b': LITERAL, 'a': VPC},), (VPC, LITERAL)),
        ('setunion', ([VPC], [SUBNET]), (VPC, SUBNET)),
    ],
    ids=str,
)
def test_elements_stay_the_same_values(
    name: str,
    arguments: tuple[object, ...],
    expected: tuple[Value, ...],
) -> None:
    data = call(name, *arguments).data
    assert isinstance(data, Sequence)
    assert tuple(map(_untyped, data.items)) == expected


def _untyped(value: Value) -> Value:
    """Return a value without the type that a conversion gives an unknown one."""
    return Value(value.data, value.place, value.references)


def _at(line: int, data: object) -> Value:
    return Value(value_of(data).data, Place('/m/main.tf', line, line))


@pytest.mark.parametrize(
    ('name', 'arguments', 'line'),
    [
        ('lower', (_at(1, 'A'),), 1),
        ('join', (_at(1, ','), _at(2, ['a', 'b'])), 2),
        ('split', (_at(1, ','), _at(2, 'a,b')), 2),
        ('jsondecode', (_at(3, '[1]'),), 3),
        ('format', (_at(1, '%s!'), _at(2, 'a')), 1),
        ('replace', (_at(1, 'a'), _at(2, 'a'), _at(3, 'b')), 1),
        ('merge', (_at(1, {'a': 1}), _at(2, {'b': 1}), Value(WHY)), 2),
        ('lookup', (_at(1, {}), 'a', _at(2, 'x')), 2),
        ('regex', (_at(1, 'a'), _at(2, 'a')), 2),
        ('element', (_at(1, [_at(4, 'x')]), 0), 4),
        ('length', (_at(2, ['a']),), 2),
        ('tonumber', (_at(2, '1'),), 2),
    ],
    ids=str,
)
def test_a_result_stands_where_its_subject_is_written(
    name: str,
    arguments: tuple[object, ...],
    line: int,
) -> None:
    place = call(name, *arguments).place
    assert place is not None
    assert place.line == line


OBJECT = Value(FakeObject(('id', 'arn')))
OPEN_OBJECT = Value(FakeObject(None))
NOT_ALL = Unknown('the attributes of the object are not all known')


@pytest.mark.parametrize(
    ('arguments', 'expected'),
    [
        (('keys', OBJECT), ['arn', 'id']),
        (('length', OBJECT), 2),
        (('length', OPEN_OBJECT), Unknown('the attributes of the object are not all known')),
        (('merge', OBJECT, {'a': 1}), {'id': 'the id', 'arn': 'the arn', 'a': 1}),
        (('merge', {'a': 1}, OPEN_OBJECT), {'a': NOT_ALL, '…': NOT_ALL}),
        (('lookup', OBJECT, 'id', 'x'), 'the id'),
        (('lookup', OBJECT, 'name', 'x'), 'x'),
        (('lookup', OPEN_OBJECT, 'id', 'x'), 'the id'),
        (('values', OBJECT), ['the arn', 'the id']),
        (('one', OPEN_OBJECT), Unknown('the attributes of the object are not all known')),
    ],
    ids=[
        'keys',
        'length',
        'length of open',
        'merge',
        'merge open',
        'lookup',
        'lookup default',
        'lookup open',
        'values',
        'one of open',
    ],
)
def test_objects_are_asked_for_their_attributes(
    arguments: tuple[object, ...],
    expected: object,
) -> None:
    assert plain(call(*arguments)) == expected


def _doubled(levels: int) -> Value:
    value = Value('x' * 10)
    for _ in range(levels):
        value = Value(Sequence((value, value)))
    return value


_NESTED = '[' * 500 + ']' * 500


@pytest.mark.parametrize(
    'arguments',
    [
        ('format', '%1000001d', 1),
        ('format', '%999999d%999999d', 1, 2),
        ('indent', 10_000_000, 'a\nb'),
        ('replace', 'a' * 10_000, '', 'b' * 10_000),
        ('replace', 'a' * 2_000, '/a/', 'b' * 2_000),
        ('join', 'x' * 100_000, ['a'] * 100),
        ('setproduct', ['a'] * 200, ['b'] * 200),
        ('jsonencode', _doubled(40)),
        ('flatten', _doubled(40)),
        ('distinct', [_doubled(40)]),
        ('toset', [_doubled(40)]),
        ('tolist', [_doubled(40)]),
        ('jsondecode', _NESTED),
        ('yamldecode', _NESTED),
        ('tonumber', '9' * 10_000),
        ('tonumber', '1e999999999'),
        ('jsondecode', '1e999999999'),
        ('parseint', '9' * 10_000, 10),
        ('split', ',', ',' * 20_000),
        ('regex', '(a{1000}){1000}', 'a'),
        ('regex', '(' * 200 + 'a' + ')' * 200, 'a'),
        ('regex', '(x+x+)+y', 'x' * 900_000),
        ('regexall', 'a.*b|a', 'a' * 5_000),
        (
            'yamldecode',
            'a: &a [x,x,x,x,x,x,x,x,x,x]\n'
            + ''.join(
                f'{b}: &{b} [{",".join([f"*{a}"] * 10)}]\n'
                for a, b in zip('abcdefgh', 'bcdefghi', strict=True)
            ),
        ),
    ],
    ids=lambda arguments: str(arguments[0]),
)
def test_a_bomb_exceeds_a_limit_at_once(arguments: tuple[object, ...]) -> None:
    start = time.monotonic()
    with pytest.raises(LimitExceeded):
        call(*arguments)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    ('pattern', 'subject'),
    [
        ('(a+)+$', 'a' * 200 + 'b'),
        ('(a|aa)+$', 'a' * 200 + 'b'),
        ('(a?){30}a{30}', 'a' * 30),
    ],
    ids=str,
)
def test_a_hostile_expression_takes_linear_time(pattern: str, subject: str) -> None:
    assert plain(call('length', call('regexall', pattern, subject))) in (0, 1)


def test_every_call_of_the_table_names_a_function() -> None:
    assert {str(name) for name, *_ in CALLS} <= set(FUNCTIONS)
    assert hcl('${a}') == '"$${a}"'
