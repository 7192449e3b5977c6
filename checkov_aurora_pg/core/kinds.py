"""The kinds of resource that are judged, their attributes, and which of these tie them together."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of resource that an Aurora PostgreSQL cluster's security depends on."""

    CLUSTER = 'cluster'
    INSTANCE = 'cluster instance'
    PARAMETER_GROUP = 'cluster parameter group'
    INSTANCE_PARAMETER_GROUP = 'instance parameter group'
    GLOBAL_CLUSTER = 'global cluster'
    SUBNET_GROUP = 'subnet group'
    SUBNET = 'subnet'
    VPC = 'VPC'
    ADDRESS_BLOCK = 'address block'
    SECURITY_GROUP = 'security group'
    SECURITY_GROUP_RULE = 'security group rule'


# The canonical attributes, by kind. A reader maps its format's spelling to these, and
# leaves out what a resource does not write. `name` is what other resources may call it
# by, literally. `keeps_iam_authentication_of` is what a cluster is restored from, where a
# deployment leaves IAM authentication as the restored one has it when it is not written.
ATTRIBUTES: AbstractMapping[Kind, frozenset[str]] = {
    Kind.CLUSTER: frozenset(
        {
            'name',
            'engine',
            'engine_mode',
            'engine_version',
            'iam_authentication',
            'master_user_authentication',
            'restored_from',
            'keeps_iam_authentication_of',
            'replicated_from',
            'global_cluster',
            'parameter_group',
            'port',
            'region',
            'security_groups',
            'subnet_group',
        }
    ),
    Kind.INSTANCE: frozenset(
        {
            'engine',
            'instance_class',
            'ca_certificate',
            'cluster',
            'region',
            'subnet_group',
        }
    ),
    Kind.PARAMETER_GROUP: frozenset({'name', 'family', 'region'}),
    Kind.INSTANCE_PARAMETER_GROUP: frozenset({'name', 'family', 'region'}),
    Kind.GLOBAL_CLUSTER: frozenset({'name', 'engine', 'engine_version', 'source_cluster'}),
    Kind.SUBNET_GROUP: frozenset({'name', 'region', 'subnets'}),
    Kind.SUBNET: frozenset({'name', 'vpc'}),
    Kind.VPC: frozenset({'name', 'tenancy'}),
    # What gives a VPC, or a part of one, its addresses, and is no VPC of the code.
    Kind.ADDRESS_BLOCK: frozenset(),
    # `default_of` is the VPC whose default group it is.
    Kind.SECURITY_GROUP: frozenset({'name', 'default_of'}),
    # A rule without a `direction` lets traffic in. `ipv4_ranges`, `ipv6_ranges` and
    # `prefix_lists` are the sources that are addresses.
    Kind.SECURITY_GROUP_RULE: frozenset(
        {
            'security_group',
            'direction',
            'protocol',
            'from_port',
            'to_port',
            'ipv4_ranges',
            'ipv6_ranges',
            'prefix_lists',
        }
    ),
}

# Which kind of resource an attribute ties to.
LINKS: AbstractMapping[tuple[Kind, str], Kind] = {
    (Kind.CLUSTER, 'global_cluster'): Kind.GLOBAL_CLUSTER,
    (Kind.CLUSTER, 'parameter_group'): Kind.PARAMETER_GROUP,
    (Kind.CLUSTER, 'security_groups'): Kind.SECURITY_GROUP,
    (Kind.CLUSTER, 'subnet_group'): Kind.SUBNET_GROUP,
    (Kind.GLOBAL_CLUSTER, 'source_cluster'): Kind.CLUSTER,
    (Kind.INSTANCE, 'cluster'): Kind.CLUSTER,
    (Kind.INSTANCE, 'subnet_group'): Kind.SUBNET_GROUP,
    (Kind.SUBNET_GROUP, 'subnets'): Kind.SUBNET,
    (Kind.SUBNET, 'vpc'): Kind.VPC,
    (Kind.SECURITY_GROUP, 'default_of'): Kind.VPC,
    (Kind.SECURITY_GROUP_RULE, 'security_group'): Kind.SECURITY_GROUP,
}

# What AWS, or its provider for Terraform, takes in any case and keeps in one. Source: `Engine`
# and the identifiers in the schemas of CloudFormation's `AWS::RDS` types (`$lowercase`); the
# provider's `expandParameters` and `protocolForValue`. What it refuses in another case is never
# deployed, so that it does no harm to take it for the same.
NAMES_WITHOUT_CASE = frozenset(
    {
        'ca_certificate',
        'direction',
        'engine',
        'engine_mode',
        'family',
        'instance_class',
        'master_user_authentication',
        'parameter_group',
        'protocol',
        'tenancy',
    }
)
KINDS_NAMED_WITHOUT_CASE = frozenset(
    {
        Kind.CLUSTER,
        Kind.INSTANCE,
        Kind.PARAMETER_GROUP,
        Kind.INSTANCE_PARAMETER_GROUP,
        Kind.GLOBAL_CLUSTER,
        Kind.SUBNET_GROUP,
    }
)


def is_address_block(attribute: str) -> bool:
    """Return whether an attribute of a network is its block of addresses, or a list of such."""
    return 'cidr' in attribute.lower()
