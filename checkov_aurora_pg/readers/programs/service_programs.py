"""Services of the Serverless Framework that are programs, such as `serverless.ts`.

A program is not run: it is searched, with the files beside it that it imports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.readers.programs.program_imports import imported_by
from checkov_aurora_pg.readers.walking.program_sources import AURORA_POSTGRESQL
from checkov_aurora_pg.readers.walking.program_sources import places_in

_NAMES = re.compile(AURORA_POSTGRESQL.pattern + rb'|AWS::RDS::DB(?!Proxy)', re.IGNORECASE)
_ADVICE = (
    'is part of a service written in code: give the template that `serverless package` writes, or '
    'the output of `serverless print`'
)

# More than services import.
_MAX_FILES = 500


def unread_service(path: str, boundary: str) -> Iterator[Problem]:
    """Yield the problem of a service that is a program and names a database."""
    waiting, seen = [path], {path}
    while waiting and len(seen) <= _MAX_FILES:
        current = waiting.pop(0)
        place = next(places_in(current, boundary, _NAMES), None)
        if place is not None:
            yield Problem(place, f'names a database, and {_ADVICE}')
            return
        for imported in imported_by(current, boundary):
            if imported not in seen:
                seen.add(imported)
                waiting.append(imported)
