"""CloudFormation templates, as people, the CDK or a service write them -> an estate."""

from __future__ import annotations

from collections.abc import Iterable

from checkov_aurora_pg.core.deployments import Declared
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.readers.cloudformation.deployments.of_templates import OptionsOf
from checkov_aurora_pg.readers.cloudformation.template_set import TemplateSet

# What was parsed, by the paths that were given.
Library = dict[tuple[str, ...], TemplateSet]


def _templates(paths: Iterable[str], library: Library) -> TemplateSet:
    paths = tuple(paths)
    if paths not in library:
        library[paths] = TemplateSet(paths)
    return library[paths]


def read_templates(
    paths: Iterable[str],
    assumed: tuple[Answer, ...] = (),
    library: Library | None = None,
    deployment: str = '',
) -> Reading:
    """Read the templates among YAML and JSON files as the stacks of one deployment.

    `assumed` are answers to questions of an earlier reading. What is in `library` is not parsed
    again, and what is parsed goes there. `deployment` is the name of one that was found.
    """
    return _templates(paths, {} if library is None else library).read(assumed, deployment)


def deployments_of(
    paths: Iterable[str],
    options_of: OptionsOf,
    declared: tuple[Declared, ...],
    library: Library,
) -> tuple[Deployment, ...]:
    """Return the deployments of the templates among some files; `library` has what is parsed."""
    return _templates(paths, library).deployments(options_of, declared)
