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

from checkov_aurora_pg.readers.cloudformation.parameter_files import KEY
from checkov_aurora_pg.readers.cloudformation.sam_configuration import NAMES
from checkov_aurora_pg.readers.file_tree import LEFT_OUT
from checkov_aurora_pg.readers.files import within

# How far below a folder that a template is in, or is below of, a file may stand.
DEPTH = 4
# So many folders are listed below one.
_MOST_FOLDERS = 500

_ENDINGS = ('.json', '.yaml', '.yml')
_RESOURCES = re.compile(rb'^[\s{]*["\']?Resources["\']?\s*:', re.MULTILINE)
_WORD = re.compile(rb'[A-Za-z0-9]+')
_KEY = re.compile(KEY.encode() + rb'["\']?\s*[:=]\s*["\']?([A-Za-z0-9]+)')
# A key of the outermost mapping in YAML.
_TOP = re.compile(rb'^["\']?([\w-]+)["\']?\s*:(?=\s|$)', re.MULTILINE)
_SECTION = frozenset({b'Parameters', b'parameters'})


class _Folder(NamedTuple):
    files: tuple[str, ...]
    folders: tuple[str, ...]


def files_around(directory: str, boundary: str | None, seen: dict[str, int]) -> Iterator[str]:
    """Yield the files that may be of parameters in the folders around a template's.

    These are what is below its own and below each folder that it is in, not outside of the
    boundary. `seen` has what was listed for others, and how far below it they have looked.
    """
    for top in _tops(directory, boundary):
        yield from (path for path in _below(top, seen) if within(path, boundary))


def _tops(directory: str, boundary: str | None) -> Iterator[str]:
    yield directory
    while boundary is not None and directory != boundary and within(directory, boundary):
        parent = os.path.dirname(directory)
        if parent == directory or not within(parent, boundary):
            return
        directory = parent
        yield directory


def _below(top: str, seen: dict[str, int]) -> Iterator[str]:
    waiting = [(top, DEPTH)]
    listed = 0
    while waiting and listed < _MOST_FOLDERS:
        directory, depth = waiting.pop(0)
        if seen.get(directory, -1) >= depth:
            continue
        listed += 1
        folder = _list(directory)
        if directory not in seen:
            yield from (os.path.join(directory, name) for name in folder.files)
        seen[directory] = depth
        if depth:
            waiting += ((os.path.join(directory, one), depth - 1) for one in folder.folders)


def _list(directory: str) -> _Folder:
    try:
        with os.scandir(directory) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:  # whoever walks it says so
        return _Folder((), ())
    folders = tuple(
        one.name for one in found
        if one.name not in LEFT_OUT and one.name[0] != '.' and one.is_dir(follow_symlinks=False)
    )
    names = (one.name for one in found if one.name not in folders and one.name[0] != '.')
    return _Folder(
        tuple(name for name in names if name in NAMES or name.lower().endswith(_ENDINGS)), folders)


def has_resources(content: bytes) -> bool:
    """Return whether a file is a template, for all that its words say."""
    return _RESOURCES.search(content) is not None


def may_give(content: bytes, names: Set[bytes]) -> bool:
    """Return whether a file may be one of parameters, of which `names` are all that there are."""
    if names.isdisjoint(_WORD.findall(content)):
        return False
    if content.lstrip(b'\xef\xbb\xbf \t\r\n').startswith((b'{', b'[')):
        return _may_give_json(content, names)
    tops = set(_TOP.findall(content))
    return KEY.encode() in content or not tops.isdisjoint(_SECTION) or (
        bool(tops) and tops <= names) or (not tops and b'=' in content)


def _may_give_json(content: bytes, names: Set[bytes]) -> bool:
    # The standard library's reader is many times as fast as one that has places.
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return KEY.encode() in content
    if isinstance(data, list):
        return all(isinstance(one, str) and '=' in one for one in data) or (
            KEY.encode() in content)
    keys = {str(key).encode() for key in data} if isinstance(data, dict) else set()
    return not keys.isdisjoint(_SECTION) or keys <= names


def names_in_text(content: bytes) -> frozenset[str]:
    """Return the names that a text gives in the CLI's shape, which may not parse."""
    return frozenset(found.decode() for found in _KEY.findall(content))


def folders_above(path: str, boundary: str | None) -> Iterable[str]:
    """Return the folders that a file is in, from its own to the boundary."""
    return _tops(os.path.dirname(path), boundary)
