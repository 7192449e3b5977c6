"""The ties between resources, within one template and across those of a scan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.reasons import Reason
from testing.templates import Reader
from testing.templates import by_address


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


CHAIN = """
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {InstanceTenancy: dedicated}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}
  Group: {Type: AWS::RDS::DBSubnetGroup, Properties: {SubnetIds: [!Ref Subnet]}}
  Cluster: {Type: AWS::RDS::DBCluster, Properties: {DBSubnetGroupName: !Ref Group}}
  Instance: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: !Ref Cluster}}
"""


def vpc_of(instance: Resource) -> Resource:
    (cluster,) = instance.tied('cluster')
    (group,) = cluster.tied('subnet_group')
    (subnet,) = group.tied('subnets')
    (vpc,) = subnet.tied('vpc')
    return vpc


def test_references_stay_in_their_template(read: Reader) -> None:
    resources = read(CHAIN, CHAIN)

    vpcs = [vpc_of(r) for r in resources if r.address == 'Instance']

    assert [vpc.place.path.rpartition('/')[2] for vpc in vpcs] == [
        '0-template.yaml',
        '1-template.yaml',
    ]


def test_a_literal_name_means_the_resource_of_the_same_template_first(read: Reader) -> None:
    template = """
        Resources:
          Group: {Type: AWS::RDS::DBSubnetGroup, Properties: {DBSubnetGroupName: Data}}
          Cluster: {Type: AWS::RDS::DBCluster, Properties: {DBSubnetGroupName: dATA}}
    """
    lone = """
        Resources:
          Lone: {Type: AWS::RDS::DBCluster, Properties: {DBSubnetGroupName: data}}
    """
    resources = read(template, template, lone)

    tied = [r.tied('subnet_group') for r in resources if r.kind == 'cluster']

    assert [[group.place.path[-15] for group in groups] for groups in tied] == [
        ['0'],
        ['1'],
        ['0', '1'],
    ]


NETWORK = """
Parameters:
  Stack: {Type: String, Default: net}
Conditions:
  Never: !Equals [a, b]
Resources:
  Vpc: {Type: AWS::EC2::VPC}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}
Outputs:
  A: {Value: !Ref A, Export: {Name: !Sub '${Stack}-a'}}
  Both: {Value: !Join ['||', [!Ref A, !Ref B]], Export: {Name: 'Net:both'}}
  Region: {Value: !Ref A, Export: {Name: !Sub '${AWS::StackName}-a'}}
  Never: {Value: !Ref A, Condition: Never, Export: {Name: never}}
"""


@pytest.mark.parametrize(
    ('subnets', 'expected'),
    [
        ('[!ImportValue net-a]', ['A']),
        ("[{Fn::ImportValue: !Sub '${AWS::NoValue}net-a'}]", None),
        ("!Split ['||', !ImportValue 'Net:both']", ['A', 'B']),
        ("[!Select [1, !Split ['||', {Fn::ImportValue: 'Net:both'}]]]", ['B']),
        ('[!ImportValue never]', None),
    ],
    ids=str,
)
def test_an_import_is_the_export_of_another_template(
    read: Reader,
    subnets: str,
    expected: list[str] | None,
) -> None:
    resources = by_address(
        read(
            NETWORK,
            f"""
        Resources:
          Group: {{Type: AWS::RDS::DBSubnetGroup, Properties: {{SubnetIds: {subnets}}}}}
    """,
        )
    )
    targets = resources['Group'].targets('subnets')

    if expected is None:
        assert [type(target) for target in targets] == [Reason]
    else:
        assert list(targets) == [resources[name] for name in expected]


def test_an_export_of_several_templates_is_ambiguous(read: Reader) -> None:
    resources = by_address(
        read(
            NETWORK,
            NETWORK,
            """
        Resources:
          Group: {Type: AWS::RDS::DBSubnetGroup, Properties: {SubnetIds: [!ImportValue net-a]}}
    """,
        )
    )
    (target,) = resources['Group'].targets('subnets')

    assert isinstance(target, Reason)
    assert target.text == 'several scanned templates have export `net-a`'


WEAK = """
    Resources:
      Group:
        Type: AWS::RDS::DBSubnetGroup
        Properties:
          SubnetIds:
            - Fn::GetStackOutput: {StackName: network, OutputName: A, Region: !Ref AWS::Region}
"""


def test_an_output_of_a_stack_is_found_by_the_manifest_of_its_assembly(
    read: Reader,
    tmp_path: Path,
) -> None:
    stack = {
        'type': 'aws:cloudformation:stack',
        'properties': {'templateFile': '0-template.yaml', 'stackName': 'network'},
    }
    (tmp_path / 'manifest.json').write_text(json.dumps({'artifacts': {'Network': stack}}))

    resources = by_address(read(NETWORK, WEAK))

    assert resources['Group'].tied('subnets') == (resources['A'],)


@pytest.mark.parametrize('manifest', ['', '[]', '{"artifacts": [1]}', '{"artifacts": {"a": {}}}'])
def test_an_output_of_a_stack_without_a_name_is_unknown(
    read: Reader,
    tmp_path: Path,
    manifest: str,
) -> None:
    (tmp_path / 'manifest.json').write_text(manifest)

    (target,) = by_address(read(NETWORK, WEAK))['Group'].targets('subnets')

    assert isinstance(target, Reason)
    assert target.text == 'output `A` of stack `network` is not in the scanned templates'
