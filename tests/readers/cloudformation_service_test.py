"""Services of the Serverless Framework, and what a template may bring in unread."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.readers.cloudformation.language.serverless_variables import has_variable
from checkov_aurora_pg.readers.cloudformation.reader import read_templates
from checkov_aurora_pg.readers.cloudformation.services import included_files
from testing.templates import Reader
from testing.templates import by_address


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('${self:custom.x}', True),
        ('a-${env:STAGE, "dev"}', True),
        ('${file(x.yml)}', True),
        ('${file(x.yml):a.b}', True),
        ('${opt:stage}', True),
        ('${ ssm:/path }', True),
        ('${aws:region}', True),
        ('${AWS::Region}', False),
        ('${Name}', False),
        ('${Name.Arn}', False),
        ('${!Literal}', False),
        ('${', False),
        ('$self:x', False),
    ],
)
def test_variables_of_the_framework_are_not_those_of_sub(text: str, expected: bool) -> None:
    assert has_variable(text) is expected


SERVICE = """
    service: orders
    provider: {{name: aws}}
    custom:
      plain: text
      number: 16
      flag: true
      other: ${{self:custom.plain}}
      circle: ${{self:custom.circle}}
      environment: ${{env:X}}
      loop: [{{a: '${{self:custom.loop}}'}}]
      far: ${{file(far.js)}}
    resources:
      Resources:
        Cluster:
          Type: AWS::RDS::DBCluster
          Properties: {{SnapshotIdentifier: {expression}}}
