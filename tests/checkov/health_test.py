"""What could not be judged fails, in plain Checkov, and whatever `--check` selects."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from checkov_aurora_pg.checkov_binding import judgement
from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.scanning import selection
from testing.checkov_scans import outcomes
from testing.checkov_scans import scan

HEALTH = 'CKV2_AURORAPG_0'
FORCE_SSL = 'CKV2_AURORAPG_1'

TEMPLATE = """
Resources:
  Group:
    Type: AWS::RDS::DBClusterParameterGroup
    Properties:
      Description: requires TLS
      Family: aurora-postgresql16
      Parameters: {rds.force_ssl: 1, ssl_ciphers: ECDHE-RSA-AES256-GCM-SHA384}
"""
GROUP = 'AWS::RDS::DBClusterParameterGroup.Group'

Break = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(name='code')
def _code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / 'template.yaml').write_text(TEMPLATE)
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _raising(resource: Resource, settings: Settings) -> Iterator[Finding]:
    raise ZeroDivisionError('a defect in a policy')
    yield


def _break_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    policies = tuple(
        replace(policy, findings=_raising) if policy.id == FORCE_SSL else policy
        for policy in POLICIES
    )
    monkeypatch.setattr(selection, 'POLICIES', policies)


def _break_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    Path('.checkov-aurora-pg.yaml').write_text('approved_cyphers: aurora-ecdhe\n')


def _break_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    def assess(*_: object) -> None:
        raise RuntimeError('a defect in a reader')

    monkeypatch.setattr(judgement, 'assess', assess)


def _break_import(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, 'checkov_aurora_pg.checkov_binding.judgement', None)


BREAKS = [
    pytest.param(_break_policy, 'a defect in a policy', id='a policy raises'),
    pytest.param(_break_configuration, 'approved_cyphers', id='the configuration is invalid'),
    pytest.param(_break_reader, 'a defect in a reader', id='a reader raises'),
    pytest.param(_break_import, 'ModuleNotFoundError', id='a module cannot be imported'),
]


@pytest.mark.parametrize('checks', [(HEALTH, FORCE_SSL), (HEALTH,), (FORCE_SSL,)])
@pytest.mark.parametrize(('broken', 'cause'), BREAKS)
def test_what_is_broken_fails(
    code: Path,
    broken: Break,
    cause: str,
    checks: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken(monkeypatch)
    with caplog.at_level(logging.ERROR):
        records = scan('cloudformation', code, checks)
    for check in checks:
        assert outcomes(records, check) == {('FAILED', GROUP)}
    lines = [line for line in caplog.messages if 'checkov-aurora-pg' in line]
    assert lines
    assert all(cause in line and '\n' not in line for line in lines)


def _break_one_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise RuntimeError('a defect in a reader')

    monkeypatch.setattr('checkov_aurora_pg.readers.cloudformation.parts.read_templates', read)
    monkeypatch.setattr('checkov_aurora_pg.readers.terraform.parts.read_root', read)


BODY = '{"Resources": {"Db": {"Type": "AWS::RDS::DBCluster", "Properties": {"Engine": "%s"}}}}'
CARRIERS = [
    (
        'cloudformation',
        'a.yaml',
        (
            'Resources:\n  Set:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n'
            f"      StackSetName: a\n      TemplateBody: '{BODY % 'aurora-postgresql'}'\n"
        ),
    ),
    (
        'cloudformation',
        'a.yaml',
        (
            'Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n'
            '      TemplateURL: https://x.s3.amazonaws.com/aurora.yaml\n'
        ),
    ),
    (
        'terraform',
        'main.tf',
        (
            'resource "aws_cloudformation_stack" "this" {\n  name         = "aurora"\n'
            '  template_url = "https://x.s3.amazonaws.com/aurora.yaml"\n}\n'
        ),
    ),
]


@pytest.mark.parametrize('check', [HEALTH, FORCE_SSL])
@pytest.mark.parametrize(
    'broken',
    [
        _break_one_reader,
        _break_reader,
        _break_configuration,
        _break_import,
    ],
)
@pytest.mark.parametrize(('framework', 'name', 'text'), CARRIERS)
def test_what_is_broken_fails_where_only_others_bring_a_database(
    tmp_path: Path,
    framework: str,
    name: str,
    text: str,
    broken: Break,
    check: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / name).write_text(text)
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)
    broken(monkeypatch)

    assert {outcome for outcome, _ in outcomes(scan(framework, tmp_path, (check,)), check)} == {
        'FAILED',
    }


@pytest.mark.parametrize('graph', ['RUSTWORKX', 'NETWORKX'])
def test_policy_0_is_silent_when_all_is_well(
    code: Path,
    graph: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv('CHECKOV_GRAPH_FRAMEWORK', graph)
    records = scan('cloudformation', code)
    assert outcomes(records, FORCE_SSL) == {('PASSED', GROUP)}
    assert outcomes(records, HEALTH) == set()


def test_a_defect_of_one_policy_leaves_the_others(
    code: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _break_policy(monkeypatch)
    assert outcomes(scan('cloudformation', code), 'CKV2_AURORAPG_2') == {('PASSED', GROUP)}


@pytest.mark.parametrize(
    ('code', 'resource'),
    [
        pytest.param('module "again" {\n  source = "./"\n}\n', 'module.again', id='recursion'),
        pytest.param(
            'resource "aws_rds_cluster_parameter_group" "many" {\n  count = length(range(1001))\n'
            '  family = "aurora-postgresql17"\n}\n',
            'aws_rds_cluster_parameter_group.many',
            id='instances',
        ),
    ],
)
def test_code_beyond_the_bounds_fails(tmp_path: Path, code: str, resource: str) -> None:
    mention = '# aurora\n'  # what does not mention it is not read
    (tmp_path / 'main.tf').write_text(mention + code)
    records = scan('terraform', tmp_path)
    assert outcomes(records, HEALTH) == {('FAILED', resource)}


def test_a_scan_without_aurora_says_nothing(tmp_path: Path) -> None:
    (tmp_path / 'main.tf').write_text('resource "aws_s3_bucket" "this" {}\n')
    assert scan('terraform', tmp_path) == []


SUBJECT = """
resource "aws_rds_cluster_parameter_group" "this" {
  family = "aurora-postgresql17"
}
"""


@pytest.mark.parametrize(
    ('name', 'content'),
    [
        pytest.param(
            'broken.tf', 'resource "aws_rds_cluster" {\n', id='a file that does not parse'
        ),
        pytest.param('gone.tf', None, id='a file that cannot be read'),
        pytest.param('terraform.tfvars', 'engine = {\n', id='values that do not parse'),
        pytest.param('gone.auto.tfvars', None, id='values that cannot be read'),
    ],
)
def test_what_lies_beside_what_is_not_read_fails(
    tmp_path: Path,
    name: str,
    content: str | None,
) -> None:
    (tmp_path / 'main.tf').write_text(SUBJECT)
    assert outcomes(scan('terraform', tmp_path), HEALTH) == set()
    if content is None:
        (tmp_path / name).symlink_to('nowhere')
    else:
        (tmp_path / name).write_text(content)

    records = scan('terraform', tmp_path)

    failed = {('FAILED', 'aws_rds_cluster_parameter_group.this')}
    assert outcomes(records, HEALTH) == failed
    assert outcomes(records, FORCE_SSL) == failed
