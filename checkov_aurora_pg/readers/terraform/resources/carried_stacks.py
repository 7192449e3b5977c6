"""Resources of Terraform that carry CloudFormation: stacks, stack sets, Cloud Control.

A template that is at hand is read as CloudFormation's reader reads it, with the parameters
that the resource hands down; everything in it stands where the resource says it. What is not
at hand and speaks of RDS stands as a cluster of which nothing is known, so that it is said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace

from checkov_aurora_pg.core.described_resource import Call
from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.scalars import text_of
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.duplicates import duplicates
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.intrinsics import FUNCTIONS
from checkov_aurora_pg.readers.cloudformation.language.loops import expanded
from checkov_aurora_pg.readers.cloudformation.language.templates import Template
from checkov_aurora_pg.readers.cloudformation.language.uses import Use
from checkov_aurora_pg.readers.cloudformation.resources import read_resources
from checkov_aurora_pg.readers.cloudformation.stacks.template_files import TemplateFiles
from checkov_aurora_pg.readers.cloudformation.stacks.tied_stacks import Stacks
from checkov_aurora_pg.readers.cloudformation.unread import unread
from checkov_aurora_pg.readers.documents.document import read_document
from checkov_aurora_pg.readers.documents.nodes import DocumentError
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Node
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.instances import Instance
from checkov_aurora_pg.readers.terraform.modules.module import Module
from checkov_aurora_pg.readers.terraform.resource_schema import CONTROLLED
from checkov_aurora_pg.readers.walking.relevance import speaks_of_a_database

_SPEAKS_OF_RDS = re.compile(r'aurora|(?<![a-z])rds(?![a-z])', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Carrier:
    """One instance of such a resource, with the values of its arguments."""

    address: str
    place: Place
    arguments: dict[str, Value]

    def text(self, name: str) -> str | None:
        """Return an argument's text, or None where it is none or is not known."""
        data = self.arguments[name].data if name in self.arguments else None
        return data if isinstance(data, str) else None


def carried_resources(
    module: Module,
    key: tuple[str, str],
    block: Block,
    instance: Instance,
) -> Iterator[DescribedResource]:
    """Yield what an instance of a resource in `CARRIERS` creates, or what stands for it."""
    scope = module.scope_of(instance)
    carrier = _Carrier(
        module.address_of(f'{".".join(key)}{instance.suffix}'),
        block.place,
        {
            name: module.value_of(block.body.arguments[name].expression, scope)
            for name in block.body.arguments
        },
    )
    skips, existence = module.skips_of(block), module.existence_of(instance)
    calls = module.position.calls
    root = _controlled(carrier) if key[0] in CONTROLLED else _template(carrier)
    found = [] if root is None else list(_read(carrier, root, existence, calls))
    if root is None and _may_matter(carrier, key[1]):
        found = [_unread(carrier, existence, calls)]
    for resource in found:
        yield replace(resource, skips=(*resource.skips, *skips))


def _template(carrier: _Carrier) -> Node | None:
    body = carrier.text('template_body')
    return (
        None
        if body is None
        else _root_of(body, carrier.arguments['template_body'].place or carrier.place)
    )


def _controlled(carrier: _Carrier) -> Node | None:
    """Return a template of the one resource that Cloud Control is asked for."""
    type, state = carrier.text('type_name'), carrier.text('desired_state')
    if type is None or state is None:
        return None
    try:
        resource = {'Type': type, 'Properties': json.loads(state)}
    except (ValueError, RecursionError):
        return None
    place = carrier.arguments['desired_state'].place or carrier.place
    return _root_of(json.dumps({'Resources': {'Resource': resource}}), place)


def _root_of(text: str, place: Place) -> Node | None:
    """Return the one template in a text, all of it at a place, or None where there is none."""
    try:
        documents = read_document(text.encode(), place.path)
    except DocumentError:
        return None
    if len(documents) != 1 or documents[0].get('Resources') is None:
        return None

    if any(True for _ in duplicates(documents[0])):
        return None
    return _placed(documents[0], place, {})


def _placed(node: Node, place: Place, done: dict[int, Node]) -> Node:
    if id(node) not in done:
        data = node.data
        if isinstance(data, tuple):
            data = tuple(_placed(one, place, done) for one in data)
        elif isinstance(data, dict):
            data = {
                key: Entry(place, _placed(entry.value, place, done), entry.earlier)
                for key, entry in data.items()
            }
        done[id(node)] = Node(data, place)
    return done[id(node)]


def _read(
    carrier: _Carrier,
    root: Node,
    existence: Unknown | None,
    calls: tuple[Call, ...],
) -> Iterator[DescribedResource]:

    template = Template(root.place.path, root, {root.place.path: ()})
    stacks = Stacks(TemplateFiles((template,)))
    use = Use(
        (*calls, Call(carrier.address, carrier.place)),
        existence,
        _Arguments(carrier),
        f'{carrier.address}/',
    )
    evaluator = Evaluator(template, FUNCTIONS, expanded, stacks, stacks.budget, use)
    for resource in (*read_resources(evaluator), *unread(evaluator)):
        yield replace(resource, address=f'{carrier.address}/{resource.address}')
    if stacks.budget.is_exceeded:
        yield _unread(carrier, existence, calls)


class _Arguments:
    """What a stack hands down for a parameter, or None where nothing is."""

    def __init__(self, carrier: _Carrier) -> None:
        self._written = carrier.arguments.get('parameters', Value(None))

    def __call__(self, name: str) -> Value | None:
        data, place = self._written.data, self._written.place
        if isinstance(data, Unknown):
            return Value(data, place)
        rest = data.rest if isinstance(data, (Mapping, Sequence)) else None
        found = data.items.get(name) if isinstance(data, Mapping) else self._listed(name)
        if found is None or found.is_null:
            return None if rest is None else Value(rest, place)
        if isinstance(found.data, (bool, int, float, str)):
            return Value(text_of(found.data), found.place)
        return found

    def _listed(self, name: str) -> Value | None:
        """Return the value in a list of keys and values, as the Cloud Control provider has it."""
        elements = self._written.data if isinstance(self._written.data, Sequence) else ()
        for element in elements:
            items = element.data.items if isinstance(element.data, Mapping) else {}
            key = items.get('parameter_key')
            if key is not None and key.data == name:
                return items.get('parameter_value')
        return None


def _may_matter(carrier: _Carrier, label: str) -> bool:
    """Return whether the arguments of a resource that is not read speak of RDS.

    A body that is known and is no template speaks of it where it names one of its types.
    """
    texts = [label, *(text for value in carrier.arguments.values() for text in _texts(value))]
    return any(
        _SPEAKS_OF_RDS.search(text) is not None or speaks_of_a_database(text.encode())
        for text in texts
    )


def _texts(value: Value) -> Iterator[str]:
    waiting = [value]
    while waiting:
        data = waiting.pop().data
        if isinstance(data, str):
            yield data
        elif isinstance(data, Unknown):
            yield data.reason
        elif isinstance(data, Sequence):
            waiting.extend(data.items)
        elif isinstance(data, Mapping):
            yield from data.items
            waiting.extend(data.items.values())


def _unread(
    carrier: _Carrier,
    existence: Unknown | None,
    calls: tuple[Call, ...],
) -> DescribedResource:
    reason = Unknown(
        f'the template that `{carrier.address}` deploys is not in the scanned code, or is not a '
        'single template',
        'give it as `template_body`, from a file in the repository',
    )
    return DescribedResource(
        Kind.CLUSTER,
        carrier.address,
        carrier.place,
        {'engine': Value(reason, carrier.place)},
        calls=calls,
        existence=existence,
    )
