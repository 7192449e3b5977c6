"""Files of variables that Terraform does not load by itself, and whose deployment each is.

Counted in real repositories (`docs/design.md`): they stand in the root module's folder or below
it, or in a folder beside several roots. The name of the deployment is the file's, or its
folder's where the file has a general name.
"""
from __future__ import annotations

import os
from collections.abc import Iterable
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from checkov_aurora_pg.readers.file_names import VARIABLES
from checkov_aurora_pg.readers.file_names import is_configuration
from checkov_aurora_pg.readers.file_names import is_loaded
from checkov_aurora_pg.readers.file_names import is_unit
from checkov_aurora_pg.readers.file_names import is_variables
from checkov_aurora_pg.readers.file_tree import LEFT_OUT
from checkov_aurora_pg.readers.files import within

# How far below a root, and below a folder that has roots in it, a file of variables may stand.
_DEPTH = 4
_DEPTH_BESIDE = 2
# So many folders are listed for one.
_MOST_FOLDERS = 500

# Names that say nothing of a deployment: the folder does.
_UNNAMED = frozenset({'terraform', 'main', 'variables', 'vars', 'inputs', 'tfvars', 'values'})

# What every deployment of a root takes, before its own files.
_SHARED = frozenset({'common', 'general', 'global', 'globals', 'shared', 'base', 'all', 'default'})


class _Folder(NamedTuple):
    has_configuration: bool
    variables: tuple[str, ...]
    folders: tuple[str, ...]


class Candidate(NamedTuple):
    """A file that may be a deployment's, and the folder in which it is looked for.

    `is_shared` says that this is no root's own, so that nothing but its names tie it to one.
    """

    path: str
    top: str
    is_shared: bool


_NOTHING = _Folder(True, (), ())


class VariableFiles:
    """The files of variables around the roots of a scan; each folder is listed once."""

    def __init__(self) -> None:
        """Start with nothing listed."""
        self._listed: dict[str, _Folder] = {}
        self._found: dict[str, tuple[Candidate, ...]] = {}

    def around(self, root: str, boundary: str | None) -> tuple[Candidate, ...]:
        """Return the files that may be given to a root, those that many roots share first.

        None is outside of the boundary, whatever links lead to it.
        """
        own = (
            Candidate(path, root, False) for path in self._below(root, _DEPTH)
            if os.path.dirname(path) != root or not is_loaded(os.path.basename(path))
        )
        return tuple(
            one for one in (*self._shared(root, boundary), *own) if within(one.path, boundary))

    def _shared(self, root: str, boundary: str | None) -> Iterator[Candidate]:
        """Yield the files in folders beside a root, in which no configuration is or is above."""
        above = _above(root, boundary)
        for top in above:
            if self._folder(top).has_configuration:
                return
            if top not in self._found:
                self._found[top] = tuple(
                    Candidate(path, top, True) for path in self._below(top, _DEPTH_BESIDE))
            on_the_way = above[above.index(top) + 1:]
            yield from (
                one for one in self._found[top] if os.path.dirname(one.path) not in on_the_way)

    def _below(self, directory: str, depth: int) -> Iterator[str]:
        """Yield the files in a folder, and in those below it that are no modules themselves."""
        waiting = [(directory, 0)]
        for current, level in islice(waiting, _MOST_FOLDERS):
            folder = self._folder(current)
            if current != directory and folder.has_configuration:
                continue
            yield from (os.path.join(current, name) for name in folder.variables)
            if level < depth:
                waiting += ((os.path.join(current, one), level + 1) for one in folder.folders)

    def _folder(self, directory: str) -> _Folder:
        if directory not in self._listed:
            self._listed[directory] = _list(directory)
        return self._listed[directory]


def _above(root: str, boundary: str | None) -> list[str]:
    """Return the folders that a root is in, from the boundary on."""
    above: list[str] = []
    if boundary is not None and within(root, boundary):
        directory = os.path.dirname(root)
        while len(directory) >= len(boundary) and directory not in above:
            above.append(directory)
            directory = os.path.dirname(directory)
    return above[::-1]


def _list(directory: str) -> _Folder:
    try:
        with os.scandir(directory) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:  # whoever walks it says so
        return _NOTHING
    folders = tuple(
        one.name for one in found
        if one.name not in LEFT_OUT and one.name[0] != '.' and one.is_dir(follow_symlinks=False)
    )
    names = [one.name for one in found if one.name not in folders]
    return _Folder(
        any(is_configuration(name) or is_unit(name) for name in names),
        tuple(filter(is_variables, names)), folders,
    )


def by_deployment(candidates: Iterable[Candidate]) -> dict[str, tuple[str, ...]]:
    """Return the files of each deployment in rising precedence, by its name.

    Of one name, a file in a folder comes before those in folders below it. Folders beside each
    other with one name are deployments of their own, which the folder's name tells apart.
    """
    shared: list[str] = []
    named: dict[str, list[Candidate]] = {}
    for one in candidates:
        stem = _stem(one.path)
        if stem in _SHARED:
            shared.append(one.path)
        else:
            named.setdefault(_folder_name(one) if stem in _UNNAMED else stem, []).append(one)
    found = {
        name: (*shared, *files)
        for stem, ones in named.items() for name, files in _apart(stem, ones)
    }
    return found or ({_stem(shared[-1]): tuple(shared)} if shared else {})


def _stem(path: str) -> str:
    name = os.path.basename(path)
    return next(name.removesuffix(ending) for ending in VARIABLES if name.endswith(ending))


def _folder_name(one: Candidate) -> str:
    """Return the name of a file's folder; in the root's own folder, the file's own."""
    folder = os.path.dirname(one.path)
    return _stem(one.path) if folder == one.top else os.path.basename(folder)


def _apart(stem: str, ones: list[Candidate]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the deployments of one name: one for each innermost folder that has it."""
    folders = {os.path.dirname(one.path): one for one in ones}
    innermost = [
        folder for folder, one in folders.items()
        if not any(_is_below(other, folder, one, folders[other]) for other in folders)
    ]
    for folder in innermost:
        one = folders[folder]
        files = tuple(
            other.path for other in ones
            if os.path.dirname(other.path) == folder
            or _is_below(folder, os.path.dirname(other.path), other, one)
        )
        label = os.path.relpath(folder, one.top).replace(os.sep, '/')
        is_told = len(innermost) == 1 or label in ('.', stem)
        yield (stem if is_told else label if _stem(one.path) != stem else f'{label}/{stem}'), files


def _is_below(folder: str, other: str, of_other: Candidate, of_folder: Candidate) -> bool:
    """Return whether a file in `folder` comes after one in `other`: below it, or nearer."""
    if of_other.top != of_folder.top:
        return of_folder.top.startswith(of_other.top + os.sep)
    return folder.startswith(other + os.sep)
