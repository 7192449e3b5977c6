"""Clones of pinned repositories: at their commit, fetched once, with nothing of them run."""

from __future__ import annotations

from pathlib import Path

import pytest

from testing.pinned_repositories import CloneError
from testing.pinned_repositories import Clones
from testing.pinned_repositories import PinError
from testing.pinned_repositories import Pinned
from testing.pinned_repositories import pinned_in
from testing.repositories import Repository

COMMIT = '0123456789' * 4


def _source(tmp_path: Path) -> tuple[Repository, Clones]:
    repository = Repository(tmp_path / 'source' / 'owner+name' / 'repo')
    return repository, Clones(tmp_path / 'cache', f'{tmp_path}/source/{{owner}}+{{name}}/repo')


def test_a_clone_is_at_its_commit_and_moves_with_it(tmp_path: Path) -> None:
    source, clones = _source(tmp_path)
    first = source.commit({'main.tf': 'first', 'old.tf': ''})
    source.git('rm', '--quiet', 'old.tf')
    second = source.commit({'main.tf': 'second'})

    top = clones.get(Pinned('owner/name', first))
    assert sorted(path.name for path in top.iterdir()) == ['.git', 'main.tf', 'old.tf']
    assert (top / 'main.tf').read_text() == 'first'

    assert clones.get(Pinned('owner/name', second)) == top
    assert sorted(path.name for path in top.iterdir()) == ['.git', 'main.tf']


def test_what_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    source, clones = _source(tmp_path)
    pinned = Pinned('owner/name', source.commit({'main.tf': ''}))
    clones.get(pinned)

    assert Clones(clones.directory, '/nowhere/{name}').get(pinned).is_dir()


def test_nothing_of_a_clone_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, clones = _source(tmp_path)
    # What the machine's own git would do after a checkout, and for a file that asks for it.
    hooks = tmp_path / 'hooks'
    hooks.mkdir()
    (hooks / 'post-checkout').write_text(f'#!/bin/sh\ntouch {tmp_path}/run\n')
    (hooks / 'post-checkout').chmod(0o755)
    (tmp_path / 'gitconfig').write_text(
        f'[core]\nhooksPath = {hooks}\n[filter "mine"]\nsmudge = touch {tmp_path}/run; cat\n'
    )
    monkeypatch.setenv('GIT_CONFIG_GLOBAL', str(tmp_path / 'gitconfig'))

    commit = source.commit({'.gitattributes': '* filter=mine\n', 'main.tf': 'text'})
    top = clones.get(Pinned('owner/name', commit))

    assert (top / 'main.tf').read_text() == 'text'
    assert not (tmp_path / 'run').exists()


def test_a_repository_that_cannot_be_had_says_why(tmp_path: Path) -> None:
    source, clones = _source(tmp_path)
    source.commit({'main.tf': ''})

    with pytest.raises(CloneError, match=r'^fatal: '):
        clones.get(Pinned('owner/name', COMMIT))
    with pytest.raises(CloneError, match=r'^fatal: '):
        clones.get(Pinned('owner/other', COMMIT))


@pytest.mark.parametrize(
    ('repository', 'commit'),
    [
        ('owner', COMMIT),
        ('owner/..', COMMIT),
        ('../name', COMMIT),
        ('-owner/name', COMMIT),
        ('owner/name/more', COMMIT),
        ('owner/na me', COMMIT),
        ('owner/name', 'main'),
        ('owner/name', COMMIT[:12]),
        ('owner/name', COMMIT.replace('0', 'G')),
    ],
)
def test_a_name_or_a_commit_that_is_none_is_refused(repository: str, commit: str) -> None:
    with pytest.raises(PinError):
        Pinned(repository, commit)


def test_a_repository_is_pinned_once() -> None:
    same = ('owner/name', COMMIT)

    assert pinned_in([same, same]) == [Pinned(*same)]
    with pytest.raises(PinError, match='two commits'):
        pinned_in([same, ('owner/name', COMMIT[::-1])])
    with pytest.raises(PinError, match='two spellings'):
        pinned_in([same, ('Owner/name', COMMIT)])
