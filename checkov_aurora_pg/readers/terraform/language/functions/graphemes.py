"""What Terraform counts as one character: a grapheme cluster."""

from __future__ import annotations

import re
import unicodedata

from checkov_aurora_pg.readers.terraform.language.functions.signature import Unsupported

_ASCII = re.compile(r'\r\n|[\x00-\x7f]')

# Characters of these categories join others in ways that depend on their neighbours:
# marks, format characters (joiners), modifier symbols and regional indicators.
_JOINING = frozenset({'Mn', 'Mc', 'Me', 'Cf', 'Sk'})
_REGIONAL = range(0x1F1E6, 0x1F200)
_JAMO = range(0x1100, 0x1200)


def graphemes(text: str) -> list[str]:
    """Return the characters of a text as Terraform counts them.

    Raises `Unsupported` where characters combine into one that has no code point.
    """
    if text.isascii():
        return _ASCII.findall(text)
    characters = list(unicodedata.normalize('NFC', text))
    if '\r' in characters or any(map(_joins, characters)):
        raise Unsupported('counting combined characters is not supported')
    return characters


def _joins(character: str) -> bool:
    point = ord(character)
    return point > 0x7F and (
        unicodedata.category(character) in _JOINING or point in _REGIONAL or point in _JAMO
    )
