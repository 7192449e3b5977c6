"""What `pip install .` brings is little, and all that the command needs: no Checkov."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from importlib.metadata import Distribution
from importlib.metadata import distribution
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import checkov_aurora_pg
from testing.scans import run

ROOT = Path(checkov_aurora_pg.__file__).parent.parent
SOURCE = ('LICENSE', 'README.md', 'pyproject.toml', 'setup.cfg')
NAME = 'checkov-aurora-pg'
MOST_PACKAGES = 10


def _needed(distribution: Distribution, extra: str = '') -> Iterator[str]:
    for written in distribution.requires or ():
        requirement = Requirement(written)
        if requirement.marker is None or requirement.marker.evaluate({'extra': extra}):
            yield canonicalize_name(requirement.name)


def _with_all_that_it_needs(own: Distribution) -> set[str]:
    """Return the names of a distribution and of what it needs, and so on."""
    names, left = {NAME}, [*_needed(own)]
    while left:
        name = left.pop()
        if name not in names:
            names.add(name)
            left.extend(_needed(distribution(name)))
    return names


def _copy(name: str, site: Path) -> None:
    """Copy what this environment has of a distribution, but what is outside `site-packages`."""
    for file in distribution(name).files or ():
        if '..' not in file.parts and file.suffix != '.pyc':
            (site / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file.locate(), site / file)


class Slim:
    """A virtual environment that has this package, what it needs, and nothing else."""

    def __init__(self, top: Path) -> None:
        """Make one, without the network: what is needed is copied from this environment."""
        source, environment = top / 'source', top / 'environment'
        shutil.copytree(
            ROOT / 'checkov_aurora_pg',
            source / 'checkov_aurora_pg',
            ignore=shutil.ignore_patterns('__pycache__'),
        )
        for name in SOURCE:
            shutil.copy(ROOT / name, source)
        venv.create(environment, with_pip=False, symlinks=True)
        [self.site] = environment.glob('lib/python*/site-packages')
        self.python = environment / 'bin' / 'python'
        subprocess.run(
            [
                sys.executable,
                '-m',
                'pip',
                'install',
                '--quiet',
                '--no-index',
                '--no-deps',
                '--no-build-isolation',
                '--target',
                str(self.site),
                str(source),
            ],
            check=True,
            timeout=300,
        )
        [self.own] = distributions(name=NAME, path=[str(self.site)])
        for name in _with_all_that_it_needs(self.own) - {NAME}:
            _copy(name, self.site)

    def packages(self) -> set[str]:
        """Return the names of the distributions that are in the environment."""
        return {
            canonicalize_name(one.metadata['Name']) for one in distributions(path=[str(self.site)])
        }

    def run(self, *argv: str) -> subprocess.CompletedProcess[str]:
        """Run the command in there, on this repository; nothing of the checkout is imported."""
        return subprocess.run(
            [self.python, '-I', '-m', 'checkov_aurora_pg', *argv],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


@pytest.fixture(name='slim', scope='module')
def _slim(tmp_path_factory: pytest.TempPathFactory) -> Slim:
    return Slim(tmp_path_factory.mktemp('slim'))


def test_a_slim_environment_has_few_packages(slim: Slim) -> None:
    assert {NAME, 'pyyaml', 'tree-sitter'} <= slim.packages()
    assert 'checkov' not in slim.packages()
    assert len(slim.packages()) <= MOST_PACKAGES


def test_checkov_comes_with_the_extra(slim: Slim) -> None:
    assert {*_needed(slim.own, extra='checkov')} - {*_needed(slim.own)} == {'checkov'}


@pytest.mark.parametrize(
    'argv',
    [
        pytest.param(('examples',), id='the examples'),
        pytest.param(('examples', '--output', 'sarif'), id='another format'),
        pytest.param(('--explain', 'CKV2_AURORAPG_1'), id='an explanation'),
    ],
)
def test_a_slim_environment_says_what_a_full_one_says(
    slim: Slim,
    monkeypatch: pytest.MonkeyPatch,
    argv: tuple[str, ...],
) -> None:
    monkeypatch.chdir(ROOT)

    done, full = slim.run(*argv), run(*argv)

    assert done.stderr == ''
    assert (done.returncode, done.stdout) == (full.code, full.out)
    assert done.stdout


def test_a_slim_environment_says_that_checkov_is_missing(slim: Slim) -> None:
    done = slim.run('--checks-dir')

    assert done.returncode == 2
    assert done.stdout == f'{slim.site / "checkov_aurora_pg" / "checks"}\n'
    assert 'Checkov is not installed where this command is' in done.stderr
