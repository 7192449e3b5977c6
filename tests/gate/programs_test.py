"""Ways past the gate in programs of the CDK and the like, which are searched and never run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from testing.ways import Tree
from testing.ways import require_held
from testing.ways import scan_of

CDK = '{"app": "npx ts-node bin/app.ts"}'
KIT = "import * as rds from 'aws-cdk-lib/aws-rds'\n"
ENGINE = '{"engine": "aurora-postgresql"}'
CLUSTER = KIT + 'engine: rds.DatabaseClusterEngine.auroraPostgres({ version })\n'
ANY_ENGINE = KIT + "new rds.DatabaseCluster(this, 'db', {engine: engineOf(props.engine)})\n"
IN_PYTHON = (
    'from aws_cdk import aws_rds as rds\nrds.DatabaseClusterEngine.aurora_postgres(version=v)\n'
)


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv('CHECKOV_AURORA_PG_CONFIG', raising=False)


HELD: list[tuple[str, Tree, str]] = [
    # sources outside of the app's directory
    (
        'an entry point elsewhere',
        {
            'infra/cdk.json': '{"app": "npx ts-node ../lib/main.ts"}',
            'lib/main.ts': CLUSTER,
        },
        'unjudged at lib/main.ts',
    ),
    (
        'an entry point without an ending',
        {
            'infra/cdk.json': '{"app": "../deploy"}',
            'deploy': '#!/usr/bin/env python3\n' + IN_PYTHON,
        },
        'unjudged at deploy',
    ),
    (
        'an import',
        {
            'app/cdk.json': CDK,
            'app/bin/app.ts': "import {Db} from '../../shared/db'\n",
            'shared/db.ts': CLUSTER,
        },
        'unjudged at shared/db.ts',
    ),
    (
        'a call of require',
        {
            'app/cdk.json': CDK,
            'app/bin/app.js': "const db = require('../../shared')\n",
            'shared/index.js': "module.exports = require('./db')\n",
            'shared/db.js': CLUSTER,
        },
        'unjudged at shared/db.js',
    ),
    (
        "an engine's name that is imported",
        {
            'app/cdk.json': CDK,
            'app/lib/db.ts': "import {engine} from '../../config'\n" + ANY_ENGINE,
            'config.ts': "export const engine = 'aurora-postgresql'\n",
        },
        'unjudged at config.ts',
    ),
    (
        'a package of Python',
        {
            'app/cdk.json': '{"app": "python3 app.py"}',
            'app/app.py': 'from shared.db import Db\n',
            'shared/__init__.py': '',
            'shared/db.py': IN_PYTHON,
        },
        'unjudged at shared/db.py',
    ),
    (
        'a package of a workspace',
        {
            'app/cdk.json': CDK,
            'app/bin/app.ts': "import {Db} from '@company/db'\n",
            'packages/database/src/index.ts': CLUSTER,
        },
        'unjudged at packages/database/src/index.ts',
    ),
    (
        'a project of Java',
        {
            'app/cdk.json': '{"app": "mvn -q exec:java"}',
            'app/src/App.java': 'import shared.Db;\n',
            'shared/Db.java': 'import software.amazon.awscdk.services.rds.*;\n'
            'DatabaseClusterEngine.auroraPostgres(x)\n',
        },
        'unjudged at shared/Db.java',
    ),
    (
        'an app without its file',
        {
            'package.json': '{"dependencies": {"aws-cdk-lib": "2"}}',
            'bin/app.ts': "import {App} from 'aws-cdk-lib'\nnew App()\n",
            'lib/db.ts': CLUSTER,
        },
        'unjudged at lib/db.ts',
    ),
    # the engine in what an app reads
    (
        'a context',
        {
            'cdk.json': '{"app": "node a.js", "context": {"dbEngine": "aurora-postgresql"}}',
            'a.js': ANY_ENGINE,
        },
        'unjudged at cdk.json',
    ),
    (
        'a context for constructs of a package',
        {
            'cdk.json': '{"app": "node a.js", "context": {"dbEngine": "aurora-postgresql"}}',
            'a.js': "require('@company/database')\n",
        },
        'unjudged at cdk.json',
    ),
    *(
        (f'settings in {name}', {'cdk.json': CDK, 'lib/db.ts': ANY_ENGINE, name: text}, 'unjudged')
        for name, text in (
            ('config/prod.json', '{"engine": "aurora-postgresql"}'),
            ('config/prod.yaml', 'engine: aurora-postgresql\n'),
            ('config/prod.toml', 'engine = "aurora-postgresql"\n'),
            ('config/prod.ts', "export const engine = 'aurora-postgresql'\n"),
        )
    ),
    # constructs that come under another name, with the engine in what an app reads
    *(
        (
            f'a construct {name}',
            {
                'cdk.json': CDK,
                'app.ts': "import {App} from 'aws-cdk-lib'\n",
                'config/prod.json': ENGINE,
                **tree,
            },
            'unjudged at config/prod.json',
        )
        for name, tree in (
            (
                'under an alias',
                {
                    'a.ts': "import {aws_rds as db} from 'aws-cdk-lib'\nnew db.Any(this)\n",
                },
            ),
            (
                'under an alias in Python',
                {'a.py': 'from aws_cdk import aws_rds as db\ndb.Any(self)\n'},
            ),
            (
                'that another file gives on',
                {
                    'a.ts': "import {db} from './kit'\nnew db.Any(this)\n",
                    'kit.ts': "export * as db from 'aws-cdk-lib/aws-rds'\n",
                },
            ),
            (
                'that a package gives on',
                {
                    'a.ts': "import {rds} from '@company/kit'\n"
                    "new rds.Any(this, 'before-call.rds.Copy')\n",
                },
            ),
            (
                'that a package of Python gives on',
                {
                    'a.py': "from company import rds\nrds.Any(self, 'before-call.rds.Copy')\n",
                },
            ),
            ('between texts', {'a.ts': "use('a-b', rds.Any, 'a-b')\n"}),
            ('right between texts', {'a.ts': "use('a-'+kit.rds.Any+'-b')\n"}),
            ('between quotes of other kinds', {'a.ts': "use('\"-',kit.rds.Any,'-\"')\n"}),
            (
                'that is required',
                {
                    'a.js': "const {rds} = require('@company/kit')\nnew rds.Any(this)\n",
                },
            ),
            (
                'that is required as it is made',
                {
                    'a.js': "new (require('aws-cdk-lib/aws-rds').Any)(this)\n",
                },
            ),
            (
                'by its name for jsii',
                {
                    'a.py': "import jsii\nmake(jsii_type='my-kit.rds.Any')\n",
                },
            ),
            (
                'by a name for this kit',
                {
                    'a.py': "import aws_cdk\nmake('my-kit.rds.Any')\n",
                },
            ),
            ('by its name in a variable', {'a.js': "new kit['rds.Any'](this)\n"}),
            ('by its class', {'a.js': "new kit['my-kit.rds.DatabaseCluster'](this)\n"}),
            ('of Java', {'Db.java': 'import company.rds;\nrds.Any.Builder.create(this)\n'}),
            ('of C#', {'Db.cs': 'using Company;\nnew rds.Any(this, "db");\n'}),
            ('of Go', {'db.go': 'import "company/rds"\nfunc f() { rds.NewAny(stack) }\n'}),
        )
    ),
    # other places and spellings
    *(
        (
            f'sources in {name}',
            {
                'cdk.json': CDK,
                f'{name}/db.ts': CLUSTER,
            },
            f'unjudged at {name}/db.ts',
        )
        for name in ('build', 'dist', 'target', 'obj', 'venv', 'out')
    ),
    (
        'the mark of an environment',
        {
            'cdk.json': CDK,
            'lib/pyvenv.cfg': '',
            'lib/db.ts': CLUSTER,
        },
        'unjudged at lib/db.ts',
    ),
    (
        'a program without an ending',
        {
            'cdk.json': '{"app": "./deploy"}',
            'deploy': '#!/usr/bin/env node\n' + CLUSTER,
        },
        'unjudged at deploy',
    ),
    *(
        (
            f'a type without an engine: {text}',
            {
                'cdk.json': CDK,
                'a.ts': "import * as cdk from 'aws-cdk-lib'\n" + text,
            },
            'unjudged at a.ts',
        )
        for text in (
            "new CfnResource(this, 'x', {type: 'AWS::RDS::DBCluster'})\n",
            'const type = "AWS::RDS::DBCluster"\nnew cdk.CfnResource(this, "x", {type})\n',
            "new rds.CfnDBCluster(this, 'x', {engine})\n",
            "new DatabaseClusterFromSnapshot(this, 'x', {engine})\n",
        )
    ),
    (
        'a type without an engine in Python',
        {
            'cdk.json': CDK,
            'a.py': "CfnResource(self, 'x', type='AWS::RDS::DBCluster')\n",
        },
        'unjudged at a.py',
    ),
    (
        'a construct of a company',
        {
            'cdk.json': CDK,
            'a.ts': "import {Stack} from 'aws-cdk-lib'\n"
            "new Database(this, {kind: 'aurora-postgresql'})\n",
        },
        'unjudged at a.ts',
    ),
    # other kits
    *(
        (f'an argument in {name}', {'cdktf.json': '{}', name: text}, f'unjudged at {name}')
        for name, text in (
            ('Main.java', 'RdsCluster.Builder.create(this, "a").engine("aurora-postgresql")\n'),
            ('own.java', 'Database.create(this).engine("aurora-postgresql")\n'),
            ('Main.cs', 'new Database(this, new Config { Engine = "aurora-postgresql" })\n'),
            ('main.go', 'database.New(&Config{Engine: jsii.String("aurora-postgresql")})\n'),
        )
    ),
    (
        'Amplify',
        {
            'amplify/backend.ts': "import {defineBackend} from '@aws-amplify/backend'\n" + CLUSTER,
        },
        'unjudged at amplify/backend.ts',
    ),
    (
        'constructs of Amplify',
        {
            'amplify/backend.ts': "import {Db} from './custom/db'\n",
            'amplify/custom/db.ts': CLUSTER,
        },
        'unjudged at amplify/custom/db.ts',
    ),
    (
        'version 2 of SST',
        {
            'sst.config.ts': "import {RDS} from 'sst/constructs'\n"
            "new RDS(stack, 'db', {engine: 'postgresql11.13'})\n",
        },
        'unjudged at sst.config.ts',
    ),
    (
        'a stack of version 2 of SST',
        {
            'sst.config.ts': '',
            'stacks/db.ts': 'new sst.RDS(stack, "db", {engine: "postgresql13.9"})',
        },
        'unjudged at stacks/db.ts',
    ),
]

HANDLER = "def handler(event):\n    if event['engine'] == 'aurora-postgresql':\n        return 1\n"
HARMLESS: list[tuple[str, Tree]] = [
    ('a handler that compares', {'cdk.json': CDK, 'lambda/index.py': HANDLER}),
    (
        'a handler that asks',
        {
            'cdk.json': CDK,
            'lambda/index.py': "rds = boto3.client('rds')\n"
            "rds.describe_db_clusters(Engine='aurora-postgresql')\n",
        },
    ),
    ('a docstring', {'cdk.json': CDK, 'lambda/a.py': '"""Reads\naurora-postgresql\n"""\n'}),
    (
        'a comment behind code',
        {
            'cdk.json': CDK,
            'a.ts': "import 'aws-cdk-lib'\nconst a = 1 // aurora-postgresql\n",
        },
    ),
    (
        'a cluster of another engine',
        {
            'cdk.json': CDK,
            'a.ts': KIT + "new rds.DatabaseCluster(this, 'x', {engine: mine})\n",
            'b.ts': 'export const mine = DatabaseClusterEngine.auroraMysql({version})\n',
        },
    ),
    (
        'another database',
        {
            'cdk.json': CDK,
            'a.ts': "import * as docdb from 'x'\nnew docdb.DatabaseCluster(this, 'x')\n",
        },
    ),
    (
        'flags of the CDK',
        {
            'cdk.json': '{"context": {"@aws-cdk/aws-rds:auroraPostgresFlag": true}}',
            'a.ts': '',
        },
    ),
    ('a backend of something else', {'src/backend.ts': "export const a = 'aurora-postgresql'\n"}),
    (
        'settings of an app without databases',
        {
            'cdk.json': CDK,
            'a.ts': 'new Bucket()',
            'config/a.toml': 'engine = "aurora-postgresql"\n',
        },
    ),
    *(
        (
            f"AWS's own library in a layer, {name}",
            {
                'cdk.json': CDK,
                'app.ts': "import {App} from 'aws-cdk-lib'\n",
                'layer/python/botocore/handlers.py': text,
                'layer/python/botocore/data/rds/2014-10-31/service-2.json': '{"documentation'
                '": "<code>aurora-postgresql</code>"}',
            },
        )
        for name, text in (
            ('its events', "E = [('before-call.rds.CopyDBClusterSnapshot', sign)]\n"),
            ('its texts', "E = [\n    'docs.*.rds.CopyDBClusterSnapshot.complete-section',\n]\n"),
            ('in other quotes', 'E = ("before-call.rds.CreateDBCluster", 1)\n'),
        )
    ),
    ('a program without an app', {'a.py': "ENGINE = 'aurora-postgresql'\n"}),
    ('a handler beside an app', {'infra/cdk.json': CDK, 'src/index.py': HANDLER}),
]


@pytest.mark.parametrize(('name', 'tree', 'expected'), HELD, ids=[way[0] for way in HELD])
def test_ways(tmp_path: Path, name: str, tree: Tree, expected: str) -> None:
    require_held(scan_of(tmp_path, tree), expected)


@pytest.mark.parametrize(('name', 'tree'), HARMLESS, ids=[way[0] for way in HARMLESS])
def test_harmless_siblings(tmp_path: Path, name: str, tree: Tree) -> None:
    done = scan_of(tmp_path, tree)

    assert (done.code, done.findings) == (0, []), done.out


@pytest.mark.parametrize(
    'app',
    [
        {},
        {
            'app/cdk.json': CDK,
            'app/cdk.out/cdk.out': '{}',
            'app/cdk.out/a.template.json': '{}',
        },
    ],
)
def test_a_library_of_constructs_is_left_out_with_a_reason(tmp_path: Path, app: Tree) -> None:
    done = scan_of(
        tmp_path,
        {
            'package.json': '{"peerDependencies": {"aws-cdk-lib": "2"}}',
            'src/db.ts': CLUSTER,
            'test/db.test.ts': CLUSTER,
            'src/integ.db.ts': 'new App()\n' + CLUSTER,
            **app,
        },
    )

    (account,) = json.loads(done.out)['coverage']['files']
    assert (done.code, account['path'], account['state']) == (0, 'src/db.ts', 'left out')
    assert account['reason'] == 'constructs that no app without an assembly uses'
