"""Policy 3: no burstable instance lands in a VPC of dedicated tenancy."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Related
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.core.policy import policy
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.facts.instance_classes import either_tenancy
from checkov_aurora_pg.facts.instance_classes import is_burstable
from checkov_aurora_pg.policies.aurora_postgresql import is_instance
from checkov_aurora_pg.policies.placement import Step
from checkov_aurora_pg.policies.placement import onwards
from checkov_aurora_pg.policies.placement import required
from checkov_aurora_pg.policies.placement import vpcs_of
from checkov_aurora_pg.policies.wording import listed
from checkov_aurora_pg.policies.wording import quoted

BY_CLUSTER = ('cluster', 'subnet_group', 'subnets', 'vpc')
BY_OWN_GROUP = ('subnet_group', 'subnets', 'vpc')

DEFAULT = 'default'
DEDICATED = 'dedicated'


def _subnet_groups(instance: Resource) -> tuple[Step, ...]:
    """Return the subnet groups that place an instance; none means the default VPC.

    An instance's own group must be its cluster's, so either one that is known will do.
    """
    clusters = required(instance, 'cluster')
    steps = instance.targets('subnet_group') + onwards(
        clusters,
        lambda cluster: cluster.targets('subnet_group'),
    )
    return tuple(step for step in steps if isinstance(step, Resource)) or steps


def _chain(start: Resource, attributes: tuple[str, ...], end: Resource) -> tuple[Resource, ...]:
    """Return the resources from one to another, as attributes tie them, or none."""
    if not attributes:
        return (start,) if start is end else ()
    for target in start.targets(attributes[0]):
        rest = _chain(target, attributes[1:], end) if isinstance(target, Resource) else ()
        if rest:
            return (start, *rest)
    return ()


def _is_dedicated(vpc: Resource) -> bool:
    tenancy = vpc.text('tenancy') or DEFAULT
    if tenancy not in (DEFAULT, DEDICATED):
        # `host` is in the API's enumeration, and "the host value cannot be used".
        raise Undetermined.because(
            'tenancy',
            f'it is {quoted(tenancy)}, neither `{DEFAULT}` nor `{DEDICATED}`',
            'set it to one of the two',
            vpc.written('tenancy'),
        )
    return tenancy == DEDICATED


def _dedicated(vpcs: tuple[Step, ...]) -> tuple[list[Resource], list[Reason]]:
    """Return the VPCs known to be dedicated, and why others are not known to be either."""
    dedicated: list[Resource] = []
    unknown: list[Reason] = []
    for vpc in vpcs:
        try:
            if isinstance(vpc, Reason):
                unknown.append(vpc)
            elif _is_dedicated(vpc):
                dedicated.append(vpc)
        except Undetermined as error:
            unknown.append(error.reason)
    return dedicated, unknown


def _class(instance: Resource) -> str | Reason:
    try:
        return instance.text('instance_class') or Reason(
            'instance_class',
            'it is not set',
            'set the class',
            instance.place,
        )
    except Undetermined as error:
        return error.reason


@policy(
    id='CKV2_AURORAPG_3',
    title='Aurora PostgreSQL instance of a burstable class is in a VPC of default tenancy',
    severity=Severity.LOW,
    subject=Kind.INSTANCE,
    applies=is_instance,
    remedy=(
        'Choose a class that is not burstable for the instance, or give the VPC default '
        'tenancy (a change from dedicated to default keeps the VPC).'
    ),
    references=(
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html',
        'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/'
        'Concepts.DBInstanceClass.Types.html',
    ),
    reads={
        Kind.INSTANCE: ('engine', 'instance_class', 'cluster', 'subnet_group'),
        Kind.CLUSTER: ('engine', 'subnet_group'),
        Kind.SUBNET_GROUP: ('subnets',),
        Kind.SUBNET: ('vpc',),
        Kind.VPC: ('tenancy',),
    },
)
def dedicated_tenancy(instance: Resource, settings: Settings) -> Iterator[Finding]:
    """Burstable instance classes of Aurora PostgreSQL support default VPC tenancy only.

    A VPC of dedicated tenancy is chosen for isolation: its instances share no hardware
    with other accounts. AWS does not support that for a burstable instance, so code that
    asks for both does not give the isolation that its author counts on.

    The VPC is found through the instance's cluster, its subnet group and the group's
    subnets. A cluster without a subnet group is in the default VPC, whose tenancy is default.

    The severity is low since an attacker gains nothing by it directly: what is missing is one
    layer of isolation.
    """
    instance_class = _class(instance)
    if isinstance(instance_class, str) and not is_burstable(instance_class):
        return
    dedicated, unknown = _dedicated(vpcs_of(_subnet_groups(instance)))
    if not dedicated and not unknown:
        return
    if isinstance(instance_class, Reason):
        raise Undetermined(instance_class)
    if not dedicated:
        raise Undetermined(unknown[0])
    yield Finding(
        'instance_class',
        f'`{instance.spelled("instance_class")}` is {quoted(instance_class)}, a burstable class, '
        f'but VPC {listed(vpc.address for vpc in dedicated)} has `{DEDICATED}` tenancy, which '
        f'burstable classes do not support; set a class such as `{either_tenancy()}`, '
        f'or give the VPC `{DEFAULT}` tenancy',
        instance.written('instance_class'),
        tuple(
            Related(vpc.written('tenancy'), f'VPC {quoted(vpc.address)} has `{DEDICATED}` tenancy')
            for vpc in dedicated
        ),
        _chain(instance, BY_CLUSTER, dedicated[0]) or _chain(instance, BY_OWN_GROUP, dedicated[0]),
    )
