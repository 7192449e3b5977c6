"""What is released: one commit gives one wheel, with all data and nothing beside the package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

import checkov_aurora_pg

REPOSITORY = Path(checkov_aurora_pg.__file__).parent.parent
PACKAGE = checkov_aurora_pg.__name__
RELEASED = ('LICENSE', 'README.md', 'pyproject.toml', 'setup.cfg')
DATA = {'.toml', '.tfmodel', '.typed'}


def _source(directory: Path, epoch: int) -> Path:
    """Return a copy of what a release is built from, made at another time."""
    directory.mkdir()
    for name in RELEASED:
        shutil.copy(REPOSITORY / name, directory)
    shutil.copytree(
        REPOSITORY / PACKAGE,
        directory / PACKAGE,
        ignore=shutil.ignore_patterns('__pycache__', '.*_cache'),
    )
    shutil.copytree(REPOSITORY / 'tests' / 'policies', directory / 'tests' / 'policies')
    for path in directory.rglob('*'):
        os.utime(path, (epoch, epoch))
    return directory


def _built(source: Path) -> Path:
    done = subprocess.run(
        [sys.executable, '-m', 'build', '--no-isolation', '--outdir', 'dist'],
        cwd=source,
        timeout=120,
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, 'PYTHONPATH': '', 'SOURCE_DATE_EPOCH': '1750000000'},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return source / 'dist'


@pytest.fixture(name='dist', scope='module')
def _dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(_source(tmp_path_factory.mktemp('first') / 'source', 1_600_000_000))


def _wheel(dist: Path) -> Path:
    [wheel] = dist.glob('*.whl')
    return wheel


def test_the_wheel_is_the_same_whenever_and_wherever_it_is_built(
    dist: Path,
    tmp_path: Path,
) -> None:
    again = _wheel(_built(_source(tmp_path / 'elsewhere', 1_700_000_000)))

    assert again.name == _wheel(dist).name
    assert again.read_bytes() == _wheel(dist).read_bytes()


def test_the_wheel_holds_the_package_and_nothing_else(dist: Path) -> None:
    files = {
        str(path.relative_to(REPOSITORY))
        for path in (REPOSITORY / PACKAGE).rglob('*')
        if path.suffix in DATA | {'.py'}
    }
    metadata = f'{PACKAGE}-{checkov_aurora_pg.__version__}.dist-info'

    with ZipFile(_wheel(dist)) as wheel:
        names = {name for name in wheel.namelist() if not name.startswith(f'{metadata}/')}

    assert {Path(name).suffix for name in files} == DATA | {'.py'}
    assert names == files


def test_what_the_index_shows_is_well_formed(dist: Path) -> None:
    subprocess.run(
        [sys.executable, '-m', 'twine', 'check', '--strict', *map(str, dist.iterdir())],
        check=True,
        timeout=60,
    )
    assert {path.suffix for path in dist.iterdir()} == {'.whl', '.gz'}
