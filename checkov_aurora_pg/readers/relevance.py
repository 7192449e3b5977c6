"""Whether a file can matter at all, decided on its bytes before anything is parsed.

A file set without one of these tokens describes no Aurora cluster, so a scan of it
costs the walk alone. The filter errs towards reading: what only might spell a token, such
as an escape for a letter, counts as one.
"""
from __future__ import annotations

import codecs
import mmap
import os
import re

from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import require_regular
from checkov_aurora_pg.readers.limits import MAX_PLAN_BYTES
from checkov_aurora_pg.reading import Problem
from checkov_aurora_pg.values import Place

# No file that is read is larger than a plan.
MAX_FILE_SIZE = MAX_PLAN_BYTES

# A few seconds of searching: beyond it nobody keeps code, whatever the name ends with.
MAX_SEARCHED_SIZE = 1024 * 1024 * 1024

# What every subject is written with, in lower case: the engine and the family, Terraform's
# resource types, CloudFormation's, and the modules that people call.
_DATABASE = rb'aws::rds::(?!dbproxy|eventsubscription|optiongroup)'
_TOKEN = re.compile(
    rb'aurora|rds[-_]?cluster|db[-_]?cluster|db_parameter_group|' + _DATABASE +
    # a letter as `\u0041`, `\U00000041` or `\x41`
    rb'|\\u00[4-7]|\\u000000[4-7]|\\x[4-7]',
)

# What brings the parts of a template that stand in another file.
_INCLUDED = re.compile(rb'\$\{\s*file\(')
_NESTED = re.compile(rb'AWS::(?:CloudFormation::Stack|Serverless::Application)\b')

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def mentions_aurora(content: bytes) -> bool:
    """Return whether content may describe a part of an Aurora cluster."""
    return _TOKEN.search(content.lower()) is not None


def _plain(content: bytes) -> bytes:
    # UTF-16 has a zero byte beside each letter.
    return content.replace(b'\0', b'') if b'\0' in content else content


def speaks_of_a_database(content: bytes) -> bool:
    """Return whether a template's content may describe a database."""
    return re.search(_DATABASE, _plain(content).lower()) is not None


def nests_templates(content: bytes) -> bool:
    """Return whether a template's content may nest other templates."""
    return _NESTED.search(_plain(content)) is not None


def includes_files(content: bytes) -> bool:
    """Return whether content may include other files, as a Serverless Framework service does."""
    return _INCLUDED.search(_plain(content)) is not None


def content_of(path: str) -> bytes:
    """Return a file's content as UTF-8, whatever Unicode encoding it is written in.

    A file beyond the size limit is empty when no token stands in it. Raises `FileRefused`
    for one that mentions Aurora or is too large to search, and for what is no file;
    `OSError` when it cannot be read.
    """
    status = os.stat(path)
    require_regular(status)
    size = status.st_size
    with open(path, 'rb') as file:
        if size > MAX_SEARCHED_SIZE:
            raise FileRefused(f'is larger than {MAX_SEARCHED_SIZE >> 20} MiB: not judged')
        if size > MAX_FILE_SIZE:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
                if re.search(rb'(?i)aurora|rds', mapped):
                    bound = f'{MAX_FILE_SIZE >> 20} MiB'
                    raise FileRefused(f'is larger than {bound} and mentions Aurora: not judged')
            return b''
        content = file.read()
    if content.startswith(_UTF16):  # as PowerShell's `>` writes
        content = content.decode('utf-16', 'replace').encode()
    # Without its mark, UTF-16 has a zero byte beside each letter, and UTF-32 has three; the
    # readers refuse it.
    return content.replace(b'\0', b'') if b'\0' in content[:4] else content


def unreadable(path: str, error: OSError | FileRefused) -> Problem:
    """Return the problem of a file or directory that could not be read."""
    if isinstance(error, OSError):
        why = f'cannot be read: {error.strerror or type(error).__name__}'
    else:
        why = str(error)
    return Problem(Place(path, 1, 1), why)
