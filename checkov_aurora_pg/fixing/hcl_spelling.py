"""Values in HCL's spelling."""

from __future__ import annotations

import re

from checkov_aurora_pg.fixing.wanted_values import Scalar
from checkov_aurora_pg.fixing.wanted_values import Wanted
from checkov_aurora_pg.fixing.wanted_values import text_of

_BARE = re.compile(r'true|false|-?(?:0|[1-9][0-9]*)')
_NAME = re.compile(r'[A-Za-z_][A-Za-z0-9_-]*')
_ESCAPES = {'\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t'}


def scalar(value: Scalar, like: str = '') -> str:
    """Return a single value, with quotes or without as the literal `like` it stands for or beside.

    Text without an example has quotes, a number or a truth value has none.
    """
    text = text_of(value)
    has_example = like not in ('', 'null')
    is_bare = not like.startswith('"') if has_example else not isinstance(value, str)
    return text if is_bare and _BARE.fullmatch(text) else quoted(text)


def quoted(text: str) -> str:
    """Return text as a string literal."""
    escaped = ''.join(_ESCAPES.get(one, one) for one in text)
    return '"' + escaped.replace('${', '$${').replace('%{', '%%{') + '"'


def key(name: str, is_quoted: bool) -> str:
    """Return an object's key, without quotes where it can be and its siblings are."""
    return quoted(name) if is_quoted or not _NAME.fullmatch(name) else name


def value(wanted: Wanted, indent: str, unit: str, newline: str) -> str:
    """Return a value of any kind; `indent` is that of the line on which it begins."""
    inner = indent + unit
    if isinstance(wanted, dict):
        lines = (
            f'{inner}{key(name, False)} = {value(one, inner, unit, newline)}'
            for name, one in wanted.items()
        )
        return newline.join(('{', *lines, f'{indent}}}')) if wanted else '{}'
    if not isinstance(wanted, tuple):
        return scalar(wanted)
    scalars = [scalar(one) for one in wanted if not isinstance(one, (dict, tuple))]
    if len(scalars) == len(wanted):
        return '[' + ', '.join(scalars) + ']'
    lines = (f'{inner}{value(one, inner, unit, newline)},' for one in wanted)
    return newline.join(('[', *lines, f'{indent}]'))
