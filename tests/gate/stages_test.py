"""Ways past the gate with stages of the Serverless Framework: what names one, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from testing.scans import run
from testing.ways import Link
from testing.ways import Tree
from testing.ways import plant
from testing.ways import require_held
from testing.ways import scan_of

IAM = 'CKV2_AURORAPG_4'
ONLY = ('--check', f'CKV2_AURORAPG_0,{IAM}')


def service(value: str, rest: str = '', provider: str = '{name: aws}') -> str:
    """Return a service of one cluster, with what its setting is."""
    return f"""
service: orders
provider: {provider}
{rest}
resources:
  Resources:
    Orders:
      Type: AWS::RDS::DBCluster
      Properties:
        Engine: aurora-postgresql
        EnableIAMDatabaseAuthentication: {value}
"""


CUSTOM = 'custom:\n  iam: {dev: true, prod: false}'
INDEX = '${self:custom.iam.%s}'
BAD = 'Type: AWS::RDS::DBCluster\nProperties: {Engine: aurora-postgresql}\n'

NAMED: dict[str, Tree] = {
    'a parameter': {
        'serverless.yml': service(
            '${param:iam}', 'params: {default: {iam: true}, prod: {iam: false}}'
        )
    },
    'a parameter of version 4': {
        'serverless.yml': service(
            '${param:iam}', 'stages: {default: {params: {iam: true}}, prod: {params: {iam: false}}}'
        )
    },
    'a parameter before a general one of version 4': {
        'serverless.yml': service(
            '${param:iam}', 'stages: {default: {params: {iam: true}}}\nparams: {prod: {iam: false}}'
        )
    },
    'parameters in another file': {
        'serverless.yml': service('${param:iam, true}', 'params: ${file(params.yml)}'),
        'params.yml': 'prod: {iam: false}',
    },
    'the parameters of a stage in another file': {
        'serverless.yml': service('${param:iam, true}', 'params: {prod: "${file(prod.yml)}"}'),
        'prod.yml': 'iam: false',
    },
    'the stage of the command': {'serverless.yml': service(INDEX % '${sls:stage}', CUSTOM)},
    'the option': {'serverless.yml': service(INDEX % "${opt:stage, 'dev'}", CUSTOM)},
    'the option and nothing else': {
        'serverless.yml': service(INDEX % '${opt:stage}', CUSTOM),
    },
    'the option and the provider': {
        'serverless.yml': service(
            INDEX % '${opt:stage, self:provider.stage}', CUSTOM, '{name: aws, stage: dev}'
        )
    },
    'the provider': {
        'serverless.yml': service(
            INDEX % '${self:provider.stage}', CUSTOM, '{name: aws, stage: "${opt:stage, \'dev\'}"}'
        )
    },
    'a name of it': {
        'serverless.yml': service(
            INDEX % '${self:custom.stage}', f'{CUSTOM}\n  stage: ${{opt:stage, "dev"}}'
        )
    },
    'a name of a name': {
        'serverless.yml': service(
            INDEX % '${self:custom.of.stage}',
            f'{CUSTOM}\n  of: {{stage: "${{self:custom.stage}}"}}\n  stage: ${{sls:stage}}',
        )
    },
    'white space': {'serverless.yml': service(INDEX % '${ sls:stage }', CUSTOM)},
    'a mapping in a mapping': {
        'serverless.yml': service(
            '${self:custom.${sls:stage}.iam}',
            'custom: {webpack: {}, dev: {iam: true}, prod: {iam: false}}',
        )
    },
    'a mapping that is a name': {
        'serverless.yml': service(
            '${self:custom.of.iam}',
            'custom: {of: "${self:custom.${sls:stage}}", dev: {iam: true}, prod: {iam: false}}',
        )
    },
    'a part of a key': {
        'serverless.yml': service(
            '${self:custom.iam_${sls:stage}}', 'custom: {iam_dev: true, iam_prod: false}'
        )
    },
    'a mapping in another file': {
        'serverless.yml': service(INDEX % '${sls:stage}', 'custom: ${file(custom.yml)}'),
        'custom.yml': 'iam: {dev: true, prod: false}',
    },
    'a mapping of another file': {
        'serverless.yml': service('${file(iam.json):${sls:stage}}'),
        'iam.json': '{"dev": true, "prod": false}',
    },
    'a mapping with a fallback': {
        'serverless.yml': service(
            "${self:custom.iam.${sls:stage}, 'true'}", 'custom: {iam: {prod: false}}'
        )
    },
    'a mapping that is asked second': {
        'serverless.yml': service('${opt:iam, self:custom.iam.${sls:stage}}', CUSTOM)
    },
    'a file of the stage': {
        'serverless.yml': service('${file(config.${sls:stage}.yml):iam}'),
        'config.dev.yml': 'iam: true',
        'config.prod.yml': 'iam: false',
    },
    'a folder of the stage': {
        'serverless.yml': service('${file(./env/${sls:stage}/db.yml):iam}'),
        'env/dev/db.yml': 'iam: true',
        'env/prod/db.yml': 'iam: false',
    },
    'a folder and a file of the stage': {
        'serverless.yml': service('${file(env/${sls:stage}/${sls:stage}.json):iam}'),
        'env/dev/dev.json': '{"iam": true}',
        'env/prod/prod.json': '{"iam": false}',
    },
    'a file above the service': {
        'of/serverless.yml': service('${file(../config.${sls:stage}.yml):iam}'),
        'config.dev.yml': 'iam: true',
        'config.prod.yml': 'iam: false',
        '.git/HEAD': '',
    },
    'a file of the stage that only a file asks for': {
        'serverless.yml': service('${self:custom.iam}', 'custom: ${file(custom.yml)}'),
        'custom.yml': 'iam: ${file(${sls:stage}.yml):iam}',
        'dev.yml': 'iam: true',
        'prod.yml': 'iam: false',
    },
    'a mapping that only a file of another stage has': {
        'serverless.yml': service('${file(of.${sls:stage}.yml):iam}'),
        'of.dev.yml': 'iam: true',
        'of.qa.yml': 'iam: ${file(iam.yml):${sls:stage}}',
        'iam.yml': '{qa: true, prod: true}',
        'of.prod.yml': 'iam: false',
    },
    'a mapping of CloudFormation': {
        'serverless.yml': service('!FindInMap [Stages, "${sls:stage}", iam]').replace(
            'resources:\n',
            'resources:\n  Mappings: {Stages: {dev: {iam: true}, prod: {iam: false}}}\n',
        )
    },
    'a condition': {
        'serverless.yml': service('!If [IsProd, false, true]').replace(
            'resources:\n', 'resources:\n  Conditions: {IsProd: !Equals ["${sls:stage}", prod]}\n'
        )
    },
    'a stage that nothing of the cluster asks for': {
        'serverless.yml': service(
            "${self:custom.${sls:stage}, 'true'}",
            'custom: {prod: false, size: {dev: 1, prod: 2}}\n'
            'functions: {a: {memorySize: "${self:custom.size.${sls:stage}}"}}',
        )
    },
}


@pytest.mark.parametrize('tree', NAMED.values(), ids=NAMED)
def test_a_violation_in_a_stage_is_found(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
) -> None:
    monkeypatch.chdir(tmp_path)

    done = scan_of(tmp_path, tree, *ONLY)

    require_held(done, f'fail {IAM}')
    failed = next(entry for entry in done.findings if entry['verdict'] == 'fail')
    assert failed['deployments'] == ['prod']
    passed = next(entry for entry in done.findings if entry['verdict'] == 'pass')
    assert 'dev' in passed['deployments']


@pytest.mark.parametrize(
    ('tree', 'path'),
    [
        (
            {
                'serverless.yml': service('${file(env/${sls:stage}.yml):db.iam}'),
                'env/dev.yml': 'db: {iam: true}',
                'env/prod.yml': 'db: {iam: false}',
            },
            'env/prod.yml',
        ),
        (
            {
                'a/serverless.yml': service(
                    '${self:custom.iam}', 'custom: ${file(../of.json):${sls:stage}}'
                ),
                'of.json': '{"dev": {"iam": true}, "prod": {"iam": false}}',
            },
            'of.json',
        ),
        (
            {
                'serverless.yml': service('${param:iam}', 'params: ${file(params.yml)}'),
                'params.yml': 'default: {iam: true}\nprod: {iam: false}',
            },
            'params.yml',
        ),
    ],
)
def test_a_change_of_what_a_stage_has_is_judged(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
    path: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    plant(tmp_path, {**tree, '.git/HEAD': '', 'other/docker-compose.yml': 'services: {a: {}}'})

    require_held(run(path, '-o', 'json', *ONLY), f'fail {IAM} at {path}')
    assert run('other/docker-compose.yml', *ONLY).code == 0


# What `dev`, the stage without a name, is: another stage does not take it away.
HIDING: dict[str, Tree] = {
    'a stage that is good': {
        'serverless.yml': service(
            '${param:iam}', 'params: {default: {iam: false}, prod: {iam: true}}'
        )
    },
    'a stage in a mapping': {
        'serverless.yml': service(
            "${self:custom.iam.${sls:stage}, 'false'}", 'custom: {iam: {prod: true}}'
        )
    },
    'a file of a stage': {
        'serverless.yml': service(
            "${self:custom.iam, 'false'}", 'custom: {of: "${file(${sls:stage}.yml):iam}"}'
        ),
        'prod.yml': 'iam: true',
    },
    'a stage of the same name as another deployment': {
        'serverless.yml': service(
            '${param:iam}', 'params: {default: {iam: false}, defaults: {iam: true}}'
        )
    },
    'what counts without an option': {
        'serverless.yml': service(
            "${self:custom.iam.${opt:stage, 'other'}}",
            'custom: {iam: {dev: true, prod: true, other: false}}',
        )
    },
    'what counts without an option in a parameter': {
        'serverless.yml': service(
            '${self:custom.${opt:stage, "x"}, true}',
            'custom: {x: false, dev: true}\nparams: {dev: {a: b}}',
        )
    },
    'the stage of the provider': {
        'serverless.yml': service(
            '${param:iam}',
            'params: {dev: {iam: true}, stage: {iam: false}}',
            '{name: aws, stage: stage}',
        )
    },
    'resources of another stage': {
        'serverless.yml': f'{service("true")}    Other: ${{file(of.${{sls:stage}}.yml)}}\n',
        'of.dev.yml': BAD,
        'of.prod.yml': 'Type: AWS::SQS::Queue',
    },
}


@pytest.mark.parametrize('tree', HIDING.values(), ids=HIDING)
def test_a_stage_does_not_hide_what_is_deployed_without_a_name(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
) -> None:
    monkeypatch.chdir(tmp_path)

    require_held(scan_of(tmp_path, tree, *ONLY), f'fail {IAM}')


UNSAID: list[tuple[str, Tree, str]] = [
    (
        'a parameter that is written twice',
        {'serverless.yml': service('${param:iam}', 'params: {prod: {iam: false, iam: true}}')},
        'unjudged',
    ),
    (
        'a stage that is written twice',
        {
            'serverless.yml': service(
                '${param:iam}',
                'stages:\n  prod: {params: {iam: false}}\n  prod: {params: {iam: true}}',
            )
        },
        'unjudged',
    ),
    (
        'a file of a stage that is broken',
        {
            'serverless.yml': f'{service("true")}    Other: ${{file(of.${{sls:stage}}.yml)}}\n',
            'of.dev.yml': 'Type: AWS::SQS::Queue',
            'of.prod.yml': f'{BAD}a: [',
        },
        'unjudged at of.prod.yml',
    ),
    (
        'a file of a stage that is a program',
        {
            'serverless.yml': f'{service("true")}    Other: ${{file(of.${{sls:stage}}.js)}}\n',
            'of.prod.js': 'module.exports = {Type: "AWS::RDS::DBCluster"}',
        },
        'undetermined CKV2_AURORAPG_4',
    ),
    (
        'a file outside of the repository',
        {
            'of/serverless.yml': service('${file(../${sls:stage}.yml):iam}'),
            'of/.git/HEAD': '',
            'dev.yml': 'iam: true',
            'prod.yml': 'iam: true',
        },
        f'undetermined {IAM}',
    ),
    (
        'a link to a file outside of the repository',
        {
            'of/serverless.yml': service('${file(${sls:stage}.yml):iam}'),
            'of/.git/HEAD': '',
            'dev.yml': 'iam: true',
            'of/dev.yml': Link('../dev.yml'),
        },
        f'undetermined {IAM}',
    ),
    (
        'a stage of the environment',
        {
            'serverless.yml': service(
                INDEX % '${sls:stage}',
                CUSTOM.replace('false', 'true'),
                '{name: aws, stage: "${env:STAGE}"}',
            )
        },
        f'undetermined {IAM}',
    ),
    (
        'a provider whose stage only version 4 changes',
        {
            'serverless.yml': service(
                INDEX % '${self:provider.stage}',
                'custom: {iam: {dev: true, prod: true}}',
                '{name: aws, stage: dev}',
            )
        },
        f'undetermined {IAM}',
    ),
    (
        'more stages than anybody tells apart',
        {
            'serverless.yml': service(
                'true', 'params:\n' + ''.join(f'  s{n}: {{a: b}}\n' for n in range(70))
            )
        },
        'unjudged',
    ),
    (
        'a circle',
        {
            'serverless.yml': service(
                '${self:custom.iam.${self:custom.iam.${sls:stage}}}',
                'custom: {iam: "${self:custom.iam.${sls:stage}}"}',
            )
        },
        f'undetermined {IAM}',
    ),
    (
        'a parameter that is nowhere',
        {'serverless.yml': service('${param:iam}', 'params: {prod: {other: true}}')},
        f'undetermined {IAM}',
    ),
]


@pytest.mark.parametrize(
    ('tree', 'expected'), [case[1:] for case in UNSAID], ids=[case[0] for case in UNSAID]
)
def test_what_is_not_known_of_a_stage_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    done = scan_of(tmp_path, tree, *ONLY)

    if expected.startswith('undetermined'):
        assert any(entry['verdict'] == 'undetermined' for entry in done.findings), done.out
    else:
        require_held(done, expected)


@pytest.mark.parametrize('name', ['p\\"d', 'ä b', '-x', '../../etc', '\\u001b[31mred', '`', 'a.b'])
def test_a_stage_with_a_strange_name_is_judged(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    tree = {'serverless.yml': service('${param:iam}', f'params: {{"{name}": {{iam: false}}}}')}

    require_held(scan_of(tmp_path, tree, *ONLY), f'fail {IAM}')

    for said in (run('.', *ONLY).out, run('.', '--list-deployments').out):
        assert '\x1b' not in said


HARMLESS: dict[str, Tree] = {
    'a stage that is not named': {
        'serverless.yml': service(
            '${param:iam}', 'params: {default: {iam: true}, "": {iam: false}}'
        )
    },
    'a key that has not what is asked for': {
        'serverless.yml': service(
            '${self:custom.${sls:stage}.iam}', 'custom: {webpack: {a: b}, dev: {iam: true}}'
        )
    },
    'a file beside that is of something else': {
        'serverless.yml': service('${file(./${sls:stage}.yml):db.iam}'),
        'dev.yml': 'db: {iam: true}',
        'docker-compose.yml': 'services: {}',
    },
    'stages that agree': {
        'serverless.yml': service('true', 'params: {dev: {size: 1}, prod: {size: 2}}')
    },
    'resources of each stage': {
        'serverless.yml': 'provider: {name: aws}\nresources: ${file(r.${sls:stage}.yml)}\n',
        'r.dev.yml': 'Resources: {Q: {Type: AWS::SQS::Queue}}',
        'r.prod.yml': 'Resources:\n  C:\n    Type: AWS::RDS::DBCluster\n    Properties: '
        '{Engine: aurora-postgresql, EnableIAMDatabaseAuthentication: true}\n',
    },
    'the same deployment without an option': {
        'serverless.yml': service(
            "${self:custom.${opt:stage, 'dev'}}", 'custom: {dev: true, prod: true}'
        )
    },
}


@pytest.mark.parametrize('tree', HARMLESS.values(), ids=HARMLESS)
def test_what_is_harmless_stays_clean(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
) -> None:
    monkeypatch.chdir(tmp_path)

    done = scan_of(tmp_path, tree, *ONLY)

    assert done.code == 0, done.out
    assert {entry['verdict'] for entry in done.findings} == {'pass'}, done.out
