"""What a root takes from another one of its repository, and ways past the gate therein."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from testing.ways import Tree
from testing.ways import require_held
from testing.ways import scan_of

IAM = 'CKV2_AURORAPG_4'
TLS = 'CKV2_AURORAPG_5'
TENANCY = 'CKV2_AURORAPG_3'
OPEN = 'CKV2_AURORAPG_9'

STATE = (
    'data "terraform_remote_state" "net" {\n  backend = "s3"\n'
    '  config = {\n    bucket = "states"\n    key    = "net.tfstate"\n  }\n}\n'
)
BACKEND = (
    'terraform {\n  backend "s3" {\n    bucket = "states"\n    key    = "net.tfstate"\n  }\n}\n'
)
OUT = 'data.terraform_remote_state.net.outputs'
CLUSTER = 'resource "aws_rds_cluster" "db" {\n  engine = "aurora-postgresql"\n%s}\n'
GROUPED = STATE + CLUSTER % f'  vpc_security_group_ids = [{OUT}.group]\n'
INGRESS = (
    'resource "aws_security_group" "db" {\n  ingress {\n    from_port   = 5432\n'
    '    to_port     = 5432\n    protocol    = "tcp"\n    cidr_blocks = [%s]\n  }\n}\n'
)
GROUP = BACKEND + INGRESS + 'output "group" {\n  value = aws_security_group.db.id\n}\n'


def iam(value: str) -> str:
    return STATE + CLUSTER % f'  iam_database_authentication_enabled = {value}\n'


def gives(value: str, more: str = '') -> str:
    return BACKEND + f'output "iam" {{\n  value = {value}\n}}\n' + more


HELD: dict[str, tuple[Tree, str]] = {
    'a value that the other root fixes': (
        {'db/main.tf': iam(f'{OUT}.iam'), 'net/main.tf': gives('false')},
        f'fail {IAM} at net/main.tf',
    ),
    'a default that a deployment may change': (
        {
            'db/main.tf': iam(f'{OUT}.iam'),
            'net/main.tf': gives('var.iam', 'variable "iam" {\n  default = true\n}\n'),
        },
        f'undetermined {IAM} at db/main.tf',
    ),
    'two roots that write the state': (
        {
            'db/main.tf': iam(f'{OUT}.iam'),
            'net/main.tf': gives('true'),
            'other/main.tf': gives('false'),
        },
        f'undetermined {IAM} at db/main.tf',
    ),
    'a state in another bucket': (
        {'db/main.tf': iam(f'{OUT}.iam'), 'net/main.tf': gives('true').replace('states', 'old')},
        f'undetermined {IAM} at db/main.tf',
    ),
    'a state with another key': (
        {
            'db/main.tf': iam(f'{OUT}.iam').replace('net.tfstate', 'web.tfstate'),
            'net/main.tf': gives('true'),
        },
        f'undetermined {IAM} at db/main.tf',
    ),
    'an output that is not there, and a fallback': (
        {'db/main.tf': iam(f'try({OUT}.old, true)'), 'net/main.tf': gives('true')},
        f'undetermined {IAM} at db/main.tf',
    ),
    'a root that cannot be read whole': (
        {'db/main.tf': iam(f'{OUT}.iam'), 'net/main.tf': gives('true'), 'net/bad.tf': 'x = {'},
        f'undetermined {IAM} at db/main.tf',
    ),
    'two roots that read each other': (
        {
            'db/main.tf': iam(f'{OUT}.iam')
            + BACKEND.replace('net.', 'db.')
            + f'output "iam" {{\n  value = {OUT}.iam\n}}\n',
            'net/main.tf': gives(OUT + '.iam', STATE.replace('net.tfstate', 'db.tfstate')),
        },
        f'undetermined {IAM} at db/main.tf',
    ),
    'a group that the other root opens': (
        {'db/main.tf': GROUPED, 'net/main.tf': GROUP % '"0.0.0.0/0"'},
        f'fail {OPEN} at net/main.tf',
    ),
    'a group of the same address that is closed here': (
        {'db/main.tf': GROUPED + INGRESS % '"10.0.0.0/8"', 'net/main.tf': GROUP % '"0.0.0.0/0"'},
        f'fail {OPEN} at net/main.tf',
    ),
    'a group whose rules a variable decides': (
        {
            'db/main.tf': GROUPED,
            'net/main.tf': GROUP % 'var.clients'
            + ('variable "clients" {\n  default = "10.0.0.0/8"\n}\n'),
        },
        f'undetermined {OPEN} at db/main.tf',
    ),
    'a parameter group that accepts all': (
        {
            'db/main.tf': STATE + CLUSTER % f'  db_cluster_parameter_group_name = {OUT}.name\n',
            'net/main.tf': BACKEND + 'resource "aws_rds_cluster_parameter_group" "g" {\n'
            '  name   = "g"\n  family = "aurora-postgresql16"\n}\n'
            'output "name" {\n  value = aws_rds_cluster_parameter_group.g.name\n}\n',
        },
        f'fail {TLS} at net/main.tf',
    ),
    'a VPC of dedicated tenancy': (
        {
            'db/main.tf': STATE
            + CLUSTER % '  db_subnet_group_name = aws_db_subnet_group.db.name\n'
            + f'resource "aws_db_subnet_group" "db" {{\n  subnet_ids = {OUT}.subnets\n}}\n'
            'resource "aws_rds_cluster_instance" "db" {\n  engine = "aurora-postgresql"\n'
            '  cluster_identifier = aws_rds_cluster.db.id\n  instance_class = "db.t4g.medium"\n}\n',
            'net/main.tf': BACKEND
            + 'resource "aws_vpc" "v" {\n  instance_tenancy = "dedicated"\n}\n'
            'resource "aws_subnet" "s" {\n  count  = 2\n  vpc_id = aws_vpc.v.id\n}\n'
            'output "subnets" {\n  value = aws_subnet.s[*].id\n}\n',
        },
        f'fail {TENANCY} at db/main.tf',
    ),
    'a local state': (
        {
            'db/main.tf': 'data "terraform_remote_state" "net" {\n  backend = "local"\n'
            '  config = {\n    path = "../net/terraform.tfstate"\n  }\n}\n'
            + CLUSTER
            % f'  iam_database_authentication_enabled = {OUT}.iam\n',
            'net/main.tf': 'output "iam" {\n  value = false\n}\n',
        },
        f'fail {IAM} at net/main.tf',
    ),
}


STATE_OF_NET = '/home/me/app/terraform.net.tfstate'
OTHER_STACK = 'data.terraform_remote_state.cross-stack-reference-input-net.outputs'


def app(group: object, path: str = STATE_OF_NET) -> Tree:
    """Return what CDK for Terraform makes of two stacks, of which one uses the other's group."""
    return {
        'cdktf.out/stacks/net/cdk.tf.json': json.dumps(
            {
                'terraform': {'backend': {'local': {'path': STATE_OF_NET}}},
                'resource': {
                    'aws_rds_cluster_parameter_group': {
                        'g': {
                            'name': 'g',
                            'family': 'aurora-postgresql16',
                            'parameter': group,
                        }
                    }
                },
                'output': {
                    'cross-stack-output-aws_rds_cluster_parameter_groupgname': {
                        'value': '${aws_rds_cluster_parameter_group.g.name}',
                        'sensitive': True,
                    }
                },
            }
        ),
        'cdktf.out/stacks/db/cdk.tf.json': json.dumps(
            {
                'terraform': {'backend': {'local': {'path': '/home/me/app/terraform.db.tfstate'}}},
                'data': {
                    'terraform_remote_state': {
                        'cross-stack-reference-input-net': {
                            'backend': 'local',
                            'config': {'path': path},
                        }
                    }
                },
                'resource': {
                    'aws_rds_cluster': {
                        'db': {
                            'engine': 'aurora-postgresql',
                            'db_cluster_parameter_group_name': f'${{{OTHER_STACK}.cross-stac'
                            f'k-output-aws_rds_cluster_parameter_groupgname}}',
                        }
                    }
                },
            }
        ),
    }


