"""Nested stacks: which template one creates, what is handed down, and what comes back."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.readers.cloudformation.reader import read_templates

CHILD = """
    Parameters:
      Name: {Type: String, Default: alone}
      Subnets: {Type: CommaDelimitedList, Default: ''}
      Port: {Type: Number, Default: 1}
      Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /x}
    Resources:
      Cluster: {Type: AWS::RDS::DBCluster, Properties: {DBClusterIdentifier: !Ref Name}}
      Group: {Type: AWS::RDS::DBSubnetGroup, Properties: {SubnetIds: !Ref Subnets}}
    Outputs:
      Name: {Value: !Ref Name}
      Port: {Value: !Ref Port}
      Stored: {Value: !Ref Stored}
      Subnet: {Value: !Select [0, !Ref Subnets]}
"""


def reading(directory: Path, /, *given: str, **templates: str) -> Reading:
    """Read the `given` ones of templates by their paths, `__` for a slash; all by default."""
    for name, template in templates.items():
        path = directory / f'{name.replace("__", "/")}.yaml'
        path.parent.mkdir(exist_ok=True)
        path.write_text(dedent(template))
    names = [name.replace('__', '/') for name in given or templates]
    return read_templates(str(directory / f'{name}.yaml') for name in names)


def resources(found: Reading) -> list[Resource]:
    assert found.problems == ()
    return [resource for estate in found.estates for resource in estate.resources]


def nested(*, url: str, handed: str = '{}', more: str = '') -> str:
    return f"""
    Parameters:
      Bucket: {{Type: String}}
      Prefix: {{Type: String, Default: some/where/}}
      List: {{Type: CommaDelimitedList, Default: 'a, b'}}
    Resources:
      Stack:
        Type: AWS::CloudFormation::Stack
        Properties: {{TemplateURL: {url}, Parameters: {handed}}}
      Vpc: {{Type: AWS::EC2::VPC}}
      A: {{Type: AWS::EC2::Subnet}}
      B: {{Type: AWS::EC2::Subnet}}
      {more}
    """


@pytest.mark.parametrize(
    'url',
    [
        './templates/db.yaml',
        'templates/db.yaml',
        '!Sub ./templates/db.yaml',
        "!Sub 'https://${Bucket}.s3.${AWS::Region}.${AWS::URLSuffix}/${Prefix}templates/db.yaml'",
        "!Sub 'https://${Bucket}.s3.amazonaws.com/templates/db.yaml'",
        "!Sub ['https://s3.amazonaws.com/${X}/templates/db.yaml', {X: !Ref Bucket}]",
        "!Join ['/', ['https://s3.amazonaws.com', !Ref Bucket, templates, db.yaml]]",
        "!Join ['', ['https://', !Ref Bucket, '.s3.amazonaws.com.cn/templates/db.yaml']]",
    ],
    ids=str,
)
def test_a_nested_stack_is_the_template_that_it_names(tmp_path: Path, url: str) -> None:
    found = resources(reading(tmp_path, root=nested(url=url), templates__db=CHILD))

    (cluster,) = (r for r in found if r.kind == 'cluster')
    (call,) = cluster.calls
    assert (call.address, call.place.path) == ('Stack', str(tmp_path / 'root.yaml'))


@pytest.mark.parametrize(
    'url',
    [
        './missing.yaml',
        '{}',
        '[a]',
        '!Ref Bucket',
        '!Ref Prefix',
        'https://somebody.s3.amazonaws.com/templates/db.yaml',
        "!Sub 'https://somebody.s3.amazonaws.com/templates/db.yaml'",
        "!Join ['', ['https://somebody.s3.amazonaws.com/', templates/db.yaml]]",
        "!Sub 'https://${Bucket}.s3.amazonaws.com/submodules/other/templates/db.yaml'",
        "!Sub 'https://${Bucket}.s3.amazonaws.com/db.yaml'",
        "!Sub 'https://${Bucket}.s3.amazonaws.com/templates/db-${Prefix}.yaml'",
        "!Sub 'https://${Bucket}.s3.amazonaws.com/${Prefix}'",
    ],
    ids=str,
)
def test_a_nested_stack_that_names_no_one_template_leaves_it_by_itself(
    tmp_path: Path,
    url: str,
) -> None:
    found = resources(reading(tmp_path, root=nested(url=url), templates__db=CHILD))

    (cluster,) = (r for r in found if r.kind == 'cluster')
    assert (cluster.calls, cluster.text('name')) == ((), 'alone')


def test_the_nearest_of_several_templates_counts(tmp_path: Path) -> None:
    root = nested(url="!Sub 'https://${Bucket}.s3.amazonaws.com/templates/db.yaml'")
    one, two = tmp_path / 'one' / 'templates', tmp_path / 'two' / 'templates'
    for directory in (one, two):
        directory.mkdir(parents=True)
        (directory / 'db.yaml').write_text(dedent(CHILD))
    (two / 'root.yaml').write_text(dedent(root))

    paths = (one / 'db.yaml', two / 'db.yaml', two / 'root.yaml')

    found = resources(read_templates(map(str, paths)))

    assert {r.place.path: len(r.calls) for r in found if r.kind == 'cluster'} == {
        str(one / 'db.yaml'): 0,
        str(two / 'db.yaml'): 1,
    }


def test_a_template_beside_the_scan_is_read_where_it_is_nested(tmp_path: Path) -> None:
    found = reading(tmp_path, 'root', root=nested(url='./db.yaml'), db=CHILD)

    assert 'Cluster' in {resource.address for resource in resources(found)}


def test_a_template_outside_the_repository_is_not_read(tmp_path: Path) -> None:
    (tmp_path / 'repository' / '.git').mkdir(parents=True)
    found = reading(
        tmp_path,
        'repository__root',
        repository__root=nested(url='../db.yaml'),
        db=CHILD,
    )

    assert 'Cluster' not in {resource.address for resource in resources(found)}


@pytest.mark.parametrize(
    ('handed', 'expected', 'line'),
    [
        ('{}', 'alone', ('db', 3)),
        ('{Name: given}', 'given', ('root', 9)),
        ('{Name: !Ref AWS::NoValue}', 'alone', ('db', 3)),
        ('{Name: !Ref Prefix}', 'some/where/', ('root', 4)),
        ('{Name: 7}', '7', ('root', 9)),
    ],
    ids=str,
)
def test_a_parameter_is_what_is_handed_down_else_its_default(
    tmp_path: Path,
    handed: str,
    expected: str,
    line: tuple[str, int],
) -> None:
    found = resources(reading(tmp_path, root=nested(url='db.yaml', handed=handed), db=CHILD))

    (cluster,) = (r for r in found if r.kind == 'cluster')
    assert cluster.text('name') == expected
    place = cluster.written('name')
    assert (place.path, place.line) == (str(tmp_path / f'{line[0]}.yaml'), line[1])


@pytest.mark.parametrize(
    'handed',
    [
        '!Ref Bucket',
        '{Name: !Ref Bucket}',
        '{Name: !Ref List}',
        '{Fn::Transform: {Name: M}, Port: 1}',
    ],
)
def test_what_is_handed_down_and_not_known_is_not_the_default(tmp_path: Path, handed: str) -> None:
    found = resources(reading(tmp_path, root=nested(url='db.yaml', handed=handed), db=CHILD))

    (cluster,) = (r for r in found if r.kind == 'cluster')
    with pytest.raises(Undetermined):
        cluster.text('name')


@pytest.mark.parametrize(
    ('subnets', 'expected'),
    [
        ("!Join [',', [!Ref A, !Ref B]]", ['A', 'B']),
        ("!Sub '${A}, ${B}'", ['A', 'B']),
        ('!Ref A', ['A']),
        ('[!Ref A, !Ref B]', ['A', 'B']),
    ],
    ids=str,
)
def test_references_are_handed_down_in_lists(
    tmp_path: Path,
    subnets: str,
    expected: list[str],
) -> None:
    root = nested(url='db.yaml', handed=f'{{Subnets: {subnets}}}')
    found = resources(reading(tmp_path, root=root, db=CHILD))

    (group,) = (r for r in found if r.kind == 'subnet group')
    assert [subnet.address for subnet in group.tied('subnets')] == expected


@pytest.mark.parametrize(
    ('output', 'expected'),
    [
        ('Outputs.Name', 'given'),
        ('Outputs.Port', 2),
    ],
)
def test_outputs_come_back(tmp_path: Path, output: str, expected: object) -> None:
    assert own_cluster(tmp_path, output).read('restored_from') == expected


@pytest.mark.parametrize(
    ('output', 'reason'),
    [
        ('Outputs.Stored', 'parameter `Stored` is read from the Parameter Store at deployment'),
        ('Outputs.None', 'nested stack `Stack` has no output `Outputs.None`'),
        ('Name', 'nested stack `Stack` has no output `Name`'),
    ],
)
def test_outputs_that_are_not_known_have_their_reason(
    tmp_path: Path,
    output: str,
    reason: str,
) -> None:
    with pytest.raises(Undetermined) as error:
        own_cluster(tmp_path, output).read('restored_from')

    assert error.value.reason.text == reason


def own_cluster(directory: Path, output: str) -> Resource:
    """Return a cluster of the parent that reads an output of a nested stack."""
    root = nested(
        url='db.yaml',
        handed='{Name: given, Port: "2", Stored: /y}',
        more=(
            f'Own: {{Type: AWS::RDS::DBCluster, Properties: '
            f'{{SnapshotIdentifier: !GetAtt Stack.{output}}}}}'
        ),
    )
    found = resources(reading(directory, root=root, db=CHILD))
    (own,) = (resource for resource in found if resource.address == 'Own')
    return own


def test_a_template_is_read_once_for_each_use_of_it(tmp_path: Path) -> None:
    root = """
        Resources:
          One: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: middle.yaml}}
          Two:
            Type: AWS::CloudFormation::Stack
            Properties: {TemplateURL: db.yaml, Parameters: {Name: two}}
    """
    middle = """
        Resources:
          Inner:
            Type: AWS::CloudFormation::Stack
            Properties: {TemplateURL: db.yaml, Parameters: {Name: inner}}
    """
    found = resources(reading(tmp_path, root=root, middle=middle, db=CHILD))

    clusters = [r for r in found if r.kind == 'cluster']
    assert {tuple(call.address for call in r.calls): r.text('name') for r in clusters} == {
        ('One', 'Inner'): 'inner',
        ('Two',): 'two',
    }
    assert len({r.key for r in found}) == len(found)


ENDLESS = """
    Resources:
      Stack: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: %s}}
      Cluster: {Type: AWS::RDS::DBCluster}
