"""Run tests on mutations of modules, each in a process of its own that is bounded.

A call's code is changed in a fork of a process that has collected the tests: that takes
milliseconds. What an import runs is changed before anything is imported, in a fork of a
process that has imported nothing of the working directory.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path
from types import CodeType
from types import FunctionType
from types import ModuleType
from typing import IO

import pytest

_MEMORY = 4 << 30

# On a busy machine a second of processor time takes many; what only waits is stopped as well.
_LONGEST_SECOND = 20
_SECONDS_TO_COLLECT = 300

# What is imported already, and pytest would rewrite, it warns of; a plugin needs no such help.
_QUIET = (
    '-x',
    '-q',
    '--no-header',
    '-p',
    'no:cacheprovider',
    '-W',
    'ignore::pytest.PytestAssertRewriteWarning',
)
_NO_TEST_RAN = 5
_CANNOT = 70

_HERE = f'{Path.cwd()}{os.sep}'


class RunError(Exception):
    """The tests could not be run at all."""


class Job:
    """A changed module and the tests to run on it; `key` is the caller's name for it."""

    def __init__(
        self,
        key: int,
        path: Path,
        tree: Callable[[], ast.Module],
        tests: Sequence[str],
        is_imported: bool,
    ) -> None:
        self.key, self.path, self.tests, self.is_imported = key, path, tests, is_imported
        self._tree = tree

    def code(self) -> CodeType:
        """Return the changed module's code."""
        return compile(ast.fix_missing_locations(self._tree()), str(self.path), 'exec')


def is_local(module: ModuleType) -> bool:
    """Whether a module is of the working directory, and not of a library in it."""
    file = getattr(module, '__file__', None) or ''
    return file.startswith(_HERE) and 'site-packages' not in file


def forget_results() -> None:
    """Empty what `functools.cache` keeps: a test would get what another one computed."""
    for module in list(sys.modules.values()):
        if is_local(module):
            for held in list(vars(module).values()):
                if callable(getattr(held, 'cache_clear', None)):
                    held.cache_clear()


def fork(action: Callable[[], int], seconds: int, output: IO[bytes]) -> int:
    """Run an action in a process of its own; return the process's id.

    `seconds` of processor time are its bound.
    """
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = 2
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, most))
        signal.alarm(seconds * _LONGEST_SECOND)
        sys.path.insert(0, str(Path.cwd()))
        sys.dont_write_bytecode = True
        code = action()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def pytest_on(tests: Sequence[str], plugin: object) -> int:
    """Run pytest on tests with a plugin; return its exit code."""
    return int(pytest.main([*_QUIET, *tests], plugins=[plugin]))


def preload(libraries: Sequence[str]) -> None:
    """Import what every run needs, so that no run has to."""
    for name in libraries:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def survivors(
    jobs: Sequence[Job],
    tests: Sequence[str],
    seconds: int,
    processes: int,
) -> Iterator[int]:
    """Yield the keys of the jobs in which no test fails, as they end.

    `tests` are what pytest collects for all of them.
    """
    imported = [job for job in jobs if job.is_imported]
    calls = {job.key: job for job in jobs if not job.is_imported}
    for key, code in _calls_changed(list(calls.values()), tests, seconds, processes):
        job = calls.pop(key)
        if code == _CANNOT:
            imported.append(job)
        elif code in (0, _NO_TEST_RAN):
            yield key
    if calls:
        raise RunError('the process that collected the tests died')
    with open(os.devnull, 'wb') as silence:
        for key, code in _pool(
            imported,
            lambda job: fork(
                lambda: _changed_before_import(job),
                seconds,
                silence,
            ),
            processes,
        ):
            if code in (0, _NO_TEST_RAN):
                yield key


