"""A unified diff of a file, as `git apply` takes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

_CONTEXT = 3
_NO_NEWLINE = b'\n\\ No newline at end of file\n'
_SPECIAL = re.compile(rb'["\\\x00-\x1f\x7f-\xff]')
_NAMED = {0x07: b'a', 0x08: b'b', 0x09: b't', 0x0A: b'n', 0x0B: b'v', 0x0C: b'f', 0x0D: b'r'}

_Change = tuple[str, int, int, int, int]


def unified_diff(name: str, before: bytes, after: bytes) -> bytes:
    """Return the diff of two contents of a file, empty where they are the same.

    `name` is relative to the repository's root, with `/` between its parts.
    """
    if before == after:
        return b''
    old, new = _lines(before), _lines(after)
    groups = SequenceMatcher(None, old, new).get_grouped_opcodes(_CONTEXT)
    hunks = b''.join(part for group in groups for part in _hunk(group, old, new))
    return b'--- ' + _named('a/' + name) + b'\n+++ ' + _named('b/' + name) + b'\n' + hunks


def _lines(content: bytes) -> list[bytes]:
    lines = [line + b'\n' for line in content.split(b'\n')]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _hunk(changes: list[_Change], old: list[bytes], new: list[bytes]) -> Iterator[bytes]:
    first, last = changes[0], changes[-1]
    ranges = _range(first[1], last[2]), _range(first[3], last[4])
    yield b'@@ -%s +%s @@\n' % ranges
    for kind, old_start, old_end, new_start, new_end in changes:
        if kind == 'equal':
            yield from (_marked(b' ', line) for line in old[old_start:old_end])
        else:
            yield from (_marked(b'-', line) for line in old[old_start:old_end])
            yield from (_marked(b'+', line) for line in new[new_start:new_end])


def _range(start: int, end: int) -> bytes:
    length = end - start
    # An empty range is named by the line before it.
    return b'%d,%d' % (start + 1 if length else start, length)


def _marked(mark: bytes, line: bytes) -> bytes:
    return mark + (line if line.endswith(b'\n') else line + _NO_NEWLINE)


def _named(name: str) -> bytes:
    """Return a name as git writes it in a diff.

    Source: `core.quotePath` in git's manual; a tab ends a name with a space in it, as in git's
    `diff.c`.
    """
    raw = name.encode('utf-8', 'surrogateescape')
    if _SPECIAL.search(raw):
        return b'"' + _SPECIAL.sub(_escaped, raw) + b'"'
    return raw + b'\t' if b' ' in raw else raw


def _escaped(match: re.Match[bytes]) -> bytes:
    byte = match[0][0]
    if match[0] in b'"\\':
        return b'\\' + match[0]
    return b'\\' + _NAMED[byte] if byte in _NAMED else b'\\%03o' % byte
