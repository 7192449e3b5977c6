"""Lazy and total evaluation of a template's nodes: every node has a value.

What only a deployment decides, and what is not implemented, is unknown with its reason.
The intrinsic functions themselves are in the modules beside this one.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from dataclasses import field
from functools import cached_property
from typing import Protocol

from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Question
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.comparisons import compared_texts
from checkov_aurora_pg.readers.cloudformation.language.serverless_variables import has_variable
from checkov_aurora_pg.readers.cloudformation.language.templates import LOOP
from checkov_aurora_pg.readers.cloudformation.language.templates import Template
from checkov_aurora_pg.readers.cloudformation.language.uses import Use
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Items
from checkov_aurora_pg.readers.documents.nodes import Node

EXCEEDED = 'the templates take more work to evaluate than the limit'
MAX_TEXT_LENGTH = 100_000
_MAX_DEPTH = 60
_MAX_STEPS = 500_000
_SHOWN_TEXT_LENGTH = 60
_DYNAMIC_REFERENCE = '{{resolve:'


class Undecided(Exception):
    """What is evaluated is unknown, for the reason in `unknown`."""

    def __init__(
        self,
        reason: str,
        decide: str = '',
        question: Question | None = None,
        *,
        is_refused: bool = False,
    ) -> None:
        super().__init__(reason)
        self.unknown = Unknown(reason, decide, question=question, is_refused=is_refused)

    @classmethod
    def by(cls, unknown: Unknown) -> Undecided:
        """Return what is undecided since a value that it is made from is not known."""
        return cls(
            unknown.reason,
            unknown.decide,
            unknown.question,
            is_refused=unknown.is_refused,
        )


@dataclass(slots=True)
class TemplateBudget:
    """The bound on the work of one scan, shared by all of its templates."""

    steps: int = _MAX_STEPS
    depth: int = 0

    def spend(self, steps: int = 1) -> None:
        """Count work. Raises `Undecided` when the bound is exceeded."""
        self.steps -= steps
        if self.is_exceeded:
            raise Undecided(EXCEEDED)

    @property
    def is_exceeded(self) -> bool:
        """Whether more work was asked for than the bound allows."""
        return self.steps < 0


@dataclass(frozen=True, slots=True)
class Expansion:
    """The entries of a mapping with its loops expanded.

    `rest` stands for entries that are not known; `uncertain` are the keys among `items`
    that a loop may or may not make; `lost` is why a loop could not be expanded at all.
    """

    items: Items
    rest: Unknown | None = None
    uncertain: AbstractMapping[str, Unknown] = field(default_factory=dict)
    lost: Unknown | None = None


class Links(Protocol):
    """What the other templates of the scan give; all raise `Undecided`."""

    def exported(self, name: Value, importer: Evaluator) -> Value:
        """Return the value of an export by its name, which may be open, as `importer` sees it."""

    def output(self, stack: str, name: str, reader: Evaluator) -> Value:
        """Return the value of an output of the stack with a name, as `reader` sees it."""

    def nested(self, parent: Evaluator, logical_id: str) -> Evaluator:
        """Return the evaluator of the template that a nested stack of `parent` creates."""


Function = Callable[['Evaluator', Node], Value]
Expander = Callable[['Evaluator', Items], Expansion]


class Evaluator:
    """Evaluates the nodes of one template in one use of it, each once.

    `links` are the other templates of the scan. `loop_identifiers` are those of loops
    whose collection is not known.
    """

    def __init__(
        self,
        template: Template,
        functions: AbstractMapping[str, Function],
        expand: Expander,
        links: Links,
        budget: TemplateBudget,
        use: Use,
    ) -> None:
        self.template = template
        self.use = use
        self.links = links
        self.budget = budget
        self.loop_identifiers: dict[str, Unknown] = {}
        self._functions = functions
        self._expand = expand
        self._sections: dict[str, Expansion] = {}
        # The node is kept beside its value: its identity is the key.
        self._values: dict[int, tuple[Node, Value]] = {}
        self._active: set[int] = set()

    @cached_property
    def compared(self) -> AbstractMapping[str, AbstractMapping[str, Place]]:
        """The texts that conditions compare a parameter with, by its name."""
        return compared_texts(self.template)

    def evaluate(self, node: Node) -> Value:
        """Return the value of a node; an entry or element that is null is left out."""
        known = self._values.get(id(node))
        if known is not None:
            return known[1]
        if id(node) in self._active:
            return Value(Unknown('the value depends on itself'), node.place)
        self._active.add(id(node))
        self.budget.depth += 1
        try:
            value = self._evaluated(node)
        except Undecided as error:
            value = Value(error.unknown)
        finally:
            self.budget.depth -= 1
            self._active.discard(id(node))
        value = value.at(node.place)
        self._values[id(node)] = node, value
        return value

    def _evaluated(self, node: Node) -> Value:
        self.budget.spend()
        if self.budget.depth > _MAX_DEPTH:
            raise Undecided(f'functions are nested deeper than `{_MAX_DEPTH}` levels')
        data = node.data
        if isinstance(data, str):
            return literal(data, node)
        if isinstance(data, tuple):
            elements = (self.evaluate(element) for element in data)
            return Value(Sequence(tuple(element for element in elements if not element.is_null)))
        if data is None or isinstance(data, (bool, int, float)):
            return Value(data)
        name = intrinsic(node)
        if name is None:
            return Value(self._mapping(node))
        function = self._functions.get(name)
        if function is None:
            raise Undecided(f'function `{shown(name)}` is not evaluated')
        return function(self, node.items[name].value)

    def _mapping(self, node: Node) -> Mapping:
        expansion = self.expand(node.items)
        values = {key: self.evaluate(entry.value) for key, entry in expansion.items.items()} | {
            key: Value(why, node.place) for key, why in expansion.uncertain.items()
        }
        return Mapping(
            {key: value for key, value in values.items() if not value.is_null},
            expansion.rest,
        )

    def expand(self, items: Items) -> Expansion:
        """Return the entries of a mapping with its loops expanded."""
        return self._expand(self, items)

    def section(self, name: str) -> Expansion:
        """Return a section of the template with its loops expanded."""
        if name not in self._sections:
            # A loop's collection may refer to what the section holds.
            self._sections[name] = Expansion(self.template.section(name))
            self._sections[name] = self.expand(self.template.section(name))
        return self._sections[name]

    def entry(self, section: str, name: str) -> Entry | None:
        """Return an entry of a section, or None where there is none."""
        return self.section(section).items.get(name)

    def key(self, logical_id: str) -> str:
        """Return a name for a resource that is unique among all uses of all templates."""
        return f'{self.use.key}{self.template.key}:{logical_id}'

    def known(self, node: Node) -> Value:
        """Return the value of a node. Raises `Undecided` when it is unknown."""
        return decided(self.evaluate(node))

    def text(self, node: Node, what: str) -> str:
        """Return a node's value as text. Raises `Undecided` when it is none."""
        text = scalar_text(self.known(node))
        if text is None:
            raise Undecided(f'{what} is not text')
        return text


