"""All templates are one part, since they may import from each other."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.readers.cloudformation.reader import Library
from checkov_aurora_pg.readers.cloudformation.reader import deployments_of
from checkov_aurora_pg.readers.cloudformation.reader import read_templates
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.parts import Answers
from checkov_aurora_pg.readers.parts import Part
from checkov_aurora_pg.readers.parts import Surroundings


def parts_of(sources: Sources, around: Surroundings) -> Iterator[Part]:
    """Yield the templates as one part."""
    templates = sources.templates
    library: Library = {}  # each template is parsed once

    def deployments() -> tuple[Deployment, ...]:
        return deployments_of(templates, around.options_of, around.options.declared, library)

    def read(deployment: Deployment, assumed: Answers) -> Reading:
        return read_templates(templates, assumed, library, deployment.name)

    yield Part('', templates[0], deployments, read)
