"""What is looked at: no name, place, link or encoding of a file keeps it out of the ledger."""

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
CLUSTER = """
resource "aws_rds_cluster" "orders" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = false
}
"""
TEMPLATE = """
Resources:
  Orders:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-postgresql
"""
IN_JSON = json.dumps(
    {
        'Resources': {
            'Orders': {
                'Type': 'AWS::RDS::DBCluster',
                'Properties': {'Engine': 'aurora-postgresql'},
            }
        }
    }
)
PLAN = json.dumps(
    {
        'format_version': '1.2',
        'terraform_version': '1.9.0',
        'planned_values': {
            'root_module': {
                'resources': [
                    {
                        'address': 'aws_rds_cluster.orders',
                        'mode': 'managed',
                        'type': 'aws_rds_cluster',
                        'values': {
                            'engine': 'aurora-postgresql',
                            'iam_database_authentication_enabled': False,
                        },
                    }
                ]
            }
        },
    }
)
FAILS = f'fail {IAM}'

WAYS: list[tuple[str, Tree, str]] = [
    # names
    ('an ending in upper case', {'STACK.YAML': TEMPLATE}, FAILS),
    ('a mixed ending', {'stack.Json': IN_JSON}, FAILS),
    ('an ending of CloudFormation', {'stack.cfn': TEMPLATE}, FAILS),
    ('a text file', {'stack.txt': TEMPLATE}, FAILS),
    ('no ending', {'stack': TEMPLATE}, FAILS),
    ('two endings', {'stack.yaml.deployed': TEMPLATE}, FAILS),
    ('a hidden file', {'.stack.yaml': TEMPLATE}, FAILS),
    ('a name of spaces', {' .yaml': TEMPLATE}, FAILS),
    ('a name in another script', {'стек.yaml': TEMPLATE}, FAILS),
    ('the name of a lock', {'package-lock.json': IN_JSON}, FAILS),
    ("the name of an editor's copy", {'stack.yaml~': TEMPLATE}, FAILS),
    ('configuration in upper case', {'MAIN.TF': CLUSTER}, 'unjudged at MAIN.TF'),
    (
        'configuration in mixed case',
        {'main.tf.JSON': '{"resource": {"aws_rds_cluster": {}}}'},
        'unjudged at main.tf.JSON',
    ),
    ('configuration with the ending of Terragrunt', {'main.hcl': CLUSTER}, 'unjudged at main.hcl'),
    (
        'the mark of a virtual environment in a repository',
        {
            '.git/HEAD': 'ref: refs/heads/main\n',
            'pyvenv.cfg': '',
            'lib/main.tf': CLUSTER,
        },
        FAILS,
    ),
    ('a template of configuration', {'main.tf.tmpl': CLUSTER}, 'unjudged at main.tf.tmpl'),
    ('configuration that Jinja makes', {'main.tf.j2': CLUSTER}, 'unjudged at main.tf.j2'),
    (
        'a template that Jinja makes',
        {
            'stack.yaml.j2': '{% if x %}\n' + TEMPLATE + '{% endif %}\n',
        },
        'unjudged at stack.yaml.j2',
    ),
    ('a plan without an ending', {'tfplan': PLAN}, FAILS),
    ('a plan with an ending of its own', {'plan.out': PLAN}, FAILS),
    # an assembly's bookkeeping
    *(
        (
            f'the name {name} in an assembly',
            {
                'cdk.out/cdk.out': '{"version": "40.0.0"}',
                f'cdk.out/{name}': IN_JSON,
            },
            FAILS,
        )
        for name in ('manifest.json', 'tree.json', 'a.assets.json', 'a.metadata.json')
    ),
    # places
    ('a hidden folder', {'.infra/main.tf': CLUSTER}, FAILS),
    ('a template in a hidden folder', {'.infra/stack.yaml': TEMPLATE}, FAILS),
    ('a folder of GitHub', {'.github/stack.yaml': TEMPLATE}, FAILS),
    (
        'a folder behind a link',
        {
            'prod': Link('node_modules/prod'),
            'node_modules/prod/main.tf': CLUSTER,
        },
        FAILS,
    ),
    (
        'a folder behind a link to a hidden one',
        {
            'prod': Link('.prod'),
            '.prod/main.tf': CLUSTER,
        },
        FAILS,
    ),
    (
        'a folder of a virtual environment behind a link',
        {
            'prod': Link('venv/lib/prod'),
            'venv/pyvenv.cfg': '',
            'venv/lib/prod/main.tf': CLUSTER,
        },
        FAILS,
    ),
    ('a link to a template', {'stack.yaml': Link('data.bin'), 'data.bin': TEMPLATE}, FAILS),
    (
        'a submodule',
        {
            'vendor/db/.git': 'gitdir: ../../.git/modules/db',
            'vendor/db/main.tf': CLUSTER,
        },
        FAILS,
    ),
    (
        'a module beyond a submodule',
        {
            'sub/.git': 'gitdir: ../.git/modules/sub',
            'sub/main.tf': 'module "db" {\n  source = "../db"\n  iam    = false\n}\n',
            'db/main.tf': CLUSTER.replace('= false', '= var.iam')
            + 'variable "iam" {\n  default = true\n}\n',
        },
        f'{FAILS} at sub/main.tf',
    ),
    (
        'a module beyond a planted repository',
        {
            'prod/.git/HEAD': 'ref: refs/heads/main',
            'prod/main.tf': 'module "db" {\n  source = "../db"\n  iam    = false\n}\n',
            'db/main.tf': CLUSTER.replace('= false', '= var.iam')
            + 'variable "iam" {\n  default = true\n}\n',
        },
        f'{FAILS} at prod/main.tf',
    ),
    ('the mark of a virtual environment', {'prod/pyvenv.cfg': '', 'prod/main.tf': CLUSTER}, FAILS),
    ('a folder in a marked one', {'pyvenv.cfg': '', 'prod/main.tf': CLUSTER}, FAILS),
    *(
        (
            f'the mark of an environment above {folder}',
            {
                'infra/pyvenv.cfg': 'home = /usr/bin\n',
                f'infra/{folder}/main.tf': CLUSTER,
            },
            f'{FAILS} at infra/{folder}/main.tf',
        )
        for folder in (
            'lib',
            'lib64',
            'bin',
            'include',
            'share',
            'Lib',
            'Scripts',
            'lib/python3.12',
            'lib/python3.12/stacks',
        )
    ),
    (
        'a folder beside packages of Python',
        {
            'infra/pyvenv.cfg': '',
            'infra/lib/python3.12/site-packages/a.py': '',
            'infra/lib/db.yaml': TEMPLATE,
        },
        f'{FAILS} at infra/lib/db.yaml',
    ),
    # programs that deploy it, and whose output is not here
    (
        'an app of the CDK',
        {
            'cdk.json': '{"app": "node app.js"}',
            'lib/db.ts': 'engine: DatabaseClusterEngine.auroraPostgres({version})\n',
        },
        'unjudged at lib/db.ts',
    ),
    (
        'an app of CDKTF',
        {
            'cdktf.json': '{"app": "python main.py"}',
            'main.py': "RdsCluster(self, 'db', engine='aurora-postgresql')\n",
        },
        'unjudged at main.py',
    ),
    (
        'an app of SST',
        {
            'sst.config.ts': "new sst.aws.Aurora('Orders', {engine: 'postgres'})\n",
        },
        'unjudged at sst.config.ts',
    ),
    (
        'a service that is a program',
        {
            'serverless.ts': "export default {resources: {A: {Type: 'AWS::RDS::DBCluster'}}}\n",
        },
        'unjudged at serverless.ts',
    ),
    # encodings
    ('a byte order mark', {'stack.yaml': '\ufeff' + TEMPLATE}, FAILS),
    ('configuration with a byte order mark', {'main.tf': '\ufeff' + CLUSTER}, FAILS),
    ('UTF-16', {'stack.yaml': TEMPLATE.encode('utf-16')}, FAILS),
    ('UTF-16 without an ending', {'stack': TEMPLATE.encode('utf-16')}, FAILS),
    ('an escape in JSON', {'a.json': IN_JSON.replace('RDS', '\\u0052DS')}, FAILS),
    (
        'an escape in YAML',
        {
            'a.yaml': TEMPLATE.replace('AWS::RDS::DBCluster', '"AWS::\\x52DS::DBCluster"'),
        },
        FAILS,
    ),
    (
        'a word that goes on in the next line',
        {
            'a.yaml': TEMPLATE.replace('AWS::RDS::DBCluster', '"AWS::RDS::DB\\\n      Cluster"'),
        },
        FAILS,
    ),
    ('a second document', {'a.yaml': 'a: b\n---' + TEMPLATE}, FAILS),
    (
        "an escaped type in Terraform's JSON",
        {
            'main.tf.json': '{"resource": {"aws_rds_clu\\u0073ter": {"a": {"engine": '
            '"aurora-postgresql"}}}}',
        },
        FAILS,
    ),
    (
        'an escaped label',
        {
            'main.tf': CLUSTER.replace('"aws_rds_cluster"', '"aws_rds\\u005fcluster"'),
        },
        FAILS,
    ),
    (
        'lines that end with a carriage return',
        {
            'main.tf': CLUSTER.replace('\n', '\r\n'),
        },
        FAILS,
    ),
]

