"""The stages of services of the Serverless Framework: which there are, and what each is."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aurora_pg.core.deployments import Declared
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.readers.cloudformation.language.templates import MOST_DEPLOYMENTS
from testing.deployments import found_in
from testing.scans import run
from testing.ways import Tree
from testing.ways import plant

SERVICE = """
service: orders
provider: {{name: aws, stage: "{stage}"}}
custom: {custom}
params: {params}
resources:
  Resources:
    Orders:
      Type: AWS::RDS::DBCluster
      Properties:
        Engine: aurora-postgresql
        EnableIAMDatabaseAuthentication: {value}
"""
OPTION = "${opt:stage, 'dev'}"


def service(
    value: str = 'true',
    custom: str = '{}',
    params: str = '{}',
    stage: str = OPTION,
) -> Tree:
    """Return a service of one cluster."""
    text = SERVICE.format(value=value, custom=custom, params=params, stage=stage)
    return {'serverless.yml': text}


BY_STAGE = service('${param:iam}', params='{default: {iam: true}, prod: {iam: false}}')


@pytest.mark.parametrize(
    ('tree', 'names'),
    [
        (service(), ['']),
        (service('${self:custom.${sls:stage}}', '{dev: true}'), ['dev']),
        (BY_STAGE, ['prod', 'dev']),
        (service(params='{dev: {a: b}, prod: {a: b}}'), ['dev', 'prod']),
        (service(params='{prod: {a: b}}', stage='live'), ['prod', 'live']),
        (
            service(params='{prod: {a: b}}', stage='${self:custom.stage}', custom='{stage: live}'),
            ['prod', 'live'],
        ),
        (service(params='{prod: {a: b}}', stage='${env:STAGE}'), ['defaults', 'prod']),
        (service(params='{prod: {a: b}}', stage='${opt:stage}'), ['defaults', 'prod']),
        (service(params='{default: {a: b}}'), ['']),
        (service(params='{defaults: {a: b}}'), ['serverless.yml:defaults', 'dev']),
        (
            service(custom='{a: "${self:custom.of.${sls:stage}.x}", of: {a: {x: 1}, b: {y: 1}}}'),
            ['a', 'dev'],
        ),
        (
            service(custom='{a: "${self:custom.of.${sls:stage}}", of: {dev: 1, prod: 2, x: {}}}'),
            ['dev', 'prod'],
        ),
        (
            service(custom='{a: "${self:custom.${sls:stage}}", dev: {x: 1}, b: {y: 1}, c: {x: 2}}'),
            ['c', 'dev'],
        ),
        (
            service(custom='{a: "${self:custom.of-${sls:stage}}", of-prod: 1, of: 2}'),
            ['prod', 'dev'],
        ),
        (service(custom='{a: "${self:custom.of.${opt:region}}", of: {eu: 1, us: 2}}'), ['']),
        (
            service(
                custom='{a: "${self:custom.of.${sls:stage}.x}", of: {qa: "${env:X}", b: {x: 1}}}'
            ),
            ['b', 'dev', 'qa'],
        ),
        (
            service(custom='{a: "${env:X, self:custom.of.${sls:stage}}", of: {qa: 1}}'),
            ['dev', 'qa'],
        ),
        (
            service(custom='{a: "${ssm:/${self:custom.of.${sls:stage}}}", of: {qa: 1}}'),
            ['dev', 'qa'],
        ),
        (
            service(custom='{a: "${self:custom.${sls:stage}.x.${sls:stage}}", qa: {x: {qa: 1}}}'),
            ['dev', 'qa'],
        ),
        (
            service(
                custom='{a: "${self:custom.${sls:stage}.x}", b: "${self:custom.a}", qa: {x: 1}, '
                'c: "${self:custom.${sls:stage}.x}-", d: "${self:custom.${sls:stage}.x, 1}"}'
            ),
            ['dev', 'qa'],
        ),
        (service(params='"${file(params.js)}"'), ['']),
        (service(params='"${env:PARAMS}"', custom='{a: "${param:x}"}'), ['']),
        (service(custom='{a: "${self:custom.of.${env:STAGE}}", of: {eu: 1, us: 2}}'), ['']),
        (
            {
                **service(custom='{a: "${file(env/${sls:stage}.yml):x}"}'),
                'env/qa.yml': 'x: 1',
                'env/other.yml': 'y: 1',
                'env/prod.json': '{"x": 1}',
                'env/list.yml': '- x',
                'env/broken.yml': 'x: [',
            },
            ['qa', 'dev'],
        ),
        (
            {
                **service(custom='{a: "${file(${sls:stage}/db.yml)}"}'),
                'qa/db.yml': 'x: 1',
                'prod/other.yml': 'x: 1',
            },
            ['qa', 'dev'],
        ),
    ],
    ids=str,
)
def test_the_stages_are_those_that_the_files_name(
    tmp_path: Path,
    tree: Tree,
    names: list[str],
) -> None:
    found, _, problems = found_in(tmp_path, tree)

    assert ({name: sorted(of) for name, of in found.items()}, problems) == (
        {'serverless.yml': sorted(names)},
        [],
    )


@pytest.mark.parametrize(
    ('version', 'stage', 'outcome'),
    [
        ("'4'", 'dev', 'fail'),
        ("'^4.2.0'", 'dev', 'fail'),
        ('4', 'null', 'fail'),
        ("'3'", 'dev', 'pass'),
        ('~3.38', 'dev', 'pass'),
        ('2.x', 'dev', 'pass'),
        ("'3'", 'null', 'undetermined'),
        ("'>=3'", 'dev', 'undetermined'),
        ("'3 || 4'", 'dev', 'undetermined'),
        ("'*'", 'dev', 'undetermined'),
        ("'3'", "${opt:stage, 'dev'}", 'fail'),
    ],
)
def test_the_version_says_what_the_provider_has_for_a_stage(
    tmp_path: Path,
    version: str,
    stage: str,
    outcome: str,
) -> None:
    text = SERVICE.format(
        value='${self:custom.iam.${self:provider.stage}}',
        stage=stage,
        custom='{iam: {dev: true, prod: false}}',
        params='{prod: {a: b}}',
    ).replace('"null"', 'null')

    _, verdicts, _ = found_in(tmp_path, {'serverless.yml': f'frameworkVersion: {version}\n{text}'})

    assert {str(one.outcome) for one in verdicts if 'prod' in one.deployments} == {outcome}
    assert {str(one.outcome) for one in verdicts if 'dev' in one.deployments} == {'pass'}


@pytest.mark.parametrize(
    ('deployment', 'outcome'),
    [
        (Deployment('prod'), 'fail'),
        (Deployment('stage'), 'pass'),
        (Deployment('stage', parameters=(('iam', 'false'),)), 'fail'),
        (Deployment('live', parameters=(('stage', 'prod'),)), 'fail'),
        (Deployment('live', parameters=(('stage', 'prod'), ('iam', 'true'))), 'pass'),
    ],
)
def test_a_declared_deployment_is_the_stage_of_its_name(
    tmp_path: Path,
    deployment: Deployment,
    outcome: str,
) -> None:
    declared = Declared(deployment, templates=str(tmp_path / '*.yml'))

    found, verdicts, _ = found_in(tmp_path, BY_STAGE, (declared,))

    assert found == {'serverless.yml': [deployment.name]}
    assert [(str(one.outcome), one.deployments) for one in verdicts] == [
        (outcome, (deployment.name,))
    ]


def test_a_declared_stage_whose_file_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    declared = Declared(
        Deployment('prod', parameters=(('of', 'prod.json'),)), templates=str(tmp_path / '*.yml')
    )
    tree = {
        'serverless.yml': SERVICE.format(value='true', custom='{}', params='{}', stage=OPTION)
        + '    Other: ${file(${param:of})}\n',
        'prod.json': '{"Type": "AWS::RDS::DBCluster", ',
    }

    found, _, problems = found_in(tmp_path, tree, (declared,))

    assert 'prod' not in found.get('serverless.yml', [])
    assert any(problem.startswith('cannot be read: ') for problem in problems)


def test_a_template_that_imports_from_a_service_has_its_stages(tmp_path: Path) -> None:
    exporting = """