FORCED = [{'name': 'rds.force_ssl', 'value': '1'}]
HELD |= {
    'another stack of an app': (app([]), f'fail {TLS} at cdktf.out/stacks/net/cdk.tf.json'),
    'a stack that is not in the app': (
        app(FORCED, '/home/me/app/terraform.old.tfstate'),
        f'undetermined {TLS}',
    ),
}


def test_another_stack_of_an_app_can_be_well(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)

    done = scan_of(tmp_path, app(FORCED), '--check', TLS)

    assert [entry['verdict'] for entry in done.findings] == ['pass'], done.out


@pytest.mark.parametrize(('tree', 'expected'), HELD.values(), ids=HELD)
def test_what_another_root_says_lets_nothing_past(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
    expected: str,
) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)

    require_held(scan_of(tmp_path, tree, '--check', expected.split()[1]), expected)


def test_what_another_root_says_can_be_well(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)
    vpc = 'data "aws_vpc" "v" {\n  id = var.vpc\n}\nvariable "vpc" {}\n'

    done = scan_of(
        tmp_path,
        {
            'db/main.tf': GROUPED,
            'net/main.tf': GROUP % 'data.aws_vpc.v.cidr_block' + vpc,
        },
        '--check',
        OPEN,
    )

    assert [entry['verdict'] for entry in done.findings] == ['pass'], done.out


def test_what_stands_behind_an_output_is_judged_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)
    tree, _ = HELD['a parameter group that accepts all']

    done = scan_of(tmp_path, tree, '--check', 'CKV2_AURORAPG_1')

    assert [entry['path'] for entry in done.findings] == ['net/main.tf'], done.out
