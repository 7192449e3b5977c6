"""CloudFormation templates, as people or the CDK write them -> an estate."""
from __future__ import annotations

import os
import re
from collections.abc import Iterable
from collections.abc import Iterator

from checkov_aurora_pg.estate import Estate
from checkov_aurora_pg.estate import Problem
from checkov_aurora_pg.estate import Reading
from checkov_aurora_pg.readers.cloudformation.evaluation import EXCEEDED
from checkov_aurora_pg.readers.cloudformation.resources import read_resources
from checkov_aurora_pg.readers.cloudformation.stacks import Stacks
from checkov_aurora_pg.readers.cloudformation.templates import Template
from checkov_aurora_pg.readers.cloudformation.templates import find_template
from checkov_aurora_pg.readers.document import decode
from checkov_aurora_pg.readers.document import read_document
from checkov_aurora_pg.readers.nodes import DocumentError
from checkov_aurora_pg.values import Place

# What every template holds, and what every template of interest holds.
_RESOURCES = re.compile(rb'\bResources\b')
_RELEVANT = b'AWS::RDS::'


def _content(path: str) -> bytes | Problem:
    try:
        with open(path, 'rb') as file:
            return file.read()
    except OSError as error:
        return Problem(Place(path, 1, 1), f'cannot be read: {error.strerror or error}')


def _is_relevant(content: bytes) -> bool:
    # UTF-16 has a zero byte beside each of these.
    return _RELEVANT in content or (b'\0' in content and _RELEVANT in content.replace(b'\0', b''))


def _template(path: str, content: bytes) -> Template | Problem | None:
    if not _RESOURCES.search(content) and b'\0' not in content:
        return None
    try:
        documents = read_document(content, path)
    except DocumentError as error:
        if not _is_relevant(content):
            return None
        return Problem(Place(path, error.line, error.line), f'cannot be read: {error.message}')
    return find_template(documents, path, decode(content))


def _not_judged(stacks: Stacks) -> Iterator[Problem]:
    """Yield what the evaluation could not reach."""
    for evaluator in stacks.evaluators:
        place = evaluator.template.root.items['Resources'].place
        lost = evaluator.section('Resources').lost
        if lost is not None and lost.reason != EXCEEDED:
            yield Problem(place, lost.reason)
    if stacks.budget.is_exceeded:
        yield Problem(Place(stacks.evaluators[0].template.path, 1, 1), EXCEEDED)


def read_templates(paths: Iterable[str]) -> Reading:
    """Read the templates among YAML and JSON files as the stacks of one deployment.

    Files that hold no template are passed over, also those that do not parse, unless
    they speak of RDS: then they are problems.
    """
    contents = {path: _content(path) for path in sorted({os.path.abspath(p) for p in paths})}
    problems = [content for content in contents.values() if isinstance(content, Problem)]
    read = {path: c for path, c in contents.items() if isinstance(c, bytes)}
    if not any(map(_is_relevant, read.values())):
        return Reading((), tuple(problems))
    templates: list[Template] = []
    for path, content in read.items():
        found = _template(path, content)
        if isinstance(found, Template):
            templates.append(found)
        elif found is not None:
            problems.append(found)
    stacks = Stacks(templates)
    resources = [r for evaluator in stacks.evaluators for r in read_resources(evaluator)]
    problems.extend(_not_judged(stacks))
    estates = (Estate(os.path.commonpath(read), resources),) if resources else ()
    return Reading(estates, tuple(problems))
