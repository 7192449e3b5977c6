"""What the threat model says stops somebody is tested, and where it says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from testing.scans import run

REPOSITORY = Path(__file__).resolve().parent.parent
TEXT = (REPOSITORY / 'docs' / 'threat-model.md').read_text(encoding='utf-8')
NAMED = re.findall(r'`(tests/\w+(?:/\w+)*\.py)(?:::(\w+))?`', TEXT)

FINDING = """
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = false
}
"""
CHECKOV_CONFIGURATION = """
soft-fail: true
skip-check: [CKV2_AURORAPG_4]
external-checks-dir: [planted]
"""


@pytest.mark.parametrize(('path', 'test'), NAMED)
def test_every_test_that_it_names_exists(path: str, test: str) -> None:
    assert f'def {test}' in (REPOSITORY / path).read_text(encoding='utf-8')


def test_every_row_says_what_stops_it() -> None:
    rows = re.findall(r'^\| (?!what|-)(.+?) \| (.*?) \| ?(.*?) ?\|$', TEXT, re.MULTILINE)

    assert len(rows) == TEXT.count('\n|') - 2
    assert [attack for attack, stops, _ in rows if not stops] == []


@pytest.mark.parametrize('name', ['.checkov.yaml', '.checkov.yml'])
def test_checkovs_configuration_is_not_the_commands(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'planted').mkdir()
    (tmp_path / 'planted' / '__init__.py').touch()
    (tmp_path / 'planted' / 'planted.py').write_text('open("executed", "w").close()\n')
    (tmp_path / name).write_text(CHECKOV_CONFIGURATION)
    (tmp_path / 'main.tf').write_text(FINDING)

    done = run('--check', 'CKV2_AURORAPG_4')

    assert (done.code, done.err) == (1, '')
    assert not (tmp_path / 'executed').exists()
