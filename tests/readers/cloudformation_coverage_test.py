"""Which files a reading covers, what it judges on its own, and what no use of it creates."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.readers.cloudformation.reader import read_templates
from checkov_aurora_pg.readers.cloudformation.stacks.template_reader import holds_subjects
from checkov_aurora_pg.readers.documents.nodes import DocumentError
from testing.ways import Tree
from testing.ways import plant

CLUSTER = '{Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-postgresql}}'
TEMPLATE = f'Resources: {{Cluster: {CLUSTER}}}\n'
NEVER = 'Conditions: {Never: !Equals [a, b]}\n'


def nests(template: str, more: str = '') -> str:
    return (
        'Resources: {Nested: {Type: AWS::CloudFormation::Stack, '
        f'Properties: {{TemplateURL: {template}}}{more}}}}}\n'
    )


def reading(top: Path, tree: Tree) -> Reading:
    plant(top, tree)
    return read_templates(str(top / name) for name in tree)


@pytest.mark.parametrize(
    ('tree', 'covered', 'alone'),
    [
        ({'a.yaml': TEMPLATE}, ['a.yaml'], []),
        ({'a.yaml': TEMPLATE, 'b.yaml': 'engine: aurora\n'}, ['a.yaml'], []),
        ({'a.yaml': nests('b.yaml'), 'b.yaml': TEMPLATE}, ['a.yaml', 'b.yaml'], []),
        (
            {'a.yaml': NEVER + nests('b.yaml', ', Condition: Never'), 'b.yaml': TEMPLATE},
            ['a.yaml', 'b.yaml'],
            ['b.yaml'],
        ),
        ({'a.yaml': f'Cluster: {CLUSTER}'}, ['a.yaml'], ['a.yaml']),
        ({'a.yaml': f'- {CLUSTER}'}, [], []),
        (
            {
                'serverless.yml': 'provider: aws\nresources: {Resources: {C: "${file(c.yml)}"}}\n',
                'c.yml': CLUSTER,
            },
            ['c.yml', 'serverless.yml'],
            [],
        ),
        (
            {
                'serverless.yml': 'provider: aws\nresources: {Resources: {C: '
                '"${file(c.yml):A}"}}\n',
                'c.yml': f'A: {CLUSTER}\nB: {CLUSTER}\n',
            },
            ['c.yml', 'serverless.yml'],
            ['c.yml'],
        ),
        (
            {
                'serverless.yml': 'provider: aws\nresources: {Resources: {C: '
                '"${file(c.yml):A}"}}\n',
                'c.yml': f'A: {CLUSTER}\nB: [{CLUSTER}]\n',
            },
            ['serverless.yml'],
            ['c.yml'],
        ),
    ],
    ids=str,
)
def test_a_file_is_covered_where_all_of_it_is_read(
    tmp_path: Path,
    tree: Tree,
    covered: list[str],
    alone: list[str],
) -> None:
    found = reading(tmp_path, tree)

    assert sorted(os.path.relpath(path, tmp_path) for path in found.covered) == covered
    assert [os.path.relpath(path, tmp_path) for path in found.on_its_own] == alone


CONDITIONAL = f'{CLUSTER[:-1]}, Condition: Never}}'


@pytest.mark.parametrize(
    ('tree', 'expected'),
    [
        ({'a.yaml': TEMPLATE}, []),
        (
            {'a.yaml': f'{NEVER}Resources: {{C: {CONDITIONAL}}}'},
            ['C: condition `Never` is false at the defaults'],
        ),
        ({'a.yaml': f'{NEVER}Resources: {{C: {CONDITIONAL.replace("postgresql", "mysql")}}}'}, []),
        ({'a.yaml': f'{NEVER}Resources: {{C: {{Type: AWS::SQS::Queue, Condition: Never}}}}'}, []),
        (
            {'a.yaml': nests('b.yaml'), 'b.yaml': f'{NEVER}Resources: {{C: {CONDITIONAL}}}'},
            ['C: condition `Never` is false in nested stack `Nested`'],
        ),
        (
            {
                'a.yaml': 'Resources: {A: {Type: AWS::CloudFormation::Stack, Properties: '
                '{TemplateURL: b.yaml, Parameters: {P: a}}}, B: {Type: AWS::CloudFormation::Stack, '
                'Properties: {TemplateURL: b.yaml}}}',
                'b.yaml': 'Parameters: {P: {Type: String, Default: b}}\n'
                f'Conditions: {{Never: !Equals [!Ref P, a]}}\nResources: {{C: {CONDITIONAL}}}',
            },
            [],
        ),
        (
            {
                'a.yaml': 'Transform: AWS::LanguageExtensions\nResources:\n'
                f'  Fn::ForEach::All: [Name, [], {{"C${{Name}}": {CLUSTER}}}]\n'
            },
            ['Fn::ForEach::All: loop `Fn::ForEach::All` has no element for it'],
        ),
        (
            {
                'a.yaml': 'Transform: AWS::LanguageExtensions\nResources:\n'
                f'  Fn::ForEach::All: [Name, [x], {{"C${{Name}}": {CLUSTER}}}]\n'
            },
            [],
        ),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_no_use_creates_is_absent(tmp_path: Path, tree: Tree, expected: list[str]) -> None:
    found = reading(tmp_path, tree)

    assert [f'{one.address}: {one.reason}' for one in found.absent] == expected
    assert found.problems == ()


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        (TEMPLATE, 'template'),
        (f'a: 1\n---\n{TEMPLATE}', 'template'),
        (f'provider: aws\nresources:\n  {TEMPLATE}', 'template'),
        (f'Cluster: {CLUSTER}', 'fragment'),
        (CLUSTER, 'fragment'),
        (f'tests: [{{input: {{Cluster: {CLUSTER}}}}}]', 'nested'),
        (f'tests:\n  {TEMPLATE}', 'nested'),
        (f'a: {{templateBody: {{{TEMPLATE}}}}}'.replace('\n', ' '), 'request'),
        ("a: {template-body: 'Type: AWS::RDS::DBCluster'}", 'request'),
        ("a: {TemplateBody: 'Type: AWS::RDS::DBProxy'}", None),
        ('a: AWS::RDS::DBCluster', None),
        ('Type: AWS::RDS::DBCluster::x', None),
        ('Resources: {A: {Type: AWS::SQS::Queue}}', None),
        ('- [AWS::RDS::DBCluster, Type]', None),
    ],
)
def test_how_a_file_holds_what_is_judged(text: str, expected: str | None) -> None:
    assert holds_subjects('/a.yaml', text.encode()) == expected


def test_what_does_not_parse_holds_what_nobody_knows() -> None:
    with pytest.raises(DocumentError):
        holds_subjects('/a.yaml', b'a: [')
