"""Ways past the gate with CloudFormation and the CDK: how templates are written and tied."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent

import pytest

from testing.ways import Tree
from testing.ways import require_held
from testing.ways import scan_of

FAILS = 'fail CKV2_AURORAPG_4 at {}'
UNSAID = 'unjudged at {}'
UNKNOWN = 'undetermined CKV2_AURORAPG_4 at {}'

PROPERTIES = 'Engine: aurora-postgresql, EnableIAMDatabaseAuthentication: false'
CLUSTER = f'Type: AWS::RDS::DBCluster\nProperties: {{{PROPERTIES}}}\n'
BAD = f'Resources:\n  Database:\n{indent(CLUSTER, "    ")}'
GOOD = BAD.replace('false', 'true')
SERVICE = 'service: a\nprovider: {name: aws}\n'
QUEUE = 'Resources: {Queue: {Type: AWS::SQS::Queue}}\n'
IN_JSON = json.dumps(
    {
        'Resources': {
            'Database': {
                'Type': 'AWS::RDS::DBCluster',
                'Properties': {
                    'Engine': 'aurora-postgresql',
                    'EnableIAMDatabaseAuthentication': False,
                },
            }
        }
    }
)


def stack(template: str, more: str = '', kind: str = 'AWS::CloudFormation::Stack') -> str:
    location = 'Location' if kind.startswith('AWS::Serverless') else 'TemplateURL'
    return f'  Nested: {{Type: {kind}, Properties: {{{location}: {template}}}{more}}}\n'


NEVER = 'Conditions: {Never: !Equals [a, b]}\n'
LEFT_OUT = ', Condition: Never'


def stack_set(body: str) -> str:
    return f'Resources:\n  Set:\n    Type: AWS::CloudFormation::StackSet\n    Properties: {body}\n'


def of_type(kind: str, properties: str) -> str:
    return f'Resources:\n  Carrier:\n    Type: {kind}\n    Properties: {properties}\n'


CALL = '{"service":"RDS","action":"createDBCluster","parameters":{"Engine":"aurora-postgresql"}}'

SPELLED: dict[str, Tree] = {
    'an escaped type': {'a.yaml': BAD.replace('AWS::RDS::DBCluster', r'"AWS::RDS::DBCl\x75ster"')},
    'an escape of eight digits': {
        'a.yaml': BAD.replace('AWS::RDS::DBCluster', r'"AWS::RDS::DBCl\U00000075ster"'),
    },
    'an escaped section in JSON': {'a.json': IN_JSON.replace('Resources', r'Resourc\u0065s')},
    'every letter escaped in JSON': {
        'a.json': IN_JSON.replace(
            'AWS::RDS::DBCluster',
            ''.join(f'\\u{ord(letter):04x}' for letter in 'AWS::RDS::DBCluster'),
        ),
    },
    'a type that is continued': {
        'a.yaml': BAD.replace('AWS::RDS::DBCluster', '"AWS::RD\\\n      S::DBCluster"'),
    },
    'a folded engine': {
        'a.yaml': BAD.replace('aurora-postgresql', '"aurora-\\\n      postgresql"'),
    },
    'an engine in capitals': {'a.yaml': BAD.replace('aurora-postgresql', 'AURORA-POSTGRESQL')},
    'an engine with blanks': {'a.yaml': BAD.replace('aurora-postgresql', '" aurora-postgresql "')},
    'UTF-16 with its mark': {'a.yaml': BAD.encode('utf-16')},
    'UTF-16 without its mark': {'a.yaml': BAD.encode('utf-16-le')},
    'big endian': {'a.json': IN_JSON.encode('utf-16-be')},
    'UTF-32': {'a.yaml': BAD.encode('utf-32')},
    'a mark of UTF-8': {'a.json': b'\xef\xbb\xbf' + IN_JSON.encode()},
    'ends of lines of a mainframe': {'a.yaml': BAD.replace('\n', '\x85')},
    'ends of lines of Unicode': {'a.yaml': BAD.replace('\n', '\u2028')},
    'ends of lines of an old Mac': {'a.yaml': BAD.replace('\n', '\r').encode()},
    'tabs at the ends': {'a.yaml': BAD.replace('\n', '\t\n')},
    'a second document': {'a.yaml': f'{QUEUE}---\n{BAD}'},
    'a third document after data': {'a.yaml': f'a: 1\n--- # x\n{QUEUE}...\n---\n{BAD}'},
    'a directive': {'a.yaml': f'%YAML 1.1\n---\n{BAD}'},
    'a tag of its own': {
        'a.yaml': '%TAG !e! tag:yaml.org,2002:\n---\n' + BAD.replace('AWS::RDS', '!e!str AWS::RDS'),
    },
    'a type behind an alias': {
        'a.yaml': 'Metadata: &t AWS::RDS::DBCluster\n' + BAD.replace('AWS::RDS::DBCluster', '*t'),
    },
    'properties that are merged': {
        'a.yaml': f'X: &x {{{PROPERTIES}}}\nResources:\n  D:\n    Type: AWS::RDS::DBCluster\n'
        '    Properties: {<<: *x}\n',
    },
    'a complex key': {
        'a.yaml': f'? Resources\n: ? Database\n  : {indent(CLUSTER, "    ").strip()}',
    },
    'a logical id that is a boolean': {'a.yaml': BAD.replace('Database', 'On')},
    'a logical id that is null': {'a.yaml': BAD.replace('Database', 'null')},
    'JSON with a comment': {'a.json': IN_JSON.replace('{', '{ # comment\n', 1)},
    'the name of a manifest': {'cdk.out/cdk.out': '{}', 'cdk.out/manifest.json': IN_JSON},
    'the name of a tree': {'cdk.out/cdk.out': '{}', 'cdk.out/tree.json': IN_JSON},
    'the name of metadata': {'cdk.out/cdk.out': '{}', 'cdk.out/a.metadata.json': IN_JSON},
    'a template that the manifest does not list': {
        'cdk.out/cdk.out': '{}',
        'cdk.out/b.template.json': IN_JSON,
        'cdk.out/manifest.json': '{"artifacts": {"a": {"type": "aws:cloudformation:stack", '
        '"properties": {"templateFile": "a.template.json"}}}}',
        'cdk.out/a.template.json': '{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}',
    },
    'an assembly of a stage': {
        'cdk.out/manifest.json': '{"artifacts": {}}',
        'cdk.out/cdk.out': '{}',
        'cdk.out/assembly-x/cdk.out': '{}',
        'cdk.out/assembly-x/a.template.json': IN_JSON,
    },
}


@pytest.mark.parametrize('tree', SPELLED.values(), ids=SPELLED)
def test_a_spelling_does_not_hide_a_cluster(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
) -> None:
    monkeypatch.chdir(tmp_path)

    require_held(scan_of(tmp_path, tree), 'fail CKV2_AURORAPG_4')


TWICE = '      EnableIAMDatabaseAuthentication: true\n'
LONG = (
    'Resources:\n  Database:\n    Type: AWS::RDS::DBCluster\n    Properties:\n'
    '      Engine: aurora-postgresql\n      EnableIAMDatabaseAuthentication: false\n'
)


@pytest.mark.parametrize(
    ('tree', 'expected'),
    [
        pytest.param({'a.yaml': LONG + TWICE}, UNSAID, id='a property twice'),
        pytest.param(
            {'a.yaml': f'{BAD}  Database: {{Type: AWS::SQS::Queue}}\n'},
            UNSAID,
            id='a resource twice',
        ),
        pytest.param({'a.yaml': BAD + QUEUE}, UNSAID, id='the resources twice'),
        pytest.param(
            {
                'a.yaml': 'Resources: {N: {Type: AWS::CloudFormation::Stack, Properties: '
                '{TemplateURL: b.yaml, Parameters: {Iam: false, Iam: true}}}}\n',
                'b.yaml': 'Parameters: {Iam: {Type: String}}\n' + BAD.replace('false', '!Ref Iam'),
            },
            UNSAID,
            id='what is handed down twice',
        ),
        pytest.param(
            {'a.yaml': f'{BAD}Resources: {{}}\n'}, UNSAID, id='no resources the second time'
        ),
        pytest.param({'a.yaml': f'{BAD}Resources: null\n'}, UNSAID, id='null the second time'),
        pytest.param(
            {'a.yaml': BAD.replace('    Prop', '    Type: AWS::SQS::Queue\n    Prop')},
            UNSAID,
            id='a type twice',
        ),
        pytest.param(
            {'a.yaml': f'Parameters: {{A: {{Type: String, Default: a, Default: b}}}}\n{BAD}'},
            UNSAID,
            id='the default of a parameter twice',
        ),
        pytest.param(
            {'a.yaml': f'Conditions: {{A: !Equals [a, a], A: !Equals [a, b]}}\n{BAD}'},
            UNSAID,
            id='a condition twice',
        ),
        pytest.param(
            {'a.yaml': f'Mappings: {{A: {{B: {{C: 1, C: 2}}}}}}\n{BAD}'},
            UNSAID,
            id='a row of a mapping twice',
        ),
        pytest.param(
            {'a.yaml': IN_JSON.replace('false', 'false, "Engine": "mysql"')},
            UNSAID,
            id='a property twice in JSON',
        ),
        pytest.param(
            {'a.json': IN_JSON.replace('false', 'false, "\\u0045ngine": "mysql"')},
            UNSAID.replace('{}', 'a.json'),
            id='a property twice, once escaped',
        ),
        pytest.param(
            {'a.yaml': f'provider: aws\nresources:\n{indent(LONG + TWICE, "  ")}'},
            UNSAID,
            id='a property twice in a service',
        ),
        pytest.param(
            {'a.yaml': f'provider: aws\nresources:\n{indent(BAD, "  ")}resources: {{}}\n'},
            UNSAID,
            id='the resources of a service twice',
        ),
        pytest.param(
            {'a.yaml': f'Database:\n{indent(CLUSTER, "  ")}Database: {{}}\n'},
            UNSAID,
            id='a resource of a part twice',
        ),
        pytest.param(
            {'a.yaml': stack_set('\n      TemplateBody: |\n' + indent(LONG + TWICE, ' ' * 8))},
            UNKNOWN,
            id='a property twice in a stack set',
        ),
        pytest.param(
            {
                'a.yaml': 'X: &x {Engine: mysql}\nY: &y {Engine: aurora-postgresql}\n'
                'Resources:\n  D: {Type: AWS::RDS::DBCluster, Properties: {<<: *x, <<: *y}}\n'
            },
            UNSAID,
            id='two merges of one key',
        ),
        pytest.param(
            {'a.yaml': f'Description: caf\xe9\n{BAD}'.encode('latin-1')}, UNSAID, id='Latin-1'
        ),
        pytest.param({'a.yaml': f'{BAD}# \0\n'}, UNSAID, id='a control character'),
        pytest.param({'a.yaml': f'{GOOD}---\n{BAD}  - x\n'}, UNSAID, id='a broken second document'),
        pytest.param({'a.yaml': f'{BAD}  ? [a, b]\n  : c\n'}, UNSAID, id='a key that is a list'),
        pytest.param(
            {'a.yaml': BAD.replace('AWS::RDS::DBCluster', '!Sub "AWS::RDS::${Kind}"')},
            UNKNOWN,
            id='a type that a function makes',
        ),
        pytest.param(
            {'a.yaml': BAD.replace('AWS::RDS::DBCluster', '[AWS::RDS::DBCluster]')},
            UNKNOWN,
            id='a type in a list',
        ),
        pytest.param(
            {'a.yaml': BAD.replace('AWS::RDS::DBCluster', 'AWS::RDS::DBCLUSTER')},
            UNKNOWN,
            id='a type in capitals',
        ),
        pytest.param(
            {
                'a.yaml': BAD.replace(
                    'Engine: aurora-postgresql', 'Engine: !If [None, aurora-postgresql, mysql]'
                )
            },
            UNKNOWN,
            id='an engine of a condition that is not there',
        ),
        pytest.param(
            {
                'a.yaml': BAD.replace(
                    'Engine: aurora-postgresql', 'Fn::Transform: {Name: AWS::Include}'
                )
            },
            UNKNOWN,
            id='properties that a macro makes',
        ),
    ],
)
def test_what_tools_read_differently_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    require_held(scan_of(tmp_path, tree), expected.format('a.yaml'))


@pytest.mark.parametrize(
    ('tree', 'expected'),
    [
        pytest.param(
            {'p.yaml': f'{NEVER}Resources:\n{stack("c.yaml", LEFT_OUT)}', 'c.yaml': BAD},
            FAILS.format('c.yaml'),
            id='a parent that leaves it out',
        ),
        pytest.param(
            {
                'p.yaml': f'{NEVER}Resources:\n'
                + stack('c.yaml', LEFT_OUT, 'AWS::Serverless::Application'),
                'c.yaml': BAD,
            },
            FAILS.format('c.yaml'),
            id='an application that leaves it out',
        ),
        pytest.param(
            {
                'p.yaml': f'{NEVER}Resources:\n{stack("m.yaml", LEFT_OUT)}',
                'm.yaml': f'Resources:\n{stack("c.yaml")}',
                'c.yaml': BAD,
            },
            FAILS.format('c.yaml'),
            id='a grandparent that leaves it out',
        ),
        pytest.param(
            {'p.yaml': f'{BAD}Resources: {{}}\n{stack("c.yaml")}', 'c.yaml': BAD},
            UNSAID.format('p.yaml'),
            id='a parent that is not judged',
        ),
        pytest.param(
            {'a.yaml': f'Resources:\n{stack("b.yaml")}', 'b.yaml': f'{BAD}{stack("a.yaml")}'},
            UNSAID.format('a.yaml'),
            id='two that nest each other',
        ),
        pytest.param(
            {'a.yaml': f'{BAD}{stack("a.yaml")}'},
            UNSAID.format('a.yaml'),
            id='one that nests itself',
        ),
        pytest.param(
            {'p.yaml': f'Resources:\n{stack("https://x/aurora-postgresql.yaml")}'},
            UNKNOWN.format('p.yaml'),
            id='a template that is elsewhere',
        ),
        pytest.param(
            {'p.yaml': f'Resources:\n{stack("!Ref Url")}', 'c.yaml': BAD},
            FAILS.format('c.yaml'),
            id='a template whose address is not known',
        ),
        pytest.param(
            {'a.yaml': f'Database:\n{indent(CLUSTER, "  ")}'},
            FAILS.format('a.yaml'),
            id='resources without a template',
        ),
        pytest.param(
            {'a.yml': CLUSTER}, FAILS.format('a.yml'), id='one resource without a template'
        ),
        pytest.param(
            {'a.json': f'// an outdated one\n{IN_JSON}'},
            'unjudged at a.json',
            id='JSON after a comment',
        ),
        pytest.param(
            {'a.json': f'module.exports = {IN_JSON}'}, 'unjudged at a.json', id='JSON in a program'
        ),
        pytest.param(
            {'a.json': json.dumps({'StackName': 'a', 'TemplateBody': IN_JSON})},
            'unjudged at a.json',
            id="the input of AWS's command",
        ),
        pytest.param(
            {'a.yml': json.dumps([{'tasks': [{'cloudformation': {'template_body': BAD}}]}])},
            'unjudged at a.yml',
            id='a template in a task',
        ),
        pytest.param(
            {'a.yml': f'spec: {{templateBody: {IN_JSON}}}'},
            'unjudged at a.yml',
            id='a template that is handed over as a mapping',
        ),
        pytest.param(
            {
                'a.yaml': 'Resources:\n  Fn::Transform: {Name: AWS::Include, Parameters: '
                '{Location: c.yaml}}\n',
                'c.yaml': f'Database:\n{indent(CLUSTER, "  ")}',
            },
            FAILS.format('c.yaml'),
            id='resources that a macro includes',
        ),
        pytest.param(
            {'serverless.yml': f'provider: aws\n{QUEUE}resources:\n{indent(BAD, "  ")}'},
            FAILS.format('serverless.yml'),
            id='a service that looks like a template',
        ),
        pytest.param(
            {
                'serverless.yml': 'provider: aws\nresources: ${file(none.yml)}\n',
                'parts/a.yml': f'Database:\n{indent(CLUSTER, "  ")}',
            },
            FAILS.format('parts/a.yml'),
            id='a part that no service includes',
        ),
        pytest.param(
            {'a.yaml': stack_set('\n      TemplateBody: |\n' + indent(BAD, ' ' * 8))},
            FAILS.format('a.yaml'),
            id='a stack set with a text',
        ),
        pytest.param(
            {
                'a.yaml': stack_set(
                    '\n      TemplateBody: |\n'
                    + indent(
                        BAD.replace('Engine:', 'MasterUsername: "{{resolve:ssm:name}}", Engine:'),
                        ' ' * 8,
                    )
                )
            },
            FAILS.format('a.yaml'),
            id='a stack set with a text of which a part is resolved',
        ),
        pytest.param(
            {'a.yaml': stack_set('{TemplateBody: "{{resolve:ssm:AWS::RDS::DBCluster}}"}\n')},
            UNKNOWN.format('a.yaml'),
            id='a stack set with a text that is resolved',
        ),
        pytest.param(
            {'a.yaml': stack_set('\n      TemplateBody:\n' + indent(BAD, ' ' * 8))},
            FAILS.format('a.yaml'),
            id='a stack set with an object',
        ),
        pytest.param(
            {
                'a.json': json.dumps(
                    {
                        'Resources': {
                            'Set': {
                                'Type': 'AWS::CloudFormation::StackSet',
                                'Properties': {'TemplateBody': IN_JSON},
                            }
                        }
                    }
                )
            },
            FAILS.format('a.json'),
            id='a stack set with JSON in JSON',
        ),
        pytest.param(
            {
                'a.yaml': stack_set(
                    '\n      TemplateBody: |\n        Resources: [\n        # AWS::RDS::DBCluster\n'
                )
            },
            UNKNOWN.format('a.yaml'),
            id='a stack set with a broken text',
        ),
        pytest.param(
            {'a.yaml': stack_set('{TemplateURL: !Sub "https://${B}/aurora-postgresql.yaml"}')},
            UNKNOWN.format('a.yaml'),
            id='a stack set with an address',
        ),
        pytest.param(
            {'a.yaml': of_type('Custom::AWS', f"{{Create: '{CALL}'}}")},
            UNKNOWN.format('a.yaml'),
            id='a call of the SDK',
        ),
        pytest.param(
            {'a.yaml': of_type('Custom::AWS', '{Create: !Join ["", ["{createDBCluster", "}"]]}')},
            UNKNOWN.format('a.yaml'),
            id='a call of the SDK in parts',
        ),
        pytest.param(
            {
                'a.yaml': of_type(
                    'AWS::CloudFormation::CustomResource', '{Engine: aurora-postgresql}'
                )
            },
            UNKNOWN.format('a.yaml'),
            id='a custom resource',
        ),
        pytest.param(
            {'a.yaml': of_type('Company::Data::Cluster::MODULE', '{Family: aurora-postgresql16}')},
            UNKNOWN.format('a.yaml'),
            id='a module of CloudFormation',
        ),
        pytest.param(
            {
                'a.yaml': of_type(
                    'AWS::StepFunctions::StateMachine',
                    f"{{DefinitionString: 'rds:createDBCluster {CALL}'}}",
                )
            },
            UNKNOWN.format('a.yaml'),
            id='a state machine',
        ),
        pytest.param(
            {
                'a.yaml': of_type(
                    'AWS::Lambda::Function',
                    '{Code: {ZipFile: "rds.create_db_cluster(Engine=\'aurora-postgresql\')"}}',
                )
            },
            UNKNOWN.format('a.yaml'),
            id='a function',
        ),
        pytest.param(
            {'a.yaml': of_type('AWS::RDS::DBInstance', '{Engine: aurora-postgresql}')},
            UNKNOWN.format('a.yaml'),
            id='an instance without a cluster',
        ),
    ],
)
def test_a_cluster_that_is_put_elsewhere_is_found(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    require_held(scan_of(tmp_path, tree), expected)


APP = 'import * as rds from "aws-cdk-lib/aws-rds"\nrds.DatabaseClusterEngine.auroraPostgres()\n'


@pytest.mark.parametrize(
    ('tree', 'path'),
    [
        pytest.param({'cdk.json': '{}', 'lib/a.ts': APP}, 'lib/a.ts', id='an app of the CDK'),
        pytest.param(
            {'cdk.json': '{}', 'app.py': 'rds.AuroraPostgresEngineVersion.VER_16_4'},
            'app.py',
            id='an app in Python',
        ),
        pytest.param(
            {'test/cdk.json': '{}', 'test/app.ts': APP},
            'test/app.ts',
            id='an app in the tests of a library',
        ),
        pytest.param(
            {'cdk.json': '{}', 'lib/a.ts': APP, 'cdk.out/cdk.out': '{}'},
            'lib/a.ts',
            id='an assembly without a template',
        ),
        pytest.param(
            {'cdktf.json': '{}', 'main.go': 'Engine: "aurora-postgresql"'},
            'main.go',
            id='an app of CDKTF',
        ),
        pytest.param(
            {'serverless.ts': 'const x = {Type: "AWS::RDS::DBCluster"}'},
            'serverless.ts',
            id='a service that is a program',
        ),
        pytest.param(
            {'serverless.js': 'module.exports = require("./lib/db")', 'lib/db.js': APP},
            'lib/db.js',
            id='a service that imports its database',
        ),
        pytest.param(
            {'serverless.yml': f'{SERVICE}resources: ${{file(lib/db.js)}}\n', 'lib/db.js': APP},
            'lib/db.js',
            id='a service whose resources are a program',
        ),
        pytest.param(
            {
                'serverless.yml': f'{SERVICE}resources: {{Resources: {{A: "${{file(a.cjs):x}}"}}}}',
                'a.cjs': 'module.exports = require("./b")',
                'b.js': APP,
            },
            'b.js',
            id='a resource of a service that a program makes',
        ),
    ],
)
def test_a_program_whose_output_is_not_there_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
    path: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    done = scan_of(tmp_path, tree)

    require_held(done, UNSAID.format(path))
    files = json.loads(done.out)['coverage']['files']
    assert path in {one['path'] for one in files if one['state'] == 'not judged'}, done.out


HARMLESS: dict[str, Tree] = {
    'a key twice in a function': {
        'a.yaml': f'{GOOD}  F: {{Type: AWS::Lambda::Function, Properties: {{A: 1, A: 2}}}}\n',
    },
    'a key twice in a template of something else': {'a.yaml': f'{QUEUE}Resources: {{}}\n'},
    'a key twice in other data': {'a.yaml': GOOD, 'b.yaml': 'a: 1\na: 2\n'},
    'a template in several uses': {
        'p.yaml': f'Resources:\n{stack("c.yaml")}',
        'c.yaml': GOOD,
    },
    'bookkeeping of an assembly': {
        'cdk.out/cdk.out': '{}',
        'cdk.out/a.template.json': IN_JSON.replace('false', 'true'),
        'cdk.out/tree.json': '{"tree": {"aws:cdk:cloudformation:type": "AWS::RDS::DBCluster", '
        '"props": {"engine": "aurora-postgresql"}}}',
        'cdk.out/manifest.json': '{"artifacts": {"a": {"type": "aws:cloudformation:stack"}}}',
    },
    'a copy of files whose path names the engine': {
        'a.yaml': of_type('Custom::Copy', '{Prefix: company/quickstart-aurora-postgresql/}'),
    },
    'a role that may create a cluster': {
        'a.yaml': of_type('AWS::IAM::Role', '{P: "rds:CreateDBCluster, aurora-postgresql"}'),
    },
    'a call of the SDK about another engine': {
        'a.yaml': of_type('Custom::AWS', '{Create: "createDBCluster docdb aurora"}'),
    },
    'a function that talks to the database': {
        'a.yaml': of_type('AWS::Lambda::Function', '{Env: {ENGINE: aurora-postgresql}}'),
    },
    'an app whose assembly is there': {
        'cdk.json': '{}',
        'lib/a.ts': APP,
        'cdk.out/cdk.out': '{}',
        'cdk.out/a.template.json': IN_JSON.replace('false', 'true'),
    },
    'an app of something else': {'cdk.json': '{}', 'lib/a.ts': 'new sqs.Queue(this, "a")'},
    'a library of constructs': {'package.json': '{}', 'lib/a.ts': APP},
    'a service that is a program of something else': {'serverless.ts': 'const x = {}'},
    'a cluster that a false condition leaves out': {
        'a.yaml': NEVER + BAD.replace('    Prop', '    Condition: Never\n    Prop'),
    },
    'a service with a program for something else': {
        'serverless.yml': f'{SERVICE}custom: ${{file(a.js)}}\nresources: ${{file(b.js)}}\n',
        'a.js': APP,
        'b.js': 'module.exports = {}',
    },
    'a task with a template of something else': {
        'a.yml': json.dumps([{'x': {'template_body': 'Resources: AWS::RDS::DBProxy'}}]),
    },
    'two documents that are good': {'a.yaml': f'{GOOD}---\n{GOOD}'},
}


@pytest.mark.parametrize('tree', HARMLESS.values(), ids=HARMLESS)
def test_what_is_harmless_stays_clean(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
) -> None:
    monkeypatch.chdir(tmp_path)

    done = scan_of(tmp_path, tree, '--check', 'CKV2_AURORAPG_0,CKV2_AURORAPG_4')

    assert done.code == 0, done.out
    assert {entry['verdict'] for entry in done.findings} <= {'pass'}, done.out
