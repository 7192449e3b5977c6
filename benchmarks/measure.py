"""Whole processes, timed: the wall, the memory, and whether they came to an end."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import threading
import time
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Sample(NamedTuple):
    """The median of the seconds, and the most memory in MiB that one process took.

    `processor` has the seconds that it did not wait. `is_whole` is false where a run was
    stopped: it would have taken longer.
    """

    seconds: float
    mebibytes: float
    processor: float
    is_whole: bool = True


def _once(command: Sequence[str], directory: Path, limit: float) -> Sample:
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, 'PYTHONPATH': str(ROOT)},
    )
    stopped = threading.Event()

    def stop() -> None:
        stopped.set()
        os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(limit, stop)
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return Sample(
        time.perf_counter() - start,
        usage.ru_maxrss / 1024,
        usage.ru_utime + usage.ru_stime,
        not stopped.is_set(),
    )


def measured(
    commands: Mapping[str, Sequence[str]],
    directory: Path,
    runs: int,
    limit: float,
) -> dict[str, Sample]:
    """Return a sample of each command, run in turns so that a busy machine slows all alike.

    Each runs once before, unmeasured, unless it takes so long that it is run only once.
    """
    samples: dict[str, list[Sample]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            if samples[name] and samples[name][0].seconds > limit / runs:
                continue
            sample = _once(command, directory, limit)
            if turn or sample.seconds > limit / runs:
                samples[name].append(sample)
    return {name: _median(found) for name, found in samples.items()}


def _median(samples: Sequence[Sample]) -> Sample:
    return Sample(
        statistics.median(sample.seconds for sample in samples),
        max(sample.mebibytes for sample in samples),
        statistics.median(sample.processor for sample in samples),
        all(sample.is_whole for sample in samples),
    )
