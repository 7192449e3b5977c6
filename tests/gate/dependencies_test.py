"""What a unit of Terragrunt takes from another one, and ways past the gate therein."""

from __future__ import annotations

from pathlib import Path

import pytest

from testing.ways import Tree
from testing.ways import require_held
from testing.ways import scan_of

IAM = 'CKV2_AURORAPG_4'
OPEN = 'CKV2_AURORAPG_9'

DEPENDENCY = 'dependency "net" {\n  config_path = "../net"\n%s}\n'
MOCK = '  mock_outputs = { iam = true }\n'
SOURCE = 'terraform {\n  source = "../modules//%s"\n}\n'
INPUTS = 'inputs = { %s }\n'
MODULE = (
    'variable "iam" {\n  default = true\n}\n'
    'variable "groups" {\n  type    = list(string)\n  default = []\n}\n'
    'resource "aws_rds_cluster" "db" {\n  engine = "aurora-postgresql"\n'
    '  iam_database_authentication_enabled = var.iam\n  vpc_security_group_ids = var.groups\n}\n'
)
NET = (
    'variable "iam" {\n  default = true\n}\nvariable "clients" {\n  default = "10.0.0.0/8"\n}\n'
    'output "iam" {\n  value = var.iam\n}\n'
    'output "group" {\n  value = aws_security_group.db.id\n}\n'
    'resource "aws_security_group" "db" {\n  ingress {\n    from_port   = 5432\n'
    '    to_port     = 5432\n    protocol    = "tcp"\n    cidr_blocks = [var.clients]\n  }\n}\n'
)
DB = SOURCE % 'db' + DEPENDENCY % MOCK


def units(db: str, net: str, **more: str) -> Tree:
    return {
        '.git/HEAD': '',
        'db/terragrunt.hcl': db,
        'net/terragrunt.hcl': SOURCE % 'net' + net,
        'modules/db/main.tf': MODULE,
        'modules/net/main.tf': NET,
        **more,
    }


IAM_OF_NET = INPUTS % 'iam = dependency.net.outputs.iam'
GROUP_OF_NET = INPUTS % 'groups = [dependency.net.outputs.group]'

HELD: dict[str, tuple[Tree, str]] = {
    'what the other unit gives its module': (
        units(DB + IAM_OF_NET, INPUTS % 'iam = false'),
        f'fail {IAM}',
    ),
    'an input of the other unit that is not known': (
        units(DB + IAM_OF_NET, INPUTS % 'iam = get_env("IAM")'),
        f'undetermined {IAM}',
    ),
    'mocks alone': (
        units(
            SOURCE % 'db' + DEPENDENCY % ('  skip_outputs = true\n' + MOCK) + IAM_OF_NET,
            INPUTS % 'iam = true',
        ),
        f'undetermined {IAM}',
    ),
    'an output that is not there': (
        units(DB + INPUTS % 'iam = try(dependency.net.outputs.old, true)', ''),
        f'undetermined {IAM}',
    ),
    'a dependency that an included file declares': (
        units(
            SOURCE % 'db' + 'include "common" {\n  path = "../common.hcl"\n}\n' + IAM_OF_NET,
            INPUTS % 'iam = false',
            **{'common.hcl': DEPENDENCY % ''},
        ),
        f'fail {IAM}',
    ),
    'units that depend on each other': (
        units(
            DB + IAM_OF_NET,
            DEPENDENCY.replace('"../net"', '"../db"') % ''
            + INPUTS % 'iam = dependency.net.outputs.iam',
        ),
        f'undetermined {IAM}',
    ),
    'a unit that depends on itself': (
        units(DB.replace('"../net"', '"."') + IAM_OF_NET, ''),
        f'undetermined {IAM}',
    ),
    'a chain of units': (
        units(
            DB + IAM_OF_NET,
            'dependency "a" {\n  config_path = "../a"\n}\n'
            + INPUTS % 'iam = dependency.a.outputs.iam',
            **{'a/terragrunt.hcl': SOURCE % 'net' + INPUTS % 'iam = false'},
        ),
        f'fail {IAM}',
    ),
    'a group that the other unit opens': (
        units(DB + GROUP_OF_NET, INPUTS % 'clients = "0.0.0.0/0"'),
        f'fail {OPEN}',
    ),
    'a module that cannot be read whole': (
        units(DB + IAM_OF_NET, '', **{'modules/net/bad.tf': 'x = {'}),
        f'undetermined {IAM}',
    ),
}


@pytest.mark.parametrize(('tree', 'expected'), HELD.values(), ids=HELD)
def test_what_another_unit_says_lets_nothing_past(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    require_held(scan_of(tmp_path, tree, '--check', expected.split()[1]), expected)


def test_what_another_unit_says_can_be_well(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    done = scan_of(tmp_path, units(DB + GROUP_OF_NET, ''), '--check', OPEN)

    assert [entry['verdict'] for entry in done.findings] == ['pass'], done.out
