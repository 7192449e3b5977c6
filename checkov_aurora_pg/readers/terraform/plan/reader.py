"""Plan JSON (`terraform show -json`) made into an estate.

Source: Terraform's "JSON Output Format". Values come from `planned_values`, so that what
will be deleted is not there; `resource_changes` says what is known after apply, and
`configuration` what such a value refers to.
"""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.estate import Estate
from checkov_aurora_pg.core.parameters import Parameter
from checkov_aurora_pg.core.parameters import Parameters
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.core.values import NULL
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.documents.document import decode
from checkov_aurora_pg.readers.documents.json_nodes import Selection
from checkov_aurora_pg.readers.documents.json_nodes import read_json
from checkov_aurora_pg.readers.documents.nodes import DocumentError
from checkov_aurora_pg.readers.documents.nodes import Node
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.limits import MAX_PLAN_BYTES
from checkov_aurora_pg.readers.limits import MAX_RESOURCES
from checkov_aurora_pg.readers.mapped_parameters import mapped_parameters
from checkov_aurora_pg.readers.nested_resources import NestedType
from checkov_aurora_pg.readers.nested_resources import nested_resources
from checkov_aurora_pg.readers.terraform.plan.references import PlanReferences
from checkov_aurora_pg.readers.terraform.resource_schema import BLOCKS
from checkov_aurora_pg.readers.terraform.resource_schema import RESOURCE_TYPES
from checkov_aurora_pg.readers.terraform.resource_schema import TerraformType


def _matters(resource: object) -> bool:
    type = resource.get('type') if isinstance(resource, dict) else None
    return isinstance(type, str) and type in RESOURCE_TYPES


# A plan describes a whole deployment, and most of it twice: before and after.
_SELECTION = Selection(
    keys=frozenset({'planned_values', 'resource_changes', 'configuration', 'variables'}),
    lists=frozenset({'resources', 'resource_changes'}),
    wants=_matters,
)


def read_plan(path: str) -> Reading:
    """Return what a plan will leave behind. `path` is absolute; nothing is raised."""
    try:
        plan = read_json(decode(read_bytes(path, None, MAX_PLAN_BYTES)), path, _SELECTION)
    except DocumentError as error:
        return Reading((), (Problem(error.place(path), error.message),))
    except FileRefused as error:
        return Reading((), (Problem(Place(path, 1, 1), str(error)),))
    twice = next(_written_twice(plan), None)
    if twice is not None:
        return Reading((), (twice,))
    planned = plan.get('planned_values')
    root = planned.get('root_module') if planned is not None else None
    if root is None:
        return Reading((), (Problem(Place(path, 1, 1), 'is a plan without `planned_values`'),))
    found = list(_planned(root))
    if len(found) > MAX_RESOURCES:
        return Reading((), (Problem(Place(path, 1, 1), f'more than {MAX_RESOURCES} resources'),))
    changes = _changes(plan)
    references = PlanReferences(plan, tuple(address for address, _ in found))
    resources = (
        resource
        for address, node in found
        for resource in _resources(address, node, changes.get(address), references)
    )
    return Reading((Estate(path, resources),), covered=frozenset((path,)))


def _written_twice(plan: Node) -> Iterator[Problem]:
    """Yield the keys that a plan has twice: Terraform writes none, so something else did."""
    waiting = [plan]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.elements)
        for key, entry in node.items.items():
            waiting.append(entry.value)
            if entry.earlier:
                line = entry.place.line
                yield Problem(
                    Place(entry.place.path, line, line),
                    (
                        f'`{key}` is written twice, which Terraform never does: give the '
                        'unchanged output of `terraform show -json`'
                    ),
                )


def _planned(root: Node) -> Iterator[tuple[str, Node]]:
    """Yield the address and node of each managed resource of a type that matters."""
    modules = [root]
    while modules:
        module = modules.pop()
        modules.extend(_elements(module.get('child_modules')))
        for node in _elements(module.get('resources')):
            address = _text(node.get('address'))
            managed = address and _text(node.get('mode')) == 'managed'
            if managed and _text(node.get('type')) in RESOURCE_TYPES:
                yield address, node


def _changes(plan: Node) -> dict[str, Node]:
    """Return what is unknown of each resource (`after_unknown`), by address."""
    found = {}
    for node in _elements(plan.get('resource_changes')):
        change = node.get('change')
        after = change.get('after_unknown') if change is not None else None
        address = _text(node.get('address'))
        if after is not None and address:
            found[address] = after
    return found


