"""Tells the files of a directory that git tracks from those that a tool has put there.

Git's index is read as a file, since to run git in scanned code would be to obey that code's
configuration. Source: git's "index-format".
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from functools import lru_cache

from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.options import REPOSITORY_MARK

# An index has a hundred bytes for each file.
_MAX_INDEX_BYTES = 256 << 20
_MAX_MARK_BYTES = 1 << 16

_HEADER = struct.Struct('>4sLL')
_SIGNATURE = b'DIRC'
_FACTS = 40  # the size of what an entry says before its object's name
_OBJECT_NAMES = (20, 32)  # SHA-1, SHA-256
_EXTENDED = 0x4000
_NAME_LENGTH = 0x0FFF
_COMPRESSED = 4

# What tools make beside the code: nothing else is asked about.
_MADE = (b'.terraform', b'.external_modules')

# Most of an index that is split is in another file.
_SPLIT = b'link'


class _UnreadableIndex(Exception):
    """An index that is not of the format, or of a form that is not read."""


def is_tracked(directory: str) -> bool:
    """Return whether a repository around a directory has anything of it in its index.

    The directory is one that a tool makes, by its absolute path; a link to it that is tracked
    counts. What cannot be read is taken for tracked; without a repository nothing is.
    """
    top = directory
    while True:
        if os.path.lexists(os.path.join(top, REPOSITORY_MARK)) and _has(top, directory):
            return True
        parent = os.path.dirname(top)
        if parent == top:
            return False
        top = parent


def _has(repository: str, directory: str) -> bool:
    inside = os.fsencode(os.path.relpath(directory, repository)).replace(os.fsencode(os.sep), b'/')
    try:
        index = os.path.join(_git_directory(repository), 'index')
        if not os.path.lexists(index):
            return False
        status = os.stat(index)
        names = _names(index, status.st_mtime_ns, status.st_size)
    except (OSError, FileRefused, _UnreadableIndex):
        return True
    return any(
        name == inside or name.startswith(inside + b'/') or inside.startswith(name + b'/')
        for name in names
    )


def _git_directory(repository: str) -> str:
    """Return where git keeps its files; a worktree and a submodule say it in a file."""
    mark = os.path.join(repository, REPOSITORY_MARK)
    if os.path.isdir(mark):
        return mark
    said = os.fsdecode(read_bytes(mark, None, _MAX_MARK_BYTES)).strip()
    if not said.startswith('gitdir:'):
        raise _UnreadableIndex
    found = os.path.join(repository, said.removeprefix('gitdir:').strip())
    if not os.path.isdir(found):
        raise _UnreadableIndex
    return found


@lru_cache(maxsize=4)
def _names(index: str, changed: int, size: int) -> tuple[bytes, ...]:
    """Return the paths of an index that lie in what tools make."""
    content = read_bytes(index, None, _MAX_INDEX_BYTES)
    if len(content) < _HEADER.size:
        raise _UnreadableIndex
    signature, version, count = _HEADER.unpack_from(content)
    if signature != _SIGNATURE or version not in (2, 3, _COMPRESSED):
        raise _UnreadableIndex
    if version != _COMPRESSED and not any(mark in content for mark in (*_MADE, _SPLIT)):
        return ()
    for length in _OBJECT_NAMES:
        try:
            return tuple(
                name
                for name in _entries(content, version, count, length)
                if any(mark in name.split(b'/') for mark in _MADE)
            )
        except (_UnreadableIndex, struct.error, IndexError, ValueError):
            continue
    raise _UnreadableIndex


def _entries(content: bytes, version: int, count: int, object_name: int) -> Iterator[bytes]:
    """Yield the paths of an index. Raises what reading beyond its end raises."""
    offset, name = _HEADER.size, b''
    for _ in range(count):
        start = offset
        offset += _FACTS + object_name
        (flags,) = struct.unpack_from('>H', content, offset)
        offset += 4 if flags & _EXTENDED else 2
        kept = 0
        if version == _COMPRESSED:
            dropped, offset = _number(content, offset)
            kept = len(name) - dropped
        end = content.index(b'\0', offset)
        name = name[:kept] + content[offset:end]
        if flags & _NAME_LENGTH != min(len(name), _NAME_LENGTH) or kept < 0:
            raise _UnreadableIndex
        offset = end + 1
        if version != _COMPRESSED:
            offset += -(offset - start) % 8
        yield name
    _require_whole(content, offset, object_name)


def _number(content: bytes, offset: int) -> tuple[int, int]:
    """Return a number of variable length, and what follows it."""
    byte = content[offset]
    number = byte & 0x7F
    while byte & 0x80:
        offset += 1
        byte = content[offset]
        number = ((number + 1) << 7) | (byte & 0x7F)
    return number, offset + 1


def _require_whole(content: bytes, offset: int, object_name: int) -> None:
    """Require extensions and a sum at the end, and no part of the index elsewhere."""
    while offset < len(content) - object_name:
        extension, size = struct.unpack_from('>4sL', content, offset)
        if extension == _SPLIT:
            raise _UnreadableIndex
        offset += 8 + size
    if offset != len(content) - object_name:
        raise _UnreadableIndex
