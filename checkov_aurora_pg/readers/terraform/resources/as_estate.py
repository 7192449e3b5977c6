"""The resources of a root module and of all modules below it, as an estate's."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from functools import partial
from typing import TypeVar

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.names import AURORA_POSTGRESQL
from checkov_aurora_pg.core.parameters import Parameter
from checkov_aurora_pg.core.parameters import Parameters
from checkov_aurora_pg.core.reading import Absent
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.scalars import spelled_alike
from checkov_aurora_pg.core.values import NULL
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.mapped_parameters import mapped_parameters
from checkov_aurora_pg.readers.nested_resources import NestedType
from checkov_aurora_pg.readers.nested_resources import nested_resources
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.instances import Instance
from checkov_aurora_pg.readers.terraform.language.scope import Scope
from checkov_aurora_pg.readers.terraform.modules.module import Module
from checkov_aurora_pg.readers.terraform.modules.refused_calls import refusals_of
from checkov_aurora_pg.readers.terraform.modules.refused_calls import refuses_the_answers
from checkov_aurora_pg.readers.terraform.modules.refused_calls import takes_its_values
from checkov_aurora_pg.readers.terraform.modules.unread_parts import added_unseen
from checkov_aurora_pg.readers.terraform.resource_schema import BLOCKS
from checkov_aurora_pg.readers.terraform.resource_schema import CARRIERS
from checkov_aurora_pg.readers.terraform.resource_schema import RESOURCE_TYPES
from checkov_aurora_pg.readers.terraform.resource_schema import SUBJECTS
from checkov_aurora_pg.readers.terraform.resource_schema import TerraformType
from checkov_aurora_pg.readers.terraform.resources.absence import absent_subjects
from checkov_aurora_pg.readers.terraform.resources.found_networks import found_networks
from checkov_aurora_pg.readers.terraform.resources.nested_blocks import NestedBlock
from checkov_aurora_pg.readers.terraform.resources.nested_blocks import nested_blocks
from checkov_aurora_pg.readers.terraform.resources.regions import region_of

_Found = TypeVar('_Found')

_LONE_INSTANCE = 'aws_db_instance'
_NO_CLUSTER = (
    f'`{_LONE_INSTANCE}` cannot create an Aurora PostgreSQL instance, which is part of a '
    'cluster; use `aws_rds_cluster_instance`'
)


def resources_of(
    module: Module,
    *,
    is_created: bool = True,
) -> Iterator[DescribedResource | Absent | Problem]:
    """Yield the resources of a module and of those it calls, and what exceeds a limit.

    What a module describes and does not create is `Absent`. `is_created` is false below a call
    that Terraform refuses with the values that are here.
    """
    if is_created:
        module.root.created.update(module.source.read_files())
    own = _own_resources(module)
    yield from _distinct(own) if module.source.is_model else own
    yield from absent_subjects(module)
    yield from found_networks(module)
    yield from added_unseen(module)
    for name, block in module.source.calls.items():
        unread: list[tuple[Instance, Unknown]] = []
        try:
            for instance in module.instances(block).items:
                child = module.child(name, instance)
                doubt = _doubt(module, name, child)
                if doubt is not None:
                    unread.append((instance, doubt))
                if isinstance(child, Module):
                    refusals = module.root.unvarying.once(
                        child.position.address,
                        f'refused of {child.source.directory}',
                        partial(_refusals, module, name, child),
                    )
                    is_taken = takes_its_values(child)
                    module.root.is_refused |= not is_taken and refuses_the_answers(child)
                    yield from refusals or resources_of(
                        child,
                        is_created=is_created and is_taken,
                    )
            if unread:
                from checkov_aurora_pg.readers.terraform.modules.unseen_modules import unseen_part

                yield from unseen_part(module, name, unread)
        except LimitExceeded as error:
            yield Problem(block.place, str(error), module.address_of(f'module.{name}'))


def _refusals(module: Module, name: str, child: Module) -> tuple[Problem, ...]:
    return tuple(refusals_of(module, name, child))


def _doubt(module: Module, name: str, called: Module | Unknown) -> Unknown | None:
    """Return why a call may bring something that is not read, if it may."""
    if isinstance(called, Unknown):
        return called
    return module.root.sources.committed(module, name) if called.source.is_model else None


def _own_resources(module: Module) -> Iterator[DescribedResource | Problem]:
    for (type, name), block in module.source.resources.items():
        if type in CARRIERS:
            yield from _carried(module, (type, name), block)
        elif type == _LONE_INSTANCE:
            yield from _lone_instances(module, name, block)
        resource_type = RESOURCE_TYPES.get(type)
        if resource_type is not None:
            yield from _instances_of(module, resource_type, f'{type}.{name}', block)


def _carried(
    module: Module,
    key: tuple[str, str],
    block: Block,
) -> Iterator[DescribedResource | Problem]:
    from checkov_aurora_pg.readers.terraform.resources.carried_stacks import carried_resources

    try:
        for instance in module.instances(block).items:
            yield from carried_resources(module, key, block, instance)
    except LimitExceeded as error:
        yield Problem(block.place, str(error), module.address_of('.'.join(key)))


def _lone_instances(module: Module, name: str, block: Block) -> Iterator[Problem]:
    """Yield an instance outside of any cluster that says it is Aurora PostgreSQL's."""
    argument = block.body.arguments.get('engine')
    if argument is None:
        return
    try:
        for instance in module.instances(block).items:
            scope = module.scope_of(instance)
            engine = module.value_of(argument.expression, scope).data
            if isinstance(engine, str) and spelled_alike(engine) == AURORA_POSTGRESQL:
                yield Problem(
                    argument.place,
                    _NO_CLUSTER,
                    module.address_of(f'{_LONE_INSTANCE}.{name}{instance.suffix}'),
                )
    except LimitExceeded:  # of instances that are hardly Aurora's
        return


