"""What a template leaves to its deployment, and can be one of a few: its questions and answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checkov_aurora_pg.core.values import Question
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.readers.cloudformation.reader import read_templates
from checkov_aurora_pg.readers.cloudformation.template_set import TemplateSet
from testing.template_answers import SUBJECT
from testing.template_answers import leaves
from testing.template_answers import question_of
from testing.template_answers import subject_of
from testing.template_answers import value_of

TEMPLATE = """
Parameters:
  Zone: {Type: String, AllowedValues: [dev, stage, prod]}
  Two: {Type: String, AllowedValues: ['yes', 'no']}
  Env: {Type: String}
  Other: {Type: String}
  Set: {Type: String, Default: prod, AllowedValues: [dev, prod]}
  Names: {Type: CommaDelimitedList, AllowedValues: [a, b]}
  Size: {Type: Number, AllowedValues: [1, 2]}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /path}
Mappings:
  M:
    dev: {ssl: '0', name: a}
    prod: {ssl: '1', name: a}
  N:
    dev: {x: '0', y: '1'}
    test: {x: '0', y: '1'}
  R:
    us-east-1: {ssl: '0'}
    eu-west-1: {ssl: '1'}
Conditions:
  Prod: !Equals [!Ref Env, prod]
  NotProd: !Not [!Condition Prod]
  Dev: !Equals [dev, !Ref Env]
  ZoneProd: !Equals [!Ref Zone, prod]
  Both: !And [!Condition Prod, !Condition ZoneProd]
  Never: !And [!Condition Prod, !Condition Dev]
  Any: !Or [!Condition Prod, !Condition NotProd]
  Half: !And [!Equals [!Ref Env, !Ref Other], !Condition ZoneProd]
Resources:
  Subject:
    Type: AWS::RDS::DBCluster
    Properties:
      SnapshotIdentifier: %s
