"""A YAML or JSON text as it is written: each node with where it begins and ends.

JSON is read as the part of YAML's flow style that it is. Offsets count characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field

import yaml
from yaml.events import AliasEvent
from yaml.events import CollectionEndEvent
from yaml.events import Event
from yaml.events import MappingStartEvent
from yaml.events import NodeEvent
from yaml.events import ScalarEvent
from yaml.events import SequenceStartEvent
from yaml.events import StreamEndEvent

from checkov_aurora_pg.fixing.edits import EditRefused
from checkov_aurora_pg.readers.documents.nodes import MAX_DEPTH

_Loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_BLOCK_TEXT = ('|', '>')


@dataclass(slots=True, eq=False)
class Written:
    """A node of the text. `kind` is `scalar`, `list`, `mapping` or `alias`.

    `end` of a block is that of its last value. `pairs` are a mapping's keys and values, `items`
    a list's elements. `is_text_block` says that its last value is a literal or folded block.
    """

    kind: str
    start: int
    end: int
    line: int
    column: int
    value: str = ''
    tag: str = ''
    anchor: str = ''
    is_flow: bool = False
    is_text_block: bool = False
    pairs: list[tuple[Written, Written]] = field(default_factory=list)
    items: list[Written] = field(default_factory=list)
    parent: Written | None = None

    def around(self) -> Iterator[Written]:
        """Yield this node and those around it, the innermost first."""
        node: Written | None = self
        while node is not None:
            yield node
            node = node.parent

    def below(self) -> Iterator[Written]:
        """Yield this node and all in it, keys excepted."""
        yield self
        for one in (*self.items, *(value for _, value in self.pairs)):
            yield from one.below()


class _Reading:
    def __init__(self, text: str) -> None:
        self.text = text
        self.events: Iterator[Event] = yaml.parse(text, Loader=_Loader)
        self.aliased: set[str] = set()

    def documents(self) -> Iterator[Written]:
        while not isinstance(event := next(self.events), StreamEndEvent):
            if isinstance(event, NodeEvent):
                yield self.node(event, None)

    def node(self, event: Event, parent: Written | None) -> Written:
        start, end = event.start_mark, event.end_mark
        assert isinstance(event, NodeEvent), 'no other event begins a node'
        assert start is not None, 'the parser marks every event'
        assert end is not None, 'the parser marks every event'
        node = Written('alias', start.index, end.index, start.line, start.column, parent=parent)
        if sum(1 for _ in node.around()) > MAX_DEPTH:
            raise EditRefused('the file is nested too deeply')
        node.anchor = event.anchor or ''
        if isinstance(event, AliasEvent):
            self.aliased.add(node.anchor)
            return node
        node.tag = getattr(event, 'tag', None) or ''
        if isinstance(event, ScalarEvent):
            node.kind, node.value = 'scalar', event.value
            node.is_text_block = event.style in _BLOCK_TEXT
            return node
        assert isinstance(event, (SequenceStartEvent, MappingStartEvent)), 'these are all nodes'
        node.is_flow = bool(event.flow_style)
        self.fill(node, isinstance(event, MappingStartEvent))
        return node

    def fill(self, node: Written, is_mapping: bool) -> None:
        node.kind = 'mapping' if is_mapping else 'list'
        while not isinstance(event := next(self.events), CollectionEndEvent):
            first = self.node(event, node)
            last = first
            if is_mapping:
                last = self.node(next(self.events), node)
                node.pairs.append((first, last))
            else:
                node.items.append(last)
            if not node.is_flow:
                node.end, node.is_text_block = last.end, last.is_text_block
        if node.is_flow and event.end_mark is not None:
            node.end = event.end_mark.index


def written_documents(text: str) -> tuple[tuple[Written, ...], frozenset[str]]:
    """Return the documents of a text, and the anchors that are used in it.

    Raises `EditRefused` where it does not parse.
    """
    reading = _Reading(text)
    try:
        return tuple(reading.documents()), frozenset(reading.aliased)
    except yaml.YAMLError:
        raise EditRefused('the file is not valid YAML or JSON') from None
