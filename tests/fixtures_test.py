"""Every fixture: exactly the verdicts that it states, on the lines where it states them."""

from __future__ import annotations

from pathlib import Path

import pytest

from testing import fixtures
from testing.scans import run


@pytest.mark.parametrize(
    'directory',
    fixtures.directories(),
    ids=lambda directory: directory.relative_to(fixtures.FIXTURES).as_posix(),
)
def test_a_fixture_gets_the_verdicts_it_states(
    directory: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(directory)

    differences = fixtures.read(directory, directory).differences(run('-o', 'json').findings)

    assert not differences, '\n'.join(differences)


def test_there_are_fixtures() -> None:
    assert len(fixtures.directories()) > 10
