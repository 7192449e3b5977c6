"""How CloudFormation spells the estate.

Source: the CloudFormation schemas of each resource type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.readers.nested_resources import NestedType


@dataclass(frozen=True, slots=True)
class CloudFormationType:
    """A resource type: its kind, and its properties for the canonical attributes.

    Of several properties for one attribute, the first that is written counts.
    `parameters` is the property that holds a parameter group's entries.
    """

    kind: Kind
    attributes: Mapping[str, tuple[str, ...]]
    parameters: str = ''
    nested: NestedType | None = None


_RULE: Mapping[str, tuple[str, ...]] = {
    'protocol': ('IpProtocol',),
    'from_port': ('FromPort',),
    'to_port': ('ToPort',),
    'ipv4_ranges': ('CidrIp',),
    'ipv6_ranges': ('CidrIpv6',),
    'prefix_lists': ('SourcePrefixListId',),
}

_RESTORED = ('SnapshotIdentifier', 'SourceDBClusterIdentifier', 'SourceDbClusterResourceId')


RESOURCE_TYPES: Mapping[str, CloudFormationType] = {
    'AWS::RDS::DBCluster': CloudFormationType(
        Kind.CLUSTER,
        {
            'name': ('DBClusterIdentifier',),
            'engine': ('Engine',),
            'engine_mode': ('EngineMode',),
            'engine_version': ('EngineVersion',),
            'iam_authentication': ('EnableIAMDatabaseAuthentication',),
            'master_user_authentication': ('MasterUserAuthenticationType',),
            'restored_from': _RESTORED,
            # The handler sends `EnableIAMDatabaseAuthentication` with a restore, and again after
            # it, where it is written alone (aws-cloudformation-resource-providers-rds 5a410e8,
            # 2025-07-29, `Translator`).
            'keeps_iam_authentication_of': _RESTORED,
            'replicated_from': ('ReplicationSourceIdentifier',),
            'global_cluster': ('GlobalClusterIdentifier',),
            'parameter_group': ('DBClusterParameterGroupName',),
            'port': ('Port',),
            'security_groups': ('VpcSecurityGroupIds',),
            'subnet_group': ('DBSubnetGroupName',),
        },
    ),
    'AWS::RDS::DBInstance': CloudFormationType(
        Kind.INSTANCE,
        {
            'engine': ('Engine',),
            'instance_class': ('DBInstanceClass',),
            'ca_certificate': ('CACertificateIdentifier',),
            'cluster': ('DBClusterIdentifier',),
            'subnet_group': ('DBSubnetGroupName',),
        },
    ),
    'AWS::RDS::DBClusterParameterGroup': CloudFormationType(
        Kind.PARAMETER_GROUP,
        {
            'name': ('DBClusterParameterGroupName',),
            'family': ('Family',),
        },
        parameters='Parameters',
    ),
    'AWS::RDS::DBParameterGroup': CloudFormationType(
        Kind.INSTANCE_PARAMETER_GROUP,
        {
            'name': ('DBParameterGroupName',),
            'family': ('Family',),
        },
        parameters='Parameters',
    ),
    'AWS::RDS::GlobalCluster': CloudFormationType(
        Kind.GLOBAL_CLUSTER,
        {
            'name': ('GlobalClusterIdentifier',),
            'engine': ('Engine',),
            'source_cluster': ('SourceDBClusterIdentifier',),
            'engine_version': ('EngineVersion',),
        },
    ),
    'AWS::RDS::DBSubnetGroup': CloudFormationType(
        Kind.SUBNET_GROUP,
        {
            'name': ('DBSubnetGroupName',),
            'subnets': ('SubnetIds',),
        },
    ),
    'AWS::EC2::Subnet': CloudFormationType(Kind.SUBNET, {'vpc': ('VpcId',)}),
    'AWS::EC2::VPC': CloudFormationType(Kind.VPC, {'tenancy': ('InstanceTenancy',)}),
    'AWS::EC2::SecurityGroup': CloudFormationType(
        Kind.SECURITY_GROUP,
        {},
        nested=NestedType(
            'SecurityGroupIngress',
            Kind.SECURITY_GROUP_RULE,
            'security_group',
            _RULE,
        ),
    ),
    'AWS::EC2::SecurityGroupIngress': CloudFormationType(
        Kind.SECURITY_GROUP_RULE,
        {
            'security_group': ('GroupId', 'GroupName'),
            **_RULE,
        },
    ),
}
