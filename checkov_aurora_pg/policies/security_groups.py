"""Which security groups a cluster is in, and which rules each of them has.

A VPC stands for its default group, which no resource creates: rules name it as the VPC's,
and one resource may adopt it.
"""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.estate import Tie
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.policies.placement import Step
from checkov_aurora_pg.policies.placement import vpcs_of
from checkov_aurora_pg.policies.wording import quoted

ATTRIBUTE = 'security_groups'
DEFAULT_OF = 'default_of'


def groups_of(cluster: Resource) -> tuple[Step, ...]:
    """Return the groups that a cluster names, else the default group of its VPC.

    Empty where it names none, and it is not known in which VPC it is.
    """
    named = cluster.targets(ATTRIBUTE)
    if named:
        return named
    vpcs = vpcs_of(cluster.targets('subnet_group'))
    return tuple(vpc for vpc in vpcs if isinstance(vpc, Resource))


def default_groups(cluster: Resource) -> tuple[Resource, ...]:
    """Return all default groups that the code speaks of: those that it adopts come first."""
    kinds = (Kind.SECURITY_GROUP, Kind.VPC)
    found = [one for one in cluster.estate.resources if one.kind in kinds and _is_default(one)]
    return tuple(sorted(found, key=lambda one: kinds.index(one.kind)))


def _is_default(group: Resource) -> bool:
    return group.kind is Kind.VPC or bool(group.elements(DEFAULT_OF))


def name_of(group: Resource) -> str:
    """Return what a message calls a group."""
    own = f'{group.kind} {quoted(group.address)}'
    return f'the default security group of {own}' if group.kind is Kind.VPC else own


def rules_of(group: Resource) -> tuple[Tie, ...]:
    """Return the rules of a group, and why it is not known whether they are its own.

    A rule of a group that is not known is not taken for one of a default group.
    """
    found: dict[int, Tie] = {}
    for one, untold in _names_of(group):
        for rule, why in one.tying(Kind.SECURITY_GROUP_RULE, 'security_group'):
            if why is None or one.kind is Kind.SECURITY_GROUP:
                found.setdefault(id(rule), (rule, untold or why))
    return tuple(found.values())


def _names_of(group: Resource) -> Iterator[Tie]:
    """Yield what stands for a group: itself, and the VPC or the resource that it is one with."""
    yield group, None
    if group.kind is Kind.VPC:
        yield from group.tying(Kind.SECURITY_GROUP, DEFAULT_OF)
    else:
        yield from ((vpc, None) for vpc in group.targets(DEFAULT_OF) if isinstance(vpc, Resource))
