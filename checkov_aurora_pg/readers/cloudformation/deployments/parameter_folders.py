"""Where files of parameters are looked for, and which of the files there may be one.

Counted in real repositories (`docs/design.md`): they stand beside the template, in a folder below
it or in a folder beside it, and often the names in them alone say which template they are for.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Set
from typing import NamedTuple

from checkov_aurora_pg.readers.cloudformation.deployments.parameter_files import KEY
from checkov_aurora_pg.readers.cloudformation.deployments.sam_configuration import NAMES
from checkov_aurora_pg.readers.files import is_directory
from checkov_aurora_pg.readers.files import upwards
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.limits import limit
from checkov_aurora_pg.readers.options import REPOSITORY_MARK
from checkov_aurora_pg.readers.walking.file_names import is_document
from checkov_aurora_pg.readers.walking.file_names import is_left_behind
from checkov_aurora_pg.readers.walking.file_names import is_of_another_kind
from checkov_aurora_pg.readers.walking.file_tree import LEFT_OUT
from checkov_aurora_pg.readers.walking.variable_files import MOST_FOLDERS

# How far below a folder that a template is below of a file may stand.
_DEPTH_BESIDE = 3
_ANY_DEPTH = 10_000

_RESOURCES = re.compile(rb'^[\s{]*["\']?Resources["\']?\s*:', re.MULTILINE)
_WORD = re.compile(rb'[A-Za-z0-9]+')
# An entry of the CLI's list.
_KEY = re.compile(
    rb'(?:[{,]|^\s*-)\s*["\']?' + KEY.encode() + rb'["\']?\s*:\s*["\']?([A-Za-z0-9]+)', re.MULTILINE
)
# A key of the outermost mapping in YAML.
_TOP = re.compile(rb'^["\']?([\w-]+)["\']?\s*:(?=\s|$)', re.MULTILINE)
_SECTION = frozenset({b'Parameters', b'parameters'})


class _Folder(NamedTuple):
    files: tuple[str, ...]
    folders: tuple[str, ...]


class ParameterFolders:
    """The folders around the templates of a scan, and the files there; each is listed once."""

    def __init__(self) -> None:
        """Start with nothing listed."""
        self._looked: dict[str, int] = {}
        self._real: set[str] = set()

    def files_around(self, directory: str, boundary: str | None) -> Iterator[str]:
        """Yield the files that may be of parameters, and that no other template has led to.

        These are what is below a template's folder and near each folder that it is in, not
        outside of the boundary, whatever links lead there. Raises `LimitExceeded`.
        """
        for top in _tops(directory, boundary):
            depth = _ANY_DEPTH if top == directory else _DEPTH_BESIDE
            yield from (
                path for path in self._below(top, depth, boundary) if within(path, boundary)
            )

    def _below(self, top: str, depth: int, boundary: str | None) -> Iterator[str]:
        waiting = [(top, depth)]
        links: list[tuple[str, int]] = []
        for count, (directory, below) in enumerate(_one_by_one(waiting, links)):
            limit(count, MOST_FOLDERS, f'folders around `{os.path.basename(top)}`')
            if self._looked.get(directory, -1) >= below or not self._is_new(directory, boundary):
                continue
            folder = _list(directory)
            if directory not in self._looked:
                yield from (os.path.join(directory, name) for name in folder.files)
            self._looked[directory] = below
            for one in folder.folders if below else ():
                path = os.path.join(directory, one)
                (links if os.path.islink(path) else waiting).append((path, below - 1))

    def _is_new(self, directory: str, boundary: str | None) -> bool:
        """Return whether to enter a folder, which no other path has led to."""
        real = os.path.realpath(directory)
        if directory not in self._looked and real in self._real:
            return False
        self._real.add(real)
        return within(real, boundary)


def _one_by_one(
    waiting: list[tuple[str, int]],
    links: list[tuple[str, int]],
) -> Iterator[tuple[str, int]]:
    """Yield what is waiting while more is added, and what links lead to when nothing else is."""
    yield from waiting
    for link in links:
        waiting[:] = [link]
        yield from waiting


def _tops(directory: str, boundary: str | None) -> Iterable[str]:
    if boundary is None or not within(directory, boundary):
        return (directory,)
    return upwards(directory, boundary)


def _list(directory: str) -> _Folder:
    try:
        with os.scandir(directory) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:  # whoever walks it says so
        return _Folder((), ())
    folders = [one.name for one in found if is_directory(one)]
    names = {one.name for one in found}.difference(folders)
    return _Folder(
        tuple(
            sorted(
                name
                for name in names
                if name in NAMES
                or not (is_of_another_kind(name) or is_left_behind(name.lstrip('.')))
            )
        ),
        tuple(one for one in folders if one not in LEFT_OUT and one != REPOSITORY_MARK),
    )


def has_resources(content: bytes) -> bool:
    """Return whether a file is a template, for all that its words say."""
    return _RESOURCES.search(content) is not None


def may_give(path: str, content: bytes, names: Set[bytes]) -> bool:
    """Return whether a file may be one of parameters, of which `names` are all that there are."""
    has_key = KEY.encode() in content
    # What is escaped in JSON is no word.
    if not (has_key or b'\\u' in content) and names.isdisjoint(_WORD.findall(content)):
        return False
    if content.lstrip(b'\xef\xbb\xbf \t\r\n').startswith((b'{', b'[')):
        # The standard library's reader is many times as fast as one that has places.
        try:
            return _has_shape(json.loads(content), names)
        except (ValueError, RecursionError):
            return has_key
    if has_key or not is_document(os.path.basename(path)):
        return has_key
    tops = set(_TOP.findall(content))
    return (
        not tops.isdisjoint(_SECTION)
        or (bool(tops) and tops <= names)
        or (not tops and b'=' in content)
    )


def _has_shape(data: object, names: Set[bytes]) -> bool:
    if isinstance(data, list):
        return all(KEY in one if isinstance(one, dict) else '=' in str(one) for one in data)
    keys = {str(key).encode() for key in data} if isinstance(data, dict) else set()
    return not keys.isdisjoint(_SECTION) or keys <= names


def names_in_text(path: str, content: bytes) -> frozenset[str]:
    """Return the names that a file in YAML or JSON gives in the CLI's shape; it may not parse."""
    if not is_document(os.path.basename(path)):
        return frozenset()
    return frozenset(found.decode() for found in _KEY.findall(content))


def folders_above(path: str, boundary: str | None) -> Iterable[str]:
    """Return the folders that a file is in, from its own to the boundary."""
    return _tops(os.path.dirname(path), boundary)
