"""The YAML and JSON files that a service of the Serverless Framework is put together from."""
from __future__ import annotations

import os

from checkov_aurora_pg.readers.cloudformation.interest import speaks_of_a_database
from checkov_aurora_pg.readers.document import decode
from checkov_aurora_pg.readers.document import read_document
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.nodes import DocumentError
from checkov_aurora_pg.readers.nodes import Node
from checkov_aurora_pg.readers.options import boundary_of
from checkov_aurora_pg.reading import Problem
from checkov_aurora_pg.values import Place

# A program, which the Framework would run, is not read.
_ENDINGS = ('.json', '.yaml', '.yml')

# More than services have; each is a file to read.
_MAX_FILES = 200


class IncludedFiles:
    """The files beside a service, each read when it is asked for, once.

    `lines` are those of the files that were read, by their absolute paths, and `problems` those
    that do not parse and speak of a database.
    """

    def __init__(self, service: str) -> None:
        """Take the service's own path, from whose directory the others are named."""
        self._directory = os.path.dirname(service)
        self._boundary = boundary_of(self._directory) or self._directory
        self._roots: dict[str, Node | None] = {}
        self.lines: dict[str, tuple[str, ...]] = {}
        self.problems: list[Problem] = []

    def root(self, name: str) -> Node | None:
        """Return what a file holds, or None where it cannot be read or is no document."""
        path = os.path.normpath(os.path.join(self._directory, name))
        if path not in self._roots:
            readable = path.endswith(_ENDINGS) and len(self._roots) < _MAX_FILES
            self._roots[path] = self._read(path) if readable else None
        return self._roots[path]

    def _read(self, path: str) -> Node | None:
        try:
            content = read_bytes(path, self._boundary)
        except FileRefused:
            return None
        try:
            documents = read_document(content, path)
        except DocumentError as error:
            if speaks_of_a_database(content):
                place = Place(path, error.line, error.line)
                self.problems.append(Problem(place, f'cannot be read: {error.message}'))
            return None
        if len(documents) != 1:
            return None
        self.lines[path] = tuple(decode(content).split('\n'))
        return documents[0]
