"""Text from scanned files as Markdown that is nothing but text.

Outside of code, a name or a value could be a link, an image, HTML, a break of the table or
a mention that calls somebody. So nothing but plain words stands outside of code.
"""

from __future__ import annotations

import re

from checkov_aurora_pg.reports.plain_text import printable

# What GitHub and GitLab show as it is wherever it stands in a cell or an item.
_WORD = re.compile(r"""[("']*[^\W_]+(?:[-/'][^\W_]+)*[)"']*[,;:.…]*|["'(),;:.…]+|[-–—=/]""")


def code(text: str) -> str:
    """Return text as code. What would end a code span or a cell is written as entities."""
    shown = printable(text)
    if not shown.strip():
        return ''
    if not re.search(r'[`|\\]', shown):
        return f'`{shown}`'
    entities = ''.join(char if char.isalnum() else f'&#{ord(char)};' for char in shown)
    return f'<code>{entities}</code>'


def prose(text: str) -> str:
    """Return a message with what stands in backticks, and all that is no plain word, as code."""
    parts = (
        code(part) if number % 2 else _words(part) for number, part in enumerate(text.split('`'))
    )
    return ''.join(parts).replace('``', '` `')  # two spans side by side would be one


def _words(text: str) -> str:
    return ' '.join(
        word if not word or _WORD.fullmatch(word) else code(word) for word in text.split(' ')
    )
