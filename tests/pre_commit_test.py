"""In pre-commit: changed files are judged with the roots and templates that they belong to."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from checkov_aurora_pg.readers.walking import file_names
from testing.repositories import ENVIRONMENT
from testing.repositories import Repository
from testing.scans import run

ROOT = Path(__file__).resolve().parent.parent
HOOKS = ROOT / '.pre-commit-hooks.yaml'
HOOK, FIX = yaml.safe_load(HOOKS.read_text())

IAM = ('--check', 'CKV2_AURORAPG_4')
TENANCY = ('--check', 'CKV2_AURORAPG_3')

CLEAN = """
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = true
}
"""
FINDING = CLEAN.replace('true', 'false')
MODULE = {
    'modules/db/main.tf': CLEAN.replace('true', 'var.iam'),
    'modules/db/variables.tf': 'variable "iam" {\n  default = false\n}\n',
}
CALL = 'module "db" {\n  source = "../../modules/db"\n  iam    = %s\n}\n'
NETWORK = """
resource "aws_vpc" "this" {
  cidr_block       = "10.0.0.0/16"
  instance_tenancy = "dedicated"
}

resource "aws_subnet" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_db_subnet_group" "this" {
  subnet_ids = [aws_subnet.this.id]
}
"""
INSTANCE = """
resource "aws_rds_cluster" "this" {
  engine               = "aurora-postgresql"
  db_subnet_group_name = aws_db_subnet_group.this.name
}

resource "aws_rds_cluster_instance" "this" {
  engine             = "aurora-postgresql"
  cluster_identifier = aws_rds_cluster.this.id
  instance_class     = "db.t3.medium"
}
"""
VPC_STACK = """
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16, InstanceTenancy: dedicated}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc}
Outputs:
  Subnet:
    Value: !Ref Subnet
    Export: {Name: the-subnet}
"""
DATABASE_STACK = """
Resources:
  Group:
    Type: AWS::RDS::DBSubnetGroup
    Properties: {SubnetIds: [!ImportValue the-subnet]}
  Cluster:
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql, DBSubnetGroupName: !Ref Group}
  Instance:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: aurora-postgresql
      DBClusterIdentifier: !Ref Cluster
      DBInstanceClass: db.t3.medium
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repository = Repository(tmp_path / 'repository')
    monkeypatch.chdir(repository.top)
    monkeypatch.delenv('CHECKOV_AURORA_PG_CONFIG', raising=False)
    monkeypatch.setenv('PRE_COMMIT', '1')
    return repository


def _failed(*argv: str) -> list[tuple[str, str]]:
    done = run('-o', 'json', *argv)
    assert done.err == ''
    return [(one['path'], one['resource']) for one in done.findings if one['verdict'] == 'fail']


