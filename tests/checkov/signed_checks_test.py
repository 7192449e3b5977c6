"""The checks directory is one that Checkov can verify, by the commands of the guide."""

from __future__ import annotations

import os
import py_compile
import re
import subprocess
import sys
from pathlib import Path

import pytest

import checkov_aurora_pg

PACKAGE = Path(checkov_aurora_pg.__file__).parent
GUIDE = PACKAGE.parent / 'docs' / 'guides' / 'signed-checks.md'
KEYS, SIGNING, SCAN = re.findall(
    r'^```bash\n(.*?)^```$',
    GUIDE.read_text(encoding='utf-8'),
    re.DOTALL | re.MULTILINE,
)

# As installed: the package is importable, and the working directory is not searched.
_COMMANDS = """
set -euo pipefail
checkov-aurora-pg() { "$PYTHON" -P -m checkov_aurora_pg "$@"; }
checkov() {
  "$PYTHON" -P -m checkov.main --skip-download --framework terraform \\
    --check CKV2_AURORAPG_1 --compact --quiet "$@"
}
"""
VIOLATION = """
resource "aws_rds_cluster_parameter_group" "this" {
  name   = "accepts-connections-without-tls"
  family = "aurora-postgresql16"
}
"""
FAILURE = 'FAILED for resource: aws_rds_cluster_parameter_group.this'
PLANTED = 'raise SystemExit("planted")\n'


def _bash(commands: str, directory: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ['bash', '-c', _COMMANDS + commands],
        cwd=directory,
        timeout=120,
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, 'PYTHON': sys.executable, 'PYTHONPATH': str(PACKAGE.parent)},
    )


@pytest.fixture(name='project')
def _project(tmp_path: Path) -> Path:
    (tmp_path / 'code').mkdir()
    (tmp_path / 'code' / 'main.tf').write_text(VIOLATION)
    run = _bash(KEYS + SIGNING, tmp_path)
    assert run.returncode == 0, run.stderr
    return tmp_path


def _assert_refused(run: subprocess.CompletedProcess[str], reason: str) -> None:
    assert (run.returncode, run.stdout) == (2, '')
    assert 'refusing to run the scan' in run.stderr
    assert reason in run.stderr


def test_the_signed_copy_judges(project: Path) -> None:
    run = _bash(SCAN, project)

    assert (run.returncode, run.stderr) == (1, '')
    assert FAILURE in run.stdout


def test_a_changed_module_is_not_executed(project: Path) -> None:
    loader = project / 'signed-checks' / 'checkov_aurora_pg_loader.py'
    loader.write_text(PLANTED + loader.read_text())

    _assert_refused(_bash(SCAN, project), 'verification failed: checkov_aurora_pg_loader.py')


def test_an_added_module_is_not_executed(project: Path) -> None:
    (project / 'signed-checks' / 'tree_sitter.py').write_text(PLANTED)

    _assert_refused(_bash(SCAN, project), 'missing signature: tree_sitter.py')


def test_a_signature_by_another_key_does_not_count(project: Path) -> None:
    assert _bash(KEYS, project).returncode == 0

    _assert_refused(_bash(SCAN, project), 'verification failed: __init__.py')


@pytest.mark.parametrize(
    'place',
    [
        'signed-checks/tree_sitter.pyc',
        'signed-checks/checkov_aurora_pg.pyc',
        'checkov_aurora_pg.py',
        'tree_sitter.py',
    ],
)
def test_a_module_that_needs_no_signature_is_not_executed(project: Path, place: str) -> None:
    """Checkov verifies neither compiled modules nor what stands beside the directory."""
    planted = project / place
    source = project / 'source.py'
    source.write_text(PLANTED)
    if planted.suffix == '.pyc':
        py_compile.compile(str(source), str(planted))
    else:
        source.rename(planted)

    run = _bash(SCAN, project)

    assert (run.returncode, run.stderr) == (1, '')
    assert FAILURE in run.stdout
