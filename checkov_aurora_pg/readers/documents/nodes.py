"""A document as it is written: scalars, lists and mappings, each with its place.

YAML and JSON text both become these nodes. Mapping keys are text whatever they look
like (`on`, `1`), and a node that is aliased is one shared object.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace

from checkov_aurora_pg.core.values import Place

MAX_DEPTH = 100
TOO_DEEP = f'is nested deeper than `{MAX_DEPTH}` levels'


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a mapping. `place` runs from the key to the end of the value.

    `earlier` are those that are written before it under the same key; this one counts.
    """

    place: Place
    value: Node
    earlier: tuple[Entry, ...] = ()

    @property
    def values(self) -> tuple[Node, ...]:
        """Every value that is written under the key, the one that counts first."""
        return self.value, *(one.value for one in self.earlier)


def add_entry(items: Items, key: str, entry: Entry) -> None:
    """Add an entry to a mapping: it takes the place of one under the same key, and keeps it."""
    before = items.get(key)
    if before is not None:
        entry = replace(entry, earlier=(*before.earlier, replace(before, earlier=())))
    items[key] = entry


Items = dict[str, Entry]
Content = None | bool | int | float | str | tuple['Node', ...] | Items


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A scalar, a list (a tuple) or a mapping from keys to entries."""

    data: Content
    place: Place

    @property
    def items(self) -> Items:
        """The entries of a mapping; empty for every other node."""
        return self.data if isinstance(self.data, dict) else {}

    @property
    def elements(self) -> tuple[Node, ...]:
        """The elements of a list; empty for every other node."""
        return self.data if isinstance(self.data, tuple) else ()

    def get(self, key: str) -> Node | None:
        """Return the value under a key, or None where there is none."""
        entry = self.items.get(key)
        return entry.value if entry is not None else None

    @property
    def text(self) -> str | None:
        """The text of a text scalar, or None for every other node."""
        return self.data if isinstance(self.data, str) else None


class DocumentError(Exception):
    """A text that is not a document. `message` is a lower-case fact.

    `line` counts from 1, and so does `column`, which is 0 where it is not known.
    """

    def __init__(self, message: str, line: int = 1, column: int = 0) -> None:
        super().__init__(f'line {line}: {message}')
        self.message = message
        self.line = line
        self.column = column

    def place(self, path: str) -> Place:
        """Return where it is in the file of a path: one character, or the line."""
        end = self.column + 1 if self.column else 0
        return Place(path, self.line, self.line, self.column, end)


def check_depth(depth: int, line: int) -> None:
    """Raise `DocumentError` where collections are nested deeper than `MAX_DEPTH`."""
    if depth > MAX_DEPTH:
        raise DocumentError(TOO_DEEP, line)