@pytest.mark.parametrize(
    ('files', 'named', 'failed'),
    [
        pytest.param(
            {'main.tf': FINDING},
            'main.tf',
            [('main.tf', 'aws_rds_cluster.this')],
            id='a file with a finding',
        ),
        pytest.param(
            {'a.tf': FINDING, 'b.tf': 'resource "aws_vpc" "this" {}\n'},
            'b.tf',
            [],
            id='a resource that no finding speaks of',
        ),
        pytest.param(
            {'a.tf': FINDING, 'b/main.tf': FINDING, 'b/variables.tf': 'variable "a" {}\n'},
            'b/variables.tf',
            [('b/main.tf', 'aws_rds_cluster.this')],
            id='the same root only',
        ),
        pytest.param(
            {**MODULE, 'envs/a/main.tf': CALL % 'false', 'envs/b/main.tf': CALL % 'true'},
            'modules/db/main.tf',
            [('envs/a/main.tf', 'module.db.aws_rds_cluster.this')],
            id='a module that roots elsewhere call',
        ),
        pytest.param(
            {
                **MODULE,
                'envs/a/main.tf': CALL % 'var.iam',
                'envs/a/variables.tf': 'variable "iam" {}\n',
                'envs/a/terraform.tfvars': 'iam = false\n',
            },
            'envs/a/terraform.tfvars',
            [('envs/a/terraform.tfvars', 'module.db.aws_rds_cluster.this')],
            id='a variable file',
        ),
        pytest.param(
            {
                'main.tf': FINDING,
                'variables.tf': 'variable "iam" {}\n',
                'other.tfvars': 'iam = 1\n',
            },
            'other.tfvars',
            [('main.tf', 'aws_rds_cluster.this')],
            id='a variable file that Terraform does not load, and that a deployment is given',
        ),
        pytest.param(
            {
                'main.tf': FINDING,
                'variables.tf': 'variable "iam" {}\n',
                'other.tfvars': 'mfa = 1\n',
            },
            'other.tfvars',
            [],
            id='a variable file of other names',
        ),
        pytest.param(
            {
                'main.tf': CLEAN.replace('true', 'local.production ? true : false'),
                'locals.tf': 'locals {\n  production = false\n}\n',
            },
            'locals.tf',
            [('main.tf', 'aws_rds_cluster.this')],
            id='a local that a condition asks',
        ),
        pytest.param(
            {
                'main.tf': CLEAN.replace('true', 'yamldecode(file("${path.module}/db.yaml")).iam'),
                'db.yaml': 'iam: false\n',
            },
            'db.yaml',
            [('main.tf', 'aws_rds_cluster.this')],
            id='a document that configuration reads',
        ),
        pytest.param(
            {
                'main.tf': FINDING + 'locals {\n  a = file("${path.module}/db.yaml")\n}\n',
                'db.yaml': '',
                'ci.yaml': 'on: push\n',
            },
            'ci.yaml',
            [],
            id='a document that nothing reads',
        ),
        pytest.param(
            {
                'main.tf.json': json.dumps({'module': {'db': {'source': './db', 'iam': False}}}),
                'db/main.tf': CLEAN.replace('true', 'var.iam') + 'variable "iam" {}\n',
            },
            'db/main.tf',
            [('main.tf.json', 'module.db.aws_rds_cluster.this')],
            id='called from JSON',
        ),
        pytest.param(
            {'a.tf': FINDING, '.checkov-aurora-pg.yaml': 'accept_md5_logins: false\n'},
            '.checkov-aurora-pg.yaml',
            [('a.tf', 'aws_rds_cluster.this')],
            id='the configuration',
        ),
        pytest.param(
            {'main.tf': FINDING, 'README.md': ''}, 'README.md', [], id='no infrastructure'
        ),
    ],
)
def test_a_file_is_judged_with_what_it_belongs_to(
    repository: Repository,
    files: Mapping[str, str],
    named: str,
    failed: list[tuple[str, str]],
) -> None:
    repository.write(files)

    assert _failed(*IAM, named) == failed


@pytest.mark.parametrize(
    ('files', 'named', 'resource'),
    [
        pytest.param(
            {'vpc.tf': NETWORK, 'db.tf': INSTANCE},
            'vpc.tf',
            'aws_rds_cluster_instance.this',
            id='terraform',
        ),
        pytest.param(
            {'network/vpc.yaml': VPC_STACK, 'database/db.yaml': DATABASE_STACK},
            'network/vpc.yaml',
            'Instance',
            id='cloudformation',
        ),
        pytest.param(
            {'network/vpc.yaml': VPC_STACK, 'database/db.yaml': DATABASE_STACK},
            'database/db.yaml',
            'Instance',
            id='cloudformation, the other way',
        ),
    ],
)
def test_a_network_that_an_instance_elsewhere_cannot_be_in(
    repository: Repository,
    files: Mapping[str, str],
    named: str,
    resource: str,
) -> None:
    repository.write(files)

    assert [name for _, name in _failed(*TENANCY, named)] == [resource]


def test_what_is_broken_elsewhere_stops_nobody(repository: Repository) -> None:
    repository.write(
        {
            'a/main.tf': CLEAN,
            'b/main.tf': 'resource "aws_rds_cluster" {',
            'good.yaml': DATABASE_STACK,
            'bad.yaml': 'Resources: {AWS::RDS::DBCluster: [',
        }
    )

    assert run('a/main.tf', 'good.yaml', *IAM).code == 1
    assert run('a/main.tf', *IAM).code == 0
    assert run('b/main.tf', *IAM).code == 3
    assert run('bad.yaml', *IAM).code == 3


