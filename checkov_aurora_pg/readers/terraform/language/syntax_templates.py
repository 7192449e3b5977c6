"""String templates in native syntax: quoted strings and heredocs.

The grammar trims the literal parts of a template, so text is taken from between the nodes
that are not literal.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from itertools import pairwise

from tree_sitter import Node

from checkov_aurora_pg.readers.terraform.language.conversion import WHITE_SPACE
from checkov_aurora_pg.readers.terraform.language.expressions import Expression
from checkov_aurora_pg.readers.terraform.language.syntax_source import Source
from checkov_aurora_pg.readers.terraform.language.templates import For
from checkov_aurora_pg.readers.terraform.language.templates import If
from checkov_aurora_pg.readers.terraform.language.templates import Interpolation
from checkov_aurora_pg.readers.terraform.language.templates import Part
from checkov_aurora_pg.readers.terraform.language.templates import Text

_ESCAPE = re.compile(r'\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|([$%])\2\{', re.DOTALL)
_DOUBLED = re.compile(r'([$%])\1\{')
# What `~` strips is one of these pieces of text beside it, each as HCL's scanner cuts it: in a
# heredoc up to the end of the line, and in both an escaped mark is one of its own.
_QUOTED_PIECE = re.compile(r'[$%]{2}\{~?|[$%]|(?:\\.|[^$%\\])+', re.DOTALL)
_HEREDOC_PIECE = re.compile(r'(?:[$%]{2}\{~?|[$%]|[^$%\n]*)\n|[$%]{2}\{~?|[$%]|[^$%\n]+')
_SIMPLE_ESCAPES = {'n': '\n', 'r': '\r', 't': '\t', '"': '"', '\\': '\\'}
_MAX_CODE_POINT = 0x10FFFF

Convert = Callable[[Source, Node], Expression]
Unescape = Callable[[str], str]


def quoted_parts(source: Source, node: Node, convert: Convert) -> tuple[Part, ...]:
    """Return the parts of a quoted template or string."""
    inner = node.children[1:-1]
    parts = _Parts(source, convert, _unescape, _QUOTED_PIECE)
    return parts.of(inner, node.start_byte + 1, node.end_byte - 1)


def heredoc_parts(source: Source, node: Node, convert: Convert) -> tuple[Part, ...]:
    """Return the parts of a heredoc; `<<-` removes the indentation that all lines share."""
    marks = [child for child in node.children if child.type == 'heredoc_identifier']
    start, end = marks[0].end_byte, marks[-1].start_byte
    start = source.content.find(b'\n', start, end) + 1 or end
    end = start + len(source.content[start:end].rstrip(b' \t'))
    inner = [c for c in node.children if marks[0].end_byte <= c.start_byte < marks[-1].start_byte]
    indent = 0
    if source.text(node.children[0]).startswith('<<-'):
        indent = _shared_indent(source.content, start, end, inner)
    if not source.trailing_newline:
        end -= 1
    return _Parts(source, convert, _undouble, _HEREDOC_PIECE, indent).of(inner, start, end)


def _shared_indent(content: bytes, start: int, end: int, nodes: Iterable[Node]) -> int:
    """Return how many spaces all lines of a heredoc begin with; blank lines do not count."""
    holes = list(_holes(nodes))
    indents = []
    offset = start
    while offset < end:
        stop = content.find(b'\n', offset, end) + 1 or end
        inside = any(first < offset < last for first, last in holes)
        text_end = min((first for first, _ in holes if offset <= first < stop), default=stop)
        text = content[offset:text_end]
        blank = not text.strip() and text.endswith(b'\n')
        if not inside and not blank:
            indents.append(len(text) - len(text.lstrip()))
        offset = stop
    return min(indents, default=0)


def _holes(nodes: Iterable[Node]) -> Iterator[tuple[int, int]]:
    """Yield the spans of interpolations and of the marks of directives."""
    for node in nodes:
        if node.type in ('template_directive', 'template_if', 'template_for'):
            yield from _holes(node.children)
        elif node.type.startswith('template_') and node.type != 'template_literal':
            yield node.start_byte, node.end_byte


def _unescape(text: str) -> str:
    return _ESCAPE.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    code, doubled = match.groups()
    if doubled:
        return f'{doubled}{{'
    if len(code) > 1:
        point = int(code[1:], 16)
        return chr(point) if point <= _MAX_CODE_POINT else match.group()
    return _SIMPLE_ESCAPES.get(code, match.group())


def _undouble(text: str) -> str:
    return _DOUBLED.sub(lambda match: f'{match.group(1)}{{', text)


class _Parts:
    """Turns the nodes of one template into parts."""

    def __init__(
        self,
        source: Source,
        convert: Convert,
        unescape: Unescape,
        piece: re.Pattern[str],
        indent: int = 0,
    ) -> None:
        self._source = source
        self._indent = re.compile(rb'(?<=\n)[ \t]{1,%d}' % indent) if indent else None
        self._convert = convert
        self._unescape = unescape
        self._piece = piece

    def of(
        self,
        nodes: Iterable[Node],
        start: int,
        end: int,
        strip_first: bool = False,
        strip_last: bool = False,
    ) -> tuple[Part, ...]:
        """Return the parts between two offsets, `~` markers applied, also those around them."""
        parts: list[Part] = []
        strip_next = strip_first
        for node in nodes:
            if node.type not in ('template_interpolation', 'template_directive'):
                continue
            strip_before, strip_after = _strips(node)
            self._add_text(parts, start, node.start_byte, strip_next, strip_before)
            parts.append(self._part(node))
            start, strip_next = node.end_byte, strip_after
        self._add_text(parts, start, end, strip_next, strip_last)
        return tuple(parts)

    def _add_text(
        self,
        parts: list[Part],
        start: int,
        end: int,
        strip_left: bool,
        strip_right: bool,
    ) -> None:
        text = self._text(start, end)
        if not (strip_left or strip_right):
            text = self._unescape(text)
        else:
            pieces = [self._unescape(piece) for piece in self._piece.findall(text)] or ['']
            if strip_left:
                pieces[0] = pieces[0].lstrip(WHITE_SPACE)
            if strip_right:
                pieces[-1] = pieces[-1].rstrip(WHITE_SPACE)
            text = ''.join(pieces)
        if text:
            parts.append(Text(text))

    def _text(self, start: int, end: int) -> str:
        content = self._source.content[start:end]
        if self._indent is not None:
            # The byte before the text tells whether it begins a line.
            begins = self._source.content[start - 1 : start]
            content = self._indent.sub(b'', begins + content)[len(begins) :]
        return content.decode('utf-8', 'replace')

    def _part(self, node: Node) -> Part:
        if node.type == 'template_interpolation':
            return Interpolation(self._convert(self._source, _child(node, 'expression')))
        inner = node.children[0]
        return self._if(inner) if inner.type == 'template_if' else self._for(inner)

    def _if(self, node: Node) -> Part:
        marks = [
            child
            for child in node.children
            if child.type in ('template_if_intro', 'template_else_intro', 'template_if_end')
        ]
        branches = [self._between(node, one, two) for one, two in pairwise(marks)]
        condition = self._convert(self._source, _child(marks[0], 'expression'))
        return If(condition, branches[0], branches[1] if len(branches) > 1 else ())

    def _for(self, node: Node) -> Part:
        intro, end = _child(node, 'template_for_start'), _child(node, 'template_for_end')
        names = [self._source.text(c) for c in intro.children if c.type == 'identifier']
        return For(
            names[0] if len(names) == 2 else None,
            names[-1],
            self._convert(self._source, _child(intro, 'expression')),
            self._between(node, intro, end),
        )

    def _between(self, node: Node, first: Node, last: Node) -> tuple[Part, ...]:
        inner = [c for c in node.children if first.end_byte <= c.start_byte < last.start_byte]
        return self.of(inner, first.end_byte, last.start_byte, _strips(first)[1], _strips(last)[0])


def _child(node: Node, type: str) -> Node:
    return next(child for child in node.children if child.type == type)


def _strips(node: Node) -> tuple[bool, bool]:
    """Return whether a node's outer `~` markers strip the text before and after it."""
    first, last = node, node
    while first.children and first.type != 'expression':
        if len(first.children) > 1 and first.children[1].type == 'strip_marker':
            return True, _strips_after(last)
        first = first.children[0]
    return False, _strips_after(last)


def _strips_after(node: Node) -> bool:
    while node.children and node.type != 'expression':
        if len(node.children) > 1 and node.children[-2].type == 'strip_marker':
            return True
        node = node.children[-1]
    return False
