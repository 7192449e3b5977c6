"""Apps of the CDK, of CDKTF and of SST: what they deploy is what they make when they run.

An app is a directory with one of the files that say so. Its program is not run: it is searched
for the engine's name. What the app makes, its assembly, is read like any other code; where
the program names Aurora PostgreSQL and no assembly is there, nothing was judged.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from itertools import chain
from typing import NamedTuple

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.programs.app_kinds import AppKind
from checkov_aurora_pg.readers.programs.app_kinds import Settings
from checkov_aurora_pg.readers.programs.app_kinds import is_app_directory
from checkov_aurora_pg.readers.programs.app_kinds import kinds_of
from checkov_aurora_pg.readers.programs.program_imports import imported_by
from checkov_aurora_pg.readers.programs.program_imports import packages_imported_by
from checkov_aurora_pg.readers.programs.program_marks import Marks
from checkov_aurora_pg.readers.programs.program_marks import marks_in
from checkov_aurora_pg.readers.walking.program_sources import AURORA_POSTGRESQL
from checkov_aurora_pg.readers.walking.program_sources import is_source
from checkov_aurora_pg.readers.walking.program_sources import places_in

# Packages: an environment of Python has all of them in one folder.
_PASSED_OVER = frozenset(
    {
        'node_modules',
        'bower_components',
        'site-packages',
        'coverage',
        '__pycache__',
        '.git',
        '.terraform',
    }
)
# What is built from the sources, or is all that there is of them.
_BUILT = frozenset({'build', 'dist', 'target', 'obj', 'out'})
_TEST = re.compile(r'(?:^|/)(?:tests?|__tests__)/|[._](?:test|spec|tests)\.\w+$|(?:^|/)test_[^/]*$')

# What an app may read its values from.
_SETTINGS = ('.json', '.toml', '.yaml', '.yml')
_LOCKS = frozenset({'package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml'})
# Flags of the CDK are keys such as `@aws-cdk/aws-rds:auroraPostgres...`.
_VALUE = re.compile(rb'(?<!-rds:)(?:' + AURORA_POSTGRESQL.pattern + rb')', re.IGNORECASE)
_OF_A_TEMPLATE = re.compile(rb'AWS::\w+::')

# What stands beside the templates of an assembly, and what CDKTF writes.
_MARKS = frozenset({'cdk.out', 'manifest.json'})
_TEMPLATE = '.template.json'
_TERRAFORM = 'cdk.tf.json'

# Several times what the largest repositories have.
_MAX_SOURCES = 20_000
_MAX_ENTRIES = 400_000


@dataclass(slots=True)
class Bounds:
    """How many entries of directories are listed, and sources searched, for all apps of a scan."""

    entries: int = _MAX_ENTRIES
    sources: int = _MAX_SOURCES

    @property
    def are_exceeded(self) -> bool:
        """Whether there is more than they allow."""
        return self.entries < 0 or self.sources < 0


@dataclass(frozen=True, slots=True)
class App:
    """An app, or constructs that none here uses.

    `sources` are the files that name Aurora PostgreSQL, `assembly` the directory of what the
    app was synthesised to, empty where that is not here; `problem` then says so, and `reason`
    why there is none. `searched` are all files of the app.
    """

    sources: tuple[str, ...] = ()
    assembly: str = ''
    problem: Problem | None = None
    reason: str = ''
    searched: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Found:
    """What lies below an app: its sources and settings, and the first assembly among them."""

    sources: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    assembly: str = ''


class _Boundary(NamedTuple):
    """What is read of one app: nothing outside of a directory, and so much at most."""

    path: str
    bounds: Bounds


def is_test(path: str) -> bool:
    """Return whether a file is of tests, by its relative path."""
    return _TEST.search(path.replace(os.sep, '/')) is not None


def _is_assembly(names: list[str]) -> bool:
    """Return whether a directory's files are an assembly that has a template."""
    return _TERRAFORM in names or (
        not _MARKS.isdisjoint(names) and any(name.endswith(_TEMPLATE) for name in names)
    )


def _is_passed_over(directory: str, name: str) -> bool:
    path = os.path.join(directory, name)
    return name in _PASSED_OVER or os.path.islink(path) or is_app_directory(path)


def _is_program(path: str) -> bool:
    """Return whether a file is a program by its name, or without an ending by how it begins."""
    name = os.path.basename(path)
    if is_source(name):
        return True
    if '.' in name or not os.path.isfile(path):
        return False
    try:
        with open(path, 'rb') as file:
            return file.read(2) == b'#!'
    except OSError:
        return False


def _walk(top: str, found: _Found, bounds: Bounds) -> None:
    for directory, below, names in os.walk(top):
        bounds.entries -= len(below) + len(names)
        if bounds.are_exceeded:
            return
        is_assembly = _is_assembly(names)
        if not found.assembly and is_assembly:
            found.assembly = directory
        below[:] = sorted(name for name in below if not _is_passed_over(directory, name))
        inside = os.path.relpath(directory, top)
        if is_assembly or any(
            part.startswith('.') and part != '.' for part in inside.split(os.sep)
        ):
            continue
        for name in sorted(names):
            path = os.path.join(directory, name)
            if is_test(os.path.join(inside, name)):
                continue
            if _is_program(path):
                found.sources.append(path)
            elif name.endswith(_SETTINGS) and name not in _LOCKS:
                found.settings.append(path)


