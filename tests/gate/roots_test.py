"""Who is a root: a call takes a directory away only where it creates it."""

from __future__ import annotations

from pathlib import Path

import pytest

from testing.scans import run
from testing.ways import Link
from testing.ways import Tree
from testing.ways import require_held
from testing.ways import scan_of

IAM = 'CKV2_AURORAPG_4'
CLUSTER = """
resource "aws_rds_cluster" "orders" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = false
}
"""
# The same with IAM authentication as its callers want it.
MODULE = CLUSTER.replace('= false', '= var.iam') + 'variable "iam" {\n  default = false\n}\n'


def _call(source: str, *lines: str, name: str = 'orders') -> str:
    return '\n'.join((f'module "{name}" {{', f'  source = "{source}"', *lines, '}', ''))


IAM_ON = '  iam = true'
IN_PRODUCTION = f'fail {IAM} at prod/main.tf'

WAYS: list[tuple[str, Tree, str]] = [
    (
        'a call with a count of 0',
        {
            'decoy/main.tf': _call('../prod', '  count = 0'),
            'prod/main.tf': CLUSTER,
        },
        IN_PRODUCTION,
    ),
    (
        'a count that comes to 0',
        {
            'decoy/main.tf': _call('../prod', '  count = var.on ? 1 : 0')
            + 'variable "on" {\n  default = false\n}\n',
            'prod/main.tf': CLUSTER,
        },
        IN_PRODUCTION,
    ),
    (
        'an empty for_each',
        {
            'decoy/main.tf': _call('../prod', '  for_each = toset([])'),
            'prod/main.tf': CLUSTER,
        },
        IN_PRODUCTION,
    ),
    (
        'an empty for_each from a local',
        {
            'decoy/main.tf': _call('../prod', '  for_each = local.all')
            + 'locals {\n  all = {}\n}\n',
            'prod/main.tf': CLUSTER,
        },
        IN_PRODUCTION,
    ),
    (
        'a call inside a module that is not created',
        {
            'decoy/main.tf': _call('./inner', '  count = 0'),
            'decoy/inner/main.tf': _call('../../prod', IAM_ON),
            'prod/main.tf': MODULE,
        },
        IN_PRODUCTION,
    ),
    (
        'a call in JSON with a count of 0',
        {
            'decoy/main.tf.json': '{"module": {"a": {"source": "../prod", "count": 0}}}',
            'prod/main.tf': CLUSTER,
        },
        IN_PRODUCTION,
    ),
    (
        'a call that is written twice in JSON, with a count of 0',
        {
            'decoy/main.tf.json': '{"module": {"a": {"source": "../prod", "count": 0}}, '
            '"module": {"b": {"source": "../none"}}}',
            'prod/main.tf': CLUSTER,
        },
        IN_PRODUCTION,
    ),
    (
        'two roots that call each other',
        {
            'decoy/main.tf': _call('../prod', '  count = 0'),
            'prod/main.tf': CLUSTER + _call('../decoy', '  count = 0'),
        },
        IN_PRODUCTION,
    ),
    (
        'a root that calls itself through another',
        {
            'prod/main.tf': CLUSTER + _call('./inner', '  count = 0'),
            'prod/inner/main.tf': _call('../', '  count = 0'),
        },
        IN_PRODUCTION,
    ),
    (
        'a call with better arguments, and a backend',
        {
            'decoy/main.tf': _call('../prod', IAM_ON),
            'prod/main.tf': MODULE,
            'prod/backend.tf': 'terraform {\n  backend "s3" {\n  }\n}\n',
        },
        IN_PRODUCTION,
    ),
    (
        'a backend on one line',
        {
            'decoy/main.tf': _call('../prod', IAM_ON),
            'prod/main.tf': MODULE,
            'prod/terraform.tf': 'terraform { backend "s3" {} }',
        },
        IN_PRODUCTION,
    ),
    (
        'a backend in JSON',
        {
            'decoy/main.tf': _call('../prod', IAM_ON),
            'prod/main.tf': MODULE,
            'prod/backend.tf.json': '{"terraform": [{"backend": {"s3": {}}}]}',
        },
        IN_PRODUCTION,
    ),
    (
        'a cloud block',
        {
            'decoy/main.tf': _call('../prod', IAM_ON),
            'prod/main.tf': MODULE,
            'prod/cloud.tf': 'terraform {\n  cloud {\n    organization = "acme"\n  }\n}\n',
        },
        IN_PRODUCTION,
    ),
    (
        'a lock file',
        {
            'decoy/main.tf': _call('../prod', IAM_ON),
            'prod/main.tf': MODULE,
            'prod/.terraform.lock.hcl': 'provider "registry.terraform.io/hashicorp/aws" {\n}\n',
        },
        IN_PRODUCTION,
    ),
    (
        'values that Terraform loads',
        {
            'decoy/main.tf': _call('../prod', IAM_ON),
            'prod/main.tf': MODULE,
            'prod/terraform.tfvars': 'iam = false\n',
        },
        f'fail {IAM} at prod/terraform.tfvars',
    ),
    (
        'values in JSON that Terraform loads',
        {
            'decoy/main.tf': _call('../prod', IAM_ON),
            'prod/main.tf': MODULE,
            'prod/a.auto.tfvars.json': '{"iam": false}',
        },
        f'fail {IAM} at prod/a.auto.tfvars.json',
    ),
    (
        'a provider with configuration',
        {
            'decoy/main.tf': _call('../prod', IAM_ON),
            'prod/main.tf': MODULE + 'provider "aws" { region = "eu-west-1" }\n',
        },
        IN_PRODUCTION,
    ),
    (
        'a provider with a block',
        {
            'decoy/main.tf': _call('../prod', IAM_ON),
            'prod/main.tf': MODULE + 'provider "aws" {\n  assume_role {\n  }\n}\n',
        },
        IN_PRODUCTION,
    ),
    (
        'a call in a comment',
        {
            'decoy/main.tf': f'/*\n{_call("../prod")}*/\n',
            'prod/main.tf': CLUSTER,
        },
        IN_PRODUCTION,
    ),
    (
        'a call whose file is broken',
        {
            'decoy/main.tf': _call('../prod', IAM_ON) + 'locals {\n',
            'prod/main.tf': MODULE,
        },
        'unjudged',
    ),
    (
        'a call through a link',
        {
            'decoy/main.tf': _call('./link', '  count = 0'),
            'decoy/link': Link('../prod'),
            'prod/main.tf': CLUSTER,
        },
        IN_PRODUCTION,
    ),
    (
        'a call whose source has an escape',
        {
            'decoy/main.tf': _call('../pro\\u0064', '  count = 0'),
            'prod/main.tf': CLUSTER,
        },
        IN_PRODUCTION,
    ),
    (
        'a call from a hidden folder',
        {
            '.decoy/main.tf': _call('../prod', '  count = 0'),
            'prod/main.tf': CLUSTER,
        },
        IN_PRODUCTION,
    ),
    (
        'a call from OpenTofu',
        {
            'decoy/main.tofu': _call('../prod', '  count = 0'),
            'prod/main.tf': CLUSTER,
        },
        IN_PRODUCTION,
    ),
    (
        'a call with a value of another type',
        {
            'decoy/main.tf': _call('../prod', IAM_ON, '  size = "large"'),
            'prod/main.tf': MODULE + 'variable "size" {\n  type    = number\n  default = 1\n}\n',
        },
        IN_PRODUCTION,
    ),
    (
        'a value that is refused, of a module that calls another one',
        {
            'decoy/main.tf': _call('../prod', IAM_ON, '  size = "large"'),
            'prod/main.tf': _call('../db', '  iam = var.iam')
            + 'variable "iam" {\n  default = false\n}\n'
            + 'variable "size" {\n  type    = number\n  default = 1\n}\n',
            'db/main.tf': MODULE,
        },
        f'fail {IAM} at prod/main.tf',
    ),
    (
        'a value that a validation refuses',
        {
            'decoy/main.tf': _call('../prod', IAM_ON, '  size = 3'),
            'prod/main.tf': MODULE + 'variable "size" {\n  default = 1\n  validation {\n'
            '    condition     = var.size < 2\n'
            '    error_message = "too large"\n  }\n}\n',
        },
        IN_PRODUCTION,
    ),
    (
        'the arguments of a call whose source has an escape',
        {
            'main.tf': _call('./modul\\u0065', '  iam = false'),
            'module/main.tf': MODULE.replace('default = false', 'default = true'),
        },
        f'fail {IAM} at main.tf',
    ),
]

