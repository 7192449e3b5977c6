"""Deployments: no name, place, link or other file hides one that violates a policy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from testing.scans import run
from testing.ways import Link
from testing.ways import Tree
from testing.ways import plant
from testing.ways import require_held
from testing.ways import scan_of

IAM = 'CKV2_AURORAPG_4'
BAD = 'iam = false\n'
GOOD = 'iam = true\n'
CLUSTER = """
resource "aws_rds_cluster" "orders" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = var.iam
}
"""
IAM_VARIABLE = 'variable "iam" {\n  type    = bool\n  default = true\n}\n'
# It passes where no file of variables is given.
ROOT = CLUSTER + IAM_VARIABLE
# It fails there, and needs a file.
NEEDY = ROOT.replace('= true', '= false') + 'variable "environment" {\n  type = string\n}\n'
IN_JSON = json.dumps(
    {
        'variable': {'iam': {'default': True}},
        'resource': {
            'aws_rds_cluster': {
                'orders': {
                    'engine': 'aurora-postgresql',
                    'iam_database_authentication_enabled': '${var.iam}',
                }
            }
        },
    }
)
BACKEND = 'terraform {\n  backend "s3" {\n  }\n}\n'
CALL = 'module "orders" {\n  source = "../orders"\n  iam    = var.iam\n}\n'


def _fails(path: str) -> str:
    return f'fail {IAM} at {path}'


WAYS: list[tuple[str, Tree, str]] = [
    # places
    ('beside the code', {'main.tf': ROOT, 'prod.tfvars': BAD}, _fails('prod.tfvars')),
    (
        'in JSON',
        {
            'main.tf': ROOT,
            'prod.tfvars.json': '{"iam": false}',
        },
        _fails('prod.tfvars.json'),
    ),
    ('in a folder', {'main.tf': ROOT, 'env/prod.tfvars': BAD}, _fails('env/prod.tfvars')),
    (
        'in a folder for each',
        {
            'main.tf': ROOT,
            'env/prod/terraform.tfvars': BAD,
            'env/dev/terraform.tfvars': GOOD,
        },
        _fails('env/prod/terraform.tfvars'),
    ),
    (
        'loaded by itself in another folder',
        {
            'main.tf': ROOT,
            'env/prod.auto.tfvars': BAD,
        },
        _fails('env/prod.auto.tfvars'),
    ),
    (
        'far below',
        {'main.tf': ROOT, '1/2/3/4/5/6/7/prod.tfvars': BAD},
        _fails('1/2/3/4/5/6/7/prod.tfvars'),
    ),
    (
        'beside the roots',
        {
            'db/main.tf': ROOT,
            'tfvars/prod.tfvars': BAD,
        },
        _fails('tfvars/prod.tfvars'),
    ),
    ('above the root', {'db/main.tf': ROOT, 'prod.tfvars': BAD}, _fails('prod.tfvars')),
    (
        'beside an app of CDKTF',
        {
            'cdktf.out/stacks/orders/cdk.tf.json': IN_JSON,
            'prod.tfvars': BAD,
        },
        _fails('prod.tfvars'),
    ),
    (
        'in the folder of tests',
        {
            'main.tf': ROOT,
            'tests/prod.tfvars': BAD,
        },
        _fails('tests/prod.tfvars'),
    ),
    # names
    ('an ending in upper case', {'main.tf': ROOT, 'PROD.TFVARS': BAD}, _fails('PROD.TFVARS')),
    (
        'an ending of JSON in upper case, which Terraform takes for its own language',
        {
            'main.tf': ROOT,
            'prod.tfvars.JSON': BAD,
        },
        _fails('prod.tfvars.JSON'),
    ),
    ('a hidden file', {'main.tf': ROOT, '.prod.tfvars': BAD}, _fails('.prod.tfvars')),
    ('a hidden folder', {'main.tf': ROOT, '.env/prod.tfvars': BAD}, _fails('.env/prod.tfvars')),
    (
        'nothing but an ending',
        {
            'main.tf': ROOT,
            '.tfvars': BAD,
            'prod.tfvars': GOOD,
        },
        _fails('.tfvars'),
    ),
    (
        'a folder with the ending',
        {
            'main.tf': ROOT,
            'prod.tfvars/main.tfvars': BAD,
        },
        _fails('prod.tfvars/main.tfvars'),
    ),
    (
        'the name of the deployment without files',
        {
            'main.tf': ROOT,
            'defaults.tfvars': BAD,
        },
        _fails('defaults.tfvars'),
    ),
    # other files
    (
        'one that is shared',
        {
            'main.tf': ROOT,
            'default.tfvars': BAD,
            'prod.tfvars': GOOD,
        },
        _fails('default.tfvars'),
    ),
    (
        'several that are shared',
        {
            'main.tf': ROOT,
            'base.tfvars': BAD,
            'common.tfvars': GOOD,
        },
        _fails('base.tfvars'),
    ),
    (
        'one of the same name further below',
        {
            'main.tf': ROOT,
            'prod.tfvars': BAD,
            'old/prod.tfvars': GOOD,
        },
        _fails('prod.tfvars'),
    ),
    (
        'one of the same name in JSON',
        {
            'main.tf': ROOT,
            'prod.tfvars': BAD,
            'prod.tfvars.json': '{"iam": true}',
        },
        _fails('prod.tfvars'),
    ),
    (
        'several in one folder',
        {
            'main.tf': ROOT,
            'prod/main.tfvars': BAD,
            'prod/vars.tfvars': GOOD,
        },
        _fails('prod/main.tfvars'),
    ),
    (
        'a shared one that mends what another leaves out',
        {
            'main.tf': NEEDY,
            'prod.tfvars': 'environment = "prod"\n',
            'common.tfvars': GOOD,
        },
        _fails('main.tf'),
    ),
    (
        'a good one',
        {'main.tf': ROOT, 'dev.tfvars': GOOD, 'prod.tfvars': BAD},
        _fails('prod.tfvars'),
    ),
    (
        'seventy good ones',
        {
            'main.tf': ROOT,
            **{f'dev{number}.tfvars': GOOD for number in range(70)},
            'prod.tfvars': BAD,
        },
        'unjudged',
    ),
    (
        'many folders',
        {
            'main.tf': ROOT,
            **{f'a{number}/a.txt': '' for number in range(600)},
            'z/prod.tfvars': BAD,
        },
        _fails('z/prod.tfvars'),
    ),
    # configuration that has nothing to do with it
    (
        'an empty file of configuration beside it',
        {
            'main.tf': ROOT,
            'env/prod.tfvars': BAD,
            'env/empty.tf': '',
        },
        _fails('env/prod.tfvars'),
    ),
    (
        'a backend beside it',
        {
            'main.tf': ROOT,
            'env/prod/prod.tfvars': BAD,
            'env/prod/backend.tf': BACKEND,
        },
        _fails('env/prod/prod.tfvars'),
    ),
    (
        'configuration above it',
        {
            'db/main.tf': ROOT,
            'tfvars/prod.tfvars': BAD,
            'empty.tf': '',
        },
        _fails('tfvars/prod.tfvars'),
    ),
    (
        'an empty unit of Terragrunt',
        {
            'main.tf': ROOT,
            'prod.tfvars': BAD,
            'terragrunt.hcl': '',
        },
        _fails('prod.tfvars'),
    ),
    # what is in it
    (
        'what a backend is given, too',
        {
            'main.tf': ROOT,
            'prod.tfvars': f'{BAD}bucket = "state"\nkey = "orders"\n',
        },
        _fails('prod.tfvars'),
    ),
    (
        'names that are not declared',
        {
            'main.tf': ROOT,
            'prod.tfvars': BAD + ''.join(f'a{n} = 1\n' for n in range(9)),
        },
        _fails('prod.tfvars'),
    ),
    ('a byte order mark', {'main.tf': ROOT, 'prod.tfvars': f'\ufeff{BAD}'}, _fails('prod.tfvars')),
    (
        'an encoding that Terraform does not read',
        {
            'main.tf': ROOT,
            'prod.tfvars': BAD.encode('utf-16'),
        },
        'unjudged at prod.tfvars',
    ),
    ('no language', {'main.tf': ROOT, 'prod.tfvars': 'iam = = false'}, 'unjudged at prod.tfvars'),
    (
        'no language, beside the roots',
        {
            'db/main.tf': ROOT,
            'tfvars/prod.tfvars': 'iam = = false',
            'tfvars/dev.tfvars': GOOD,
        },
        'unjudged at tfvars/prod.tfvars',
    ),
    (
        'a value of another type',
        {
            'main.tf': CLUSTER + 'variable "iam" {\n  type = bool\n}\n',
            'prod.tfvars': 'iam = "no"\n',
        },
        f'undetermined {IAM}',
    ),
    (
        'a value that is refused elsewhere',
        {
            'main.tf': ROOT + 'variable "size" {\n  default = 1\n  validation {\n'
            '    condition     = var.size < 3\n    error_message = "too large"\n'
            '  }\n}\n',
            'prod.tfvars': f'{BAD}size = 5\n',
        },
        _fails('prod.tfvars'),
    ),
    ('null', {'main.tf': ROOT, 'prod.tfvars': 'iam = null\n'}, _fails('main.tf')),
    # links
    (
        'a link to a file',
        {
            'main.tf': ROOT,
            'prod.tfvars': Link('values/prod.txt'),
            'values/prod.txt': BAD,
        },
        _fails('prod.tfvars'),
    ),
    (
        'a link to a folder',
        {
            'stacks/db/main.tf': ROOT,
            'stacks/db/env': Link('../../a/b/c/values'),
            'a/b/c/values/prod.tfvars': BAD,
        },
        _fails('stacks/db/env/prod.tfvars'),
    ),
    (
        'links in a circle',
        {
            'main.tf': ROOT,
            'env/again': Link('..'),
            'env/prod.tfvars': BAD,
        },
        _fails('env/prod.tfvars'),
    ),
    (
        'a linked root',
        {
            'real/main.tf': ROOT,
            'stacks/db': Link('../real'),
            'stacks/prod.tfvars': BAD,
        },
        _fails('stacks/prod.tfvars'),
    ),
    (
        'a link out of the repository',
        {
            'main.tf': ROOT,
            'prod.tfvars': Link('/etc/hostname'),
        },
        'unjudged at prod.tfvars',
    ),
    # other code
    (
        'a module',
        {
            'root/main.tf': IAM_VARIABLE + CALL,
            'root/prod.tfvars': BAD,
            'orders/main.tf': CLUSTER + 'variable "iam" {\n  type = bool\n}\n',
        },
        _fails('root/prod.tfvars'),
    ),
    ('OpenTofu', {'main.tofu': ROOT, 'prod.tfvars': BAD}, _fails('prod.tfvars')),
]

HARMLESS: list[tuple[str, Tree]] = [
    ('good ones', {'main.tf': ROOT, 'prod.tfvars': GOOD, 'env/dev.tfvars': GOOD}),
    ('no values', {'main.tf': ROOT, 'prod.tfvars': '# to do\n', 'dev.tfvars.json': '{}'}),
    (
        'values of a module with tests of its own',
        {
            'main.tf': f'{IAM_VARIABLE}{CALL}'.replace('../orders', './orders'),
            'orders/main.tf': ROOT,
            'orders/test.tfvars': BAD,
        },
    ),
    (
        'values of another root',
        {
            'db/main.tf': ROOT,
            'network/main.tf': IAM_VARIABLE,
            'network/prod.tfvars': BAD,
        },
    ),
    (
        'values of a root below',
        {
            'main.tf': ROOT,
            'bootstrap/main.tf': IAM_VARIABLE,
            'bootstrap/prod.tfvars': BAD,
        },
    ),
    (
        'names of other roots',
        {
            'db/main.tf': ROOT,
            'tfvars/network.tfvars': 'cidr = "10.0.0.0/8"\nzones = 3\n',
        },
    ),
    (
        'names of other roots, and no language',
        {
            'db/main.tf': ROOT,
            'templates/network.tfvars': '{{ for zone in zones }}',
        },
    ),
    (
        'what a backend is given',
        {
            'main.tf': ROOT + 'variable "region" {\n  default = "eu-west-1"\n}\n',
            'backend/prod.tfvars': 'bucket = "state"\nkey = "orders"\nregion = "eu-west-1"\n',
        },
    ),
    ('a sample', {'main.tf': ROOT, 'terraform.tfvars.example': BAD, 'prod.tfvars.bak': BAD}),
    ('what a program fetched', {'main.tf': ROOT, 'node_modules/a/prod.tfvars': BAD}),
    (
        'a file that every deployment but one overrides',
        {
            'main.tf': NEEDY,
            'common.tfvars': BAD,
            'prod.tfvars': f'{GOOD}environment = "prod"\n',
            'dev.tfvars': f'{GOOD}environment = "d"\n',
        },
    ),
    (
        'good links',
        {
            'main.tf': ROOT,
            'env': Link('values'),
            'values/prod.tfvars': GOOD,
            'values/self': Link('self'),
        },
    ),
]

NAMED = [
    ({'main.tf': ROOT, 'prod.tfvars': BAD}, 'prod.tfvars'),
    ({'main.tf': ROOT, 'env/prod.tfvars': BAD}, 'env/prod.tfvars'),
    ({'db/main.tf': ROOT, 'tfvars/prod.tfvars': BAD}, 'tfvars/prod.tfvars'),
    ({'db/main.tf': ROOT, 'prod.tfvars': BAD}, 'prod.tfvars'),
    ({'main.tf': ROOT, 'PROD.TFVARS': BAD}, 'PROD.TFVARS'),
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


@pytest.mark.parametrize('tree', [pytest.param(tree, id=name) for name, tree in HARMLESS])
def test_what_is_harmless_passes(tmp_path: Path, tree: Tree) -> None:
    done = scan_of(tmp_path, tree, '--check', IAM)

    assert [entry for entry in done.findings if entry['verdict'] != 'pass'] == []
    assert (done.code, bool(done.findings)) == (0, True)


@pytest.mark.parametrize(('tree', 'named'), NAMED)
def test_a_named_file_of_variables_is_judged_with_its_root(
    tmp_path: Path,
    tree: Tree,
    named: str,
) -> None:
    require_held(scan_of(tmp_path, tree, '--check', IAM, named), _fails(named))


def test_what_does_not_have_the_deployment_that_is_asked_for_is_judged(tmp_path: Path) -> None:
    """The name of a deployment takes no other root out of what is judged."""
    root = (
        'variable "iam" {}\nresource "aws_rds_cluster" "this" {\n  engine = "aurora-postgresql"\n'
        '  iam_database_authentication_enabled = var.iam\n}\n'
    )
    plant(
        tmp_path,
        {
            'a/main.tf': root,
            'a/prod.tfvars': 'iam = true\n',
            'a/dev.tfvars': 'iam = false\n',
            'b/main.tf': root,
            'b/stage.tfvars': 'iam = false\n',
        },
    )

    done = run('--check', 'CKV2_AURORAPG_4', '--deployment', 'prod', '-o', 'json', str(tmp_path))

    assert [Path(one['path']).name for one in done.findings if one['verdict'] == 'fail'] == [
        'stage.tfvars'
    ]


@pytest.mark.parametrize('value', ['[' * 5000 + ']' * 5000, '{ a = 1'], ids=['deep', 'broken'])
def test_a_file_that_cannot_be_read_takes_no_other_deployment_with_it(
    tmp_path: Path,
    value: str,
) -> None:
    """Which variables it sets is known before its values are read, if they ever are."""
    tree: Tree = {
        'main.tf': 'variable "iam" {}\nvariable "size" {}\n'
        'resource "aws_rds_cluster" "this" {\n  engine = "aurora-postgresql"\n'
        '  iam_database_authentication_enabled = var.iam\n}\n',
        'dev.tfvars': f'iam = true\nsize = {value}\n',
        'prod.tfvars': 'iam = false\nsize = 1\n',
    }
    done = scan_of(tmp_path, tree, '--check', IAM)

    assert [
        one['deployments'] for one in done.findings if one['verdict'] == 'fail' and one['id'] == IAM
    ] == [['prod']]
    require_held(done, 'unjudged')
