"""Keys that a template writes twice, where that can change what is judged.

cfn-lint and the Serverless Framework refuse such a file, and the tools that send it to AWS
differ on which of the two counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.cloudformation.language.evaluation import shown
from checkov_aurora_pg.readers.cloudformation.language.templates import NESTED_STACKS
from checkov_aurora_pg.readers.cloudformation.resource_types import RESOURCE_TYPES
from checkov_aurora_pg.readers.cloudformation.subjects import mappings
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Items
from checkov_aurora_pg.readers.documents.nodes import Node

# Sections of a template, and what a service has beside them, of which everything counts.
_WHOLE = ('Conditions', 'Mappings', 'Outputs', 'Parameters', 'custom', 'params', 'stages')
_RESOURCES = 'Resources'
_SECTIONS = frozenset({*_WHOLE, _RESOURCES, 'Transform', 'provider', 'resources'})
_OF_A_RESOURCE = frozenset({'Type', 'Properties', 'Condition'})
# What tells of a resource and makes nothing of it.
_TOLD = frozenset({'Metadata', 'DependsOn', 'DeletionPolicy', 'UpdateReplacePolicy'})


def duplicates(root: Node) -> Iterator[Problem]:
    """Yield what is written twice in a template, or a service, and counts."""
    yield from _among(root.items, _SECTIONS)
    for name in _WHOLE:
        entry = root.items.get(name)
        if entry is not None:
            yield from _inside(entry.value)
    service = root.get('resources')
    if service is not None:
        yield from _inside(service)
    resources = root.get(_RESOURCES)
    if resources is not None:
        yield from _of_resources(resources)


def _of_resources(resources: Node) -> Iterator[Problem]:
    for logical_id, entry in resources.items.items():
        if any(map(_is_read, entry.values)):
            yield from _written_twice(logical_id, entry)
            yield from _of_resource(entry.value)


def _of_resource(resource: Node) -> Iterator[Problem]:
    yield from _among(resource.items, _OF_A_RESOURCE)
    for key, entry in resource.items.items():
        if key not in _TOLD:
            yield from _inside(entry.value)


def _is_read(resource: Node) -> bool:
    """Return whether a resource is of a type that is read, or of one that is not written."""
    kind = resource.items.get('Type')
    if kind is None:
        return True
    texts = {value.text for value in kind.values}
    return None in texts or not texts.isdisjoint((*RESOURCE_TYPES, *NESTED_STACKS))


def _inside(node: Node) -> Iterator[Problem]:
    for mapping in mappings(node):
        yield from _among(mapping.items)


def _among(items: Items, keys: frozenset[str] | None = None) -> Iterator[Problem]:
    for key, entry in items.items():
        if entry.earlier and (keys is None or key in keys):
            yield from _written_twice(key, entry)


def _written_twice(key: str, entry: Entry) -> Iterator[Problem]:
    if entry.earlier:
        place, before = entry.place, entry.earlier[0].place
        at = Place(place.path, place.line, place.line)
        yield Problem(
            at,
            f'`{shown(key)}` is written twice, on line {before.line} and on line {place.line}: '
            'keep one, since tools disagree about which one counts',
        )
