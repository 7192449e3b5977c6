"""Terraform's JSON syntax (`*.tf.json`, as CDKTF writes it) as bodies and expressions.

Source: Terraform's "JSON Configuration Syntax". Strings are templates; a nested block is an
object or a list of objects, its labels are levels of keys.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from collections.abc import Mapping
from functools import cached_property

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.documents.document import read_document
from checkov_aurora_pg.readers.documents.nodes import DocumentError
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Node
from checkov_aurora_pg.readers.terraform.language.bodies import Argument
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.conversion import normalized
from checkov_aurora_pg.readers.terraform.language.exact_numbers import parse as parse_number
from checkov_aurora_pg.readers.terraform.language.expressions import Expression
from checkov_aurora_pg.readers.terraform.language.expressions import Literal
from checkov_aurora_pg.readers.terraform.language.expressions import ObjectExpression
from checkov_aurora_pg.readers.terraform.language.expressions import Refused
from checkov_aurora_pg.readers.terraform.language.expressions import TupleExpression
from checkov_aurora_pg.readers.terraform.language.syntax import SyntaxProblem
from checkov_aurora_pg.readers.terraform.language.syntax import parse_template

_COMMENT = '//'


class JsonBody:
    """An object in JSON, or a list of objects, read as a body when it is asked.

    A key that is written twice is there twice, as Terraform has it.
    """

    def __init__(self, node: Node, templates: bool = True) -> None:
        """Take the node, and whether its strings are templates."""
        self._templates = templates
        self._items: dict[str, list[Entry]] = {}
        for key, entry in _entries(node):
            if key != _COMMENT:
                self._items.setdefault(key, []).append(entry)

    @cached_property
    def arguments(self) -> Mapping[str, Argument]:
        """The properties by name; a nested block looks like an argument too."""
        return {
            name: Argument(name, self._expression(name, entries), entries[-1].place)
            for name, entries in self._items.items()
        }

    def _expression(self, name: str, entries: list[Entry]) -> Expression:
        if len(entries) > 1:
            return Refused(f'`{name}` is set twice', entries[-1].place)
        return expression_of(entries[0].value, self._templates)

    def blocks(self, type: str, labels: int = 0) -> tuple[Block, ...]:
        """Return the blocks of a type, with so many levels of labels."""
        return tuple(
            part
            for entry in self._items.get(type, ())
            for part in _parts(type, (), entry, labels)
            if isinstance(part, Block)
        )

    def repeated(self, *, has_blocks: bool = True) -> Iterator[tuple[str, Place, Place]]:
        """Yield the arguments that are set twice in it or in a block of it, and both places."""
        waiting = [self._items]
        while waiting:
            items = waiting.pop()
            for name, entries in items.items():
                if len(entries) > 1 and not (has_blocks and all(map(_may_be_blocks, entries))):
                    yield name, entries[0].place, entries[1].place
                for node in (entry.value for entry in entries):
                    parts = node.data if isinstance(node.data, tuple) else (node,)
                    waiting.extend(JsonBody(part)._items for part in parts)

    def parts(self, labels: Mapping[str, int]) -> Iterator[Block | Argument]:
        """Yield its blocks with their labels, and what is written where a block belongs."""
        for name, entries in self._items.items():
            for entry in entries:
                yield from _parts(name, (), entry, labels.get(name, 1))


def _entries(node: Node) -> Iterator[tuple[str, Entry]]:
    """Yield the entries of an object, or of the objects in a list, in order."""
    for one in node.data if isinstance(node.data, tuple) else (node,):
        for key, entry in one.items.items():
            yield from ((key, earlier) for earlier in entry.earlier)
            yield key, entry


def _may_be_blocks(entry: Entry) -> bool:
    data = entry.value.data
    if isinstance(data, tuple):
        return all(isinstance(node.data, (Mapping, tuple)) for node in data)
    return data is None or isinstance(data, Mapping)


def _parts(
    type: str,
    labels: tuple[str, ...],
    entry: Entry,
    depth: int,
) -> Iterator[Block | Argument]:
    """Yield the blocks below a key, and what is no block in the place of one."""
    if not _may_be_blocks(entry):
        yield Argument(type, expression_of(entry.value, templates=False), entry.place)
    elif depth:
        for label, inner in _entries(entry.value):
            if label != _COMMENT:
                yield from _parts(type, (*labels, label), inner, depth - 1)
    else:
        nodes = entry.value.data if isinstance(entry.value.data, tuple) else (entry.value,)
        for node in nodes:
            if node.data is not None:
                place = entry.place if node is entry.value else node.place
                yield Block(type, labels, JsonBody(node), place)


def expression_of(node: Node, templates: bool = True) -> Expression:
    """Return the expression of a JSON value: its strings are templates, unless told."""
    data = node.data
    if isinstance(data, str):
        return _text(data, node.place, templates)
    if isinstance(data, tuple):
        return TupleExpression(tuple(expression_of(item, templates) for item in data), node.place)
    if isinstance(data, Mapping):
        twice = next((key for key, entry in data.items() if entry.earlier), None)
        if twice not in (None, _COMMENT):
            return Refused(f'the key `{twice}` is written twice', node.place)
        return ObjectExpression(
            tuple(
                (_text(key, entry.place, templates), expression_of(entry.value, templates))
                for key, entry in data.items()
                if key != _COMMENT
            ),
            node.place,
        )
    return _number(data, node.place) if isinstance(data, float) else Literal(data, node.place)


def _number(read: float, place: Place) -> Expression:
    number = None if math.isinf(read) else parse_number(repr(read))
    return Refused('the number is too large', place) if number is None else Literal(number, place)


def _text(text: str, place: Place, templates: bool) -> Expression:
    if not templates:
        return Literal(normalized(text), place)
    try:
        return parse_template(text, place)
    except SyntaxProblem as error:
        return Refused(f'`{text}` {error}', place)


def parse(path: str, content: bytes, templates: bool = True) -> JsonBody:
    """Return a file's body; of tfvars, strings are no templates. Raises `SyntaxProblem`."""
    try:
        document = read_document(content, path)
    except DocumentError as error:
        raise SyntaxProblem(error.message, error.line, error.column) from None
    if len(document) != 1 or not isinstance(document[0].data, (Mapping, tuple)):
        raise SyntaxProblem('is not a JSON object', 1)
    return JsonBody(document[0], templates)
