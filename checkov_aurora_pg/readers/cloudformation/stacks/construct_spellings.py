"""What the author of a CDK app writes for an attribute, in the app's language.

The table is `construct_spellings.toml`, which has the source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from enum import StrEnum
from functools import cache
from pathlib import Path


class Language(StrEnum):
    """The languages of the table; an app in any other reads the CDK's own, TypeScript's."""

    TYPESCRIPT = 'typescript'
    PYTHON = 'python'


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a construct spells attributes: `names`, and `written`, what to write for each."""

    names: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)


_PACKAGE = 'aws-cdk-lib.'
_INNER_CAPITAL = re.compile(r'(?<!^)(?=[A-Z])')


def _snake_case(name: str) -> str:
    return _INNER_CAPITAL.sub('_', name).lower()


@cache
def _table(language: Language) -> Mapping[tuple[str, str], Spelling]:
    """Return the spellings by the resource's type and the construct's class."""
    import tomllib  # which a scan without an assembly spares

    document = Path(__file__).with_suffix('.toml').read_text('utf-8')
    spellings: dict[tuple[str, str], Spelling] = {}
    for row in tomllib.loads(document)['construct']:
        names = row.get('names', {})
        if language is Language.PYTHON:
            names = {attribute: _snake_case(name) for attribute, name in names.items()}
        spelling = Spelling(names, row.get(language.value, {}))
        spellings |= {(row['type'], _PACKAGE + name): spelling for name in row['classes']}
    return spellings


def spelling_of(type: str, classes: tuple[str, ...], language: Language) -> Spelling:
    """Return how a resource is spelled in the app; empty where nothing is known.

    `classes` are those of the constructs around it, outwards, and last that of itself, with which
    its author wrote it where none of the others is known.
    """
    table = _table(language)
    return next((table[type, name] for name in classes if (type, name) in table), Spelling())
