"""How Terraform's AWS providers spell the estate, for HCL and for plans alike.

Source: the providers' documentation of each resource type (aws 6.25.0; awscc of November 2025).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field

from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.readers.nested_resources import NestedType

# What policies judge; the other kinds only stand behind these.
SUBJECTS = frozenset(
    {
        Kind.CLUSTER,
        Kind.INSTANCE,
        Kind.PARAMETER_GROUP,
        Kind.INSTANCE_PARAMETER_GROUP,
    }
)


# The blocks that hold the entries of a parameter group.
BLOCKS = 'parameter'


@dataclass(frozen=True, slots=True)
class TerraformType:
    """A provider's resource type: its kind, and its names for the canonical attributes.

    Of several names for one attribute, the first that is written (and not null) counts;
    a nested block counts as written. `parameters` is what holds a parameter group's entries: the
    blocks `parameter`, or an argument with a map. `unwritten` says what leaves an attribute
    unknown that is not written; `is_by_handler` is the resource's.
    """

    kind: Kind
    attributes: Mapping[str, tuple[str, ...]]
    parameters: str = ''
    nested: NestedType | None = None
    unwritten: Mapping[str, Unknown] = field(default_factory=dict)
    is_by_handler: bool = False


# Of a rule inside a security group; one that stands alone has the same names and two more.
_RULE: Mapping[str, tuple[str, ...]] = {
    'protocol': ('protocol',),
    'from_port': ('from_port',),
    'to_port': ('to_port',),
    'ipv4_ranges': ('cidr_blocks',),
    'ipv6_ranges': ('ipv6_cidr_blocks',),
    'prefix_lists': ('prefix_list_ids',),
}
_INGRESS = NestedType('ingress', Kind.SECURITY_GROUP_RULE, 'security_group', _RULE)
_DEFAULT_VPC = Unknown('it is not set, so it is the default VPC', 'set the VPC')


# Of the provider's version 6; before it, and where it is not written, the provider's.
_REGION: Mapping[str, tuple[str, ...]] = {'region': ('region',)}

# The AWS Cloud Control provider has CloudFormation's properties, and its handlers.
_CONTROLLED_RULE: Mapping[str, tuple[str, ...]] = {
    'protocol': ('ip_protocol',),
    'from_port': ('from_port',),
    'to_port': ('to_port',),
    'ipv4_ranges': ('cidr_ip',),
    'ipv6_ranges': ('cidr_ipv_6',),
    'prefix_lists': ('source_prefix_list_id',),
}
_RESTORED = ('snapshot_identifier', 'source_db_cluster_identifier', 'source_db_cluster_resource_id')


RESOURCE_TYPES: Mapping[str, TerraformType] = {
    'aws_rds_cluster': TerraformType(
        Kind.CLUSTER,
        {
            **_REGION,
            'name': ('cluster_identifier',),
            'engine': ('engine',),
            'engine_mode': ('engine_mode',),
            'engine_version': ('engine_version',),
            # It is not computed: where it is not written, the provider turns off what a restore has
            # kept, with the next apply (terraform-provider-aws 0168cf6, `resourceClusterUpdate`).
            'iam_authentication': ('iam_database_authentication_enabled',),
            'restored_from': ('snapshot_identifier', 'restore_to_point_in_time'),
            'replicated_from': ('replication_source_identifier',),
            'global_cluster': ('global_cluster_identifier',),
            'parameter_group': ('db_cluster_parameter_group_name',),
            'port': ('port',),
            'security_groups': ('vpc_security_group_ids',),
            'subnet_group': ('db_subnet_group_name',),
        },
    ),
    'aws_rds_cluster_instance': TerraformType(
        Kind.INSTANCE,
        {
            **_REGION,
            'engine': ('engine',),
            'instance_class': ('instance_class',),
            'ca_certificate': ('ca_cert_identifier',),
            'cluster': ('cluster_identifier',),
            'subnet_group': ('db_subnet_group_name',),
        },
    ),
    'aws_rds_cluster_parameter_group': TerraformType(
        Kind.PARAMETER_GROUP,
        {
            **_REGION,
            'name': ('name',),
            'family': ('family',),
        },
        parameters=BLOCKS,
    ),
    'aws_db_parameter_group': TerraformType(
        Kind.INSTANCE_PARAMETER_GROUP,
        {
            **_REGION,
            'name': ('name',),
            'family': ('family',),
        },
        parameters=BLOCKS,
    ),
    'aws_rds_global_cluster': TerraformType(
        Kind.GLOBAL_CLUSTER,
        {
            'name': ('global_cluster_identifier',),
            'engine': ('engine',),
            'source_cluster': ('source_db_cluster_identifier',),
            'engine_version': ('engine_version',),
        },
    ),
    'aws_db_subnet_group': TerraformType(
        Kind.SUBNET_GROUP,
        {
            **_REGION,
            'name': ('name',),
            'subnets': ('subnet_ids',),
        },
    ),
    'aws_subnet': TerraformType(Kind.SUBNET, {'vpc': ('vpc_id',)}),
    'aws_vpc': TerraformType(Kind.VPC, {'tenancy': ('instance_tenancy',)}),
    # It is found and not created, and always has default tenancy.
    'aws_default_vpc': TerraformType(Kind.VPC, {}),
    'aws_vpc_ipv4_cidr_block_association': TerraformType(Kind.ADDRESS_BLOCK, {}),
    'aws_vpc_ipv6_cidr_block_association': TerraformType(Kind.ADDRESS_BLOCK, {}),
    'aws_security_group': TerraformType(Kind.SECURITY_GROUP, {}, nested=_INGRESS),
    'aws_default_security_group': TerraformType(
        Kind.SECURITY_GROUP,
        {
            'default_of': ('vpc_id',),
        },
        nested=_INGRESS,
        unwritten={'default_of': _DEFAULT_VPC},
    ),
    'aws_security_group_rule': TerraformType(
        Kind.SECURITY_GROUP_RULE,
        {
            'security_group': ('security_group_id',),
            'direction': ('type',),
            **_RULE,
        },
    ),
    'aws_vpc_security_group_ingress_rule': TerraformType(
        Kind.SECURITY_GROUP_RULE,
        {
            'security_group': ('security_group_id',),
            'protocol': ('ip_protocol',),
            'from_port': ('from_port',),
            'to_port': ('to_port',),
            'ipv4_ranges': ('cidr_ipv4',),
            'ipv6_ranges': ('cidr_ipv6',),
            'prefix_lists': ('prefix_list_id',),
        },
    ),
    'awscc_rds_db_cluster': TerraformType(
        Kind.CLUSTER,
        {
            **_REGION,
            'name': ('db_cluster_identifier',),
            'engine': ('engine',),
            'engine_mode': ('engine_mode',),
            'engine_version': ('engine_version',),
            'iam_authentication': ('enable_iam_database_authentication',),
            'master_user_authentication': ('master_user_authentication_type',),
            'restored_from': _RESTORED,
            'keeps_iam_authentication_of': _RESTORED,
            'replicated_from': ('replication_source_identifier',),
            'global_cluster': ('global_cluster_identifier',),
            'parameter_group': ('db_cluster_parameter_group_name',),
            'port': ('port',),
            'security_groups': ('vpc_security_group_ids',),
            'subnet_group': ('db_subnet_group_name',),
        },
        is_by_handler=True,
    ),
    'awscc_rds_db_instance': TerraformType(
        Kind.INSTANCE,
        {
            **_REGION,
            'engine': ('engine',),
            'instance_class': ('db_instance_class',),
            'ca_certificate': ('ca_certificate_identifier',),
            'cluster': ('db_cluster_identifier',),
            'subnet_group': ('db_subnet_group_name',),
        },
    ),
    'awscc_rds_db_cluster_parameter_group': TerraformType(
        Kind.PARAMETER_GROUP,
        {
            **_REGION,
            'name': ('db_cluster_parameter_group_name',),
            'family': ('family',),
        },
        parameters='parameters',
    ),
    'awscc_rds_db_parameter_group': TerraformType(
        Kind.INSTANCE_PARAMETER_GROUP,
        {
            **_REGION,
            'name': ('db_parameter_group_name',),
            'family': ('family',),
        },
        parameters='parameters',
    ),
    'awscc_rds_global_cluster': TerraformType(
        Kind.GLOBAL_CLUSTER,
        {
            'name': ('global_cluster_identifier',),
            'engine': ('engine',),
            'source_cluster': ('source_db_cluster_identifier',),
            'engine_version': ('engine_version',),
        },
    ),
    'awscc_rds_db_subnet_group': TerraformType(
        Kind.SUBNET_GROUP,
        {
            **_REGION,
            'name': ('db_subnet_group_name',),
            'subnets': ('subnet_ids',),
        },
    ),
    'awscc_ec2_subnet': TerraformType(Kind.SUBNET, {'vpc': ('vpc_id',)}),
    'awscc_ec2_vpc': TerraformType(Kind.VPC, {'tenancy': ('instance_tenancy',)}),
    'awscc_ec2_vpc_cidr_block': TerraformType(Kind.ADDRESS_BLOCK, {}),
    'awscc_ec2_security_group': TerraformType(
        Kind.SECURITY_GROUP,
        {},
        nested=NestedType(
            'security_group_ingress',
            Kind.SECURITY_GROUP_RULE,
            'security_group',
            _CONTROLLED_RULE,
        ),
    ),
    'awscc_ec2_security_group_ingress': TerraformType(
        Kind.SECURITY_GROUP_RULE,
        {
            'security_group': ('group_id', 'group_name'),
            **_CONTROLLED_RULE,
        },
    ),
}

# The types that deploy a template of CloudFormation, or a resource by its own type's name.
CONTROLLED = frozenset({'aws_cloudcontrolapi_resource'})
CARRIERS = CONTROLLED | {
    'aws_cloudformation_stack',
    'aws_cloudformation_stack_set',
    'awscc_cloudformation_stack',
    'awscc_cloudformation_stack_set',
}
