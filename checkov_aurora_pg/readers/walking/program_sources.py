"""Where a program names Aurora PostgreSQL: its text is searched, and never run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes

# The languages of the CDK, of CDKTF and of the Serverless Framework.
ENDINGS = (
    '.cjs',
    '.cs',
    '.cts',
    '.fs',
    '.go',
    '.java',
    '.js',
    '.jsx',
    '.kt',
    '.mjs',
    '.mts',
    '.py',
    '.scala',
    '.ts',
    '.tsx',
    '.vb',
)

# `AuroraPostgresEngineVersion`, `AURORA_POSTGRESQL`, `aurora_postgres(`, `aurora-postgresql`,
# `new OurAuroraPostgres(`; neither a path nor a longer name that has it inside.
AURORA_POSTGRESQL = re.compile(
    rb'(?<![A-Za-z0-9/-])aurora[-_]?postgres|\bnew\s+[\w.]*AuroraPostgres',
    re.IGNORECASE,
)

# A line that is a comment as a whole; what follows the end of one is code.
_COMMENT = re.compile(rb'\s*(?://|#(?!\w)|(?:/\*|\*(?:\s|$))(?!.*\*/\s*\S))')
_ESCAPE = re.compile(rb'\\(?:x|u00|u\{)([2-7][0-9A-Fa-f])\}?')


def _spelled_out(content: bytes) -> bytes:
    return _ESCAPE.sub(lambda escape: bytes((int(escape[1], 16),)), content)


def named_in(content: bytes, pattern: re.Pattern[bytes]) -> Iterator[int]:
    """Yield the lines, from 1, on which a pattern stands and that are no comment."""
    spelled = _spelled_out(content)
    if pattern.search(spelled) is None:
        return
    for number, line in enumerate(spelled.split(b'\n'), 1):
        if pattern.search(line) is not None and _COMMENT.match(line) is None:
            yield number


def places_in(path: str, boundary: str, pattern: re.Pattern[bytes]) -> Iterator[Place]:
    """Yield where a program names what a pattern stands for; one that cannot be read does not."""
    try:
        content = read_bytes(path, boundary)
    except FileRefused:
        return
    for line in named_in(content, pattern):
        yield Place(path, line, line)


def is_source(name: str) -> bool:
    """Return whether a file is a program by its name; a hidden one is a tool's."""
    return not name.startswith('.') and os.path.splitext(name)[1].lower() in ENDINGS
