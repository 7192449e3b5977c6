"""`Fn::FindInMap`: what a template's mapping has under two keys, known or not."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from functools import reduce

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Question
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.choices import Choice
from checkov_aurora_pg.readers.cloudformation.language.choices import choice_in
from checkov_aurora_pg.readers.cloudformation.language.conditions import agreed
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Function
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import arguments
from checkov_aurora_pg.readers.cloudformation.language.evaluation import scalar_text
from checkov_aurora_pg.readers.cloudformation.language.evaluation import shown
from checkov_aurora_pg.readers.cloudformation.language.templates import MACRO
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Node

_Key = str | Unknown


@dataclass(frozen=True, slots=True)
class _Found:
    """A value that a lookup may lead to, and the entries under its two keys."""

    top: str
    second: str
    row: Entry
    entry: Entry


def _find_in_map(evaluator: Evaluator, node: Node) -> Value:
    map_node, *keys = arguments(node, 'Fn::FindInMap', 3, 4)
    name = evaluator.text(map_node, 'the map in `Fn::FindInMap`')
    entry = evaluator.entry('Mappings', name)
    if entry is None or entry.value.get(MACRO) is not None:
        raise Undecided(f'mapping `{shown(name)}` is not in the template')
    top, second = (_key(evaluator, key) for key in keys[:2])
    default = keys[2].get('DefaultValue') if len(keys) > 2 else None
    found = tuple(_lookups(entry.value, top, second))
    candidates = [one.entry.value for one in found]
    may_miss = not candidates or isinstance(top, Unknown) or isinstance(second, Unknown)
    if default is not None and may_miss:
        candidates.append(default)
    if not candidates:
        reason = f'mapping `{shown(name)}` does not have the requested key'
        raise Undecided(reason, is_refused=True)
    why = _why(top, second, found, default is not None)
    values = [evaluator.evaluate(candidate) for candidate in candidates]
    return reduce(lambda one, two: agreed(evaluator, one, two, why), values)


def _key(evaluator: Evaluator, node: Node) -> _Key:
    value = evaluator.evaluate(node)
    if isinstance(value.data, Unknown):
        return choice_in(value.data) or value.data
    text = scalar_text(value)
    if text is None:
        raise Undecided('a key in `Fn::FindInMap` is not text')
    return text


def _lookups(mapping: Node, top: _Key, second: _Key) -> Iterator[_Found]:
    for name, row in _entries(mapping, top):
        for key, entry in _entries(row.value, second):
            yield _Found(name, key, row, entry)


def _entries(node: Node, key: _Key) -> Iterator[tuple[str, Entry]]:
    """Yield the entry under a key, or those that it may lead to where it is not known."""
    if isinstance(key, str):
        entry = node.items.get(key)
        if entry is not None:
            yield key, entry
        return
    for name, entry in node.items.items():
        if not isinstance(key, Choice) or key.may_be(name):
            yield name, entry


def _why(top: _Key, second: _Key, found: tuple[_Found, ...], has_default: bool) -> Unknown:
    """Return why a lookup is not known, with the question that tells more of it."""
    whys = [
        Unknown(key.reason, key.decide, question=_question(key, places, has_default))
        for key, places in (
            (top, {one.top: one.row.place for one in found}),
            (second, {one.second: one.entry.place for one in found}),
        )
        if isinstance(key, Unknown)
    ]
    return next((why for why in whys if why.question is not None), whys[0] if whys else Unknown(''))


def _question(
    key: Unknown,
    places: AbstractMapping[str, Place],
    has_default: bool,
) -> Question | None:
    return key.one_of(places, has_default) if isinstance(key, Choice) else key.question


FUNCTIONS: AbstractMapping[str, Function] = {'Fn::FindInMap': _find_in_map}
