"""`--since REV` reports what a change brings, and what it does to the gate itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from checkov_aurora_pg.scanning.changes import revision_files
from testing.repositories import Repository
from testing.scans import run

IAM = ('--check', 'CKV2_AURORAPG_4')

FINDING = """
resource "aws_rds_cluster" "%s" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = false
}
"""
ONE = FINDING % 'one'
TWO = FINDING % 'two'
SKIPPED = ONE.replace('{\n', '{\n  # checkov:skip=CKV2_AURORAPG_4:the proxy does it\n')
UNDETERMINED = ONE.replace('= false', '= var.iam') + 'variable "iam" {}\n'
BROKEN = 'resource "aws_rds_cluster" "broken" {\n'
CDK_APP = Path(__file__).resolve().parent.parent / 'examples' / 'cdk' / 'violating'
CONFIGURATION = '.checkov-aurora-pg.yaml'
LINES = '# a line\n' * 10


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repository = Repository(tmp_path / 'repository')
    monkeypatch.chdir(repository.top)
    monkeypatch.delenv('CHECKOV_AURORA_PG_CONFIG', raising=False)
    return repository


def _since(rev: str, *argv: str) -> dict[str, Any]:
    done = run('-o', 'json', '--since', rev, *IAM, *argv)
    assert done.err == ''
    report: dict[str, Any] = json.loads(done.out)
    return report


def _new(report: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (one['verdict'], one['path'], one['resource'] or one['message'])
        for one in report['findings']
        if one['verdict'] in ('fail', 'undetermined')
    ]


@pytest.mark.parametrize(
    ('before', 'now', 'new'),
    [
        pytest.param({'main.tf': ONE}, {'main.tf': ONE}, [], id='nothing'),
        pytest.param({'main.tf': ONE}, {'main.tf': LINES + ONE}, [], id='moved lines'),
        pytest.param(
            {'main.tf': ONE},
            {'main.tf': TWO + ONE},
            [
                ('fail', 'main.tf', 'aws_rds_cluster.two'),
            ],
            id='a finding more',
        ),
        pytest.param(
            {'main.tf': LINES + ONE},
            {'db.tf': LINES + ONE + '# b\n', 'main.tf': None},
            [],
            id='a renamed file',
        ),
        pytest.param(
            {'a/main.tf': ONE},
            {'b/main.tf': ONE + TWO, 'a/main.tf': None},
            [
                ('fail', 'b/main.tf', 'aws_rds_cluster.two'),
            ],
            id='a renamed directory with a finding more',
        ),
        pytest.param(
            {'a/main.tf': ONE},
            {'b/main.tf': ONE},
            [
                ('fail', 'b/main.tf', 'aws_rds_cluster.one'),
            ],
            id='a copy',
        ),
        pytest.param(
            {'main.tf': ONE},
            {'main.tf': TWO},
            [
                ('fail', 'main.tf', 'aws_rds_cluster.two'),
            ],
            id='a renamed resource',
        ),
        pytest.param(
            {'main.tf': UNDETERMINED},
            {'main.tf': ONE},
            [
                ('fail', 'main.tf', 'aws_rds_cluster.one'),
            ],
            id='a finding that was undetermined',
        ),
        pytest.param(
            {'main.tf': ONE},
            {'main.tf': UNDETERMINED},
            [
                ('undetermined', 'main.tf', 'aws_rds_cluster.one'),
            ],
            id='undetermined, and a finding before',
        ),
        pytest.param(
            {'main.tf': UNDETERMINED},
            {'main.tf': LINES + UNDETERMINED},
            [],
            id='undetermined as before',
        ),
        pytest.param(
            {'a/main.tf': BROKEN}, {'a/main.tf': LINES + BROKEN}, [], id='the same problem'
        ),
        pytest.param({'main.tf': ONE}, {'main.tf': None}, [], id='a deleted file'),
        pytest.param(
            {'README.md': ''},
            {'main.tf': ONE},
            [
                ('fail', 'main.tf', 'aws_rds_cluster.one'),
            ],
            id='the first cluster',
        ),
        pytest.param(
            {
                'main.tf': ONE.replace('= false', '= jsondecode(file("iam.txt"))'),
                'iam.txt': 'false',
            },
            {'main.tf': LINES + ONE.replace('= false', '= jsondecode(file("iam.txt"))')},
            [],
            id='a file that configuration reads',
        ),
    ],
)
def test_only_what_is_new(
    repository: Repository,
    before: Mapping[str, str],
    now: Mapping[str, str | None],
    new: list[tuple[str, str, str]],
) -> None:
    repository.commit(before)
    for name, text in now.items():
        if text is None:
            os.remove(name)
    repository.commit({name: text for name, text in now.items() if text is not None})

    report = _since('HEAD~1')

    assert _new(report) == new
    assert report['summary']['failed'] == sum(verdict == 'fail' for verdict, *_ in new)
    assert report['changes'] == []


GROUP = """
resource "aws_security_group" "%s" {
  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"""
IN_GROUPS = """
resource "aws_rds_cluster" "this" {
  engine                 = "aurora-postgresql"
  vpc_security_group_ids = [%s]
}
"""


@pytest.mark.parametrize('known', ['a', 'b', 'c'])
def test_of_two_alike_the_one_that_is_new(repository: Repository, known: str) -> None:
    groups = ''.join(GROUP % name for name in 'abc')
    others = [name for name in 'abc' if name != known]

    def cluster(*names: str) -> str:
        return IN_GROUPS % ', '.join(f'aws_security_group.{name}.id' for name in names)

    repository.commit({'main.tf': groups + cluster(known)})
    repository.write({'main.tf': groups + cluster('a', 'b', 'c')})

    done = run('-o', 'json', '--since', 'HEAD', '--check', 'CKV2_AURORAPG_9')

    assert [one['message'].split('`')[1] for one in done.findings] == [
        f'aws_security_group.{name}' for name in others
    ]


def test_what_passes_or_is_skipped_stays(repository: Repository) -> None:
    passing, skipped = ONE.replace('false', 'true'), SKIPPED.replace('"one"', '"three"')
    repository.commit({'a.tf': passing.replace('"one"', '"zero"'), 'b.tf': TWO, 'c.tf': skipped})
    repository.write({'d.tf': ONE})

    report = _since('HEAD')

    assert _new(report) == [('fail', 'd.tf', 'aws_rds_cluster.one')]
    assert [(one['verdict'], one['path']) for one in report['findings']] == [
        ('pass', 'a.tf'),
        ('skip', 'c.tf'),
        ('fail', 'd.tf'),
    ]


@pytest.mark.parametrize(
    ('now', 'code', 'new'),
    [
        ({'b/main.tf': BROKEN}, 3, [('fail', 'b/main.tf')]),
        ({'b/main.tf': ONE}, 1, [('fail', 'b/main.tf')]),
        ({'b/main.tf': UNDETERMINED}, 0, [('undetermined', 'b/main.tf')]),
        ({}, 0, []),
    ],
)
def test_the_exit_code_is_that_of_what_is_new(
    repository: Repository,
    now: Mapping[str, str],
    code: int,
    new: list[tuple[str, str]],
) -> None:
    repository.commit({'a/main.tf': BROKEN, 'c/main.tf': ONE})
    repository.write(now)

    assert run('--since', 'HEAD', *IAM).code == code
    assert [(verdict, path) for verdict, path, _ in _new(_since('HEAD'))] == new


def test_a_path_is_compared_with_itself(
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = 'module "db" {\n  source = "../db"\n}\n'
    repository.commit({'a/main.tf': module, 'b/main.tf': TWO, 'db/main.tf': ONE})
    repository.write({'db/main.tf': LINES + ONE})

    assert _new(_since('HEAD', 'a')) == []
    assert _new(_since('HEAD', 'db/main.tf')) == []
    monkeypatch.chdir('a')
    assert _new(_since('HEAD')) == []
    assert _new(_since('HEAD', '../b/main.tf')) == []


def test_what_a_program_generated(repository: Repository) -> None:
    shutil.copytree(CDK_APP, repository.top / 'app', dirs_exist_ok=True)
    repository.commit()
    whole = run('-o', 'json').findings
    (template,) = (repository.top / 'app').rglob('Database.template.json')
    template.write_text('\n\n' + template.read_text())

    assert any(one['verdict'] == 'fail' and one['path'] == 'app/app.js' for one in whole)
    assert run('--since', 'HEAD').code == 0


def test_what_git_ignores_is_no_change(repository: Repository) -> None:
    source = 'git::https://git.example.com/db.git'
    manifest = {
        'Modules': [
            {'Key': '', 'Source': '', 'Dir': '.'},
            {'Key': 'db', 'Source': source, 'Dir': '.terraform/modules/db'},
        ]
    }
    call = f'module "db" {{\n  source = "{source}"\n}}\n'
    repository.commit({'.gitignore': '.terraform/\n*.tfvars\n', 'main.tf': UNDETERMINED + call})
    repository.write(
        {
            'terraform.tfvars': 'iam = false\n',
            'secret.tfvars': 'iam = false\n',
            '.terraform/modules/modules.json': json.dumps(manifest),
            '.terraform/modules/db/main.tf': TWO,
        }
    )

    assert len(_new({'findings': run('-o', 'json', *IAM).findings})) == 3
    assert _new(_since('HEAD')) == []
    os.remove('terraform.tfvars')
    assert _new(_since('HEAD', '--var-file', 'secret.tfvars')) == []


def test_the_tree_and_the_index_stay_as_they_are(repository: Repository) -> None:
    repository.commit({'main.tf': ONE})
    repository.write({'main.tf': TWO, 'staged.tf': 'locals {}\n'})
    repository.git('add', 'staged.tf')
    before = (repository.git('status', '--porcelain'), Path('.git/index').read_bytes())
    objects = sorted(map(str, Path('.git').rglob('*')))

    assert run('--since', 'HEAD', *IAM).code == 1

    assert (repository.git('status', '--porcelain'), Path('.git/index').read_bytes()) == before
    assert sorted(map(str, Path('.git').rglob('*'))) == objects


def test_in_a_hook_of_gits_own(
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    repository.commit({'main.tf': ONE})
    other = Repository(tmp_path / 'other')
    monkeypatch.setenv('GIT_DIR', str(other.top / '.git'))

    assert run('--since', 'HEAD', *IAM).code == 0


@pytest.mark.parametrize(
    ('argv', 'said'),
    [
        (['--since', 'nowhere'], '`nowhere` is not a revision of'),
        (['--since', 'HEAD:main.tf'], '`HEAD:main.tf` is not a revision of'),
        (['--since=--output=owned'], '`--output=owned` is not a revision'),
        (['--since', 'HEAD', '..'], '`..` is in no git repository'),
        (['--since', 'HEAD', '.', '../other'], 'the paths are in 2 git repositories'),
        (['--since', 'HEAD', '--write-baseline', 'b.json'], 'write it without --since'),
    ],
)
def test_what_cannot_be_compared_is_said(
    repository: Repository,
    tmp_path: Path,
    argv: list[str],
    said: str,
) -> None:
    repository.commit({'main.tf': ONE})
    Repository(tmp_path / 'other').commit({'main.tf': ONE})

    done = run(*argv)

    assert (done.code, done.out) == (2, '')
    assert said in done.err


def test_without_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit({'main.tf': ONE})
    monkeypatch.setenv('PATH', '')

    done = run('--since', 'HEAD')

    assert done.code == 2
    assert 'git cannot be run' in done.err


def test_a_revision_beyond_the_bounds_is_not_passed_over(
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    repository.commit({'main.tf': ONE, 'a.json': '{}'})
    monkeypatch.setattr(revision_files, 'MOST_FILES', 1)

    done = run('--since', 'HEAD', *IAM)

    assert done.code == 3
    assert 'CKV2_AURORAPG_0 not judged: the revision has more than 1 files' in done.out


def test_a_hostile_tree_writes_nothing_elsewhere(repository: Repository, tmp_path: Path) -> None:
    outside = tmp_path / 'outside'
    outside.mkdir()
    (repository.top / 'link').symlink_to(outside)
    (repository.top / 'away.tf').symlink_to('../../../../etc/hostname')
    repository.commit({'main.tf': ONE})
    blob = repository.git('rev-parse', 'HEAD:main.tf').strip()
    tree = repository.git('rev-parse', 'HEAD^{tree}').strip()
    inner = _mktree(repository, f'100644 blob {blob}\tescaped.tf\n')
    listed = repository.git('ls-tree', tree)
    hostile = _mktree(repository, f'{listed}040000 tree {inner}\t..\n')
    commit = repository.git('commit-tree', hostile, '-m', 'hostile').strip()

    assert _new(_since(commit)) == []
    assert list(outside.iterdir()) == []


def _mktree(repository: Repository, text: str) -> str:
    path = repository.top / '.git' / 'listed'
    path.write_text(text)
    with path.open() as listed:
        done = subprocess.run(
            ['git', '-C', str(repository.top), 'mktree'],
            stdin=listed,
            capture_output=True,
            text=True,
            check=True,
        )
    return done.stdout.strip()


def test_a_stricter_configuration_brings_its_findings(repository: Repository) -> None:
    repository.commit({'main.tf': UNDETERMINED, CONFIGURATION: 'undetermined: fail\n'})
    repository.write({'main.tf': LINES + UNDETERMINED})
    assert run('--since', 'HEAD', *IAM).code == 0

    repository.write({'more.tf': TWO.replace('= false', '= var.iam')})
    assert run('--since', 'HEAD', *IAM).code == 1
