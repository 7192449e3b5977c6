"""Writing a changed file: whole or not at all, and only what was read."""

from __future__ import annotations

import os
import stat
import tempfile

from checkov_aurora_pg.fixing.edits import EditRefused
from checkov_aurora_pg.readers.files import OUTSIDE
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.files import within

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def write_file(path: str, before: bytes, after: bytes, boundary: str | None) -> None:
    """Give a file the content `after`, if it still has the content `before`.

    The new content is written beside the file and then takes its place, with the same mode, so
    that nobody ever reads half of it. A link inside `boundary`, the repository, stays one: what
    it leads to is written. Raises `EditRefused` where the file leads out of the boundary, is not
    a regular one, is read-only, has changed since it was read, or cannot be written.
    """
    try:
        target = os.path.realpath(path)
        mode = _require_unchanged(target, before, boundary)
        _replace(target, before, after, mode, boundary)
    except FileRefused as refusal:
        raise EditRefused(str(refusal)) from None
    except OSError as error:
        raise EditRefused(f'cannot be written: {error.strerror or "unknown error"}') from None


def _require_unchanged(target: str, before: bytes, boundary: str | None) -> int:
    """Return the file's mode."""
    # Asked of the file system again: a directory may have become a link.
    if not within(os.path.realpath(target), boundary) or os.path.realpath(target) != target:
        raise EditRefused(OUTSIDE)
    mode = stat.S_IMODE(os.stat(target).st_mode)
    if not mode & _WRITABLE:
        raise EditRefused('is read-only')
    if read_bytes(target, boundary) != before:
        raise EditRefused('has changed since it was read')
    return mode


def _replace(target: str, before: bytes, after: bytes, mode: int, boundary: str | None) -> None:
    directory, name = os.path.split(target)
    handle, temporary = tempfile.mkstemp(prefix=f'.{name[:100]}.', dir=directory)
    try:
        with os.fdopen(handle, 'wb') as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        _require_unchanged(target, before, boundary)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise
