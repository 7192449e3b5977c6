"""`--fix` makes findings go away, and changes nothing where that is not certain."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from checkov_aurora_pg.scanning.fixes.repository_copy import RepositoryCopy
from testing.scans import Run
from testing.scans import run
from testing.ways import plant

FIXTURES = Path(__file__).parent.parent / 'fixtures'
TLS = 'CKV2_AURORAPG_1'
IAM = 'CKV2_AURORAPG_4'
SCRAM = 'CKV2_AURORAPG_7'

GROUP = """\
resource "aws_rds_cluster_parameter_group" "this" {
  name   = "orders"
  family = "aurora-postgresql14" # stays

  parameter {
    name  = "rds.force_ssl"
    value = VALUE
  }
}
"""
UNSET = """\
resource "aws_rds_cluster_parameter_group" "this" {
  name   = "orders"
  family = "aurora-postgresql14" # stays
}
"""
MODULE = 'module "group" {\n  source = "./modules/group"\n}\n'
VARIABLE = '\nvariable "force" {\n  type    = string\n  default = "0" # off\n}\n'
CLUSTER = """\
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = false
}
"""
TEMPLATE = """\
Resources:
  Group:
    Type: AWS::RDS::DBClusterParameterGroup
    Properties:
      Description: orders # stays
      Family: aurora-postgresql14
