"""The command of a source tree, run on a clone in a process of its own.

The source comes first on the path, and the clone is not on it, so that a revision of this
package judges with its own modules, and nothing of the clone is imported. What is read is the
JSON report, which only grows: revisions can be compared that share nothing else.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from testing.repositories import ENVIRONMENT

HEALTH = 'CKV2_AURORAPG_0'

# All is well, findings, and something that could not be judged: all with a report.
_REPORTED = (0, 1, 3)

# The configuration is the clone's own, or none.
_CONFIGURATION = 'CHECKOV_AURORA_PG_CONFIG'


class ScanError(Exception):
    """A run that left no report; the text says why."""


@dataclass(frozen=True)
class Said:
    """What a report says of a resource under a policy.

    `path` is the file with the line to change, `declared` the one that the resource is written
    in, and `places` are all files that are named. `deployments` is empty where there is only
    one. `root` is what the resource was judged in. Older revisions say neither `declared`, for
    which `path` stands, nor `root`.
    """

    policy: str
    outcome: str
    path: str
    resource: str
    message: str
    declared: str
    deployments: tuple[str, ...] = ()
    places: frozenset[str] = frozenset()
    root: str = ''


@dataclass(frozen=True)
class Scan:
    """What a run said, and the seconds that it took."""

    said: tuple[Said, ...]
    seconds: float


def scan(source: Path, clone: Path, seconds: float) -> Scan:
    """Return what the package in the directory `source` says of a clone.

    Raises `ScanError` where it does not end within `seconds`, or ends without a report.
    """
    start = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, '-P', '-m', 'checkov_aurora_pg', '--output', 'json', '.'],
            cwd=clone,
            capture_output=True,
            check=False,
            timeout=seconds,
            stdin=subprocess.DEVNULL,
            env={
                **{name: value for name, value in ENVIRONMENT.items() if name != _CONFIGURATION},
                'PYTHONPATH': str(source.resolve()),
                'PYTHONDONTWRITEBYTECODE': '1',
            },
        )
    except subprocess.TimeoutExpired:
        raise ScanError(f'it did not end within {seconds:g} s') from None
    took = time.monotonic() - start
    why = f'exit code {done.returncode} {_last_line(done.stderr)}'.rstrip()
    if done.returncode not in _REPORTED:
        raise ScanError(why)
    try:
        return Scan(tuple(_said(json.loads(done.stdout))), took)
    except (ValueError, KeyError, TypeError) as error:
        raise ScanError(f'its report cannot be read ({error!r}): {why}') from error


def _last_line(output: bytes) -> str:
    return (output.decode('utf-8', 'replace').strip().splitlines() or [''])[-1]


def _said(report: dict[str, Any]) -> Iterator[Said]:
    for finding in report['findings']:
        here, declared = finding['path'], finding.get('declared', finding)['path']
        places = {here, declared, *(related['path'] for related in finding.get('related', ()))}
        for policy in (finding['id'], *finding.get('others', ())):
            yield Said(
                policy,
                finding['verdict'],
                here,
                finding['resource'],
                finding['message'],
                declared,
                tuple(finding.get('deployments', ())),
                frozenset(places),
                finding.get('root', ''),
            )
