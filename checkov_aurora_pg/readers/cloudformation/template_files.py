"""The templates of a scan, and those beside it that they nest by a local path."""
from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import TypeGuard

from checkov_aurora_pg.readers.cloudformation.included_files import IncludedFiles
from checkov_aurora_pg.readers.cloudformation.serverless import service_template
from checkov_aurora_pg.readers.cloudformation.templates import LOOP
from checkov_aurora_pg.readers.cloudformation.templates import MACRO
from checkov_aurora_pg.readers.cloudformation.templates import Template
from checkov_aurora_pg.readers.document import decode
from checkov_aurora_pg.readers.document import read_document
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.nodes import DocumentError
from checkov_aurora_pg.readers.nodes import Node
from checkov_aurora_pg.readers.options import boundary_of
from checkov_aurora_pg.readers.relevance import includes_files
from checkov_aurora_pg.readers.relevance import speaks_of_a_database
from checkov_aurora_pg.reading import Problem
from checkov_aurora_pg.values import Place

# What every template holds.
_RESOURCES = re.compile(rb'\bResources\b')


def _is_resource(key: str, node: Node) -> bool:
    return node.get('Type') is not None or key.startswith(LOOP) or key == MACRO


def _is_template(root: Node | None) -> TypeGuard[Node]:
    resources = root.get('Resources') if root is not None else None
    return resources is not None and any(
        _is_resource(key, entry.value) for key, entry in resources.items.items()
    )


def _find_template(documents: Iterable[Node], path: str, text: str) -> Template | Problem | None:
    for document in documents:
        files = IncludedFiles(path)
        service = service_template(document, files)
        if files.problems:
            return files.problems[0]
        root = document if _is_template(document) else service
        if _is_template(root):
            return Template(path, root, {path: tuple(text.split('\n')), **files.lines})
    return None


def read_template(path: str, content: bytes) -> Template | Problem | None:
    """Return the template that a file's content holds, or None where it holds none.

    A template is a mapping whose `Resources` hold at least one entry with a `Type`, a loop
    or a macro; in a service of the Serverless Framework it is its `resources`. A file that
    does not parse is a problem where it speaks of a database, and otherwise no template.
    """
    if not (_RESOURCES.search(content) or includes_files(content) or b'\0' in content):
        return None
    try:
        documents = read_document(content, path)
    except DocumentError as error:
        if not speaks_of_a_database(content):
            return None
        return Problem(Place(path, error.line, error.line), f'cannot be read: {error.message}')
    return _find_template(documents, path, decode(content))


class TemplateFiles:
    """Templates by their absolute paths; `problems` are the files beside the scan."""

    def __init__(self, scanned: Iterable[Template]) -> None:
        self.scanned = tuple(scanned)
        self.problems: list[Problem] = []
        directories = [os.path.dirname(one.path) for one in self.scanned]
        self._top = os.path.commonpath(directories) if directories else ''
        self._by_path: dict[str, Template | None] = {one.path: one for one in self.scanned}

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
        nearest = [
            one for one, length in zip(found, shared, strict=True) if length == max(shared)
        ]
        return nearest[0] if len(nearest) == 1 else None

    def _read(self, path: str, boundary: str) -> Template | None:
        try:
            found = read_template(path, read_bytes(path, boundary))
        except FileRefused:
            return None
        if isinstance(found, Problem):
            self.problems.append(found)
            return None
        return found
