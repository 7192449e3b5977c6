"""A file's content in native syntax, and where its nodes stand."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from checkov_aurora_pg.core.values import Place


@dataclass(slots=True, eq=False, repr=False)
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
        last = last or first
        return Place(
            self.path,
            first.start_point.row + 1,
            last.end_point.row + 1,
            self._column(first.start_byte, first.start_point.column),
            self._column(last.end_byte, last.end_point.column),
        )

    def _column(self, offset: int, column: int) -> int:
        """Return a column in characters, from 1, where the parser counts bytes from 0."""
        before = self.content[offset - column : offset]
        return (column if before.isascii() else len(before.decode('utf-8', 'replace'))) + 1