def decided(value: Value) -> Value:
    """Return a value that is known. Raises `Undecided` otherwise."""
    if isinstance(value.data, Unknown):
        raise Undecided.by(value.data)
    return value


def intrinsic(node: Node) -> str | None:
    """Return the name of the function that a node calls, or None where it calls none."""
    if len(node.items) != 1:
        return None
    name, entry = next(iter(node.items.items()))
    if name == 'Condition':
        # In a policy document the same word holds a mapping.
        return name if entry.value.text is not None else None
    is_function = name == 'Ref' or (name.startswith('Fn::') and not name.startswith(LOOP))
    return name if is_function else None


def arguments(node: Node, name: str, least: int, most: int) -> tuple[Node, ...]:
    """Return a function's arguments. Raises `Undecided` when their number is wrong."""
    if not isinstance(node.data, tuple) or not least <= len(node.data) <= most:
        raise Undecided(f'`{name}` has the wrong number of arguments')
    return node.data


def literal(text: str, node: Node) -> Value:
    """Return the value of a text.

    Raises `Undecided` for a dynamic reference, and for a variable of the Serverless
    Framework, whose service may include any template.
    """
    if is_literal(text):
        return Value(text, node.place)
    if _DYNAMIC_REFERENCE in text:
        raise Undecided(f'`{shown(text)}` is resolved at deployment')
    raise Undecided(f'`{shown(text)}` is resolved by the Serverless Framework')


def is_literal(text: str) -> bool:
    """Return whether a text is what it says, and is not resolved by somebody."""
    return _DYNAMIC_REFERENCE not in text and not ('${' in text and has_variable(text))


def scalar_text(value: Value) -> str | None:
    """Return a known scalar as CloudFormation passes it, or None for any other value."""
    data = value.data
    if isinstance(data, bool):
        return 'true' if data else 'false'
    if isinstance(data, (int, float, str)):
        return str(data)
    return None


def shown(text: str) -> str:
    """Return a text of the template as a message quotes it."""
    return text if len(text) <= _SHOWN_TEXT_LENGTH else f'{text[:_SHOWN_TEXT_LENGTH]}…'
