"""What is written, and where nothing can be: one document, a full disk, a closed pipe."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from testing.scans import run

FINDING = """
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = false
}
"""
COMMAND = f'{sys.executable} -m checkov_aurora_pg'
NEEDS_FULL = pytest.mark.skipif(not Path('/dev/full').exists(), reason='needs a full device')


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ('CHECKOV_AURORA_PG_CONFIG', 'GITHUB_STEP_SUMMARY'):
        monkeypatch.delenv(name, raising=False)
    Path('main.tf').write_text(FINDING)


def _shell(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(['sh', '-c', script], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ('argv', 'key'),
    [
        pytest.param(('--list',), 'policies', id='policies'),
        pytest.param(('--list-deployments',), 'deployments', id='deployments'),
        pytest.param(('--write-baseline', 'known.json'), 'findings', id='a baseline'),
        pytest.param((), 'findings', id='a report'),
    ],
)
def test_json_on_standard_output_is_one_document(argv: tuple[str, ...], key: str) -> None:
    assert key in json.loads(run('-o', 'json', *argv).out)


def test_a_list_goes_to_a_file() -> None:
    done = run('--list', '-o', 'json=policies.json')

    assert (done.code, done.out) == (0, '')
    first = json.loads(Path('policies.json').read_text())['policies'][0]
    assert first['id'] == 'CKV2_AURORAPG_0'
    assert set(first) == {'id', 'severity', 'title'}


@pytest.mark.parametrize(
    ('argv', 'said'),
    [
        (('--list', '-o', 'sarif'), '--list has no format `sarif`: choose from text, json'),
        (('--list-deployments', '-o', 'gitlab'), '--list-deployments has no format `gitlab`'),
        (('--explain', 'CKV2_AURORAPG_4', '-o', 'json'), '--explain is text'),
        (('--list', '-o', 'json', '-o', 'text'), '2 reports on standard output'),
    ],
)
def test_a_format_that_there_is_not(argv: tuple[str, ...], said: str) -> None:
    done = run(*argv)

    assert (done.code, done.out) == (2, '')
    assert said in done.err


@NEEDS_FULL
@pytest.mark.parametrize(
    'rest',
    [
        '> /dev/full',
        '-o json > /dev/full',
        '--list > /dev/full',
        '--help > /dev/full',
        '--version > /dev/full',
        '-o json=/dev/full',
        '--write-baseline /dev/full',
    ],
)
def test_what_takes_nothing_is_one_sentence(rest: str) -> None:
    done = _shell(f'{COMMAND} {rest}')

    assert done.returncode == 2
    assert done.stderr.endswith(' cannot be written: No space left on device\n')
    assert len(done.stderr.splitlines()) == 1


@NEEDS_FULL
def test_a_summary_that_takes_nothing() -> None:
    done = _shell(f'GITHUB_STEP_SUMMARY=/dev/full {COMMAND} -o github')

    assert done.returncode == 2
    assert '`/dev/full` cannot be written' in done.stderr


@pytest.mark.parametrize('rest', ['| true', '-o json | head -c 1', '--list | head -c 1'])
def test_a_closed_pipe_is_silent(rest: str) -> None:
    done = _shell(f'{COMMAND} {rest}')

    assert done.stderr == ''


# A file that may not grow behaves as one on a full disk.
LIMITED = f'ulimit -f 1; PYTHONDONTWRITEBYTECODE=1 {COMMAND}'
LONG = ''.join(FINDING.replace('"this"', f'"this{number}"') for number in range(50))


@pytest.mark.parametrize('option', ['-o json=', '--write-baseline='])
@pytest.mark.parametrize('before', [None, 'as it was'])
def test_a_file_is_written_whole_or_not_at_all(option: str, before: str | None) -> None:
    Path('main.tf').write_text(LONG)
    written = Path('out.json')
    if before is not None:
        written.write_text(before)

    done = _shell(f'{LIMITED} {option}out.json')

    assert done.returncode == 2
    assert done.stderr == 'checkov-aurora-pg: `out.json` cannot be written: File too large\n'
    assert (written.read_text() if written.exists() else None) == before
    assert not [*Path().glob('*.part')]


def test_a_summary_is_added_whole_or_not_at_all() -> None:
    Path('main.tf').write_text(LONG)
    Path('summary.md').write_text('before\n')

    done = _shell(
        f'GITHUB_STEP_SUMMARY=summary.md; export GITHUB_STEP_SUMMARY; {LIMITED} -o github'
    )

    assert done.returncode == 2
    assert Path('summary.md').read_text() == 'before\n'


def test_a_link_and_its_files_mode_stay() -> None:
    Path('real.json').write_text('')
    Path('real.json').chmod(0o640)
    Path('link.json').symlink_to('real.json')

    run('-o', 'json=link.json')

    assert Path('link.json').is_symlink()
    assert Path('real.json').stat().st_mode & 0o777 == 0o640
    assert json.loads(Path('real.json').read_text())['findings']
