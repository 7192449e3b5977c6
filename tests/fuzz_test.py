"""Whatever the files are: an answer without a traceback, and the same one in other words.

`FUZZ_EXAMPLES` is how many file sets each test draws; with 2000, this takes minutes.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from testing.odd_files import Files
from testing.odd_files import broken_files
from testing.odd_files import odd_plans
from testing.odd_files import odd_templates
from testing.odd_files import rewritten_files
from testing.odd_files import write
from testing.scans import Run
from testing.scans import run
from testing.terraform_configurations import configurations

_EXAMPLES = int(os.environ.get('FUZZ_EXAMPLES', '60'))

fuzzed = settings(
    max_examples=_EXAMPLES,
    deadline=None,
    database=None,
    derandomize='FUZZ_EXAMPLES' not in os.environ,
    suppress_health_check=list(HealthCheck),
)


def _judged(files: Files) -> Run:
    with tempfile.TemporaryDirectory() as directory:
        write(files, Path(directory, 'code'))
        done = run('-o', 'json', '--quiet', str(Path(directory, 'code')))
    assert done.code in {0, 1, 2, 3}
    assert (done.err == '') == (done.code != 2), done.err
    return done


def _assert_sane(done: Run) -> None:
    messages = [entry['message'] for entry in done.findings]
    assert not [message for message in messages if 'internal error' in message]
    health = [entry for entry in done.findings if entry['id'] == 'CKV2_AURORAPG_0']
    failed = [entry for entry in done.findings if entry['verdict'] == 'fail']
    assert done.code == (3 if health else 1 if failed else 0)


@fuzzed
@given(
    st.one_of(
        broken_files(),
        odd_templates(),
        odd_plans(),
        configurations().map(
            lambda configuration: {
                name: text.encode() for name, text in configuration.files.items()
            }
        ),
    )
)
def test_any_files_have_an_answer(files: Files) -> None:
    done = _judged(files)
    if done.code != 2:  # a fixture's own configuration, broken
        _assert_sane(done)


def _meaning(done: Run) -> Counter[str]:
    return Counter(
        json.dumps([entry['id'], entry['resource'], entry['verdict'], entry['message']])
        for entry in done.findings
    )


@fuzzed
@given(rewritten_files())
def test_files_that_mean_the_same_are_judged_alike(pair: tuple[Files, Files]) -> None:
    before, after = map(_judged, pair)
    assert _meaning(after) == _meaning(before)
    assert after.code == before.code