def _pool(
    jobs: Sequence[Job],
    begin: Callable[[Job], int],
    processes: int,
) -> Iterator[tuple[int, int]]:
    """Yield each job's key and exit code; 1 where it was stopped."""
    running: dict[int, Job] = {}
    waiting = list(reversed(jobs))
    while waiting or running:
        while waiting and len(running) < processes:
            job = waiting.pop()
            running[begin(job)] = job
        child, status = os.wait()
        code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 1
        yield running.pop(child).key, code


def _name(path: Path) -> str:
    name = '.'.join(path.relative_to(Path.cwd()).with_suffix('').parts)
    return name.removesuffix('.__init__')


def _change_at_import(job: Job) -> None:
    sys.meta_path.insert(0, _Finder(_name(job.path), job.path, job.code()))


def _changed_before_import(job: Job) -> int:
    _change_at_import(job)
    files = list(dict.fromkeys(test.partition('::')[0] for test in job.tests))
    return pytest_on(files, _Chosen(job.tests))


class _Finder(importlib.abc.MetaPathFinder):
    """Finds one module, whose code is what it was given."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        self._name, self._path, self._code = name, path, code

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self._name:
            return None
        loader = _Loader(name, str(self._path))
        loader.code = self._code
        return importlib.util.spec_from_file_location(name, self._path, loader=loader)


class _Loader(importlib.machinery.SourceFileLoader):
    code: CodeType

    def get_code(self, fullname: str) -> CodeType:
        return self.code


class _Chosen:
    """A plugin of pytest that runs some tests, in their order, and no others."""

    def __init__(self, tests: Sequence[str]) -> None:
        self._order = {test: index for index, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self._order),
            key=lambda item: self._order[item.nodeid],
        )


class _Server:
    """A plugin of pytest that runs jobs, each in a fork, where the tests would be run."""

    def __init__(
        self,
        jobs: Sequence[Job],
        seconds: int,
        processes: int,
        sink: IO[str],
    ) -> None:
        self._jobs, self._seconds, self._processes = jobs, seconds, processes
        self._sink = sink

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        signal.alarm(0)
        items = {item.nodeid: item for item in session.items}
        with open(os.devnull, 'wb') as silence:
            for key, code in _pool(
                self._jobs,
                lambda job: fork(
                    lambda: _changed_in_place(job, items),
                    self._seconds,
                    silence,
                ),
                self._processes,
            ):
                print(json.dumps([key, code]), file=self._sink, flush=True)
        return True


def _calls_changed(
    jobs: Sequence[Job],
    tests: Sequence[str],
    seconds: int,
    processes: int,
) -> Iterator[tuple[int, int]]:
    read, write = os.pipe()
    with tempfile.TemporaryFile() as output, os.fdopen(read) as source:
        with os.fdopen(write, 'w') as sink:
            child = fork(
                lambda: pytest_on(tests, _Server(jobs, seconds, processes, sink)),
                _SECONDS_TO_COLLECT,
                output,
            )
        for line in source:
            key, code = json.loads(line)
            yield key, code
        os.waitpid(child, 0)


def _functions(code: CodeType) -> Iterator[tuple[tuple[str, int], CodeType]]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield (constant.co_qualname, constant.co_firstlineno), constant
            yield from _functions(constant)


def _changed_in_place(job: Job, items: dict[str, pytest.Item]) -> int:
    """Give the live functions of a module their changed code, and run the tests.

    A module that a test is the first to import is changed then.
    """
    if _name(job.path) not in sys.modules:
        _change_at_import(job)
    changed = dict(_functions(job.code()))
    for function in gc.get_objects():
        if isinstance(function, FunctionType) and function.__code__.co_filename == str(job.path):
            code = function.__code__
            new = changed.get((code.co_qualname, code.co_firstlineno))
            if new is None or new.co_freevars != code.co_freevars:
                return _CANNOT
            function.__code__ = new
    forget_results()
    chosen = [items[test] for test in job.tests if test in items]
    for item, after in zip(chosen, [*chosen[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        if item.session.testsfailed:
            return 1
    return 0