def _resources(
    address: str,
    node: Node,
    unknown: Node | None,
    references: PlanReferences,
) -> Iterator[DescribedResource]:
    """Yield a resource, and those that are written in it."""
    type = RESOURCE_TYPES[_text(node.get('type'))]
    values = node.get('values') or node
    attributes = {}
    for attribute, names in type.attributes.items():
        for name in names:
            value = _attribute(address, name, values, unknown, references)
            if value is not None:
                attributes[attribute] = value
                break
        else:
            if attribute in type.unwritten:
                attributes[attribute] = Value(type.unwritten[attribute])
    if 'name' not in attributes and _text(values.get('id')):
        attributes['name'] = _value(values.get('id'))
    resource = DescribedResource(
        type.kind,
        address,
        node.place,
        attributes,
        _parameters(type, values, unknown),
        spelling={attribute: names[0] for attribute, names in type.attributes.items()},
        is_by_handler=type.is_by_handler,
    )
    yield resource
    if type.nested is not None:
        objects = _objects(type.nested, address, values, unknown, references)
        yield from nested_resources(type.nested, objects, resource)


def _objects(
    type: NestedType,
    address: str,
    values: Node,
    unknown: Node | None,
    references: PlanReferences,
) -> Value:
    node = values.get(type.name)
    marks = unknown.get(type.name) if unknown is not None else None
    if node is None and not references.writes(address, type.name):
        return NULL
    return _partly_known(node, marks, values.place)


def _partly_known(node: Node | None, marks: Node | None, place: Place) -> Value:
    """Return a value whose parts are unknown where `after_unknown` marks them."""
    if marks is not None and marks.data is True:
        return Value(Unknown('it is known after apply'), place)
    if node is None:
        return NULL
    if isinstance(node.data, tuple):
        known = marks.elements if marks is not None else ()
        return Value(
            Sequence(
                tuple(
                    _partly_known(
                        part, known[position] if position < len(known) else None, node.place
                    )
                    for position, part in enumerate(node.data)
                )
            ),
            node.place,
        )
    if not isinstance(node.data, dict):
        return _value(node)
    names = {*node.items, *(marks.items if marks is not None else ())}
    return Value(
        Mapping(
            {
                name: _partly_known(node.get(name), marks.get(name) if marks else None, node.place)
                for name in sorted(names)
            }
        ),
        node.place,
    )


def _attribute(
    address: str,
    name: str,
    values: Node,
    unknown: Node | None,
    references: PlanReferences,
) -> Value | None:
    node = values.get(name)
    if node is not None and node.data not in (None, '', ()):
        return _value(node)
    if not _is_unknown(unknown, name) or not references.writes(address, name):
        return None
    reason = Unknown(f'`{address}.{name}` is known after apply')
    named = references.of(address, name)
    found = tuple(reference for reference in named if reference is not None)
    if len(named) == len(found) == 1 and not name.endswith('_ids'):
        return Value(reason, values.place, found)
    if found and name.endswith('_ids'):
        elements = tuple(Value(reason, values.place, (reference,)) for reference in found)
        return Value(Sequence(elements, None if None not in named else reason), values.place)
    return Value(reason, values.place)


def _is_unknown(unknown: Node | None, name: str) -> bool:
    """Return whether an attribute, or any part of it, is known after apply."""
    node = unknown.get(name) if unknown is not None else None
    if node is None:
        return False
    return node.data is True or any(part.data is True for part in _elements(node))


def _parameters(type: TerraformType, values: Node, unknown: Node | None) -> Parameters:
    marks = unknown.get(type.parameters) if unknown is not None else None
    if marks is not None and marks.data is True:
        return Parameters((), Unknown('its parameters are known after apply'))
    written = values.get(type.parameters)
    if type.parameters != BLOCKS:
        return mapped_parameters(_partly_known(written, marks, values.place), values.place)
    entries = []
    for node in _elements(written):
        name, value = node.get('name'), node.get('value')
        entries.append(
            Parameter(_known(name, 'name', node), _known(value, 'value', node), node.place),
        )
    return Parameters(tuple(entries))


def _known(node: Node | None, name: str, parameter: Node) -> Value:
    if node is None or node.data is None:
        return Value(Unknown(f"the parameter's {name} is known after apply"), parameter.place)
    return _value(node)


def _value(node: Node | None) -> Value:
    assert node is not None, 'called for what is written'
    data = node.data
    if isinstance(data, tuple):
        return Value(Sequence(tuple(_value(item) for item in data)), node.place)
    if data is None or isinstance(data, (bool, int, float, str)):
        return Value(data, node.place)
    return Value(True, node.place)


def _elements(node: Node | None) -> tuple[Node, ...]:
    return node.elements if node is not None else ()


def _text(node: Node | None) -> str:
    return node.text or '' if node is not None else ''
