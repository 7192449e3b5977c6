"""The GitHub action: its steps run in a shell as the runner runs them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from testing.repositories import ENVIRONMENT
from testing.repositories import Repository

ROOT = Path(__file__).resolve().parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / 'action.yml').read_text())
INSTALL, JUDGE = ACTION['runs']['steps']

FINDING = """
resource "aws_rds_cluster" "%s" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = false
}
"""
_INPUT = re.compile(r'\$\{\{ inputs\.(\w+) \}\}')


class Runner:
    """Runs steps as GitHub's runner does: a script in `bash`, inputs in its environment."""

    def __init__(self, temporary: Path) -> None:
        self.temporary = temporary
        temporary.mkdir()

    def run(
        self,
        step: Mapping[str, Any],
        directory: Path,
        inputs: Mapping[str, str] | None = None,
        **environment: str,
    ) -> subprocess.CompletedProcess[str]:
        assert step['shell'] == 'bash'
        script = self.temporary / 'script.sh'
        script.write_text(step['run'])
        given = {name: str(one.get('default', '')) for name, one in ACTION['inputs'].items()}
        given |= inputs or {}
        return subprocess.run(
            ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', str(script)],
            cwd=directory,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            env={
                **ENVIRONMENT,
                # The dependencies, Checkov among them, are those of this environment.
                'PIP_NO_DEPS': '1',
                'PYTHONPATH': sysconfig.get_path('purelib'),
                'PATH': f'{Path(sys.executable).parent}{os.pathsep}{os.environ["PATH"]}',
                'RUNNER_TEMP': str(self.temporary),
                'GITHUB_ACTION_PATH': str(self.temporary.parent / 'action'),
                **{
                    name: _INPUT.sub(lambda found: given[found[1]], value)
                    for name, value in step.get('env', {}).items()
                },
                **environment,
            },
        )


@pytest.fixture(scope='module')
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    top = tmp_path_factory.mktemp('action')
    action = top / 'action'
    shutil.copytree(
        ROOT / 'checkov_aurora_pg',
        action / 'checkov_aurora_pg',
        ignore=shutil.ignore_patterns('__pycache__'),
    )
    for name in ('setup.cfg', 'pyproject.toml', 'README.md', 'LICENSE'):
        shutil.copy(ROOT / name, action / name)
    runner = Runner(top / 'temporary')
    checkout = top / 'checkout'
    checkout.mkdir()
    for name in ('venv', 'pip', 'logging', 'subprocess'):  # none of a checkout's is imported
        (checkout / f'{name}.py').write_text('raise SystemExit("executed")\n')
    done = runner.run(INSTALL, checkout)
    assert done.returncode == 0, done.stdout + done.stderr
    return runner


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / 'repository')
    repository.commit({'db/main.tf': FINDING % 'this'})
    return repository


def test_no_input_is_written_into_a_script() -> None:
    for step in ACTION['runs']['steps']:
        assert '${{' not in step['run']
    assert set(ACTION['inputs']) == {'path', 'config', 'since', 'sarif', 'fail'}
    assert {_INPUT.fullmatch(value)[1] for value in JUDGE['env'].values()} == set(ACTION['inputs'])  # type: ignore[index]


def test_findings_are_annotated(runner: Runner, repository: Repository) -> None:
    summary = repository.top.parent / 'summary.md'

    done = runner.run(JUDGE, repository.top, GITHUB_STEP_SUMMARY=str(summary))

    assert done.returncode == 1, done.stderr
    assert '::warning file=db/main.tf,line=4,endLine=4,title=CKV2_AURORAPG_4' in done.stdout
    assert '## Aurora PostgreSQL security' in summary.read_text()


def test_findings_need_not_fail(runner: Runner, repository: Repository) -> None:
    assert runner.run(JUDGE, repository.top, {'fail': 'false'}).returncode == 0
    done = runner.run(JUDGE, repository.top, {'fail': 'no'})
    assert (done.returncode, done.stdout) == (
        2,
        '::error::the input `fail` takes `true` or `false`\n',
    )


def test_what_cannot_be_judged_always_fails(runner: Runner, repository: Repository) -> None:
    repository.write({'db/main.tf': 'resource "aws_rds_cluster" "this" {'})

    assert runner.run(JUDGE, repository.top, {'fail': 'false'}).returncode == 3


def test_sarif_is_written(runner: Runner, repository: Repository) -> None:
    runner.run(JUDGE, repository.top, {'sarif': 'report of it.sarif'})

    assert '"CKV2_AURORAPG_4"' in (repository.top / 'report of it.sarif').read_text()


def test_paths_and_configuration(runner: Runner, repository: Repository) -> None:
    repository.write(
        {
            'two words/main.tf': FINDING % 'that',
            'own.yaml': 'undetermined: no\n',
            'a.tf': '',
            '-o.tf': '',
        }
    )

    paths = runner.run(JUDGE, repository.top, {'path': 'a.tf\ntwo words\n'})
    assert 'two words/main.tf' in paths.stdout
    assert 'db/main.tf' not in paths.stdout
    assert runner.run(JUDGE, repository.top, {'path': '-o.tf'}).returncode == 0
    assert runner.run(JUDGE, repository.top, {'config': 'own.yaml'}).returncode == 2


@pytest.mark.parametrize('name', ['path', 'config', 'since', 'sarif', 'fail'])
def test_an_input_is_never_a_command(
    runner: Runner,
    repository: Repository,
    name: str,
) -> None:
    hostile = '$(touch owned) `touch owned` "; touch owned; "\' touch owned'

    runner.run(JUDGE, repository.top, {name: hostile})

    assert not (repository.top / 'owned').exists()


def test_a_pull_request_is_compared_with_its_base(
    runner: Runner,
    repository: Repository,
    tmp_path: Path,
) -> None:
    repository.git('switch', '--quiet', '--create', 'topic')
    repository.commit({'more/main.tf': FINDING % 'that'})
    shallow = tmp_path / 'shallow'
    repository.git(
        'clone',
        '--quiet',
        '--depth=1',
        '--branch=topic',
        f'file://{repository.top}',
        str(shallow),
    )

    done = runner.run(JUDGE, shallow, GITHUB_BASE_REF='main')

    assert done.returncode == 1, done.stderr
    assert 'file=more/main.tf,' in done.stdout
    assert 'file=db/main.tf,' not in done.stdout
    everything = runner.run(JUDGE, shallow, {'since': 'all'}, GITHUB_BASE_REF='main')
    assert 'file=db/main.tf,' in everything.stdout
    missing = runner.run(JUDGE, shallow, GITHUB_BASE_REF='nowhere')
    assert missing.returncode not in (0, 1)
