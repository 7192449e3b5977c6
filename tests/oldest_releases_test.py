"""`tox -e oldest` installs what `setup.cfg` promises, and no newer release."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.requirements import Requirement

from checkov_aurora_pg.checkov_binding.fit import OLDEST
from testing import oldest_releases

SETUP = """
[options]
install_requires =
    PyYAML>=6.0.1
    DEPENDENCY
[options.extras_require]
checkov = checkov>=3.2
dev = pytest
"""


def _setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dependency: str) -> None:
    setup = tmp_path / 'setup.cfg'
    setup.write_text(SETUP.replace('DEPENDENCY', dependency))
    monkeypatch.setattr(oldest_releases, '_SETUP', setup)


def test_every_promise_is_one_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _setup(tmp_path, monkeypatch, 'tree-sitter>=0.23')

    assert oldest_releases.oldest_releases().split() == [
        'PyYAML==6.0.1',
        'tree-sitter==0.23',
        'checkov==3.2',
    ]


@pytest.mark.parametrize('dependency', ['tree-sitter', 'tree-sitter>0.23', 'a>=1,<2'])
def test_what_promises_nothing_is_an_error(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    dependency: str,
) -> None:
    _setup(tmp_path, monkeypatch, dependency)

    with pytest.raises(ValueError, match='does not say its oldest release'):
        oldest_releases.oldest_releases()


def test_this_project_says_what_it_promises() -> None:
    written = [Requirement(line) for line in oldest_releases.oldest_releases().splitlines()]

    assert {one.name: str(one.specifier) for one in written}['checkov'] == f'=={OLDEST}'
    assert {'PyYAML', 'pathspec', 'tree-sitter', 'tree-sitter-hcl'} <= {one.name for one in written}
