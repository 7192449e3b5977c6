from __future__ import annotations

import pytest

from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.policies.tls_version import tls_version
from testing.estates import Written
from testing.estates import parameter_group
from testing.estates import unknown
from testing.estates import verdict


@pytest.mark.parametrize(
    ('family', 'outcome'),
    [
        ('aurora-postgresql9.6', Outcome.UNDETERMINED),
        ('aurora-postgresql10', Outcome.UNDETERMINED),
        ('aurora-postgresql11', Outcome.UNDETERMINED),
        ('aurora-postgresql12', Outcome.UNDETERMINED),
        ('aurora-postgresql13', Outcome.PASS),
        ('aurora-postgresql14', Outcome.PASS),
        ('aurora-postgresql17', Outcome.PASS),
        ('aurora-postgresql18', Outcome.PASS),
        ('aurora-postgresql19', Outcome.UNDETERMINED),
        ('aurora-mysql8.0', None),
        ('postgres16', None),
    ],
)
def test_an_unset_minimum_has_the_default_of_its_family(
    family: str,
    outcome: Outcome | None,
) -> None:
    result = verdict(tls_version, parameter_group(family))
    assert (result.outcome if result else None) is outcome


@pytest.mark.parametrize('family', ['aurora-postgresql12', 'aurora-postgresql16'])
@pytest.mark.parametrize(
    ('minimum', 'outcome'),
    [
        ('TLSv1', Outcome.FAIL),
        ('TLSv1.1', Outcome.FAIL),
        ('TLSv1.2', Outcome.PASS),
        ('TLSv1.3', Outcome.PASS),
        ('tlsv1.1', Outcome.FAIL),
        ('tlsv1.2', Outcome.PASS),
        ('TLSv1.0', Outcome.UNDETERMINED),
        ('1.2', Outcome.UNDETERMINED),
        ('', Outcome.UNDETERMINED),
        (unknown('`var.minimum`'), Outcome.UNDETERMINED),
        (None, Outcome.UNDETERMINED),
    ],
)
def test_a_minimum_counts_in_every_family(
    family: str,
    minimum: Written,
    outcome: Outcome,
) -> None:
    result = verdict(tls_version, parameter_group(family, ssl_min_protocol_version=minimum))
    assert result is not None
    assert result.outcome is outcome


@pytest.mark.parametrize(
    ('maximum', 'outcome'),
    [
        ('TLSv1', Outcome.FAIL),
        ('TLSv1.1', Outcome.FAIL),
        ('TLSv1.2', Outcome.PASS),
        ('TLSv1.3', Outcome.PASS),
        ('', Outcome.UNDETERMINED),
        (unknown('`var.maximum`'), Outcome.UNDETERMINED),
    ],
)
def test_a_maximum_counts_where_it_is_set(maximum: Written, outcome: Outcome) -> None:
    group = parameter_group('aurora-postgresql16', ssl_max_protocol_version=maximum)
    result = verdict(tls_version, group)
    assert result is not None
    assert result.outcome is outcome


def test_each_parameter_has_a_finding_of_its_own_on_its_value() -> None:
    group = parameter_group(
        'aurora-postgresql16',
        ssl_min_protocol_version='TLSv1',
        ssl_max_protocol_version='TLSv1.1',
    )
    result = verdict(tls_version, group)
    assert result is not None
    minimum, maximum = group.parameters.entries
    assert [(finding.message, finding.place) for finding in result.findings] == [
        (
            '`ssl_min_protocol_version` is `TLSv1`: connections with deprecated TLS versions '
            'are accepted; set it to `TLSv1.2`',
            minimum.value.place,
        ),
        (
            '`ssl_max_protocol_version` is `TLSv1.1`: every connection uses a deprecated TLS '
            'version; leave it out, or set it to `TLSv1.2`',
            maximum.value.place,
        ),
    ]


def test_what_is_unknown_hides_no_finding() -> None:
    group = parameter_group(
        'aurora-postgresql12',
        ssl_min_protocol_version=unknown('`var.minimum`'),
        ssl_max_protocol_version='TLSv1',
    )
    result = verdict(tls_version, group)
    assert result is not None
    assert result.outcome is Outcome.FAIL
    assert [reason.text for reason in result.reasons] == ['`var.minimum`']


@pytest.mark.parametrize(
    ('family', 'decide'),
    [
        ('aurora-postgresql10', 'move to a newer family'),
        ('aurora-postgresql11', 'set it to `TLSv1.2`'),
    ],
)
def test_an_unknown_default_says_what_can_be_done(family: str, decide: str) -> None:
    result = verdict(tls_version, parameter_group(family))
    assert result is not None
    (reason,) = result.reasons
    assert family in reason.text
    assert reason.decide == decide


@pytest.mark.parametrize('bound', ['ssl_min_protocol_version', 'ssl_max_protocol_version'])
@pytest.mark.parametrize(
    ('written', 'wrong'),
    [
        ('TLSv1', ('TLSv1', 'TLSv1.1')),
        ('tlsv1.1', ('TLSv1.1',)),
    ],
)
def test_an_older_bound_leaves_more_versions_in_use(
    bound: str,
    written: str,
    wrong: tuple[str, ...],
) -> None:
    result = verdict(tls_version, parameter_group('aurora-postgresql16', **{bound: written}))
    assert result is not None
    assert [finding.wrong for finding in result.findings] == [wrong]


def test_what_is_no_version_is_to_be_the_first_that_is_current() -> None:
    group = parameter_group('aurora-postgresql16', ssl_min_protocol_version='1.2')
    result = verdict(tls_version, group)
    assert result is not None
    assert [reason.decide for reason in result.reasons] == ['set it to `TLSv1.2`']
