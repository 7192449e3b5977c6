"""The resources that templates create, and how they are tied together."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.readers.cloudformation.reader import read_templates
from testing.templates import Reader
from testing.templates import by_address


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def settings(group: Resource) -> dict[object, object]:
    """Return a group's entries; what is unknown is `?` and its reason."""
    return {
        entry.name.data: (
            f'?{entry.value.data.reason}'
            if isinstance(entry.value.data, Unknown)
            else entry.value.data
        )
        for entry in group.parameters.entries
    }


def test_properties_become_canonical_attributes(read: Reader) -> None:
    (cluster,) = read("""
        Resources:
          Orders:
            Type: AWS::RDS::DBCluster
            Properties:
              DBClusterIdentifier: Orders
              Engine: aurora-postgresql
              EngineMode: serverless
              EnableIAMDatabaseAuthentication: 'true'
              MasterUserAuthenticationType: iam-db-auth
              SourceDBClusterIdentifier: other
              DBSubnetGroupName: Database
              Port: 5432
    """)

    assert {name: value.data for name, value in cluster.attributes.items()} == {
        'name': 'orders',
        'engine': 'aurora-postgresql',
        'engine_mode': 'serverless',
        'iam_authentication': 'true',
        'master_user_authentication': 'iam-db-auth',
        'restored_from': 'other',
        'keeps_iam_authentication_of': 'other',
        'subnet_group': 'database',
        'port': 5432,
    }
    assert (cluster.place.line, cluster.place.end_line) == (3, 13)
    assert cluster.written('engine_mode').line == 8
    assert cluster.spelled('iam_authentication') == 'EnableIAMDatabaseAuthentication'


def test_a_handler_fills_in_what_is_not_written(read: Reader) -> None:
    (cluster,) = read('Resources: {C: {Type: AWS::RDS::DBCluster}}')

    assert cluster.is_by_handler
    assert 'port' not in cluster.attributes


@pytest.mark.parametrize(
    ('ingress', 'rules'),
    [
        (
            '[{IpProtocol: tcp, CidrIp: 10.0.0.0/8}, {IpProtocol: "-1"}]',
            [{'protocol': 'tcp', 'ipv4_ranges': '10.0.0.0/8'}, {'protocol': '-1'}],
        ),
        ('{IpProtocol: tcp}', [{'protocol': 'tcp'}]),
        ('[{IpProtocol: !Ref AWS::NoValue, FromPort: 1}, !Ref AWS::NoValue]', [{'from_port': 1}]),
        ('!Ref AWS::NoValue', []),
        ('[]', []),
    ],
    ids=['list', 'one', 'no value', 'none', 'empty'],
)
def test_the_rules_in_a_security_group_are_resources_tied_to_it(
    read: Reader,
    ingress: str,
    rules: list[dict[str, object]],
) -> None:
    _, group, *found = read(f"""
        Resources:
          C: {{Type: AWS::RDS::DBCluster}}
          G: {{Type: AWS::EC2::SecurityGroup, Properties: {{SecurityGroupIngress: {ingress}}}}}
    """)

    assert [
        {name: value.data for name, value in rule.attributes.items() if name != 'security_group'}
        for rule in found
    ] == rules
    assert [rule.tied('security_group') for rule in found] == [(group,)] * len(rules)
    assert group.tying(Kind.SECURITY_GROUP_RULE, 'security_group') == tuple(
        (rule, None) for rule in found
    )


def test_of_rules_that_are_not_known_every_attribute_is_unknown(read: Reader) -> None:
    _, _, rule = read("""
        Parameters: {Rules: {Type: String}}
        Resources:
          C: {Type: AWS::RDS::DBCluster}
          G: {Type: AWS::EC2::SecurityGroup, Properties: {SecurityGroupIngress: !Ref Rules}}
    """)

    for attribute in ('protocol', 'from_port', 'ipv4_ranges', 'prefix_lists'):
        with pytest.raises(Undetermined, match='parameter `Rules` has no default'):
            rule.read(attribute)


@pytest.mark.parametrize(
    ('properties', 'emitted'),
    [
        ('Engine: aurora-postgresql', True),
        ('DBClusterIdentifier: !Ref C', True),
        ('Engine: postgres', False),
        ('Engine: !Ref AWS::Region', False),
        ('DBClusterIdentifier: !Ref AWS::NoValue', False),
    ],
)
def test_an_instance_counts_where_it_is_in_a_cluster(
    read: Reader,
    properties: str,
    emitted: bool,
) -> None:
    resources = read(f"""
        Resources:
          C: {{Type: AWS::RDS::DBCluster}}
          I: {{Type: AWS::RDS::DBInstance, Properties: {{{properties}}}}}
    """)

    assert ('I' in by_address(resources)) is emitted


GROUP = """
Parameters:
  Off: {{Type: Number, Default: 0}}
  Given: {{Type: String}}
Conditions:
  Open: !Equals [!Ref Given, x]
Resources:
  Group:
    Type: AWS::RDS::DBClusterParameterGroup
    Properties:
      Family: aurora-postgresql16
      Parameters: {parameters}
"""


