"""Stacks of Terraform, whose components call modules with values of their deployments.

A stack is not read. A module that it calls is judged by itself, with its defaults; what the
stack sets instead is not seen, so that it is said.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from collections.abc import Iterator

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.terraform.outline import is_local
from checkov_aurora_pg.readers.terraform.roots import callers
from checkov_aurora_pg.readers.walking.file_names import is_of_components
from checkov_aurora_pg.readers.walking.relevance import names_a_subject
from checkov_aurora_pg.readers.walking.relevance import text_of

OF_A_STACK = (
    'is part of a Terraform stack, which is not read: scan the plan of each deployment as JSON'
)

_SOURCE = re.compile(rb'\bsource"?\s*[=:]\s*"([^"\n]*)"')
_MODULE = re.compile(r'(?:^|[/-])rds-aurora(?:[/.?]|$)', re.IGNORECASE)


def unread_stacks(parts: Iterable[str], mentioning: Iterable[str]) -> Iterator[Problem]:
    """Yield the component of a stack that calls a module with what is judged in it.

    `mentioning` are the files of configuration with a token.
    """
    components = [path for path in sorted(parts) if is_of_components(os.path.basename(path))]
    holding = {os.path.dirname(path) for path in mentioning} if components else set()
    for path in components:
        try:
            content = text_of(path)
        except (OSError, FileRefused):  # which is a problem already
            continue
        line = None if names_a_subject(content) else _line_of_call(path, content, holding)
        if line is not None:
            yield Problem(Place(path, line, line), OF_A_STACK)


def _line_of_call(path: str, content: bytes, holding: set[str]) -> int | None:
    for match in _SOURCE.finditer(content):
        source = match[1].decode('utf-8', 'replace')
        directory = os.path.normpath(os.path.join(os.path.dirname(path), source))
        if _MODULE.search(source) or (is_local(source) and callers((directory,), holding)):
            return content.count(b'\n', 0, match.start()) + 1
    return None
