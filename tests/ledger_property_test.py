"""Whatever the tree: each violating file is in the ledger once, and in no state by mistake."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings

from testing.drawn_trees import DrawnTree
from testing.drawn_trees import drawn_trees
from testing.scans import run
from testing.ways import plant

HEALTH = 'CKV2_AURORAPG_0'
IAM = 'CKV2_AURORAPG_4'
EXAMPLES = int(os.environ.get('FUZZ_EXAMPLES', '150'))


@given(drawn_trees())
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_every_violating_file_is_accounted_for(tree: DrawnTree) -> None:
    with tempfile.TemporaryDirectory() as directory:
        top = Path(directory)
        (top / '.git').mkdir()
        plant(top, tree.files)
        before = os.getcwd()
        os.chdir(top)
        try:
            done = run('-o', 'json', '--check', IAM)
            text = run('--check', IAM).out
        finally:
            os.chdir(before)
    _require_whole(tree, json.loads(done.out), done.code)
    assert 'no Aurora PostgreSQL here' not in text


def _require_whole(tree: DrawnTree, report: dict[str, object], code: int) -> None:
    coverage = report['coverage']
    findings = report['findings']
    assert isinstance(coverage, dict)
    assert isinstance(findings, list)
    paths = [entry['path'] for entry in coverage['files']]
    assert len(paths) == len(set(paths)), paths
    states = {entry['path']: entry['state'] for entry in coverage['files']}
    failed = {entry['path'] for entry in findings if entry['id'] == IAM}
    unjudged = {entry['path'] for entry in findings if entry['id'] == HEALTH}
    for path in tree.violating:
        assert path in states, f'{path} is in no state'
        if states[path] in ('judged', 'judged on its own'):
            assert path in failed, f'{path} is judged, and nothing is found'
        else:
            assert states[path] == 'not judged', f'{path} is left out'
    assert unjudged or 'not judged' not in states.values()
    assert code == (3 if unjudged else 1 if failed else 0)
