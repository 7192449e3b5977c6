"""Folders that the configuration gives for modules of other repositories."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from testing.scans import run
from testing.ways import Tree
from testing.ways import plant
from testing.ways import require_held
from testing.ways import scan_of

IAM = 'CKV2_AURORAPG_4'
CLUSTER = (
    'variable "iam" {\n  default = false\n}\nresource "aws_rds_cluster" "db" {\n'
    '  engine = "aurora-postgresql"\n  iam_database_authentication_enabled = var.iam\n}\n'
)
CALL = 'module "db" {\n  source = "%s"\n%s}\n'
GIVEN = 'modules:\n  github.com/org/tf//rds: %s\n'
CONFIGURATION = '.checkov-aurora-pg.yaml'
INSIDE: Tree = {
    'inside/.git/HEAD': '',
    'inside/main.tf': CALL % ('github.com/org/tf//rds', ''),
}


def tree(source: str, inputs: str = '', folder: str = 'vendor/rds') -> Tree:
    return {
        '.git/HEAD': '',
        CONFIGURATION: GIVEN % folder,
        'main.tf': CALL % (source, inputs),
        f'{folder}/main.tf': CLUSTER,
    }


@pytest.mark.parametrize(
    'source',
    [
        'github.com/org/tf//rds',
        'github.com/org/tf.git//rds?ref=v1.2.0',
        'git::https://github.com/org/tf.git//rds?ref=v1.2.0',
        'git::https://user@github.com/Org/tf//rds',
        'git::ssh://git@github.com/org/tf.git//rds?ref=main&depth=1',
        'git@github.com:org/tf.git//rds?ref=v1.2.0',
    ],
)
@pytest.mark.parametrize(('inputs', 'verdict'), [('', 'fail'), ('  iam = true\n', 'pass')])
def test_a_call_is_read_from_the_folder_that_is_given(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    inputs: str,
    verdict: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    done = scan_of(tmp_path, tree(source, inputs), '--check', IAM)

    assert [(one['verdict'], one['resource']) for one in done.findings] == [
        (verdict, 'module.db.aws_rds_cluster.db')
    ], done.out


@pytest.mark.parametrize(
    ('given', 'source'),
    [
        (
            'git::https://gitlab.com/org/tf.git//rds',
            'git::ssh://git@gitlab.com:22/org/tf//rds?ref=v1',
        ),
        ('git@gitlab.com:org/tf.git//rds', 'git::https://gitlab.com/org/tf//rds'),
        ('org/rds/aws', 'registry.terraform.io/org/rds/aws'),
        ('github.com/org/terraform-aws-rds', 'org/rds/aws'),
    ],
)
def test_how_a_source_is_spelled_does_not_count(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    given: str,
    source: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    configured = {CONFIGURATION: f'modules:\n  "{given}": vendor/rds\n'}

    require_held(scan_of(tmp_path, {**tree(source), **configured}), f'fail {IAM}')


@pytest.mark.parametrize('source', ['github.com/org/tf//other', 'github.com/org/tf2//rds'])
def test_another_module_is_none_of_the_folders(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    inputs = '  iam = true\n  engine = "aurora-postgresql"\n'

    require_held(scan_of(tmp_path, tree(source, inputs), '--check', IAM), f'undetermined {IAM}')


def test_a_configuration_of_the_repository_gives_nothing_elsewhere(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant(
        tmp_path,
        {
            **INSIDE,
            f'inside/{CONFIGURATION}': GIVEN % '../outside',
            'outside/main.tf': CLUSTER,
        },
    )
    monkeypatch.chdir(tmp_path / 'inside')

    done = run('-o', 'json')

    assert done.code == 2
    assert '`../outside`, which is not in the repository of this file' in done.err


def test_a_configuration_around_two_repositories_gives_one_to_the_other(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant(tmp_path, {**INSIDE, 'outside/main.tf': CLUSTER, CONFIGURATION: GIVEN % 'outside'})
    monkeypatch.chdir(tmp_path / 'inside')

    require_held(run('-o', 'json', '--config', f'../{CONFIGURATION}', '.'), f'fail {IAM}')


def test_a_folder_that_stays_changes_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    plant(
        tmp_path,
        {
            name: text
            for name, text in tree('github.com/org/tf//rds').items()
            if '.git/' not in name
        },
    )
    for argv in (
        ('init', '-q'),
        ('add', '.'),
        (
            '-c',
            'user.name=a',
            '-c',
            'user.email=a@example.com',
            'commit',
            '-qm',
            'a',
        ),
    ):
        subprocess.run(('git', *argv), check=True)

    unchanged = json.loads(run('-o', 'json', '--since', 'HEAD').out)
    Path('other').mkdir()
    Path('other/main.tf').write_text(CLUSTER.replace('false', 'true'))
    Path(CONFIGURATION).write_text(GIVEN % 'other')
    changed = json.loads(run('-o', 'json', '--since', 'HEAD').out)

    assert unchanged['changes'] == []
    assert [one['message'] for one in changed['changes']] == [
        '`modules` gives another folder for `github.com/org/tf//rds`'
    ]
