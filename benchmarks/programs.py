"""The programs that are compared, their command lines and versions."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from benchmarks.measure import ROOT

OURS = (sys.executable, '-m', 'checkov_aurora_pg')
CHECKS = str(ROOT / 'checkov_aurora_pg' / 'checks')


@cache
def found(name: str) -> str | None:
    """Return a program's path, beside this Python or on the search path; None without it."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name)


def checkov(framework: str, *more: str) -> tuple[str, ...]:
    """Return Checkov's command for the working directory, in one framework."""
    return (
        found('checkov') or 'checkov',
        '-d',
        '.',
        '--framework',
        framework,
        '--compact',
        '--quiet',
        '--skip-download',
        *more,
    )


def plugin(framework: str) -> tuple[str, ...]:
    """Return Checkov's command with this plugin."""
    return checkov(framework, '--external-checks-dir', CHECKS)


def cpu() -> str:
    """Return the processor's name and how many cores this process may use."""
    try:
        lines = Path('/proc/cpuinfo').read_text().splitlines()
        names = [line.partition(':')[2].strip() for line in lines if line.startswith('model name')]
    except OSError:
        names = []
    cores = len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()
    return f'{cores} cores of {names[0] if names else platform.machine()}'


def versions() -> str:
    """Return the versions of Python and of the programs that are here."""
    said = [f'Python {platform.python_version()}']
    for name in ('checkov', 'cfn-lint', 'trivy'):
        path = found(name)
        if path is not None:
            printed = subprocess.run(
                (path, '--version'),
                capture_output=True,
                text=True,
                check=False,
            ).stdout.split()
            number = next((word for word in printed if word[:1].isdigit()), '?')
            said.append(f'{name} {number}')
    return ', '.join(said)
