"""Which Terraform directories are root modules, and which of them can matter.

This reads names and bytes alone: a monorepo has thousands of directories, and most have
nothing to do with Aurora. The evaluator decides everything else.
"""
from __future__ import annotations

import json
import os
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from checkov_aurora_pg.readers.files import OUTSIDE
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.options import REPOSITORY_MARK
from checkov_aurora_pg.readers.options import spelled_boundary_of
from checkov_aurora_pg.readers.relevance import content_of
from checkov_aurora_pg.readers.relevance import mentions_aurora
from checkov_aurora_pg.readers.relevance import unreadable
from checkov_aurora_pg.readers.terraform_outline import READS
from checkov_aurora_pg.readers.terraform_outline import json_local_sources
from checkov_aurora_pg.readers.terraform_outline import local_sources
from checkov_aurora_pg.readers.terraform_outline import unit_local_sources
from checkov_aurora_pg.reading import Problem

CONFIGURATION = ('.tf', '.tf.json', '.tofu', '.tofu.json')
VARIABLES = ('.tfvars', '.tfvars.json')
UNIT = 'terragrunt.hcl'

_MANIFEST = os.path.join('.terraform', 'modules', 'modules.json')


@dataclass(frozen=True, slots=True)
class Belonging:
    """What a root has to do with to be asked about.

    It calls one of `directories` (real paths), or may read a file whose name ends with one
    of `endings`.
    """

    directories: frozenset[str]
    endings: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class _Module:
    """A directory: whether it has a token, whom it calls, and what is installed below it.

    `reads` says whether it may read files, `endings` which of those asked about it mentions,
    `problems` which of its own files could not be read. `size` is theirs together, in bytes.
    """

    mentions: bool
    called: frozenset[str]
    installed: frozenset[str]
    reads: bool
    endings: frozenset[bytes]
    problems: tuple[Problem, ...]
    size: int


def _installed(directory: str) -> Iterator[str]:
    """Yield the directories below a root that `terraform init` has put remote modules into."""
    try:
        with open(os.path.join(directory, _MANIFEST), 'rb') as file:
            entries = json.loads(file.read())['Modules']
        for entry in entries:
            if entry['Dir'].startswith('.terraform'):
                yield os.path.join(directory, entry['Dir'])
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return  # no manifest that Terraform wrote: nothing is installed


def _sources(path: str, content: bytes) -> Iterator[str]:
    if b'module' not in content:
        return iter(())
    return json_local_sources(content) if path.endswith('.json') else local_sources(content)


def _real(directories: Iterable[str]) -> frozenset[str]:
    return frozenset(os.path.realpath(directory) for directory in directories)


