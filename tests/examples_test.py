"""The examples: in each format a stack that passes every policy, and one with a few mistakes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.policies.health import health
from testing.fixtures import FIXTURES
from testing.scans import run
from testing.terminal import run_in_terminal

REPOSITORY = FIXTURES.parent.parent
EXAMPLES = REPOSITORY / 'examples'
ENVIRONMENTS = REPOSITORY / 'docs' / 'guides' / 'environments'
FORMATS: Mapping[str, str] = {
    'terraform': 'terraform/{}',
    'cloudformation': 'cloudformation/{}.yaml',
    'cdk': 'cdk/{}',
}
IDS = {policy.id for policy in POLICIES} - {health.id}

# What goes wrong in each: the numbers of the policies that fail.
MISTAKES: Mapping[str, set[int]] = {
    'terraform': {1, 5, 9},
    'cloudformation': {2, 4},
    'cdk': {3, 5},
}
COLUMNS, MOST_LINES = 100, 50

each_format = pytest.mark.parametrize('path', FORMATS.values(), ids=FORMATS)


def _ids(path: str, stack: str, *verdicts: str) -> set[str]:
    findings = run('-o', 'json', str(EXAMPLES / path.format(stack))).findings
    return {entry['id'] for entry in findings if entry['verdict'] in verdicts}


@each_format
def test_every_policy_passes_the_compliant_stack(path: str) -> None:
    assert _ids(path, 'compliant', 'pass') == IDS
    assert _ids(path, 'compliant', 'fail', 'undetermined', 'skip') == set()


@pytest.mark.parametrize('name', FORMATS)
def test_the_violating_stack_has_its_mistakes_and_no_others(name: str) -> None:
    path = FORMATS[name]

    assert _ids(path, 'violating', 'fail') == {f'CKV2_AURORAPG_{one}' for one in MISTAKES[name]}
    assert _ids(path, 'violating', 'undetermined', 'skip') == set()


def test_the_mistakes_show_the_first_policies_and_an_open_port() -> None:
    assert set().union(*MISTAKES.values()) >= {1, 2, 3, 4, 9}


def test_a_scan_of_the_examples_fits_on_a_screen() -> None:
    printed = run_in_terminal(['examples'], REPOSITORY, columns=COLUMNS)

    assert '7 failed' in printed
    assert len(printed.splitlines()) <= MOST_LINES


def test_one_environment_fails_what_the_other_one_passes() -> None:
    findings = run('-o', 'json', str(ENVIRONMENTS)).findings
    failed = {
        (entry['id'], tuple(entry['deployments']))
        for entry in findings
        if entry['verdict'] != 'pass'
    }

    assert failed == {('CKV2_AURORAPG_1', ('dev',)), ('CKV2_AURORAPG_5', ('dev',))}
    assert {name for entry in findings for name in entry['deployments']} == {'dev', 'prod'}
