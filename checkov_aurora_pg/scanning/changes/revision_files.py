"""What a revision had that can matter, written to a directory.

Nothing of the user's tree is touched, nothing is checked out there, and nothing is fetched. A
submodule is as it was at the revision, out of its own object store.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from collections.abc import Iterator

from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.terraform.outline import READS
from checkov_aurora_pg.readers.terraform.outline import ending_of
from checkov_aurora_pg.readers.walking.file_names import CONFIGURATION
from checkov_aurora_pg.readers.walking.file_names import UNITS
from checkov_aurora_pg.readers.walking.file_names import VARIABLES
from checkov_aurora_pg.readers.walking.file_names import is_loaded
from checkov_aurora_pg.readers.walking.file_names import is_of_another_kind
from checkov_aurora_pg.readers.walking.file_tree import LEFT_OUT
from checkov_aurora_pg.readers.walking.relevance import MAX_FILE_SIZE
from checkov_aurora_pg.readers.walking.variable_files import VariableFiles
from checkov_aurora_pg.scanning.changes.git_repository import LINK
from checkov_aurora_pg.scanning.changes.git_repository import REGULAR
from checkov_aurora_pg.scanning.changes.git_repository import Blob
from checkov_aurora_pg.scanning.changes.git_repository import Submodule
from checkov_aurora_pg.scanning.changes.git_repository import contents_of
from checkov_aurora_pg.scanning.changes.git_repository import entries_of
from checkov_aurora_pg.scanning.changes.git_repository import has_submodule
from checkov_aurora_pg.scanning.changes.git_repository import ignored
from checkov_aurora_pg.scanning.configuration import REPOSITORY_MARK

MOST_FILES = 200_000
MOST_BYTES = 1024 * 1024 * 1024

# A submodule in a submodule, and so on.
_DEEPEST = 8

TERRAFORM = (*CONFIGURATION, *VARIABLES, *UNITS)
_INSTALLED = os.path.join('.terraform', 'modules')


class RevisionTooLarge(Exception):
    """A revision has more that can matter than is taken out of it."""


def write_files(
    repository: str,
    commit: str,
    tree: str,
    given: Iterable[str],
    depth: int = 0,
) -> Iterator[str]:
    """Write what can matter of a commit, and yield the submodules whose commit is not at hand.

    `given` are files that the user gives to the scan. Raises `RevisionError` and
    `RevisionTooLarge`.
    """
    os.makedirs(os.path.join(tree, REPOSITORY_MARK), exist_ok=True)
    entries = [one for one in entries_of(repository, commit) if _is_harmless(one.path)]
    _take_out(
        repository,
        tree,
        [one for one in entries if isinstance(one, Blob) and one.size <= MAX_FILE_SIZE],
    )
    for one in entries:
        if not isinstance(one, Submodule):
            continue
        inner = os.path.join(repository, one.path)
        if depth < _DEEPEST and has_submodule(repository, one):
            missing = write_files(inner, one.commit, os.path.join(tree, one.path), (), depth + 1)
            yield from (os.path.join(one.path, below) for below in missing)
        elif os.path.isdir(inner) and os.listdir(inner):
            yield one.path
    _add_ignored(repository, tree, given)


def _is_harmless(path: str) -> bool:
    """Return whether a path stays within the tree, whoever made the tree object."""
    parts = path.split('/')
    return not (
        os.path.isabs(path)
        or not LEFT_OUT.keys().isdisjoint(parts)
        or any(part in ('', os.curdir, os.pardir) or part.lower() == '.git' for part in parts)
    )


def _bounded(blobs: list[Blob]) -> list[Blob]:
    if len(blobs) > MOST_FILES or sum(blob.size for blob in blobs) > MOST_BYTES:
        raise RevisionTooLarge(
            f'the revision has more than {MOST_FILES} files, or {MOST_BYTES >> 20} MiB, that can '
            'matter: it is not judged',
        )
    return blobs


def _write(tree: str, path: str, content: bytes) -> None:
    target = os.path.join(tree, path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, 'wb') as file:
        file.write(content)


def _take_out(repository: str, tree: str, blobs: list[Blob]) -> None:
    """Write the files that can matter: what is scanned, and what configuration may read."""
    files = [blob for blob in blobs if blob.mode in REGULAR]
    named = [blob for blob in files if not is_of_another_kind(blob.path)]
    others = [blob for blob in files if is_of_another_kind(blob.path)]
    reading: list[bytes] = []
    with contents_of(repository) as contents:
        for blob in _bounded(named):
            content = contents.of(blob)
            _write(tree, blob.path, content)
            if blob.path.endswith(TERRAFORM):
                reading.append(content)
        text = b'\n'.join(reading)
        endings = {ending_of(blob.path) for blob in others} if READS in text else set()
        read = frozenset(ending for ending in endings if ending in text)
        for blob in _bounded([blob for blob in others if ending_of(blob.path) in read]):
            _write(tree, blob.path, contents.of(blob))
        for blob in blobs:
            if blob.mode == LINK:
                _link(repository, tree, blob.path, os.fsdecode(contents.of(blob)))


def _link(repository: str, tree: str, path: str, target: str) -> None:
    """Make a link. One that leads out of the repository leads where it does from there."""
    directory = os.path.dirname(os.path.join(tree, path))
    leads = os.path.normpath(os.path.join(directory, target))
    if not f'{leads}{os.sep}'.startswith(tree + os.sep):
        target = os.path.normpath(os.path.join(repository, os.path.dirname(path), target))
    if not os.path.lexists(os.path.join(tree, path)):
        os.makedirs(directory, exist_ok=True)
        os.symlink(target, os.path.join(tree, path))


def _directories(tree: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the directories of a tree from its top, without submodules, and the files in them."""
    for directory, below, names in os.walk(tree):
        below[:] = [
            name
            for name in below
            if name != REPOSITORY_MARK
            and not os.path.lexists(os.path.join(directory, name, REPOSITORY_MARK))
        ]
        yield os.path.relpath(directory, tree), names


def _add_ignored(repository: str, tree: str, given: Iterable[str]) -> None:
    """Copy what git ignores and Terraform reads: variable files, and modules `init` installed.

    They belong to no revision, so that no change brings what follows from them.
    """
    candidates = {os.path.relpath(os.path.realpath(path), repository) for path in given}
    around = VariableFiles()
    for place, names in _directories(tree):
        if not any(name.endswith(TERRAFORM) for name in names):
            continue
        today = os.path.join(repository, place)
        for name in os.listdir(today) if os.path.isdir(today) else ():
            if is_loaded(name):
                candidates.add(os.path.normpath(os.path.join(place, name)))
        try:
            found = around.around(os.path.normpath(today), repository)
        except LimitExceeded:  # whoever looks for deployments says so
            found = ()
        candidates.update(os.path.relpath(one.path, repository) for one in found)
        installed = os.path.join(today, _INSTALLED)
        if os.path.isdir(installed):
            shutil.copytree(
                installed,
                os.path.join(tree, place, _INSTALLED),
                ignore=_not_configuration,
                symlinks=True,
                dirs_exist_ok=True,
            )
    for path in ignored(repository, candidates):
        if not os.path.lexists(os.path.join(tree, path)):
            try:
                _write(tree, path, read_bytes(os.path.join(repository, path), repository))
            except FileRefused:  # whoever reads it today says so
                continue


def _not_configuration(directory: str, names: list[str]) -> set[str]:
    return {
        name
        for name in names
        if name == '.git'
        or not (not is_of_another_kind(name) or os.path.isdir(os.path.join(directory, name)))
    }
