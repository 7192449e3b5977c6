"""A picture of the resources that lead to a finding, in Mermaid.

https://mermaid.js.org/syntax/flowchart.html: a label in quotes may hold any character as
`#` and its number and `;`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.reports.plain_text import printable
from checkov_aurora_pg.scanning.repository_paths import repository_relative

LONGEST = 120


def _label(text: str) -> str:
    shown = printable(text)
    shown = shown if len(shown) <= LONGEST else f'{shown[:LONGEST]}…'
    return re.sub(r'[^A-Za-z0-9 _.:/-]', lambda match: f'#{ord(match[0])};', shown)


def _node(number: int, resource: Resource) -> str:
    place = f'{repository_relative(resource.place.path)}:{resource.place.line}'
    lines = (resource.kind.value, resource.address, place)
    return f'    r{number}["{"<br/>".join(map(_label, lines))}"]'


def picture(chain: Sequence[Resource]) -> str:
    """Return a block of Markdown: each resource with its kind and place, the last marked."""
    nodes = [_node(number, resource) for number, resource in enumerate(chain)]
    arrows = ' --> '.join(f'r{number}' for number in range(len(chain)))
    mark = f'    style r{len(chain) - 1} stroke:#d1242f,stroke-width:3px'
    return '\n'.join(('```mermaid', 'flowchart LR', *nodes, f'    {arrows}', mark, '```'))
