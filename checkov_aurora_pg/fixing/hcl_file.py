"""A file in HCL's native syntax: its tree, and the bytes that a target stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.fixing.edits import EditRefused
from checkov_aurora_pg.readers.terraform.language.syntax import tree_of
from checkov_aurora_pg.readers.terraform.language.syntax_expressions import unquoted
from checkov_aurora_pg.readers.terraform.language.syntax_source import Source

BOM = b'\xef\xbb\xbf'
COMPUTED = 'the value is computed from others'
_BLANK = b' \t\r'
_INDENT = re.compile(rb'[ \t]*')
_TWO_SPACES = '  '
_LITERALS = frozenset(('string_lit', 'numeric_lit', 'bool_lit', 'null_lit'))


class HclFile:
    """Offsets of nodes are those of the text, which begins after a byte order mark.

    Raises `EditRefused` where the file is no HCL in UTF-8.
    """

    def __init__(self, path: str, content: bytes) -> None:
        """Parse the content."""
        self.path = path
        self.start = len(BOM) if content.startswith(BOM) else 0
        self.text = content[self.start :]
        try:
            self.text.decode()
        except UnicodeDecodeError:
            raise EditRefused('the file is not UTF-8 text') from None
        self.root = tree_of(self.text)
        if self.root.has_error:
            raise EditRefused('the file is not valid HCL')
        self._source = Source(path, self.text)

    def words(self, node: Node) -> str:
        """Return a node's text."""
        return self._source.text(node)

    @property
    def body(self) -> Node | None:
        """The file's outermost body; None where it has only comments."""
        return next((node for node in self.root.children if node.type == 'body'), None)

    def at(self, place: Place) -> Node:
        """Return the block, or the expression, that stands at a place."""
        found = list(self._at(place))
        for kind in ('block', 'attribute', 'object_elem'):
            for node in found:
                if node.type == kind:
                    return node if kind == 'block' else node.children[-1]
        values = [node for node in found if node.type not in ('body', 'config_file', 'identifier')]
        if not values:
            raise EditRefused('nothing is written at this place')
        return values[0]

    def _at(self, place: Place) -> Iterator[Node]:
        """Yield the nodes with this start and end, the outermost first."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            first, last = node.start_point.row + 1, node.end_point.row + 1
            if first > place.line or last < place.end_line:
                continue
            if (first, last) == (place.line, place.end_line) and self._has_columns(node, place):
                yield node
            waiting.extend(reversed(node.children))

    def _has_columns(self, node: Node, place: Place) -> bool:
        here = self._source.place(node)
        columns = (here.column, here.end_column)
        return not place.column or columns == (place.column, place.end_column)

    def literal(self, node: Node) -> Node | None:
        """Return the literal that an expression is, or None."""
        inner = value_of(node)
        return inner if inner.type in _LITERALS else None

    def literal_text(self, node: Node) -> str | None:
        """Return what a literal expression says, as text, or None where it is none."""
        inner = self.literal(node)
        if inner is None:
            return None
        return unquoted(self._source, inner) if inner.type == 'string_lit' else self.words(inner)

    def key(self, element: Node) -> str | None:
        """Return an object element's key, or None where it is computed."""
        key = value_of(element.children[0])
        return self.words(key) if key.type == 'variable_expr' else self.literal_text(key)

    def computed(self, node: Node) -> str:
        """Return why an expression is no literal."""
        inner = value_of(node)
        is_heredoc = any(child.type == 'heredoc_template' for child in inner.children)
        return 'the value is a heredoc' if is_heredoc else COMPUTED

    def indent(self, node: Node) -> str:
        """Return what the line on which a node starts is indented by."""
        return self.indent_at(node.start_byte)

    def indent_at(self, offset: int) -> str:
        """Return what the line of an offset is indented by."""
        start = self.text.rfind(b'\n', 0, offset) + 1
        match = _INDENT.match(self.text, start)
        return match[0].decode() if match else ''

    def starts_line(self, node: Node) -> bool:
        """Return whether nothing stands before a node on its line."""
        start = self.text.rfind(b'\n', 0, node.start_byte) + 1
        return not self.text[start : node.start_byte].strip(_BLANK)

    def unit(self) -> str:
        """Return what one level is indented by in this file."""
        for block in self.body.children if self.body is not None else ():
            inner = body_of(block) if block.type == 'block' else None
            if inner is not None and self.starts_line(inner.children[0]):
                return self.indent(inner.children[0]) or _TWO_SPACES
        return _TWO_SPACES

    def newline(self, offset: int) -> str:
        """Return how lines end near an offset: as the one before it does, else the one after."""
        at = self.text.rfind(b'\n', 0, offset)
        at = at if at >= 0 else self.text.find(b'\n', offset)
        return '\r\n' if at > 0 and self.text[at - 1 : at] == b'\r' else '\n'

    def line_end(self, offset: int) -> int | None:
        """Return where the line ends on which a statement or element does, after its comments.

        None where more code stands on it.
        """
        text = self.text
        while offset < len(text):
            rest = text[offset : offset + 2]
            if rest[:1] == b'\n' or rest == b'\r\n':
                return offset
            if rest[:1] == b'#' or rest == b'//':
                end = text.find(b'\n', offset)
                end = len(text) if end < 0 else end
                return end - (text[end - 1 : end] == b'\r')
            if rest == b'/*':
                offset = text.index(b'*/', offset) + 2
            elif rest[:1] in (b' ', b'\t', b'\r'):
                offset += 1
            else:
                return None
        return offset


def value_of(node: Node) -> Node:
    """Return what an expression is, without the layers of the tree that say nothing."""
    while node.type in ('expression', 'literal_value', 'collection_value'):
        inner = [child for child in node.children if child.type != 'comment']
        if len(inner) != 1:
            return node
        node = inner[0]
    return node


def body_of(block: Node) -> Node | None:
    """Return a block's body, or None where it is empty."""
    return next((child for child in block.children if child.type == 'body'), None)


def attributes(body: Node | None) -> list[Node]:
    """Return a body's arguments in order."""
    return [] if body is None else [one for one in body.children if one.type == 'attribute']


def blocks(body: Node | None) -> list[Node]:
    """Return a body's blocks in order."""
    return [] if body is None else [one for one in body.children if one.type == 'block']
