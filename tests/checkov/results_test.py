"""Where Checkov shows a verdict: on the vertex of its file and address."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from testing.checkov_scans import outcomes
from testing.checkov_scans import scan

HEALTH = 'CKV2_AURORAPG_0'
FORCE_SSL = 'CKV2_AURORAPG_1'

GROUP = """
variable "force_ssl" {
  default = 0
}
resource "aws_rds_cluster_parameter_group" "this" {
  family = "aurora-postgresql16"
  parameter {
    name  = "rds.force_ssl"
    value = var.force_ssl
  }
}
"""
FAMILY = 'family = "aurora-postgresql16"'
SKIP = f'# checkov:skip={FORCE_SSL}:accepted'

TERRAFORM = [
    pytest.param(
        {
            'a/main.tf': 'module "db" {\n  source = "../db"\n  force_ssl = 1\n}\n',
            'b/main.tf': 'module "db" {\n  source = "../db"\n}\n',
            'db/main.tf': GROUP,
        },
        {
            ('PASSED', 'module.db.aws_rds_cluster_parameter_group.this'),
            ('FAILED', 'module.db.aws_rds_cluster_parameter_group.this'),
        },
        id='a module of two roots',
    ),
    pytest.param(
        {
            'main.tf': 'module "on" {\n  source = "./db"\n  force_ssl = 1\n}\n'
            'module "off" {\n  source = "./db"\n}\n',
            'db/main.tf': GROUP,
        },
        {
            ('PASSED', 'module.on.aws_rds_cluster_parameter_group.this'),
            ('FAILED', 'module.off.aws_rds_cluster_parameter_group.this'),
        },
        id='a module called twice',
    ),
    pytest.param(
        {
            'main.tf': 'module "db" {\n  source = "./db"\n  for_each = {"a" = 0, "b" = 1}\n'
            '  force_ssl = each.value\n}\n',
            'db/main.tf': GROUP,
        },
        {
            ('FAILED', 'module.db["a"].aws_rds_cluster_parameter_group.this'),
            ('FAILED', 'module.db["b"].aws_rds_cluster_parameter_group.this'),
        },
        id='instances share the worst verdict',
    ),
    pytest.param(
        {
            'main.tf': 'resource "aws_rds_cluster_parameter_group" "this" {\n'
            f'  for_each = {{"eu.prod" = 1}}\n  {FAMILY}\n}}\n',
        },
        {
            ('FAILED', 'aws_rds_cluster_parameter_group.this["eu.prod"]'),
        },
        id='a key with a dot',
    ),
    pytest.param(
        {
            'main.tf': 'resource "aws_rds_cluster_parameter_group" "this" {\n'
            f'  count = 0\n  {FAMILY}\n}}\n',
        },
        set(),
        id='nothing is created',
    ),
    pytest.param(
        {
            'main.tf': 'variable "family" {}\nresource "aws_rds_cluster_parameter_group" "this" {\n'
            '  family = var.family\n}\n',
        },
        set(),
        id='undetermined is not reported',
    ),
    pytest.param(
        {
            'main.tf': 'resource "aws_rds_cluster_parameter_group" "this" {\n'
            f'  {SKIP}\n  {FAMILY}\n}}\n',
        },
        {
            ('SKIPPED', 'aws_rds_cluster_parameter_group.this'),
        },
        id='a skip',
    ),
    pytest.param(
        {
            'main.tf': f'module "db" {{\n  {SKIP}\n  source = "./outer"\n}}\n',
            'outer/main.tf': 'module "inner" {\n  source = "../db"\n  count = 2\n}\n',
            'db/main.tf': GROUP,
        },
        {
            ('SKIPPED', 'module.db.module.inner[0].aws_rds_cluster_parameter_group.this'),
            ('SKIPPED', 'module.db.module.inner[1].aws_rds_cluster_parameter_group.this'),
        },
        id='a skip on a call of modules',
    ),
    pytest.param(
        {
            'main.tf': f'module "db" {{\n  {SKIP}\n  source = "./outer"\n  count = 2\n}}\n',
            'outer/main.tf': 'module "inner" {\n  source = "../db"\n}\n',
            'db/main.tf': GROUP,
        },
        set(),
        id='a skip that Checkov would apply at random',
    ),
]


def _write(directory: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


@pytest.mark.parametrize(('files', 'expected'), TERRAFORM)
def test_terraform(
    tmp_path: Path,
    files: dict[str, str],
    expected: set[tuple[str, str]],
) -> None:
    _write(tmp_path, files)
    records = scan('terraform', tmp_path)
    assert outcomes(records, HEALTH) == set()
    assert outcomes(records, FORCE_SSL) == expected


def test_the_graph_of_networkx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('CHECKOV_GRAPH_FRAMEWORK', 'NETWORKX')
    _write(tmp_path, {'main.tf': 'module "db" {\n  source = "./db"\n}\n', 'db/main.tf': GROUP})
    assert outcomes(scan('terraform', tmp_path), FORCE_SSL) == {
        ('FAILED', 'module.db.aws_rds_cluster_parameter_group.this'),
    }


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    _write(tmp_path, {'main.tf': GROUP})
    before = outcomes(scan('terraform', tmp_path), FORCE_SSL)
    _write(tmp_path, {'main.tf': GROUP.replace('default = 0', 'default = 1')})
    after = outcomes(scan('terraform', tmp_path), FORCE_SSL)
    assert before == {('FAILED', 'aws_rds_cluster_parameter_group.this')}
    assert after == {('PASSED', 'aws_rds_cluster_parameter_group.this')}


def test_the_last_var_file_of_the_command_line_wins(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, first, last = tmp_path / 'code', tmp_path / 'first.tfvars', tmp_path / 'last.tfvars'
    _write(
        tmp_path,
        {
            'code/main.tf': GROUP + 'variable "other" {}\n',
            'code/terraform.tfvars': 'force_ssl = 0\n',
            'first.tfvars': 'other = 1\nforce_ssl = 0\n',
            'last.tfvars': 'force_ssl = 1\n',
        },
    )
    monkeypatch.setattr('sys.argv', ['checkov', '--var-file', str(first), f'--var-file={last}'])
    records = scan('terraform', code, var_files=(first, last))
    assert outcomes(records, FORCE_SSL) == {('PASSED', 'aws_rds_cluster_parameter_group.this')}


def test_terraform_in_json_shows_a_module_on_its_call(tmp_path: Path) -> None:
    group = {'family': 'aurora-postgresql16'}
    _write(
        tmp_path,
        {
            'cdk.tf.json': json.dumps(
                {
                    'resource': {'aws_rds_cluster_parameter_group': {'own': group}},
                    'module': {'db': {'source': './db'}},
                },
                indent=2,
            ),
            'db/main.tf': GROUP,
        },
    )
    assert outcomes(scan('terraform_json', tmp_path), FORCE_SSL) == {
        ('FAILED', 'aws_rds_cluster_parameter_group.own'),
        ('FAILED', 'module.db'),
    }


@pytest.mark.parametrize(
    ('blocks', 'carrier'),
    [
        ({'resource': {'aws_s3_bucket': {'data': {'bucket': 'data'}}}}, 'aws_s3_bucket.data'),
        ({'variable': {'region': {'default': 'eu-west-1'}}, 'resource': {}}, 'variable.region'),
    ],
    ids=['another resource', 'no other resource'],
)
def test_a_failure_that_checkov_loses_is_one_of_policy_0(
    tmp_path: Path,
    blocks: dict[str, dict[str, object]],
    carrier: str,
) -> None:
    content = {'name': 'rds.force_ssl', 'value': '${parameter.value}'}
    blocks['resource']['aws_rds_cluster_parameter_group'] = {
        'lost': {
            'family': 'aurora-postgresql16',
            'dynamic': {'parameter': {'for_each': [0], 'content': content}},
        }
    }
    _write(tmp_path, {'main.tf.json': json.dumps(blocks, indent=2)})
    assert outcomes(scan('terraform_json', tmp_path), HEALTH) == {('FAILED', carrier)}


def _planned(address: str, force_ssl: str) -> dict[str, object]:
    return {
        'address': address,
        'mode': 'managed',
        'type': 'aws_rds_cluster_parameter_group',
        'name': 'this',
        'provider_name': 'registry.terraform.io/hashicorp/aws',
        'values': {
            'family': 'aurora-postgresql16',
            'parameter': [{'name': 'rds.force_ssl', 'value': force_ssl}],
        },
    }


def test_a_plan(tmp_path: Path) -> None:
    other = _planned('module.db["eu.prod"].aws_rds_cluster_parameter_group.this', '0')
    module = {'address': 'module.db["eu.prod"]', 'resources': [other]}
    own = _planned('aws_rds_cluster_parameter_group.this', '1')
    changes = [
        {**resource, 'change': {'actions': ['create'], 'before': None, 'after': resource['values']}}
        for resource in (own, other)
    ]
    _write(
        tmp_path,
        {
            'plan.json': json.dumps(
                {
                    'format_version': '1.2',
                    'terraform_version': '1.11.4',
                    'planned_values': {
                        'root_module': {'resources': [own], 'child_modules': [module]}
                    },
                    'resource_changes': changes,
                    'configuration': {'root_module': {}},
                },
                indent=2,
            )
        },
    )
    assert outcomes(scan('terraform_plan', tmp_path), FORCE_SSL) == {
        ('PASSED', 'aws_rds_cluster_parameter_group.this'),
        ('FAILED', 'module.db["eu.prod"].aws_rds_cluster_parameter_group.this'),
    }


TEMPLATE = f"""
Resources:
  Plain:
    Type: AWS::RDS::DBClusterParameterGroup
    Properties: {{Description: no TLS, Family: aurora-postgresql16}}
  Commented:
    {SKIP}
    Type: AWS::RDS::DBClusterParameterGroup
    Properties: {{Description: no TLS, Family: aurora-postgresql16}}
  Described:
    Type: AWS::RDS::DBClusterParameterGroup
    Metadata: {{checkov: {{skip: [{{id: {FORCE_SSL}, comment: accepted}}]}}}}
    Properties: {{Description: no TLS, Family: aurora-postgresql16}}
"""


def test_templates(tmp_path: Path) -> None:
    _write(tmp_path, {'stack.yaml': TEMPLATE})
    assert outcomes(scan('cloudformation', tmp_path), FORCE_SSL) == {
        ('FAILED', 'AWS::RDS::DBClusterParameterGroup.Plain'),
        ('SKIPPED', 'AWS::RDS::DBClusterParameterGroup.Commented'),
        ('SKIPPED', 'AWS::RDS::DBClusterParameterGroup.Described'),
    }