LEFT_OUT: list[tuple[str, Tree, str, str]] = [
    ('packages', {'node_modules/db/main.tf': CLUSTER}, 'node_modules', 'npm packages'),
    (
        'a virtual environment',
        {
            'venv/pyvenv.cfg': '',
            'venv/lib/python3.11/site-packages/a/main.tf': CLUSTER,
        },
        'venv',
        'a Python virtual environment',
    ),
    (
        'a virtual environment of Windows',
        {
            'venv/pyvenv.cfg': '',
            'venv/Lib/site-packages/a/main.tf': CLUSTER,
            'venv/Scripts/python.exe': '',
        },
        'venv',
        'a Python virtual environment',
    ),
    (
        'a virtual environment with its links',
        {
            'venv/pyvenv.cfg': '',
            'venv/lib/python3.11/site-packages/a/main.tf': CLUSTER,
            'venv/lib64': Link('lib'),
            'venv/bin/python': Link('/usr/bin/python3'),
            'venv/bin/python3.11': Link('python'),
            'venv/bin/activate': 'deactivate() {\n}\n',
        },
        'venv',
        'a Python virtual environment',
    ),
    (
        'packages without an environment',
        {
            'layer/python/lib/python3.11/site-packages/a/main.tf': CLUSTER,
        },
        'layer/python/lib/python3.11/site-packages',
        'Python packages',
    ),
    (
        'what init fetched',
        {'.terraform/modules/db/main.tf': CLUSTER},
        '.terraform',
        'fetched by `terraform init`',
    ),
    (
        'a copy of configuration',
        {'main.tf.bak': CLUSTER},
        'main.tf.bak',
        'Terraform reads no file of this name',
    ),
    (
        'a hidden file of configuration',
        {'.main.tf': CLUSTER},
        '.main.tf',
        'Terraform reads no file of this name',
    ),
    (
        'state',
        {'terraform.tfstate': '{"type": "aws_rds_cluster"}'},
        'terraform.tfstate',
        'a Terraform state, which describes past deployments',
    ),
    (
        'values that nobody loads',
        {'prod.tfvars': 'engine = "aurora-postgresql"'},
        'prod.tfvars',
        'no root module loads it: give it with `--var-file`',
    ),
    (
        'a manifest of Kubernetes',
        {
            'cluster.yaml': 'apiVersion: rds.services.k8s.aws/v1alpha1\nkind: DBCluster\nspec:\n'
            '  engine: aurora-postgresql\n',
        },
        'cluster.yaml',
        'a Kubernetes manifest, which is not read',
    ),
    (
        'other data',
        {'values.yaml': 'engine: aurora-postgresql\n'},
        'values.yaml',
        'not a template, a plan or a configuration',
    ),
    (
        'a folder behind a link that leads out',
        {'prod': Link('/usr/share')},
        'prod',
        'a link that leads out of the repository',
    ),
    (
        'what units include behind a link that leads out',
        {'common.hcl': Link('/usr/share/db.hcl')},
        'common.hcl',
        'a link that leads out of the repository',
    ),
]

