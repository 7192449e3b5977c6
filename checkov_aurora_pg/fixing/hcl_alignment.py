"""The columns of `=` and of comments in HCL, as `terraform fmt` aligns them.

Source: `formatCells` and `linesForFormat` in `hclwrite/format.go` of HCL 2: in lines that follow
one another the assignments start in one column, and so do the comments at the ends of lines. A
line whose assignment goes on in the next one, other than by a heredoc, has no such cell.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tree_sitter import Node

from checkov_aurora_pg.fixing.edits import Edit
from checkov_aurora_pg.fixing.edits import Edits
from checkov_aurora_pg.fixing.edits import applied
from checkov_aurora_pg.fixing.edits import merged
from checkov_aurora_pg.fixing.hcl_file import BOM
from checkov_aurora_pg.readers.terraform.language.syntax import tree_of

_OPENING = frozenset(('{', '[', '('))
_CLOSING = frozenset(('}', ']', ')'))
# These take no column of their own; which others do depends on their neighbours.
_NO_WIDTH = frozenset(('Mn', 'Me', 'Cf'))


@dataclass(slots=True)
class _Cell:
    """An assignment, or a comment at the end of a line.

    `lead` is how many columns stand before it, without `spaces`, which are -1 where other than
    spaces stand there; `fits` is how many spaces there should be.
    """

    start: int
    lead: int
    spaces: int
    fits: int = 0

    @property
    def is_wrong(self) -> bool:
        return self.spaces != self.fits


@dataclass(slots=True)
class _Line:
    assignment: _Cell | None
    comment: _Cell | None


def keeping_alignment(content: bytes, edits: Edits) -> Edits:
    """Return edits of an HCL file, with those of the spaces that they put out of alignment.

    Lines that were not aligned before stay as they are.
    """
    for kind in ('assignment', 'comment'):
        edits = _aligned(content, edits, kind)
    return edits


def _aligned(content: bytes, edits: Edits, kind: str) -> Edits:
    moved = _Moved(edits)
    before = {cell.start: cell for chain in _chains(content, kind) for cell in chain}
    old_is_aligned = _is_aligned(content)
    after = applied(content, edits)
    for chain in _chains(after, kind):
        origins = [moved.origin(cell.start) for cell in chain]
        old = [before[origin] for origin in origins if origin in before]
        is_touched = any(cell.is_wrong for cell in chain)
        if not is_touched or any(cell.is_wrong for cell in old):
            continue
        if not old and not old_is_aligned:
            continue
        for cell in chain:
            if cell.is_wrong and cell.spaces >= 0:
                moved.space(cell.start, cell.spaces, cell.fits)
    return moved.edits()


def _is_aligned(content: bytes) -> bool:
    """Return whether most assignments that stand together are aligned, or none do."""
    chains = [chain for chain in _chains(content, 'assignment') if len(chain) > 1]
    wrong = sum(any(cell.is_wrong for cell in chain) for chain in chains)
    return 2 * wrong <= len(chains)


class _Moved:
    """Edits, and where what they leave alone comes from."""

    def __init__(self, edits: Edits) -> None:
        self._texts = {edit: edit.text.encode() for edit in edits}
        self._spaces: list[Edit] = []
        self._changed: dict[Edit, list[tuple[int, int, int]]] = {edit: [] for edit in edits}
        self._path = edits[0].path if edits else ''
        self._starts: list[tuple[int, Edit]] = []
        delta = 0
        for edit in edits:
            self._starts.append((edit.start + delta, edit))
            delta += len(self._texts[edit]) - (edit.end - edit.start)

    def _found(self, position: int) -> tuple[Edit, int] | None:
        """Return the last edit that starts before a new position, and where its text does."""
        index = bisect_right([start for start, _ in self._starts], position) - 1
        return (self._starts[index][1], self._starts[index][0]) if index >= 0 else None

    def origin(self, position: int) -> int | None:
        """Return the old position of a new one, or None for what an edit wrote."""
        found = self._found(position)
        if found is None:
            return position
        edit, start = found
        inside = position - start
        length = len(self._texts[edit])
        return None if inside < length else edit.end + inside - length

    def space(self, position: int, spaces: int, fits: int) -> None:
        """Put so many spaces before a new position in the place of those that are there."""
        origin = self.origin(position)
        if origin is not None:
            self._spaces.append(Edit(self._path, origin - spaces, origin, ' ' * fits))
            return
        found = self._found(position)
        assert found is not None, 'what an edit wrote is after its start'
        edit, start = found
        self._changed[edit].append((position - start, spaces, fits))

    def edits(self) -> Edits:
        return merged(self._spaces, map(self._rewritten, self._texts))

    def _rewritten(self, edit: Edit) -> Edit:
        text = self._texts[edit]
        for position, spaces, fits in sorted(self._changed[edit], reverse=True):
            text = text[: position - spaces] + b' ' * fits + text[position:]
        return Edit(edit.path, edit.start, edit.end, text.decode())


def _chains(content: bytes, kind: str) -> Iterator[list[_Cell]]:
    chain: list[_Cell] = []
    for line in _lines(content):
        cell = getattr(line, kind) if line is not None else None
        if cell is not None:
            chain.append(cell)
            continue
        yield from _fitted(chain)
        chain = []
    yield from _fitted(chain)


def _fitted(chain: list[_Cell]) -> Iterator[list[_Cell]]:
    if chain:
        widest = max(cell.lead for cell in chain)
        for cell in chain:
            cell.fits = widest - cell.lead + 1
        yield chain


def _lines(content: bytes) -> Iterator[_Line | None]:
    """Yield the lines of a file as the formatter sees them; None is an empty one."""
    bom = len(BOM) if content.startswith(BOM) else 0
    text = content[bom:]
    tokens: list[Node] = []
    heredoc = 0
    for first, second in pairwise((None, *_tokens(tree_of(text)))):
        assert second is not None, 'only the first is none'
        if first is not None and second.start_byte >= heredoc:
            gap = text[first.end_byte : second.start_byte].count(b'\n')
            if gap:
                yield _line(text, tokens, bom)
                tokens = []
            yield from [None] * (gap - 1)
        if second.type == 'heredoc_start':
            parent = second.parent
            assert parent is not None, 'a heredoc starts inside of its template'
            heredoc = max(heredoc, parent.end_byte)
        tokens.append(second)
    if tokens:
        yield _line(text, tokens, bom)


def _tokens(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.children and node.type != 'heredoc_start':
            waiting.extend(reversed(node.children))
        elif node.end_byte > node.start_byte:
            yield node


def _line(text: bytes, tokens: list[Node], bom: int) -> _Line:
    start = text.rfind(b'\n', 0, tokens[0].start_byte) + 1
    comment: _Cell | None = None
    end = tokens[-1]
    if len(tokens) > 1 and end.type == 'comment' and not text.startswith(b'/*', end.start_byte):
        tokens = tokens[:-1]
        comment = _cell(text, start, tokens[-1].end_byte, end.start_byte, bom)
    assign = next((n for n, token in enumerate(tokens) if n and token.type == '='), None)
    if assign is None:
        return _Line(None, comment)
    depth: int = sum(_depth(token) for token in tokens[assign:])
    if depth:
        return _Line(None, comment)
    before, here = tokens[assign - 1], tokens[assign]
    return _Line(_cell(text, start, before.end_byte, here.start_byte, bom), comment)


def _depth(token: Node) -> int:
    text = token.text or b''
    if token.type in ('template_interpolation_start', 'template_directive_start'):
        return 1
    if token.type in ('template_interpolation_end', 'template_directive_end'):
        return -1
    word = text.decode('utf-8', 'replace') if len(text) == 1 else ''
    if token.type in ('template_literal', 'comment'):
        return 0
    return (word in _OPENING) - (word in _CLOSING)


def _cell(text: bytes, line: int, lead_end: int, start: int, bom: int) -> _Cell:
    gap = text[lead_end:start]
    return _Cell(
        start + bom,
        _columns(text[line:lead_end].decode('utf-8', 'replace')),
        -1 if gap.strip(b' ') else len(gap),
    )


def _columns(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(unicodedata.category(one) not in _NO_WIDTH for one in text)
