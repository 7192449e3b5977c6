"""What git has in its index of what tools make beside the code."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from checkov_aurora_pg.readers.walking.git_index import is_tracked

MADE = '.terraform/modules'


def _git(top: Path, *arguments: str) -> None:
    identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com']
    subprocess.run(['git', '-C', str(top), *identity, *arguments], check=True, capture_output=True)


def _repository(top: Path, *paths: str, format: str = 'sha1') -> Path:
    for path in ('main.tf', 'a/zone.tf', *paths):
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(path, encoding='utf-8')
    _git(top, 'init', '--quiet', f'--object-format={format}')
    _git(top, 'add', '--force', '.')
    return top


@pytest.mark.parametrize('version', ['2', '4'])
@pytest.mark.parametrize('format', ['sha1', 'sha256'])
def test_what_is_added_is_tracked(tmp_path: Path, version: str, format: str) -> None:
    top = _repository(tmp_path, f'stacks/orders/{MADE}/modules.json', format=format)
    _git(top, 'update-index', '--index-version', version)

    assert is_tracked(str(top / 'stacks/orders' / MADE))
    assert not is_tracked(str(top / 'stacks' / MADE))
    assert not is_tracked(str(top / 'stacks/orders/.terraform/modules-of-mine'))
    assert not is_tracked(str(top / '.external_modules'))


def test_what_is_meant_to_be_added_is_tracked(tmp_path: Path) -> None:
    top = _repository(tmp_path)
    (top / MADE).mkdir(parents=True)
    (top / MADE / 'modules.json').write_text('{}', encoding='utf-8')
    _git(top, 'add', '--intent-to-add', '--force', '.')  # an entry of a longer form

    assert is_tracked(str(top / MADE))


def test_a_link_that_leads_there_is_tracked(tmp_path: Path) -> None:
    top = _repository(tmp_path)
    (top / 'made/modules').mkdir(parents=True)
    (top / '.terraform').symlink_to('made')
    _git(top, 'add', '--force', '.')

    assert is_tracked(str(top / MADE))


@pytest.mark.parametrize('paths', [(), ('.terraform.lock.hcl',), (f'{MADE}.md',)])
def test_what_is_not_added_is_not_tracked(tmp_path: Path, paths: tuple[str, ...]) -> None:
    top = _repository(tmp_path, *paths)
    _git(top, 'commit', '--quiet', '--message', 'all')

    assert not is_tracked(str(top / MADE))


def test_a_worktree_has_an_index_of_its_own(tmp_path: Path) -> None:
    top = _repository(tmp_path / 'main', f'{MADE}/modules.json')
    _git(top, 'commit', '--quiet', '--message', 'all')
    _git(top, 'worktree', 'add', '--quiet', str(tmp_path / 'other'))
    _git(tmp_path / 'other', 'rm', '--quiet', '-r', '.terraform')

    assert is_tracked(str(top / MADE))
    assert not is_tracked(str(tmp_path / 'other' / MADE))


def test_a_repository_around_another_counts(tmp_path: Path) -> None:
    top = _repository(tmp_path, f'a/{MADE}/modules.json')
    (top / 'a/.git').mkdir()

    assert is_tracked(str(top / 'a' / MADE))


@pytest.mark.parametrize(
    'index',
    [
        b'',
        b'DIRC',
        b'DIRC\0\0\0\x09\0\0\0\0' + bytes(20),
        b'DIRC\0\0\0\x02\xff\xff\xff\xff.terraform',
        b'DIRC\0\0\0\x04\0\0\0\x01' + b'\xff' * 80 + b'\0',
    ],
    ids=['empty', 'short', 'a later version', 'cut off', 'no entry'],
)
def test_what_is_no_index_is_taken_for_one_that_has_everything(
    tmp_path: Path,
    index: bytes,
) -> None:
    (tmp_path / '.git').mkdir()
    (tmp_path / '.git/index').write_bytes(index)

    assert is_tracked(str(tmp_path / MADE))


def test_an_index_in_two_parts_is_taken_for_one_that_has_everything(tmp_path: Path) -> None:
    top = _repository(tmp_path)
    _git(top, 'update-index', '--split-index')

    assert is_tracked(str(top / MADE))


@pytest.mark.parametrize('mark', ['gitdir: ../nowhere', 'nothing', ''])
def test_a_mark_that_leads_nowhere_is_taken_for_one_that_has_everything(
    tmp_path: Path,
    mark: str,
) -> None:
    (tmp_path / '.git').write_text(mark, encoding='utf-8')

    assert is_tracked(str(tmp_path / MADE))


def test_without_a_repository_or_an_index_nothing_is_tracked(tmp_path: Path) -> None:
    assert not is_tracked(str(tmp_path / MADE))
    (tmp_path / '.git').mkdir()
    assert not is_tracked(str(tmp_path / MADE))
