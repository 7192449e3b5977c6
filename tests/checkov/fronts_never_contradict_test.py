"""Where both fronts speak of a resource, they say the same, whatever the files are."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from checkov.common.output.record import Record
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from testing.checkov_scans import RUNNERS
from testing.checkov_scans import scan
from testing.odd_files import Files
from testing.odd_files import broken_files
from testing.odd_files import rewritten_files
from testing.odd_files import write
from testing.scans import run

HEALTH = 'CKV2_AURORAPG_0'

# A scan by Checkov's four runners takes thirty times as long as one by the command.
_EXAMPLES = int(os.environ.get('FUZZ_EXAMPLES', '240')) // 30

_FROM_BEST = ('skip', 'pass', 'undetermined', 'fail')
_RESULTS = {'PASSED': 'pass', 'FAILED': 'fail', 'SKIPPED': 'skip'}
_NO_ADDRESS = re.compile(r'^AWS::\w+::\w+\.|\[(?:\d+|"[^"]*")\]')

Verdicts = dict[tuple[str, str], str]


def _worst(results: Iterable[tuple[str, str, str]]) -> Verdicts:
    worst: Verdicts = {}
    for id, resource, verdict in results:
        key = id, _NO_ADDRESS.sub('', resource)
        worst[key] = max(worst.get(key, verdict), verdict, key=_FROM_BEST.index)
    return worst


def _verdict(record: Record) -> str:
    return _RESULTS[record.check_result['result'].name]  # type: ignore[union-attr]


def _by_both(files: Files) -> tuple[Verdicts, Verdicts]:
    with tempfile.TemporaryDirectory() as directory:
        code = Path(directory, 'code')
        write(files, code)
        done = run('-o', 'json', '--quiet', str(code))
        records = [record for framework in RUNNERS for record in scan(framework, code)]
    ours = _worst((one['id'], one['resource'], one['verdict']) for one in done.findings)
    theirs = _worst((record.check_id, record.resource, _verdict(record)) for record in records)
    return ours, theirs


@settings(
    max_examples=_EXAMPLES,
    deadline=None,
    database=None,
    derandomize='FUZZ_EXAMPLES' not in os.environ,
    suppress_health_check=list(HealthCheck),
)
@given(st.one_of(rewritten_files().map(lambda pair: pair[1]), broken_files()))
def test_the_fronts_never_contradict_each_other(files: Files) -> None:
    ours, theirs = _by_both(files)
    if HEALTH in {id for id, _ in (*ours, *theirs)}:
        return  # what is beside a problem fails in Checkov, where it cannot be told apart
    both = ours.keys() & theirs.keys()
    assert {key: theirs[key] for key in both} == {key: ours[key] for key in both}
