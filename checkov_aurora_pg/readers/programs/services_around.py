"""Services of the Serverless Framework that may be put together from given files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from collections.abc import Iterator

from checkov_aurora_pg.readers.files import upwards
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.options import boundary_of

# Source: `cli/resolve-configuration-path.js` of the Framework's version 3.
_NAMES = ('serverless.json', 'serverless.yaml', 'serverless.yml')


def is_service_name(path: str) -> bool:
    """Return whether a file has the name of a service that is no program."""
    return os.path.basename(path) in _NAMES


def services_around(paths: Iterable[str]) -> Iterator[str]:
    """Yield the services beside files and above them, within their repository."""
    for directory in dict.fromkeys(map(os.path.dirname, paths)):
        boundary = boundary_of(directory) or directory
        for folder in upwards(directory, boundary):
            for name in _NAMES:
                path = os.path.join(folder, name)
                if within(path, boundary) and os.path.isfile(path):
                    yield path
