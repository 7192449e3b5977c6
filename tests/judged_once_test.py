"""What several deployments of a root have in common: it is judged once, and never too seldom."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import judge
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.readers.discovery import discover
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.scanning.assessment import Assessment
from checkov_aurora_pg.scanning.assessment import assess
from testing.ways import Tree
from testing.ways import plant

FORCE_SSL = 'CKV2_AURORAPG_1'
CLUSTER_TLS = 'CKV2_AURORAPG_5'
IAM = 'CKV2_AURORAPG_4'
OPEN_INGRESS = 'CKV2_AURORAPG_9'
INSTANCES = 'CKV2_AURORAPG_10'

GROUP = """variable "environment" {{}}
variable "forced" {{
  default = "0"
}}
resource "aws_rds_cluster_parameter_group" "this" {{
  name   = "${{var.environment}}-orders"
  family = "aurora-postgresql15"
  parameter {{
    name  = "rds.force_ssl"
    value = {value}
  }}
}}
resource "aws_rds_cluster" "this" {{
  engine                          = "aurora-postgresql"
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.this.name
}}
"""
DEV = 'environment = "dev"\n'
PROD = 'environment = "prod"\n'
CONDITION = 'var.environment == "prod" ? "1" : "0"'


def _assessed(top: Path, tree: Tree, *given: str) -> Assessment:
    plant(top, tree)
    paths = [str(top / path) for path in given] or [str(top)]
    return assess(discover(paths, beyond=bool(given)), POLICIES, Settings(), ReadOptions())


def _failing(assessment: Assessment, policy: str) -> set[str]:
    """Return the deployments in which a policy fails."""
    return {
        name
        for verdict in assessment.verdicts
        if verdict.policy.id == policy
        for finding in verdict.findings
        for name in finding.deployments
    }


# What the group's parameter is, what the files say, and where it is then wrong.
@pytest.mark.parametrize(
    ('value', 'dev', 'prod', 'failing'),
    [
        ('"0"', DEV, PROD, {'dev', 'prod'}),
        ('"1"', DEV, PROD, set()),
        ('var.forced', DEV, f'{PROD}forced = "1"\n', {'dev'}),
        ('var.forced', f'{DEV}forced = "1"\n', PROD, {'prod'}),
        (CONDITION, DEV, PROD, {'dev'}),
        (CONDITION, DEV, 'environment = "production"\n', {'dev', 'prod'}),
    ],
)
@pytest.mark.parametrize('policy', [FORCE_SSL, CLUSTER_TLS])
def test_what_differs_is_judged_in_each(
    policy: str,
    value: str,
    dev: str,
    prod: str,
    failing: set[str],
    tmp_path: Path,
) -> None:
    """A parameter that only some deployments have right fails in the others, and only there."""
    tree: Tree = {'main.tf': GROUP.format(value=value), 'dev.tfvars': dev, 'prod.tfvars': prod}
    assert _failing(_assessed(tmp_path, tree), policy) == failing


def test_the_same_facts_are_judged_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that differs is read by no policy on parameters; a cluster's group is looked for."""
    asked: list[str] = []

    def noted(policy: Policy, *rest: object) -> object:
        asked.append(policy.id)
        return judge(policy, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr('checkov_aurora_pg.scanning.judged_once.judge', noted)
    tree: Tree = {'main.tf': GROUP.format(value='"0"'), 'dev.tfvars': DEV, 'prod.tfvars': PROD}
    _assessed(tmp_path, tree)
    assert asked.count(FORCE_SSL) == asked.count(IAM) == 1
    assert asked.count(CLUSTER_TLS) == 2


# Which deployments open the default group of a VPC, and which of them it concerns.
@pytest.mark.parametrize(
    ('dev', 'prod', 'undetermined'),
    [
        ('false', 'false', set()),
        ('false', 'true', {'prod'}),
        ('true', 'false', {'dev'}),
        ('true', 'true', {'dev', 'prod'}),
    ],
)
def test_a_default_group_may_be_there_in_one_deployment_only(
    dev: str,
    prod: str,
    undetermined: set[str],
    tmp_path: Path,
) -> None:
    """A cluster that names no group has no link to it: all that the code has are looked at."""
    code = """variable "open" {}
resource "aws_rds_cluster" "this" {
  engine = "aurora-postgresql"
}
resource "aws_vpc" "this" {
  count = var.open ? 1 : 0
}
resource "aws_default_security_group" "this" {
  count  = var.open ? 1 : 0
  vpc_id = aws_vpc.this[0].id
  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"""
    tree: Tree = {
        'main.tf': code,
        'dev.tfvars': f'open = {dev}\n',
        'prod.tfvars': f'open = {prod}\n',
    }
    found = {
        name
        for verdict in _assessed(tmp_path, tree).verdicts
        if verdict.policy.id == OPEN_INGRESS and verdict.outcome is Outcome.UNDETERMINED
        for name in verdict.deployments
    }
    assert found == undetermined


@pytest.mark.parametrize('count', ['var.instances', 'var.instances == 1 ? 1 : 2'])
def test_a_counted_instance_is_the_same_in_each(count: str, tmp_path: Path) -> None:
    """How many there are differs; what each of them is does not, but for what a variable says."""
    code = (
        GROUP.format(value='"1"')
        + f"""variable "instances" {{}}
variable "authority" {{
  default = "rds-ca-rsa2048-g1"
}}
resource "aws_rds_cluster_instance" "this" {{
  count              = {count}
  cluster_identifier = aws_rds_cluster.this.id
  engine             = "aurora-postgresql"
  instance_class     = "db.r6g.large"
  ca_cert_identifier = count.index == 1 ? "rds-ca-2019" : var.authority
}}
"""
    )
    tree: Tree = {
        'main.tf': code,
        'dev.tfvars': f'{DEV}instances = 1\nauthority = "rds-ca-2015"\n',
        'prod.tfvars': f'{PROD}instances = 2\n',
        'stage.tfvars': 'environment = "stage"\ninstances = 2\n',
    }
    found = {
        (verdict.resource.address, finding.deployments)
        for verdict in _assessed(tmp_path, tree).verdicts
        for finding in verdict.findings
        if verdict.policy.id == INSTANCES
    }
    name = 'aws_rds_cluster_instance.this'
    assert found == {(f'{name}[0]', ('dev',)), (f'{name}[1]', ('prod', 'stage'))}


def test_a_file_that_is_read_concerns_each_deployment(tmp_path: Path) -> None:
    """Each reading says which files decide it, also where another one has read them before."""
    family = 'jsondecode(file("settings.json")).family'
    code = GROUP.format(value='"0"').replace('"aurora-postgresql15"', family)
    tree: Tree = {
        'main.tf': code,
        'settings.json': '{"family": "aurora-postgresql15"}',
        '.git/HEAD': '',
        'dev.tfvars': DEV,
        'prod.tfvars': PROD,
    }
    assert _failing(_assessed(tmp_path, tree, 'settings.json'), FORCE_SSL) == {'dev', 'prod'}


def test_another_root_is_asked_in_each_deployment(tmp_path: Path) -> None:
    """What stands behind a remote state is in the estate of every deployment that asks for it."""
    cluster = GROUP.format(value='"1"').replace(
        'aws_rds_cluster_parameter_group.this.name',
        'data.terraform_remote_state.network.outputs.group',
    )
    tree: Tree = {
        'orders/main.tf': cluster
        + """data "terraform_remote_state" "network" {
  backend = "s3"
  config = {
    bucket = "states"
    key    = "network"
    region = "eu-west-1"
  }
}
""",
        'orders/dev.tfvars': DEV,
        'orders/prod.tfvars': PROD,
        'network/main.tf': """terraform {
  backend "s3" {
    bucket = "states"
    key    = "network"
    region = "eu-west-1"
  }
}
resource "aws_rds_cluster_parameter_group" "shared" {
  family = "aurora-postgresql15"
}
output "group" {
  value = aws_rds_cluster_parameter_group.shared.id
}
""",
        '.git/HEAD': '',
    }
    assert _failing(_assessed(tmp_path, tree), CLUSTER_TLS) == {'dev', 'prod'}
