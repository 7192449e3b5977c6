"""Conditions that nothing in the code decides: each is a question of its own.

It is the same one wherever it is the same expression of the same instance of a module, and
within the same element of what repeats it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence as AbstractSequence
from dataclasses import replace

from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Question
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.choices import Assumptions
from checkov_aurora_pg.readers.terraform.language.choices import Chosen
from checkov_aurora_pg.readers.terraform.language.type_constraints import STRING

# What a message has room for, and what tells elements apart where people write them.
_MAX_SHOWN = 60
_MAX_WRITTEN = 2_000

# In JSON, all expressions of a string stand at the same place.
_WITHOUT_PLACES = '.json'


class Conditions:
    """The conditions in one instance of a module."""

    def __init__(
        self,
        address: str,
        assumptions: Assumptions,
        lines: AbstractMapping[str, AbstractSequence[str]],
    ) -> None:
        """Take the module's address, what is assumed, and the lines of its files."""
        self._address = address
        self._assumptions = assumptions
        self._lines = lines

    def decided(
        self,
        condition: bool | Unknown,
        place: Place,
        own: AbstractMapping[str, Value],
    ) -> bool | Unknown:
        """Return what is assumed of the condition at a place, else its question with it.

        `own` are the names that the expression has beside the module's.
        """
        if isinstance(condition, Unknown):
            return self._decided(condition, place, own)
        if self._assumptions:
            subject = self._subject(place, own)
            answer = None if subject is None else self._assumptions.value_of(subject)
            self._assumptions.is_contradicted |= (
                answer is not None and answer.value is not condition
            )
        return condition

    def chosen(self, subject: str, unknown: Unknown, place: Place) -> Value:
        """Return the text that is made of one choice alone: a choice of its own."""
        answer = self._assumptions.value_of(subject)
        if answer is not None:
            return Value(answer.value, answer.place or place)
        excluded = (None, *self._assumptions.excluded(subject))
        return Chosen(unknown, place, type=STRING, subject=subject, excluded=excluded)

    def _decided(
        self,
        unknown: Unknown,
        place: Place,
        own: AbstractMapping[str, Value],
    ) -> bool | Unknown:
        if unknown.question is not None or unknown.is_refused:
            return unknown
        subject = self._subject(place, own)
        if subject is None:
            return unknown
        answer = self._assumptions.value_of(subject)
        if answer is not None:
            return answer.value is True
        text = self._text(place)
        return replace(
            unknown,
            question=Question(
                tuple(
                    Answer(subject, value, True, f'{text} is {str(value).lower()}', place)
                    for value in (True, False)
                )
            ),
        )

    def _subject(self, place: Place, own: AbstractMapping[str, Value]) -> str | None:
        """Return the name of the condition at a place, or None where others stand there too."""
        if not place.column or place.path.endswith(_WITHOUT_PLACES):
            return None
        element = _written(own)
        if element is None:
            return None
        ends = f'{place.line}:{place.column}-{place.end_line}:{place.end_column}'
        return f'{self._address}:{place.path}:{ends}{element}'

    def _text(self, place: Place) -> str:
        lines = self._lines.get(place.path, ())
        line = lines[place.line - 1] if place.line <= len(lines) else ''
        text = line[place.column - 1 : place.end_column - 1]
        is_short = place.line == place.end_line and 0 < len(text) <= _MAX_SHOWN
        if is_short and line.isascii() and line.isprintable() and '`' not in text:
            return f'`{text}`'
        return f'the condition in line {place.line}'


def _written(own: AbstractMapping[str, Value]) -> str | None:
    """Return what tells one element of a repetition from another, or None where nothing does."""
    parts: list[str] = []
    for name, value in sorted(own.items()):
        # A key says all, and the value beside it may be large.
        data = value.data
        is_each = name == 'each' and isinstance(data, Mapping)
        part = _dumped(data.items['key'] if is_each and isinstance(data, Mapping) else value)
        if part is None:
            return None
        parts.append(f'[{name}={part}]')
    written = ''.join(parts)
    return written if len(written) <= _MAX_WRITTEN else None


def _dumped(value: Value, room: int = _MAX_WRITTEN) -> str | None:
    """Return a value that is known as text, which no other value has."""
    data = value.data
    if data is None or isinstance(data, (bool, str)):
        return json.dumps(data)
    if isinstance(data, (int, float)):
        return repr(data)
    if not isinstance(data, (Sequence, Mapping)) or data.rest is not None or len(data) > room:
        return None
    is_list = isinstance(data, Sequence)
    keys = [''] * len(data) if is_list else [f'{json.dumps(key)}:' for key in data]
    parts: list[str] = []
    for key, item in zip(
        keys,
        data.items if isinstance(data, Sequence) else data.items.values(),
        strict=True,
    ):
        part = _dumped(item, room - len(data))
        if part is None:
            return None
        room -= len(part)
        if room < 0:
            return None
        parts.append(f'{key}{part}')
    return ('[{}]' if is_list else '{{{}}}').format(','.join(parts))
