"""CloudFormation templates, as people, the CDK or a service write them -> an estate."""
from __future__ import annotations

from collections.abc import Iterable

from checkov_aurora_pg.readers.cloudformation.template_set import TemplateSet
from checkov_aurora_pg.reading import Reading
from checkov_aurora_pg.values import Answer

# What was parsed, by the paths that were given.
Library = dict[tuple[str, ...], TemplateSet]


def read_templates(
    paths: Iterable[str], assumed: tuple[Answer, ...] = (), library: Library | None = None,
) -> Reading:
    """Read the templates among YAML and JSON files as the stacks of one deployment.

    `assumed` are answers to questions of an earlier reading. What is in `library` is not parsed
    again, and what is parsed goes there.
    """
    paths = tuple(paths)
    library = {} if library is None else library
    if paths not in library:
        library[paths] = TemplateSet(paths)
    return library[paths].read(assumed)
