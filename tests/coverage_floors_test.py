"""A floor under nothing would hold nothing."""

from __future__ import annotations

import pytest
from coverage import Coverage

from testing import coverage_floors


def test_every_pattern_has_files() -> None:
    assert coverage_floors.unmatched() == []


@pytest.mark.parametrize(('share', 'code'), [(100.0, 0), (98.9, 1), (50.0, 1)])
def test_a_ring_below_its_floor_fails(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    share: float,
    code: int,
) -> None:
    monkeypatch.setattr(Coverage, 'load', lambda self: None)
    monkeypatch.setattr(Coverage, 'report', lambda self, **_: share)

    assert coverage_floors.main() == code
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        'core',
        'facts',
        'policies',
        'readers',
    ]
