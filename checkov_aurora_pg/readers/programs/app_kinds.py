"""The kinds of apps that are programs: what makes a directory one, and where its assembly is."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.walking.file_names import APPS
from checkov_aurora_pg.readers.walking.file_names import BACKENDS
from checkov_aurora_pg.readers.walking.file_names import is_app
from checkov_aurora_pg.readers.walking.program_sources import AURORA_POSTGRESQL


class AppKind(NamedTuple):
    """A kind of app: where its assembly is by default, and how it is made."""

    output: str
    advice: str
    names: re.Pattern[bytes] = AURORA_POSTGRESQL


CDK = AppKind('cdk.out', 'of the CDK: run `cdk synth --debug`, and scan its assembly')
_SST = AppKind(
    '.sst/dist',
    'of SST: give the templates that it makes, which `sst build` writes in its version 2',
    re.compile(
        AURORA_POSTGRESQL.pattern + rb'|\baws\.(?:Aurora|Postgres\.v1)\('
        rb'|\bengine\s*:\s*["\'`]postgresql\d',
        re.IGNORECASE,
    ),
)
_AMPLIFY = AppKind(
    '../.amplify/artifacts/cdk.out',
    'of Amplify: scan the assembly that `npx ampx sandbox` writes to `.amplify/artifacts/cdk.out`',
)

# The file that makes a directory an app.
_KINDS = {
    **dict(
        zip(
            APPS,
            (
                CDK,
                AppKind('cdktf.out', 'of CDKTF: run `cdktf synth`, and scan what it writes'),
                _SST,
                _SST,
            ),
            strict=True,
        )
    ),
    **dict.fromkeys(BACKENDS, _AMPLIFY),
}


class Settings(NamedTuple):
    """The file that makes a directory an app, and what it says where it is in JSON."""

    path: str
    content: dict[str, object]


def _object(path: str, boundary: str) -> dict[str, object]:
    try:
        content = json.loads(read_bytes(path, boundary))
    except (FileRefused, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def kinds_of(directory: str, boundary: str) -> Iterator[tuple[AppKind, Settings]]:
    """Yield what kinds of app a directory is, and the file that makes it one."""
    for name, kind in _KINDS.items():
        path = os.path.join(directory, name)
        if is_app(directory, name) and os.path.isfile(path):
            content = _object(path, boundary) if name.endswith('.json') else {}
            yield kind, Settings(path, content)


def is_app_directory(directory: str) -> bool:
    """Return whether a directory is an app."""
    return any(
        is_app(directory, name) and os.path.isfile(os.path.join(directory, name)) for name in _KINDS
    )
