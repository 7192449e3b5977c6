"""Reads files that scanned code names: regular files only, up to a size, inside a boundary."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from functools import cache

from checkov_aurora_pg.readers.limits import MAX_FILE_BYTES

OUTSIDE = 'is outside the repository or, where there is none, outside what is scanned'


class FileRefused(Exception):
    """A file that is not read; the message says why, as a lower-case fact."""


# Git's own files are no part of the code, and may hold the credentials of a checkout.
_GIT = '.git'

# What people and pipelines keep secrets in, beside the code: it decides nothing of a database's
# settings, and a message could show it to whoever reads a log.
_PRIVATE = re.compile(
    r'\.env(?:\..+)?|\.envrc|\.netrc|_netrc|\.npmrc|\.pypirc|\.pgpass|\.git-credentials|\.htpasswd'
    r'|\.dockercfg|\.terraformrc|credentials(?:\.tfrc\.json)?|gha-creds-.*\.json'
    r'|id_(?:rsa|dsa|ecdsa|ed25519)|.*\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk)',
)


@cache
def _real_directory(path: str) -> str:
    return os.path.realpath(path)


def real_path(path: str) -> str:
    """Return a path without links, as the standard library does.

    Many files share a directory, of which the file system is asked once.
    """
    directory, name = os.path.split(path)
    if name in ('', os.curdir, os.pardir) or os.path.islink(path):
        return os.path.realpath(path)
    return os.path.join(_real_directory(directory), name)


def within(path: str, boundary: str | None) -> bool:
    """Return whether a path, its links resolved, is code inside a boundary.

    Where `boundary` is None, everything is.
    """
    if boundary is None:
        return True
    outer = _real_directory(boundary).rstrip(os.sep) + os.sep
    inner = real_path(path) + os.sep
    return inner.startswith(outer) and _GIT not in inner[len(outer) :].split(os.sep)


def is_directory(entry: os.DirEntry[str]) -> bool:
    """Return whether an entry is a directory, or a link to one; one to itself is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def upwards(directory: str, boundary: str) -> Iterator[str]:
    """Yield a directory and those above it, up to and with the boundary."""
    while within(directory, boundary):
        yield directory
        parent = os.path.dirname(directory)
        if parent == directory:
            return
        directory = parent


def _is_private(path: str) -> bool:
    """Return whether a file, its links resolved, has the name of one for secrets."""
    return _PRIVATE.fullmatch(os.path.basename(real_path(path)).lower()) is not None


def require_regular(status: os.stat_result) -> None:
    """Raise `FileRefused` for a device, a pipe or a directory, before it is opened."""
    if not stat.S_ISREG(status.st_mode):
        raise FileRefused('is not a regular file')


def read_bytes(path: str, boundary: str | None, most: int = MAX_FILE_BYTES) -> bytes:
    """Return a file's content, of so many bytes at most. Raises `FileRefused`.

    A device or a pipe is never opened: reading it could wait for ever.
    """
    if not within(path, boundary):
        raise FileRefused(OUTSIDE)
    if _is_private(path):
        raise FileRefused('may hold a secret: it is not read')
    try:
        status = os.stat(path)
        require_regular(status)
        if status.st_size > most:
            raise FileRefused(f'is larger than {most >> 20} MiB')
        with open(path, 'rb') as file:
            return file.read(most)
    except OSError as error:
        raise FileRefused(f'cannot be read: {error.strerror or "unknown error"}') from None
