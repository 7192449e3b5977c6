"""Ways past the gate that a file which cannot be read would open for the rest of its module."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from testing.ways import Tree
from testing.ways import require_held
from testing.ways import scan_of

IAM = 'CKV2_AURORAPG_4'
TLS = 'CKV2_AURORAPG_5'
OPEN = 'CKV2_AURORAPG_9'

CLUSTER = 'resource "aws_rds_cluster" "db" {\n  engine = "aurora-postgresql"\n%s}\n'
IAM_OFF = CLUSTER % ''
GROUP = (
    'resource "aws_security_group" "db" {\n  ingress {\n    from_port   = 5432\n'
    '    to_port     = 5432\n    protocol    = "tcp"\n    cidr_blocks = ["10.0.0.0/8"]\n  }\n}\n'
)
IN_GROUP = GROUP + CLUSTER % '  vpc_security_group_ids = [aws_security_group.db.id]\n'
BROKEN = 'variable "x" {\n  default = \n}\n'
CALL = 'module "db" {\n  source = "./db"\n%s}\n'


def iam(value: str) -> str:
    return CLUSTER % f'  iam_database_authentication_enabled = {value}\n'


HELD: dict[str, tuple[Tree, str]] = {
    'the rest has a violation': ({'main.tf': IAM_OFF}, f'fail {IAM} at main.tf'),
    'the violation is in the file': (
        {'main.tf': iam('true'), 'cut.tf': IAM_OFF + 'resource "a" "b" {'},
        'unjudged at cut.tf',
    ),
    'a fallback for what the file declares': (
        {'main.tf': iam('try(local.iam, true)')},
        f'undetermined {IAM} at main.tf',
    ),
    'a fallback for a variable of the file': (
        {'main.tf': iam('try(var.iam, true)'), 'terraform.tfvars': 'iam = false\n'},
        f'undetermined {IAM} at main.tf',
    ),
    'a fallback for a module of the file': (
        {'main.tf': iam('try(module.x.iam, true)')},
        f'undetermined {IAM} at main.tf',
    ),
    'a fallback for a resource of the file': (
        {'main.tf': iam('can(aws_vpc.x.id) ? false : true')},
        f'undetermined {IAM} at main.tf',
    ),
    'a group that the file declares': (
        {'main.tf': CLUSTER % '  db_cluster_parameter_group_name = "orders"\n'},
        f'undetermined {TLS} at main.tf',
    ),
    'a rule that the file adds': ({'main.tf': IN_GROUP}, f'undetermined {OPEN} at main.tf'),
    'a default group that the file opens': (
        {
            'main.tf': CLUSTER
            % '  db_subnet_group_name = aws_db_subnet_group.db.name\n'
            + 'resource "aws_db_subnet_group" "db" {\n  subnet_ids = [aws_subnet.db.id]\n}\n'
            'resource "aws_subnet" "db" {\n  vpc_id = aws_vpc.db.id\n}\n'
            'resource "aws_vpc" "db" {}\n'
        },
        f'undetermined {OPEN} at main.tf',
    ),
    'an override file': (
        {'main.tf': iam('true'), 'bad_override.tf': BROKEN},
        'unjudged at bad_override.tf',
    ),
    'an override of what the file declares': (
        {'main.tf': IAM_OFF, 'more_override.tf': 'resource "aws_vpc" "v" {}\n'},
        f'fail {IAM} at main.tf',
    ),
    'a file of a called module': (
        {
            'main.tf': CALL % '  name = "x"\n',
            'bad.tf': '',
            'db/main.tf': IAM_OFF,
            'db/bad.tf': BROKEN,
        },
        f'fail {IAM} at db/main.tf',
    ),
    'a module that only the file calls': (
        {'bad.tf': CALL % '  x = \n', 'db/main.tf': IAM_OFF},
        f'fail {IAM} at db/main.tf',
    ),
}


@pytest.mark.parametrize(('tree', 'expected'), HELD.values(), ids=HELD)
def test_what_cannot_be_read_lets_nothing_past(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    done = scan_of(tmp_path, {'bad.tf': BROKEN, **tree})

    assert done.code == 3
    # What fails is a finding as well.
    require_held(replace(done, code=1) if expected.startswith('fail') else done, expected)


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    declared = ''.join(f'resource "aws_vpc" "v{number}" {{}}\n' for number in range(4))

    done = scan_of(tmp_path, {'main.tf': iam('true'), 'bad.tf': CALL % '' + declared + BROKEN})

    problem = next(one for one in done.findings if one['id'] == 'CKV2_AURORAPG_0')
    assert problem['message'] == (
        'is not valid HCL: `=` is not expected here; not judged: `module.db`, `aws_vpc.v0`, '
        '`aws_vpc.v1`, 2 more'
    )
    assert any(one['verdict'] == 'pass' and one['id'] == IAM for one in done.findings)
