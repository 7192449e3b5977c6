"""Edits as data: new text for a range of bytes of one file, everything around it untouched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


class EditRefused(Exception):
    """What cannot be changed with certainty; the message says why, as a lower-case fact."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Put `text` in the place of the bytes from `start` up to `end` of a file as it was read.

    `path` is absolute. Offsets count bytes from 0, a byte order mark included; where they are
    equal, the text is inserted.
    """

    path: str
    start: int
    end: int
    text: str


Edits = tuple[Edit, ...]


def merged(*groups: Iterable[Edit]) -> Edits:
    """Return edits of any files together, in order; the same edit twice is one.

    Raises `EditRefused` where two overlap, or insert at the same place: which of them should
    come first is not known.
    """
    ordered = tuple(sorted({edit for group in groups for edit in group}))
    for first, second in pairwise(ordered):
        if first.path != second.path:
            continue
        at_one_place = first.start == second.start and first.end == second.end
        if second.start < first.end or at_one_place:
            raise EditRefused('two changes touch the same place')
    return ordered


def applied(content: bytes, edits: Iterable[Edit]) -> bytes:
    """Return a file's content with edits of that one file made.

    Raises `EditRefused` as `merged` does, and where an edit is beyond the content.
    """
    parts: list[bytes] = []
    position = 0
    for edit in merged(edits):
        if not 0 <= edit.start <= edit.end <= len(content):
            raise EditRefused('a change is outside of the file')
        parts += (content[position : edit.start], edit.text.encode())
        position = edit.end
    return b''.join((*parts, content[position:]))