def _distinct(
    found: Iterable[DescribedResource | Problem],
) -> Iterator[DescribedResource | Problem]:
    """Yield one of the cluster instances that are alike: the call stands for each of them."""
    seen: list[tuple[object, ...]] = []
    for one in found:
        if isinstance(one, DescribedResource) and one.kind is Kind.INSTANCE:
            facts = (one.attributes, one.existence)
            if facts in seen:
                continue
            seen.append(facts)
        yield one


def _instances_of(
    module: Module,
    type: TerraformType,
    label: str,
    block: Block,
) -> Iterator[DescribedResource | Problem]:
    try:
        instances = module.instances(block).items
    except LimitExceeded as error:
        # What ties to one of the others finds the same limit as its reason.
        if type.kind in SUBJECTS:
            yield Problem(block.place, str(error), module.address_of(label))
        return
    for instance in instances:
        resource = _resource(module, type, label, block, instance)
        yield resource
        if type.nested is not None:
            objects = _once(
                module,
                block,
                instance,
                resource.key,
                type.nested.name,
                partial(_objects, module, block, type.nested, module.scope_of(instance)),
            )
            yield from nested_resources(type.nested, objects, resource)


def _once(
    module: Module,
    block: Block,
    instance: Instance,
    address: str,
    name: str,
    evaluate: Callable[[], _Found],
) -> _Found:
    """Return what is evaluated of an instance, once for all deployments where it is the same."""
    if module.varies(block, instance):
        return evaluate()
    return module.root.unvarying.once(address, name, evaluate)


def _resource(
    module: Module,
    type: TerraformType,
    label: str,
    block: Block,
    instance: Instance,
) -> DescribedResource:
    scope = module.scope_of(instance)
    own = module.address_of(f'{label}{instance.suffix}')
    once = partial(_once, module, block, instance, own)
    attributes: dict[str, Value] = {}
    known = {} if module.varies(block, instance) else module.root.unvarying.known_of(own)
    for attribute, names in type.attributes.items():
        if attribute in known and known[attribute] is None and not type.unwritten:
            continue  # as are most
        value = once(attribute, partial(_first_written, module, block, names, scope))
        if value is not None:
            attributes[attribute] = value
        elif attribute in type.unwritten:
            attributes[attribute] = Value(type.unwritten[attribute])
    region = (
        once('region of its provider', partial(region_of, module, block))
        if ('region' in type.attributes)
        else None
    )
    if region is not None:
        attributes.setdefault('region', region)
    modelled = module.source.is_model
    return DescribedResource(
        kind=type.kind,
        address=module.position.address if modelled else own,
        place=block.place,
        attributes=attributes,
        parameters=once('its parameters', partial(_parameters, module, type, block, scope)),
        calls=module.position.calls[:-1] if modelled else module.position.calls,
        skips=once('its skips', partial(module.skips_of, block)),
        existence=module.existence_of(instance),
        key=own,
        spelling=once('its spelling', partial(_spelling, type)),
        is_by_handler=type.is_by_handler,
    )