NOTHING: list[tuple[str, Tree]] = [
    ('a program', {'main.py': TEMPLATE, 'stack.ts': "engine: 'aurora-postgresql'"}),
    ('prose', {'README.md': TEMPLATE}),
    ('a picture', {'a.bin': b'\0\1\2' * 100 + TEMPLATE.encode()}),
    ('a text that speaks of it', {'NOTES.txt': 'we use aurora-postgresql\n'}),
    ('another template', {'a.yaml': 'Resources:\n  A:\n    Type: AWS::SNS::Topic\n'}),
]


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv('CHECKOV_AURORA_PG_CONFIG', raising=False)


@pytest.mark.parametrize(
    ('tree', 'expected'),
    [pytest.param(tree, way, id=name) for name, tree, way in WAYS],
)
def test_a_way_is_held(tmp_path: Path, tree: Tree, expected: str) -> None:
    require_held(scan_of(tmp_path, tree, '--check', IAM), expected)


@pytest.mark.parametrize(
    ('tree', 'path', 'reason'),
    [pytest.param(tree, path, why, id=name) for name, tree, path, why in LEFT_OUT],
)
def test_what_is_left_out_is_counted_with_its_reason(
    tmp_path: Path,
    tree: Tree,
    path: str,
    reason: str,
) -> None:
    done = scan_of(tmp_path, tree)

    coverage = json.loads(done.out)['coverage']
    assert coverage['files'] == [
        {'path': path, 'state': 'left out', 'deployments': [], 'reason': reason},
    ]
    assert (done.code, coverage['left_out'], coverage['not_judged']) == (0, 1, 0)
    said = run().out
    assert 'no Aurora PostgreSQL here' not in said
    assert f'files: 0 judged, 1 left out (1 {reason})' in said


