"""The template that a stack set holds as a text or an object, and what it hands down."""

from __future__ import annotations

from dataclasses import replace

from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.duplicates import duplicates
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import intrinsic
from checkov_aurora_pg.readers.cloudformation.language.evaluation import is_literal
from checkov_aurora_pg.readers.cloudformation.language.evaluation import literal
from checkov_aurora_pg.readers.cloudformation.language.templates import Template
from checkov_aurora_pg.readers.cloudformation.stacks.template_reader import is_template
from checkov_aurora_pg.readers.documents.document import lines_of
from checkov_aurora_pg.readers.documents.document import read_text
from checkov_aurora_pg.readers.documents.nodes import DocumentError
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Node

# Parsing so many characters costs about as much as the evaluation of a scalar.
_CHARACTERS_A_STEP = 20
_OVERRIDES = 'ParameterOverrides'


# Templates by the resource that holds them and their text, empty for an object.
Bodies = dict[tuple[str, str], Template]


def template_in(evaluator: Evaluator, logical_id: str, body: Node, known: Bodies) -> Template:
    """Return the template in a `TemplateBody`, which is parsed where it is not in `known`.

    Raises `Undecided` where it cannot be read.
    """
    what = f'the template in `TemplateBody` of `{logical_id}`'
    value, text = None, ''
    if intrinsic(body) is not None or not isinstance(body.data, dict):
        # What is resolved in a written template is one of its values, or all of it.
        value = Value(body.text) if body.text is not None else evaluator.known(body)
        if not isinstance(value.data, str):
            raise Undecided(f'{what} is not a text')
        text = value.data
        evaluator.budget.spend(len(text) // _CHARACTERS_A_STEP)
    template = evaluator.template
    part = f'{template.part}:{logical_id}'
    key = template.path + part, text
    if key not in known:
        root = body if value is None else _parsed(text, value.place or body.place, template, what)
        if not is_template(root):
            literal(text, body)
            raise Undecided(f'{what} is not one template')
        for problem in duplicates(root):
            raise Undecided(f'{what} cannot be read: {problem.message}')
        known[key] = Template(template.path, root, template.lines, part)
    return known[key]


def _parsed(text: str, place: Place, template: Template, what: str) -> Node | None:
    try:
        found = [one for one in read_text(text, place.path) if is_template(one)]
    except DocumentError as error:
        if not is_literal(text):
            return None
        raise Undecided(f'{what} cannot be read: {error.message}') from None
    placed = _Placed(text, place, template.lines.get(place.path, ()))
    return placed.node(found[0]) if len(found) == 1 else None


class _Placed:
    """Gives the nodes of a text the places that they have in the file around it.

    In a block scalar each line of the text is a line of the file. Anywhere else the place is
    that of the whole text.
    """

    def __init__(self, text: str, whole: Place, lines: tuple[str, ...]) -> None:
        self._whole = whole
        self._done: dict[int, Node] = {}
        written = lines[whole.line : whole.end_line]
        inner = lines_of(text.rstrip())
        self._is_block = len(inner) <= len(written) and all(
            one.strip() == other.strip() for one, other in zip(inner, written, strict=False)
        )

    def node(self, node: Node) -> Node:
        if id(node) not in self._done:
            self._done[id(node)] = Node(self._data(node), self._place(node.place))
        return self._done[id(node)]

    def _data(self, node: Node) -> dict[str, Entry] | tuple[Node, ...] | None | bool | float | str:
        if isinstance(node.data, tuple):
            return tuple(map(self.node, node.data))
        if isinstance(node.data, dict):
            return {key: self._entry(entry) for key, entry in node.data.items()}
        return node.data

    def _entry(self, entry: Entry) -> Entry:
        earlier = tuple(map(self._entry, entry.earlier))
        return Entry(self._place(entry.place), self.node(entry.value), earlier)

    def _place(self, place: Place) -> Place:
        if not self._is_block:
            return self._whole
        above = self._whole.line
        return Place(place.path, above + place.line, above + place.end_line)


def argument_of_set(parent: Evaluator, properties: Node | None, name: str) -> Value | None:
    """Return what a stack set hands down for a parameter, or None where nothing is."""
    if properties is None:
        return None
    for mapping in _overridden(parent, properties):
        if _handed(mapping, name) is not None:
            return Value(Unknown(f'some instances of the stack set override parameter `{name}`'))
    written = properties.get('Parameters')
    return None if written is None else _handed(parent.evaluate(written), name)


def _overridden(parent: Evaluator, properties: Node) -> list[Value]:
    groups = properties.get('StackInstancesGroup')
    return [
        parent.evaluate(overrides)
        for group in (groups.elements if groups is not None else ())
        if (overrides := group.get(_OVERRIDES)) is not None
    ]


def _handed(parameters: Value, name: str) -> Value | None:
    """Return the value under a key of a list of parameters."""
    if isinstance(parameters.data, Unknown):
        return replace(parameters, references=())
    elements = parameters.data if isinstance(parameters.data, Sequence) else Sequence(())
    for element in elements:
        data = element.data
        if isinstance(data, Unknown):
            return Value(data, element.place)
        key = data.items.get('ParameterKey') if isinstance(data, Mapping) else None
        if isinstance(data, Mapping) and key is not None and key.data == name:
            return data.items.get('ParameterValue')
    return None if elements.rest is None else Value(elements.rest, parameters.place)
