"""The modules of a scan: each directory is read once, and calls lead from one to another."""
from __future__ import annotations

import os
from typing import TYPE_CHECKING

from checkov_aurora_pg.estate import Skip
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.skips import skips_between
from checkov_aurora_pg.readers.terraform.expressions import Literal
from checkov_aurora_pg.readers.terraform.module_source import ModuleSource
from checkov_aurora_pg.readers.terraform.module_source import load
from checkov_aurora_pg.values import Place
from checkov_aurora_pg.values import Unknown

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.terraform.module import Module

_INIT = 'run `terraform init`, or scan the plan instead'


class Sources:
    """The directories of a scan as modules, read when they are asked for, once."""

    def __init__(self, boundary: str | None) -> None:
        """Take the directory outside which nothing is read."""
        self.boundary = boundary
        self._modules: dict[str, ModuleSource] = {}

    def module(self, directory: str) -> ModuleSource:
        """Return what a directory declares."""
        if directory not in self._modules:
            self._modules[directory] = load(directory, self.boundary)
        return self._modules[directory]

    def directory_of(self, caller: Module, name: str, address: str) -> str | Unknown:
        """Return the directory of a called module, or why it cannot be read."""
        argument = caller.source.calls[name].body.arguments.get('source')
        source = getattr(argument.expression, 'data', None) if argument is not None else None
        if argument is None or not isinstance(argument.expression, Literal):
            return Unknown(f'module `{name}` has no literal source')
        if not isinstance(source, str) or not source.startswith(('./', '../')):
            return Unknown(f'module `{name}` (`{source}`) is not in the repository', _INIT)
        directory = os.path.normpath(os.path.join(caller.source.directory, source))
        if not within(directory, self.boundary):
            return Unknown(f'module `{name}` (`{source}`) is outside the repository')
        if not os.path.isdir(directory):
            return Unknown(f'module `{name}` (`{source}`) is not there')
        return directory

    def skips_in(self, source: ModuleSource, place: Place) -> tuple[Skip, ...]:
        """Return the inline suppressions within a block."""
        return skips_between(source.lines.get(place.path, []), place)
