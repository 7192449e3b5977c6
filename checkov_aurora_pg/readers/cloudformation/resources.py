"""The resources of one use of a template, in the estate's terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import LINKS
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.parameters import Parameters
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Reference
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.existence import existence_of
from checkov_aurora_pg.readers.cloudformation.language.properties import Properties
from checkov_aurora_pg.readers.cloudformation.resource_types import RESOURCE_TYPES
from checkov_aurora_pg.readers.cloudformation.resource_types import CloudFormationType
from checkov_aurora_pg.readers.cloudformation.skips import read_skips
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Node
from checkov_aurora_pg.readers.limits import MAX_RESOURCES
from checkov_aurora_pg.readers.nested_resources import nested_resources

_AURORA = 'aurora'
# RDS stores its names in lower case.
_NAMES = frozenset({'name', 'cluster', 'global_cluster', 'parameter_group', 'subnet_group'})

# The schema of `AWS::RDS::DBCluster` has `$lowercase(Engine)` for its `propertyTransform`.
_COMPARED = frozenset({'engine', 'engine_mode', 'family'})


def place_of(entry: Entry) -> Place:
    """Return a resource's lines: from its logical id, also where its body is an alias."""
    return replace(entry.place, end_line=max(entry.place.line, entry.place.end_line))


def type_of(evaluator: Evaluator, resource: Node) -> str | None:
    """Return a resource's type, or None where it is not known or is no text."""
    node = resource.get('Type')
    data = evaluator.evaluate(node).data if node is not None else None
    return data if isinstance(data, str) else None


def _lower(value: Value) -> Value:
    return replace(value, data=value.data.lower()) if isinstance(value.data, str) else value


def _plain(value: Value) -> Value:
    """Return a name as RDS compares it: without case, and without blanks around it."""
    return _lower(replace(value, data=value.data.strip())) if isinstance(value.data, str) else value


def _attributes(resource_type: CloudFormationType, properties: Properties) -> dict[str, Value]:
    attributes: dict[str, Value] = {}
    for attribute, spellings in resource_type.attributes.items():
        value = next(
            (value for name in spellings if not (value := properties.read(name)).is_null),
            None,
        )
        if value is not None:
            if attribute in _COMPARED:
                value = _plain(value)
            attributes[attribute] = _lower(value) if attribute in _NAMES else value
    return attributes


def _is_in_cluster(attributes: dict[str, Value]) -> bool:
    """Return whether a database instance is one of an Aurora cluster."""
    engine = attributes.get('engine')
    name = engine.data if engine is not None else None
    return 'cluster' in attributes or (isinstance(name, str) and name.startswith(_AURORA))


def _resources(evaluator: Evaluator, logical_id: str, entry: Entry) -> Iterator[DescribedResource]:
    """Yield a resource and those that are written in it; nothing where it is none of ours."""
    resource_type = RESOURCE_TYPES.get(type_of(evaluator, entry.value) or '')
    existence = existence_of(evaluator, logical_id, entry.value) if resource_type else False
    if resource_type is None or existence is False:
        return
    properties = Properties(evaluator, entry.value.get('Properties'))
    attributes = _attributes(resource_type, properties)
    if resource_type.kind is Kind.INSTANCE and not _is_in_cluster(attributes):
        return
    place = place_of(entry)
    resource = DescribedResource(
        kind=resource_type.kind,
        address=logical_id,
        key=evaluator.key(logical_id),
        calls=evaluator.use.calls,
        place=place,
        attributes=attributes,
        parameters=(
            properties.parameters(resource_type.parameters, place)
            if resource_type.parameters
            else Parameters()
        ),
        skips=read_skips(evaluator.template, place, entry.value),
        existence=existence if isinstance(existence, Unknown) else None,
        spelling={name: names[0] for name, names in resource_type.attributes.items()},
        is_by_handler=True,
    )
    yield resource
    nested = resource_type.nested
    if nested is not None:
        yield from nested_resources(nested, properties.read(nested.name), resource)


def _tied_by_name(resources: tuple[DescribedResource, ...]) -> Iterator[DescribedResource]:
    """Let a literal name mean the resource of the same template that bears it.

    Another template of the scan may use the same name for another deployment.
    """
    named: dict[tuple[Kind, str], list[DescribedResource]] = {}
    for resource in resources:
        name = resource.attributes.get('name')
        if name is not None and isinstance(name.data, str):
            named.setdefault((resource.kind, name.data), []).append(resource)
    for resource in resources:
        attributes = dict(resource.attributes)
        for attribute, value in resource.attributes.items():
            kind = LINKS.get((resource.kind, attribute))
            if kind is not None and isinstance(value.data, str):
                references = tuple(
                    Reference(target.key, 'name') for target in named.get((kind, value.data), ())
                )
                attributes[attribute] = replace(value, references=references)
        yield replace(resource, attributes=attributes)


def read_resources(evaluator: Evaluator) -> Iterator[DescribedResource]:
    """Yield the resources that a template creates, or may create.

    Beyond `MAX_RESOURCES` one more is there to show it.
    """
    resources = (
        resource
        for logical_id, entry in evaluator.section('Resources').items.items()
        for resource in _resources(evaluator, logical_id, entry)
    )
    yield from _tied_by_name(tuple(islice(resources, MAX_RESOURCES + 1)))