@pytest.mark.parametrize(
    ('parameters', 'expected'),
    [
        ('{rds.force_ssl: 1, x: "a", on: on}', {'rds.force_ssl': 1, 'x': 'a', 'on': True}),
        ('{rds.force_ssl: !Ref AWS::NoValue, x: null}', {}),
        (
            '{rds.force_ssl: !If [Open, 0, 1]}',
            {'rds.force_ssl': '?parameter `Given` has no default'},
        ),
        (
            '!If [Open, {a: 1, b: 2}, {a: 1, b: 3}]',
            {'a': 1, 'b': '?parameter `Given` has no default'},
        ),
        ("""'{"rds.force_ssl": "0", "x": null}'""", {'rds.force_ssl': '0'}),
        ('{"Fn::ForEach::L": [K, [a, b], {"x_${K}": !Ref K}]}', {'x_a': 'a', 'x_b': 'b'}),
    ],
    ids=str,
)
def test_the_entries_of_a_parameter_group(
    read: Reader,
    parameters: str,
    expected: dict[str, object],
) -> None:
    (group,) = read(GROUP.format(parameters=parameters))

    assert settings(group) == expected
    assert group.parameters.rest is None


@pytest.mark.parametrize(
    ('parameters', 'reason'),
    [
        ('!Ref Given', 'parameter `Given` has no default'),
        ("'no json'", '`Parameters` is a string that is not JSON'),
        ("'[]'", '`Parameters` is a string that is not a JSON object'),
        ('[a]', '`Parameters` is not a mapping'),
        ('{x: 1, Fn::Transform: {Name: M}}', '`Fn::Transform` may add to it'),
        (
            '{Fn::ForEach::L: [K, !Split [",", !Ref Given], {"x_${K}": 1}]}',
            'parameter `Given` has no default',
        ),
    ],
    ids=str,
)
def test_entries_that_are_not_known(read: Reader, parameters: str, reason: str) -> None:
    (group,) = read(GROUP.format(parameters=parameters))

    with pytest.raises(Undetermined) as error:
        group.parameter('rds.force_ssl')

    assert error.value.reason.text == reason


def test_a_setting_stands_where_its_value_is_written(read: Reader) -> None:
    template = GROUP.format(parameters='\n        rds.force_ssl: !Ref Off\n        x: 1')
    (group,) = read(template)

    lines = {
        name: setting.place.line
        for name in ('rds.force_ssl', 'x')
        if (setting := group.parameter(name))
    }

    assert lines == {'rds.force_ssl': 3, 'x': 14}
    assert group.parameters.entries[0].place.line == 13


@pytest.mark.parametrize(
    ('condition', 'expected'),
    [
        ('!Equals [a, a]', None),
        ('!Equals [a, b]', 'absent'),
        ('!Equals [!Ref AWS::Region, b]', '`AWS::Region` is known at deployment'),
        ('!Condition Missing', 'condition `Missing` is not in the template'),
    ],
)
def test_a_condition_decides_whether_a_resource_exists(
    read: Reader,
    condition: str,
    expected: str | None,
) -> None:
    resources = by_address(
        read(f"""
        Conditions: {{C: {condition}}}
        Resources:
          Vpc: {{Type: AWS::EC2::VPC}}
          Orders: {{Type: AWS::RDS::DBCluster, Condition: C}}
    """)
    )

    if expected == 'absent':
        assert set(resources) == {'Vpc'}
    else:
        existence = resources['Orders'].existence
        assert (existence.reason if existence else None) == expected


def test_a_loop_makes_its_resources(read: Reader) -> None:
    resources = by_address(
        read("""
        Transform: AWS::LanguageExtensions
        Parameters:
          Names: {Type: CommaDelimitedList, Default: 'one,t-wo'}
        Resources:
          Fn::ForEach::Clusters:
            - Name
            - !Ref Names
            - Cluster&{Name}:
                Type: AWS::RDS::DBCluster
                Properties:
                  DBClusterIdentifier: !Ref Name
                  SnapshotIdentifier: !Sub 'x-${Name}'
              Fn::ForEach::Instances:
                - Number
                - [1, 2]
                - Instance&{Name}${Number}:
                    Type: AWS::RDS::DBInstance
                    Properties:
                      DBClusterIdentifier: {Ref: 'Cluster&{Name}'}
    """)
    )

    assert set(resources) == {
        'Clusterone',
        'Clustertwo',
        'Instanceone1',
        'Instanceone2',
        'Instancetwo1',
        'Instancetwo2',
    }
    assert resources['Clustertwo'].text('name') == 't-wo'
    assert resources['Clustertwo'].text('restored_from') == 'x-t-wo'
    assert resources['Instancetwo2'].tied('cluster') == (resources['Clustertwo'],)
    assert resources['Clustertwo'].existence is None


def test_a_loop_that_is_not_known_is_not_silent(read: Reader) -> None:
    (cluster,) = read("""
        Parameters:
          Names: {Type: CommaDelimitedList}
        Resources:
          Fn::ForEach::Clusters:
            - Name
            - !Ref Names
            - Cluster${Name}:
                Type: AWS::RDS::DBCluster
                Properties: {Engine: aurora-postgresql, DBClusterIdentifier: !Sub 'x-${Name}'}
    """)

    assert cluster.existence == Unknown('parameter `Names` has no default', 'give it a `Default`')
    assert cluster.text('engine') == 'aurora-postgresql'
    with pytest.raises(Undetermined, match='parameter `Names` has no default'):
        cluster.text('name')


