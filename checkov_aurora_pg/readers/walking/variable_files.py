"""Files of variables that Terraform does not load by itself, and whose deployment each is.

Counted in real repositories (`docs/design.md`): they stand in the root module's folder or below
it, or in a folder beside several roots. The name of the deployment is the file's, or its
folder's where the file has a general name.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from typing import NamedTuple

from checkov_aurora_pg.readers.files import is_directory
from checkov_aurora_pg.readers.files import upwards
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.options import REPOSITORY_MARK
from checkov_aurora_pg.readers.walking.file_names import VARIABLES
from checkov_aurora_pg.readers.walking.file_names import is_configuration
from checkov_aurora_pg.readers.walking.file_names import is_loaded
from checkov_aurora_pg.readers.walking.file_names import is_unit
from checkov_aurora_pg.readers.walking.file_names import may_be_variables
from checkov_aurora_pg.readers.walking.file_tree import LEFT_OUT

# How far below a folder that has roots in it a file of variables may stand.
_DEPTH_BESIDE = 2
# So many folders are listed around one root.
MOST_FOLDERS = 20_000

# Names that say nothing of a deployment: the folder does.
_UNNAMED = frozenset({'', 'terraform', 'main', 'variables', 'vars', 'inputs', 'tfvars', 'values'})

# What every deployment of a root takes, before its own files.
_SHARED = frozenset({'common', 'general', 'global', 'globals', 'shared', 'base', 'all', 'default'})

_AUTOMATIC = '.auto'


class _Folder(NamedTuple):
    has_configuration: bool
    has_unit: bool
    variables: tuple[str, ...]
    folders: tuple[str, ...]


class Candidate(NamedTuple):
    """A file that may be a deployment's, and the folder in which it is looked for.

    `is_shared` says that this is no root's own, so that nothing but its names tie it to one.
    """

    path: str
    top: str
    is_shared: bool


_NOTHING = _Folder(False, False, (), ())

# Says of a file whether it is for the configuration in a folder, within a boundary.
IsFor = Callable[[str, str, str | None], bool]


def _is_for_none(path: str, folder: str, boundary: str | None) -> bool:
    return False


class VariableFiles:
    """The files of variables around the roots of a scan; each folder is listed once."""

    def __init__(self, is_for: IsFor = _is_for_none) -> None:
        """Start with nothing listed; `is_for` says whether a file is for nearer configuration."""
        self._is_for = is_for
        self._listed: dict[str, _Folder] = {}
        self._found: dict[tuple[str, str | None], tuple[Candidate, ...]] = {}

    def asking(self, is_for: IsFor) -> VariableFiles:
        """Return the same files, as another question tells for what configuration they are."""
        other = VariableFiles(is_for)
        other._listed = self._listed
        return other

    def are_around(self, root: str, boundary: str | None) -> bool:
        """Return whether there may be any around a root."""
        try:
            return any(True for _ in self._own(root, boundary)) or any(
                True for _ in self._shared(root, boundary)
            )
        except LimitExceeded:
            return True

    def around(self, root: str, boundary: str | None) -> tuple[Candidate, ...]:
        """Return the files that may be given to a root, those that many roots share first.

        None is outside of the boundary, whatever links lead to it, and none is for other
        configuration that is nearer. Raises `LimitExceeded`.
        """
        return (*self._shared(root, boundary), *self._own(root, boundary))

    def _own(self, root: str, boundary: str | None) -> Iterator[Candidate]:
        """Yield the files in a root's folder and below it."""
        return (
            Candidate(path, root, False)
            for path, others in self._below(root)
            if (os.path.dirname(path) != root or not is_loaded(os.path.basename(path)))
            and within(path, boundary)
            and not self._is_of(path, others[1:], boundary)
        )

    def _shared(self, root: str, boundary: str | None) -> Iterator[Candidate]:
        """Yield the files in folders beside a root."""
        above = _above(root, boundary)
        for index, top in enumerate(above):
            if (top, boundary) not in self._found:
                self._found[top, boundary] = tuple(
                    Candidate(path, top, True)
                    for path, others in self._below(top, _DEPTH_BESIDE)
                    if not self._is_loaded_there(path)
                    and within(path, boundary)
                    and not self._is_of(path, others, boundary)
                    and not any(self._folder(one).has_unit for one in others)
                )
            on_the_way = {root, *above[index + 1 :]}
            yield from (
                one
                for one in self._found[top, boundary]
                if not one.path.startswith(root + os.sep)
                and os.path.dirname(one.path) not in on_the_way
            )

    def _is_loaded_there(self, path: str) -> bool:
        """Return whether a file is loaded by itself beside it, so that nobody gives it."""
        folder, name = os.path.split(path)
        return is_loaded(name) and self._folder(folder).has_configuration

    def _is_of(self, path: str, folders: Iterable[str], boundary: str | None) -> bool:
        return any(
            self._folder(one).has_configuration and self._is_for(path, one, boundary)
            for one in folders
        )

    def _below(
        self,
        directory: str,
        depth: int | None = None,
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the files in a folder and below it, each with the folders that it is in."""
        waiting: list[tuple[str, ...]] = [(directory,)]
        entered = {os.path.realpath(directory)}
        for listed, inside in enumerate(waiting):
            if listed >= MOST_FOLDERS:
                raise LimitExceeded(f'there are more than {MOST_FOLDERS} folders around it')
            current, folder = inside[-1], self._folder(inside[-1])
            yield from ((os.path.join(current, name), inside) for name in folder.variables)
            if depth is None or len(inside) <= depth:
                below = (os.path.join(current, one) for one in folder.folders)
                waiting += ((*inside, one) for one in below if _is_new(one, entered))

    def _folder(self, directory: str) -> _Folder:
        if directory not in self._listed:
            self._listed[directory] = _list(directory)
        return self._listed[directory]


def may_be_given(path: str, root: str) -> bool:
    """Return whether a file is where files for a root module are looked for."""
    top = folder = os.path.dirname(path)
    for _ in range(_DEPTH_BESIDE):
        top = os.path.dirname(top)
    return _is_in(folder, root) or _is_in(root, top)


def _is_in(directory: str, other: str) -> bool:
    return directory == other or directory.startswith(other.rstrip(os.sep) + os.sep)


def _is_new(directory: str, entered: set[str]) -> bool:
    """Return whether to enter a folder; one behind a link only if no other path leads there."""
    if not os.path.islink(directory):
        return True
    real = os.path.realpath(directory)
    if any(within(real, one) or within(one, real) for one in entered):
        return False
    entered.add(real)
    return True


def _above(root: str, boundary: str | None) -> list[str]:
    """Return the folders that a root is in, from the boundary on."""
    if boundary is None or root == boundary:
        return []
    return [*upwards(os.path.dirname(root), boundary)][::-1]


def _list(directory: str) -> _Folder:
    try:
        with os.scandir(directory) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:  # whoever walks it says so
        return _NOTHING
    folders = tuple(
        one.name
        for one in found
        if one.name not in LEFT_OUT and one.name != REPOSITORY_MARK and is_directory(one)
    )
    names = [one.name for one in found if one.name not in set(folders)]
    return _Folder(
        any(map(is_configuration, names)),
        any(map(is_unit, names)),
        tuple(filter(may_be_variables, names)),
        folders,
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
        for stem, ones in named.items()
        for name, files in _apart(stem, ones)
    }
    return found or ({_stem(shared[-1]): tuple(shared)} if shared else {})


def _stem(path: str) -> str:
    name = os.path.basename(path)
    length = next(len(one) for one in VARIABLES if name.lower().endswith(one))
    return name[:-length].removesuffix(_AUTOMATIC)


def _folder_name(one: Candidate) -> str:
    """Return the name of a file's folder; in the root's own folder, the file's own."""
    folder = os.path.dirname(one.path)
    own = _stem(one.path) or VARIABLES[0].lstrip('.')
    return own if folder == one.top else os.path.basename(folder)


def _apart(stem: str, ones: list[Candidate]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the deployments of one name: one for each innermost folder that has it."""
    folders = {os.path.dirname(one.path): one for one in ones}
    innermost = [
        folder
        for folder, one in folders.items()
        if not any(_is_below(other, folder, one, folders[other]) for other in folders)
    ]
    for folder in innermost:
        one = folders[folder]
        files = tuple(
            other.path
            for other in ones
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
