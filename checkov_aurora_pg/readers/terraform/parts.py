"""Each root module is a part of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from checkov_aurora_pg.core.deployments import SOLE
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.parts import Answers
from checkov_aurora_pg.readers.parts import Part
from checkov_aurora_pg.readers.parts import Surroundings
from checkov_aurora_pg.readers.terraform.modules.sources import Library
from checkov_aurora_pg.readers.terraform.reader import read_root
from checkov_aurora_pg.readers.walking.variable_files import VariableFiles

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.terraform.deployments import Deployments


def parts_of(sources: Sources, around: Surroundings) -> Iterator[Part]:
    """Yield the root modules, callers before what they call."""
    roots = _Roots(around)
    yield from map(roots.part, sources.roots)
    for root in sources.called:
        yield roots.part(root)._replace(is_called=True)
    for root in sources.others:
        yield roots.part(root)._replace(is_elsewhere=True)


class _Roots:
    """The root modules of one scan, which share the modules that they call."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._variable_files = VariableFiles()
        self._library = Library(around.options.modules)
        self._deployments: Deployments | None = None

    def part(self, root: str) -> Part:
        return Part(root, root, partial(self._deployments_of, root), partial(self._read, root))

    def _deployments_of(self, root: str) -> tuple[Deployment, ...]:
        options = self._around.options_of(root)
        if not options.declared and not self._variable_files.are_around(root, options.boundary):
            return (SOLE,)
        if self._deployments is None:
            # Most stacks have no files of variables, and do not pay for the import.
            from checkov_aurora_pg.readers.terraform.deployments import Deployments

            self._deployments = Deployments(self._library, self._variable_files)
        return self._deployments.of(root, options)

    def _read(self, root: str, deployment: Deployment, assumed: Answers) -> Reading:
        if deployment.refusal:
            return Reading(problems=(Problem(Place(root, 1, 1), deployment.refusal),))
        options = replace(self._around.options_of(root), deployment=deployment, assumed=assumed)
        return read_root(root, options=options, library=self._library)
