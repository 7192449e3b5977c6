"""The kinds of resource that are judged, their attributes, and the attributes that tie them."""

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


# The canonical attributes, by kind. A reader maps its format's spelling to these, and leaves out
# what a resource does not write. `name` is the literal name that other resources may use.
# `keeps_iam_authentication_of` is what a cluster is restored from, if a deployment keeps the
# restored cluster's IAM authentication when the code does not set it.
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
    # Gives addresses to a VPC, or to a part of one. It is not a VPC of the code itself.
    Kind.ADDRESS_BLOCK: frozenset(),
    # `default_of` is the VPC whose default security group this is.
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

# The kind of resource that an attribute refers to.
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

# AWS, or its provider for Terraform, accepts these in any case and stores them in one case. Source:
# `Engine` and the identifiers in the schemas of CloudFormation's `AWS::RDS` types (`$lowercase`);
# the provider's `expandParameters` and `protocolForValue`. If AWS refuses another case, the code is
# never deployed, so it is safe to treat both spellings as the same.
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
    """Return whether an attribute of a network holds its address block, or a list of blocks."""
    return 'cidr' in attribute.lower()