def _spelling(type: TerraformType) -> dict[str, str]:
    return {attribute: names[0] for attribute, names in type.attributes.items()}


def _first_written(
    module: Module,
    block: Block,
    names: tuple[str, ...],
    scope: Scope,
) -> Value | None:
    for name in names:
        value = _written(module, block, name, scope)
        if value is not None:
            return value
    return None


def _written(module: Module, block: Block, name: str, scope: Scope) -> Value | None:
    """Return an argument's value, or true for a nested block; None where it is not written.

    The provider cannot tell an empty string from an argument that is not written.
    """
    nested = nested_blocks(block.body, name, scope)
    if nested.items:
        return Value(True, nested.items[0].place)
    if nested.rest is not None:
        return Value(nested.rest, block.place)
    argument = block.body.arguments.get(name)
    if argument is None:
        return None
    value = module.value_of(argument.expression, scope)
    return None if value.data is None or value.data == '' else value


def _objects(module: Module, block: Block, type: NestedType, scope: Scope) -> Value:
    """Return the objects of a list that is written as nested blocks, or as an argument."""
    nested = nested_blocks(block.body, type.name, scope)
    argument = block.body.arguments.get(type.name)
    if nested.items or nested.rest is not None:
        return Value(
            Sequence(
                tuple(_object(module, item, type) for item in nested.items),
                nested.rest,
            ),
            block.place,
        )
    return NULL if argument is None else module.value_of(argument.expression, scope)


def _object(module: Module, nested: NestedBlock, type: NestedType) -> Value:
    arguments = nested.body.arguments
    return Value(
        Mapping(
            {
                name: module.value_of(arguments[name].expression, nested.scope)
                for names in type.attributes.values()
                for name in names
                if name in arguments
            }
        ),
        nested.place,
    )


def _parameters(module: Module, type: TerraformType, block: Block, scope: Scope) -> Parameters:
    argument = block.body.arguments.get(type.parameters)
    if type.parameters != BLOCKS:
        if argument is None:
            return Parameters()
        return mapped_parameters(module.value_of(argument.expression, scope), argument.place)
    nested = nested_blocks(block.body, BLOCKS, scope)
    if argument is not None and not nested.items and nested.rest is None:
        return _listed_parameters(module.value_of(argument.expression, scope))
    return Parameters(
        tuple(_parameter(module, item) for item in nested.items),
        nested.rest,
    )


def _listed_parameters(written: Value) -> Parameters:
    """Return the parameters of a list of objects, as Terraform took it before 0.12.

    A list within the list is part of it.
    """
    entries: list[Parameter] = []
    rest: Unknown | None = None
    waiting = [written]
    while waiting:
        value = waiting.pop()
        data, place = value.data, value.place or written.place
        if isinstance(data, Sequence):
            rest = rest or data.rest
            waiting.extend(reversed(data.items))
        elif isinstance(data, Mapping) and {'name', 'value'} <= data.items.keys() and place:
            entries.append(Parameter(data.items['name'], data.items['value'], place))
        elif data is not None:
            unread = Unknown('an element of `parameter` is not an object with `name` and `value`')
            rest = rest or (data if isinstance(data, Unknown) else unread)
    return Parameters(tuple(entries), rest)


def _parameter(module: Module, nested: NestedBlock) -> Parameter:
    def value_of(name: str) -> Value:
        argument = nested.body.arguments.get(name)
        if argument is None:
            return Value(Unknown(f'a parameter has no `{name}`'), nested.place)
        return module.value_of(argument.expression, nested.scope)

    return Parameter(value_of('name'), value_of('value'), nested.place)
