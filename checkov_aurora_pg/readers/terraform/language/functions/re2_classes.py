"""The classes of characters that regular expressions of RE2 can name.

Source: the syntax page of RE2. Scripts (`\\p{Greek}`) are not among them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_DIGIT = ((0x30, 0x39),)
_WORD = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_BLANK = ((0x09, 0x0A), (0x0C, 0x0D), (0x20, 0x20))
PERL = {'d': _DIGIT, 'w': _WORD, 's': _BLANK}
POSIX = {
    'alnum': ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)),
    'alpha': ((0x41, 0x5A), (0x61, 0x7A)),
    'ascii': ((0, 0x7F),),
    'blank': ((0x09, 0x09), (0x20, 0x20)),
    'cntrl': ((0, 0x1F), (0x7F, 0x7F)),
    'digit': _DIGIT,
    'graph': ((0x21, 0x7E),),
    'lower': ((0x61, 0x7A),),
    'print': ((0x20, 0x7E),),
    'punct': ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
    'space': ((0x09, 0x0D), (0x20, 0x20)),
    'upper': ((0x41, 0x5A),),
    'word': _WORD,
    'xdigit': ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
}
CATEGORIES = frozenset(
    (
        'C',
        'Cc',
        'Cf',
        'Co',
        'Cs',
        'L',
        'Ll',
        'Lm',
        'Lo',
        'Lt',
        'Lu',
        'M',
        'Mc',
        'Me',
        'Mn',
        'N',
        'Nd',
        'Nl',
        'No',
        'P',
        'Pc',
        'Pd',
        'Pe',
        'Pf',
        'Pi',
        'Po',
        'Ps',
        'S',
        'Sc',
        'Sk',
        'Sm',
        'So',
        'Z',
        'Zl',
        'Zp',
        'Zs',
    )
)


@dataclass(frozen=True, slots=True)
class ClassPart:
    """Ranges of code points, or a category of Unicode, or what is outside of them."""

    ranges: tuple[tuple[int, int], ...]
    category: str = ''
    negated: bool = False

    def has(self, character: str) -> bool:
        """Return whether a character belongs here."""
        if self.category:
            inside = unicodedata.category(character).startswith(self.category)
        else:
            point = ord(character)
            inside = any(low <= point <= high for low, high in self.ranges)
        return inside is not self.negated
