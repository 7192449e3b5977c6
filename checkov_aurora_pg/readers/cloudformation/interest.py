"""Whether a template's bytes can matter, decided before they are parsed."""
from __future__ import annotations

import re

_DATABASE = re.compile(rb'AWS::RDS::(?!DBProxy|EventSubscription|OptionGroup)')
_INCLUDED = re.compile(rb'\$\{\s*file\(')
_NESTED = re.compile(rb'AWS::(?:CloudFormation::Stack|Serverless::Application)\b')


def _plain(content: bytes) -> bytes:
    # UTF-16 has a zero byte beside each letter.
    return content.replace(b'\0', b'') if b'\0' in content else content


def speaks_of_a_database(content: bytes) -> bool:
    """Return whether a file's content may describe a database."""
    return _DATABASE.search(_plain(content)) is not None


def includes_files(content: bytes) -> bool:
    """Return whether a file's content may include other files, as the Serverless Framework's."""
    return _INCLUDED.search(_plain(content)) is not None


def is_of_interest(content: bytes) -> bool:
    """Return whether a file's content may describe a database, or nest or include what does."""
    return (
        speaks_of_a_database(content) or includes_files(content)
        or _NESTED.search(_plain(content)) is not None
    )
