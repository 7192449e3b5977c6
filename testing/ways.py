"""Ways past the gate: a small tree with a violating cluster, and how a scan of it must end.

A way is held where its violation is a finding, where the scan says that it could not judge
(exit code 3), or where what decides it is reported as undetermined. Silence is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from testing.scans import Run
from testing.scans import run

_EXPECTED = re.compile(
    r'(?:(?P<verdict>fail|undetermined) (?P<id>CKV2_AURORAPG_\d+)|(?P<unjudged>unjudged))'
    r'(?: at (?P<path>\S+))?',
)
_HEALTH = 'CKV2_AURORAPG_0'


class Link(str):
    """The target of a symbolic link, in the place of a file's content."""


Tree = Mapping[str, str | bytes]


def plant(top: Path, tree: Tree) -> None:
    """Write a tree of files below a directory, by their relative paths."""
    for name, content in tree.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            path.symlink_to(content)
        elif isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding='utf-8')


def require_held(done: Run, expected: str) -> None:
    """Require that a run in JSON ended as expected.

    `expected` is `fail ID`, `undetermined ID` or `unjudged`, each with ` at PATH` where the
    file is to be named. What is undetermined must not pass as well.
    """
    match = _EXPECTED.fullmatch(expected)
    assert match is not None, f'`{expected}` is no expectation'
    verdict = 'fail' if match['unjudged'] else match['verdict']
    id = _HEALTH if match['unjudged'] else match['id']
    code = {'fail': 1, 'undetermined': 0}[verdict] if not match['unjudged'] else 3
    found = [
        entry
        for entry in done.findings
        if entry['verdict'] == verdict
        and id in (entry['id'], *entry.get('others', ()))
        and match['path'] in (None, entry['path'])
    ]
    assert found, f'no `{expected}` in {done.out}'
    assert done.code == code or (verdict != 'fail' and done.code in (1, 3)), done.out
    if verdict == 'undetermined':
        passed = {
            entry['path']
            for entry in done.findings
            if entry['verdict'] == 'pass' and entry['id'] == id
        }
        assert not passed & {entry['path'] for entry in found}, done.out


def scan_of(top: Path, tree: Tree, *argv: str) -> Run:
    """Plant a tree in an empty directory, which is the working directory, and scan it.

    `argv` are further arguments of the command; without a path it is the whole directory.
    """
    plant(top, tree)
    return run('-o', 'json', *argv)