"""


@pytest.mark.parametrize(
    ('expression', 'expected'),
    [
        ('plain', 'plain'),
        ("'${self:custom.plain}'", 'text'),
        ("'${self:custom.number}'", 16),
        ("'${self:custom.flag}'", True),
        ("'${self:custom.other}'", 'text'),
        ("'${self:service}-${self:custom.other}-${self:custom.number}'", 'orders-text-16'),
        ("!Sub '${self:service}-${Cluster}'", 'the identifier of `Cluster` is known at deployment'),
        (
            "'${self:custom.circle}'",
            '`${self:custom.circle}` is resolved by the Serverless Framework',
        ),
        ("'${self:custom.environment}'", '`${env:X}` is resolved by the Serverless Framework'),
        ("'${self:custom.none}'", '`${self:custom.none}` is resolved by the Serverless Framework'),
        (
            "'${self:custom.flag}s'",
            '`${self:custom.flag}s` is resolved by the Serverless Framework',
        ),
        ("'${self:custom.plain, 1}'", 'text'),
        ("'${self:custom.none, self:custom.number}'", 16),
        ("'${self:custom.none, ${self:custom.plain}}'", 'text'),
        ('\'${self:custom.none, "a, b"}\'', 'a, b'),
        ("'${self:custom.none, true}'", True),
        ("'${opt:size, 12}'", 12),
        ('\'${strToBool(${self:custom.${self:custom.plain}, "False"})}\'', False),
        ("'${env:X, 1}'", '`${env:X, 1}` is resolved by the Serverless Framework'),
        ("'${ssm:/x, 1}'", '`${ssm:/x, 1}` is resolved by the Serverless Framework'),
        (
            "'${self:custom.none, plain}'",
            '`${self:custom.none, plain}` is resolved by the Serverless Framework',
        ),
        ("'${sls:stage}-${opt:stage}-${self:provider.stage}'", 'dev-dev-dev'),
        (
            "'${self:custom.far.a, 1}'",
            '`${self:custom.far.a, 1}` is resolved by the Serverless Framework',
        ),
        ("'${param:x, 1}'", 1),
    ],
    ids=str,
)
def test_what_a_service_says_itself_is_known(
    read: Reader,
    expression: str,
    expected: object,
) -> None:
    (cluster,) = read(SERVICE.format(expression=expression))

    data = cluster.attributes['restored_from'].data
    assert (data.reason if isinstance(data, Unknown) else data) == expected


def test_a_literal_null_is_nothing(read: Reader) -> None:
    (cluster,) = read(SERVICE.format(expression="'${self:custom.none, null}'"))

    assert 'restored_from' not in cluster.attributes


def test_a_service_that_contains_itself_is_bounded(read: Reader) -> None:
    (cluster,) = read(SERVICE.format(expression="'${self:custom.loop}'"))

    assert cluster.attributes['restored_from'].is_known


def test_the_parts_of_a_list_are_one_template(read: Reader) -> None:
    resources = by_address(
        read("""
        provider: aws
        resources:
          - Resources: {Subnet: {Type: AWS::EC2::Subnet}}
          - Parameters: {Iam: {Type: String, Default: 'true'}}
          - Resources:
              Group: {Type: AWS::RDS::DBSubnetGroup, Properties: {SubnetIds: [!Ref Subnet]}}
              Cluster:
                Type: AWS::RDS::DBCluster
                Properties: {EnableIAMDatabaseAuthentication: !Ref Iam}
    """)
    )

    assert resources['Group'].tied('subnets') == (resources['Subnet'],)
    assert resources['Cluster'].flag('iam_authentication') is True


CLUSTER = 'Type: AWS::RDS::DBCluster\nProperties: {SnapshotIdentifier: here}\n'
FLOW = CLUSTER.replace('\n', ', ')


@pytest.mark.parametrize(
    ('resources', 'files'),
    [
        ('${file(all.yml)}', {'all.yml': f'Resources: {{Cluster: {{{FLOW}}}}}'}),
        (
            '["${file(a.yml)}", "${file( ./a.yml )}"]',
            {'a.yml': 'Resources: {Cluster: "${file(one.yaml)}"}', 'one.yaml': CLUSTER},
        ),
        (
            '{Resources: {Cluster: "${file(one.yml):a.b}"}}',
            {
                'one.yml': 'a: {b: {Type: AWS::RDS::DBCluster, Properties: '
                '{SnapshotIdentifier: here}}}'
            },
        ),
        ('{Resources: {Cluster: "${file(${self:custom.of.name}.yml)}"}}', {'one.yml': CLUSTER}),
        ('{Resources: {Cluster: "${self:custom.of.cluster}"}}', {}),
        (
            '{Resources: {Cluster: "${file(one.json)}"}}',
            {
                'one.json': '{"Type": "AWS::RDS::DBCluster", "Properties": '
                '{"SnapshotIdentifier": "here"}}',
            },
        ),
    ],
)
def test_what_another_file_says_is_known(
    tmp_path: Path,
    resources: str,
    files: dict[str, str],
) -> None:
    reading = _service(tmp_path, resources, files)

    assert reading.problems == ()
    (cluster,) = reading.estates[0].resources
    assert cluster.attributes['restored_from'].data == 'here'


@pytest.mark.parametrize(
    ('resources', 'files'),
    [
        ('${file(none.yml)}', {}),
        ('${file(all.js)}', {'all.js': 'module.exports = {}'}),
        ('${file(all.yml)}', {'all.yml': '${file(all.yml)}'}),
        ('${file(all.yml):a}', {'all.yml': 'a: "${file(all.yml):a}"'}),
        ('${file(${self:resources}.yml)}', {}),
        ('${file(two.yml)}', {'two.yml': 'a: b\n---\na: b\n'}),
        ('${file(../outside.yml)}', {'../outside.yml': f'Resources:\n  A:\n    {CLUSTER}'}),
        ('${file(/etc/passwd)}', {}),
        ('{Resources: {Cluster: "${file(cluster.js)}"}}', {'cluster.js': 'module.exports = {}'}),
        ('{Resources: {A: "${file(none.yml)}", B: "${file(none.yml)}"}}', {}),
    ],
)
def test_a_file_that_is_not_read_may_add_resources(
    tmp_path: Path,
    resources: str,
    files: dict[str, str],
) -> None:
    (tmp_path / 'aurora').mkdir()

    reading = _service(tmp_path / 'aurora', resources, files)

    assert reading.problems == ()
    assert [r.address for r in reading.estates[0].resources] == ['Fn::Transform']


def test_a_program_that_makes_a_database_is_a_problem(tmp_path: Path) -> None:
    text = 'module.exports = {Type: "AWS::RDS::DBCluster"}'
    reading = _service(tmp_path, '${file(all.js)}', {'all.js': text})

    (problem,) = reading.problems
    assert problem.place.path == str(tmp_path / 'all.js')
    assert '`serverless package`' in problem.message


@pytest.mark.parametrize(
    'text',
    [
        'a:\n  [AWS::RDS::DBCluster',
        f'A: {{{FLOW}}}\n---\nB: {{{FLOW}}}\n',
    ],
    ids=['broken', 'two documents'],
)
def test_a_file_of_a_database_that_cannot_be_read_is_a_problem(tmp_path: Path, text: str) -> None:
    reading = _service(tmp_path, '${file(all.yml)}', {'all.yml': text})

    (problem,) = reading.problems
    assert problem.place.path == str(tmp_path / 'all.yml')
    assert problem.message.startswith('cannot be read: ')


def test_what_is_no_regular_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / 'all.yml').mkdir()

    (problem,) = _service(tmp_path, '${file(all.yml)}', {}).problems

    assert problem.message == 'is not a regular file'


def test_more_files_than_a_service_has_are_a_problem(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(included_files, '_MAX_FILES', 1)

    reading = _service(
        tmp_path,
        '["${file(a.yml)}", "${file(b.yml)}"]',
        {'a.yml': 'a: b', 'b.yml': 'a: b'},
    )

    assert 'more than 1 files' in reading.problems[0].message


@pytest.mark.parametrize(
    'resources',
    [
        '${file(all.yml)}',
        '["${file(all.yml)}"]',
        '{Resources: "${file(all.yml):Resources}"}',
    ],
)
def test_a_template_that_a_service_includes_is_read_in_it_alone(
    tmp_path: Path,
    resources: str,
) -> None:
    template = f'Resources: {{Cluster: {{{FLOW}}}}}'

    reading = _service(tmp_path, resources, {'all.yml': template}, read=['all.yml'])

    assert [r.address for r in reading.estates[0].resources] == ['Cluster']


@pytest.mark.parametrize(
    'resources',
    [
        '{Resources: {Queue: {Type: AWS::SQS::Queue, Properties: "${file(all.yml):Metadata}"}}}',
        '{Resources: {Queue: "${file(all.yml):Resources.Queue}"}}',
    ],
)
def test_a_template_of_which_a_service_includes_a_part_is_read_too(
    tmp_path: Path,
    resources: str,
) -> None:
    template = f"""
