"""Where the comments of a YAML text are; JSON has none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import yaml

_Loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

_HASH = re.compile(r'(?:^|(?<=\s))#')


def is_comment(lines: Sequence[str], number: int, offset: int) -> bool:
    """Return whether a character of a text, by its line from 1 and its offset, is in a comment.

    `lines` are the text's.
    """
    if next(filter(None, map(str.lstrip, lines)), '').startswith(('{', '[')):
        return False
    line = lines[number - 1][:offset]
    for start, end in _scalars('\n'.join(lines)):
        if start[0] <= number - 1 <= end[0]:
            first = start[1] if start[0] == number - 1 else 0
            last = end[1] if end[0] == number - 1 else len(line)
            line = line[:first] + '_' * (min(last, len(line)) - first) + line[last:]
    return _HASH.search(line) is not None


@lru_cache(maxsize=4)
def _scalars(text: str) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    """Return where each scalar begins and ends: line and column, both from 0."""
    try:
        return tuple(
            (
                (token.start_mark.line, token.start_mark.column),
                (token.end_mark.line, token.end_mark.column),
            )
            for token in yaml.scan(text, Loader=_Loader)
            if isinstance(token, yaml.ScalarToken)
        )
    except yaml.YAMLError:
        return (((0, 0), (text.count('\n'), len(text))),)
