"""Terraform's JSON syntax (`*.tf.json`, as CDKTF writes it) as bodies and expressions.

Source: Terraform's "JSON Configuration Syntax". Strings are templates; a nested block is an
object or a list of objects, its labels are levels of keys.
"""
from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from functools import cached_property

from checkov_aurora_pg.readers.document import read_document
from checkov_aurora_pg.readers.nodes import DocumentError
from checkov_aurora_pg.readers.nodes import Entry
from checkov_aurora_pg.readers.nodes import Node
from checkov_aurora_pg.readers.terraform.bodies import Argument
from checkov_aurora_pg.readers.terraform.bodies import Block
from checkov_aurora_pg.readers.terraform.expressions import Expression
from checkov_aurora_pg.readers.terraform.expressions import Literal
from checkov_aurora_pg.readers.terraform.expressions import ObjectOf
from checkov_aurora_pg.readers.terraform.expressions import Refused
from checkov_aurora_pg.readers.terraform.expressions import TupleOf
from checkov_aurora_pg.readers.terraform.syntax import SyntaxProblem
from checkov_aurora_pg.readers.terraform.syntax import parse_template
from checkov_aurora_pg.values import Place

_COMMENT = '//'


class JsonBody:
    """An object in JSON, read as a body when it is asked."""

    def __init__(self, node: Node, templates: bool = True) -> None:
        """Take the object's node, and whether its strings are templates."""
        self._templates = templates
        self._items = {k: v for k, v in node.items.items() if k != _COMMENT}

    @cached_property
    def arguments(self) -> Mapping[str, Argument]:
        """The properties by name; a nested block looks like an argument too."""
        return {
            name: Argument(name, expression_of(entry.value, self._templates), entry.place)
            for name, entry in self._items.items()
        }

    def blocks(self, type: str, labels: int = 0) -> tuple[Block, ...]:
        """Return the blocks of a type, with so many levels of labels."""
        entry = self._items.get(type)
        return () if entry is None else tuple(_blocks(type, (), entry, labels))


def _blocks(
    type: str, labels: tuple[str, ...], entry: Entry, depth: int,
) -> Iterator[Block]:
    nodes = entry.value.data if isinstance(entry.value.data, tuple) else (entry.value,)
    for node in nodes:
        if depth:
            for label, inner in node.items.items():
                if label != _COMMENT:
                    yield from _blocks(type, (*labels, label), inner, depth - 1)
        elif isinstance(node.data, Mapping):
            place = entry.place if node is entry.value else node.place
            yield Block(type, labels, JsonBody(node), place)


def expression_of(node: Node, templates: bool = True) -> Expression:
    """Return the expression of a JSON value: its strings are templates, unless told."""
    data = node.data
    if isinstance(data, str):
        return _text(data, node.place, templates)
    if isinstance(data, tuple):
        return TupleOf(tuple(expression_of(item, templates) for item in data), node.place)
    if isinstance(data, Mapping):
        return ObjectOf(
            tuple(
                (_text(key, entry.place, templates), expression_of(entry.value, templates))
                for key, entry in data.items() if key != _COMMENT
            ),
            node.place,
        )
    return Literal(data, node.place)


def _text(text: str, place: Place, templates: bool) -> Expression:
    if not templates:
        return Literal(text, place)
    try:
        return parse_template(text, place)
    except SyntaxProblem as error:
        return Refused(f'`{text}` {error}', place)


def parse(path: str, content: bytes, templates: bool = True) -> JsonBody:
    """Return a file's body; of tfvars, strings are no templates. Raises `SyntaxProblem`."""
    try:
        document = read_document(content, path)
    except DocumentError as error:
        raise SyntaxProblem(error.message, error.line) from None
    if len(document) != 1 or not isinstance(document[0].data, Mapping):
        raise SyntaxProblem('is not a JSON object', 1)
    return JsonBody(document[0], templates)