def _is_read(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    mine = name == UNIT or name.endswith((*CONFIGURATION, *VARIABLES))
    return mine and not name.startswith('.') and not _is_directory(entry)


def _is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _files(directory: str) -> list[os.DirEntry[str]]:
    """Return the files that Terraform or Terragrunt reads, by name."""
    try:
        with os.scandir(directory) as entries:
            return sorted(filter(_is_read, entries), key=lambda entry: entry.name)
    except OSError:  # a call to what does not exist: the evaluator says so
        return []


class _Modules:
    """The directories of one scan, each inspected once; its keys are real paths.

    Outside its repository nothing is read. Where a directory is in none, a module that its
    code calls is read wherever it is, as Terraform would; no link leads out of `top`.
    """

    def __init__(self, endings: frozenset[bytes], top: str) -> None:
        self._endings = endings
        self._top = top
        self._inspected: dict[str, _Module] = {}
        self._repository_around = cache(spelled_boundary_of)

    def __getitem__(self, directory: str) -> _Module:
        if directory not in self._inspected:
            self._inspected[directory] = self._inspect(directory)
        return self._inspected[directory]

    def reachable(self, directory: str) -> set[str]:
        """Return a directory and those that it calls, by any number of steps."""
        found: set[str] = set()
        waiting = [directory]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting.extend(self[current].called | self[current].installed)
        return found

    def problems(self, directories: Iterable[str]) -> tuple[Problem, ...]:
        """Return the files of directories that could not be read."""
        return tuple(problem for one in sorted(directories) for problem in self[one].problems)

    def belongs(self, root: str, asked: Belonging) -> bool:
        """Return whether a root has to do with what is asked about."""
        reachable = self.reachable(root)
        if reachable & asked.directories:
            return True
        return (
            any(self[one].reads for one in reachable)
            and any(self[one].endings for one in reachable)
        )

    def inspected(self) -> tuple[str, ...]:
        """Return the directories that have been inspected."""
        return tuple(self._inspected)

    def _inspect(self, directory: str) -> _Module:
        repository = self._repository_of(directory)
        mentions, reads, size = False, False, 0
        called: set[str] = set()
        endings: set[bytes] = set()
        problems: list[Problem] = []
        for entry in _files(directory):
            path = entry.path
            try:
                if entry.is_symlink() and not within(path, repository or self._top):
                    raise FileRefused(OUTSIDE)
                content = content_of(path)
            except (OSError, FileRefused) as error:
                problems.append(unreadable(path, error))
                continue
            size += len(content)
            mentions = mentions or mentions_aurora(content)
            endings.update(ending for ending in self._endings if ending in content)
            if os.path.basename(path) == UNIT:
                called |= {os.path.join(directory, one) for one in unit_local_sources(content)}
            elif path.endswith(CONFIGURATION):
                reads = reads or READS in content
                called |= {os.path.join(directory, source) for source in _sources(path, content)}
        return _Module(
            mentions, _real(one for one in called if within(one, repository)),
            _real(_installed(directory)), reads, frozenset(endings), tuple(problems), size,
        )

    def _repository_of(self, directory: str) -> str | None:
        """Return the same as `boundary_of`, asked once for all directories beside each other."""
        if os.path.lexists(os.path.join(directory, REPOSITORY_MARK)):
            return directory
        return self._repository_around(os.path.dirname(directory))


def _uncalled(directories: list[str], modules: _Modules) -> Iterator[str]:
    """Yield the directories that no other one calls, and one for each cycle without any.

    A directory from which most of the unvisited ones are reached calls every member of its
    cycle, and nothing outside the cycle calls it.
    """
    called = {target for one in directories for target in modules[one].called - {one}}
    unvisited = dict.fromkeys(directories)
    for directory in directories:
        if directory not in called:
            yield directory
            for reached in modules.reachable(directory):
                unvisited.pop(reached, None)
    while unvisited:
        top = max(unvisited, key=lambda one: len(modules.reachable(one) & unvisited.keys()))
        yield top
        for reached in modules.reachable(top):
            unvisited.pop(reached, None)


def relevant_roots(
    directories: Iterable[str], var_files: Iterable[str] = (), asked: Belonging | None = None,
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Return the root modules among `directories` that may hold a part of a cluster.

    A root is a directory that no other one of `directories` calls. It is relevant when it, a
    module that it calls, or a tfvars file has an Aurora token, and it has to do with what is
    asked about, if anything is. The roots are in path order and keep the spelling of
    `directories`; the problems are the files that could not be read, of those asked about.
    """
    spelled: dict[str, str] = {}
    for directory in sorted(directories):
        spelled.setdefault(os.path.realpath(directory), directory)
    modules = _Modules(
        asked.endings if asked is not None else frozenset(),
        os.path.commonpath(spelled) if spelled else '',
    )
    given = any(mentions_aurora(content_of(path)) for path in var_files)
    roots = [
        root for root in _uncalled(list(spelled), modules)
        if given or any(modules[one].mentions for one in modules.reachable(root))
    ]
    concerned = frozenset(modules.inspected())
    if asked is not None:
        roots = [root for root in roots if modules.belongs(root, asked)]
        concerned = asked.directories.union(*map(modules.reachable, roots))
    return tuple(sorted(spelled[root] for root in roots)), modules.problems(concerned)


def sizes(roots: Iterable[str]) -> dict[str, int]:
    """Return how many bytes each root has, together with the modules that it reaches."""
    real = {root: os.path.realpath(root) for root in roots}
    modules = _Modules(frozenset(), os.path.commonpath(real.values()) if real else '')
    return {
        root: sum(modules[one].size for one in modules.reachable(directory))
        for root, directory in real.items()
    }
