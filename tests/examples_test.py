"""The examples: a stack that passes every policy, one that fails each, one in two environments."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.policies.health import health
from testing.fixtures import FIXTURES
from testing.scans import run

EXAMPLES = FIXTURES.parent.parent / 'examples'
FORMATS: Mapping[str, str] = {
    'terraform': 'terraform/{}',
    'cloudformation': 'cloudformation/{}.yaml',
    'cdk': 'cdk/{}',
}
IDS = {policy.id for policy in POLICIES} - {health.id}

each_format = pytest.mark.parametrize('path', FORMATS.values(), ids=FORMATS)


def _ids(path: str, stack: str, *verdicts: str) -> set[str]:
    findings = run('-o', 'json', str(EXAMPLES / path.format(stack))).findings
    return {entry['id'] for entry in findings if entry['verdict'] in verdicts}


@each_format
def test_every_policy_passes_the_compliant_stack(path: str) -> None:
    assert _ids(path, 'compliant', 'pass') == IDS
    assert _ids(path, 'compliant', 'fail', 'undetermined', 'skip') == set()


@each_format
def test_every_policy_fails_the_violating_stack(path: str) -> None:
    assert _ids(path, 'violating', 'fail') == IDS
    assert _ids(path, 'violating', 'undetermined', 'skip') == set()


def test_one_environment_fails_what_the_other_one_passes() -> None:
    findings = run('-o', 'json', str(EXAMPLES / 'terraform' / 'environments')).findings
    failed = {
        (entry['id'], tuple(entry['deployments']))
        for entry in findings
        if entry['verdict'] != 'pass'
    }

    assert failed == {('CKV2_AURORAPG_1', ('dev',)), ('CKV2_AURORAPG_5', ('dev',))}
    assert {name for entry in findings for name in entry['deployments']} == {'dev', 'prod'}