def _entry_points(directory: str, settings: Settings, boundary: str) -> Iterator[str]:
    """Yield the directories of the programs that an app's command names, elsewhere."""
    command = settings.content.get('app', settings.content.get('command'))
    for word in command.split() if isinstance(command, str) else ():
        path = os.path.normpath(os.path.join(directory, word.strip('"\'')))
        if within(path, boundary) and os.path.isfile(path) and _is_program(path):
            yield os.path.dirname(path)


def _output(directory: str, kind: AppKind, settings: Settings) -> str:
    output = settings.content.get('output')
    name = output if isinstance(output, str) else kind.output
    return os.path.normpath(os.path.join(directory, name))


def _add_imported(directory: str, found: _Found, within_: _Boundary) -> None:
    """Add what the sources of an app import from outside of its directory."""
    seen, waiting = {*found.sources}, [*found.sources]
    while waiting and not within_.bounds.are_exceeded:
        source = waiting.pop()
        imported = chain(
            imported_by(source, within_.path, seen),
            packages_imported_by(source, directory, within_.path) if source.endswith('.py') else (),
        )
        for path in imported:
            beside = _Found(sources=[path])
            if os.path.isdir(path):
                beside = _Found()
                if not within(directory, path):
                    _walk(path, beside, within_.bounds)
            more = [one for one in beside.sources if one not in seen]
            within_.bounds.entries -= 1
            seen.update(more)
            found.sources += more
            waiting += more


def _look(
    directory: str,
    kind: AppKind,
    settings: Settings,
    boundary: str,
    bounds: Bounds,
) -> _Found:
    found = _Found()
    _walk(directory, found, bounds)
    output = _output(directory, kind, settings)
    if not found.assembly and within(output, boundary):
        beside = _Found()
        _walk(output, beside, bounds)
        found.assembly = beside.assembly
    for entry in dict.fromkeys(_entry_points(directory, settings, boundary)):
        if not any(os.path.dirname(source) == entry for source in found.sources):
            beside = _Found()
            _walk(entry, beside, bounds)
            found.sources += beside.sources
    _add_imported(directory, found, _Boundary(boundary, bounds))
    return found


def _built_last(directory: str, sources: Iterable[str]) -> list[str]:
    return sorted(
        dict.fromkeys(sources),
        key=lambda path: (
            not _BUILT.isdisjoint(
                os.path.relpath(path, directory).split(os.sep),
            )
        ),
    )


def _marks(
    directory: str,
    sources: Iterable[str],
    kind: AppKind,
    boundary: str,
    bounds: Bounds,
) -> Marks:
    marks = Marks()
    for path in _built_last(directory, sources):
        bounds.sources -= 1
        if bounds.are_exceeded:
            break
        marks.add(marks_in(path, boundary, kind.names))
    return marks


def _given(settings: Iterable[str], kind: AppKind, boundary: str) -> Iterator[Place]:
    """Yield where files of settings, which are no templates, name Aurora PostgreSQL."""
    for path in settings:
        try:
            if _OF_A_TEMPLATE.search(read_bytes(path, boundary)) is not None:
                continue
        except FileRefused:
            continue
        yield from places_in(path, boundary, kind.names)


def _unsynthesised(
    marks: Marks,
    found: _Found,
    kind: AppKind,
    settings: Settings,
    boundary: str,
) -> Iterator[Problem]:
    """Yield what an app without an assembly says of Aurora PostgreSQL."""
    said = f'names Aurora PostgreSQL, in an app {kind.advice}'
    yield from (Problem(place, said) for place in marks.places())
    if settings.content:
        yield from (Problem(place, said) for place in places_in(settings.path, boundary, _VALUE))
    if marks.has_construct:
        others = (path for path in found.settings if path != settings.path)
        yield from (Problem(place, said) for place in _given(others, kind, boundary))
    unnamed = f'creates a cluster without a literal engine, in an app {kind.advice}'
    yield from (Problem(place, unnamed) for place in marks.unnamed())


def apps_in(directory: str, boundary: str, bounds: Bounds) -> Iterator[App]:
    """Yield the apps in a directory, and what is said of those that may make Aurora PostgreSQL.

    An app is judged where its assembly is below its directory, or where it writes it. Nothing
    outside of `boundary` is read.
    """
    for kind, settings in kinds_of(directory, boundary):
        found = _look(directory, kind, settings, boundary, bounds)
        marks = _marks(directory, found.sources, kind, boundary, bounds)
        problem = None
        if not found.assembly:
            problem = next(_unsynthesised(marks, found, kind, settings, boundary), None)
        if problem is None and not found.assembly and bounds.are_exceeded:
            problem = Problem(
                Place(directory, 1, 1),
                f'has too many files to search for Aurora PostgreSQL, in an app {kind.advice}',
            )
        sources = tuple(place.path for place in marks.places())
        yield App(sources, found.assembly, problem, searched=frozenset(found.sources))
