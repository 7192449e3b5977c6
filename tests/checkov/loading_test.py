"""What Checkov's loader meets in this package, from wherever it is pointed at it."""

from __future__ import annotations

import json
import shutil
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import checkov_aurora_pg
from testing.checkov_scans import checkov

PACKAGE = Path(checkov_aurora_pg.__file__).parent
MODULES = [path for path in PACKAGE.rglob('*.py') if not path.name.startswith('__')]

TEMPLATE = """
Resources:
  Group:
    Type: AWS::RDS::DBClusterParameterGroup
    Properties:
      Description: accepts connections without TLS
      Family: aurora-postgresql16
      Parameters: {rds.force_ssl: 0}
"""
CONFIGURATION = """
resource "aws_rds_cluster_parameter_group" "this" {
  name   = "accepts-connections-without-tls"
  family = "aurora-postgresql16"
}
"""
TITLE = 'Aurora PostgreSQL cluster parameter group requires TLS'


def _names_on_path() -> set[str]:
    directories = {parent.name for module in MODULES for parent in module.parents}
    return {module.stem for module in MODULES} | directories & {
        path.name for path in PACKAGE.rglob('*') if path.is_dir()
    }


def test_no_name_in_the_package_hides_a_module_from_checkov() -> None:
    """Checkov puts each of its directories on `sys.path`, before the standard library."""
    own = {'checkov_aurora_pg'}
    taken = {*sys.stdlib_module_names, *packages_distributions()} - own
    assert 'command' in _names_on_path()
    assert _names_on_path() & taken == set()


def test_no_file_in_the_package_looks_like_a_check() -> None:
    assert [path for path in PACKAGE.rglob('*') if path.suffix in ('.json', '.yaml', '.yml')] == []


@pytest.fixture(name='code')
def _code(tmp_path: Path) -> Path:
    directory = tmp_path / 'code'
    directory.mkdir()
    (directory / 'template.yaml').write_text(TEMPLATE)
    (directory / 'main.tf').write_text(CONFIGURATION)
    return directory


@pytest.fixture(name='checkout')
def _checkout(tmp_path: Path) -> Path:
    """Return a copy of the package that is not importable, and not the one that is."""
    copy = tmp_path / 'checkout' / PACKAGE.name
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns('__pycache__', '.*_cache'))
    policy = copy / 'policies' / 'force_ssl.py'
    policy.write_text(policy.read_text().replace(TITLE, f'{TITLE}, says the copy'))
    return copy


def _failed(code: Path, checks: Path, **environment: str) -> set[tuple[str, str, str]]:
    run = checkov(
        '-d',
        '.',
        '--external-checks-dir',
        str(checks),
        '--check',
        'CKV2_AURORAPG_1',
        '--framework',
        'terraform',
        'cloudformation',
        '-o',
        'json',
        directory=code,
        **environment,
    )
    assert run.stderr == ''
    assert run.returncode == 1
    return {
        (record['check_name'], record['file_path'], record['guideline'][:24])
        for report in json.loads(run.stdout)
        for record in report['results']['failed_checks']
    }


@pytest.mark.parametrize('inside', ['checks', '.'])
def test_a_bare_checkout_is_loaded(code: Path, checkout: Path, inside: str) -> None:
    assert _failed(code, checkout / inside) == {
        (f'{TITLE}, says the copy', '/main.tf', 'https://docs.aws.amazon.'),
        (f'{TITLE}, says the copy', '/template.yaml', 'https://docs.aws.amazon.'),
    }


def test_an_importable_package_is_loaded(code: Path) -> None:
    assert _failed(code, PACKAGE / 'checks', PYTHONPATH=str(PACKAGE.parent)) == {
        (TITLE, '/main.tf', 'https://docs.aws.amazon.'),
        (TITLE, '/template.yaml', 'https://docs.aws.amazon.'),
    }
