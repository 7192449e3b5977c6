"""Nothing that goes wrong is silent, and what was not asked about is left out."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from checkov_aurora_pg import assessment
from checkov_aurora_pg.assessment import Assessment
from checkov_aurora_pg.assessment import assess
from checkov_aurora_pg.estate import Resource
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.policy import Finding
from checkov_aurora_pg.policy import Outcome
from checkov_aurora_pg.policy import Policy
from checkov_aurora_pg.policy import Settings
from checkov_aurora_pg.readers.discovery import discover
from checkov_aurora_pg.readers.options import ReadOptions

TERRAFORM = """
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = false
}
"""
TEMPLATE = """
Resources:
  Cluster:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-postgresql
"""


IAM = next(policy for policy in POLICIES if policy.id == 'CKV2_AURORAPG_4')


def _assess(*paths: Path, policies: tuple[Policy, ...] = (IAM,)) -> Assessment:
    return assess(discover(map(str, paths)), policies, Settings(), ReadOptions())


def _failed(assessment: Assessment) -> list[tuple[str, str]]:
    return [
        (verdict.policy.id, Path(verdict.resource.place.path).name)
        for verdict in assessment.verdicts if verdict.outcome is Outcome.FAIL
    ]


def test_each_reader_is_asked(tmp_path: Path) -> None:
    (tmp_path / 'main.tf').write_text(TERRAFORM)
    (tmp_path / 'template.yaml').write_text(TEMPLATE)

    assert _failed(_assess(tmp_path)) == [
        ('CKV2_AURORAPG_4', 'main.tf'), ('CKV2_AURORAPG_4', 'template.yaml'),
    ]


def test_only_the_selected_policies_judge(tmp_path: Path) -> None:
    (tmp_path / 'main.tf').write_text(TERRAFORM)

    assert _assess(tmp_path, policies=POLICIES[:1]).verdicts == ()


def test_a_policy_that_raises_is_a_problem_and_stops_no_other(tmp_path: Path) -> None:
    def broken(resource: Resource, settings: Settings) -> Iterator[Finding]:
        raise ZeroDivisionError('on\ntwo lines')
    (tmp_path / 'main.tf').write_text(TERRAFORM)
    policies = (replace(IAM, id='CKV2_AURORAPG_99', findings=broken), IAM)

    found = _assess(tmp_path, policies=policies)

    assert _failed(found) == [('CKV2_AURORAPG_4', 'main.tf')]
    (problem,) = found.problems
    assert (problem.place.line, problem.address) == (2, 'aws_rds_cluster.this')
    assert problem.message == (
        'an internal error stopped `CKV2_AURORAPG_99`: `ZeroDivisionError: on two lines`'
    )


@pytest.mark.parametrize('reader', ['_read_root', '_read_templates'])
def test_a_reader_that_raises_is_a_problem_and_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: str,
) -> None:
    def broken(*arguments: object) -> None:
        raise RecursionError('too deep')
    monkeypatch.setattr(assessment, reader, broken)
    (tmp_path / 'main.tf').write_text(TERRAFORM)
    (tmp_path / 'template.yaml').write_text(TEMPLATE)

    found = _assess(tmp_path)

    assert len(_failed(found)) == 1
    (problem,) = found.problems
    assert problem.message == 'an internal error stopped reading this: `RecursionError: too deep`'


def test_a_named_file_is_asked_about_alone(tmp_path: Path) -> None:
    for name in ('a', 'b'):
        (tmp_path / f'{name}.tf').write_text(TERRAFORM.replace('this', name))
    (tmp_path / 'stack').mkdir()
    (tmp_path / 'stack' / 'template.yaml').write_text(TEMPLATE)

    assert _failed(_assess(tmp_path / 'b.tf')) == [('CKV2_AURORAPG_4', 'b.tf')]
    assert _failed(_assess(tmp_path / 'b.tf', tmp_path / 'stack')) == [
        ('CKV2_AURORAPG_4', 'b.tf'), ('CKV2_AURORAPG_4', 'template.yaml'),
    ]


def test_a_finding_in_a_named_file_counts_wherever_its_resource_is(tmp_path: Path) -> None:
    (tmp_path / 'main.tf').write_text(TERRAFORM.replace('= false', '= var.iam'))
    (tmp_path / 'variables.tf').write_text('variable "iam" {\n  default = false\n}\n')

    assert _failed(_assess(tmp_path / 'variables.tf')) == [('CKV2_AURORAPG_4', 'main.tf')]


@pytest.mark.parametrize('path', ['.git/config', '../secret', '/etc/hostname', '/dev/zero'])
@pytest.mark.parametrize('repository', ['code', 'elsewhere'])
def test_a_file_that_is_no_code_is_not_read(tmp_path: Path, path: str, repository: str) -> None:
    """Its content would stand in the report, which a stranger may read."""
    (tmp_path / 'code').mkdir()
    (tmp_path / repository / '.git').mkdir(parents=True)
    (tmp_path / repository / '.git' / 'config').write_text('aurora-secret')
    (tmp_path / 'secret').write_text('aurora-secret')
    (tmp_path / 'code' / 'main.tf').write_text(
        f'resource "aws_rds_cluster" "this" {{\n  engine = file("{path}")\n}}\n',
    )

    (verdict,) = _assess(tmp_path / 'code').verdicts

    assert verdict.outcome is Outcome.UNDETERMINED
    assert 'secret' not in verdict.reasons[0].reason.replace(path, '')


def test_a_module_is_not_read_outside_the_repository(tmp_path: Path) -> None:
    (tmp_path / 'outside').mkdir()
    (tmp_path / 'outside' / 'main.tf').write_text(TERRAFORM)
    repository = tmp_path / 'repository'
    (repository / '.git').mkdir(parents=True)
    (repository / 'main.tf').write_text('module "db" {\n  source = "../outside"\n}\n')

    assert _failed(_assess(repository)) == []


@pytest.mark.parametrize('scanned', ['envs/prod', '.'])
def test_outside_a_repository_a_module_is_read_wherever_it_is(
    tmp_path: Path, scanned: str,
) -> None:
    """As Terraform would: silence about what it deploys would be worse."""
    for name, text in (
        ('modules/db', TERRAFORM),
        ('envs/prod', 'module "db" {\n  source = "../../modules/db"\n}\n'),
    ):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / 'main.tf').write_text(text)

    assert _failed(_assess(tmp_path / scanned)) == [('CKV2_AURORAPG_4', 'main.tf')]
