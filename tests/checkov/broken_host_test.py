"""What breaks in the installation fails in Checkov's real command, and is no exit code 0."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import checkov_aurora_pg
from testing.checkov_scans import checkov

PACKAGE = Path(checkov_aurora_pg.__file__).parent

CODE = """
resource "aws_rds_cluster_parameter_group" "this" {
  family = "aurora-postgresql17"
}
"""
MISSING = 'raise ImportError("libtree-sitter.so: no such file")\n'
OTHER_ABI = """
class Language:
    def __init__(self, pointer):
        raise ValueError('Incompatible Language version 99')
class Parser: ...
class Node: ...
"""


@pytest.mark.parametrize(
    ('name', 'content', 'said'),
    [
        pytest.param('facts/families.toml', 'broken = [\n', 'TOMLDecodeError', id='facts'),
        pytest.param('../tree_sitter.py', MISSING, 'no such file', id='no parser'),
        pytest.param('../tree_sitter.py', OTHER_ABI, 'Incompatible Language', id='another ABI'),
    ],
)
def test_a_broken_installation_fails(
    tmp_path: Path,
    name: str,
    content: str,
    said: str,
) -> None:
    copy = tmp_path / 'installed' / PACKAGE.name
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns('__pycache__', '.*_cache'))
    (copy / name).write_text(content)
    (tmp_path / 'code').mkdir()
    (tmp_path / 'code' / 'main.tf').write_text(CODE)

    done = checkov(
        '-d',
        '.',
        '--external-checks-dir',
        str(copy / 'checks'),
        '--framework',
        'terraform',
        '--check',
        'CKV2_AURORAPG_1',
        '-o',
        'json',
        directory=tmp_path / 'code',
        PYTHONPATH=str(copy.parent),
    )

    assert done.returncode == 1
    assert said in done.stderr
    failed = json.loads(done.stdout)['results']['failed_checks']
    assert [record['resource'] for record in failed] == ['aws_rds_cluster_parameter_group.this']
