"""Which Terraform directories may be root modules, and which of them can matter.

This reads names and bytes alone: a monorepo has thousands of directories, and most have
nothing to do with Aurora. The evaluator decides everything else, also which of the modules
a root really creates: a call alone takes no directory out of what is judged.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.readers.files import OUTSIDE
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import is_directory
from checkov_aurora_pg.readers.files import real_path
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.options import REPOSITORY_MARK
from checkov_aurora_pg.readers.options import spelled_boundary_of
from checkov_aurora_pg.readers.terraform.outline import READS
from checkov_aurora_pg.readers.terraform.outline import is_local
from checkov_aurora_pg.readers.terraform.outline import is_of_a_root
from checkov_aurora_pg.readers.terraform.outline import json_sources
from checkov_aurora_pg.readers.terraform.outline import sources
from checkov_aurora_pg.readers.walking.directed_graph import components
from checkov_aurora_pg.readers.walking.directed_graph import reached
from checkov_aurora_pg.readers.walking.directed_graph import reaching
from checkov_aurora_pg.readers.walking.file_names import is_configuration
from checkov_aurora_pg.readers.walking.file_names import is_unit
from checkov_aurora_pg.readers.walking.file_names import is_variables
from checkov_aurora_pg.readers.walking.file_names import marks_a_root
from checkov_aurora_pg.readers.walking.relevance import content_of
from checkov_aurora_pg.readers.walking.relevance import mentions_aurora
from checkov_aurora_pg.readers.walking.relevance import unreadable

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.terraform.terragrunt.reach import Reach

_MANIFEST = os.path.join('.terraform', 'modules', 'modules.json')


@dataclass(frozen=True, slots=True)
class Belonging:
    """What a root has to do with to be asked about.

    It calls one of `directories`, is a unit that is put together from one of `files` (both
    are real paths), or may read a file whose name ends with one of `endings`.
    """

    directories: frozenset[str]
    endings: frozenset[bytes] = frozenset()
    files: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Roots:
    """The directories that may hold a part of a cluster, as they were given.

    `certain` are root modules: no other directory calls them, or they have what only a root
    has; of some that call each other it is the first. `called` are the others, callers before
    what they call: each is a root too, unless one that is judged creates it. `mentioning` are
    the files with a token, and `problems` those that could not be read.
    """

    certain: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    mentioning: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True, eq=False, repr=False)
class _Module:
    """A directory: the files with a token, whom it calls, and what is installed below it.

    `computes` says that a call of it has a source that is no plain string, `includes` that a file
    elsewhere with a token is a part of it, `reads` that it may read files, `is_unit` that it is
    Terragrunt's; `files` are what a unit is put together from, as real paths, `endings` those
    asked about that it mentions, `problems` which of its own files could not be read. `size` is
    theirs together, in bytes.
    """

    mentioning: tuple[str, ...]
    called: frozenset[str]
    installed: frozenset[str]
    computes: bool
    includes: bool
    reads: bool
    is_unit: bool
    files: frozenset[str]
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


def _reach_of_unit(path: str, content: bytes, boundary: str) -> Reach:
    # Imported where there is a unit: it parses.
    from checkov_aurora_pg.readers.terraform.terragrunt.reach import unit_reach

    return unit_reach(path, content, boundary)


def _may_mention(path: str, boundary: str) -> bool:
    """Return whether a file may have a token; what is not there has none."""
    if not within(path, boundary):
        return os.path.lexists(path)
    try:
        return mentions_aurora(content_of(path))
    except FileRefused:
        return True
    except OSError:
        return False


def _real(paths: Iterable[str]) -> frozenset[str]:
    return frozenset(map(real_path, paths))


def _files(directory: str) -> list[os.DirEntry[str]]:
    """Return the files that Terraform or Terragrunt may read, by name."""
    try:
        with os.scandir(directory) as entries:
            return sorted(
                (entry for entry in entries if _is_read(entry.name) and not is_directory(entry)),
                key=lambda entry: entry.name,
            )
    except OSError:  # a call to what does not exist: the evaluator says so
        return []


def _is_read(name: str) -> bool:
    return is_configuration(name) or is_variables(name) or is_unit(name)


def _by_place(modules: Iterable[tuple[str, str]]) -> dict[str, str]:
    folders: dict[str, str] = {}
    for source, folder in modules:
        # Most configurations give none, and need not pay for the import.
        from checkov_aurora_pg.readers.terraform.modules.module_address import place_of

        folders[place_of(source)] = folder
    return folders


class _Modules:
    """The directories of one scan, each inspected once; its keys are real paths.

    Outside its repository nothing is read. Where a directory is in none, a module that its
    code calls is read wherever it is, as Terraform would; no link leads out of `top`.
    """

    def __init__(
        self,
        directories: Iterable[str],
        endings: frozenset[bytes] = frozenset(),
        modules: Iterable[tuple[str, str]] = (),
    ) -> None:
        self._endings = endings
        self._folders = _by_place(modules)
        self._top = os.path.commonpath((*directories,) or (os.sep,))
        self._follows_units = False
        self._inspected: dict[str, _Module] = {}
        self._repository = spelled_boundary_of(self._top)
        self._repository_around = cache(spelled_boundary_of)

    def __getitem__(self, directory: str) -> _Module:
        if directory not in self._inspected:
            self._inspected[directory] = self._inspect(directory)
        return self._inspected[directory]

    @property
    def are_all(self) -> bool:
        """Whether a unit can read nothing but what lies below the directories' common one."""
        return self._repository in (None, self._top)

    def follow_units(self) -> None:
        """Find out where Terragrunt's units lead, which takes an evaluation of each."""
        self._follows_units = True
        for directory in self.having(lambda module: module.is_unit):
            del self._inspected[directory]

    def graph(self, directories: Iterable[str]) -> dict[str, list[str]]:
        """Return whom each directory calls, with those that are called by any of them."""
        calls: dict[str, list[str]] = {}
        waiting = list(directories)
        while waiting:
            current = waiting.pop()
            if current not in calls:
                own = self[current]
                calls[current] = sorted((own.called | own.installed) - {current})
                waiting.extend(calls[current])
        return calls

    def having(self, has: Callable[[_Module], object]) -> set[str]:
        """Return the directories inspected so far that have something."""
        return {directory for directory, module in self._inspected.items() if has(module)}

    def problems(self, directories: Iterable[str]) -> tuple[Problem, ...]:
        """Return the files of directories that could not be read."""
        return tuple(problem for one in sorted(directories) for problem in self[one].problems)

    def is_marked(self, directory: str) -> bool:
        """Return whether a directory has what only a root module has."""
        try:
            with os.scandir(directory) as entries:
                if any(marks_a_root(entry.name) for entry in entries):
                    return True
        except OSError:  # whoever reads it says so
            return False
        return any(
            is_of_a_root(entry.path, self._content(directory, entry))
            for entry in _files(directory)
            if is_configuration(entry.name)
        )

    def _content(self, directory: str, entry: os.DirEntry[str]) -> bytes:
        try:
            return self._read(entry, self._repository_of(directory))
        except (OSError, FileRefused):  # which is a problem already
            return b''

    def _read(self, entry: os.DirEntry[str], repository: str | None) -> bytes:
        if entry.is_symlink() and not within(entry.path, repository or self._top):
            raise FileRefused(OUTSIDE)
        return content_of(entry.path)

    def _inspect(self, directory: str) -> _Module:
        repository = self._repository_of(directory)
        computes, includes, reads, size = False, False, False, 0
        mentioning: list[str] = []
        called: set[str] = set()
        elsewhere: set[str] = set()
        files: set[str] = set()
        endings: set[bytes] = set()
        problems: list[Problem] = []
        entries = _files(directory)
        for entry in entries:
            path = entry.path
            try:
                content = self._read(entry, repository)
            except (OSError, FileRefused) as error:
                problems.append(unreadable(path, error))
                continue
            size += len(content)
            if mentions_aurora(content):
                mentioning.append(path)
            endings.update(ending for ending in self._endings if ending in content)
            if is_unit(entry.name) and self._follows_units:
                reach = _reach_of_unit(path, content, repository or self._top)
                called |= set(reach.directories)
                files.update(reach.files)
                computes |= reach.is_open
                includes |= any(_may_mention(one, repository or self._top) for one in reach.files)
            elif is_configuration(entry.name):
                reads |= READS in content
                written = list(
                    json_sources(content)
                    if path.endswith('.json')
                    else sources(content, with_remote=bool(self._folders))
                )
                computes |= None in written
                called |= {os.path.join(directory, one) for one in written if one and is_local(one)}
                elsewhere |= set(self._given(written))
        return _Module(
            tuple(mentioning),
            _real((*(one for one in called if within(one, repository)), *elsewhere)),
            _real(_installed(directory)),
            computes,
            includes,
            reads,
            any(is_unit(entry.name) for entry in entries),
            _real(files),
            frozenset(endings),
            tuple(problems),
            size,
        )

    def _given(self, written: Iterable[str | None]) -> Iterator[str]:
        """Yield the folders that the configuration gives for sources."""
        if self._folders:
            from checkov_aurora_pg.readers.terraform.modules.module_address import place_of

            for source in written:
                folder = None if source is None else self._folders.get(place_of(source))
                if folder is not None:
                    yield folder

    def _repository_of(self, directory: str) -> str | None:
        """Return the repository of a directory, or None.

        That is the one around all directories, so that a submodule makes it no narrower. The
        file system is asked once for all directories beside each other.
        """
        if self._repository is not None and within(directory, self._repository):
            return self._repository
        if os.path.lexists(os.path.join(directory, REPOSITORY_MARK)):
            return directory
        return self._repository_around(os.path.dirname(directory))


