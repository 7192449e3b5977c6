"""Inline suppressions in comments: `checkov:skip=ID:reason`.

Checkov accepts the words in any text, such as a string. Here they count in a comment only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence

from checkov_aurora_pg.core.described_resource import Skip
from checkov_aurora_pg.core.values import Place

# As Checkov 3.3.30 finds them: in any line of the block, several ids with commas.
_COMMENT = re.compile(
    r'(?:checkov|bridgecrew|cortex):skip= *'
    r'(?P<ids>[A-Za-z_\d-]+(?:,[A-Za-z_\d-]+)*)(?P<reason>:.*)?',
)

# What begins the comment that the words stand in, right before them.
_MARK = re.compile(r'(?:#+|//+|/\*+)\s*$')


# Whether a character is in a comment, by its line from 1 and its offset there.
IsComment = Callable[[Sequence[str], int, int], bool]


def skips_between(
    lines: Sequence[str],
    place: Place,
    is_comment: IsComment,
) -> tuple[Skip, ...]:
    """Return the suppressions strictly inside a block, whose first and last lines are none.

    `lines` are the file's, the first of them line 1.
    """
    return tuple(_found(lines, place, is_comment))


def comment_of(line: str, match: re.Match[str], path: str, number: int) -> Place:
    """Return where the comment with a suppression stands in its line, from its mark on."""
    mark = _MARK.search(line, 0, match.start())
    start = mark.start() if mark else match.start()
    end = len(line.rstrip())
    closed = line.find('*/', match.end('ids')) if mark and mark[0].startswith('/*') else -1
    end = closed + 2 if closed >= 0 else end
    return Place(path, number, number, start + 1, end + 1)


def _found(lines: Sequence[str], place: Place, is_comment: IsComment) -> Iterator[Skip]:
    for number in range(place.line + 1, place.end_line):
        line = lines[number - 1] if number <= len(lines) else ''
        match = _COMMENT.search(line) if ':skip=' in line else None
        if match is not None and is_comment(lines, number, match.start()):
            reason = (match['reason'] or '').removeprefix(':').strip()
            for id in match['ids'].split(','):
                yield Skip(id, reason, comment_of(line, match, place.path, number))
