"""Whether a file can matter at all, decided on its bytes before anything is parsed.

A file set without one of these tokens describes no Aurora cluster, so a scan of it
costs the walk alone. Escapes, continued lines and UTF-16 do not get a token past the filter.
"""

from __future__ import annotations

import codecs
import os
import re
from typing import BinaryIO

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import require_regular
from checkov_aurora_pg.readers.limits import MAX_PLAN_BYTES

# No file that is read is larger than a plan.
MAX_FILE_SIZE = MAX_PLAN_BYTES

# A few seconds of searching: beyond it nobody keeps code, whatever the name ends with.
MAX_SEARCHED_SIZE = 1024 * 1024 * 1024

# What every subject is written with, in lower case: the engine and the family, Terraform's
# resource types, CloudFormation's, and the modules that people call.
_DATABASE = re.compile(rb'aws::rds::(?!dbproxy|eventsubscription|optiongroup)')
_TOKENS = (
    b'aurora',
    b'rdscluster',
    b'rds-cluster',
    b'rds_cluster',
    b'dbcluster',
    b'db-cluster',
    b'db_cluster',
    b'rds_db_',
    b'db_parameter_group',
    b'cloudformation_stack',
)

# What names Aurora PostgreSQL or a kind of resource that is judged.
_SUBJECT = re.compile(
    rb'aurora[-_]?postgres|aws_rds_cluster\b|aws_rds_cluster_(?:instance|parameter_group)\b'
    rb'|aws_db_parameter_group\b|awscc_rds_db_(?:cluster|instance|parameter)'
    rb'|aws::rds::db(?:cluster|instance|clusterparametergroup|parametergroup)\b',
)

# What every template holds: its section, and a resource's type, which may be somebody's own.
_RESOURCES = re.compile(rb'resources')
_TYPE = re.compile(rb'aws::|type["\']?\s*:\s*["\']?[\w:\x80-\xff]+::[\w\x80-\xff]')

# A type that is a database's, or that YAML may spell otherwise: an alias, a tag, a block.
_TYPED = re.compile(rb'\btype["\']?\s*:\s*(?:["\']?aws::rds::|[*!&>|])')

# The argument of AWS's commands, and of what calls them, that has a template in it.
_BODY = re.compile(rb'template[-_]?body')

# A letter or a mark as `\u0041`, `\U00000041` or `\x41`, in lower case; and a line of a quoted
# scalar in YAML that the next one continues.
_ESCAPED = re.compile(rb'\\(?:u(?:0000)?00|x)([2-7][0-9a-f])')
_CONTINUED = re.compile(rb'\\\r?\n[ \t]*')

# What brings the parts of a template that stand in another file.
_INCLUDED = re.compile(rb'\$\{\s*file\(')
_PROGRAM = re.compile(rb'\$\{\s*file\([^)\n]*\.[cm]?[jt]s\s*\)')
_NESTED = re.compile(rb'aws::(?:cloudformation::stack|serverless::application)')

# What a file that is too large to read is searched for, in pieces of so many bytes.
_WORDS = (b'aurora', b'rds')
_PIECE = 1 << 20

# By so many bytes one sees whether a file is text.
_HEAD = 1024

# What an executable of Linux, macOS and Windows starts with, and no text: it has many zero bytes.
_EXECUTABLE = (b'\x7fELF', b'\xcf\xfa\xed\xfe', b'\xca\xfe\xba\xbe', b'MZ\x90\0')

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _plain(content: bytes) -> bytes:
    # UTF-16 has a zero byte beside each letter.
    return content.replace(b'\0', b'') if b'\0' in content else content


def _spelled_out(content: bytes) -> bytes:
    """Return content with every escape for a letter replaced, and continued lines joined.

    All letters are in lower case, as those in `content` are.
    """
    joined = _CONTINUED.sub(b'', content)
    return _ESCAPED.sub(lambda escape: bytes((int(escape[1], 16),)), joined).lower()


