"""`-o gitlab`: what GitLab's Code Quality widget reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from testing.scans import run

FIXTURES = Path(__file__).parent.parent / 'fixtures'

CLUSTER = """
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  engine_version                      = "17.4"
  iam_database_authentication_enabled = ON
}
"""


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)


def _degradations(*argv: str) -> list[dict[str, Any]]:
    read = json.loads(run('-o', 'gitlab', *argv).out)
    assert isinstance(read, list)
    return read


def test_a_finding_has_what_gitlab_requires() -> None:
    Path('main.tf').write_text(CLUSTER.replace('ON', 'false'))

    (found,) = _degradations('--check', 'CKV2_AURORAPG_4')

    assert len(found.pop('fingerprint')) == 32
    assert found.pop('description').endswith(' [aws_rds_cluster.this]')
    assert found == {
        'check_name': 'CKV2_AURORAPG_4',
        'severity': 'major',
        'location': {'path': 'main.tf', 'lines': {'begin': 5}},
    }


@pytest.mark.parametrize(
    ('text', 'severity'),
    [
        pytest.param(
            CLUSTER.replace('ON', 'var.iam') + 'variable "iam" {}', 'info', id='undetermined'
        ),
        pytest.param('resource "aws_rds_cluster" "this" {', 'blocker', id='not judged'),
        pytest.param(CLUSTER.replace('ON', 'true').replace('17.4', '16.4'), 'critical', id='high'),
    ],
)
def test_severities(text: str, severity: str) -> None:
    Path('main.tf').write_text(text)

    found = _degradations('--check', 'CKV2_AURORAPG_4,CKV2_AURORAPG_5')

    assert [one['severity'] for one in found] == [severity]


def test_nothing_wrong_is_an_empty_report() -> None:
    Path('main.tf').write_text(CLUSTER.replace('ON', 'true'))

    assert _degradations('--check', 'CKV2_AURORAPG_4') == []


def test_fingerprints_are_unique_in_every_fixture() -> None:
    found = [one['fingerprint'] for one in _degradations(str(FIXTURES))]

    assert len(found) > 50
    assert len(set(found)) == len(found)
