"""JSON text -> nodes with their places.

The YAML parser reads most JSON, but not its surrogate pairs, nor a key of more than
1024 characters. The standard library's has no places; it is many times as fast, and goes over
what a caller does not select.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.documents.nodes import TOO_DEEP
from checkov_aurora_pg.readers.documents.nodes import DocumentError
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Node
from checkov_aurora_pg.readers.documents.nodes import add_entry
from checkov_aurora_pg.readers.documents.nodes import check_depth

_SPACE = re.compile(r'[ \t\r\n]*')
_TOKEN = re.compile(
    r'(?P<mark>[{}\[\],:])'
    r'|"(?P<text>[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*)"'
    r'|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)'
    r'|(?P<word>true|false|null)',
)
_WORDS = {'true': True, 'false': False, 'null': None}
# Python refuses longer integers, whose conversion takes quadratic time.
_MAX_NUMBER_LENGTH = 300


class _WrittenTwice(dict[str, object]):
    """A mapping of which a key is written twice."""


def _mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
    mapping = dict(pairs)
    return mapping if len(mapping) == len(pairs) else _WrittenTwice(mapping)


_DECODER = json.JSONDecoder(parse_int=str, object_pairs_hook=_mapping)


class Selection(NamedTuple):
    """What of a large document becomes nodes: the rest is only read to find its end.

    Of the outermost mapping, these are the values under `keys`, the others being null. Of a
    list under one of the keys in `lists`, wherever it is, they are the elements that `wants`
    accepts.
    """

    keys: frozenset[str]
    lists: frozenset[str]
    wants: Callable[[object], bool]


class _Scanner:
    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.position = 0
        self.starts = [0, *(match.end() for match in re.finditer('\n', text))]
        self.token = ''
        self.match: re.Match[str] | None = None
        self.advance()

    def advance(self) -> None:
        """Read the next token; at the end of the text `match` is None."""
        space = _SPACE.match(self.text, self.position)
        start = space.end() if space else self.position
        self.match = _TOKEN.match(self.text, start)
        if self.match is None and start < len(self.text):
            self.position = start
            raise self.error('is not a JSON value')
        self.position = self.match.end() if self.match else start
        self.token = self.match['mark'] or '' if self.match else ''

    def start(self) -> int:
        return self.match.start() if self.match else self.position

    def line(self, offset: int) -> int:
        return bisect_right(self.starts, offset)

    def place(self, start: int, end: int) -> Place:
        line, end_line = self.line(start), self.line(end - 1)
        return Place(
            self.path,
            line,
            end_line,
            start - self.starts[line - 1] + 1,
            end - self.starts[end_line - 1] + 1,
        )

    def error(self, message: str) -> DocumentError:
        return self.error_at(self.start(), message)

    def error_at(self, offset: int, message: str) -> DocumentError:
        line = self.line(offset)
        return DocumentError(message, line, offset - self.starts[line - 1] + 1)

    def value(self, depth: int = 0) -> tuple[Node, int]:
        """Return the value at the current token, and the offset of its end."""
        check_depth(depth, self.line(self.start()))
        if self.token == '{':
            return self.mapping(depth)
        if self.token == '[':
            return self.sequence(depth)
        match = self.match
        if match is None or self.token:
            raise self.error('a value is missing')
        node = Node(self.scalar(match), self.place(*match.span()))
        self.advance()
        return node, match.end()

    def scalar(self, match: re.Match[str]) -> None | bool | int | float | str:
        if match['word']:
            return _WORDS[match['word']]
        number = match['number']
        if number is None:
            return self.string(match)
        if len(number) > _MAX_NUMBER_LENGTH:
            return str(number)
        return int(number) if number.lstrip('-').isdigit() else float(number)

    def string(self, match: re.Match[str]) -> str:
        text = match['text']
        if '\\' not in text:
            return text
        try:
            return str(json.loads(f'"{text}"'))
        except ValueError:
            raise self.error('holds an invalid escape') from None

    def mapping(self, depth: int) -> tuple[Node, int]:
        start = self.start()
        items: dict[str, Entry] = {}
        self.advance()
        while self.token != '}':
            if self.match is None or self.match['text'] is None:
                raise self.error('a key in double quotes is missing')
            key, key_start = self.string(self.match), self.match.start()
            self.advance()
            if self.token != ':':
                raise self.error('a `:` is missing')
            self.advance()
            node, end = self.entry(key, depth)
            add_entry(items, key, Entry(self.place(key_start, end), node))
            self.separator('}')
        return self.closed(items, start)

    def sequence(self, depth: int) -> tuple[Node, int]:
        start = self.start()
        items: list[Node] = []
        self.advance()
        while self.token != ']':
            items.extend(self.element(depth))
            self.separator(']')
        return self.closed(tuple(items), start)

    def entry(self, key: str, depth: int) -> tuple[Node, int]:
        return self.value(depth + 1)

    def element(self, depth: int) -> tuple[Node, ...]:
        return (self.value(depth + 1)[0],)

    def separator(self, closing: str) -> None:
        if self.token == closing:
            return
        if self.token != ',':
            raise self.error(f'a `,` or `{closing}` is missing')
        self.advance()
        if self.token == closing:
            raise self.error(f'a `,` stands before `{closing}`')

    def closed(self, data: dict[str, Entry] | tuple[Node, ...], start: int) -> tuple[Node, int]:
        end = self.position
        self.advance()
        return Node(data, self.place(start, end)), end


class _Selector(_Scanner):
    """`key` is that of the list that is being read, empty outside of one that is selected from."""

    def __init__(self, text: str, path: str, selection: Selection) -> None:
        self.selection = selection
        self.key = ''
        super().__init__(text, path)

    def entry(self, key: str, depth: int) -> tuple[Node, int]:
        if not depth and key not in self.selection.keys:
            start = self.start()
            _, end = self.passed_over()
            return Node(None, self.place(start, end)), end
        around, self.key = self.key, key if self.token == '[' else ''
        try:
            return super().entry(key, depth)
        finally:
            self.key = around

    def element(self, depth: int) -> tuple[Node, ...]:
        if self.key not in self.selection.lists:
            return super().element(depth)
        before = self.position, self.token, self.match
        value, _ = self.passed_over()
        # One that writes a key twice may be two things: its reader has both.
        if not self.selection.wants(value) and not isinstance(value, _WrittenTwice):
            return ()
        self.position, self.token, self.match = before
        return super().element(depth)

    def passed_over(self) -> tuple[object, int]:
        """Return the value at the current token, and the offset of its end."""
        try:
            value, end = _DECODER.raw_decode(self.text, self.start())
        except json.JSONDecodeError as error:
            raise self.error_at(error.pos, 'is not JSON') from None
        except RecursionError:
            raise self.error(TOO_DEEP) from None
        self.position = end
        self.advance()
        return value, end


def read_json(text: str, path: str, selection: Selection | None = None) -> Node:
    """Return the one value that a JSON text holds, or what is selected of it.

    Of a key that is written twice the last entry counts, and keeps those before it. Raises
    `DocumentError`.
    """
    scanner = _Scanner(text, path) if selection is None else _Selector(text, path, selection)
    node, _ = scanner.value()
    if scanner.match is not None:
        raise scanner.error('text follows the value')
    return node