Metadata: {{QueueName: orders}}
Resources:
  Queue: {{Type: AWS::SQS::Queue}}
  Cluster: {{{FLOW}}}
"""

    reading = _service(tmp_path, resources, {'all.yml': template}, read=['all.yml'])

    assert [r.address for r in reading.estates[0].resources] == ['Cluster']


def _service(
    directory: Path,
    resources: str,
    files: dict[str, str],
    read: Iterable[str] = (),
) -> Reading:
    """Return the reading of a service about Aurora, with files beside it."""
    for name, text in files.items():
        (directory / name).write_text(text)
    custom = '${file(custom.yml)}'
    (directory / 'custom.yml').write_text(f'of:\n  name: one\n  cluster: {{{FLOW}}}')
    (directory / 'serverless.yml').write_text(
        f'service: aurora\nprovider: aws\ncustom: {custom}\nresources: {resources}\n',
    )
    return read_templates(str(directory / name) for name in ('serverless.yml', *read))


UNREAD = """
Transform: {transform}
Conditions: {{Never: !Equals [a, b]}}
Resources:
  Group: {{Type: AWS::RDS::DBSubnetGroup}}
  {resource}
"""
SET = 'Set: {Type: AWS::CloudFormation::StackSet, Properties: {TemplateBody: "%s"}}'
STACK = 'Stack: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: s3://x, %s}}'


@pytest.mark.parametrize(
    ('transform', 'resource', 'expected'),
    [
        ('AWS::Serverless-2016-10-31', '', []),
        ('[AWS::LanguageExtensions, AWS::SecretsManager-2024-09-16]', '', []),
        ('Own', '', ['Transform']),
        ('[AWS::LanguageExtensions, Own, Other]', '', ['Transform']),
        ('{Name: AWS::Include, Parameters: {Location: x}}', '', ['Transform']),
        ('[]', 'Fn::Transform: {Name: AWS::Include}', ['Fn::Transform']),
        ('[]', SET % '{Resources: {A: {Type: AWS::RDS::DBCluster}}', ['Set']),
        ('[]', SET % '{Resources: {A: {Type: AWS::SQS::Queue}}}', []),
        ('[]', STACK % 'Parameters: {Engine: aurora-postgresql}', ['Stack']),
        ('[]', STACK % 'Parameters: {Family: aurora-postgresql16}', ['Stack']),
        ('[]', STACK % 'Parameters: {Engine: postgres}', []),
        (
            '[]',
            (STACK % 'Parameters: {Engine: aurora-postgresql}')[:-1] + ', Condition: Never}',
            [],
        ),
    ],
    ids=str,
)
def test_what_may_bring_in_a_cluster_unread_is_said(
    read: Reader,
    transform: str,
    resource: str,
    expected: list[str],
) -> None:
    resources = read(UNREAD.format(transform=transform, resource=resource))

    said = [r.address for r in resources if r.kind == 'cluster']
    assert said == expected
    assert all(
        isinstance(r.attributes['engine'].data, Unknown) for r in resources if r.kind == 'cluster'
    )


def test_a_macro_in_a_template_about_something_else_is_not_said(read: Reader) -> None:
    template = """
        Transform: Own
        Resources: {Queue: {Type: AWS::SQS::Queue}, Vpc: {Type: AWS::EC2::VPC}}
    """

    resources = read(template, 'Resources: {C: {Type: AWS::RDS::DBCluster}}')

    assert [r.address for r in resources] == ['Vpc', 'C']