SKIPPED = """
    Resources:
      # checkov:skip=BEFORE:not on the resource's lines
      Orders:
        Type: AWS::RDS::DBCluster
        # checkov:skip=CKV2_AURORAPG_4:on purpose
        Metadata:
          checkov: {skip: [{id: A, comment: why}, {id: B}, {comment: no id}]}
        Properties:
          Engine: aurora-postgresql # checkov:skip=C
      # checkov:skip=AFTER
      Other: {Type: AWS::RDS::DBCluster}
"""


def test_skips_are_on_the_lines_of_the_resource_or_in_its_metadata(read: Reader) -> None:
    resources = by_address(read(SKIPPED))

    assert [(skip.id, skip.reason, skip.place.line) for skip in resources['Orders'].skips] == [
        ('CKV2_AURORAPG_4', 'on purpose', 6),
        ('C', '', 10),
        ('A', 'why', 8),
        ('B', '', 8),
    ]
    assert resources['Other'].skips == ()


def test_json_is_read_like_yaml(read: Reader) -> None:
    (group,) = read(
        """{
      "Resources": {
        "Group": {
          "Type": "AWS::RDS::DBClusterParameterGroup",
          "Metadata": {"checkov": {"skip": [{"id": "A", "comment": "why"}]}},
          "Properties": {
            "Family": {"Fn::Join": ["", ["aurora-postgresql", "16"]]},
            "Parameters": {"rds.force_ssl": "0"}
          }
        }
      }
    }""",
        name='template.json',
    )
    setting = group.parameter('rds.force_ssl')

    assert group.text('family') == 'aurora-postgresql16'
    assert setting is not None
    assert (setting.value, setting.place.line) == ('0', 8)
    assert (group.place.line, group.place.end_line) == (3, 10)
    assert [skip.id for skip in group.skips] == ['A']


@pytest.mark.parametrize(
    'properties',
    [
        '{Fn::Transform: {Name: M}}',
        '{Fn::Transform: {Name: M}, Port: 1}',
        '!Ref AWS::Region',
        '[a]',
    ],
)
def test_properties_that_a_macro_may_add_are_not_absent(read: Reader, properties: str) -> None:
    (cluster,) = read(f"""
        Transform: [AWS::Serverless-2016-10-31, AWS::LanguageExtensions]
        Resources:
          Orders: {{Type: AWS::RDS::DBCluster, Properties: {properties}}}
    """)

    with pytest.raises(Undetermined):
        cluster.flag('iam_authentication')


@pytest.mark.parametrize(
    'content',
    [
        b'Resources: [AWS::RDS::DBCluster: :',
        b'\xff\xfeAWS::RDS::DBCluster Resources',
        b'Resources: {"AWS::RDS::": \x00}',
        'Resources: [AWS::RDS::'.encode('utf-16'),
        b'Resources: {Fn::ForEach::L: [A, {Type: AWS::RDS::DBCluster}]}',
        b'Resources: ' + b'[' * 200 + b'AWS::RDS::DBCluster',
    ],
    ids=lambda content: repr(content)[:40],
)
def test_a_file_about_rds_that_cannot_be_read_is_a_problem(read: Reader, content: bytes) -> None:
    reading = read.reading(content)

    assert [problem.place.line for problem in reading.problems] == [1]
    assert reading.estates == ()


@pytest.mark.parametrize(
    'content',
    [
        b'Resources: {{ .Values.aurora }',
        b'a: [',
        b'- AWS::RDS::DBCluster',
        b'',
        b'x: AWS::RDS::',
        b'Resources: [AWS::RDS::DBCluster]',
        b'{"Resources": "AWS::RDS::DBCluster"}',
        b'Resources: {A: {Type: AWS::RDS::DBInstance}}',
        b'Resources: {A: {Type: AWS::RDS::EventSubscription}',
        b'Resources: [AWS::RDS::DBProxy',
    ],
    ids=repr,
)
def test_a_file_that_is_no_template_of_interest_is_passed_over(
    read: Reader,
    content: bytes,
) -> None:
    reading = read.reading(content)

    assert (reading.estates, reading.problems) == ((), ())


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    (problem,) = read_templates([str(tmp_path / 'none.yaml')]).problems

    assert problem.message == 'cannot be read: No such file or directory'


def test_endless_work_is_a_problem(read: Reader) -> None:
    body = '{"C${A}${B}${C}": {Type: AWS::RDS::DBCluster}}'
    for identifier in 'CBA':
        elements = ', '.join(map(str, range(100)))
        body = f'{{"Fn::ForEach::{identifier}": [{identifier}, [{elements}], {body}]}}'

    reading = read.reading(f'Resources: {body}')

    assert [problem.message for problem in reading.problems] == [
        'the templates take more work to evaluate than the limit',
    ]
