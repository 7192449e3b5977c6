"""The templates of a service of the Serverless Framework: one for each stage, of one file."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.cloudformation.language.templates import MOST_DEPLOYMENTS
from checkov_aurora_pg.readers.cloudformation.language.templates import Stages
from checkov_aurora_pg.readers.cloudformation.language.templates import Template
from checkov_aurora_pg.readers.cloudformation.services.included_files import IncludedFiles
from checkov_aurora_pg.readers.cloudformation.services.serverless import Service
from checkov_aurora_pg.readers.cloudformation.services.serverless import Stage
from checkov_aurora_pg.readers.cloudformation.services.serverless import Unresolved
from checkov_aurora_pg.readers.cloudformation.services.serverless import template_of
from checkov_aurora_pg.readers.cloudformation.services.service_stages import stages_of
from checkov_aurora_pg.readers.documents.nodes import Node

# Makes a template of its outermost mapping.
Make = Callable[[Node], Template]


@dataclass(frozen=True, slots=True, eq=False)
class ServiceRoots:
    """The outermost mappings of a service's templates, without a stage and in those it names.

    `default` is as in `Stages`.
    """

    document: Node
    files: IncludedFiles
    default: str
    root: Node
    places: Mapping[str, Place]
    staged: Mapping[str, Node]

    @classmethod
    def of(cls, document: Node, files: IncludedFiles) -> ServiceRoots:
        """Read a service."""
        try:
            name = Service(document, files, Stage()).written_stage()
        except Unresolved:
            name = ''
        service = Service(document, files, Stage(name))
        root = template_of(service)
        places = stages_of(document, files, name)
        staged = {
            stage: template_of(Service(document, files, Stage(stage, is_given=True)))
            for stage in islice(places, MOST_DEPLOYMENTS)
        }
        return cls(document, files, '' if service.is_mixed else name, root, places, staged)

    def stages(self, make: Make) -> Stages:
        """Return the stages with their templates."""

        def in_stage(name: str, parameters: Mapping[str, str]) -> Template | Problem:
            count = len(self.files.problems)
            stage = Stage(name, is_given=True, parameters=parameters)
            template = make(template_of(Service(self.document, self.files, stage)))
            return next(iter(self.files.problems[count:]), template)

        found = {stage: make(root) for stage, root in self.staged.items()}
        return Stages(found, self.places, self.default, in_stage)
