"""Single values in the spelling of YAML and of JSON."""

from __future__ import annotations

import json
import re

from checkov_aurora_pg.fixing.wanted_values import Scalar
from checkov_aurora_pg.fixing.wanted_values import text_of

_QUOTES = ('"', "'")
_BARE = re.compile(r'true|false|-?(?:0|[1-9][0-9]*)')
# Text that no version of YAML takes for anything else.
_PLAIN = re.compile(r'[A-Za-z_][A-Za-z0-9_./-]*(?::[A-Za-z0-9_./-]+)*')
_WORDS = frozenset(('true', 'false', 'yes', 'no', 'on', 'off', 'null', 'y', 'n'))


def scalar(value: Scalar, like: str, is_json: bool) -> str:
    """Return a single value, in the quotes of the scalar `like` it stands for or beside."""
    text = text_of(value)
    quote = like[:1] if like[:1] in _QUOTES else ''
    if quote:
        return _quoted(text, quote)
    is_bare = not isinstance(value, str) or bool(_BARE.fullmatch(like))
    if is_bare and _BARE.fullmatch(text):
        return text
    if is_json or _has_controls(text):
        return json.dumps(text, ensure_ascii=False)
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if is_plain else _quoted(text, "'")


def _quoted(text: str, quote: str) -> str:
    if quote == '"' or _has_controls(text):
        return json.dumps(text, ensure_ascii=False)
    return "'" + text.replace("'", "''") + "'"


def _has_controls(text: str) -> bool:
    return not text.isprintable()
