"""Ways past the gate with files of parameters: where they stand, and in what shapes."""

from __future__ import annotations

import json
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

PARAMETERS = """
Parameters:
  Iam: {Type: String, Default: 'true'}
  Environment: {Type: String, Default: dev}
"""
CLUSTER = """
Resources:
  Orders:
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql, EnableIAMDatabaseAuthentication: !Ref Iam}
"""
TEMPLATE = PARAMETERS + CLUSTER
REQUIRED = TEMPLATE.replace(", Default: 'true'", '')
LIST = json.dumps(
    [
        {'ParameterKey': 'Environment', 'ParameterValue': 'prod'},
        {'ParameterKey': 'Iam', 'ParameterValue': 'false'},
    ]
)
MAP = '{"Environment": "prod", "Iam": "false"}'
NESTING = (
    PARAMETERS
    + """
Resources:
  Database:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: ./database.yaml, Parameters: {Iam: !Ref Iam}}
"""
)
NESTED = "Parameters: {Iam: {Type: String, Default: 'true'}}" + CLUSTER
ONLY_IN_PROD = """
Parameters:
  Environment: {Type: String, Default: dev}
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  Orders:
    Type: AWS::RDS::DBCluster
    Condition: IsProd
    Properties: {Engine: aurora-postgresql}
"""
EXPORTING = (
    PARAMETERS
    + """
Resources: {Queue: {Type: AWS::SQS::Queue}}
Outputs: {Iam: {Value: !Ref Iam, Export: {Name: the-iam}}}
"""
)
IMPORTING = CLUSTER.replace('!Ref Iam', '!ImportValue the-iam')
SAM = 'version = 0.1\n[prod.deploy.parameters]\n'

SHAPES: dict[str, Tree] = {
    "the CLI's list": {'prod.json': LIST},
    "the CLI's list in YAML": {
        'prod.yaml': '- ParameterKey: Iam\n  ParameterValue: false\n',
    },
    "the CLI's list with a mark of its encoding": {'prod.json': b'\xef\xbb\xbf' + LIST.encode()},
    "the CLI's list with escapes": {
        'prod.json': LIST.replace('Iam', r'I\u0061m').replace('Key', r'\u004bey'),
    },
    'an encoding of two bytes': {'prod.json': LIST.encode('utf-16')},
    'an ending in upper case': {'prod.JSON': MAP},
    'no ending that is known': {'prod.parameters': LIST},
    'a text file': {'prod.txt': MAP},
    'a hidden file': {'.prod.json': LIST},
    'the input of the CLI': {
        'prod.json': f'{{"StackName": "a", "TemplateBody": "file://a.yaml", "Parameters": {LIST}}}',
    },
    'an input of CodePipeline': {'prod.json': f'{{"Parameters": {MAP}}}'},
    'an input of CodePipeline with more': {
        'prod.json': f'{{"Parameters": {MAP}, "Tags": {{"a": "b"}}, "StackPolicy": {{}}}}',
    },
    'a mapping in JSON': {'prod.json': MAP},
    'a mapping with a boolean': {'prod.json': '{"Iam": false}'},
    'a mapping in YAML': {'prod.yml': '# of production\nIam: false\nEnvironment: prod\n'},
    'a list of pairs': {'prod.json': '["Environment=prod", "Iam=false"]'},
    'a list of pairs in YAML': {'prod.yaml': '- Iam=false\n'},
    'a file of Git sync': {
        'prod.yaml': 'template-file-path: template.yaml\nparameters:\n  Iam: "false"\ntags: {}\n',
    },
    'a file of Sceptre': {
        'prod.yaml': 'template_path: template.yaml\nparameters:\n  Iam: "false"\nregion: x\n',
    },
    'the configuration of SAM': {
        'samconfig.toml': f'{SAM}parameter_overrides = "Environment=prod Iam=false"\n',
    },
    'the configuration of SAM with quotation marks': {
        'samconfig.toml': f'{SAM}parameter_overrides = "Environment=\\"a b\\" Iam=\\"false\\""\n',
    },
    'the configuration of SAM with keys': {
        'samconfig.toml': f'{SAM}parameter_overrides = "ParameterKey=Iam,ParameterValue=false"\n',
    },
    'the configuration of SAM with a list': {
        'samconfig.toml': f'{SAM}parameter_overrides = ["Environment=prod", "Iam=false"]\n',
    },
    'the configuration of SAM with a table': {
        'samconfig.toml': f'{SAM}parameter_overrides = {{Iam = "false"}}\n',
    },
    'the configuration of SAM in YAML': {
        'samconfig.yaml': 'prod: {deploy: {parameters: {parameter_overrides: '
        '[Environment=x, Iam=false]}}}\n',
    },
    'the configuration of SAM with what nothing declares': {
        'samconfig.toml': f'{SAM}parameter_overrides = "Old=x Iam=false"\n',
    },
}


@pytest.mark.parametrize('tree', SHAPES.values(), ids=SHAPES)
def test_a_violation_in_a_file_of_parameters_is_found(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
) -> None:
    monkeypatch.chdir(tmp_path)
    (path,) = tree

    done = scan_of(tmp_path, {'template.yaml': TEMPLATE, **tree}, *ONLY)

    require_held(done, f'fail {IAM} at {path}')
    failed = next(entry for entry in done.findings if entry['verdict'] == 'fail')
    assert failed['deployments'] == ['prod']


PLACES: list[tuple[str, Tree, str]] = [
    ('in a folder below', {'a.yaml': TEMPLATE, 'params/prod.json': LIST}, 'params/prod.json'),
    ('far below', {'a.yaml': TEMPLATE, 'a/b/c/prod.json': LIST}, 'a/b/c/prod.json'),
    ('in a hidden folder', {'a.yaml': TEMPLATE, '.params/prod.json': LIST}, '.params/prod.json'),
    (
        'very far below',
        {'a.yaml': TEMPLATE, '1/2/3/4/5/6/7/prod.json': LIST},
        '1/2/3/4/5/6/7/prod.json',
    ),
    (
        'after many folders',
        {
            'a.yaml': TEMPLATE,
            **{f'a{number}/a.txt': '' for number in range(600)},
            'z/prod.json': LIST,
        },
        'z/prod.json',
    ),
    (
        'by a link',
        {
            'a.yaml': TEMPLATE,
            'prod.json': Link('values/prod.doc'),
            'values/prod.doc': LIST,
        },
        'prod.json',
    ),
    (
        'by a link to a folder',
        {
            'stacks/a.yaml': TEMPLATE,
            'stacks/env': Link('../1/2/3/4/5/values'),
            '1/2/3/4/5/values/prod.json': LIST,
        },
        'stacks/env/prod.json',
    ),
    (
        'among links in a circle',
        {
            'a.yaml': TEMPLATE,
            'env/again': Link('..'),
            'env/prod.json': LIST,
        },
        'env/prod.json',
    ),
    (
        'in a folder beside',
        {'templates/a.yaml': TEMPLATE, 'ci/params/prod.json': LIST},
        'ci/params/prod.json',
    ),
    ('above', {'infra/stacks/a.yaml': TEMPLATE, 'prod.json': LIST}, 'prod.json'),
    (
        'beside a template of something else',
        {
            'a.yaml': TEMPLATE,
            'other/b.yaml': 'Resources: {Queue: {Type: AWS::SQS::Queue}}\n',
            'other/prod.json': LIST,
        },
        'other/prod.json',
    ),
    (
        'by the name of the template',
        {
            'a.yaml': TEMPLATE,
            'b.yaml': TEMPLATE,
            'a-prod.json': LIST,
        },
        'a-prod.json',
    ),
    ('of a template that needs it', {'a.yaml': REQUIRED, 'prod.json': LIST}, 'prod.json'),
    (
        'of a template around the one that has it',
        {
            'a.yaml': NESTING,
            'database.yaml': NESTED,
            'prod.json': LIST,
        },
        'prod.json',
    ),
    (
        'of a template that another one nests',
        {
            'a.yaml': NESTING.replace('!Ref Iam', '"true"').replace('Iam: {', 'Other: {'),
            'database.yaml': NESTED,
            'prod.json': '{"Iam": "false"}',
        },
        'prod.json',
    ),
    (
        'of a template that others import from',
        {
            'a.yaml': EXPORTING,
            'b.yaml': IMPORTING,
            'a-prod.json': LIST,
        },
        'a-prod.json',
    ),
    (
        'that says that there is a cluster',
        {
            'a.yaml': ONLY_IN_PROD,
            'prod.json': '{"Environment": "prod"}',
        },
        'a.yaml',
    ),
    (
        'with another one that is right',
        {
            'a.yaml': TEMPLATE,
            'dev.json': LIST.replace('false', 'true'),
            'prod.json': LIST,
        },
        'prod.json',
    ),
    (
        'of one name in two folders',
        {
            'a.yaml': TEMPLATE,
            'us/prod.json': LIST.replace('false', 'true'),
            'eu/prod.json': LIST,
        },
        'eu/prod.json',
    ),
    (
        'that is called as the defaults are',
        {'a.yaml': TEMPLATE, 'defaults.json': LIST},
        'defaults.json',
    ),
    (
        'beside right ones, of which the defaults are wrong',
        {
            'a.yaml': TEMPLATE.replace("'true'", "'false'"),
            'prod.json': LIST.replace('false', 'true'),
        },
        'a.yaml',
    ),
]


