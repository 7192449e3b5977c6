"""Variables of the Serverless Framework in a text: `${self:custom.engine}`, `${file(x.yml)}`.

Source: the Framework's guide, "Variables": a type, parameters in parentheses, and an
address after one colon. `${AWS::Region}` and `${Name}` are `Fn::Sub`'s.
"""
from __future__ import annotations

import re
from collections.abc import Callable

_VARIABLE = re.compile(r'\$\{\s*[A-Za-z][\w-]*(?:\([^(){}]*\))?(?::(?!:)|(?<=\)))')
_OWN = re.compile(r'\$\{\s*self:\s*([\w.-]+)\s*\}')
_FILE = re.compile(r'\$\{\s*file\(\s*([^(){}$]+?)\s*\)(?::\s*([\w.-]+))?\s*\}')


def has_variable(text: str) -> bool:
    """Return whether a text holds a variable."""
    return _VARIABLE.search(text) is not None


def own_address(text: str) -> tuple[str, ...] | None:
    """Return the keys that lead to what a text is, where it is one `${self:…}` and no more."""
    match = _OWN.fullmatch(text)
    return tuple(match[1].split('.')) if match is not None else None


def included(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the file that a text stands for, and the keys that lead to what is meant in it."""
    match = _FILE.fullmatch(text)
    if match is None:
        return None
    return match[1], tuple(match[2].split('.')) if match[2] else ()


def with_own(text: str, read: Callable[[tuple[str, ...]], str | None]) -> str:
    """Return a text with every `${self:…}` replaced that `read` knows as text."""
    def replaced(match: re.Match[str]) -> str:
        known = read(tuple(match[1].split('.')))
        return match[0] if known is None else known
    return _OWN.sub(replaced, text)