HARMLESS: list[tuple[str, Tree]] = [
    (
        'a module with its arguments',
        {
            'main.tf': _call('./module', IAM_ON),
            'module/main.tf': MODULE,
        },
    ),
    (
        'a module with a count that is not known',
        {
            'main.tf': _call('./module', IAM_ON, '  count = var.on ? 1 : 0') + 'variable "on" {}\n',
            'module/main.tf': MODULE,
        },
    ),
    (
        'a module that an alias of a provider is passed to',
        {
            'main.tf': _call('./module', IAM_ON),
            'module/main.tf': MODULE + 'provider "aws" {\n  alias = "other"\n}\n',
        },
    ),
    (
        'a module that two call, one of them in vain',
        {
            'a/main.tf': _call('../module', IAM_ON),
            'b/main.tf': _call('../module', '  count = 0'),
            'module/main.tf': MODULE,
        },
    ),
    (
        'a module of a module',
        {
            'main.tf': _call('./outer'),
            'outer/main.tf': _call('./inner', IAM_ON),
            'outer/inner/main.tf': MODULE,
        },
    ),
    (
        'a root whose defaults its own module refuses',
        {
            'main.tf': _call('./module', IAM_ON, '  size = var.size')
            + 'variable "size" {\n  default = 3\n}\n',
            'module/main.tf': MODULE.replace('default = false', 'default = true')
            + 'variable "size" {\n  validation {\n    condition     = var.size < 2\n'
            + '    error_message = "too large"\n  }\n}\n',
        },
    ),
    (
        'an example that calls the module around it',
        {
            'main.tf': MODULE,
            'examples/full/main.tf': _call('../../', IAM_ON),
        },
    ),
]


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv('CHECKOV_AURORA_PG_CONFIG', raising=False)


