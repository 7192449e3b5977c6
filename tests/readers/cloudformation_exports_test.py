"""Exports that are named after their stacks, and the imports that name the stacks by parameters."""

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


NETWORK = """
Parameters:
  Prefix: {Type: String}
Resources:
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-1}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-1}}
Outputs:
  A: {Value: !Ref A, Export: {Name: !Sub '${AWS::StackName}-A'}}
  B: {Value: !Ref B, Export: {Name: !Sub 'net:${AWS::StackName}:B'}}
  Bare: {Value: !Ref B, Export: {Name: !Ref AWS::StackName}}
  Region: {Value: !Ref B, Export: {Name: !Sub '${AWS::StackName}-${AWS::Region}-C'}}
  Prefixed: {Value: !Ref B, Export: {Name: !Sub '${Prefix}-D'}}
  Conditional: {Value: !Ref B, Export: {Name: !Sub '${AWS::StackName}-E'}, Condition: Never}
Conditions:
  Never: !Equals [a, b]
"""

IMPORTING = """
Parameters:
  Stack: {Type: String}
  Named: {Type: String, Default: network}
  Chosen: {Type: String, AllowedValues: [one, two]}
Resources:
  Group: {Type: AWS::RDS::DBSubnetGroup, Properties: {SubnetIds: [%s]}}
"""

FITS = 'it is imported from stack `{}`, which may not be `0-template.yaml`'
MISSING = 'export `{}` is not in the scanned templates'


def imported(name: str) -> str:
    return IMPORTING % f"{{Fn::ImportValue: !Sub '{name}'}}"


def only_target(resources: list[Resource]) -> Resource | Reason:
    (target,) = by_address(resources)['Group'].targets('subnets')
    return target


@pytest.mark.parametrize(
    ('name', 'reason'),
    [
        ('${Named}-A', FITS.format('network')),
        ('network-A', FITS.format('network')),
        ('a-b-1-A', FITS.format('a-b-1')),
        ('net:${Named}:B', FITS.format('network')),
        ('${Stack}-A', FITS.format('${Stack}')),
        ('net:${Stack}:B', FITS.format('${Stack}')),
        # no name of a stack
        ('-A', MISSING.format('-A')),
        ('1a-A', MISSING.format('1a-A')),
        ('a.b-A', MISSING.format('a.b-A')),
        ('network-a', MISSING.format('network-a')),
        ('network', MISSING.format('network')),
        (f'{"a" * 128}-A', FITS.format(f'{"a" * 60}…')),
        (f'{"a" * 129}-A', MISSING.format(f'{"a" * 60}…')),
        (f'{"a" * 2000}-A', MISSING.format(f'{"a" * 60}…')),
        ('network-E', MISSING.format('network-E')),
        ('network-D', MISSING.format('network-D')),
        ('${Stack}-a', 'parameter `Stack` has no default'),
        ('${Stack}', 'parameter `Stack` has no default'),
        ('${Stack}-D', 'parameter `Stack` has no default'),
        ('x${Stack}-A', 'parameter `Stack` has no default'),
        ('${Stack}${Stack}-A', 'parameter `Stack` has no default'),
        ('${Chosen}-A', 'parameter `Chosen` has no default'),
    ],
)
def test_an_export_fits_where_its_stack_alone_is_open(
    read: Reader,
    name: str,
    reason: str,
) -> None:
    target = only_target(read(NETWORK, imported(name)))

    assert isinstance(target, Reason)
    assert target.text == reason
    assert (target.question is not None) == (reason.startswith('it is') or '${Chosen}' in name)


def test_who_exports_two_that_fit_is_named(read: Reader) -> None:
    target = only_target(read(NETWORK, NETWORK, imported('${Stack}-A')))

    assert isinstance(target, Reason)
    assert (target.text, target.question) == (
        'it is imported from stack `${Stack}`, which may be `0-template.yaml` or `1-template.yaml`',
        None,
    )


def test_what_only_a_parameter_names_may_be_it_as_well(read: Reader) -> None:
    other = NETWORK.replace('${Prefix}-D', '${Prefix}-A').replace('${AWS::StackName}-A', 'other')
    target = only_target(read(NETWORK, other, imported('network-A')))

    assert isinstance(target, Reason)
    assert target.text.endswith('which may be `0-template.yaml` or `1-template.yaml`')


def test_a_written_name_counts_before_one_that_fits(read: Reader) -> None:
    written = NETWORK.replace("!Sub '${AWS::StackName}-A'", 'network-A')
    resources = read(written, NETWORK, imported('${Named}-A'))

    target = only_target(resources)

    assert isinstance(target, Resource)
    assert target.place.path.endswith('0-template.yaml')


def test_a_stack_is_not_its_own_importer(read: Reader) -> None:
    both = (
        imported('network-A')
        + '  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-1}}\n'
        + ("Outputs:\n  A: {Value: !Ref A, Export: {Name: !Sub '${AWS::StackName}-A'}}\n")
    )
    target = only_target(read(both))

    assert isinstance(target, Reason)
    assert target.text == MISSING.format('network-A')


@pytest.mark.parametrize(('name', 'is_tied'), [('network', True), ('another', False)])
def test_the_manifest_of_an_assembly_says_what_a_stack_is_called(
    read: Reader,
    tmp_path: Path,
    name: str,
    is_tied: bool,
) -> None:
    stack = {
        'type': 'aws:cloudformation:stack',
        'properties': {'templateFile': '0-template.yaml', 'stackName': name},
    }
    (tmp_path / 'manifest.json').write_text(json.dumps({'artifacts': {'Network': stack}}))

    target = only_target(read(NETWORK, imported('network-A')))

    assert isinstance(target, Resource) == is_tied


def test_a_nested_stack_that_is_told_the_name_imports_that_export(read: Reader) -> None:
    parent = NETWORK.replace(
        'Outputs:',
        """
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: 1-template.yaml, Parameters: {Stack: !Ref AWS::StackName}}
Outputs:""",
    )
    resources = read(parent, imported('${Stack}-A'), NETWORK)

    target = only_target(resources)

    assert isinstance(target, Resource)
    assert target.place.path.endswith('0-template.yaml')


def test_imports_from_one_stack_ask_one_question(read: Reader) -> None:
    two = IMPORTING % (
        "{Fn::ImportValue: !Sub '${Stack}-A'}, {Fn::ImportValue: !Sub 'net:${Stack}:B'}"
    )
    first, second = by_address(read(NETWORK, two))['Group'].targets('subnets')

    assert isinstance(first, Reason)
    assert isinstance(second, Reason)
    assert first.question is not None
    assert first.question == second.question
