from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.scanning.configuration import FILE_NAME
from checkov_aurora_pg.scanning.configuration import VARIABLE
from checkov_aurora_pg.scanning.configuration import Configuration
from checkov_aurora_pg.scanning.configuration import ConfigurationError
from checkov_aurora_pg.scanning.configuration import load


def write(directory: Path, text: str, name: str = FILE_NAME) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / name
    path.write_text(text)
    return path


def loaded(directory: Path, explicit: str | None = None, **environment: str) -> Configuration:
    return load(explicit, environment=environment, directory=str(directory))


def refused(directory: Path, text: str) -> ConfigurationError:
    write(directory, text)
    with pytest.raises(ConfigurationError) as caught:
        loaded(directory)
    return caught.value


def test_every_key_is_read(tmp_path: Path) -> None:
    write(tmp_path, '', 'prod.tfvars')
    path = write(
        tmp_path,
        """
approved_ciphers: nist-sp-800-52r2
require_explicit_force_ssl: true
accept_md5_logins: no
undetermined: fail
var_files:
  - prod.tfvars
check: [CKV2_AURORAPG_*]
skip_check:
  - CKV2_AURORAPG_10
severity: {CKV2_AURORAPG_4: HIGH}
fail_on: MEDIUM
""",
    )
    assert loaded(tmp_path) == Configuration(
        Settings('nist-sp-800-52r2', True, False, True),
        (str(tmp_path / 'prod.tfvars'),),
        str(path),
        check=('CKV2_AURORAPG_*',),
        skip_check=('CKV2_AURORAPG_10',),
        severities=(('CKV2_AURORAPG_4', Severity.HIGH),),
        fail_on=Severity.MEDIUM,
    )


