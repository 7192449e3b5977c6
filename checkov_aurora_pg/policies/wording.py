"""How messages show values and lists: on one line, and of a bounded length."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST_VALUE = 160
MOST_NAMES = 50


def quoted(value: str) -> str:
    """Return a value in backticks, on one line and cut where it is too long to read."""
    line = ' '.join(value.split()).replace('`', "'")
    return f'`{line}`' if len(line) <= LONGEST_VALUE else f'`{line[:LONGEST_VALUE]}…`'


def joined(phrases: Iterable[str]) -> str:
    """Return phrases with commas, saying how many are left out of a long list."""
    shown = list(phrases)
    rest = len(shown) - MOST_NAMES
    return ', '.join(shown[:MOST_NAMES]) + (f' and {rest} more' if rest > 0 else '')


def listed(values: Iterable[str]) -> str:
    """Return values in backticks, joined."""
    return joined(quoted(value) for value in values)
