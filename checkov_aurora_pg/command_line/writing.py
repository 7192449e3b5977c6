"""Where the command writes: standard output, and files that are written whole or not at all.

A disk may be full, and a device may take nothing: both are said in one sentence.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys

from checkov_aurora_pg.scanning.usage_error import UsageError


def show(text: str) -> None:
    """Write to standard output, whatever its encoding and whether or not it is still read.

    Raises `UsageError` where it takes nothing, such as on a full disk.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # `| head` has seen enough
        _give_up_standard_output()
    except OSError as error:
        _give_up_standard_output()
        raise UsageError(f'standard output cannot be written: {error.strerror}') from error


def _give_up_standard_output() -> None:
    # Python would try once more to write what is left, and complain at its exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def put(path: str, text: str) -> None:
    """Write a file, which is whole or as it was before. Raises `UsageError`."""
    content = _encoded(text)
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            _write(path, os.O_WRONLY, content)  # a device or a pipe
        else:
            _replace(os.path.realpath(path), content)
    except OSError as error:
        raise _refused(path, error) from error


def append(path: str, text: str) -> None:
    """Add a text to a file, all of it or nothing. Raises `UsageError`."""
    try:
        _write(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _encoded(text))
    except OSError as error:
        raise _refused(path, error) from error


def _encoded(text: str) -> bytes:
    return text.encode('utf-8', 'backslashreplace')


def _refused(path: str, error: OSError) -> UsageError:
    return UsageError(f'`{path}` cannot be written: {error.strerror}')


def _replace(path: str, content: bytes) -> None:
    """Write beside a file and put that in its place; where nothing may stand beside it, into it."""
    beside = f'{path}.{os.getpid()}.part'
    try:
        os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    except PermissionError:
        _write(path, os.O_WRONLY | os.O_TRUNC, content)
        return
    try:
        _write(beside, os.O_WRONLY, content)
        if os.path.exists(path):
            os.chmod(beside, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise


def _write(path: str, flags: int, content: bytes) -> None:
    """Write all of a content; of what is added to a file, nothing stays where not all fits."""
    descriptor = os.open(path, flags, 0o666)
    try:
        before = os.fstat(descriptor)
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(descriptor, left) :]
        except OSError:
            if flags & os.O_APPEND and stat.S_ISREG(before.st_mode):
                os.ftruncate(descriptor, before.st_size)
            raise
    finally:
        os.close(descriptor)
