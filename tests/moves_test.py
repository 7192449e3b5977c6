"""Which renamed files keep their place, and how paths of then and of today find each other."""

from __future__ import annotations

import pytest

from checkov_aurora_pg.scanning.changes.moves import Moves
from checkov_aurora_pg.scanning.changes.moves import is_aside
from checkov_aurora_pg.scanning.changes.moves import moves


def _moves(
    renamed: dict[str, str],
    then: tuple[str, ...] = (),
    today: tuple[str, ...] = (),
) -> Moves:
    return moves(
        renamed,
        lambda path: path.endswith('.tf'),
        (*renamed, *then),
        today.__contains__,
    )


@pytest.mark.parametrize(
    ('path', 'aside'),
    [
        ('tests', True),
        ('a/Test/b', True),
        ('db-test', True),
        ('test_data', True),
        ('fixtures.old', True),
        ('modules/db/examples', True),
        ('e2e', True),
        ('testdata/x', True),
        ('', False),
        ('prod', False),
        ('latest', False),
        ('contest', False),
        ('attestation', False),
        ('modules/database', False),
        ('protest/db', False),
    ],
)
def test_where_nobody_deploys(path: str, *, aside: bool) -> None:
    assert is_aside(path) is aside


@pytest.mark.parametrize(
    'words',
    [
        'archive archived attic backup backups deprecated legacy old unused',
        'demo demos example examples playground poc sample samples sandbox scratch tutorial '
        'tutorials',
        'e2e fixture fixtures integration mock mocks snapshot snapshots spec specs stub stubs',
        'test testdata tester testing tests tmp',
        'doc docs',
    ],
)
def test_the_words_of_where_nobody_deploys(words: str) -> None:
    for word in words.split():
        assert is_aside(f'a/{word.upper()}-1/b'), word
        assert not is_aside(f'a/{word}x'), word


@pytest.mark.parametrize(
    ('renamed', 'then', 'today', 'files', 'directories'),
    [
        ({'a/x.tf': 'a/y.tf'}, (), ('a',), {'a/x.tf': 'a/y.tf'}, {}),
        ({'x.tf': 'y.tf'}, (), ('',), {'x.tf': 'y.tf'}, {}),
        ({'a/x.tf': 'b/x.tf'}, (), ('b',), {'a/x.tf': 'b/x.tf'}, {'a': 'b'}),
        (
            {'a/x.tf': 'b/x.tf', 'a/y.tf': 'b/z.tf'},
            (),
            ('b',),
            {'a/x.tf': 'b/x.tf', 'a/y.tf': 'b/z.tf'},
            {'a': 'b'},
        ),
        ({'a/x.tf': 'b/x.tf'}, (), ('a', 'b'), {}, {}),
        ({'a/x.tf': 'b/x.tf'}, ('b/y.tf',), ('b',), {}, {}),
        ({'a/x.tf': 'b/x.tf', 'a/y.tf': 'c/y.tf'}, (), ('b', 'c'), {}, {}),
        ({'a/x.tf': 'b/x.tf', 'a/y.tf': 'a/z.tf'}, (), ('a', 'b'), {'a/y.tf': 'a/z.tf'}, {}),
        ({'test/x.tf': 'b/x.tf'}, (), ('b',), {}, {}),
        (
            {'test/x.tf': 'examples/x.tf'},
            (),
            ('examples',),
            {'test/x.tf': 'examples/x.tf'},
            {'test': 'examples'},
        ),
        ({'b/x.tf': 'test/x.tf'}, (), ('test',), {'b/x.tf': 'test/x.tf'}, {'b': 'test'}),
        ({'a/x.yaml': 'b/y.yaml'}, (), (), {'a/x.yaml': 'b/y.yaml'}, {}),
        ({'test/x.yaml': 'b/x.yaml'}, (), (), {}, {}),
        ({'a/x.txt': 'b/x.tf'}, (), ('b',), {}, {}),
        ({'a/x.txt': 'a/x.tf'}, (), ('a',), {'a/x.txt': 'a/x.tf'}, {}),
        ({'a/x.tf': 'b/x.txt'}, (), (), {'a/x.tf': 'b/x.txt'}, {'a': 'b'}),
        ({'a/x.tf': 'b/x.txt'}, (), ('a',), {}, {}),
    ],
)
def test_what_keeps_its_place(
    renamed: dict[str, str],
    then: tuple[str, ...],
    today: tuple[str, ...],
    files: dict[str, str],
    directories: dict[str, str],
) -> None:
    found = _moves(renamed, then, today)

    assert (found.files, found.directories) == (files, directories)


def test_paths_of_then_and_of_today() -> None:
    moved = Moves({'a/x.tf': 'b/y.tf', 'c.yaml': 'd.yaml'}, {'a': 'b'})

    for then, today in (
        ('a/x.tf', 'b/y.tf'),
        ('a/_', 'b/_'),
        ('c.yaml', 'd.yaml'),
        ('e/f.tf', 'e/f.tf'),
        ('main.tf', 'main.tf'),
        ('a/c/x.tf', 'a/c/x.tf'),
        ('a', 'b'),
        ('c', 'c'),
        ('', ''),
    ):
        assert moved.path_today(then) == today
    for then, today in (('a/x.tf', 'b/y.tf'), ('a', 'b'), ('e', 'e'), ('c.yaml', 'd.yaml')):
        assert moved.path_then(today) == then