"""
BLOCK = TEMPLATE + "      Parameters:\n        rds.force_ssl: '0'\n"
FLOW = TEMPLATE + "      Parameters: { rds.force_ssl: '0' }\n"
JSON = json.dumps(
    {
        'Resources': {
            'Group': {
                'Type': 'AWS::RDS::DBClusterParameterGroup',
                'Properties': {
                    'Family': 'aurora-postgresql14',
                    'Parameters': {'rds.force_ssl': '0'},
                },
            }
        }
    },
    indent=4,
)


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(['git', 'init', '-q', tmp_path], check=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv('CHECKOV_AURORA_PG_CONFIG', raising=False)


def tree() -> dict[str, bytes]:
    paths = sorted(path for path in Path().rglob('*') if '.git' not in path.parts)
    return {str(path): path.read_bytes() for path in paths if path.is_file()}


def fixed(*argv: str) -> Run:
    return run('--check', TLS, '--fix', *argv)


@pytest.mark.parametrize(
    ('files', 'changed', 'old', 'new'),
    [
        pytest.param(
            {'main.tf': GROUP.replace('VALUE', '"0"')}, 'main.tf', '"0"', '"1"', id='a literal'
        ),
        pytest.param(
            {'main.tf': UNSET},
            'main.tf',
            '# stays\n',
            '# stays\n\n  parameter {\n    name  = "rds.force_ssl"\n    value = "1"\n  }\n',
            id='nothing',
        ),
        pytest.param(
            {'main.tf': MODULE, 'modules/group/main.tf': GROUP.replace('VALUE', '0')},
            'modules/group/main.tf',
            'value = 0',
            'value = 1',
            id='in a local module',
        ),
        pytest.param(
            {
                'main.tf': GROUP.replace('VALUE', 'var.force') + VARIABLE,
                'terraform.tfvars': 'force = "0"\n',
            },
            'terraform.tfvars',
            '"0"',
            '"1"',
            id='a file of variables',
        ),
        pytest.param(
            {'main.tf': GROUP.replace('VALUE', 'var.force') + VARIABLE},
            'main.tf',
            '"0" # off',
            '"1" # off',
            id='a default',
        ),
        pytest.param({'t.yaml': BLOCK}, 't.yaml', "'0'", "'1'", id='YAML'),
        pytest.param({'t.yaml': FLOW}, 't.yaml', "'0'", "'1'", id='YAML in flow style'),
        pytest.param({'t.json': JSON}, 't.json', '"0"', '"1"', id='JSON'),
        pytest.param(
            {'t.yaml': TEMPLATE},
            't.yaml',
            'postgresql14\n',
            "postgresql14\n      Parameters:\n        rds.force_ssl: '1'\n",
            id='no parameters in YAML',
        ),
        pytest.param(
            {'t.yaml': TEMPLATE + '      Parameters:\n        log_statement: all\n'},
            't.yaml',
            'all\n',
            "all\n        rds.force_ssl: '1'\n",
            id='another parameter in YAML',
        ),
        pytest.param(
            {'main.tf': GROUP.replace('VALUE', '"0"').replace('\n', '\r\n')},
            'main.tf',
            '"0"',
            '"1"',
            id='CRLF',
        ),
    ],
)
def test_what_decides_is_changed_and_nothing_else(
    tmp_path: Path,
    files: dict[str, str],
    changed: str,
    old: str,
    new: str,
) -> None:
    plant(tmp_path, {name: text.encode() for name, text in files.items()})
    before = tree()

    done = fixed()

    assert done.code == 0
    assert '1 fixed, 0 left' in done.out
    assert tree() == before | {changed: before[changed].replace(old.encode(), new.encode(), 1)}


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    plant(tmp_path, {'main.tf': UNSET + CLUSTER, 't.yaml': BLOCK})
    assert '5 fixed' in run('--fix').out
    before = tree()

    run('--fix')

    assert tree() == before


def test_git_applies_the_diff_and_gets_the_same(tmp_path: Path) -> None:
    plant(tmp_path, {'a/main.tf': UNSET + CLUSTER, 'a/t.yaml': BLOCK.encode().rstrip(b'\n')})
    before = tree()
    shown = run('a', '--diff')
    assert tree() == before, 'it only shows'
    assert shown.code == 1

    subprocess.run(['git', 'apply', '-'], input=shown.out.encode(), check=True)
    with_git = tree()
    for name, content in before.items():
        Path(name).write_bytes(content)
    run('a', '--fix')

    assert with_git == tree() != before


def test_with_both_there_is_only_the_diff(tmp_path: Path) -> None:
    plant(tmp_path, {'main.tf': CLUSTER})
    before = tree()

    done = run('--fix', '--diff')

    assert done.out.startswith('--- a/main.tf\n+++ b/main.tf\n')
    assert tree() == before


def test_a_change_that_would_break_what_passes_is_left(tmp_path: Path) -> None:
    """One variable is right for the one cluster and wrong for the other."""
    other = CLUSTER.replace('"this"', '"other"')
    text = CLUSTER.replace('= false', '= var.on') + other.replace('= false', '= !var.on')
    plant(tmp_path, {'main.tf': text + 'variable "on" {\n  default = false\n}\n'})
    before = tree()

    done = run('--check', IAM, '--fix')

    assert tree() == before
    assert done.code == 1
    assert 'would make something fail' in done.err


def test_what_is_harmless_is_kept_beside_what_is_not(tmp_path: Path) -> None:
    other = CLUSTER.replace('"this"', '"other"')
    text = CLUSTER.replace('= false', '= var.on') + other.replace('= false', '= !var.on')
    plant(tmp_path, {'a/main.tf': text + 'variable "on" {\n  default = false\n}\n'})
    plant(tmp_path, {'b/main.tf': CLUSTER, 'c/main.tf': CLUSTER})
    before = tree()

    done = run('--check', IAM, '--fix')

    right = CLUSTER.replace('false', 'true').encode()
    assert tree() == before | {'b/main.tf': right, 'c/main.tf': right}
    assert '2 fixed, 1 left' in done.out


def test_what_changes_more_is_asked_for(tmp_path: Path) -> None:
    text = GROUP.replace('VALUE', '"md5"').replace('rds.force_ssl', 'password_encryption')
    plant(tmp_path, {'main.tf': text})

    done = run('--check', SCRAM, '--fix')
    assert Path('main.tf').read_text() == text
    assert '--unsafe-fixes' in done.err

    done = run('--check', SCRAM, '--fix', '--unsafe-fixes')
    assert Path('main.tf').read_text() == text.replace('"md5"', '"scram-sha-256"')
    assert 'stay MD5' in done.err


def test_only_what_is_new_is_fixed(tmp_path: Path) -> None:
    plant(tmp_path, {'a.tf': CLUSTER})
    subprocess.run(['git', 'add', '.'], check=True)
    who = ['-c', 'user.name=x', '-c', 'user.email=x@example.com']
    subprocess.run(['git', *who, 'commit', '-qm', 'x'], check=True)
    plant(tmp_path, {'b/main.tf': CLUSTER})

    run('--check', IAM, '--since', 'HEAD', '--fix')

    assert Path('a.tf').read_text() == CLUSTER
    assert Path('b/main.tf').read_text() == CLUSTER.replace('false', 'true')


def test_named_files_alone_are_fixed(tmp_path: Path) -> None:
    plant(tmp_path, {'a/main.tf': CLUSTER, 'b/main.tf': CLUSTER})

    run('--check', IAM, 'b/main.tf', '--fix')

    assert Path('a/main.tf').read_text() == CLUSTER
    assert Path('b/main.tf').read_text() == CLUSTER.replace('false', 'true')


def test_a_link_out_of_the_repository_is_not_followed(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp('outside') / 'main.tf'
    outside.write_text(CLUSTER)
    plant(tmp_path, {'a/main.tf': CLUSTER})
    Path('b').mkdir()
    Path('b/main.tf').symlink_to(outside)

    run('--check', IAM, '--fix')

    assert outside.read_text() == CLUSTER
    assert Path('a/main.tf').read_text() == CLUSTER.replace('false', 'true')


def test_a_link_inside_the_repository_stays_one(tmp_path: Path) -> None:
    plant(tmp_path, {'a/main.tf': CLUSTER})
    Path('b').mkdir()
    Path('b/main.tf').symlink_to('../a/main.tf')

    run('--check', IAM, '--fix')

    assert Path('b/main.tf').is_symlink()
    assert Path('a/main.tf').read_text() == CLUSTER.replace('false', 'true')


@pytest.mark.parametrize(
    ('value', 'reason'),
    [
        pytest.param('var.on', 'not fixed', id='a parameter of the template'),
        pytest.param('jsondecode("false")', 'computed', id='computed'),
    ],
)
def test_what_is_computed_is_left(tmp_path: Path, value: str, reason: str) -> None:
    text = CLUSTER.replace('false', value) + 'variable "on" {\n  default = 1 == 2\n}\n'
    plant(tmp_path, {'main.tf': text})

    done = run('--check', IAM, '--fix')

    assert Path('main.tf').read_text() == text
    assert done.code != 0
    assert reason in done.err


def test_no_block_is_put_beside_an_argument(tmp_path: Path) -> None:
    """Before Terraform 0.12 the parameters could be a list of maps."""
    text = UNSET.replace('# stays', '\n  parameter = [{ name = "log_statement", value = "ddl" }]')
    plant(tmp_path, {'main.tf': text})

    done = fixed()

    assert Path('main.tf').read_text() == text
    assert 'beside which no block can stand' in done.err


def test_a_group_in_a_module_from_elsewhere_is_left(tmp_path: Path) -> None:
    text = """\
