"""The comparison with other rules names each policy, and says of Checkov's what the facts say."""

from __future__ import annotations

import re
from pathlib import Path

from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.facts.checkov_checks import checkov_checks
from checkov_aurora_pg.policies import POLICIES

PAGE = Path(__file__).parent.parent / 'docs' / 'comparison.md'


def _rows() -> dict[str, str]:
    rows = re.findall(
        r'^\| \[\d+\]\(policies/(CKV2_AURORAPG_\d+)\.md\)(.*)$', PAGE.read_text(), re.M
    )
    return dict(rows)


def test_each_policy_has_a_row() -> None:
    assert list(_rows()) == [policy.id for policy in POLICIES if policy.id != HEALTH]


def test_the_checks_of_checkov_are_those_of_the_facts() -> None:
    for id, row in _rows().items():
        named = set(re.findall(r'CKV2?_AWS_\d+', row))
        assert named == {check.id for check in checkov_checks(id)}, id
