"""Whatever breaks around the command, it never says that all is well."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

import pytest
import tree_sitter

import checkov_aurora_pg
from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.readers import terraform
from checkov_aurora_pg.readers.terraform import reader
from checkov_aurora_pg.readers.terraform.language import syntax
from checkov_aurora_pg.scanning import selection
from testing.scans import run

PACKAGE = Path(checkov_aurora_pg.__file__).parent

CLEAN = """
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = true
}
"""
IAM = 'CKV2_AURORAPG_4'

# Plans in which every table of facts is asked.
_PLANS = PACKAGE.parent / 'tests' / 'fixtures' / 'plan'
EVERYTHING = [str(_PLANS / name / 'plan.json') for name in ('violating', 'open-ingress')]

Break = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(name='code', autouse=True)
def _code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    code = tmp_path / 'code'
    (code / '.git').mkdir(parents=True)
    (code / 'main.tf').write_text(CLEAN)
    monkeypatch.chdir(code)
    monkeypatch.delenv('CHECKOV_AURORA_PG_CONFIG', raising=False)
    return code


def _raising(resource: Resource, settings: Settings) -> Iterator[Finding]:
    raise ZeroDivisionError('a defect in a policy')
    yield


def _break_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tuple(
        replace(policy, findings=_raising) if policy.id == IAM else policy for policy in POLICIES
    )
    monkeypatch.setattr(selection, 'POLICIES', broken)


def _break_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    def language(*_: object) -> None:
        raise ValueError('Incompatible Language version 99')

    monkeypatch.setattr(tree_sitter, 'Language', language)
    syntax._parser.cache_clear()


def _remove_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(terraform.__name__)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, 'tree_sitter', None)


def _run_out_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(syntax, 'parse', parse)


def _take_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('checkov_aurora_pg.scanning.assessment.MAX_SECONDS', -1)


def _lower_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, 'MAX_RESOURCES', 0)


@pytest.mark.parametrize(
    ('broken', 'said'),
    [
        pytest.param(_break_policy, 'ZeroDivisionError: a defect in a policy', id='policy'),
        pytest.param(_break_parser, 'Incompatible Language version 99', id='parser of another ABI'),
        pytest.param(_remove_parser, 'import of tree_sitter halted', id='no parser'),
        pytest.param(_run_out_of_memory, 'MemoryError', id='no memory'),
        pytest.param(_take_long, 'seconds to judge', id='no time'),
        pytest.param(_lower_bound, 'more than 0 resources', id='a bound'),
    ],
)
def test_what_breaks_is_a_failure_of_policy_0(
    monkeypatch: pytest.MonkeyPatch,
    broken: Break,
    said: str,
) -> None:
    assert run('--check', IAM).code == 0
    broken(monkeypatch)

    done = run('--check', IAM)

    assert done.code == 3
    assert 'CKV2_AURORAPG_0' in done.out
    assert said in done.out
    assert 'Traceback' not in done.out + done.err


def _make_pipe(path: Path) -> None:
    os.mkfifo(path)


def _make_directory(path: Path) -> None:
    path.mkdir()


def _make_link_to_nothing(path: Path) -> None:
    path.symlink_to('nowhere')


def _make_latin_1(path: Path) -> None:
    path.write_bytes('undetermined: é\n'.encode('latin-1'))


def _make_huge(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 31)


def _make_unknown(path: Path) -> None:
    path.write_text('undeterminate: fail\n')


@pytest.mark.parametrize(
    'make',
    [
        _make_pipe,
        _make_directory,
        _make_link_to_nothing,
        _make_latin_1,
        _make_huge,
        _make_unknown,
    ],
    ids=lambda make: make.__name__.removeprefix('_make_'),
)
def test_a_configuration_that_is_no_configuration_is_an_error(
    code: Path,
    make: Callable[[Path], None],
) -> None:
    make(code / '.checkov-aurora-pg.yaml')

    done = run('.')

    assert (done.code, done.out) == (2, '')
    assert '.checkov-aurora-pg.yaml' in done.err
    assert done.err.count('\n') == 1


@pytest.mark.parametrize('make', [_make_pipe, _make_link_to_nothing, _make_huge])
@pytest.mark.parametrize('name', ['other.tf', 'terraform.tfvars'])
def test_a_file_of_the_root_that_cannot_be_read_is_a_failure_of_policy_0(
    code: Path,
    name: str,
    make: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make(code / name)

    done = run('--check', IAM)

    assert done.code == 3
    assert f'{name}:1: CKV2_AURORAPG_0' in done.out


@pytest.mark.skipif(not Path('/dev/full').exists(), reason='needs a device that is full')
@pytest.mark.parametrize(
    ('argv', 'code'),
    [
        pytest.param((), 2, id='standard output'),
        pytest.param(('-o', 'json=/dev/full'), 2, id='a report'),
    ],
)
def test_a_report_that_cannot_be_written_is_an_error(argv: tuple[str, ...], code: int) -> None:
    with open('/dev/full', 'w') as full:
        done = _command(*argv, stdout=full)

    assert done.returncode == code
    assert 'No space left on device' in done.stderr
    assert 'Traceback' not in done.stderr


def test_no_temporary_folder_is_needed(code: Path) -> None:
    done = _command('--check', IAM, TMPDIR='/nonexistent', TMP='/nonexistent')

    assert (done.returncode, done.stderr) == (0, '')


def _command(
    *argv: str,
    package: Path = PACKAGE,
    stdout: IO[str] | int = subprocess.PIPE,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, '-m', 'checkov_aurora_pg', *argv],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        env={**os.environ, 'PYTHONPATH': str(package.parent), **environment},
    )


# What the policies ask there; of the others, no verdict depends on one.
TABLES = (
    'approved_lists',
    'certificate_authorities',
    'families',
    'ingress',
    'instance_classes',
    'password_authentication',
    'suites',
    'tls_versions',
)


@pytest.mark.parametrize('name', TABLES)
def test_facts_that_do_not_load_are_an_error(tmp_path: Path, name: str) -> None:
    copy = tmp_path / 'copy' / PACKAGE.name
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns('__pycache__', '.*_cache'))
    (copy / 'facts' / f'{name}.toml').write_text('broken = [\n')

    done = _command(*EVERYTHING, package=copy)

    assert done.returncode == 3
    assert 'TOMLDecodeError' in done.stdout + done.stderr
    assert 'Traceback' not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ('installed', 'code'),
    [
        pytest.param('from .transformer import END_LINE, START_LINE\n', 0, id='the fork'),
        pytest.param('from .api import load, loads\n', 3, id='python-hcl2 over it'),
    ],
)
def test_an_overwritten_parser_of_checkovs_is_named_with_the_cure(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    installed: str,
    code: int,
) -> None:
    (tmp_path / 'hcl2').mkdir()
    (tmp_path / 'hcl2' / '__init__.py').write_text(installed)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, 'hcl2', raising=False)

    done = run('--checks-dir')

    assert done.code == code
    assert Path(done.out.strip()).is_dir()
    assert ('pip uninstall --yes python-hcl2' in done.err) == (code == 3)
