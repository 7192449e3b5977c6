"""The modules of a root: each directory is read once, and calls lead from one to another."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from checkov_aurora_pg.core.described_resource import Skip
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.limits import MAX_CONFIGURATION_BYTES
from checkov_aurora_pg.readers.options import boundary_of
from checkov_aurora_pg.readers.skips import skips_between
from checkov_aurora_pg.readers.terraform.language.comments import is_comment
from checkov_aurora_pg.readers.terraform.language.scope import PLAN
from checkov_aurora_pg.readers.terraform.language.unvarying import Unvarying
from checkov_aurora_pg.readers.terraform.modules.call_arguments import LOCAL
from checkov_aurora_pg.readers.terraform.modules.call_arguments import told
from checkov_aurora_pg.readers.terraform.modules.module_address import place_of
from checkov_aurora_pg.readers.terraform.modules.module_files import load
from checkov_aurora_pg.readers.terraform.modules.module_source import ModuleSource
from checkov_aurora_pg.readers.terraform.modules.programs import Program

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.terraform.modules.module import Module
    from checkov_aurora_pg.readers.terraform.modules.other_roots import OtherRoots
    from checkov_aurora_pg.readers.terraform.modules.remote_modules import RemoteModules

# Roots that call the same modules lie beside each other, and a module's syntax tree takes a
# hundred times the memory of its text.
_KEPT_BYTES = 256 * 1024


class Library:
    """What the roots of a scan share: the modules that were read last, and other deployments."""

    def __init__(self, modules: Iterable[tuple[str, str]] = ()) -> None:
        """Take the folders of modules of other repositories, by their sources."""
        self._folders = {place_of(source): folder for source, folder in modules}
        self._kept: dict[tuple[str, str | None, Program], ModuleSource] = {}
        self._size = 0
        self._others: OtherRoots | None = None
        self._varying: tuple[str, frozenset[str]] | None = None
        self._unvarying: dict[tuple[str, Program], Unvarying] = {}

    def note_deployments(self, root: str, varying: frozenset[str]) -> None:
        """Note that a root is read several times, with other values of some variables."""
        self._varying = (root, varying)
        self._unvarying = {}

    def unvarying(self, root: str, program: Program) -> Unvarying:
        """Return what is known of a root from those of its deployments that were read."""
        if self._varying is None or self._varying[0] != root:
            return Unvarying()
        return self._unvarying.setdefault((root, program), Unvarying(self._varying[1]))

    def folder_of(self, source: str) -> str | None:
        """Return the folder that holds a module of another repository, where one is given."""
        return self._folders.get(place_of(source)) if self._folders else None

    @property
    def others(self) -> OtherRoots:
        """The other deployments that roots ask for."""
        if self._others is None:
            # Most roots ask for none, and need not pay for the import.
            from checkov_aurora_pg.readers.terraform.modules.other_roots import OtherRoots

            self._others = OtherRoots()
        return self._others

    def module(self, directory: str, boundary: str | None, program: Program) -> ModuleSource:
        """Return what a directory declares; nothing outside the boundary is read."""
        key = (directory, boundary, program)
        found = self._kept.pop(key, None)
        if found is None:
            found = load(directory, boundary, program)
            self._size += found.size
        self._kept[key] = found
        while self._size > _KEPT_BYTES:
            self._size -= self._kept.pop(next(iter(self._kept))).size
        return found


class RootModules:
    """The directories of a root as modules, read when they are asked for, once."""

    def __init__(
        self,
        boundary: str | None,
        library: Library | None = None,
        program: Program = Program.TERRAFORM,
    ) -> None:
        """Take the directory outside which nothing is read, and what other roots have read.

        `files` become those that were read, or that the configuration asked for;
        `has_other_files` says whether OpenTofu reads other files of a module than Terraform.
        """
        self.boundary = boundary
        self.program = program
        self.has_other_files = False
        self.files: set[str] = set()
        self.library = library or Library()
        self._modules: dict[str, ModuleSource] = {}
        self._room = MAX_CONFIGURATION_BYTES
        self._remote: dict[str, RemoteModules] = {}

    def module(self, directory: str) -> ModuleSource:
        """Return what a directory declares."""
        if directory not in self._modules:
            # A module that is followed out of what is scanned may read nothing but itself.
            boundary = self.boundary if within(directory, self.boundary) else directory
            found = self.library.module(directory, boundary, self.program)
            if found.size > self._room:
                found = load(directory, boundary, self.program, self._room)
            self.has_other_files |= found.has_other_files
            self._room -= found.size
            self._modules[directory] = found
            self.files.update(found.lines)
        return self._modules[directory]

    def called(self, caller: Module, name: str) -> ModuleSource | Unknown:
        """Return what a called module declares, or why that is not known.

        Raises `LimitExceeded`.
        """
        block = caller.source.calls[name]
        source = told(caller, block, 'source')
        if source is None:
            return Unknown(f'module `{name}` has no source')
        if isinstance(source, str) and source.startswith(LOCAL):
            return self._local(caller, name, source)
        return self._remote_of(caller.root.directory).called(caller, name, source)

    def committed(self, caller: Module, name: str) -> Unknown | None:
        """Return why a remote module may be another one than its source says, if it may."""
        source = told(caller, caller.source.calls[name], 'source')
        if not isinstance(source, str) or source.startswith(LOCAL):
            return None
        return self._remote_of(caller.root.directory).committed(caller, name, source)

    def _local(self, caller: Module, name: str, source: str) -> ModuleSource | Unknown:
        path = source.replace('\\', '/')
        directory = os.path.normpath(os.path.join(caller.source.directory, path))
        if not self._may_follow(directory, caller.root.directory):
            return Unknown(f'module `{name}` (`{source}`) is outside the repository', PLAN)
        if not os.path.isdir(directory):
            return Unknown(f'module `{name}` (`{source}`) is not there', PLAN)
        return self.module(directory)

    def _may_follow(self, directory: str, root: str) -> bool:
        """Return whether a local module is code of the repository; where there is none, any is."""
        if self.boundary is not None and within(directory, self.boundary):
            return True
        repository = boundary_of(root)
        return repository is None or (self.boundary is None and within(directory, repository))

    def _remote_of(self, root: str) -> RemoteModules:
        if root not in self._remote:
            # Most roots of one stack call no remote module, and need not pay for the import.
            from checkov_aurora_pg.readers.terraform.modules.remote_modules import RemoteModules

            self._remote[root] = RemoteModules(self, root)
        return self._remote[root]

    def skips_in(self, source: ModuleSource, place: Place) -> tuple[Skip, ...]:
        """Return the inline suppressions within a block."""
        if place.path.endswith('.json'):  # which has no comments
            return ()
        return skips_between(source.lines.get(place.path, []), place, is_comment)
