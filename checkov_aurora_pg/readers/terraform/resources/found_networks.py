"""Networks that a configuration finds and does not create: default VPCs, and subnets in one.

The default VPC always has default tenancy. Source: "VPC" in the Amazon RDS user guide's
list of instance classes, and the provider's documentation (aws 6.25.0). Any other network that is
found gives its addresses only: it may be one with another, which the code creates or finds.
"""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.values import Reference
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.instances import Instance
from checkov_aurora_pg.readers.terraform.language.scope import Scope
from checkov_aurora_pg.readers.terraform.modules.module import Module
from checkov_aurora_pg.readers.terraform.resources.nested_blocks import NestedBlock
from checkov_aurora_pg.readers.terraform.resources.nested_blocks import nested_blocks

_WITH_ADDRESSES = frozenset({'aws_subnet', 'aws_vpc', 'aws_vpc_peering_connection'})
_SUBNETS = frozenset({'aws_subnet', 'aws_subnets', 'aws_subnet_ids'})
_VPC_FILTER = 'vpc-id'


def found_networks(module: Module) -> Iterator[DescribedResource]:
    """Yield the VPCs and subnets that a module's own data sources and defaults stand for."""
    for (type, name), block in module.source.data.items():
        for instance, address, scope in _instances(module, f'data.{type}.{name}', block):
            if type == 'aws_vpc' and _is_true(module, block, 'default', scope):
                yield _resource(module, Kind.VPC, block, instance, address)
            elif type in _SUBNETS:
                yield from _found_subnet(module, block, instance, address, scope)
            if type in _WITH_ADDRESSES:
                yield _resource(module, Kind.ADDRESS_BLOCK, block, instance, address)
    for (type, name), block in module.source.resources.items():
        if type == 'aws_default_subnet':
            for instance, address, _ in _instances(module, f'{type}.{name}', block):
                yield from _in_default_vpc(module, block, instance, address)


def _instances(
    module: Module,
    label: str,
    block: Block,
) -> Iterator[tuple[Instance, str, Scope]]:
    try:
        instances = module.instances(block).items
    except LimitExceeded:
        return  # what ties to one of them finds the same limit as its reason
    for instance in instances:
        address = module.address_of(f'{label}{instance.suffix}')
        yield instance, address, module.scope_of(instance)


def _is_true(module: Module, block: Block, name: str, scope: Scope) -> bool:
    argument = block.body.arguments.get(name)
    return argument is not None and module.value_of(argument.expression, scope).data is True


def _resource(
    module: Module,
    kind: Kind,
    block: Block,
    instance: Instance,
    address: str,
    **attributes: Value,
) -> DescribedResource:
    return DescribedResource(
        kind=kind,
        address=address,
        place=block.place,
        attributes=attributes,
        calls=module.position.calls,
        existence=module.existence_of(instance),
    )


def _in_default_vpc(
    module: Module,
    block: Block,
    instance: Instance,
    address: str,
) -> Iterator[DescribedResource]:
    """Yield a subnet, and the default VPC that it is in, which has no block of its own."""
    vpc = Value(
        Unknown('the default VPC is there before'), block.place, (Reference(address, 'vpc_id'),)
    )
    yield _resource(module, Kind.SUBNET, block, instance, address, vpc=vpc)
    yield _resource(module, Kind.VPC, block, instance, address)


def _found_subnet(
    module: Module,
    block: Block,
    instance: Instance,
    address: str,
    scope: Scope,
) -> Iterator[DescribedResource]:
    """Yield the subnets that a data source finds by their VPC; all are in the same."""
    if _is_true(module, block, 'default_for_az', scope):
        yield from _in_default_vpc(module, block, instance, address)
        return
    vpc = _searched_vpc(module, block, scope)
    if vpc is not None:
        yield _resource(module, Kind.SUBNET, block, instance, address, vpc=vpc)


def _searched_vpc(module: Module, block: Block, scope: Scope) -> Value | None:
    argument = block.body.arguments.get('vpc_id')
    if argument is not None:
        return module.value_of(argument.expression, scope)
    for nested in nested_blocks(block.body, 'filter', scope).items:
        if _argument(module, nested, 'name').data == _VPC_FILTER:
            values = _argument(module, nested, 'values').data
            if isinstance(values, Sequence) and len(values) == 1 and values.rest is None:
                return values.items[0]
    return None


def _argument(module: Module, nested: NestedBlock, name: str) -> Value:
    argument = nested.body.arguments.get(name)
    return Value(None) if argument is None else module.value_of(argument.expression, nested.scope)