@pytest.mark.parametrize(
    ('name', 'matters'),
    [
        ('a/main.tf', True),
        ('main.tf.json', True),
        ('main.tofu', True),
        ('prod.tfvars', True),
        ('prod.auto.tfvars.json', True),
        ('a.yaml', True),
        ('a.yml', True),
        ('a.json', True),
        ('stack.template', True),
        ('terragrunt.hcl', True),
        ('a/terragrunt.hcl', True),
        ('other.hcl', True),
        ('terragrunt.hcl.json', True),
        ('terragrunt.stack.hcl', True),
        ('MAIN.TF', True),
        ('Stack.YAML', True),
        ('main.tofu.json', True),
        ('stack.cfn', True),
        ('stack', True),
        ('Stack.Template', True),
        ('.checkov-aurora-pg.yaml', True),
        ('.hidden/main.tf', True),
        ('serverless.ts', True),
        ('a/serverless.js', True),
        ('-x.tf', True),
        ('two words/main.tf', True),
        ('README.md', False),
        ('main.py', False),
        ('a/picture.PNG', False),
        ('a.serverless.ts', False),
        ('lib/app.ts', False),
    ],
)
def test_the_hook_takes_the_files_that_can_matter(
    repository: Repository,
    pre_commit: PreCommit,
    name: str,
    matters: bool,
) -> None:
    repository.write({name: '# nothing\n'})
    repository.git('add', '--all')

    out = pre_commit('echo seen').stdout

    assert ('Skipped' not in out) is matters


def test_the_hook_leaves_out_what_a_walk_takes_for_no_infrastructure() -> None:
    left_out = re.compile(HOOK['exclude'])

    for ending in file_names._OTHERS:
        assert left_out.search(f'a/name{ending}')
        assert left_out.search(f'name{ending.upper()}')
        assert not left_out.search(f'name{ending}x.yaml')
    for name in file_names.PROGRAMS:
        assert not left_out.search(name)


@pytest.mark.parametrize('name', ['--soft-fail', '-o=json', '--config=x.yaml', '--version.tf'])
@pytest.mark.parametrize(
    ('args', 'code'),
    [
        (None, 1),
        (['--check', 'CKV2_AURORAPG_4', '--'], 1),
        (['--check', 'CKV2_AURORAPG_4'], 2),
    ],
)
def test_a_files_name_is_no_option(
    repository: Repository,
    pre_commit: PreCommit,
    name: str,
    args: list[str] | None,
    code: int,
) -> None:
    repository.write({name: '', 'main.tf': FINDING})
    repository.git('add', '--all')
    hook = {**HOOK, 'entry': f'{sys.executable} -m checkov_aurora_pg', 'language': 'system'}

    done = pre_commit.with_hook({**hook, **({} if args is None else {'args': args})})

    assert done.returncode == 1
    assert (code == 1) or '- exit code: 2' in done.stdout
    assert ('main.tf:4: CKV2_AURORAPG_4 ' in done.stdout) is (code == 1)
    assert (f'`{name}` may be an option or the file of that name' in done.stdout) is (code == 2)


def test_links_and_submodules_are_passed(
    repository: Repository,
    pre_commit: PreCommit,
    tmp_path: Path,
) -> None:
    inner = Repository(tmp_path / 'inner')
    inner.commit({'main.tf': FINDING})
    repository.commit(
        {
            'shared/db.tf': CLEAN.replace('true', 'var.iam') + 'variable "iam" {}\n',
            'shared/off.tfvars': 'iam = false\n',
            'a/variables.tf': '',
        }
    )
    (repository.top / 'a/db.tf').symlink_to('../shared/db.tf')
    (repository.top / 'a/terraform.tfvars').symlink_to('../shared/off.tfvars')
    repository.git('add', '--all')
    linked = pre_commit(SYSTEM)
    repository.commit()
    repository.git(
        '-c',
        'protocol.file.allow=always',
        'submodule',
        '--quiet',
        'add',
        str(inner.top),
        'sub',
    )

    added = pre_commit(SYSTEM)

    assert 'CKV2_AURORAPG_4 ' in linked.stdout
    assert 'sub/main.tf:4: CKV2_AURORAPG_4 ' in added.stdout


class PreCommit:
    """Runs pre-commit, with its own files in a directory of its own, on a repository."""

    def __init__(self, repository: Repository, home: Path) -> None:
        self._repository = repository
        self._environment = {
            **ENVIRONMENT,
            'PRE_COMMIT_HOME': str(home),
            'PYTHONPATH': str(ROOT),
            'PRE_COMMIT_COLOR': 'never',
        }

    def run(self, *argv: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, '-m', 'pre_commit', *argv],
            cwd=self._repository.top,
            env={**self._environment, **more},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def __call__(self, entry: str, *argv: str) -> subprocess.CompletedProcess[str]:
        return self.with_hook({**HOOK, 'entry': entry, 'language': 'system'}, *argv)

    def with_hook(
        self,
        hook: Mapping[str, object],
        *argv: str,
    ) -> subprocess.CompletedProcess[str]:
        configuration = {'repos': [{'repo': 'local', 'hooks': [{**hook, 'verbose': True}]}]}
        path = self._repository.top.parent / 'pre-commit.yaml'
        path.write_text(yaml.safe_dump(configuration))
        return self.run('run', '--config', str(path), *argv)


