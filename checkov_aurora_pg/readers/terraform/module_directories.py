"""What the names and the bytes of Terraform's directories say: whom each calls, and what it names.

A directory is inspected once in a scan. Nothing is parsed, but where a unit of Terragrunt may lead
to what matters.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
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


@dataclass(slots=True, eq=False, repr=False)
class ModuleDirectory:
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


class ModuleDirectories:
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
        self._inspected: dict[str, ModuleDirectory] = {}
        self._repository = spelled_boundary_of(self._top)
        self._repository_around = cache(spelled_boundary_of)

    def __getitem__(self, directory: str) -> ModuleDirectory:
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

    def having(self, has: Callable[[ModuleDirectory], object]) -> set[str]:
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

    def _inspect(self, directory: str) -> ModuleDirectory:
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
        return ModuleDirectory(
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
