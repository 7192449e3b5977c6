"""The readers fill the attributes that the estate has, and no others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping

import pytest

from checkov_aurora_pg.core.kinds import ATTRIBUTES
from checkov_aurora_pg.core.kinds import LINKS
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.readers.cloudformation.resource_types import RESOURCE_TYPES as IN_STACKS
from checkov_aurora_pg.readers.nested_resources import NestedType
from checkov_aurora_pg.readers.terraform.resource_schema import RESOURCE_TYPES as IN_TERRAFORM

WORDS = {
    'cluster',
    'cluster instance',
    'cluster parameter group',
    'instance parameter group',
    'global cluster',
    'subnet group',
    'subnet',
    'VPC',
    'address block',
    'security group',
    'security group rule',
}

# A subnet, a VPC and a security group are called by what AWS calls them when it creates them,
# which plans have.
GIVEN = {(kind, 'name') for kind in (Kind.SUBNET, Kind.VPC, Kind.SECURITY_GROUP)}


def _filled() -> Iterator[tuple[Kind, str]]:
    yield from _of_types((one.kind, one.attributes, one.nested) for one in IN_STACKS.values())
    yield from _of_types((one.kind, one.attributes, one.nested) for one in IN_TERRAFORM.values())


def _of_types(
    types: Iterable[tuple[Kind, Iterable[str], NestedType | None]],
) -> Iterator[tuple[Kind, str]]:
    for kind, attributes, nested in types:
        yield from ((kind, attribute) for attribute in attributes)
        if nested is not None:
            yield from ((nested.kind, attribute) for attribute in (nested.tie, *nested.attributes))


@pytest.mark.parametrize('kind', Kind)
def test_each_attribute_is_one_that_a_reader_fills(kind: Kind) -> None:
    filled: Mapping[Kind, set[str]] = defaultdict(set)
    for owner, attribute in (*_filled(), *GIVEN):
        filled[owner].add(attribute)
    assert filled[kind] == ATTRIBUTES[kind]


def test_a_link_is_an_attribute() -> None:
    assert all(attribute in ATTRIBUTES[kind] for kind, attribute in LINKS)


def test_messages_call_a_kind_by_its_name() -> None:
    assert {kind.value for kind in Kind} == WORDS
