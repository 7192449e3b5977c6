"""How CloudFormation spells the estate.

Source: the CloudFormation schemas of each resource type.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checkov_aurora_pg.estate import Kind


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A resource type: its kind, and its properties for the canonical attributes.

    Of several properties for one attribute, the first that is written counts.
    `parameters` is the property that holds a parameter group's entries.
    """

    kind: Kind
    attributes: Mapping[str, tuple[str, ...]]
    parameters: str = ''


RESOURCE_TYPES: Mapping[str, ResourceType] = {
    'AWS::RDS::DBCluster': ResourceType(Kind.CLUSTER, {
        'name': ('DBClusterIdentifier',),
        'engine': ('Engine',),
        'engine_mode': ('EngineMode',),
        'engine_version': ('EngineVersion',),
        'iam_authentication': ('EnableIAMDatabaseAuthentication',),
        'master_user_authentication': ('MasterUserAuthenticationType',),
        'restored_from': ('SnapshotIdentifier', 'SourceDBClusterIdentifier'),
        'replicated_from': ('ReplicationSourceIdentifier',),
        'global_cluster': ('GlobalClusterIdentifier',),
        'parameter_group': ('DBClusterParameterGroupName',),
        'subnet_group': ('DBSubnetGroupName',),
    }),
    'AWS::RDS::DBInstance': ResourceType(Kind.INSTANCE, {
        'engine': ('Engine',),
        'instance_class': ('DBInstanceClass',),
        'cluster': ('DBClusterIdentifier',),
        'subnet_group': ('DBSubnetGroupName',),
    }),
    'AWS::RDS::DBClusterParameterGroup': ResourceType(Kind.PARAMETER_GROUP, {
        'name': ('DBClusterParameterGroupName',),
        'family': ('Family',),
    }, parameters='Parameters'),
    'AWS::RDS::DBParameterGroup': ResourceType(Kind.INSTANCE_PARAMETER_GROUP, {
        'name': ('DBParameterGroupName',),
        'family': ('Family',),
    }, parameters='Parameters'),
    'AWS::RDS::GlobalCluster': ResourceType(Kind.GLOBAL_CLUSTER, {
        'name': ('GlobalClusterIdentifier',),
        'engine_version': ('EngineVersion',),
    }),
    'AWS::RDS::DBSubnetGroup': ResourceType(Kind.SUBNET_GROUP, {
        'name': ('DBSubnetGroupName',),
        'subnets': ('SubnetIds',),
    }),
    'AWS::EC2::Subnet': ResourceType(Kind.SUBNET, {'vpc': ('VpcId',)}),
    'AWS::EC2::VPC': ResourceType(Kind.VPC, {'tenancy': ('InstanceTenancy',)}),
}
