"""Resources of types that are not judged, and that may create a cluster when they are deployed.

These are what runs somebody's own code or template: a custom resource, a module or another
private type, a product of the Service Catalog, a function or a document that calls RDS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import shown
from checkov_aurora_pg.readers.cloudformation.language.templates import NESTED_STACKS
from checkov_aurora_pg.readers.cloudformation.resource_types import RESOURCE_TYPES
from checkov_aurora_pg.readers.cloudformation.resources import type_of
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Node

_AWS = 'AWS::'
# Of AWS's own types, those that deploy what somebody else has written.
_DEPLOYING = ('AWS::CloudFormation::', 'AWS::Proton::', 'AWS::ServiceCatalog::')
# These grant calls, and make none.
_GRANTING = ('AWS::IAM::', 'AWS::Organizations::', 'AWS::SSO::')

_LOWER = frozenset(name.lower() for name in RESOURCE_TYPES)
_INSTANCE = 'AWS::RDS::DBInstance'
# The engine or a family of it, by itself: not a path or a longer name that has it inside.
_AURORA_POSTGRESQL = re.compile(
    r'(?<![\w/-])aurora[-_]?postgres(?:ql)?[\d.]*(?![\w/-])',
    re.IGNORECASE,
)
_CREATED = re.compile(
    r'(?:create|restore)[-_]?db[-_]?cluster(?![-_]?(?:snapshot|endpoint|parameter))',
    re.IGNORECASE,
)
_OF_ANOTHER_ENGINE = re.compile(r'docdb|neptune|mysql', re.IGNORECASE)


def texts_in(node: Node) -> Iterator[str]:
    """Yield every text below a node, as it is written."""
    waiting, seen = [node], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if one.text is not None:
            yield one.text
        waiting.extend(one.elements)
        for key, entry in one.items.items():
            yield key
            waiting.append(entry.value)


def _values_in(value: Value) -> Iterator[str]:
    """Yield every text in a value, as far as it is known."""
    waiting, seen = [value], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one.data, str):
            yield one.data
        elif isinstance(one.data, Mapping):
            waiting.extend(one.data.items.values())
        elif isinstance(one.data, Sequence):
            waiting.extend(one.data.items)


def spoken(evaluator: Evaluator, resource: Node) -> str:
    """Return the texts of a resource's properties, as they are written and as they become."""
    properties = resource.get('Properties')
    if properties is None:
        return ''
    return '\n'.join((*texts_in(properties), *_values_in(evaluator.evaluate(properties))))


def names_aurora_postgresql(text: str) -> bool:
    """Return whether a text names the engine."""
    return _AURORA_POSTGRESQL.search(text) is not None


def _creates(text: str) -> bool:
    return _CREATED.search(text) is not None


def _may_create(evaluator: Evaluator, type_name: str | None, resource: Node) -> bool:
    if type_name is None or not type_name.startswith(_AWS):
        text = spoken(evaluator, resource)
        return names_aurora_postgresql(text) or (
            _creates(text) and _OF_ANOTHER_ENGINE.search(text) is None
        )
    if type_name.startswith(_DEPLOYING) or _is_misspelt(type_name):
        return names_aurora_postgresql(spoken(evaluator, resource))
    # Most resources are of these types, and few of them call anything.
    if type_name.startswith(_GRANTING) or not any(map(_creates, texts_in(resource))):
        return False
    return names_aurora_postgresql(spoken(evaluator, resource))


def _is_misspelt(type_name: str) -> bool:
    # No type has another letter: one that looks like it, or that cannot be seen.
    return not type_name.isascii() or type_name.strip().lower() in _LOWER


def _reason(logical_id: str, type_name: str | None) -> Unknown:
    if type_name is None:
        return Unknown(f'the type of `{shown(logical_id)}` is not a string', 'write the type')
    return Unknown(
        f'`{shown(logical_id)}` of type `{shown(type_name)}` names Aurora PostgreSQL and may '
        'create a cluster that is not read',
    )


def carriers(evaluator: Evaluator) -> Iterator[tuple[str, Entry, Unknown]]:
    """Yield the resources of a template that may create a cluster that nobody has read."""
    for logical_id, entry in evaluator.section('Resources').items.items():
        type_name = type_of(evaluator, entry.value)
        if type_name == _INSTANCE:
            yield from _alone(evaluator, logical_id, entry)
        elif type_name in RESOURCE_TYPES or type_name in NESTED_STACKS:
            continue
        elif _may_create(evaluator, type_name, entry.value):
            yield logical_id, entry, _reason(logical_id, type_name)


def _alone(
    evaluator: Evaluator,
    logical_id: str,
    entry: Entry,
) -> Iterator[tuple[str, Entry, Unknown]]:
    """Yield an instance of Aurora PostgreSQL that names no cluster."""
    properties = entry.value.get('Properties')
    engine = properties.get('Engine') if properties is not None else None
    cluster = properties.get('DBClusterIdentifier') if properties is not None else None
    if engine is None or (cluster is not None and not evaluator.evaluate(cluster).is_null):
        return
    name = evaluator.evaluate(engine).data
    if isinstance(name, str) and names_aurora_postgresql(name):
        yield (
            logical_id,
            entry,
            Unknown(
                f'instance `{shown(logical_id)}` names no cluster',
                'write `DBClusterIdentifier`',
            ),
        )
