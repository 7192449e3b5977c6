"""HCL's native syntax: tree-sitter's tree made into bodies and expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from functools import cached_property
from typing import Any

import tree_sitter
import tree_sitter_hcl
from tree_sitter import Node

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.terraform.language.bodies import Argument
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.conversion import normalized
from checkov_aurora_pg.readers.terraform.language.expressions import Expression
from checkov_aurora_pg.readers.terraform.language.expressions import Literal
from checkov_aurora_pg.readers.terraform.language.expressions import Refused
from checkov_aurora_pg.readers.terraform.language.syntax_expressions import expression_of
from checkov_aurora_pg.readers.terraform.language.syntax_expressions import unquoted
from checkov_aurora_pg.readers.terraform.language.syntax_source import Source

# The grammar refuses an exponent without a fraction. As many digits stand in the same place, and
# a literal's text is read from the file.
_EXPONENT = re.compile(rb'(?<![\w.])\d+[eE][+-]?\d+(?!\w)')


class SyntaxProblem(Exception):
    """A file that is not HCL.

    Lines and columns count from 1; `column` is 0 where only the line is known, and `end_column`
    is the one after the last character.
    """

    def __init__(self, message: str, line: int, column: int = 0, end_column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.end_column = end_column or (column + 1 if column else 0)

    def place(self, path: str) -> Place:
        """Return where it is in the file of a path."""
        return Place(path, self.line, self.line, self.column, self.end_column)


class _Arguments(Mapping[str, Argument]):
    """The arguments of a body, each read when it is asked for, since most never are."""

    def __init__(self, source: Source, written: Iterable[Node]) -> None:
        self._source = source
        self._nodes: dict[str, Node] = {}
        self._read: dict[str, Argument] = {}
        self.repeated: list[tuple[str, Place, Place]] = []
        for node in written:
            name = source.text(node.children[0])
            if name in self._nodes:
                self._repeat(name, self._nodes[name], node)
            self._nodes[name] = node

    def _repeat(self, name: str, first: Node, second: Node) -> None:
        place = self._source.place(second)
        self.repeated.append((name, self._source.place(first), place))
        self._read[name] = Argument(name, Refused(f'`{name}` is set twice', place), place)

    def __getitem__(self, name: str) -> Argument:
        if name not in self._read:
            node = self._nodes[name]
            expression = expression_of(self._source, node.children[-1])
            self._read[name] = Argument(name, expression, self._source.place(node))
        return self._read[name]

    # Most arguments that are asked for are not written, and an exception for each takes long.
    def get(self, name: str, default: Any = None) -> Any:
        """Return an argument, or the default where it is not written."""
        return self[name] if name in self._nodes else default

    def __contains__(self, name: object) -> bool:
        return name in self._nodes

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)


class HclBody:
    """A body in native syntax, read when it is asked."""

    def __init__(self, source: Source, node: Node | None) -> None:
        """Take the body's node, or None for an empty body."""
        self._source = source
        self._children = [] if node is None else node.children

    @cached_property
    def arguments(self) -> _Arguments:
        """The arguments by name."""
        return _Arguments(
            self._source, (node for node in self._children if node.type == 'attribute')
        )

    @cached_property
    def _blocks(self) -> tuple[_HclBlock, ...]:
        return tuple(self._block(node) for node in self._children if node.type == 'block')

    def _block(self, node: Node) -> _HclBlock:
        labels: list[str] = []
        body: Node | None = None
        for child in node.children[1:]:
            if child.type == 'string_lit':
                labels.append(unquoted(self._source, child))
            elif child.type == 'identifier':
                labels.append(self._source.text(child))
            elif child.type == 'body':
                body = child
        return _HclBlock(
            self._source.text(node.children[0]),
            tuple(labels),
            HclBody(self._source, body),
            self._source.place(node),
        )

    def blocks(self, type: str, labels: int = 0) -> tuple[Block, ...]:
        """Return the blocks of a type that have so many labels."""
        return self._by_type.get((type, labels), ())

    @cached_property
    def _by_type(self) -> dict[tuple[str, int], tuple[_HclBlock, ...]]:
        found: dict[tuple[str, int], list[_HclBlock]] = {}
        for block in self._blocks:
            found.setdefault((block.type, len(block.labels)), []).append(block)
        return {key: tuple(blocks) for key, blocks in found.items()}

    def repeated(self, *, has_blocks: bool = True) -> Iterator[tuple[str, Place, Place]]:
        """Yield the arguments that are set twice in it or in a block of it, and both places."""
        waiting = [self]
        while waiting:
            body = waiting.pop()
            yield from body.arguments.repeated
            waiting.extend(block.body for block in body._blocks)

    def parts(self, labels: Mapping[str, int]) -> Iterator[Block | Argument]:
        """Yield its blocks with the labels that they have, and its arguments."""
        yield from self._blocks
        yield from self.arguments.values()


@dataclass(slots=True, eq=False, repr=False)
class _HclBlock(Block):
    body: HclBody


@cache
def _parser() -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def tree_of(content: bytes) -> Node:
    """Return the root of a text's tree: its places are the text's, its literals may not be."""
    digits = _EXPONENT.sub(lambda number: b'1' * len(number[0]), content)
    return _parser().parse(digits).root_node


