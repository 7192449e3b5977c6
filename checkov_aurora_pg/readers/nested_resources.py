"""Resources that are written inside another, as a list of objects: a security group's rules."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Reference
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value


@dataclass(frozen=True, slots=True)
class NestedType:
    """A list of objects whose elements are resources of the estate.

    `name` is the format's name for the list, `tie` the attribute that ties an element's
    resource to the one it is written in; `attributes` are as a resource type's.
    """

    name: str
    kind: Kind
    tie: str
    attributes: AbstractMapping[str, tuple[str, ...]]


def _elements(written: Value) -> tuple[Value, ...]:
    data = written.data
    if not isinstance(data, Sequence):
        return () if data is None else (written,)
    rest = () if data.rest is None else (Value(data.rest),)
    return (*(item for item in data.items if not item.is_null), *rest)


def _attributes(type: NestedType, element: Value) -> dict[str, Value]:
    data = element.data
    if not isinstance(data, Mapping):
        unknown = (
            data if isinstance(data, Unknown) else Unknown(f'`{type.name}` does not hold an object')
        )
        return dict.fromkeys(type.attributes, Value(unknown, element.place))
    found = {}
    for attribute, names in type.attributes.items():
        written = (data.items[name] for name in names if name in data.items)
        value = next((value for value in written if not value.is_null), None)
        if value is not None:
            found[attribute] = value
        elif data.rest is not None:
            found[attribute] = Value(data.rest, element.place)
    return found


def nested_resources(
    type: NestedType, written: Value, owner: DescribedResource
) -> Iterator[DescribedResource]:
    """Yield the resources that are written in a list of `owner`'s.

    An element of which nothing is known is a resource whose every attribute is unknown.
    """
    key = owner.key or owner.address
    identifier = Unknown(f'the identifier of `{owner.address}` is known after a deployment')
    tie = Value(identifier, written.place, (Reference(key, 'id'),))
    for position, element in enumerate(_elements(written)):
        suffix = f'.{type.name}[{position}]'
        yield DescribedResource(
            kind=type.kind,
            address=owner.address + suffix,
            place=element.place or written.place or owner.place,
            attributes={**_attributes(type, element), type.tie: tie},
            calls=owner.calls,
            existence=owner.existence,
            key=key + suffix,
            spelling={attribute: names[0] for attribute, names in type.attributes.items()},
        )