def has(pattern: re.Pattern[bytes], content: bytes) -> bool:
    """Return whether a pattern in lower case is in content, however its letters are written."""
    lower = _plain(content).lower()
    return pattern.search(lower) is not None or (
        b'\\' in lower and pattern.search(_spelled_out(lower)) is not None
    )


def mentions_aurora(content: bytes) -> bool:
    """Return whether content may describe a part of an Aurora cluster."""
    lower = _plain(content).lower()
    return _has_token(lower) or (b'\\' in lower and _has_token(_spelled_out(lower)))


def _has_token(lower: bytes) -> bool:
    # Every file of a repository is asked, and a search for words is several times faster than
    # one for a pattern of them.
    return any(token in lower for token in _TOKENS) or (
        b'aws::rds::' in lower and _DATABASE.search(lower) is not None
    )


def may_be_a_template(content: bytes) -> bool:
    """Return whether content has the words of a CloudFormation template."""
    return has(_RESOURCES, content) and has(_TYPE, content)


def names_a_subject(content: bytes) -> bool:
    """Return whether content names Aurora PostgreSQL or a kind of resource that is judged."""
    return has(_SUBJECT, content)


def speaks_of_a_database(content: bytes) -> bool:
    """Return whether a template's content may describe a database."""
    return has(_DATABASE, content)


def may_hold_a_database(content: bytes) -> bool:
    """Return whether a resource in content, be it a template or a part of one, is a database."""
    return has(_TYPED, content) and speaks_of_a_database(content)


def may_hand_over_a_template(content: bytes) -> bool:
    """Return whether content may hand a database's template to whoever deploys it."""
    return has(_BODY, content) and speaks_of_a_database(content)


def nests_templates(content: bytes) -> bool:
    """Return whether a template's content may nest other templates."""
    return has(_NESTED, content)


def includes_files(content: bytes) -> bool:
    """Return whether content may include other files, as a Serverless Framework service does."""
    return _INCLUDED.search(_plain(content)) is not None


def includes_programs(content: bytes) -> bool:
    """Return whether content may include what a program beside it makes."""
    return _PROGRAM.search(_plain(content)) is not None


def _has_a_word(file: BinaryIO) -> bool:
    before = b''
    while piece := file.read(_PIECE):
        lower = _plain(before + piece).lower()
        if b'\\' in lower:
            lower = _spelled_out(lower)
        if any(word in lower for word in _WORDS):
            return True
        before = piece[-64:]
    return False


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
            if _has_a_word(file):
                bound = f'{MAX_FILE_SIZE >> 20} MiB'
                raise FileRefused(f'is larger than {bound} and mentions Aurora: not judged')
            return b''
        content = file.read()
    if content.startswith(_UTF16):  # as PowerShell's `>` writes
        content = content.decode('utf-16', 'replace').encode()
    # Without its mark, UTF-16 has a zero byte beside each letter, and UTF-32 has three; the
    # readers refuse it.
    return _plain(content)


def _is_utf16(head: bytes) -> bool:
    """Return whether text has its mark, or a zero byte on one side of most letters."""
    fewer, more = sorted((head[::2].count(0), head[1::2].count(0)))
    return head.startswith(_UTF16) or (fewer == 0 and more > len(head) // 4)


def text_of(path: str) -> bytes:
    """Return the same of a file of no known type; empty where it is no text. Raises the same."""
    status = os.stat(path)
    require_regular(status)
    with open(path, 'rb') as file:
        head = file.read(_HEAD)
    if head.startswith(_EXECUTABLE):
        return b''
    return b'' if b'\0' in head and not _is_utf16(head) else content_of(path)


def unreadable(path: str, error: OSError | FileRefused) -> Problem:
    """Return the problem of a file or directory that could not be read."""
    if isinstance(error, OSError):
        why = f'cannot be read: {error.strerror or type(error).__name__}'
    else:
        why = str(error)
    return Problem(Place(path, 1, 1), why)
