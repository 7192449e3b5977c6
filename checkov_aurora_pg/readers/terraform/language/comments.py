"""Where the comments of a file in native syntax are."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from functools import lru_cache

from tree_sitter import Node

from checkov_aurora_pg.readers.terraform.language.syntax import tree_of

# From the line and the offset in bytes of its start to those of its end, lines from 1.
_Span = tuple[tuple[int, int], tuple[int, int]]


def is_comment(lines: Sequence[str], number: int, offset: int) -> bool:
    """Return whether a character of a file, by its line from 1 and its offset, is in a comment."""
    before = len(lines[number - 1][:offset].encode())
    return any(start <= (number, before) < end for start, end in _spans('\n'.join(lines)))


@lru_cache(maxsize=4)
def _spans(text: str) -> tuple[_Span, ...]:
    return tuple(
        (
            (node.start_point.row + 1, node.start_point.column),
            (node.end_point.row + 1, node.end_point.column),
        )
        for node in _comments(tree_of(text.encode()))
    )


def _comments(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.type == 'comment':
            yield node
        waiting.extend(node.children)
