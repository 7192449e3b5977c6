"""The deployments of templates: which file is for which, its name, and what is declared."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aurora_pg.core.deployments import Declared
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.readers.cloudformation.deployments.parameter_files import values_in
from testing.deployments import Found
from testing.deployments import found_in
from testing.ways import Tree
from testing.ways import plant

PARAMETERS = """
Parameters:
  Iam: {Type: String, Default: 'true'}
  Environment: {Type: String, Default: dev}
"""
TEMPLATE = (
    PARAMETERS
    + """
Resources:
  Orders:
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql, EnableIAMDatabaseAuthentication: !Ref Iam}
"""
)
REQUIRED = TEMPLATE.replace(", Default: 'true'", '')
BAD = '{"Iam": "false"}'
GOOD = '{"Iam": "true"}'

NAMES: list[tuple[str, str]] = [
    ('prod.json', 'prod'),
    ('params/prod.json', 'prod'),
    ('orders-prod.json', 'prod'),
    ('prod-orders.params.json', 'prod'),
    ('parameters-prod_eu.json', 'prod_eu'),
    ('prod/parameters.json', 'prod'),
    ('prod/orders.json', 'prod'),
    ('env/prod/config/orders-parameters.json', 'prod'),
    ('parameters.json', 'parameters'),
    ('params/parameters.json', 'parameters'),
    ('orders.json', 'orders'),
    ('params/reorders.json', 'reorders'),
    ('defaults.json', 'defaults.json'),
]


@pytest.mark.parametrize(('path', 'name'), NAMES)
def test_a_deployment_is_called_as_its_file_or_folder(
    tmp_path: Path,
    path: str,
    name: str,
) -> None:
    found, _, problems = found_in(tmp_path, {'orders.yaml': TEMPLATE, path: BAD})

    assert (found, problems) == ({'orders.yaml': ['defaults', name]}, [])


SIDE_BY_SIDE: list[tuple[str, Tree, Found]] = [
    (
        'services with folders of their own',
        {
            'a/template.yaml': TEMPLATE,
            'a/params/prod.json': BAD,
            'b/template.yaml': TEMPLATE,
            'b/params/dev.json': GOOD,
        },
        {'a/template.yaml': ['defaults', 'prod'], 'b/template.yaml': ['defaults', 'dev']},
    ),
    (
        'a template without a file',
        {
            'a/template.yaml': TEMPLATE,
            'a/prod.json': BAD,
            'b/template.yaml': TEMPLATE,
        },
        {'a/template.yaml': ['defaults', 'prod'], 'b/template.yaml': ['']},
    ),
    (
        'names in one folder',
        {
            'orders.yaml': TEMPLATE,
            'orders-archive.yaml': TEMPLATE,
            'orders-prod.json': BAD,
            'orders-archive-prod.json': GOOD,
        },
        {'orders.yaml': ['defaults', 'prod'], 'orders-archive.yaml': ['defaults', 'prod']},
    ),
    (
        'a folder for each',
        {
            'orders.yaml': TEMPLATE,
            'billing.yaml': TEMPLATE,
            'params/orders/prod.json': BAD,
        },
        {'orders.yaml': ['defaults', 'prod'], 'billing.yaml': ['']},
    ),
    (
        'a file for all that it suffices',
        {
            'orders.yaml': TEMPLATE,
            'billing.yaml': REQUIRED,
            'more.yaml': REQUIRED.replace('  Environment', '  Name: {Type: String}\n  Environment'),
            'prod.json': BAD,
        },
        {'orders.yaml': ['defaults', 'prod'], 'billing.yaml': ['prod'], 'more.yaml': ['']},
    ),
    (
        'one that needs a file',
        {'orders.yaml': REQUIRED, 'prod.json': BAD},
        {'orders.yaml': ['prod']},
    ),
    (
        'one name in two folders',
        {
            'orders.yaml': TEMPLATE,
            'eu/prod.json': BAD,
            'us/prod.json': GOOD,
        },
        {'orders.yaml': ['defaults', 'eu/prod', 'us/prod']},
    ),
]


@pytest.mark.parametrize(
    ('tree', 'expected'), [pytest.param(*one[1:], id=one[0]) for one in SIDE_BY_SIDE]
)
def test_a_file_is_for_the_templates_that_it_is_meant_for(
    tmp_path: Path,
    tree: Tree,
    expected: Found,
) -> None:
    found, _, problems = found_in(tmp_path, tree)

    assert (found, problems) == (expected, [])


def test_a_template_that_is_not_scanned_keeps_its_files(tmp_path: Path) -> None:
    plant(tmp_path, {'.git/HEAD': '', 'b/template.yaml': TEMPLATE, 'b/prod.json': BAD})

    found, _, problems = found_in(tmp_path / 'a', {'template.yaml': TEMPLATE})

    assert (found, problems) == ({'template.yaml': ['']}, [])


def test_a_template_without_deployments_has_no_names(tmp_path: Path) -> None:
    _, verdicts, _ = found_in(
        tmp_path,
        {
            'a/template.yaml': TEMPLATE,
            'a/prod.json': BAD,
            'b/template.yaml': TEMPLATE,
        },
    )

    assert {
        (Path(one.resource.place.path).parent.name, str(one.outcome), one.deployments)
        for one in verdicts
    } == {('a', 'pass', ('defaults',)), ('a', 'fail', ('prod',)), ('b', 'pass', ())}


def test_what_is_declared_is_all_that_there_is(tmp_path: Path) -> None:
    declared = Declared(
        Deployment('live', parameters=(('Iam', 'false'),)), templates=str(tmp_path / 'or*.yaml')
    )

    found, verdicts, _ = found_in(
        tmp_path, {'orders.yaml': TEMPLATE, 'prod.json': GOOD}, (declared,)
    )

    assert found == {'orders.yaml': ['live']}
    assert [(str(one.outcome), one.deployments) for one in verdicts] == [('fail', ('live',))]


def test_declared_files_are_given_in_their_order(tmp_path: Path) -> None:
    files = tuple(str(tmp_path / name) for name in ('one.json', 'two.json'))
    declared = Declared(Deployment('live', parameter_files=files))

    found, verdicts, _ = found_in(
        tmp_path, {'orders.yaml': TEMPLATE, 'one.json': GOOD, 'two.json': BAD}, (declared,)
    )

    assert found == {'orders.yaml': ['live']}
    assert [str(one.outcome) for one in verdicts] == ['fail']


def test_a_declared_file_that_gives_nothing_is_a_problem(tmp_path: Path) -> None:
    declared = Declared(
        Deployment('live', parameter_files=(str(tmp_path / 'one.json'),)),
        templates=str(tmp_path / '*.yaml'),
    )

    _, _, problems = found_in(tmp_path, {'orders.yaml': TEMPLATE, 'one.json': '[]'}, (declared,))

    assert problems == [
        'is not a parameter file: write a list of `ParameterKey` and `ParameterValue`, or a '
        'mapping of names and values',
    ]


def test_a_nested_template_that_is_declared_is_judged_by_itself_too(tmp_path: Path) -> None:
    around = PARAMETERS + (
        'Resources:\n  Nested:\n    Type: AWS::CloudFormation::Stack\n'
        '    Properties: {TemplateURL: orders.yaml}\n'
    )
    declared = Declared(
        Deployment('live', parameters=(('Iam', 'false'),)),
        templates=str(tmp_path / 'orders.yaml'),
    )

    _, verdicts, _ = found_in(tmp_path, {'a.yaml': around, 'orders.yaml': TEMPLATE}, (declared,))

    assert [(str(one.outcome), one.deployments) for one in verdicts] == [
        ('pass', ()),
        ('fail', ('live',)),
    ]


@pytest.mark.parametrize(
    ('content', 'expected'),
    [
        ('[{"ParameterKey": "A", "ParameterValue": "b"}]', {'A': 'b'}),
        ('{"Parameters": {"A": "b"}}', {'A': 'b'}),
        ('{"A": 1, "B": true, "C": null}', {'A': '1', 'B': 'true'}),
        ('{"A": ["b", "c"]}', {'A': 'b,c'}),
        ('["A=b=c", "B="]', {'A': 'b=c', 'B': ''}),
        ('{"A": "b", "A": "b"}', {'A': 'b'}),
        ('{"A": "b", "A": "c"}', {'A': None}),
        ('{"Parameters": {"A": {"Fn::GetArtifactAtt": ["a", "b"]}}}', {'A': None}),
    ],
)
def test_the_values_in_a_file_are_texts(
    tmp_path: Path,
    content: str,
    expected: dict[str, str | None],
) -> None:
    path = tmp_path / 'prod.json'
    path.write_text(content, encoding='utf-8')

    found = values_in(str(path), None)

    assert not isinstance(found, Problem)
    assert {
        name: None if isinstance(value.data, Unknown) else value.data
        for name, value in found.items()
    } == expected


@pytest.mark.parametrize(
    'content',
    [
        '',
        '[]',
        '{}',
        '"A=b"',
        '["A"]',
        '{"A": {"B": "c"}}',
        '{"Parameters": {"A": "b"}, "B": "c"}',
        '{"Parameters": {"A": "b"}, "Resources": {}}',
        '[{"A": "b"}]',
        '{"A": [{"B": "c"}]}',
        '{"A": ',
    ],
)
def test_what_is_no_file_of_parameters_is_a_problem(tmp_path: Path, content: str) -> None:
    path = tmp_path / 'prod.json'
    path.write_text(content, encoding='utf-8')

    assert isinstance(values_in(str(path), None), Problem)
