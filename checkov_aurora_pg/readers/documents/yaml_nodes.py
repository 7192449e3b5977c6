"""YAML text -> nodes with their places, on libyaml's events.

CloudFormation's short tags become their long forms (`!Sub x` -> `{Fn::Sub: x}`).
Plain scalars are those of YAML 1.1, as for CloudFormation and Checkov.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator

import yaml
from yaml.constructor import SafeConstructor
from yaml.events import AliasEvent
from yaml.events import CollectionEndEvent
from yaml.events import DocumentStartEvent
from yaml.events import Event
from yaml.events import MappingStartEvent
from yaml.events import ScalarEvent
from yaml.events import SequenceStartEvent
from yaml.events import StreamEndEvent
from yaml.nodes import ScalarNode
from yaml.reader import ReaderError
from yaml.resolver import Resolver

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.documents.nodes import TOO_DEEP
from checkov_aurora_pg.readers.documents.nodes import DocumentError
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Items
from checkov_aurora_pg.readers.documents.nodes import Node
from checkov_aurora_pg.readers.documents.nodes import add_entry
from checkov_aurora_pg.readers.documents.nodes import check_depth

_Loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_YAML = 'tag:yaml.org,2002:'
_UNPREFIXED = frozenset({'Ref', 'Condition'})
# Python refuses longer integers, whose conversion takes quadratic time.
_MAX_NUMBER_LENGTH = 300
# Merge keys copy entries, so that a small text could hold very many.
_MAX_MERGED_ENTRIES = 200_000
_MERGE = '<<'

# What libyaml says from 0.2.6 on of a thousand levels, to which it reads ahead.
_TOO_DEEP_FOR_LIBYAML = 'exceeded maximum nesting depth'

_resolve: Callable[[type[ScalarNode], str, tuple[bool, bool]], str] = Resolver().resolve
_constructor = SafeConstructor()


def _resolved(text: str, tag: str) -> None | bool | int | float | str:
    try:
        if tag == f'{_YAML}null':
            return None
        if tag == f'{_YAML}bool':
            return SafeConstructor.bool_values[text.lower()]
        if tag == f'{_YAML}int' and len(text) <= _MAX_NUMBER_LENGTH:
            return int(_constructor.construct_yaml_int(ScalarNode(tag, text)))
        if tag == f'{_YAML}float' and len(text) <= _MAX_NUMBER_LENGTH:
            return float(_constructor.construct_yaml_float(ScalarNode(tag, text)))
    except (KeyError, ValueError, IndexError):
        return text
    return text


def _scalar(event: ScalarEvent) -> None | bool | int | float | str:
    if event.tag is not None:
        return _resolved(event.value, event.tag)
    if not event.implicit[0]:
        return str(event.value)
    return _resolved(event.value, _resolve(ScalarNode, event.value, (True, False)))


def _start(event: Event) -> tuple[int, int]:
    mark = event.start_mark
    assert mark is not None, 'the parser marks every event'
    return mark.line, mark.column


def _end(event: Event) -> tuple[int, int]:
    mark = event.end_mark
    assert mark is not None, 'the parser marks every event'
    return mark.line, mark.column


def _long_form(tag: str, node: Node) -> Node:
    name = tag[1:]
    if name == 'GetAtt' and node.text is not None:
        node = Node(tuple(Node(part, node.place) for part in node.text.split('.', 1)), node.place)
    key = name if name in _UNPREFIXED else f'Fn::{name}'
    return Node({key: Entry(node.place, node)}, node.place)


class _Composer:
    """`end` is where the text of the last node ends (from 0); `height` is its depth inside."""

    def __init__(self, text: str, path: str) -> None:
        self.path = path
        self.loader = _Loader(text)
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.merged = 0
        self.end = (0, 0)
        self.height = 0

    def documents(self) -> Iterator[Node]:
        try:
            event = self.next()
            while not isinstance(event, StreamEndEvent):
                if isinstance(event, DocumentStartEvent):
                    self.anchors.clear()
                    yield self.node(self.next(), 0)
                event = self.next()
        finally:
            self.loader.dispose()

    def next(self) -> Event:
        event = self.loader.get_event()
        assert isinstance(event, Event), 'the stream end is the last event that is asked for'
        return event

    def node(self, event: Event, depth: int) -> Node:
        check_depth(depth, _start(event)[0] + 1)
        if isinstance(event, AliasEvent):
            return self.aliased(event, depth)
        if isinstance(event, ScalarEvent):
            if event.tag == f'{_YAML}binary':
                raise DocumentError('a `!!binary` value is not text', _start(event)[0] + 1)
            self.end, self.height = _end(event), 0
            node = Node(_scalar(event), self.place(event))
        elif isinstance(event, SequenceStartEvent):
            node = self.sequence(event, depth)
        else:
            assert isinstance(event, MappingStartEvent), 'no other event begins a node'
            node = self.mapping(event, depth)
        if event.tag is not None and event.tag.startswith('!') and event.tag != '!':
            node = _long_form(event.tag, node)
            self.height += 2
        if event.anchor is not None:
            self.anchors[event.anchor] = node, self.height
        return node

    def aliased(self, event: AliasEvent, depth: int) -> Node:
        self.end = _end(event)
        line = _start(event)[0] + 1
        if event.anchor not in self.anchors:
            raise DocumentError(f'alias `{event.anchor}` has no anchor before it', line)
        node, self.height = self.anchors[event.anchor]
        check_depth(depth + self.height, line)
        return node

    def place(self, start: Event) -> Place:
        """Return the place from an event to `end`, without the line break after a block."""
        line, column = _start(start)
        end_line, end_column = self.end
        if end_column == 0 and end_line > line:
            return Place(self.path, line + 1, end_line, column + 1)
        return Place(self.path, line + 1, end_line + 1, column + 1, end_column + 1)

    def sequence(self, start: SequenceStartEvent, depth: int) -> Node:
        items: list[Node] = []
        self.end, height = _end(start), 0
        while not isinstance(event := self.next(), CollectionEndEvent):
            items.append(self.node(event, depth + 1))
            height = max(height, self.height + 1)
        return self.closed(tuple(items), height, start, event)

    def mapping(self, start: MappingStartEvent, depth: int) -> Node:
        items: dict[str, Entry] = {}
        merges: list[Node] = []
        self.end, height = _end(start), 0
        while not isinstance(event := self.next(), CollectionEndEvent):
            key = self.key(event)
            value = self.node(self.next(), depth + 1)
            height = max(height, self.height + 1)
            if key == _MERGE and isinstance(event, ScalarEvent) and event.implicit[0]:
                merges.append(value)
            else:
                add_entry(items, key, Entry(self.place(event), value))
        written = frozenset(items)
        for merge in merges:
            merged = self.merged_entries(merge, _start(start)[0] + 1)
            for key, entry in merged.items():
                if key not in written:
                    add_entry(items, key, entry)
        return self.closed(items, height, start, event)

    def closed(
        self,
        data: dict[str, Entry] | tuple[Node, ...],
        height: int,
        start: SequenceStartEvent | MappingStartEvent,
        end: Event,
    ) -> Node:
        # A block ends with its last value: the parser's mark is at the next text.
        if start.flow_style:
            self.end = _end(end)
        self.height = height
        return Node(data, self.place(start))

    def key(self, event: Event) -> str:
        if isinstance(event, ScalarEvent):
            self.end = _end(event)
            if event.anchor is not None:
                self.anchors[event.anchor] = Node(_scalar(event), self.place(event)), 0
            return str(event.value)
        if isinstance(event, AliasEvent):
            data = self.aliased(event, 0).data
            if isinstance(data, (bool, int, float, str)):
                return str(data)
        raise DocumentError('a mapping key is not a scalar', _start(event)[0] + 1)

    def merged_entries(self, merge: Node, line: int) -> Items:
        """Return the entries of `<<`; of several mappings in a list, the first counts."""
        items: dict[str, Entry] = {}
        for source in merge.data if isinstance(merge.data, tuple) else (merge,):
            if not isinstance(source.data, dict):
                raise DocumentError('a merge key `<<` does not hold a mapping', line)
            self.merged += len(source.data)
            if self.merged > _MAX_MERGED_ENTRIES:
                raise DocumentError(
                    f'merge keys make more than `{_MAX_MERGED_ENTRIES}` entries',
                    line,
                )
            for key, entry in source.data.items():
                items.setdefault(key, entry)
        return items


# What libyaml says of the mistakes that people make, in the words of those who make them.
_PLAIN_WORDS = {
    'did not find expected key': 'a key is expected here: look at the indentation, and for a '
    'quote or a bracket that is left open',
    "could not find expected ':'": 'a `:` is missing after this key',
    "did not find expected '-' indicator": 'a `-` is expected here: the list ends too early, or '
    'is indented otherwise',
    "did not find expected ',' or ']'": 'a `,` or `]` is missing',
    "did not find expected ',' or '}'": 'a `,` or `}` is missing',
    'did not find expected node content': 'a value is expected here',
    'mapping values are not allowed in this context': 'a `:` is not allowed here: quote the text '
    'that has it, or look at the indentation',
    'block sequence entries are not allowed in this context': 'a `-` is not allowed here: a list '
    'begins on a line of its own',
    'found character that cannot start any token': 'this character begins no value: quote it, and '
    'indent with spaces, not tabs',
    'found unexpected end of stream': 'a quote is left open',
    'did not find expected <document start>': 'text follows the end of the document',
}


def read_yaml(text: str, path: str) -> tuple[Node, ...]:
    """Return the documents of a YAML text.

    Of a key that is written twice the last entry counts, and keeps those before it. Raises
    `DocumentError`.
    """
    try:
        return tuple(_Composer(text, path).documents())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or 'is not YAML'
        if problem == _TOO_DEEP_FOR_LIBYAML:
            problem = TOO_DEEP
        if mark is None:
            raise DocumentError(problem) from None
        # The parser counts the end of the text as one more line.
        last = text.count('\n') + 1
        line, column = (mark.line + 1, mark.column + 1) if mark.line < last else (last, 0)
        raise DocumentError(_PLAIN_WORDS.get(problem, problem), line, column) from None
    except ReaderError as error:
        raise DocumentError(error.reason, text.count('\n', 0, error.position) + 1) from None
