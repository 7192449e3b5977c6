"""CloudFormation templates, as people, the CDK or a service write them -> an estate."""
from __future__ import annotations

from collections.abc import Iterable

from checkov_aurora_pg.readers.cloudformation.template_set import TemplateSet
from checkov_aurora_pg.reading import Reading
from checkov_aurora_pg.values import Answer


def read_templates(paths: Iterable[str], assumed: tuple[Answer, ...] = ()) -> Reading:
    """Read the templates among YAML and JSON files as the stacks of one deployment.

    `assumed` are answers to questions of an earlier reading. Whoever has several of them reads
    one `TemplateSet` again and again, which parses the files once.
    """
    return TemplateSet(paths).read(assumed)
