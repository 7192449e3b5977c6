"""A file's content in native syntax, and where its nodes stand."""
from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from checkov_aurora_pg.values import Place


@dataclass(frozen=True, slots=True)
class Source:
    """A file's content, and where its nodes stand.

    `fixed` is the place of every node of a text that has no lines of its own in the file.
    """

    path: str
    content: bytes
    fixed: Place | None = None
    trailing_newline: bool = True

    def text(self, node: Node) -> str:
        """Return a node's text."""
        return self.slice(node.start_byte, node.end_byte)

    def slice(self, start: int, end: int) -> str:
        """Return the text between two offsets."""
        return self.content[start:end].decode('utf-8', 'replace')

    def place(self, first: Node, last: Node | None = None) -> Place:
        """Return the place from a node's start to its own, or another's, end."""
        if self.fixed is not None:
            return self.fixed
        start, end = first.start_point, (last or first).end_point
        return Place(self.path, start.row + 1, end.row + 1, start.column + 1, end.column + 1)
