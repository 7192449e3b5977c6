"""`yamldecode`, with the scalar forms that Terraform reads and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import MAX_LEVELS
from checkov_aurora_pg.readers.limits import MAX_PARTS
from checkov_aurora_pg.readers.limits import limit
from checkov_aurora_pg.readers.terraform.language.conversion import to_text
from checkov_aurora_pg.readers.terraform.language.exact_numbers import counted
from checkov_aurora_pg.readers.terraform.language.exact_numbers import parse as parse_number
from checkov_aurora_pg.readers.terraform.language.functions.signature import Function
from checkov_aurora_pg.readers.terraform.language.functions.signature import Plain
from checkov_aurora_pg.readers.terraform.language.functions.signature import Unsupported
from checkov_aurora_pg.readers.terraform.language.functions.signature import pure
from checkov_aurora_pg.readers.terraform.language.functions.signature import text

_LOADER: Any = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)

_TRUE = frozenset(('y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'))
_FALSE = frozenset(('n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'))
_NULL = frozenset(('', '~', 'null', 'Null', 'NULL'))
_RADIX = re.compile(r'0x[0-9a-fA-F]+|0o[0-7]+')
_DATE = re.compile(r'([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})')
_TIMESTAMP = re.compile(r'[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[Tt ].*')
_CANONICAL = re.compile(r'[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z')
_NOT_FINITE = re.compile(r'[+-]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)')


def _plain_scalar(spelled: str) -> Plain:
    """Return what a scalar without quotes means."""
    if spelled in _NULL:
        return None
    if spelled in _TRUE or spelled in _FALSE:
        return spelled in _TRUE
    if _RADIX.fullmatch(spelled):
        return counted(int(spelled, 0))
    if date := _DATE.fullmatch(spelled):
        year, month, day = date.groups()
        return f'{year}-{month:0>2}-{day:0>2}T00:00:00Z'
    if _NOT_FINITE.fullmatch(spelled) or (
        _TIMESTAMP.fullmatch(spelled) and not _CANONICAL.fullmatch(spelled)
    ):
        raise Unsupported(f'the YAML scalar `{spelled}` is not supported')
    number = parse_number(spelled) if spelled[0] in '+-.0123456789' else None
    return spelled if number is None else number


class _Document:
    """One document, built from the parser's events within the readers' bounds."""

    def __init__(self, source: str) -> None:
        self._events: Iterator[Any] = iter(yaml.parse(source, Loader=_LOADER))
        self._anchors: dict[str, Plain] = {}
        self._parts = 0

    def read(self) -> Plain:
        """Return the only document's value."""
        next(self._events)
        if not isinstance(next(self._events), yaml.DocumentStartEvent):
            raise EvaluationError('the YAML text has no document')
        value = self._node(next(self._events), 0)
        next(self._events)
        if not isinstance(next(self._events), yaml.StreamEndEvent):
            raise EvaluationError('the YAML text has more than one document')
        return value

    def _node(self, event: Any, depth: int) -> Plain:
        limit(depth, MAX_LEVELS, 'levels in a YAML text')
        self._count(1)
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise EvaluationError(f'the YAML anchor `{event.anchor}` is not defined')
            value = self._anchors[event.anchor]
            # An alias multiplies what it stands for; a copy is as large as the original.
            self._count(_size(value))
            return value
        if isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event)
        elif event.tag is not None:
            raise Unsupported(f'the YAML tag `{event.tag}` is not supported')
        elif isinstance(event, yaml.SequenceStartEvent):
            value = list(self._items(depth))
        else:
            value = self._mapping(depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        return value

    def _count(self, parts: int) -> None:
        self._parts += parts
        limit(self._parts, MAX_PARTS, 'parts in a YAML text')

    def _scalar(self, event: yaml.ScalarEvent) -> Plain:
        if event.tag not in (None, '!', 'tag:yaml.org,2002:str'):
            raise Unsupported(f'the YAML tag `{event.tag}` is not supported')
        spelled = str(event.value)
        return _plain_scalar(spelled) if event.implicit[0] and event.tag is None else spelled

    def _items(self, depth: int) -> Iterator[Plain]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _mapping(self, depth: int) -> dict[str, Plain]:
        merged: dict[str, Plain] = {}
        own: dict[str, Plain] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            merges = isinstance(event, yaml.ScalarEvent) and (
                event.value == '<<' and event.implicit[0]
            )
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if not merges:
                own[_key(key)] = value
            elif isinstance(value, dict):
                merged |= value
            else:
                raise EvaluationError('only a mapping can be merged into a YAML mapping')
        return merged | own


def _size(value: Plain) -> int:
    parts = 0
    stack = [value]
    while stack:
        part = stack.pop()
        parts += 1
        if isinstance(part, dict):
            stack.extend(part.values())
        elif isinstance(part, list):
            stack.extend(part)
    return parts


def _key(key: Plain) -> str:
    if key is None or isinstance(key, (dict, list)):
        raise EvaluationError('only strings are YAML keys')
    return str(to_text(Value(key)).data)


def _yamldecode(source: str) -> Plain:
    try:
        return _Document(source).read()
    except yaml.YAMLError as error:
        raise EvaluationError(f'not YAML: {" ".join(str(error).split())}') from None


YAML: dict[str, Function] = {'yamldecode': pure(_yamldecode, text)}
