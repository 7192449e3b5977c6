"""`-o sarif`: what code scanning gets, and what Microsoft's validator says of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.scanning.changes.identity import fingerprint
from checkov_aurora_pg.scanning.diagnostics import Diagnostic
from testing.scans import run

REPOSITORY = Path(__file__).parent.parent.parent
SCANNED = [
    *sorted((REPOSITORY / 'examples').iterdir()),
    REPOSITORY / 'docs' / 'policies' / 'cdk',
    *sorted((REPOSITORY / 'tests' / 'fixtures').iterdir()),
]

CLUSTER = """
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  engine_version                      = "17.4"
  iam_database_authentication_enabled = false
}
"""
ONE_POLICY = ('--check', 'CKV2_AURORAPG_4')
BROKEN = 'resource "aws_rds_cluster" "broken" {\n'


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ('GITHUB_WORKSPACE', 'CI_PROJECT_DIR'):
        monkeypatch.delenv(name, raising=False)


def _run(*argv: str) -> dict[str, Any]:
    (only,) = json.loads(run('-o', 'sarif', *(argv or ONE_POLICY)).out)['runs']
    assert isinstance(only, dict)
    return only


def _fingerprints() -> list[str]:
    return [
        value for result in _run()['results'] for value in result['partialFingerprints'].values()
    ]


def test_a_result_has_the_exact_region_and_its_rule() -> None:
    Path('main.tf').write_text(CLUSTER)

    only = _run()

    (result,) = only['results']
    rule = only['tool']['driver']['rules'][result['ruleIndex']]
    assert rule['id'] == result['ruleId'] == 'CKV2_AURORAPG_4'
    assert result['level'] == rule['defaultConfiguration']['level'] == 'warning'
    assert result['locations'] == [
        {
            'physicalLocation': {
                'artifactLocation': {'uri': 'main.tf', 'uriBaseId': '%SRCROOT%'},
                'region': {'startLine': 5, 'startColumn': 41, 'endLine': 5, 'endColumn': 46},
            },
            'logicalLocations': [
                {'fullyQualifiedName': 'aws_rds_cluster.this', 'kind': 'resource'}
            ],
        }
    ]
    assert result['properties'] == {'attribute': 'iam_authentication'}
    assert only['invocations'] == [
        {'executionSuccessful': True, 'toolExecutionNotifications': []},
    ]


def test_columns_count_characters() -> None:
    Path('main.tf').write_text(
        'locals { größe = { é = "false" } }\n' + CLUSTER.replace('false', 'local.größe.é'),
    )

    (result,) = _run()['results']

    region = result['locations'][0]['physicalLocation']['region']
    assert (region['startColumn'], region['endColumn']) == (24, 31)


def test_every_policy_is_a_rule_that_helps() -> None:
    rules = _run()['tool']['driver']['rules']

    assert [rule['id'] for rule in rules] == [policy.id for policy in POLICIES]
    for rule, policy in zip(rules, POLICIES, strict=True):
        assert policy.remedy in rule['help']['markdown']
        assert policy.remedy in rule['help']['text']
        assert rule['shortDescription']['text'] == f'{policy.title}.'
        assert 0 < float(rule['properties']['security-severity']) <= 10
        assert 'security' in rule['properties']['tags']
        assert len(rule['properties']['tags']) <= 20  # more than that, and GitHub rejects the file


def test_a_rule_is_tagged_with_its_controls() -> None:
    (rule,) = (
        rule for rule in _run()['tool']['driver']['rules'] if rule['id'] == 'CKV2_AURORAPG_4'
    )

    assert {'AWS Security Hub RDS.12', 'NIST 800-53 r5 AC-3'} <= {*rule['properties']['tags']}
    assert 'AWS Security Hub: RDS.12' in rule['help']['markdown']


def test_the_vpc_is_related_to_a_tenancy_finding() -> None:
    results = _run(str(REPOSITORY / 'tests/fixtures/dedicated_tenancy/terraform-chain'))['results']

    related = next(
        result['relatedLocations'] for result in results if result['ruleId'] == 'CKV2_AURORAPG_3'
    )
    assert [one['message']['text'] for one in related] == [
        'VPC `aws_vpc.dedicated` has `dedicated` tenancy',
    ]
    assert related[0]['physicalLocation']['region']['startLine'] == 5


def test_a_fingerprint_outlives_moved_lines_and_not_another_resource() -> None:
    Path('main.tf').write_text(CLUSTER)
    before = _fingerprints()

    Path('main.tf').write_text('\n' * 10 + CLUSTER)
    moved = _fingerprints()
    Path('main.tf').write_text(CLUSTER.replace('"this"', '"that"'))

    assert moved == before
    assert not set(_fingerprints()) & set(before)


def test_a_skip_is_a_suppressed_result_with_its_reason() -> None:
    skip = '  # checkov:skip=CKV2_AURORAPG_4:behind a proxy\n'
    Path('main.tf').write_text(CLUSTER.replace('{\n', '{\n' + skip))

    (result,) = _run()['results']

    assert result['suppressions'] == [{'kind': 'inSource', 'justification': 'behind a proxy'}]
    assert result['level'] == 'note'


def test_a_skip_without_a_reason_claims_none() -> None:
    skip = '  # checkov:skip=CKV2_AURORAPG_4\n'
    Path('main.tf').write_text(CLUSTER.replace('{\n', '{\n' + skip))

    (result,) = _run()['results']

    assert result['suppressions'] == [{'kind': 'inSource'}]


def test_what_is_undetermined_is_a_notification_and_no_alert() -> None:
    Path('main.tf').write_text(CLUSTER.replace('false', 'var.iam') + 'variable "iam" {}\n')

    only = _run()

    assert only['results'] == []
    (invocation,) = only['invocations']
    assert invocation['executionSuccessful'] is True
    (notification,) = invocation['toolExecutionNotifications']
    assert notification['level'] == 'note'
    assert notification['associatedRule']['id'] == 'CKV2_AURORAPG_4'
    assert '`var.iam` has no default' in notification['message']['text']


def test_what_could_not_be_judged_is_a_failed_execution_and_a_result() -> None:
    Path('main.tf').write_text(BROKEN)

    only = _run()

    (result,) = only['results']
    assert (result['ruleId'], result['level']) == ('CKV2_AURORAPG_0', 'error')
    (invocation,) = only['invocations']
    assert invocation['executionSuccessful'] is False
    assert [one['level'] for one in invocation['toolExecutionNotifications']] == ['error']


def test_a_uri_is_escaped() -> None:
    Path('a b').mkdir()
    Path('a b/größe%#?.tf').write_text(CLUSTER)

    (result,) = _run()['results']

    assert result['locations'][0]['physicalLocation']['artifactLocation'] == {
        'uri': 'a%20b/gr%C3%B6%C3%9Fe%25%23%3F.tf',
        'uriBaseId': '%SRCROOT%',
    }


def test_a_message_links_to_its_related_locations() -> None:
    Path('db').mkdir()
    Path('db/main.tf').write_text(CLUSTER)
    Path('main.tf').write_text('module "db" {\n  source = "./db"\n  count  = 1\n}\n')

    (result,) = _run()['results']

    (related,) = result['relatedLocations']
    text = result['message']['text']
    assert text.endswith(
        r'\[module.db\[0\].aws_rds_cluster.this\]; see [called here as `module.db\[0\]`](1)'
    )
    assert related['id'] == 1
    assert related['physicalLocation']['region']['startLine'] == 1


def test_hostile_text_makes_no_link() -> None:
    name = 'a](1) [b'
    Path('main.tf').write_text(CLUSTER.replace('{', f'{{\n  for_each = toset(["{name}"])', 1))

    (result,) = _run()['results']

    text = result['message']['text']
    assert re.search(r'(?<!\\)\[', text) is None
    assert r'a\](1) \[b' in text


def _validator() -> str:
    """Return the program that npm's package has for this machine, or skip the test."""
    node, npm = shutil.which('node'), shutil.which('npm')
    if node is None or npm is None:
        pytest.skip('no Node.js to find the validator with')
    modules = subprocess.run([npm, 'root', '-g'], capture_output=True, text=True, check=True)
    found = subprocess.run(
        [node, '-p', 'require("@microsoft/sarif-multitool")'],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, 'NODE_PATH': modules.stdout.strip()},
    )
    if found.returncode != 0:
        pytest.skip('no validator: npm install --global @microsoft/sarif-multitool')
    return found.stdout.strip()


def test_the_validator_finds_nothing() -> None:
    validator = _validator()
    for number, scanned in enumerate(SCANNED):
        run(str(scanned), '-o', f'sarif={number}.sarif')
    Path('a b').mkdir()
    Path('a b/größe%,"\n\x1b.tf').write_text(CLUSTER + BROKEN)
    run('-o', 'sarif=hostile.sarif')

    done = subprocess.run(
        [validator, 'validate', '--rule-kind', 'Sarif;Ghas', *map(str, Path().glob('*.sarif'))],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert ': error ' not in done.stdout
    assert ': warning ' not in done.stdout
    assert f'Done. {len(SCANNED) + 1} files scanned.' in done.stdout


def test_a_fingerprint_is_the_same_from_release_to_release() -> None:
    place = Place(str(Path('main.tf').absolute()), 1, 1)
    ciphers = next(policy for policy in POLICIES if policy.id == 'CKV2_AURORAPG_2')
    entry = Diagnostic(ciphers, Outcome.FAIL, place, 'group.this', 'ssl_ciphers', 'a message')

    assert fingerprint(entry) == fingerprint(replace(entry, message='in other words', wrong=('a',)))
    assert fingerprint(entry) == 'cef76f2cdd86ec164460d007fdda1754'
