"""What tests do on the code as it is: which of them run a line, and which is the quickest."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from testing.mutant_runs import forget_results
from testing.mutant_runs import fork
from testing.mutant_runs import is_local
from testing.mutant_runs import pytest_on

# What is run to collect the tests stands under this name of a test.
_COLLECTING = ''


class BaselineError(Exception):
    """The tests do not pass on the code as it is."""


@dataclass(frozen=True)
class Baseline:
    """What the tests do on the code as it is.

    `tests` are those that ran, the quickest first; `runs` has for each module's path and
    line the tests that run it; `libraries` are the modules that they import from elsewhere.
    """

    tests: tuple[str, ...]
    runs: Mapping[str, Mapping[int, frozenset[str]]]
    libraries: tuple[str, ...]

    def _running(self, path: Path, lines: Collection[int]) -> frozenset[str]:
        of_module = self.runs.get(str(path), {})
        return frozenset(test for line in lines for test in of_module.get(line, ()))

    def running(self, path: Path, lines: Collection[int]) -> tuple[str, ...]:
        """Return the tests that run one of a module's lines."""
        running = self._running(path, lines)
        return tuple(test for test in self.tests if test in running)

    def is_imported(self, path: Path, lines: Collection[int]) -> bool:
        """Whether a line is run before the first test is."""
        return _COLLECTING in self._running(path, lines)


class _Recorder:
    """A plugin of pytest that notes which test runs which lines of some modules."""

    def __init__(self, modules: Collection[str]) -> None:
        self.modules = modules
        self.lines: dict[str, list[tuple[str, int]]] = {}
        self.seconds: dict[str, float] = {}
        self._now: set[tuple[str, int]] = set()

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        self._now.add((frame.f_code.co_filename, frame.f_lineno))
        return self._line

    def _call(self, frame: FrameType, event: str, argument: Any) -> Any:
        return self._line if frame.f_code.co_filename in self.modules else None

    def pytest_collection(self) -> None:
        sys.settrace(self._call)

    def pytest_collection_finish(self) -> None:
        sys.settrace(None)
        self.lines[_COLLECTING] = sorted(self._now)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        forget_results()
        self._now = set()
        started = time.monotonic()
        sys.settrace(self._call)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            self.seconds[item.nodeid] = time.monotonic() - started
            self.lines[item.nodeid] = sorted(self._now)


def _libraries() -> list[str]:
    return sorted(
        name
        for name, module in sys.modules.items()
        if not is_local(module)
        and not name.startswith('__')
        and getattr(module, '__spec__', None) is not None
        and name == module.__name__
    )


def baseline(modules: Sequence[Path], tests: Sequence[str], seconds: int) -> Baseline:
    """Run tests on the code as it is. Raises `BaselineError` where they do not pass."""
    read, write = os.pipe()

    def record() -> int:
        recorder = _Recorder({str(module) for module in modules})
        code = pytest_on(tests, recorder)
        with os.fdopen(write, 'w') as sink:
            json.dump([recorder.seconds, recorder.lines, _libraries()], sink)
        return code

    with tempfile.TemporaryFile() as output:
        child = fork(record, seconds, output)
        os.close(write)
        with os.fdopen(read) as source:
            text = source.read()
        _, status = os.waitpid(child, 0)
        if status != 0 or not text:
            output.seek(0)
            said = output.read().decode(errors='replace')
            raise BaselineError(f'{said}\nthe tests do not pass on the code as it is')
    took, lines, libraries = json.loads(text)
    runs: dict[str, dict[int, set[str]]] = {}
    for test, found in lines.items():
        for path, line in found:
            runs.setdefault(path, {}).setdefault(line, set()).add(test)
    return Baseline(
        tuple(sorted(took, key=lambda test: (took[test], test))),
        {
            path: {line: frozenset(found) for line, found in of_module.items()}
            for path, of_module in runs.items()
        },
        tuple(libraries),
    )
