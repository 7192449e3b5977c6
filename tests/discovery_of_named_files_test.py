"""What is read around files that were named: what they are a part of, in their repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.discovery import discover

TERRAFORM = 'resource "aws_rds_cluster" "this" {}\n'
TEMPLATE = 'Resources:\n  A:\n    Type: AWS::RDS::DBCluster\n'
PART = 'A: {Type: AWS::RDS::DBCluster}'
SERVICE = 'provider: {name: aws}\nresources: ${file(database.yml)}\n'
PARAMETERS = '[{"ParameterKey": "Engine", "ParameterValue": "aurora-postgresql"}]'
GIVEN = 'github.com/org/tf//rds'
UNIT = 'include "a" {\n  path = "%s"\n}\n'
ENGINE = 'inputs = { engine = "aurora-postgresql" }\n'


def _call(source: str) -> str:
    return f'module "db" {{\n  source = "{source}"\n}}\n'


def _write(top: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text)


def _around(top: Path, files: dict[str, str], *names: str, folder: str = '') -> Sources:
    """Return what is read for some names of a repository, with a folder for a module."""
    _write(top, {'.git/HEAD': '', **files})
    modules = [(GIVEN, str(top / folder))] if folder else []
    return discover([str(top / name) for name in names], beyond=True, modules=modules)


def _shown(top: Path, paths: tuple[str, ...]) -> list[str]:
    return [Path(path).relative_to(top).as_posix() for path in paths]


@pytest.mark.parametrize(
    ('named', 'text', 'is_read'),
    [
        ('a.yaml', TEMPLATE, True),
        ('serverless.yml', SERVICE, True),
        ('database.yml', PART, True),
        ('dev.json', PARAMETERS, True),
        ('samconfig.toml', '[prod]\n', True),
        ('dev.json', '{}', False),
        ('main.tf', TERRAFORM, False),
    ],
)
def test_the_templates_around_what_may_be_a_part_of_them_are_read(
    tmp_path: Path,
    named: str,
    text: str,
    is_read: bool,
) -> None:
    found = _around(tmp_path, {'other/z.yaml': TEMPLATE, named: text}, named)

    assert ('other/z.yaml' in _shown(tmp_path, found.templates)) is is_read


@pytest.mark.parametrize(
    ('named', 'is_read'),
    [
        (['stages.yml', 'main.tf'], True),
        (['main.tf'], False),
    ],
)
def test_what_a_service_may_include_is_read_with_it(
    tmp_path: Path,
    named: list[str],
    is_read: bool,
) -> None:
    found = _around(
        tmp_path,
        {
            'serverless.yml': SERVICE,
            'stages.yml': 'prod: {iam: true}\n',
            'z.yaml': TEMPLATE,
            'main.tf': TERRAFORM,
        },
        *named,
    )

    assert ('z.yaml' in _shown(tmp_path, found.templates)) is is_read


def test_nothing_around_is_read_unless_it_is_asked_for(tmp_path: Path) -> None:
    _write(
        tmp_path,
        {
            '.git/HEAD': '',
            'a.yaml': TEMPLATE,
            'z.yaml': TEMPLATE,
            'code/main.tf': TERRAFORM,
            'code/policy.json': '{}',
        },
    )

    found = discover([str(tmp_path / name) for name in ('a.yaml', 'code/policy.json')])

    assert _shown(tmp_path, found.templates) == ['a.yaml']
    assert found.roots == ()
    assert found.pervasive == frozenset()


@pytest.mark.parametrize(
    ('named', 'roots'),
    [
        pytest.param('code/main.tf', ['code', 'data', 'root'], id='a module and its caller'),
        pytest.param('code/policy.json', [], id='a file that nothing reads'),
        pytest.param('vendor/rds/main.tf', ['given'], id='a folder that is given'),
        pytest.param('common.hcl', ['live'], id='what a unit includes'),
        pytest.param('live/terragrunt.hcl', ['live'], id='a unit'),
        pytest.param('db.yaml', ['data'], id='what a unit reads'),
    ],
)
def test_the_roots_are_read_that_a_named_file_is_a_part_of(
    tmp_path: Path,
    named: str,
    roots: list[str],
) -> None:
    found = _around(
        tmp_path,
        {
            'code/main.tf': TERRAFORM,
            'code/terraform.tfvars': '',
            'code/policy.json': '{}',
            'root/main.tf': _call('../code'),
            'reading/main.tf': TERRAFORM + 'locals {\n  a = file("main.tf")\n}\n',
            'given/main.tf': _call(GIVEN),
            'vendor/rds/main.tf': TERRAFORM,
            'common.hcl': ENGINE,
            'live/terragrunt.hcl': UNIT % '../common.hcl',
            'db.yaml': 'source: "../code"\n',
            'data/terragrunt.hcl': 'terraform {\n  source = '
            'yamldecode(file("../db.yaml")).source\n}\n',
        },
        named,
        folder='vendor/rds',
    )

    assert sorted(_shown(tmp_path, found.roots)) == roots


@pytest.mark.parametrize(
    ('common', 'named', 'roots'),
    [
        pytest.param(ENGINE, ['live/terragrunt.hcl'], ['live'], id='the unit'),
        pytest.param(ENGINE, ['common.hcl'], ['live'], id='what it includes'),
        pytest.param(ENGINE, ['.'], ['live'], id='the repository'),
        pytest.param(ENGINE, ['.', 'main.tf'], ['live'], id='the repository and a file of it'),
        pytest.param('', ['live/terragrunt.hcl'], [], id='nothing speaks of Aurora'),
        pytest.param('', ['db.yaml'], ['data'], id='what it reads'),
    ],
)
def test_a_unit_counts_for_what_it_is_put_together_from(
    tmp_path: Path,
    common: str,
    named: list[str],
    roots: list[str],
) -> None:
    """No Terraform code speaks of Aurora, and all that is read is below one directory."""
    files = {
        'main.tf': 'locals {}\n',
        'live/terragrunt.hcl': UNIT % '../common.hcl',
        'common.hcl': common,
    }
    if 'db.yaml' in named:
        files |= {
            'db.yaml': 'source: "git::https://example.com/aurora-postgresql.git"\n',
            'data/terragrunt.hcl': 'terraform {\n  source = yamldecode(file("../db.yaml")).source\n'
            '}\n',
        }

    assert _shown(tmp_path, _around(tmp_path, files, *named).roots) == roots


def test_what_is_walked_is_read_with_what_is_named(tmp_path: Path) -> None:
    found = _around(
        tmp_path,
        {
            **{f'walked/{name}/main.tf': TERRAFORM for name in 'ba'},
            'walked/call/main.tf': _call('./module'),
            'walked/call/module/main.tf': TERRAFORM,
            'walked/folder/main.tf': _call(GIVEN),
            'vendor/rds/main.tf': TERRAFORM,
            'walked/live/terragrunt.hcl': UNIT % '../../common.hcl',
            'common.hcl': ENGINE,
            'root/main.tf': _call('../named'),
            'named/main.tf': TERRAFORM,
            'named/other.tf': TERRAFORM,
            'elsewhere/main.tf': TERRAFORM,
        },
        'walked',
        'named/main.tf',
        folder='vendor/rds',
    )

    assert sorted(_shown(tmp_path, found.roots)) == [
        'root',
        'walked/a',
        'walked/b',
        'walked/call',
        'walked/folder',
        'walked/live',
    ]
    assert _shown(tmp_path, found.called) == ['walked/call/module', 'named']
    assert set(_shown(tmp_path, found.subjects.configuration)) == {
        'walked/a/main.tf',
        'walked/b/main.tf',
        'walked/call/module/main.tf',
        'named/main.tf',
    }


def test_what_cannot_be_read_is_said_of_what_is_walked_and_of_what_is_named(
    tmp_path: Path,
) -> None:
    _write(tmp_path, {'walked/main.tf': TERRAFORM, 'named/main.tf': TERRAFORM})
    for folder in ('walked', 'named'):
        (tmp_path / folder / 'gone.tf').symlink_to('nowhere')

    found = _around(tmp_path, {}, 'walked', 'named/main.tf')

    assert _shown(tmp_path, tuple(one.place.path for one in found.problems)) == [
        'walked/gone.tf',
        'named/gone.tf',
    ]


@pytest.mark.parametrize('name', ['a.tfvars', 'common.hcl'])
def test_a_named_part_is_accounted_for(tmp_path: Path, name: str) -> None:
    found = _around(tmp_path, {name: 'engine = "aurora-postgresql"\n'}, name)

    assert _shown(tmp_path, found.subjects.parts) == [name]


@pytest.mark.skipif(not hasattr(os, 'mkfifo'), reason='needs named pipes')
def test_a_named_file_that_is_none_may_decide_all_of_its_root(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / 'a.tf')

    assert _around(tmp_path, {}, 'a.tf').pervasive == {str(tmp_path / 'a.tf')}


@pytest.mark.parametrize(('is_repository', 'count'), [(True, 1), (False, 0)])
@pytest.mark.parametrize(
    'files',
    [
        {
            'cdk.json': '{"app": "npx ts-node app.ts"}',
            'app.ts': "import { Db } from '../lib/db';\n",
        },
        {'serverless.ts': "import { Db } from '../lib/db';\nmodule.exports = { resources: Db };\n"},
    ],
)
def test_a_program_is_read_with_what_it_imports_in_the_repository(
    tmp_path: Path,
    files: dict[str, str],
    is_repository: bool,
    count: int,
) -> None:
    _write(
        tmp_path,
        {
            'lib/db.ts': "export const Db = { Type: 'AWS::RDS::DBCluster', engine: "
            "rds.DatabaseClusterEngine.auroraPostgres({}), e: 'aurora-postgresql' };\n",
            **{f'app/{name}': text for name, text in files.items()},
        },
    )
    if is_repository:
        _write(tmp_path, {'.git/HEAD': ''})

    assert len(discover([str(tmp_path / 'app')]).problems) == count
