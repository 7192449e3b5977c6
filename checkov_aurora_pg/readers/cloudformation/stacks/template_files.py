"""The templates of a scan, and those beside it that they nest by a local path."""

from __future__ import annotations

import os
from collections.abc import Iterable

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.readers.cloudformation.language.templates import Template
from checkov_aurora_pg.readers.cloudformation.stacks.stack_sets import Bodies
from checkov_aurora_pg.readers.cloudformation.stacks.template_reader import templates_in
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.options import boundary_of


class TemplateFiles:
    """Templates by their absolute paths; `problems` are the files beside the scan.

    `bodies` are those that stack sets hold themselves.
    """

    def __init__(self, scanned: Iterable[Template]) -> None:
        self.scanned = tuple(scanned)
        self.problems: list[Problem] = []
        self.bodies: Bodies = {}
        directories = [os.path.dirname(one.path) for one in self.scanned]
        self._top = os.path.commonpath(directories) if directories else ''
        self._by_path: dict[str, Template | None] = {}
        for one in self.scanned:
            self._by_path.setdefault(one.path, one)

    def at(self, path: str, nesting: Template) -> Template | None:
        """Return the template at a path, or None where there is none.

        One that is not of the scan is read within the repository of the template that
        nests it, or the directory that holds all scanned ones where that is in none.
        """
        path = os.path.normpath(path)
        if path not in self._by_path:
            boundary = boundary_of(os.path.dirname(nesting.path)) or self._top
            self._by_path[path] = self._read(path, boundary)
        return self._by_path[path]

    def ending_with(self, tail: str, nesting: Template) -> Template | None:
        """Return the one scanned template whose path ends with `tail` (`/a/b.yaml`).

        Of several, those that share most of the nesting template's path count. A file name
        alone means a file beside the nesting template.
        """
        if tail.count('/') < 2:
            beside = os.path.dirname(nesting.path) + tail
            return next((one for one in self.scanned if one.path == beside), None)
        found = [one for one in self.scanned if one.path.endswith(tail)]
        shared = [len(os.path.commonpath((one.path, nesting.path))) for one in found]
        nearest = [one for one, length in zip(found, shared, strict=True) if length == max(shared)]
        return nearest[0] if len(nearest) == 1 else None

    def _read(self, path: str, boundary: str) -> Template | None:
        try:
            found = next(templates_in(path, read_bytes(path, boundary)), None)
        except FileRefused:
            return None
        if isinstance(found, Problem):
            self.problems.append(found)
            return None
        return found