def _sorted_out(
    directories: Mapping[str, str],
    calls: Mapping[str, list[str]],
) -> tuple[list[str], list[str]]:
    """Return the directories that no other one calls, and the others, callers first.

    Of those that call each other, the first counts as called by nobody.
    """
    found = components(calls)
    number = {node: index for index, members in enumerate(found) for node in members}
    called_from_outside = {
        number[target]
        for caller, targets in calls.items()
        for target in targets
        if number[target] != number[caller]
    }
    uncalled: list[str] = []
    called: list[str] = []
    for index, members in enumerate(found):
        own = sorted(member for member in members if member in directories)
        first = 0 if index in called_from_outside else 1
        uncalled += own[:first]
        called += own[first:]
    return uncalled, called


def _concerned(modules: _Modules, calls: Mapping[str, list[str]], asked: Belonging) -> set[str]:
    """Return the directories that have to do with what is asked about."""
    reading = reaching(calls, modules.having(lambda module: module.reads))
    speaking = reaching(calls, modules.having(lambda module: module.endings))
    made = modules.having(lambda module: not asked.files.isdisjoint(module.files))
    return reaching(calls, asked.directories | made) | reading & speaking


def roots_among(
    directories: Iterable[str],
    var_files: Iterable[str] = (),
    asked: Belonging | None = None,
    *,
    is_spoken_of: bool = False,
    modules: Iterable[tuple[str, str]] = (),
) -> Roots:
    """Return the directories among `directories` that may hold a part of a cluster.

    One is relevant when it, a module that it calls, or a file of `var_files` has an Aurora
    token, and it has to do with what is asked about, if anything is. A call whose source is
    computed may lead to any directory. `is_spoken_of` says that another file has a token, which
    a unit may read. Raises `OSError` when a file of `var_files` cannot be
    read.
    """
    spelled: dict[str, str] = {}
    for directory in sorted(directories):
        spelled.setdefault(real_path(directory), directory)
    inspected = _Modules(spelled, asked.endings if asked is not None else frozenset(), modules)
    calls = inspected.graph(spelled)
    if is_spoken_of or not inspected.are_all or inspected.having(lambda module: module.mentioning):
        inspected.follow_units()
        calls = inspected.graph(spelled)
    mentioning = inspected.having(lambda module: module.mentioning or module.includes)
    relevant = (
        set(calls)
        if any(mentions_aurora(content_of(path)) for path in var_files)
        else (
            reaching(calls, mentioning | inspected.having(lambda one: one.computes and mentioning))
        )
    )
    asked_about = set(calls) if asked is None else _concerned(inspected, calls, asked)
    kept = relevant & asked_about
    uncalled, called = (
        [one for one in found if one in kept] for found in _sorted_out(spelled, calls)
    )
    marked = set(filter(inspected.is_marked, called))
    certain = sorted((*uncalled, *marked))
    # What a unit, or a computed source, leads to is seen only when these have been read.
    certain.sort(key=lambda one: not (inspected[one].is_unit or inspected[one].computes))
    told = set(calls) if asked is None else asked.directories | reached(calls, certain)
    return Roots(
        tuple(spelled[one] for one in certain),
        tuple(spelled[one] for one in called if one not in marked),
        tuple(
            path for one in spelled for path in inspected[one].mentioning if not is_variables(path)
        ),
        inspected.problems(told),
    )


def has_mark_of_root(directory: str) -> bool:
    """Return whether a directory has what only a root module has.

    That is a backend, a provider with configuration, a lock file, or a file of variables that
    Terraform loads by itself.
    """
    return _Modules((directory,)).is_marked(real_path(directory))


def callers(roots: Iterable[str], called: Iterable[str]) -> tuple[str, ...]:
    """Return the roots from which calls lead to any of the directories in `called`."""
    real = {root: real_path(root) for root in roots}
    modules = _Modules(real.values())
    modules.follow_units()
    leading = reaching(modules.graph(real.values()), map(real_path, called))
    return tuple(root for root, directory in real.items() if directory in leading)


def sizes(roots: Iterable[str]) -> dict[str, int]:
    """Return how many bytes each root has, together with the modules that it reaches."""
    real = {root: real_path(root) for root in roots}
    modules = _Modules(real.values())
    modules.follow_units()
    calls = modules.graph(real.values())
    return {
        root: sum(modules[one].size for one in reached(calls, (directory,)))
        for root, directory in real.items()
    }
