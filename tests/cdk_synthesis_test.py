"""The committed assemblies are what the real CDK makes of the apps beside them.

Installing the CDK and synthesising takes minutes, and needs Node and its registry. So this
runs only where `SYNTHESISE_CDK` is set; of apps in Python, where aws-cdk-lib is installed.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from testing.fixtures import FIXTURES
from testing.synthesise_cdk import synthesise

REPOSITORY = FIXTURES.parent.parent
APPS = sorted(
    path.parent
    for pattern in ('tests/fixtures/cdk/*', 'examples/cdk/*', 'docs/policies/cdk')
    for path in REPOSITORY.glob(f'{pattern}/cdk.json')
)

pytestmark = [
    pytest.mark.skipif('SYNTHESISE_CDK' not in os.environ, reason='SYNTHESISE_CDK is not set'),
    pytest.mark.skipif(shutil.which('npm') is None, reason='there is no npm'),
]


def _require(app: Path) -> None:
    requirements = app / 'requirements.txt'
    for line in requirements.read_text().split() if requirements.exists() else ():
        name, _, version = line.partition('==')
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            installed = ''
        if installed != version:
            pytest.skip(f'{line} is not installed')


def _assembly(app: Path) -> dict[str, Any]:
    out = app / 'cdk.out'
    return {
        path.relative_to(out).as_posix(): json.loads(path.read_text())
        for path in out.rglob('*')
        if path.is_file() and path.suffix != '.expect'
    }


@pytest.mark.parametrize(
    'app',
    APPS,
    ids=lambda app: f'{app.relative_to(REPOSITORY).parts[0]}-{app.name}',
)
def test_an_assembly_is_synthesised_from_its_app(app: Path, tmp_path: Path) -> None:
    _require(app)
    copy = tmp_path / 'app'
    shutil.copytree(app, copy, ignore=shutil.ignore_patterns('cdk.out', 'node_modules'))

    synthesise(copy)

    assert _assembly(copy) == _assembly(app)