@pytest.mark.parametrize(
    ('tree', 'path'), [way[1:] for way in PLACES], ids=[way[0] for way in PLACES]
)
def test_a_file_of_parameters_is_found_wherever_it_stands(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
    path: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    require_held(scan_of(tmp_path, tree, *ONLY), f'fail {IAM} at {path}')


UNKNOWN: list[tuple[str, Tree, str]] = [
    (
        'a value of the deployed stack',
        {
            'prod.json': '[{"ParameterKey": "Iam", "UsePreviousValue": true}]',
        },
        f'undetermined {IAM}',
    ),
    ('no value', {'prod.json': '[{"ParameterKey": "Iam"}]'}, f'undetermined {IAM}'),
    (
        'a parameter that is given twice',
        {
            'prod.json': LIST[:-1] + ', {"ParameterKey": "Iam", "ParameterValue": "true"}]',
        },
        f'undetermined {IAM}',
    ),
    (
        'a key that is written twice',
        {'prod.json': '{"Iam": "false", "Iam": "true"}'},
        f'undetermined {IAM}',
    ),
    (
        'what the deployment resolves',
        {'prod.json': '{"Iam": "{{resolve:ssm:iam}}"}'},
        f'undetermined {IAM}',
    ),
    (
        'what the pipeline makes',
        {
            'prod.json': '{"Parameters": {"Iam": {"Fn::GetParam": ["a", "b.json", "c"]}}}',
        },
        f'undetermined {IAM}',
    ),
    (
        'more files than anybody tells apart',
        {f'{number}.json': '{"Iam": "true"}' for number in range(70)},
        'unjudged',
    ),
    (
        "a list of the CLI's in YAML that is no YAML",
        {
            'prod.yaml': '- ParameterKey: Iam\n  ParameterValue: "false\n',
        },
        'unjudged at prod.yaml',
    ),
    ("a list of the CLI's that is cut off", {'prod.json': LIST[:-1]}, 'unjudged at prod.json'),
    (
        'a configuration of SAM that is none',
        {
            'samconfig.toml': f'{SAM}parameter_overrides = "Iam=false\n',
        },
        'unjudged at samconfig.toml',
    ),
]


@pytest.mark.parametrize(
    ('tree', 'expected'), [way[1:] for way in UNKNOWN], ids=[way[0] for way in UNKNOWN]
)
def test_what_cannot_be_known_of_a_file_of_parameters_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    done = scan_of(tmp_path, {'template.yaml': TEMPLATE, **tree}, *ONLY)

    if expected == f'undetermined {IAM}':
        said = [entry for entry in done.findings if entry['verdict'] == 'undetermined']
        assert [entry['deployments'] for entry in said] == [['prod']], done.out
    else:
        require_held(done, expected)


@pytest.mark.parametrize('path', ['prod.json', 'samconfig.toml'])
def test_a_file_of_parameters_that_is_given_is_judged_with_its_template(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
) -> None:
    content = LIST if path == 'prod.json' else SHAPES['the configuration of SAM'][path]
    plant(tmp_path, {'.git/HEAD': '', 'template.yaml': TEMPLATE, path: content})
    monkeypatch.chdir(tmp_path)

    require_held(run('-o', 'json', *ONLY, path), f'fail {IAM} at {path}')


HARMLESS: dict[str, Tree] = {
    'a package': {'package.json': '{"name": "Iam", "version": "1", "scripts": {"Iam": "x"}}'},
    'the options of a compiler': {'tsconfig.json': '{"compilerOptions": {"Iam": false}}'},
    'a mapping with other keys': {'prod.json': '{"Iam": "false", "Engine": "x"}'},
    'a list with other keys': {
        'prod.json': LIST[:-1] + ', {"ParameterKey": "Engine", "ParameterValue": "x"}]',
    },
    'a program that deploys the template': {
        'Makefile': 'deploy:\n\taws --parameters ParameterKey=Iam,ParameterValue=false\n',
        'deploy': 'aws --parameters \'[{"ParameterKey": "Iam", "ParameterValue": "$IAM"}]\'\n',
        'ci.yml': 'a: [x\nb: ParameterKey=Iam,ParameterValue=false\n',
    },
    'a template of another program': {
        'prod.json.j2': LIST.replace('"false"', '{{ iam }}'),
    },
    'a list of something else': {'prod.json': '["Iam", "Environment"]'},
    'a section of parameters': {'prod.yaml': 'Parameters: {Iam: {Type: String}}\n'},
    'a list that is broken, of other keys': {'prod.json': '[{"ParameterKey": "Engine"'},
    'a copy that an editor left': {'prod.json~': LIST, 'prod.json.bak': LIST},
    'a file among packages': {'node_modules/a/prod.json': LIST},
    'an environment of SAM without parameters': {'samconfig.toml': f'{SAM}stack_name = "Iam"\n'},
    'settings of an editor': {'settings.yaml': 'Iam:\n  - {a: b}\n'},
    'the file of another template that is nearer': {
        'other/b.yaml': PARAMETERS + 'Resources: {Queue: {Type: AWS::SQS::Queue}}\n',
        'other/prod.json': LIST,
    },
    'values that CloudFormation refuses': {
        'prod.json': LIST,
        'template.yaml': TEMPLATE.replace("'true'}", "'true', AllowedValues: ['true', 'yes']}"),
    },
    'a file with what is the default': {'prod.json': LIST.replace('false', 'true')},
}


@pytest.mark.parametrize('tree', HARMLESS.values(), ids=HARMLESS)
def test_what_is_no_file_of_parameters_changes_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
) -> None:
    monkeypatch.chdir(tmp_path)

    done = scan_of(tmp_path, {'template.yaml': TEMPLATE, **tree}, *ONLY)

    assert done.code == 0, done.out
    assert {entry['verdict'] for entry in done.findings} == {'pass'}, done.out


def test_a_file_of_parameters_is_accounted_for_with_its_template(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    template = TEMPLATE.replace('aurora-postgresql', '!Ref Engine').replace(
        '  Environment', '  Engine: {Type: String}\n  Environment'
    )

    done = scan_of(
        tmp_path,
        {
            'template.yaml': template,
            'prod.json': '{"Engine": "aurora-postgresql", "Iam": "false"}',
            'other.json': '{"Engine": "aurora-postgresql", "Family": "aurora-postgresql16"}',
        },
        *ONLY,
    )

    require_held(done, f'fail {IAM} at prod.json')
    files = json.loads(done.out)['coverage']['files']
    assert {one['path']: (one['state'], one['deployments']) for one in files} == {
        'template.yaml': ('judged', ['template.yaml']),
        'prod.json': ('judged', ['template.yaml']),
        'other.json': ('left out', []),
    }