@pytest.mark.parametrize(
    ('tree', 'expected'),
    [pytest.param(tree, way, id=name) for name, tree, way in WAYS],
)
def test_a_way_is_held(tmp_path: Path, tree: Tree, expected: str) -> None:
    require_held(scan_of(tmp_path, tree, '--check', IAM), expected)


@pytest.mark.parametrize(
    'tree',
    [pytest.param(tree, id=name) for name, tree in HARMLESS],
)
def test_what_creates_a_module_speaks_for_it(tmp_path: Path, tree: Tree) -> None:
    done = scan_of(tmp_path, tree, '--check', IAM)

    assert [entry for entry in done.findings if entry['verdict'] != 'pass'] == []
    assert (done.code, bool(done.findings)) == (0, True)


def test_a_named_file_of_a_module_that_nothing_creates_is_judged(tmp_path: Path) -> None:
    tree = {'decoy/main.tf': _call('../prod', '  count = 0'), 'prod/main.tf': CLUSTER}

    require_held(scan_of(tmp_path, tree, '--check', IAM, 'prod/main.tf'), IN_PRODUCTION)


def test_many_directories_that_call_each_other_take_linear_time(tmp_path: Path) -> None:
    for number in range(0, 3_000, 2):
        for own, other in ((number, number + 1), (number + 1, number)):
            directory = tmp_path / f'd{own}'
            directory.mkdir()
            (directory / 'main.tf').write_text(_call(f'../d{other}', '  count = 0'))
    (tmp_path / 'd0' / 'main.tf').write_text(CLUSTER + _call('../d1', '  count = 0'))

    require_held(run('-o', 'json', '--check', IAM), f'fail {IAM} at d0/main.tf')
