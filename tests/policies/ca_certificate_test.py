from __future__ import annotations

from dataclasses import replace

import pytest

from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.policies.ca_certificate import ca_certificate
from testing.estates import Written
from testing.estates import resource
from testing.estates import unknown
from testing.estates import verdict


@pytest.mark.parametrize(
    ('authority', 'outcome'),
    [
        ('rds-ca-2019', Outcome.FAIL),
        ('rds-ca-2015', Outcome.FAIL),
        ('rds-ca-rsa2048-g1', Outcome.PASS),
        ('rds-ca-rsa4096-g1', Outcome.PASS),
        ('rds-ca-ecc384-g1', Outcome.PASS),
        ('rds-ca-of-tomorrow', Outcome.PASS),
        (None, Outcome.PASS),
        (unknown('`var.ca`'), Outcome.UNDETERMINED),
    ],
)
def test_only_a_retired_authority_fails(authority: Written, outcome: Outcome) -> None:
    subject = resource(Kind.INSTANCE, 'i', engine='aurora-postgresql', ca_certificate=authority)
    result = verdict(ca_certificate, subject)
    assert result is not None
    assert result.outcome is outcome


@pytest.mark.parametrize(
    ('engine', 'outcome'),
    [
        ('aurora-mysql', None),
        ('mysql', None),
        (None, None),
        (unknown('`var.engine`'), Outcome.UNDETERMINED),
    ],
)
def test_only_instances_of_aurora_postgresql_are_judged(
    engine: Written,
    outcome: Outcome | None,
) -> None:
    result = verdict(
        ca_certificate,
        resource(Kind.INSTANCE, 'i', engine=engine, ca_certificate='rds-ca-2019'),
    )
    assert (result.outcome if result else None) is outcome


def test_a_finding_stands_on_the_authority_in_the_formats_own_words() -> None:
    subject = replace(
        resource(Kind.INSTANCE, 'i', engine='aurora-postgresql', ca_certificate='rds-ca-2019'),
        spelling={'ca_certificate': 'CACertificateIdentifier'},
    )
    result = verdict(ca_certificate, subject)
    assert result is not None
    (finding,) = result.findings
    assert finding.place == subject.written('ca_certificate') != subject.place
    assert finding.wrong == ('rds-ca-2019',)
    assert finding.message == (
        '`CACertificateIdentifier` pins `rds-ca-2019`, which AWS has retired: its certificates '
        'expired in August 2024, and clients that verify them cannot connect; set it '
        'to `rds-ca-rsa2048-g1`'
    )
