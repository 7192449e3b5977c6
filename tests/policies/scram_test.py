from __future__ import annotations

import pytest

from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.policies.scram import scram
from testing.estates import Written
from testing.estates import parameter_group
from testing.estates import unknown
from testing.estates import verdict

STRICT = Settings(accept_md5_logins=False)


@pytest.mark.parametrize(
    ('family', 'outcome'),
    [
        ('aurora-postgresql9.6', Outcome.FAIL),
        ('aurora-postgresql10', Outcome.FAIL),
        ('aurora-postgresql13', Outcome.FAIL),
        ('aurora-postgresql14', Outcome.PASS),
        ('aurora-postgresql18', Outcome.PASS),
        ('aurora-postgresql19', Outcome.UNDETERMINED),
        ('aurora-mysql8.0', None),
        ('postgres13', None),
    ],
)
def test_an_unset_parameter_has_the_default_of_its_family(
    family: str,
    outcome: Outcome | None,
) -> None:
    result = verdict(scram, parameter_group(family))
    assert (result.outcome if result else None) is outcome


@pytest.mark.parametrize('family', ['aurora-postgresql13', 'aurora-postgresql16'])
@pytest.mark.parametrize(
    ('written', 'outcome'),
    [
        ('scram-sha-256', Outcome.PASS),
        ('md5', Outcome.FAIL),
        ('scram', Outcome.UNDETERMINED),
        ('MD5', Outcome.UNDETERMINED),
        ('on', Outcome.UNDETERMINED),
        ('', Outcome.UNDETERMINED),
        (unknown('`var.encryption`'), Outcome.UNDETERMINED),
    ],
)
def test_a_set_parameter_counts_in_every_family(
    family: str,
    written: Written,
    outcome: Outcome,
) -> None:
    result = verdict(scram, parameter_group(family, password_encryption=written))
    assert result is not None
    assert result.outcome is outcome


@pytest.mark.parametrize(
    ('accepted', 'outcome'),
    [
        ('scram', Outcome.PASS),
        ('md5+scram', Outcome.FAIL),
        ('scram-sha-256', Outcome.UNDETERMINED),
        (unknown('`var.method`'), Outcome.UNDETERMINED),
    ],
)
def test_a_team_may_require_that_nobody_logs_in_with_md5(
    accepted: Written,
    outcome: Outcome,
) -> None:
    group = parameter_group('aurora-postgresql16', rds__accepted_password_auth_method=accepted)
    strict, lenient = verdict(scram, group, settings=STRICT), verdict(scram, group)
    assert strict is not None
    assert lenient is not None
    assert strict.outcome is outcome
    assert lenient.outcome is Outcome.PASS


@pytest.mark.parametrize(
    ('family', 'outcome', 'advice'),
    [
        ('aurora-postgresql14', Outcome.FAIL, 'set it to `scram`'),
        ('aurora-postgresql13', Outcome.FAIL, '`aurora-postgresql13` cannot refuse them'),
        ('aurora-postgresql19', Outcome.UNDETERMINED, 'set it to `scram`'),
    ],
)
def test_what_is_accepted_by_default_is_either(
    family: str,
    outcome: Outcome,
    advice: str,
) -> None:
    group = parameter_group(family, password_encryption='scram-sha-256')
    result = verdict(scram, group, settings=STRICT)
    assert result is not None
    assert result.outcome is outcome
    said = [finding.message for finding in result.findings] or [result.reasons[0].decide]
    assert said[0].endswith(advice)


def test_a_finding_stands_on_the_value() -> None:
    group = parameter_group('aurora-postgresql16', password_encryption='md5')
    result = verdict(scram, group)
    assert result is not None
    (finding,) = result.findings
    assert finding.place == group.parameters.entries[0].value.place
    assert finding.message == (
        '`password_encryption` is `md5`: the stored hash of a password is enough to log in; '
        'set it to `scram-sha-256`'
    )


@pytest.mark.parametrize(
    ('family', 'advice'),
    [
        ('aurora-postgresql9.6', 'move to a newer family, since this one has no SCRAM'),
        ('aurora-postgresql11', 'set it to `scram-sha-256`'),
    ],
)
def test_a_finding_about_nothing_written_says_what_the_family_can_do(
    family: str,
    advice: str,
) -> None:
    group = parameter_group(family)
    result = verdict(scram, group)
    assert result is not None
    (finding,) = result.findings
    assert finding.place == group.place
    assert finding.message.endswith(advice)


def test_what_is_unknown_hides_no_finding() -> None:
    group = parameter_group('aurora-postgresql16', password_encryption=unknown('`var.encryption`'))
    result = verdict(scram, group, settings=STRICT)
    assert result is not None
    assert [finding.attribute for finding in result.findings] == [
        'rds.accepted_password_auth_method',
    ]
    assert [reason.text for reason in result.reasons] == ['`var.encryption`']
