"""The files that a service of the Serverless Framework is put together from.

What is YAML or JSON is read. A program, which the Framework would run, is searched.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.documents.document import decode
from checkov_aurora_pg.readers.documents.document import lines_of
from checkov_aurora_pg.readers.documents.document import read_document
from checkov_aurora_pg.readers.documents.nodes import DocumentError
from checkov_aurora_pg.readers.documents.nodes import Node
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.options import boundary_of
from checkov_aurora_pg.readers.programs.service_programs import unread_service
from checkov_aurora_pg.readers.walking.program_sources import is_source
from checkov_aurora_pg.readers.walking.relevance import speaks_of_a_database

_ENDINGS = ('.json', '.yaml', '.yml')

# More than services have; each is a file to read.
_MAX_FILES = 200


class IncludedFiles:
    """The files beside a service, each read when it is asked for, once.

    `lines` are those of the files that were read, by their absolute paths. `problems` are what
    is there and cannot be read, unless it does not parse and speaks of no database, and the
    programs that make resources and name a database.
    """

    def __init__(self, service: str) -> None:
        """Take the service's own path, from whose directory the others are named."""
        self._directory = os.path.dirname(service)
        self._boundary = boundary_of(self._directory) or self._directory
        self._roots: dict[str, Node | None] = {}
        self.lines: dict[str, tuple[str, ...]] = {}
        self.problems: list[Problem] = []

    @property
    def documents(self) -> tuple[Node, ...]:
        """What was read."""
        return tuple(root for root in self._roots.values() if root is not None)

    def root(self, name: str) -> Node | None:
        """Return what a file holds, or None where it cannot be read or is no document."""
        path = self._path(name)
        if path not in self._roots:
            self._roots[path] = self._read(path) if path.endswith(_ENDINGS) else None
        return self._roots[path]

    def beside(self, name: str, mark: str) -> Iterator[tuple[str, str]]:
        """Yield the files that a name stands for, each with what stands there for the mark."""
        head, _, tail = self._path(name).partition(mark)
        directory, start = os.path.split(head)
        end, slash, below = tail.partition('/')
        again = re.escape(end).replace(re.escape(mark), r'\1')
        pattern = re.compile(f'{re.escape(start)}(.+){again}')
        try:
            names = sorted(os.listdir(directory)) if within(directory, self._boundary) else []
        except OSError:
            return
        for one in names:
            match = pattern.fullmatch(one)
            if match is not None:
                path = os.path.join(directory, one) + slash + below.replace(mark, match[1])
                if path.endswith(_ENDINGS) and os.path.isfile(path):
                    yield match[1], path

    def search(self, name: str) -> None:
        """Note a file that makes resources, where it is a program that names a database."""
        path = self._path(name)
        if is_source(os.path.basename(path)) and within(path, self._boundary):
            self.problems += unread_service(path, self._boundary)

    def _path(self, name: str) -> str:
        return os.path.normpath(os.path.join(self._directory, name))

    def _read(self, path: str) -> Node | None:
        if not os.path.lexists(path) or not within(path, self._boundary):
            return None
        try:
            if len(self._roots) >= _MAX_FILES:
                raise FileRefused(f'is one of more than {_MAX_FILES} files that are included')
            content = read_bytes(path, self._boundary)
        except FileRefused as error:
            self.problems.append(Problem(Place(path, 1, 1), str(error)))
            return None
        try:
            documents = read_document(content, path)
            if len(documents) != 1:
                raise DocumentError('it is not one document')
        except DocumentError as error:
            if speaks_of_a_database(content):
                place = error.place(path)
                self.problems.append(Problem(place, f'cannot be read: {error.message}'))
            return None
        self.lines[path] = lines_of(decode(content))
        return documents[0]