provider: {name: aws}
params: {dev: {iam: true}, prod: {iam: false}}
resources:
  Resources: {Queue: {Type: AWS::SQS::Queue}}
  Outputs: {Iam: {Value: "${param:iam}", Export: {Name: the-iam}}}
"""
    importing = """
Resources:
  Orders:
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql, EnableIAMDatabaseAuthentication: !ImportValue the-iam}
"""

    _, verdicts, _ = found_in(tmp_path, {'serverless.yml': exporting, 'orders.yaml': importing})

    assert {(str(one.outcome), one.deployments) for one in verdicts} == {
        ('pass', ('defaults', 'dev')),
        ('fail', ('prod',)),
    }


def test_as_many_stages_as_deployments_may_be_are_no_problem(tmp_path: Path) -> None:
    params = ', '.join(f's{number}: {{a: b}}' for number in range(MOST_DEPLOYMENTS))

    found, _, problems = found_in(tmp_path, service(params=f'{{{params}}}', stage='s0'))

    assert (len(found['serverless.yml']), problems) == (MOST_DEPLOYMENTS, [])


def _each(text: str, count: int) -> str:
    return '{' + ', '.join(f'a{n}: "{text.format(n + 1)}"' for n in range(count)) + '}'


@pytest.mark.parametrize(
    'custom',
    [
        _each('${{self:custom.a{0}}}', 2000),
        _each('${{self:custom.a{0}.x, self:custom.a{0}.y}}', 60),
        _each('${{self:custom.a{0}}}' * 9, 60),
        _each('${{self:custom.a{0}.${{sls:stage}}, self:custom.a{0}.${{opt:stage}}}}', 60),
        '{a0: "' + '${self:custom.b}' * 9000 + '", b: "' + 'x' * 90_000 + '"}',
        '{a0: "' + '${self:custom.' * 900 + 'a' + '}' * 900 + '"}',
        '{a0: "' + '${' * 30_000 + '"}',
        '{a0: "${file' + '(' * 30_000 + ')' * 30_000 + '}"}',
        '{a0: "${self:a' + ', self:b' * 9000 + '}"}',
    ],
    ids=range(9),
)
def test_variables_that_lead_on_and_on_are_bounded(tmp_path: Path, custom: str) -> None:
    _, verdicts, problems = found_in(tmp_path, service('${self:custom.a0}', custom))

    assert problems == []
    assert {str(one.outcome) for one in verdicts} == {'undetermined'}


def test_one_stage_can_be_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plant(tmp_path, BY_STAGE)
    only = ('--check', 'CKV2_AURORAPG_4', '--deployment')

    assert (run('.', *only, 'prod').code, run('.', *only, 'dev').code) == (1, 0)


@pytest.mark.parametrize(
    ('stage', 'expected'),
    [
        (OPTION, ['prod: a stage, `serverless.yml:5`', 'dev: the stage without a name']),
        ('prod', ['prod: a stage, `serverless.yml:5`']),
        ('${env:STAGE}', ['defaults: without a stage', 'prod: a stage, `serverless.yml:5`']),
    ],
)
def test_the_list_says_where_a_stage_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
    expected: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    plant(tmp_path, service(params='{prod: {a: b}}', stage=stage))

    listed = run('.', '--list-deployments').out

    assert listed == 'serverless.yml\n' + ''.join(f'    {line}\n' for line in expected)
