"""What is read in one piece: a root module, a plan, or all templates; in each deployment."""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from typing import NamedTuple

from checkov_aurora_pg.core.deployments import SOLE
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.options import boundary_of
from checkov_aurora_pg.readers.walking.variable_files import VariableFiles

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.cloudformation.template_set import TemplateSet
    from checkov_aurora_pg.readers.terraform.deployments import Deployments
    from checkov_aurora_pg.readers.terraform.modules.sources import Library

Answers = tuple[Answer, ...]


class Part(NamedTuple):
    """What is read in one piece.

    `name` is its root in the ledger, empty for templates, and `path` where it is; `is_called`
    says that other code calls it. `deployments` finds out what is deployed of it, and `read`
    reads one of these, with the answers that are assumed of what it leaves open.
    """

    name: str
    path: str
    is_called: bool
    deployments: Callable[[], tuple[Deployment, ...]]
    read: Callable[[Deployment, Answers], Reading]


def _sole() -> tuple[Deployment, ...]:
    return (SOLE,)


# A reader is imported where it is first needed, since most scans need one of the three.


def _read_plan(plan: str, deployment: Deployment, assumed: Answers) -> Reading:
    from checkov_aurora_pg.readers.terraform.plan.reader import read_plan

    return read_plan(plan)


class Parts:
    """The parts of one scan."""

    def __init__(self, sources: Sources, options: ReadOptions) -> None:
        """Take what was found, and how to read it, whatever boundary the options have."""
        self._sources = sources
        self._options = options
        self._boundaries = _boundaries(sources)
        self._variable_files = VariableFiles()
        self._library: Library | None = None
        self._templates: dict[tuple[str, ...], TemplateSet] = {}
        self._deployments: Deployments | None = None
        self._options_by_root: dict[str, ReadOptions] = {}

    def __iter__(self) -> Iterator[Part]:
        """Yield what is to be read, callers before what they call."""
        for root in self._sources.roots:
            yield self.root(root)
        for root in self._sources.called:
            yield self.root(root, is_called=True)
        for plan in self._sources.plans:
            yield Part(plan, plan, False, _sole, partial(_read_plan, plan))
        if self._sources.templates:
            templates = self._sources.templates
            yield Part(
                '', templates[0], False, self._deployments_of_templates, self._read_templates
            )

    def root(self, root: str, *, is_called: bool = False) -> Part:
        """Return a root module as a part."""
        return Part(
            root,
            root,
            is_called,
            partial(self._deployments_of, root),
            partial(self._read_root, root),
        )

    def _read_root(self, root: str, deployment: Deployment, assumed: Answers) -> Reading:
        if deployment.refusal:
            return Reading(problems=(Problem(Place(root, 1, 1), deployment.refusal),))
        from checkov_aurora_pg.readers.terraform.reader import read_root

        options = replace(self._options_of(root), deployment=deployment, assumed=assumed)
        return read_root(root, options=options, library=self._shared_library())

    def _read_templates(self, deployment: Deployment, assumed: Answers) -> Reading:
        from checkov_aurora_pg.readers.cloudformation.reader import read_templates

        return read_templates(self._sources.templates, assumed, self._templates, deployment.name)

    def _deployments_of_templates(self) -> tuple[Deployment, ...]:
        from checkov_aurora_pg.readers.cloudformation.reader import deployments_of

        return deployments_of(
            self._sources.templates, self._options_of, self._options.declared, self._templates
        )

    def _deployments_of(self, root: str) -> tuple[Deployment, ...]:
        options = self._options_of(root)
        # Most roots of one stack have one deployment, and need not pay for the import.
        if not options.declared and not self._variable_files.are_around(root, options.boundary):
            return (SOLE,)
        if self._deployments is None:
            from checkov_aurora_pg.readers.terraform.deployments import Deployments

            self._deployments = Deployments(self._shared_library(), self._variable_files)
        return self._deployments.of(root, options)

    def _shared_library(self) -> Library:
        if self._library is None:
            from checkov_aurora_pg.readers.terraform.modules.sources import Library

            self._library = Library(self._options.modules)
        return self._library

    def _options_of(self, root: str) -> ReadOptions:
        if root not in self._options_by_root:
            self._options_by_root[root] = self._bounded(root)
        return self._options_by_root[root]

    def _bounded(self, root: str) -> ReadOptions:
        around = (boundary for boundary in self._boundaries if within(root, boundary))
        boundary = next(around, None) or boundary_of(root)
        return replace(self._options, boundary=boundary)


def _boundaries(sources: Sources) -> tuple[str, ...]:
    """Return the directories beyond which nothing is read, of all that was given.

    That is the repository of what was given, or what was given where that is in none. A
    repository inside it, such as a submodule, makes it no narrower.
    """
    given = (*sources.walked, *map(os.path.dirname, sources.named)) or (os.sep,)
    top = os.path.commonpath(given)
    return tuple(dict.fromkeys(boundary_of(path) or top for path in given))
