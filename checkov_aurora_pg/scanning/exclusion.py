"""Which files the configuration leaves out: `exclude`, in the patterns of a `.gitignore`."""

from __future__ import annotations

import os
from collections.abc import Callable


class PatternError(Exception):
    """A pattern that git would not take; the message quotes it."""


def _nothing(path: str) -> bool:
    return False


def exclusion(patterns: tuple[str, ...], directory: str) -> Callable[[str], bool]:
    """Return whether an absolute path is left out; that of a directory ends with a separator.

    The patterns are relative to `directory`. Raises `PatternError`.
    """
    if not patterns:
        return _nothing
    # Most teams leave nothing out, and need not pay for the import.
    from pathspec import GitIgnoreSpec

    try:
        spec = GitIgnoreSpec.from_lines(patterns)
    except ValueError as error:
        raise PatternError(str(error)) from error

    def is_excluded(path: str) -> bool:
        relative = os.path.relpath(path, directory)
        below = relative.split(os.sep)[0] != os.pardir
        return below and spec.match_file(relative + os.sep * path.endswith(os.sep))

    return is_excluded
