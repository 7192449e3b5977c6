"""What a policy reads of a resource: a value, nothing, or why it cannot be known."""
from __future__ import annotations

import pytest

from checkov_aurora_pg.estate import Estate
from checkov_aurora_pg.estate import Kind
from checkov_aurora_pg.estate import Parameter
from checkov_aurora_pg.estate import Parameters
from checkov_aurora_pg.estate import Resource
from checkov_aurora_pg.estate import Undetermined
from checkov_aurora_pg.estate import text_of
from checkov_aurora_pg.values import Mapping
from checkov_aurora_pg.values import Unknown
from checkov_aurora_pg.values import Value
from testing.estates import Written
from testing.estates import place
from testing.estates import reference
from testing.estates import resource
from testing.estates import several
from testing.estates import unknown
from testing.estates import value

NAME = 'rds.force_ssl'


def group(*entries: tuple[Written, Written], rest: str = '') -> Resource:
    parameters = tuple(
        Parameter(value(name), value(written), place()) for name, written in entries
    )
    return Resource(
        Kind.PARAMETER_GROUP, 'group', place(), {},
        Parameters(parameters, Unknown(rest) if rest else None),
    )


@pytest.mark.parametrize('compound', [several(value('a')), Value(Mapping({})), several()])
def test_what_is_no_single_value_is_not_taken_for_one(compound: Value) -> None:
    cluster = resource(Kind.CLUSTER, 'cluster', engine=compound)
    with pytest.raises(Undetermined, match='is not a single value') as raised:
        cluster.read('engine')
    assert raised.value.place == compound.place


@pytest.mark.parametrize(('written', 'expected'), [
    (True, 'true'), (False, 'false'), (1, '1'), (1.0, '1'), (1.5, '1.5'), ('1.0', '1.0'),
])
def test_a_scalar_is_the_text_that_the_api_receives(
    written: bool | int | float | str, expected: str,
) -> None:
    assert text_of(written) == expected


def test_a_parameter_set_twice_alike_is_found_where_it_is_first_written() -> None:
    subject = group((NAME, 1), ('other', 0), (NAME, '1'))
    setting = subject.parameter(NAME)
    assert setting is not None
    assert (setting.value, setting.place) == ('1', subject.parameters.entries[0].value.place)


def test_a_parameter_set_twice_differently_is_not_known() -> None:
    subject = group((NAME, 1), (NAME, 0))
    with pytest.raises(Undetermined, match='more than once') as raised:
        subject.parameter(NAME)
    assert raised.value.place == subject.parameters.entries[0].place


@pytest.mark.parametrize(('written', 'why'), [
    (None, 'is null'), (several(), 'is not a single value'), (unknown('`var.x`'), '`var.x`'),
])
def test_a_parameter_without_a_scalar_is_not_known(written: Written, why: str) -> None:
    subject = group((NAME, written))
    with pytest.raises(Undetermined) as raised:
        subject.parameter(NAME)
    assert raised.value.reason == why
    assert raised.value.place == subject.parameters.entries[0].value.place


def test_a_parameter_of_an_unknown_name_may_be_the_one() -> None:
    subject = group(('other', 0), (unknown('`var.name`'), 0))
    with pytest.raises(Undetermined) as raised:
        subject.parameter(NAME)
    assert (raised.value.attribute, raised.value.reason) == (NAME, '`var.name`')
    assert raised.value.place == subject.parameters.entries[1].place


def test_a_known_parameter_counts_beside_unknown_ones() -> None:
    setting = group((unknown('`var.name`'), 0), (NAME, 1), rest='`var.more`').parameter(NAME)
    assert setting is not None
    assert setting.value == '1'


def test_parameters_that_are_not_known_may_hold_the_one() -> None:
    with pytest.raises(Undetermined, match=r'`var\.more`'):
        group(('other', 0), rest='`var.more`').parameter(NAME)
    assert group(('other', 0)).parameter(NAME) is None


def test_a_tie_that_is_not_known_is_not_left_out() -> None:
    groups = several(reference('one'), unknown('`var.more`'))
    cluster = resource(Kind.CLUSTER, 'cluster', security_groups=groups)
    one = resource(Kind.SECURITY_GROUP, 'one')
    Estate('/code', (cluster, one))

    known, why = cluster.targets('security_groups')

    assert known is one
    assert isinstance(why, Undetermined)
    with pytest.raises(Undetermined, match=r'`var\.more`'):
        cluster.tied('security_groups')


@pytest.mark.parametrize(('written', 'why'), [
    ('elsewhere', 'cluster parameter group `elsewhere` is not in the scanned code'),
    (1, 'is not a single name'),
    (unknown('`var.x`'), '`var.x`'),
])
def test_a_tie_says_why_it_leads_nowhere(written: Written, why: str) -> None:
    cluster = resource(Kind.CLUSTER, 'cluster', parameter_group=written)
    Estate('/code', (cluster,))

    (target,) = cluster.targets('parameter_group')

    assert isinstance(target, Undetermined)
    assert target.reason == why
    assert target.place == cluster.attributes['parameter_group'].place
