"""Variables of the Serverless Framework in a text: `${self:custom.engine}`, `${opt:stage, 'dev'}`.

Source: the Framework's guide, "Variables", and its parser (`variables/parse.js` of version 3): a
type, parameters in parentheses, and an address after one colon; after a comma comes what counts
where that is nothing: another source, or a literal. `${AWS::Region}` and `${Name}` are `Fn::Sub`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_VARIABLE = re.compile(r'\$\{\s*[A-Za-z][\w-]*(?:\([^(){}]*\))?(?::(?!:)|(?<=\)))')
_SOURCE = re.compile(r'([A-Za-z][\w-]*)\s*(?:\((.*)\))?\s*(?::(?!:)\s*(.*))?', re.DOTALL)
_NUMBER = re.compile(r'-?\d+(?:\.\d+)?')
_QUOTED = re.compile(r'"([^"]*)"|\'([^\']*)\'')
_WORDS: dict[str, bool | None] = {'true': True, 'false': False, 'null': None}
_MAX_NESTING = 20


@dataclass(frozen=True, slots=True)
class VariableSource:
    """Where a value is looked for: `file(argument):address`. Both may hold variables."""

    kind: str
    argument: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class LiteralText:
    """A value that is written in a variable."""

    data: None | bool | int | float | str


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable as it is written, and its sources in the order in which they are asked.

    A source that is itself a variable, or cannot be read, stands as its text.
    """

    text: str
    sources: tuple[VariableSource | LiteralText | str, ...]


def has_variable(text: str) -> bool:
    """Return whether a text holds a variable."""
    return _VARIABLE.search(text) is not None


def parsed(text: str) -> tuple[str | Variable, ...]:
    """Return the pieces of a text, which put together are what is written."""
    return tuple(_pieces(text))


def _pieces(text: str) -> Iterator[str | Variable]:
    done = start = 0
    while (start := text.find('${', start)) >= 0:
        end = _end(text, start)
        variable = _variable(text[start:end]) if end else None
        if variable is None:
            start += 2
            continue
        if start > done:
            yield text[done:start]
        yield variable
        done = start = end
    if done < len(text):
        yield text[done:]


def _end(text: str, start: int) -> int:
    """Return where a variable ends; 0 where it does not, or holds too many others."""
    depth = 0
    for index in range(start, len(text)):
        if text.startswith('${', index):
            depth += 1
        elif text[index] == '}':
            depth -= 1
        if depth == 0 and text[index] == '}':
            return index + 1
        if depth > _MAX_NESTING:
            break
    return 0


def _variable(text: str) -> Variable | None:
    first, *others = _split(text[2:-1])
    source = _source(first)
    if not isinstance(source, VariableSource):
        return None
    return Variable(text, (source, *map(_source, others)))


def _split(text: str) -> list[str]:
    """Return the parts of a text between commas that are in no brackets and no quotation marks."""
    parts, depth, quote, start = [], 0, '', 0
    for index, char in enumerate(text):
        if quote:
            quote = '' if char == quote else quote
        elif char in '\'"':
            quote = char
        elif char in '({':
            depth += 1
        elif char in ')}':
            depth -= 1
        elif char == ',' and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    return [part.strip() for part in (*parts, text[start:])]


def _source(text: str) -> VariableSource | LiteralText | str:
    quoted = _QUOTED.fullmatch(text)
    if quoted is not None:
        return LiteralText(quoted[1] if quoted[1] is not None else quoted[2])
    if text in _WORDS:
        return LiteralText(_WORDS[text])
    if _NUMBER.fullmatch(text):
        return LiteralText(float(text) if '.' in text else int(text))
    source = _SOURCE.fullmatch(text)
    if source is None or (source[2] is None and source[3] is None):
        return text
    return VariableSource(source[1], source[2], source[3])