module "aurora" {
  source                            = "terraform-aws-modules/rds-aurora/aws"
  version                           = "9.0.0"
  engine                            = "aurora-postgresql"
  create_db_cluster_parameter_group = true
  db_cluster_parameter_group_family = "aurora-postgresql14"
}
"""
    plant(tmp_path, {'main.tf': text})

    done = fixed()

    assert Path('main.tf').read_text() == text
    assert 'give it to the call' in done.err


def test_a_plan_is_left(tmp_path: Path) -> None:
    plan = {
        'format_version': '1.2',
        'terraform_version': '1.9.0',
        'planned_values': {
            'root_module': {
                'resources': [
                    {
                        'address': 'aws_rds_cluster.this',
                        'mode': 'managed',
                        'type': 'aws_rds_cluster',
                        'name': 'this',
                        'values': {
                            'engine': 'aurora-postgresql',
                            'iam_database_authentication_enabled': False,
                        },
                    }
                ]
            }
        },
        'resource_changes': [],
        'configuration': {'root_module': {}},
    }
    plant(tmp_path, {'plan.json': json.dumps(plan, indent=2)})
    before = tree()

    done = run('--check', IAM, '--fix')

    assert tree() == before
    assert 'it is a plan' in done.err


def test_an_app_is_left(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / 'cdk' / 'typescript-app', tmp_path / 'app')
    before = tree()

    done = run('app', '--fix')

    assert tree() == before
    assert 'a program makes the resource' in done.err


def test_files_for_secrets_are_not_copied(tmp_path: Path) -> None:
    plant(tmp_path, {'top/main.tf': CLUSTER, 'top/.env': 'x', 'top/.git/index': b'DIRC'})
    top = tmp_path.resolve() / 'top'

    RepositoryCopy(str(top), str(tmp_path / 'copy')).fill()

    names = {str(path.relative_to('copy')) for path in Path('copy').rglob('*') if path.is_file()}
    assert names == {'main.tf', '.git/index'}


def test_the_working_directory_stays(tmp_path: Path) -> None:
    plant(tmp_path, {'a/main.tf': CLUSTER})
    here = os.getcwd()

    run('a', '--fix')

    assert os.getcwd() == here


@pytest.mark.parametrize(
    'argv',
    [('--unsafe-fixes',), ('--fix', '--write-baseline', 'x'), ('--diff', '--list-deployments')],
)
def test_options_that_do_not_go_together(argv: tuple[str, ...]) -> None:
    assert run(*argv).code == 2