"""


def told(templates: TemplateSet) -> dict[str, object]:
    return {
        ', '.join(answer.shown for answer in assumed): value for assumed, value in leaves(templates)
    }


def template(directory: Path, expression: str) -> TemplateSet:
    path = directory / 'template.yaml'
    path.write_text(TEMPLATE % expression)
    return TemplateSet([str(path)])


@pytest.mark.parametrize(
    ('expression', 'expected'),
    [
        (
            '!Ref Zone',
            {'`Zone` is `dev`': 'dev', '`Zone` is `stage`': 'stage', '`Zone` is `prod`': 'prod'},
        ),
        ('!Ref Size', {'`Size` is `1`': 1, '`Size` is `2`': 2}),
        ("!Sub '${Two}-${Set}'", {'`Two` is `yes`': 'yes-prod', '`Two` is `no`': 'no-prod'}),
        (
            "!Select [1, !Split ['-', !Sub 'x-${Two}']]",
            {'`Two` is `yes`': 'yes', '`Two` is `no`': 'no'},
        ),
        ('!If [Prod, x, y]', {'`Env` is `prod`': 'x', '`Env` is not `prod`': 'y'}),
        ('!If [NotProd, x, y]', {'`Env` is `prod`': 'y', '`Env` is not `prod`': 'x'}),
        ('!If [ZoneProd, x, y]', {'`Zone` is `prod`': 'x', '`Zone` is not `prod`': 'y'}),
        (
            '!If [Prod, x, !If [NotProd, y, z]]',
            {'`Env` is `prod`': 'x', '`Env` is not `prod`': 'y'},
        ),
        (
            '!If [Prod, x, !If [Dev, y, z]]',
            {
                '`Env` is `prod`': 'x',
                '`Env` is not `prod`, `Env` is `dev`': 'y',
                '`Env` is not `prod`, `Env` is not `dev`': 'z',
            },
        ),
        ('!If [Prod, !If [Dev, x, y], z]', {'`Env` is `prod`': 'y', '`Env` is not `prod`': 'z'}),
        ('!If [Never, x, y]', {'`Env` is `prod`': 'y', '`Env` is not `prod`': 'y'}),
        ('!If [Any, x, y]', {'`Env` is `prod`': 'x', '`Env` is not `prod`': 'x'}),
        (
            '!If [Both, x, y]',
            {
                '`Env` is not `prod`': 'y',
                '`Env` is `prod`, `Zone` is `prod`': 'x',
                '`Env` is `prod`, `Zone` is not `prod`': 'y',
            },
        ),
        (
            '!If [ZoneProd, x, !Ref Zone]',
            {
                '`Zone` is `prod`': 'x',
                '`Zone` is not `prod`, `Zone` is `dev`': 'dev',
                '`Zone` is not `prod`, `Zone` is `stage`': 'stage',
            },
        ),
        ("!If [!Equals [!Ref Env, ''], x, y]", {'`Env` is empty': 'x', '`Env` is not empty': 'y'}),
        (
            '!If [!Equals [!Ref Env, !Ref Two], x, y]',
            {
                '`Two` is `yes`, `Env` is `yes`': 'x',
                '`Two` is `yes`, `Env` is not `yes`': 'y',
                '`Two` is `no`, `Env` is `no`': 'x',
                '`Two` is `no`, `Env` is not `no`': 'y',
            },
        ),
        ('!If [!Equals [!Ref Env, !Ref Env], x, y]', {'': 'x'}),
        (
            '!If [!Equals [!Ref Env, !If [Prod, prod, dev]], x, y]',
            {
                '`Env` is `prod`': 'x',
                '`Env` is not `prod`, `Env` is `dev`': 'x',
                '`Env` is not `prod`, `Env` is not `dev`': 'y',
            },
        ),
        (
            "!If [!Equals [!Sub 'a-${Env}-z', a-b-z], x, y]",
            {
                '`Env` is `b`': 'x',
                '`Env` is not `b`': 'y',
            },
        ),
        ("!If [!Equals [!Sub 'a-${Env}-z', a-z], x, y]", {'': 'y'}),
        (
            "!If [!Equals [!Sub 'a-${Env}', !Sub '${Env}-a'], x, y]",
            {
                '': '?parameter `Env` has no default',
            },
        ),
        (
            "!If [!Equals [!Join ['-', [p, !Ref Zone]], p-dev], x, y]",
            {
                '`Zone` is `dev`': 'x',
                '`Zone` is not `dev`': 'y',
            },
        ),
        ("!FindInMap [M, !Sub '${Env}v', ssl]", {'': '0'}),
        (
            "!FindInMap [R, !Sub '${Env}-1', ssl]",
            {
                '`Env` is `us-east`': '0',
                '`Env` is `eu-west`': '1',
            },
        ),
        (
            '!If [!Equals [!Ref Stored, x], y, z]',
            {'`Stored` is `x`': 'y', '`Stored` is not `x`': 'z'},
        ),
        (
            '!If [Half, x, y]',
            {
                '`Zone` is not `prod`': 'y',
                '`Zone` is `prod`': '?parameter `Env` has no default',
            },
        ),
        ('!FindInMap [M, !Ref Env, ssl]', {'`Env` is `dev`': '0', '`Env` is `prod`': '1'}),
        ('!FindInMap [M, !Ref Zone, ssl]', {'`Zone` is `dev`': '0', '`Zone` is `prod`': '1'}),
        ('!FindInMap [M, !Ref Zone, name]', {'': 'a'}),
        ('!FindInMap [N, dev, !Ref Env]', {'`Env` is `x`': '0', '`Env` is `y`': '1'}),
        (
            '!FindInMap [N, !Ref Env, !Ref Other]',
            {
                '`Env` is `dev`, `Other` is `x`': '0',
                '`Env` is `dev`, `Other` is `y`': '1',
                '`Env` is `test`, `Other` is `x`': '0',
                '`Env` is `test`, `Other` is `y`': '1',
            },
        ),
        (
            '!FindInMap [N, !Ref Other, !Ref Env]',
            {
                '`Other` is `dev`, `Env` is `x`': '0',
                '`Other` is `dev`, `Env` is `y`': '1',
                '`Other` is `test`, `Env` is `x`': '0',
                '`Other` is `test`, `Env` is `y`': '1',
            },
        ),
        (
            '!FindInMap [M, !Ref Env, ssl, {DefaultValue: d}]',
            {
                '`Env` is `dev`': '0',
                '`Env` is not `dev`, `Env` is `prod`': '1',
                '`Env` is not `dev`, `Env` is not `prod`': 'd',
            },
        ),
        (
            '!FindInMap [M, !Ref Zone, ssl, {DefaultValue: d}]',
            {
                '`Zone` is `dev`': '0',
                '`Zone` is `stage`': 'd',
                '`Zone` is `prod`': '1',
            },
        ),
        (
            '!If [Prod, x, !FindInMap [M, !Ref Env, ssl]]',
            {
                '`Env` is `prod`': 'x',
                '`Env` is not `prod`': '0',
            },
        ),
        (
            '!If [!Equals [!FindInMap [M, !Ref Zone, ssl], "1"], x, y]',
            {
                '`Zone` is `dev`': 'y',
                '`Zone` is `prod`': 'x',
            },
        ),
        (
            '!If [!Equals [!FindInMap [M, !Ref Zone, ssl], dev], x, y]',
            {
                '`Zone` is `dev`': 'y',
                '`Zone` is `prod`': 'y',
            },
        ),
        (
            '!FindInMap [R, !Ref AWS::Region, ssl]',
            {
                '`AWS::Region` is `us-east-1`': '0',
                '`AWS::Region` is `eu-west-1`': '1',
            },
        ),
        (
            "!If [!Equals [!Ref AWS::AccountId, '1'], x, y]",
            {
                '`AWS::AccountId` is `1`': 'x',
                '`AWS::AccountId` is not `1`': 'y',
            },
        ),
        (
            '!If [!Equals [!Sub "${AWS::Partition}", aws-cn], x, y]',
            {
                '`AWS::Partition` is `aws-cn`': 'x',
                '`AWS::Partition` is not `aws-cn`': 'y',
            },
        ),
        ('!Ref Set', {'': 'prod'}),
        (
            '!Ref Env',
            {
                '`Env` is `prod`': 'prod',
                '`Env` is not `prod`, `Env` is `dev`': 'dev',
                '`Env` is not `prod`, `Env` is not `dev`': '?parameter `Env` has no default',
            },
        ),
        ('!Ref Other', {'': '?parameter `Other` has no default'}),
        ('!Select [0, !Ref Names]', {'': '?parameter `Names` has no default'}),
        ("!Sub '${Two}-${Other}'", {'': '?parameter `Two` has no default'}),
        ('!If [!Equals [!Ref Env, !Ref Other], x, y]', {'': '?parameter `Env` has no default'}),
        (
            '!FindInMap [M, !Ref Two, ssl]',
            {
                '': '?mapping `M` does not have the requested key',
            },
        ),
    ],
    ids=str,
)
def test_a_value_is_asked_for_until_it_is_known(
    tmp_path: Path,
    expression: str,
    expected: dict[str, object],
) -> None:
    assert told(template(tmp_path, expression)) == expected


@pytest.mark.parametrize(
    ('expression', 'lines'),
    [
        ('!Ref Zone', [3, 3, 3]),
        ('!If [Prod, x, y]', [22, 22]),
        ('!If [Dev, x, y]', [24, 24]),
        ('!FindInMap [M, !Ref Env, ssl]', [13, 14]),
        ('!FindInMap [N, dev, !Ref Env]', [16, 16]),
    ],
    ids=str,
)
def test_an_answer_says_where_the_code_speaks_of_the_value(
    tmp_path: Path,
    expression: str,
    lines: list[int],
) -> None:
    question = value_of(subject_of(template(tmp_path, expression)))
    assert isinstance(question, Question)
    assert [answer.place and answer.place.line for answer in question.answers] == lines


def test_more_than_64_values_are_not_asked_for_one_by_one(tmp_path: Path) -> None:
    (tmp_path / 't.json').write_text(
        json.dumps(
            {
                'Parameters': {
                    'Many': {'Type': 'String', 'AllowedValues': [f'v{n}' for n in range(65)]}
                },
                'Conditions': {'Is': {'Fn::Equals': [{'Ref': 'Many'}, 'v3']}},
                'Resources': {
                    'Subject': {
                        'Type': 'AWS::RDS::DBCluster',
                        'Properties': {
                            'SnapshotIdentifier': {'Fn::If': ['Is', 'x', 'y']},
                            'Engine': {'Ref': 'Many'},
                        },
                    },
                },
            }
        )
    )
    templates = TemplateSet([str(tmp_path / 't.json')])
    assert told(templates) == {'`Many` is `v3`': 'x', '`Many` is not `v3`': 'y'}
    subject = subject_of(templates)
    assert subject is not None
    engine = subject.attributes['engine'].data
    assert isinstance(engine, Unknown)
    assert engine.question is None


PARENT = """
Parameters: {Env: {Type: String}}
Resources:
  Db:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: child.yaml, Parameters: {Zone: !Ref Env, Set: !Ref Env}}
  Others:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: child.yaml, Parameters: {Zone: a, Env: b}}