@pytest.fixture
def pre_commit(repository: Repository, tmp_path: Path) -> PreCommit:
    return PreCommit(repository, tmp_path / 'home')


SYSTEM = f'{sys.executable} -m checkov_aurora_pg --check CKV2_AURORAPG_4'


def test_added_changed_and_deleted_files(repository: Repository, pre_commit: PreCommit) -> None:
    repository.commit({**MODULE, 'envs/a/main.tf': CALL % 'true', 'README.md': ''})
    assert pre_commit(SYSTEM, '--all-files').returncode == 0

    repository.write({'envs/b/main.tf': CALL % 'false'})
    repository.git('add', '--all')
    added = pre_commit(SYSTEM)
    assert added.returncode == 1
    assert 'envs/b/main.tf:3: CKV2_AURORAPG_4 ' in added.stdout
    assert 'set it to `true`' in added.stdout
    repository.commit()

    repository.write({'modules/db/main.tf': MODULE['modules/db/main.tf'] + '# changed\n'})
    repository.git('add', '--all')
    changed = pre_commit(SYSTEM)
    assert changed.returncode == 1
    assert 'envs/b/main.tf:3: ' in changed.stdout
    repository.commit()

    repository.git('rm', '--quiet', 'envs/b/main.tf')
    assert '(no files to check)' in pre_commit(SYSTEM).stdout
    repository.commit()
    assert pre_commit(SYSTEM, '--all-files').returncode == 0

    repository.write({'README.md': 'changed\n'})
    repository.git('add', '--all')
    assert 'Skipped' in pre_commit(SYSTEM).stdout


def test_a_commit_is_judged_by_what_it_brings(
    repository: Repository,
    pre_commit: PreCommit,
) -> None:
    since = f'{SYSTEM} --since HEAD'
    repository.commit({'main.tf': FINDING, 'locals.tf': 'locals {}\n'})
    repository.write({'locals.tf': 'locals {\n  a = 1\n}\n'})
    repository.git('add', '--all')

    assert pre_commit(SYSTEM).returncode == 1
    assert pre_commit(since).returncode == 0
    repository.write({'more.tf': FINDING.replace('this', 'more')})
    repository.git('add', '--all')
    brought = pre_commit(since)
    assert brought.returncode == 1
    assert 'more.tf:4: CKV2_AURORAPG_4 ' in brought.stdout
    assert 'main.tf:4:' not in brought.stdout


def _published(top: Path) -> Repository:
    """Return a repository with what pre-commit installs from this one."""
    published = Repository(top)
    shutil.copytree(
        ROOT / 'checkov_aurora_pg',
        top / 'checkov_aurora_pg',
        ignore=shutil.ignore_patterns('__pycache__'),
    )
    for name in ('setup.cfg', 'pyproject.toml', 'README.md', 'LICENSE', HOOKS.name):
        shutil.copy(ROOT / name, top / name)
    published.commit()
    return published


def test_the_hook_as_it_is_installed(
    repository: Repository,
    pre_commit: PreCommit,
    tmp_path: Path,
) -> None:
    published = _published(tmp_path / 'published')
    # The dependencies, Checkov among them, are those of this environment: a minute less.
    environment = {'PIP_NO_DEPS': '1', 'PYTHONPATH': sysconfig.get_path('purelib')}
    argv = ('try-repo', str(published.top), HOOK['id'], '--all-files')
    repository.commit({**MODULE, 'main.tf': CALL.replace('../../', './') % 'false'})

    violating = pre_commit.run(*argv, **environment)
    repository.commit({'main.tf': 'locals {}\n', 'modules/db/main.tf': ''})
    compliant = pre_commit.run(*argv, **environment)

    assert violating.returncode == 1, violating.stderr
    assert 'main.tf:3: CKV2_AURORAPG_4 ' in violating.stdout
    assert 'set it to `true` [module.db.aws_rds_cluster.this]' in violating.stdout
    assert compliant.returncode == 0, compliant.stdout + compliant.stderr


def test_the_hook_that_fixes_sees_the_same_files_and_changes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / '.git').mkdir()
    (tmp_path / 'main.tf').write_text(FINDING)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv('PRE_COMMIT', '1')

    done = run(*FIX['entry'].split()[1:], *IAM, *FIX['args'], 'main.tf')

    assert done.code == 0
    assert (tmp_path / 'main.tf').read_text() == CLEAN
    assert {key: FIX[key] for key in ('types', 'exclude')} == {
        key: HOOK[key] for key in ('types', 'exclude')
    }