@pytest.mark.parametrize('tree', [pytest.param(tree, id=name) for name, tree in NOTHING])
def test_what_describes_no_infrastructure_is_not_in_the_ledger(tmp_path: Path, tree: Tree) -> None:
    plant(tmp_path, tree)

    done = run()

    assert (done.code, done.out) == (
        0,
        '0 failed, 0 undetermined, 0 skipped, 0 passed: no Aurora PostgreSQL here\n',
    )


@pytest.mark.parametrize('name', ['x.txt', 'main.tf.tmpl', 'main.py', 'README.md', 'a.tfstate'])
def test_a_named_file_of_no_known_type_is_an_error(tmp_path: Path, name: str) -> None:
    plant(tmp_path, {name: 'engine = "aurora-postgresql"\n'})

    done = run(name)

    assert (done.code, done.out) == (2, '')
    assert done.err.startswith(f'checkov-aurora-pg: `{name}` has a type that is not read: give ')
    assert '`.tf`' in done.err


@pytest.mark.parametrize('name', ['stack.txt', 'plan.out', 'stack'])
def test_a_named_file_is_known_by_what_it_holds(tmp_path: Path, name: str) -> None:
    plant(tmp_path, {name: PLAN if name == 'plan.out' else TEMPLATE})

    assert run('--check', IAM, name).code == 1


@pytest.mark.parametrize('is_synthesised', [True, False])
def test_every_source_of_an_app_is_in_the_ledger(tmp_path: Path, is_synthesised: bool) -> None:
    assembly = {'cdk.out/cdk.out': '{}', 'cdk.out/a.template.json': IN_JSON}
    done = scan_of(
        tmp_path,
        {
            'cdk.json': '{"app": "node app.js"}',
            'lib/a.ts': "engine: 'aurora-postgresql'\n",
            'lib/b.ts': "engine: 'aurora-postgresql'\n",
            **(assembly if is_synthesised else {}),
        },
        '--check',
        IAM,
    )

    states = {
        entry['path']: (entry['state'], entry['deployments'])
        for entry in json.loads(done.out)['coverage']['files']
    }
    expected = ('judged', ['cdk.out']) if is_synthesised else ('not judged', [])
    assert states['lib/a.ts'] == states['lib/b.ts'] == expected
    unjudged = [entry for entry in done.findings if entry['id'] == 'CKV2_AURORAPG_0']
    assert len(unjudged) == (0 if is_synthesised else 1)


def test_what_is_excluded_is_in_the_ledger(tmp_path: Path) -> None:
    done = scan_of(
        tmp_path,
        {
            '.checkov-aurora-pg.yaml': 'exclude: [legacy/, "*.old.yaml"]\n',
            'legacy/main.tf': CLUSTER,
            'a.old.yaml': TEMPLATE,
            'main.tf': CLUSTER,
        },
        '--check',
        IAM,
    )

    coverage = json.loads(done.out)['coverage']
    states = {entry['path']: (entry['state'], entry['reason']) for entry in coverage['files']}
    excluded = ('left out', '`exclude` in the configuration')
    assert states == {
        'a.old.yaml': excluded,
        'legacy/main.tf': excluded,
        'main.tf': ('judged', ''),
    }
    assert [entry['path'] for entry in done.findings] == ['main.tf']


@pytest.mark.parametrize('argv', [(), ('--check', IAM)])
def test_a_named_file_that_is_excluded_is_left_out(
    tmp_path: Path,
    argv: tuple[str, ...],
) -> None:
    done = scan_of(
        tmp_path,
        {
            '.checkov-aurora-pg.yaml': 'exclude: [legacy]\n',
            'legacy/main.tf': CLUSTER,
        },
        'legacy/main.tf',
        *argv,
    )

    assert (done.code, done.findings) == (0, [])
    assert json.loads(done.out)['coverage']['left_out'] == 1


def test_what_is_excluded_and_called_is_judged_with_its_caller(tmp_path: Path) -> None:
    done = scan_of(
        tmp_path,
        {
            '.checkov-aurora-pg.yaml': 'exclude: [modules/]\n',
            'modules/db/main.tf': CLUSTER,
            'main.tf': 'module "db" {\n  source = "./modules/db"\n}\n',
        },
        '--check',
        IAM,
    )

    require_held(done, f'{FAILS} at modules/db/main.tf')
    assert json.loads(done.out)['coverage']['files'][0]['deployments'] == ['.']
