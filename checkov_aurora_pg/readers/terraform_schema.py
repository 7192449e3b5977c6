"""How the Terraform AWS provider spells the estate, for HCL and for plans alike.

Source: the provider's documentation of each resource type (aws 6.25.0).
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checkov_aurora_pg.estate import Kind


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A provider's resource type: its kind, and its names for the canonical attributes.

    Of several names for one attribute, the first that is written (and not null) counts;
    a nested block counts as written.
    """

    kind: Kind
    attributes: Mapping[str, tuple[str, ...]]
    has_parameters: bool = False


RESOURCE_TYPES: Mapping[str, ResourceType] = {
    'aws_rds_cluster': ResourceType(Kind.CLUSTER, {
        'name': ('cluster_identifier',),
        'engine': ('engine',),
        'engine_mode': ('engine_mode',),
        'engine_version': ('engine_version',),
        'iam_authentication': ('iam_database_authentication_enabled',),
        'restored_from': ('snapshot_identifier', 'restore_to_point_in_time'),
        'replicated_from': ('replication_source_identifier',),
        'global_cluster': ('global_cluster_identifier',),
        'parameter_group': ('db_cluster_parameter_group_name',),
        'subnet_group': ('db_subnet_group_name',),
    }),
    'aws_rds_cluster_instance': ResourceType(Kind.INSTANCE, {
        'engine': ('engine',),
        'instance_class': ('instance_class',),
        'cluster': ('cluster_identifier',),
        'subnet_group': ('db_subnet_group_name',),
    }),
    'aws_rds_cluster_parameter_group': ResourceType(Kind.PARAMETER_GROUP, {
        'name': ('name',),
        'family': ('family',),
    }, has_parameters=True),
    'aws_db_parameter_group': ResourceType(Kind.INSTANCE_PARAMETER_GROUP, {
        'name': ('name',),
        'family': ('family',),
    }, has_parameters=True),
    'aws_rds_global_cluster': ResourceType(Kind.GLOBAL_CLUSTER, {
        'name': ('global_cluster_identifier',),
        'engine_version': ('engine_version',),
    }),
    'aws_db_subnet_group': ResourceType(Kind.SUBNET_GROUP, {
        'name': ('name',),
        'subnets': ('subnet_ids',),
    }),
    'aws_subnet': ResourceType(Kind.SUBNET, {'vpc': ('vpc_id',)}),
    'aws_vpc': ResourceType(Kind.VPC, {'tenancy': ('instance_tenancy',)}),
}
