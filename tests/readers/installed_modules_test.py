"""Remote modules whose code another tool has put beside the code that calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.terraform.reader import read_root

SOURCE = 'acme/database/aws'
MODULE = """
variable "engine" {}
resource "aws_rds_cluster" "this" {
  engine                              = var.engine
  iam_database_authentication_enabled = true
}
"""


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding='utf-8')
    return path


def _call(root: Path, source: str, version: str = '') -> None:
    written = f'\n  version = "{version}"' if version else ''
    _write(
        root / 'main.tf',
        f"""
module "db" {{
  source  = "{source}"{written}
  engine  = "aurora-postgresql"
}}
""",
    )


def _install(root: Path, **entry: str) -> None:
    entries = [{'Key': '', 'Source': '', 'Dir': '.'}, {'Key': 'db', **entry}]
    _write(root / '.terraform/modules/modules.json', json.dumps({'Modules': entries}))


def _addresses(reading: Reading) -> list[str]:
    assert not reading.problems
    return [resource.address for estate in reading.estates for resource in estate.resources]


READ = ['module.db.aws_rds_cluster.this']
NOT_READ = ['module.db']


@pytest.mark.parametrize(
    ('called', 'version', 'installed', 'expected'),
    [
        (SOURCE, '', SOURCE, READ),
        (SOURCE, '~> 1.0', SOURCE, READ),
        (f'registry.terraform.io/{SOURCE}', '1.2.0', SOURCE, READ),
        ('git::https://git.example.com/db.git', '', 'git::https://git.example.com/db.git', READ),
        (SOURCE, '~> 2.0', SOURCE, NOT_READ),
        (SOURCE, '', 'acme/other/aws', NOT_READ),
        (
            'git::https://git.example.com/db.git',
            '',
            'git::https://git.example.com/other.git',
            NOT_READ,
        ),
    ],
    ids=[
        'no version',
        'version',
        'host',
        'git',
        'version since changed',
        'source since changed',
        'repository since changed',
    ],
)
def test_what_terraform_init_has_installed_is_read(
    tmp_path: Path,
    called: str,
    version: str,
    installed: str,
    expected: list[str],
) -> None:
    _call(tmp_path, called, version)
    _write(tmp_path / '.terraform/modules/db/main.tf', MODULE)
    _install(tmp_path, Source=installed, Version='1.2.0', Dir='.terraform/modules/db')

    assert _addresses(read_root(str(tmp_path), options=ReadOptions())) == expected


def test_a_nested_call_has_the_path_of_its_names(tmp_path: Path) -> None:
    _write(tmp_path / 'main.tf', 'module "outer" {\n  source = "./outer"\n  count  = 1\n}\n')
    _call(tmp_path / 'outer', SOURCE)
    _write(tmp_path / '.terraform/modules/outer.db/main.tf', MODULE)
    entry = {'Key': 'outer.db', 'Source': SOURCE, 'Dir': '.terraform/modules/outer.db'}
    _write(tmp_path / '.terraform/modules/modules.json', json.dumps({'Modules': [entry]}))

    reading = read_root(str(tmp_path), options=ReadOptions())

    assert _addresses(reading) == ['module.outer[0].module.db.aws_rds_cluster.this']


def test_installed_code_is_read_in_place_of_a_model(tmp_path: Path) -> None:
    source = 'terraform-aws-modules/rds-aurora/aws'
    _call(tmp_path, source, '~> 9.0')
    _write(tmp_path / '.terraform/modules/db/main.tf', MODULE)
    _install(tmp_path, Source=source, Version='9.1.0', Dir='.terraform/modules/db')

    assert _addresses(read_root(str(tmp_path), options=ReadOptions())) == READ


@pytest.mark.parametrize('directory', ['../elsewhere', '{tmp}/elsewhere', '.terraform/missing'])
def test_nothing_outside_the_repository_is_read(tmp_path: Path, directory: str) -> None:
    root = tmp_path / 'repository'
    _call(root, SOURCE)
    _write(tmp_path / 'elsewhere/main.tf', MODULE)
    _install(root, Source=SOURCE, Dir=directory.format(tmp=tmp_path))

    assert _addresses(read_root(str(root), options=ReadOptions())) == NOT_READ


@pytest.mark.parametrize(
    'manifest',
    [
        '',
        '[]',
        '{"Modules": 1}',
        '{"Modules": [1]}',
        '{"Modules": [{"Key": "db"}]}',
        '[' * 100_000,
    ],
    ids=['empty', 'list', 'number', 'numbers', 'no directory', 'deep'],
)
def test_a_manifest_that_terraform_did_not_write_installs_nothing(
    tmp_path: Path,
    manifest: str,
) -> None:
    _call(tmp_path, SOURCE)
    _write(tmp_path / '.terraform/modules/modules.json', manifest)

    assert _addresses(read_root(str(tmp_path), options=ReadOptions())) == NOT_READ


@pytest.mark.parametrize(
    ('source', 'refs', 'expected'),
    [
        ('github.com/acme/terraform-aws-database?ref=v1.0.0', ['v1.0.0', 'v2.0.0'], READ),
        ('github.com/acme/terraform-aws-database', ['HEAD'], READ),
        ('github.com/acme/terraform-aws-database?ref=v3.0.0', ['v1.0.0'], NOT_READ),
        (SOURCE, ['0a1b2c3d'], READ),
        (SOURCE, ['0a1b2c3d', '4e5f6a7b'], NOT_READ),
    ],
    ids=['ref', 'no ref', 'another ref', 'one commit', 'two commits'],
)
def test_what_checkov_has_downloaded_is_read(
    tmp_path: Path,
    source: str,
    refs: list[str],
    expected: list[str],
) -> None:
    root = tmp_path / 'stacks/orders'
    _call(root, source)
    for ref in refs:
        repository = tmp_path / '.external_modules/github.com/acme/terraform-aws-database'
        _write(repository / ref / 'main.tf', MODULE)

    reading = read_root(str(root), options=ReadOptions(boundary=str(tmp_path)))

    assert _addresses(reading) == expected


def test_a_called_module_that_does_not_parse_is_a_problem(tmp_path: Path) -> None:
    _write(tmp_path / 'main.tf', 'module "db" {\n  source = "./db"\n}\n')
    broken = _write(tmp_path / 'db/main.tf', 'resource "aws_rds_cluster" "this" {{\n')

    reading = read_root(str(tmp_path), options=ReadOptions())

    assert [problem.place.path for problem in reading.problems] == [str(broken)]