@pytest.mark.parametrize('text', ['', '# nothing\n', '---\n', '{}'])
def test_an_empty_file_leaves_every_default(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    assert loaded(tmp_path) == Configuration(path=str(path))


def test_ciphers_may_be_a_teams_own_list_in_either_spelling(tmp_path: Path) -> None:
    write(tmp_path, 'approved_ciphers: [AES128-SHA, TLS_AES_128_GCM_SHA256]')
    assert loaded(tmp_path).settings.approved_ciphers == ('AES128-SHA', 'TLS_AES_128_GCM_SHA256')


def test_without_a_file_every_default_counts(tmp_path: Path) -> None:
    assert loaded(tmp_path) == Configuration(Settings(), (), None)


def test_the_explicit_file_comes_before_the_environments_and_the_nearest(tmp_path: Path) -> None:
    nearest = write(tmp_path, '')
    by_variable = write(tmp_path, '', 'variable.yaml')
    explicit = write(tmp_path, '', 'explicit.yaml')
    environment = {VARIABLE: str(by_variable)}
    assert loaded(tmp_path, str(explicit), **environment).path == str(explicit)
    assert loaded(tmp_path, 'explicit.yaml', **environment).path == str(explicit)
    assert loaded(tmp_path, **environment).path == str(by_variable)
    assert loaded(tmp_path, **{VARIABLE: ''}).path == str(nearest)


@pytest.mark.parametrize(
    ('written', 'start', 'found'),
    [
        (['.', 'a', 'a/b'], 'a/b', 'a/b'),
        (['.', 'a'], 'a/b', 'a'),
        (['.'], 'a/b', '.'),
        (['..'], 'a/b', None),
    ],
)
def test_the_nearest_file_up_to_the_repositorys_root_counts(
    tmp_path: Path,
    written: list[str],
    start: str,
    found: str | None,
) -> None:
    root = tmp_path / 'repository'
    (root / 'a' / 'b').mkdir(parents=True)
    (root / '.git').mkdir()
    for place in written:
        write((root / place).resolve(), '')
    expected = str((root / found / FILE_NAME).resolve()) if found else None
    assert loaded(root / start).path == expected


def test_a_worktrees_mark_is_a_file(tmp_path: Path) -> None:
    write(tmp_path, '')
    write(tmp_path / 'worktree', 'gitdir: elsewhere', '.git')
    assert loaded(tmp_path / 'worktree').path is None


def test_outside_a_repository_a_file_further_up_is_not_ours(tmp_path: Path) -> None:
    write(tmp_path, '')
    (tmp_path / 'a').mkdir()
    assert loaded(tmp_path / 'a').path is None


@pytest.mark.parametrize('explicit', [True, False], ids=['option', 'environment'])
def test_a_named_file_that_is_missing_is_an_error(tmp_path: Path, explicit: bool) -> None:
    write(tmp_path, '')
    named = 'other.yaml' if explicit else None
    environment = {} if explicit else {VARIABLE: 'other.yaml'}
    with pytest.raises(ConfigurationError, match=r'other\.yaml: cannot be read: no such file'):
        loaded(tmp_path, named, **environment)


def test_a_directory_in_the_files_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(ConfigurationError, match='cannot be read: is a directory'):
        loaded(tmp_path)


@pytest.mark.parametrize(
    ('text', 'line', 'fragments'),
    [
        (
            '\naproved_ciphers: x',
            2,
            [
                'unknown key `aproved_ciphers`',
                '`approved_ciphers`, `require_explicit_force_ssl`',
                'did you mean `approved_ciphers`?',
            ],
        ),
        ('1: x', 1, ['unknown key `1`']),
        ('[a]: x', 1, ['unknown key']),
        ('undetermined: fail\nundetermined: report', 2, ['`undetermined` is written twice']),
        ('- a', 1, ['must be a mapping with the keys `approved_ciphers`']),
        ('text', 1, ['must be a mapping']),
        (
            'approved_ciphers: nist-sp-800-52',
            1,
            [
                '`approved_ciphers` is `nist-sp-800-52`',
                '`aurora-ecdhe`, `aead-forward-secret`',
                'did you mean `nist-sp-800-52r2`?',
            ],
        ),
        (
            'approved_ciphers:\n  - AES128-SHA\n  - AES127-SHA',
            3,
            [
                'names `AES127-SHA`, which is not a cipher suite',
                'did you mean `AES128-SHA`?',
            ],
        ),
        ('approved_ciphers:', 1, ['`approved_ciphers` has no value', 'or a list of cipher suites']),
        ('approved_ciphers: []', 1, ['`approved_ciphers` is an empty list']),
        ('approved_ciphers: {a: b}', 1, ['`approved_ciphers` is a mapping']),
        ('approved_ciphers: [[AES128-SHA]]', 1, ['`approved_ciphers` is a list']),
        ('approved_ciphers: 1', 1, ['`approved_ciphers` is `1`']),
        ('accept_md5_logins: "true"', 1, ['is `true`; write `true` or `false` without quotes']),
        ('accept_md5_logins: 1', 1, ['`accept_md5_logins` is `1`; write `true` or `false`']),
        ('require_explicit_force_ssl: [true]', 1, ['`require_explicit_force_ssl` is a list']),
        ('undetermined: faill', 1, ['write `report` or `fail`; did you mean `fail`?']),
        ('undetermined: true', 1, ['`undetermined` is `true`; write `report` or `fail`']),
        ('var_files: prod.tfvars', 1, ['`var_files` is `prod.tfvars`; write a list']),
        ('var_files:\n- no.tfvars', 2, ['`var_files` names `no.tfvars`; no such file is in']),
        ('check: CKV2_AURORAPG_4', 1, ['`check` is `CKV2_AURORAPG_4`; write a list of policies']),
        (
            'check:\n- CKV2_AURORAPG_1\n- CKV2_AURORAPG4',
            3,
            ['`check` names no policy `CKV2_AURORAPG4`', 'did you mean `CKV2_AURORAPG_4`?'],
        ),
        ('skip_check: [CKV_AWS_*]', 1, ['`skip_check` names no policy `CKV_AWS_*`: choose from']),
        ('skip_check: ["*"]', 0, ['`check` and `skip_check`: no policy is left to judge by']),
        ('severity: HIGH', 1, ['`severity` is `HIGH`; write a mapping of policies']),
        (
            'severity:\n  CKV2_AURORAPG_4: high',
            2,
            ['has `CKV2_AURORAPG_4`, which is `high`', 'did you mean `HIGH`?'],
        ),
        ('severity: {CKV2_AURORAPG_*: LOW}', 1, ['write the id of one policy']),
        ('severity: {CKV2_AURORAPG_40: LOW}', 1, ['names no policy `CKV2_AURORAPG_40`']),
        ('severity: {CKV2_AURORAPG_0: LOW}', 1, ['what cannot be judged always fails']),
        (
            'severity: {CKV2_AURORAPG_1: LOW, CKV2_AURORAPG_1: LOW}',
            1,
            ['has `CKV2_AURORAPG_1` twice'],
        ),
        ('fail_on: ever', 1, ['`fail_on` is `ever`; write `LOW`, `MEDIUM`, `HIGH`, `CRITICAL`']),
        ('a: [', 1, ['is not valid YAML']),
        ('a: *b', 1, ['is not valid YAML']),
        ('a: 1\n---\na: 1', 2, ['is not valid YAML']),
        ('\0', 0, ['is not valid YAML']),
        ('[' * 5_000, 0, ['is nested too deeply']),
        ('#' * 100_000, 0, ['is larger than 64 KiB']),
    ],
    ids=lambda value: repr(value[:40]) if isinstance(value, str) else '',
)
def test_an_error_names_the_line_the_key_and_what_is_allowed(
    tmp_path: Path,
    text: str,
    line: int,
    fragments: list[str],
) -> None:
    error = refused(tmp_path, text)
    assert error.line == line
    assert error.path == str(tmp_path / FILE_NAME)
    assert str(error).startswith(f'{error.path}:{line}: ' if line else f'{error.path}: ')
    for fragment in fragments:
        assert fragment in error.message
    assert '\n' not in error.message


def test_a_tag_does_not_make_anything_run(tmp_path: Path) -> None:
    marker = tmp_path / 'ran'
    refused(tmp_path, f'undetermined: !!python/object/apply:os.mkdir ["{marker}"]')
    assert not marker.exists()


def test_without_a_file_no_yaml_parser_is_imported(tmp_path: Path) -> None:
    code = (
        'import sys; from checkov_aurora_pg.scanning.configuration import load; '
        f'load(environment={{}}, directory={str(tmp_path)!r}); print("yaml" in sys.modules)'
    )
    printed = subprocess.run(
        [sys.executable, '-c', code],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
        cwd=Path(__file__).parents[1],
    ).stdout
    assert printed == 'False\n'
