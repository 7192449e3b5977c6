from __future__ import annotations

import pytest

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.policies.force_ssl import force_ssl
from testing.estates import Written
from testing.estates import parameter_group
from testing.estates import resource
from testing.estates import unknown
from testing.estates import verdict

EXPLICIT = Settings(require_explicit_force_ssl=True)


@pytest.mark.parametrize(
    ('family', 'outcome'),
    [
        ('aurora-postgresql9.6', Outcome.FAIL),
        ('aurora-postgresql10', Outcome.FAIL),
        ('aurora-postgresql11', Outcome.FAIL),
        ('aurora-postgresql16', Outcome.FAIL),
        ('aurora-postgresql17', Outcome.PASS),
        ('aurora-postgresql18', Outcome.PASS),
        ('aurora-postgresql19', Outcome.UNDETERMINED),
    ],
)
def test_an_unset_parameter_has_the_default_of_its_family(family: str, outcome: Outcome) -> None:
    judged = verdict(force_ssl, parameter_group(family))
    assert judged is not None
    assert judged.outcome is outcome


@pytest.mark.parametrize(
    ('group', 'wrong'),
    [
        (parameter_group('aurora-postgresql15'), [('connections without TLS',)]),
        (
            parameter_group('aurora-postgresql17', rds__force_ssl='0'),
            [('connections without TLS',)],
        ),
        (parameter_group('aurora-postgresql17'), [()]),
    ],
)
def test_a_group_that_only_relies_on_its_family_lets_nothing_through(
    group: DescribedResource,
    wrong: list[tuple[str, ...]],
) -> None:
    judged = verdict(force_ssl, group, settings=EXPLICIT)
    assert judged is not None
    assert [finding.wrong for finding in judged.findings] == wrong


@pytest.mark.parametrize(
    'family',
    ['aurora-postgresql15', 'aurora-postgresql17', 'aurora-postgresql19'],
)
@pytest.mark.parametrize(
    ('written', 'outcome'),
    [
        ('1', Outcome.PASS),
        (1, Outcome.PASS),
        ('0', Outcome.FAIL),
        (0, Outcome.FAIL),
        ('2', Outcome.FAIL),
        ('off', Outcome.FAIL),
        (False, Outcome.FAIL),
        (True, Outcome.UNDETERMINED),
        ('true', Outcome.UNDETERMINED),
        ('ON', Outcome.UNDETERMINED),
        ('yes', Outcome.UNDETERMINED),
        ('t', Outcome.UNDETERMINED),
        ('Y', Outcome.UNDETERMINED),
        (' on ', Outcome.UNDETERMINED),
        ('', Outcome.UNDETERMINED),
        (None, Outcome.UNDETERMINED),
    ],
)
def test_a_set_parameter_counts_in_every_family(
    family: str,
    written: Written,
    outcome: Outcome,
) -> None:
    judged = verdict(force_ssl, parameter_group(family, rds__force_ssl=written))
    assert judged is not None
    assert judged.outcome is outcome


@pytest.mark.parametrize('family', ['aurora-mysql8.0', 'postgres16', 'docdb5.0', 'neptune1.3'])
def test_families_of_other_engines_are_not_judged(family: str) -> None:
    assert verdict(force_ssl, parameter_group(family)) is None


def test_a_finding_stands_on_the_value() -> None:
    group = parameter_group('aurora-postgresql17', rds__force_ssl='0')
    judged = verdict(force_ssl, group)
    assert judged is not None
    (finding,) = judged.findings
    assert finding.place == group.parameters.entries[0].value.place
    assert finding.message == (
        '`rds.force_ssl` is `0`: connections without TLS are accepted; set it to `1`'
    )


def test_a_finding_about_nothing_written_stands_on_the_group() -> None:
    group = parameter_group('aurora-postgresql15')
    judged = verdict(force_ssl, group)
    assert judged is not None
    (finding,) = judged.findings
    assert finding.place == group.place
    assert finding.message == (
        '`rds.force_ssl` is not set, and its default in family `aurora-postgresql15` is `0`: '
        'connections without TLS are accepted; set it to `1`'
    )


@pytest.mark.parametrize(
    ('group', 'outcome'),
    [
        (parameter_group('aurora-postgresql17'), Outcome.FAIL),
        (parameter_group('aurora-postgresql17', rds__force_ssl='1'), Outcome.PASS),
        (parameter_group('aurora-postgresql15'), Outcome.FAIL),
    ],
    ids=['unset', 'set', 'unset and off'],
)
def test_a_team_may_require_that_it_is_written(group: DescribedResource, outcome: Outcome) -> None:
    judged = verdict(force_ssl, group, settings=EXPLICIT)
    assert judged is not None
    assert judged.outcome is outcome


@pytest.mark.parametrize(
    ('group', 'reason'),
    [
        (parameter_group('aurora-postgresql15', rds__force_ssl=unknown('`var.tls`')), '`var.tls`'),
        (parameter_group(unknown('`var.family`')), '`var.family`'),
        (parameter_group(None), 'it is not set'),
        (parameter_group('aurora-postgresql19'), 'family `aurora-postgresql19` is not known'),
        (parameter_group('aurora-postgresql19'), '`aurora-postgresql18`'),
    ],
    ids=['value', 'family', 'no family', 'unlisted', 'newest'],
)
def test_what_is_unknown_is_undetermined_and_says_why(
    group: DescribedResource, reason: str
) -> None:
    judged = verdict(force_ssl, group)
    assert judged is not None
    assert judged.outcome is Outcome.UNDETERMINED
    assert reason in judged.reasons[0].text


def test_another_kind_of_resource_is_not_judged() -> None:
    assert verdict(force_ssl, resource(Kind.CLUSTER, 'c', engine='aurora-postgresql')) is None
