"""What a repository held at a revision, for as long as it is judged, and what became of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from checkov_aurora_pg.scanning.changes.git_repository import commit_of
from checkov_aurora_pg.scanning.changes.git_repository import renamed_since
from checkov_aurora_pg.scanning.changes.git_repository import repository_of
from checkov_aurora_pg.scanning.changes.moves import Moves
from checkov_aurora_pg.scanning.changes.moves import moves
from checkov_aurora_pg.scanning.changes.revision_files import TERRAFORM
from checkov_aurora_pg.scanning.changes.revision_files import write_files
from checkov_aurora_pg.scanning.repository_paths import repository_relative


def _relative(path: str, top: str) -> str:
    """Return a path from a directory, links resolved but for one that leads out of it."""
    absolute = os.path.abspath(path)
    resolved = os.path.realpath(absolute)
    if not f'{resolved}{os.sep}'.startswith(top + os.sep):
        own = os.path.join(os.path.realpath(os.path.dirname(absolute)), os.path.basename(absolute))
        resolved = own if own.startswith(top + os.sep) else resolved
    return os.path.relpath(resolved, top)


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision's files. `tree` has those that can matter, `repository` those of today.

    Both are absolute, without links. `renamed` has the present path of each file that has
    another one since, from the root of the repository, as git finds renames, and `moves` those
    with which a finding goes. `missing` are submodules whose commit of then is not at hand.
    """

    name: str
    repository: str
    tree: str
    renamed: Mapping[str, str]
    moves: Moves
    missing: tuple[str, ...] = ()

    def path_today(self, path: str) -> str:
        """Return what a file of the tree is called today in a report."""
        today = self.moves.path_today(_relative(path, self.tree))
        return repository_relative(os.path.join(self.repository, today))

    def path_now(self, path: str) -> str:
        """Return a file of today from the root of the repository."""
        return _relative(path, self.repository)

    def is_elsewhere(self, path: str) -> bool:
        """Return whether a path of today is outside the repository."""
        return self.path_now(path).split(os.sep)[0] == os.pardir

    def spot_then(self, path: str) -> str:
        """Return where a path of today was in the tree, whether or not it is there."""
        relative = self.path_now(path)
        former = (old for old, new in self.renamed.items() if new == relative)
        found = next(former, None) or self.moves.path_then(relative)
        return os.path.normpath(os.path.join(self.tree, found))

    def place_then(self, path: str) -> str | None:
        """Return where a file of today is in the tree, or None where it is not."""
        spot = self.spot_then(path)
        return spot if os.path.exists(spot) else None

    def places_then(self, path: str) -> tuple[str, ...]:
        """Return where a file or directory of today, and what moved into it, is in the tree."""
        below = '' if (top := self.path_now(path)) == os.curdir else f'{top}/'
        spots = {
            self.spot_then(path),
            *(
                os.path.dirname(os.path.join(self.tree, old))
                for old, new in self.moves.files.items()
                if new.startswith(below)
            ),
        }
        return tuple(sorted(spot for spot in spots if os.path.exists(spot)))


def require_revision(name: str, paths: Iterable[str]) -> None:
    """Raise `RevisionError` unless `name` is a revision of the repository that has the paths."""
    commit_of(repository_of(paths), name)


def _is_of_terraform(path: str) -> bool:
    return path.endswith(TERRAFORM)


def _moves(repository: str, tree: str, renamed: Mapping[str, str]) -> Moves:
    then = (
        os.path.relpath(os.path.join(directory, name), tree)
        for directory, _, names in os.walk(tree)
        for name in names
        if _is_of_terraform(name)
    )

    def has_a_root(directory: str) -> bool:
        today = os.path.join(repository, directory)
        return os.path.isdir(today) and any(map(_is_of_terraform, os.listdir(today)))

    return moves(renamed, _is_of_terraform, then, has_a_root)


@contextmanager
def revision(name: str, paths: Iterable[str], given: Iterable[str] = ()) -> Iterator[Revision]:
    """Take a revision out of the repository that has `paths`, for as long as it is judged.

    `given` are files that the user gives to the scan. Raises `RevisionError` where there is no
    such revision or no such repository, and `RevisionTooLarge`.
    """
    repository = repository_of(paths)
    commit = commit_of(repository, name)
    renamed = renamed_since(repository, commit)
    with tempfile.TemporaryDirectory(prefix='checkov-aurora-pg-') as directory:
        tree = os.path.realpath(directory)
        missing = tuple(write_files(repository, commit, tree, given))
        yield Revision(
            name,
            repository,
            tree,
            renamed,
            _moves(repository, tree, renamed),
            missing,
        )