"""
CHILD = """
Parameters:
  Zone: {Type: String}
  Set: {Type: String, Default: x}
  Env: {Type: String}
Conditions:
  Prod: !Equals [!Ref Zone, prod]
  SetProd: !Equals [!Ref Set, prod]
Resources:
  Cluster:
    Type: AWS::RDS::DBCluster
    Condition: Prod
    Properties: {SnapshotIdentifier: !If [SetProd, x, y], Engine: !Ref AWS::StackName,
      EngineVersion: !Ref AWS::Region, EngineMode: !Ref Env}
"""


def test_a_nested_stack_asks_what_its_parent_is_given(tmp_path: Path) -> None:
    (tmp_path / 'parent.yaml').write_text(PARENT)
    (tmp_path / 'child.yaml').write_text(CHILD)
    templates = TemplateSet([str(tmp_path / name) for name in ('parent.yaml', 'child.yaml')])
    (cluster,) = templates.read().estates[0].resources
    is_prod, is_not = question_of(cluster.existence).answers
    assert [is_prod.shown, is_not.shown] == ['`Env` is `prod`', '`Env` is not `prod`']
    (cluster,) = templates.read((is_prod,)).estates[0].resources
    assert cluster.existence is None
    assert cluster.attributes[SUBJECT].data == 'x'
    assert templates.read((is_not,)).estates[0].resources == ()


def test_what_a_nested_template_allows_is_all_that_its_parent_is_given(tmp_path: Path) -> None:
    (tmp_path / 'parent.yaml').write_text(PARENT.replace(', Set: !Ref Env', ''))
    (tmp_path / 'child.yaml').write_text(
        CHILD.replace('Zone: {Type: String}', 'Zone: {Type: String, AllowedValues: [a, prod]}')
    )
    templates = TemplateSet([str(tmp_path / name) for name in ('parent.yaml', 'child.yaml')])
    (cluster,) = templates.read().estates[0].resources
    shown = [answer.shown for answer in question_of(cluster.existence).answers]
    assert shown == ['`Env` is `a`', '`Env` is `prod`']


def test_one_thing_is_one_subject_and_another_is_another(tmp_path: Path) -> None:
    single = TEMPLATE % '!If [Prod, !FindInMap [R, !Ref AWS::Region, ssl], y]'
    for name in ('a', 'b'):
        (tmp_path / f'{name}.yaml').write_text(single)
    templates = TemplateSet([str(tmp_path / name) for name in ('a.yaml', 'b.yaml')])
    values = [
        one.attributes[SUBJECT].first_unknown() for one in templates.read().estates[0].resources
    ]
    questions = [why.question for why in values if why is not None]
    first, second = (question.answers[0] for question in questions if question is not None)
    assert first != second
    once = templates.read((first,)).estates[0].resources
    assert [
        why.question.answers[0].shown
        for one in once
        if (why := one.attributes[SUBJECT].first_unknown()) and why.question
    ] == [
        '`AWS::Region` is `us-east-1`',
        '`Env` is `prod`',
    ]
    assert (
        templates.read((first,)).estates[0].resources[1]
        is not (templates.read().estates[0].resources[1])
    )


def test_what_is_imported_is_read_again_with_the_stack_that_exports_it(tmp_path: Path) -> None:
    exporting = TEMPLATE % 'x' + (
        'Outputs: {Out: {Value: !If [Prod, x, y], Export: {Name: out}}}\n'
    )
    (tmp_path / 'a.yaml').write_text(exporting.replace('Subject', 'Another'))
    (tmp_path / 'b.yaml').write_text(TEMPLATE % '!ImportValue out')
    templates = TemplateSet([str(tmp_path / name) for name in ('a.yaml', 'b.yaml')])
    assert told(templates) == {'`Env` is `prod`': 'x', '`Env` is not `prod`': 'y'}


def test_reading_with_answers_needs_no_more_than_the_paths(tmp_path: Path) -> None:
    (tmp_path / 't.yaml').write_text(TEMPLATE % '!Ref Two')
    paths = [str(tmp_path / 't.yaml')]
    unknown = read_templates(paths).estates[0].resources[0].attributes[SUBJECT].data
    for answer in question_of(unknown).answers:
        (subject,) = read_templates(paths, (answer,)).estates[0].resources
        assert subject.attributes[SUBJECT].data == answer.value
        assert subject.attributes[SUBJECT].place == answer.place


def test_a_file_is_read_once_for_all_answers(tmp_path: Path) -> None:
    templates = template(tmp_path, '!Ref Two')
    (tmp_path / 'template.yaml').unlink()
    assert told(templates) == {'`Two` is `yes`': 'yes', '`Two` is `no`': 'no'}
