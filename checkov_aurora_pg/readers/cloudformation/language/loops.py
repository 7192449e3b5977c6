"""`Fn::ForEach`: the entries that a loop makes in a section or in any other mapping.

Source: the documentation of the transform `AWS::LanguageExtensions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator

from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Expansion
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import scalar_text
from checkov_aurora_pg.readers.cloudformation.language.evaluation import shown
from checkov_aurora_pg.readers.cloudformation.language.templates import LOOP
from checkov_aurora_pg.readers.cloudformation.language.templates import MACRO
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Items
from checkov_aurora_pg.readers.documents.nodes import Node

_NOT_ALPHANUMERIC = re.compile(r'[^A-Za-z0-9]')


class _Substitution:
    """One pass of a loop: its identifier and the element that takes its place."""

    def __init__(self, evaluator: Evaluator, identifier: str, element: str) -> None:
        self.budget = evaluator.budget
        self.identifier = identifier
        self.element = element
        self.done: dict[int, Node] = {}

    def text(self, text: str) -> str:
        plain = _NOT_ALPHANUMERIC.sub('', self.element)
        return text.replace(f'${{{self.identifier}}}', self.element).replace(
            f'&{{{self.identifier}}}',
            plain,
        )

    def node(self, node: Node) -> Node:
        if id(node) not in self.done:
            self.budget.spend()
            self.done[id(node)] = self.substituted(node)
        return self.done[id(node)]

    def substituted(self, node: Node) -> Node:
        if node.text is not None:
            return Node(self.text(node.text), node.place)
        if isinstance(node.data, tuple):
            return Node(tuple(self.node(element) for element in node.data), node.place)
        ref = node.get('Ref')
        if ref is not None and ref.text == self.identifier:
            return Node(self.element, node.place)
        return Node(self.items(node.items), node.place) if node.items else node

    def items(self, items: Items) -> dict[str, Entry]:
        return {
            self.text(key): Entry(entry.place, self.node(entry.value))
            for key, entry in items.items()
        }


def _passes(evaluator: Evaluator, collection: Node) -> Iterator[str | Unknown]:
    """Yield the element of each pass; an `Unknown` stands for passes that are not known."""
    try:
        data = evaluator.known(collection).data
    except Undecided as error:
        yield error.unknown
        return
    if not isinstance(data, Sequence):
        yield Unknown('the collection of a loop is not a list')
        return
    for element in data:
        text = scalar_text(element)
        if text is not None:
            yield text
        else:
            yield (
                element.data
                if isinstance(element.data, Unknown)
                else Unknown('an element of a loop is not text')
            )
    if data.rest is not None:
        yield data.rest


def _made(evaluator: Evaluator, name: str, loop: Node) -> Iterator[Expansion]:
    """Yield what each pass of a loop makes. Raises `Undecided` when it is no loop."""
    parts = loop.data if isinstance(loop.data, tuple) else ()
    identifier = parts[0].text if len(parts) == 3 else None
    if identifier is None:
        raise Undecided(f'loop `{shown(name)}` is malformed')
    body = parts[2].items
    for element in _passes(evaluator, parts[1]):
        if isinstance(element, Unknown):
            evaluator.loop_identifiers[identifier] = element
            made = expanded(evaluator, body)
            yield Expansion(made.items, element, dict.fromkeys(made.items, element), made.lost)
        else:
            yield expanded(evaluator, _Substitution(evaluator, identifier, element).items(body))


def _united(expansions: Iterable[Expansion]) -> Expansion:
    items: dict[str, Entry] = {}
    uncertain: dict[str, Unknown] = {}
    rest: Unknown | None = None
    lost: Unknown | None = None
    for expansion in expansions:
        items |= expansion.items
        uncertain |= expansion.uncertain
        rest = rest or expansion.rest
        lost = lost or expansion.lost
    return Expansion(items, rest, uncertain, lost)


def _entry(evaluator: Evaluator, key: str, entry: Entry) -> Expansion:
    if key == MACRO:
        return Expansion({}, Unknown(f'`{shown(entry.value.text or MACRO)}` may add to it'))
    if not key.startswith(LOOP):
        return Expansion({key: entry})
    try:
        return _united(_made(evaluator, key, entry.value))
    except Undecided as error:
        return Expansion({}, error.unknown, {}, error.unknown)


def expanded(evaluator: Evaluator, items: Items) -> Expansion:
    """Return the entries of a mapping with its loops expanded.

    A loop over an unknown collection makes its entries once, as uncertain ones, with an
    unknown identifier.
    """
    if not any(key.startswith(LOOP) or key == MACRO for key in items):
        return Expansion(items)
    return _united(_entry(evaluator, key, entry) for key, entry in items.items())
