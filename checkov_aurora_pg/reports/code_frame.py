"""The line that a finding stands at, as it is written, with a mark under what is meant."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import east_asian_width

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.reports.plain_text import printable
from checkov_aurora_pg.reports.screen import BOLD
from checkov_aurora_pg.reports.screen import DIM
from checkov_aurora_pg.reports.screen import INDENT
from checkov_aurora_pg.reports.screen import Screen

# A file that people write is shorter, and a frame is no reason to hold a longer one.
_MOST_BYTES = 4 << 20

# How much of a line is shown where no terminal has a width.
_WIDEST = 140

# How much of a long line stands before what is meant.
_BEFORE = 20

# A line such as these may hold a secret, beside the setting that the finding is about.
_SECRET = re.compile(
    r'(?:(?:user|master)_?password|(?<!_)password|secret\w*|token|credentials?)["\']?\s*[:=]',
    re.IGNORECASE,
)


def code_frame(place: Place, screen: Screen) -> list[str]:
    """Return the first line of a place and the mark under it; empty where it cannot be shown."""
    written = _line(place.path, place.line)
    if written is None or not written.strip() or _SECRET.search(written):
        return []
    start, end = _span(place, written)
    gutter = str(place.line)
    room = (screen.width or _WIDEST) - len(INDENT) - len(gutter) - 3
    shown, before, marked = _fitted(written, start, end, room)
    bar, under = f'{INDENT}{gutter} |', f'{INDENT}{" " * len(gutter)} |'
    mark = screen.painted('^' * marked, BOLD)
    return [
        f'{screen.painted(bar, DIM)} {shown}',
        f'{screen.painted(under, DIM)} {" " * before}{mark}',
    ]


def _span(place: Place, written: str) -> tuple[int, int]:
    """Return where in its first line a place begins and ends, counted from 0."""
    first = len(written) - len(written.lstrip())
    last = len(written.rstrip())
    if not place.column:
        return first, last
    start = min(place.column - 1, last - 1)
    end = place.end_column - 1 if place.end_line == place.line else last
    return start, max(start + 1, min(end, last))


def _fitted(written: str, start: int, end: int, room: int) -> tuple[str, int, int]:
    """Return a line that fits, and the columns before and under what is meant."""
    left = 0
    if len(written) > room:
        left = max(0, min(start - _BEFORE, len(written) - room))
    shown = written[left : left + room]
    head = '…' if left else ''
    tail = '…' if left + room < len(written) else ''
    shown = f'{head}{shown[len(head) : len(shown) - len(tail)]}{tail}'
    start, end = start - left, min(end - left, len(shown))
    before, marked = printable(_plain(shown[:start])), printable(_plain(shown[start:end]))
    return printable(_plain(shown)).rstrip(), _columns(before), max(1, _columns(marked))


def _plain(text: str) -> str:
    return text.replace('\t', ' ')


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(char) in 'WF' else 1 for char in text)


def _line(path: str, number: int) -> str | None:
    lines = _lines(path)
    return lines[number - 1] if 0 < number <= len(lines) else None


@lru_cache(maxsize=64)
def _lines(path: str) -> tuple[str, ...]:
    try:
        text = read_bytes(path, None, _MOST_BYTES).decode('utf-8-sig')
    except (FileRefused, ValueError):  # neither a name nor a text that can be encoded
        return ()
    return tuple(line.removesuffix('\r') for line in text.split('\n'))
