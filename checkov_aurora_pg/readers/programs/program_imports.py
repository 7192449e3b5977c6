"""The files of a tree that a program imports, found in its text."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from collections.abc import Iterator

from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.files import within

_RELATIVE = re.compile(rb'(?:from|import|require\(|import\()\s*["\'`](\.{1,2}/[^"\'`\n]*)["\'`]')
_TRIED = (
    '',
    '.ts',
    '.js',
    '.mjs',
    '.cjs',
    '.mts',
    '.cts',
    '.tsx',
    '.json',
    '/index.ts',
    '/index.js',
)
# A program names a file as it is after compiling.
_COMPILED = re.compile(r'\.([cm]?)js$')

_OF_PYTHON = re.compile(
    rb'^[ \t]*(?:from[ \t]+(\w+)[\w.]*[ \t]+import\b|import[ \t]+(\w+))',
    re.MULTILINE,
)


def imported_by(path: str, boundary: str, known: Collection[str] = ()) -> Iterator[str]:
    """Yield the files that a program in JavaScript or TypeScript imports by their paths.

    Those that are `known` are not looked for.
    """
    try:
        content = read_bytes(path, boundary)
    except FileRefused:
        return
    for match in _RELATIVE.finditer(content):
        name = match[1].decode('utf-8', 'replace')
        start = os.path.normpath(os.path.join(os.path.dirname(path), name))
        tried = [start + ending for ending in _TRIED]
        tried.append(_COMPILED.sub(r'.\1ts', start))
        if any(one in known for one in tried):
            continue
        found = next((one for one in tried if os.path.isfile(one)), None)
        if found is not None and within(found, boundary):
            yield found


def packages_imported_by(path: str, directory: str, boundary: str) -> Iterator[str]:
    """Yield the directories and files that a program in Python imports from above a directory."""
    try:
        content = read_bytes(path, boundary)
    except FileRefused:
        return
    names = {match[1] or match[2] for match in _OF_PYTHON.finditer(content)}
    above = os.path.dirname(directory)
    while names and within(above, boundary):
        for name in sorted(names):
            start = os.path.join(above, name.decode())
            yield from (one for one in (start, start + '.py') if os.path.exists(one))
        if above == os.path.dirname(above):
            return
        above = os.path.dirname(above)
