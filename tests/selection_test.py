"""Which policies a choice selects, and which findings fail."""

from __future__ import annotations

import pytest

from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.scanning.changes.selection_changes import selection_changes
from checkov_aurora_pg.scanning.configuration import Configuration
from checkov_aurora_pg.scanning.selection import Selection
from checkov_aurora_pg.scanning.selection import SelectionError

EVERY = [policy.id for policy in POLICIES]
HEALTH, TLS, IAM, CERTIFICATE = (f'CKV2_AURORAPG_{number}' for number in (0, 1, 4, 10))


def _ids(selection: Selection) -> list[str]:
    return [policy.id for policy in selection.policies()]


@pytest.mark.parametrize(
    ('selection', 'ids'),
    [
        (Selection(), EVERY),
        (Selection(check=(IAM, TLS)), [TLS, IAM]),
        (Selection(check=('CKV2_AURORAPG_1', '*_10')), [TLS, CERTIFICATE]),
        (Selection(check=('CKV2_AURORAPG_[14]',)), [TLS, IAM]),
        (Selection(skip_check=('CKV2_*_?',)), [id for id in EVERY if id[-2:].isdecimal()]),
        (Selection(check=('*',), skip_check=(IAM,)), [id for id in EVERY if id != IAM]),
        (Selection(check=(TLS, IAM, HEALTH), minimum=Severity.HIGH), [HEALTH, TLS]),
        (
            Selection(check=(IAM,), severities=((IAM, Severity.HIGH),), minimum=Severity.HIGH),
            [IAM],
        ),
    ],
)
def test_ids_and_patterns_select(selection: Selection, ids: list[str]) -> None:
    assert _ids(selection) == ids


@pytest.mark.parametrize(
    ('selection', 'message'),
    [
        (Selection(check=('CKV2_AURORAPG_99',)), 'no policy `CKV2_AURORAPG_99`: choose from CKV2'),
        (Selection(check=('ckv2_aurorapg_4',)), 'did you mean `CKV2_AURORAPG_4`?'),
        (Selection(skip_check=('CKV_*',)), 'no policy `CKV_*`'),
        (Selection(check=(IAM,), skip_check=('*_4',)), 'no policy is left to judge by'),
        (Selection(check=(IAM,), minimum=Severity.CRITICAL), 'no policy is left to judge by'),
    ],
)
def test_a_choice_of_nothing_is_an_error(selection: Selection, message: str) -> None:
    with pytest.raises(SelectionError) as caught:
        selection.policies()

    assert message in str(caught.value)


def test_what_is_below_a_severity_does_not_fail() -> None:
    selection = Selection(fail_on=Severity.CRITICAL, severities=((IAM, Severity.CRITICAL),))

    assert selection.failing() == {HEALTH, IAM}


@pytest.mark.parametrize(
    ('before', 'now', 'messages'),
    [
        (Configuration(), Configuration(), []),
        (
            Configuration(),
            Configuration(skip_check=(IAM,)),
            ['`check` and `skip_check` leave out more: `CKV2_AURORAPG_4`'],
        ),
        (
            Configuration(check=(IAM, TLS)),
            Configuration(check=(TLS,)),
            ['`check` and `skip_check` leave out more: `CKV2_AURORAPG_4`'],
        ),
        (Configuration(skip_check=(IAM,)), Configuration(), []),
        (
            Configuration(fail_on=Severity.MEDIUM),
            Configuration(fail_on=Severity.MEDIUM, severities=((IAM, Severity.LOW),)),
            ['`fail_on` and `severity` let findings pass of `CKV2_AURORAPG_4`'],
        ),
        (
            Configuration(check=(TLS, IAM)),
            Configuration(check=(TLS, IAM), fail_on=Severity.HIGH),
            ['`fail_on` and `severity` let findings pass of `CKV2_AURORAPG_4`'],
        ),
        (Configuration(), Configuration(severities=((IAM, Severity.LOW),)), []),
        (Configuration(fail_on=Severity.HIGH), Configuration(), []),
    ],
)
def test_what_lets_more_through_is_named(
    before: Configuration, now: Configuration, messages: list[str]
) -> None:
    assert list(selection_changes(before, now)) == messages
