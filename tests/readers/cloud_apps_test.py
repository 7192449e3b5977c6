"""Apps whose programs name Aurora PostgreSQL, and whether what they make is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.readers.programs.cloud_apps import Bounds
from checkov_aurora_pg.readers.programs.cloud_apps import apps_in
from checkov_aurora_pg.readers.programs.service_programs import unread_service
from testing.ways import Link
from testing.ways import Tree
from testing.ways import plant

CLUSTER = 'engine: rds.DatabaseClusterEngine.auroraPostgres({ version })\n'
CDK = '{"app": "npx ts-node bin/app.ts"}'
TEMPLATE = '{"Resources": {}}'


def unsynthesised(directory: str, boundary: str, bounds: Bounds | None = None) -> list[Problem]:
    """Return the problems of the apps in a directory."""
    apps = apps_in(directory, boundary, bounds or Bounds())
    return [app.problem for app in apps if app.problem is not None]


def said(top: Path, directory: str = '.') -> list[tuple[str, int, str]]:
    """Return what is said of the apps in a directory: where, and the command to run."""
    here = os.path.normpath(top / directory)
    return [
        (
            os.path.relpath(problem.place.path, top),
            problem.place.line,
            problem.message.partition('an app ')[2].partition(':')[0],
        )
        for problem in unsynthesised(here, str(top))
    ]


@pytest.mark.parametrize(
    ('name', 'text', 'line'),
    [
        ('lib/database.ts', f'import x\n{CLUSTER}', 2),
        ('lib/database.js', "engine: 'aurora-postgresql',\n", 1),
        ('database.py', 'rds.DatabaseClusterEngine.aurora_postgres(\n', 1),
        ('src/Main.java', 'DatabaseClusterEngine.auroraPostgres(x)', 1),
        ('src/Main.cs', 'AuroraPostgresEngineVersion.VER_16_4', 1),
        ('src/main.go', 'awsrds.DatabaseClusterEngine_AURORA_POSTGRESQL()', 1),
        ('src/Main.kt', 'AuroraPostgres(x)', 1),
        ('lib/own.ts', 'new company.OurAuroraPostgresCluster(this)', 1),
        ('lib/escaped.ts', r"engine: 'aurora\x2dpostgresql'", 1),
        ('lib/hidden.ts', '/* nothing */ engine: auroraPostgres()', 1),
        ('lib/a.mts', '// AuroraPostgres\n * AuroraPostgres\nAuroraPostgres', 3),
    ],
)
def test_a_program_that_names_the_engine_is_said(
    tmp_path: Path,
    name: str,
    text: str,
    line: int,
) -> None:
    plant(tmp_path, {'cdk.json': CDK, name: text})

    assert said(tmp_path) == [(name, line, 'of the CDK')]


@pytest.mark.parametrize(
    'tree',
    [
        {'lib/a.ts': "engine: 'aurora-mysql'"},
        {'lib/a.ts': '// AuroraPostgres'},
        {
            'lib/a.ts': "import { x } from './aurora-postgres-metrics'\n"
            'listAuroraPostgresInstances()'
        },
        {'.projenrc.ts': CLUSTER},
        {'README.md': 'aurora-postgresql'},
        {'node_modules/a/a.js': CLUSTER},
        {'.venv/lib/a.py': CLUSTER},
        {'env/pyvenv.cfg': '', 'env/lib/python3.12/site-packages/a.py': CLUSTER},
        {'test/a.test.ts': CLUSTER},
        {'lib/a.spec.ts': CLUSTER},
        {'other/cdk.json': '{}', 'other/a.ts': CLUSTER},
    ],
    ids=str,
)
def test_what_is_not_of_the_app_is_not_searched(tmp_path: Path, tree: Tree) -> None:
    plant(tmp_path, {'cdk.json': CDK, **tree})

    assert said(tmp_path) == []


@pytest.mark.parametrize(
    'tree',
    [
        {'cdk.out/cdk.out': '{}', 'cdk.out/a.template.json': TEMPLATE},
        {
            'cdk.out/manifest.json': '{}',
            'cdk.out/assembly-x/manifest.json': '{}',
            'cdk.out/assembly-x/a.template.json': TEMPLATE,
        },
        {'out/cdk.out': '{}', 'out/a.template.json': TEMPLATE},
        {'.build/cdk.out': '{}', '.build/a.template.json': TEMPLATE},
        {'cdk.json': '{"output": "dist/x"}', 'dist/x/cdk.out': '', 'dist/x/a.template.json': '{}'},
        {'cdk.json': '{"output": "../x"}', '../x/cdk.out': '', '../x/a.template.json': '{}'},
    ],
    ids=str,
)
def test_an_app_whose_assembly_is_there_is_judged_by_it(tmp_path: Path, tree: Tree) -> None:
    plant(tmp_path / 'app', {'cdk.json': CDK, 'a.ts': CLUSTER, **tree})

    assert said(tmp_path, 'app') == []


@pytest.mark.parametrize(
    'tree',
    [
        {'cdk.out': ''},
        {'cdk.out/readme.txt': ''},
        {'cdk.out/cdk.out': '', 'cdk.out/manifest.json': '{}'},
        {
            'cdk.json': '{"output": "../../x"}',
            '../../x/cdk.out': '',
            '../../x/a.template.json': '{}',
        },
        {'cdk.json': '{"output": 1}'},
        {'cdk.json': '{'},
        {'cdk.json': '['},
        {'cdk.json': '[' * 100_000},
        {'cdk.out': Link('../elsewhere'), '../elsewhere/cdk.out': ''},
    ],
    ids=lambda tree: str(tree)[:60],
)
def test_what_is_no_assembly_does_not_stand_for_one(tmp_path: Path, tree: Tree) -> None:
    plant(tmp_path / 'a' / 'app', {'cdk.json': CDK, 'a.ts': CLUSTER, **tree})

    assert [line for _, line, _ in said(tmp_path / 'a', 'app')] == [1]


def test_a_program_that_the_command_names_elsewhere_is_of_the_app(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            'deploy/cdk.json': '{"app": "npx ts-node \'../apps/main.ts\'"}',
            'apps/main.ts': '',
            'apps/lib/database.ts': CLUSTER,
        },
    )

    assert said(tmp_path, 'deploy') == [('apps/lib/database.ts', 1, 'of the CDK')]


@pytest.mark.parametrize(
    ('tree', 'expected'),
    [
        ({'cdktf.json': '{}', 'main.ts': CLUSTER}, ['of CDKTF']),
        ({'cdktf.json': '{}', 'main.ts': CLUSTER, 'cdktf.out/stacks/a/cdk.tf.json': '{}'}, []),
        (
            {'sst.config.ts': '', 'stacks/a.ts': 'new sst.aws.Aurora("A", {engine: "postgres"})'},
            ['of SST'],
        ),
        ({'sst.config.ts': '', 'stacks/a.ts': 'new sst.aws.Bucket("A")'}, []),
        ({'package.json': '{}', 'main.ts': CLUSTER}, []),
    ],
    ids=str,
)
def test_other_apps(tmp_path: Path, tree: Tree, expected: list[str]) -> None:
    plant(tmp_path, tree)

    assert [kind for _, _, kind in said(tmp_path)] == expected


@pytest.mark.parametrize('bounds', [Bounds(entries=3), Bounds(sources=2)])
def test_an_app_of_too_many_files_is_said(tmp_path: Path, bounds: Bounds) -> None:
    plant(tmp_path, {'cdk.json': CDK, **{f'{name}/a.ts': '' for name in 'abcd'}})

    (problem,) = unsynthesised(str(tmp_path), str(tmp_path), bounds)
    assert 'too many files to search' in problem.message


SERVICE = "module.exports = {resources: {Resources: {C: {Type: 'AWS::RDS::DBCluster'}}}}"


@pytest.mark.parametrize(
    ('tree', 'expected'),
    [
        ({'serverless.ts': SERVICE}, ['serverless.ts']),
        (
            {'serverless.ts': "import db from './resources/db';", 'resources/db.ts': SERVICE},
            ['resources/db.ts'],
        ),
        (
            {
                'serverless.ts': "const db = require('./db.js')",
                'db.js': "engine: 'aurora-postgresql'",
            },
            ['db.js'],
        ),
        ({'serverless.ts': "import db from './db.js'", 'db.ts': SERVICE}, ['db.ts']),
        (
            {'serverless.ts': "import './a'", 'a.ts': "import './db'", 'db/index.ts': SERVICE},
            ['db/index.ts'],
        ),
        ({'serverless.ts': "import './a'", 'a.ts': "import './serverless'"}, []),
        ({'serverless.ts': "import x from 'aws'", 'db.ts': SERVICE}, []),
        ({'serverless.ts': "import '../../db'", '../../db.ts': SERVICE}, []),
        ({'serverless.ts': "Type: 'AWS::RDS::DBProxy'"}, []),
    ],
    ids=str,
)
def test_a_service_that_is_a_program_is_said(
    tmp_path: Path,
    tree: Tree,
    expected: list[str],
) -> None:
    top = tmp_path / 'repository' / 'service'
    plant(top, tree)

    found = list(unread_service(str(top / 'serverless.ts'), str(top.parent)))

    assert [os.path.relpath(problem.place.path, top) for problem in found] == expected
    assert all('`serverless package`' in problem.message for problem in found)
