"""The properties of one resource, evaluated when they are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator

from checkov_aurora_pg.core.parameters import Parameter
from checkov_aurora_pg.core.parameters import Parameters
from checkov_aurora_pg.core.values import NULL
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Expansion
from checkov_aurora_pg.readers.cloudformation.language.evaluation import intrinsic
from checkov_aurora_pg.readers.documents.nodes import Items
from checkov_aurora_pg.readers.documents.nodes import Node


class Properties:
    """The properties that a resource writes, or that a function gives it as a whole."""

    def __init__(self, evaluator: Evaluator, node: Node | None) -> None:
        self._evaluator = evaluator
        self._whole: Value | None = None
        self._written = Expansion({})
        if node is not None and (intrinsic(node) is not None or not isinstance(node.data, dict)):
            self._whole = evaluator.evaluate(node)
        elif node is not None:
            self._written = evaluator.expand(node.items)

    def read(self, name: str) -> Value:
        """Return the value of a property; null where it is not written."""
        if self._whole is not None:
            return self._of_whole(self._whole, name)
        if name in self._written.uncertain:
            return Value(self._written.uncertain[name])
        entry = self._written.items.get(name)
        if entry is None:
            return NULL if self._written.rest is None else Value(self._written.rest)
        return self._evaluator.evaluate(entry.value)

    @staticmethod
    def _of_whole(whole: Value, name: str) -> Value:
        data = whole.data
        if isinstance(data, Mapping):
            absent = NULL if data.rest is None else Value(data.rest, whole.place)
            return data.items.get(name, absent)
        if data is None or isinstance(data, Unknown):
            return whole
        return Value(Unknown('the properties are not a mapping'), whole.place)

    def parameters(self, name: str, place: Place) -> Parameters:
        """Return the entries of a parameter group; `place` is the group's own."""
        entry = self._written.items.get(name)
        if (
            entry is not None
            and name not in self._written.uncertain
            and isinstance(
                entry.value.data,
                dict,
            )
            and intrinsic(entry.value) is None
        ):
            return self._of_entries(entry.value.items)
        value = self.read(name)
        if isinstance(value.data, str):
            value = _decoded(value.data, value.place)
        if isinstance(value.data, Mapping):
            return Parameters(
                tuple(
                    Parameter(Value(key, value.place), item, item.place or value.place or place)
                    for key, item in value.data.items.items()
                ),
                value.data.rest,
            )
        if value.data is None:
            return Parameters()
        if isinstance(value.data, Unknown):
            return Parameters((), value.data)
        return Parameters((), Unknown(f'`{name}` is not a mapping'))

    def _of_entries(self, items: Items) -> Parameters:
        expansion = self._evaluator.expand(items)
        return Parameters(tuple(self._entries(expansion)), expansion.rest)

    def _entries(self, expansion: Expansion) -> Iterator[Parameter]:
        for name, entry in expansion.items.items():
            why = expansion.uncertain.get(name)
            value = self._evaluator.evaluate(entry.value) if why is None else Value(why)
            if not value.is_null:
                yield Parameter(Value(name, entry.place), value, entry.place)


def _decoded(text: str, place: Place | None) -> Value:
    """Return the mapping that a JSON text holds, as the property also accepts."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return Value(Unknown('`Parameters` is a string that is not JSON'), place)
    if not isinstance(data, dict):
        return Value(Unknown('`Parameters` is a string that is not a JSON object'), place)
    return Value(
        Mapping(
            {
                name: Value(item, place)
                if isinstance(item, (bool, int, float, str))
                else Value(Sequence(()), place)
                for name, item in data.items()
                if item is not None
            }
        ),
        place,
    )