"""


@pytest.mark.parametrize(
    'templates',
    [
        {'a': ENDLESS % 'a.yaml'},
        {'a': ENDLESS % 'b.yaml', 'b': ENDLESS % 'a.yaml'},
        {'z': ENDLESS % 'a.yaml', 'a': ENDLESS % 'b.yaml', 'b': ENDLESS % 'a.yaml'},
    ],
    ids=len,
)
def test_stacks_without_an_end_are_a_problem(tmp_path: Path, templates: dict[str, str]) -> None:
    found = reading(tmp_path, **templates)

    assert [problem.message for problem in found.problems] == [
        'nested stack `Stack` has no end: it nests itself',
    ]
    paths = sorted(resource.place.path for resource in found.estates[0].resources)
    assert paths == sorted(str(tmp_path / f'{name}.yaml') for name in templates)


def test_stacks_that_multiply_are_a_problem(tmp_path: Path) -> None:
    stacks = ''.join(
        f'\n  S{n}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: %s.yaml}}}}'
        for n in range(8)
    )
    templates = {f't{n}': f'Resources:{stacks % ((f"t{n + 1}",) * 8)}' for n in range(12)}

    found = reading(tmp_path, **templates, t12=ENDLESS % 'none.yaml')

    assert [problem.message for problem in found.problems] == [
        'the templates take more work to evaluate than the limit',
    ]
