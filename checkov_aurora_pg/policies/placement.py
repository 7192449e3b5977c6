"""In which VPC a resource lands: through its subnet groups and their subnets."""

from __future__ import annotations

from collections.abc import Callable

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.policies.wording import quoted

# What a link leads to, or why that is not known.
Step = Resource | Reason


def required(resource: Resource, attribute: str) -> tuple[Step, ...]:
    """Return what an attribute ties to, where a deployment needs it to tie to something."""
    return resource.targets(attribute) or (
        Reason(
            attribute,
            f'it is not set in {resource.kind} {quoted(resource.address)}',
            '',
            resource.place,
        ),
    )


def onwards(
    steps: tuple[Step, ...],
    follow: Callable[[Resource], tuple[Step, ...]],
) -> tuple[Step, ...]:
    """Return where links lead from the resources among steps, each once, and the other steps."""
    return tuple(
        dict.fromkeys(
            target
            for step in steps
            for target in (follow(step) if isinstance(step, Resource) else (step,))
        )
    )


def vpcs_of(subnet_groups: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the VPCs that the subnets of subnet groups are in."""
    subnets = onwards(subnet_groups, lambda group: required(group, 'subnets'))
    return onwards(subnets, lambda subnet: required(subnet, 'vpc'))