def parse(path: str, content: bytes, fixed: Place | None = None) -> HclBody:
    """Return a file's body; `path` goes into the places, unless all are to be `fixed`.

    Raises `SyntaxProblem`.
    """
    content = content.removeprefix(b'\xef\xbb\xbf')
    root = tree_of(content)
    if root.has_error:
        raise _problem(content, root)
    body = next((child for child in root.children if child.type == 'body'), None)
    return HclBody(Source(path, content, fixed), body)


def _first_error(node: Node) -> Node:
    """Return the innermost of the first error in a tree that has one, without recursion."""
    while True:
        inner = next(
            (child for child in node.children if child.has_error or child.is_missing), None
        )
        if inner is None:
            return node
        node = inner


def _problem(content: bytes, root: Node) -> SyntaxProblem:
    """Return what is wrong with a text that does not parse, at the place of the first error."""
    node = _first_error(root)
    start, point = node.start_byte, node.start_point
    if node.is_missing:
        return _missing(content, node)
    # Of what is put together wrongly, the parser shows all: what it could read is no mistake.
    read = [child for child in node.children if not child.is_error]
    if len(read) > 1:
        start, point = read[-1].start_byte, read[-1].start_point
    text = content[start : node.end_byte].decode('utf-8', 'replace')
    column = _column_of(content, start, point.column)
    line = content[start - point.column :].split(b'\n', 1)[0]
    return _unexpected(text, point.row + 1, column, may_be_shown=_SECRET.search(line) is None)


# A line such as these may hold a secret.
_SECRET = re.compile(rb'password|secret|token|credential', re.IGNORECASE)

_TOKEN = re.compile(r'\w{1,30}|\S')


def _unexpected(text: str, line: int, column: int, *, may_be_shown: bool) -> SyntaxProblem:
    """Return that a text is not expected where it begins; of the text only its first token."""
    token = _TOKEN.match(text)
    if token is None:
        return SyntaxProblem('is not valid HCL: what stands here is not expected', line, column)
    advice = ': text stands in double quotes' if token[0] == "'" else ''
    shown = f'`{token[0]}`' if may_be_shown or not token[0].isalnum() else 'what stands here'
    return SyntaxProblem(
        f'is not valid HCL: {shown} is not expected here{advice}',
        line,
        column,
        column + len(token[0]),
    )


# What the parser calls by a name of its own.
_MISSING = {
    'quoted_template_end': '`"`',
    'heredoc_identifier': 'the end of the heredoc',
    'template_interpolation_end': '`}`',
    'template_directive_end': '`}`',
    'identifier': 'a name or a value',
}


def _missing(content: bytes, node: Node) -> SyntaxProblem:
    """Return what is missing, where it is; of what is never closed, where that is opened."""
    point = node.start_point
    if node.type == '<<':  # where a value is missing, the parser takes a heredoc for likely
        column = _column_of(content, node.start_byte, point.column)
        if content.startswith(b"'", node.start_byte):
            return _unexpected("'", point.row + 1, column, may_be_shown=True)
        return SyntaxProblem('is not valid HCL: a value is missing', point.row + 1, column)
    what = f'{_MISSING.get(node.type, f"`{node.type}`")} is missing'
    opening = _opening(node)
    if opening is not None and opening.start_point.row != node.start_point.row:
        node = opening
        what = f'what is opened here is never closed: {what}'
    point = node.start_point
    column = _column_of(content, node.start_byte, point.column)
    return SyntaxProblem(f'is not valid HCL: {what}', point.row + 1, column)


def _opening(node: Node) -> Node | None:
    """Return what a missing end belongs to, such as the `{` of a block."""
    end = node if node.type == 'quoted_template_end' else node.parent
    around = end.parent if end is not None else None
    if end is None or around is None or not end.type.endswith('_end'):
        return None
    start = f'{end.type.removesuffix("_end")}_start'
    return next((child for child in around.children if child.type == start), None)


def _column_of(content: bytes, offset: int, column: int) -> int:
    return len(content[offset - column : offset].decode('utf-8', 'replace')) + 1


def parse_template(text: str, place: Place) -> Expression:
    """Return the expression of a template that stands outside HCL, such as in JSON.

    A heredoc is how HCL itself writes text without escapes, so the text becomes one. Its
    parts have no lines of their own: all stand at `place`. Raises `SyntaxProblem`.
    """
    if '${' not in text and '%{' not in text:
        return Literal(normalized(text), place)
    mark = 'TEMPLATE'
    while mark in text:
        mark += '_'
    content = f'value = <<{mark}\n{text}\n{mark}\n'.encode()
    root = tree_of(content)
    if root.has_error:
        raise SyntaxProblem('is not a valid template', place.line)
    source = Source(place.path, content, fixed=place, trailing_newline=False)
    return HclBody(source, root.children[0]).arguments['value'].expression


def parse_expression(text: str, place: Place) -> Expression:
    """Return the expression that a text spells, as in `depends_on` strings and types.

    Raises `SyntaxProblem`.
    """
    content = f'value = {text}\n'.encode()
    root = tree_of(content)
    if root.has_error:
        raise SyntaxProblem('is not a valid expression', place.line)
    source = Source(place.path, content, fixed=place)
    return HclBody(source, root.children[0]).arguments['value'].expression
