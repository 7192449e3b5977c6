"""Text from scanned files, made plain before anybody's terminal, log or page shows it."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return text without anything that a terminal or a log would obey, on one line.

    Names and values come from scanned files: control characters, escape sequences, line
    breaks and marks that reorder text appear as Python escapes. So does the second of two
    `#`, since what runs a pipeline obeys `##[command]`, `##vso[command]` and
    `##teamcity[command]` anywhere in a line.
    """
    if text.isprintable() and '##' not in text:
        return text
    escaped = ''.join(
        char if char.isprintable() else char.encode('unicode_escape').decode('ascii')
        for char in text
    )
    return escaped.replace('##', '#\\x23')


def named(path: str) -> str:
    """Return a path as `printable` does, so that a line may begin with it.

    A line that begins with `::` is a command to GitHub's runner, whatever space is before.
    """
    shown = printable(path)
    return f'./{shown}' if shown.startswith((':', ' ')) else shown
