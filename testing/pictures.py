"""The pictures of the README: a terminal, and a pull request with its annotations.

    python -m testing.pictures

It writes the command's own output into `docs/pictures`, as SVG with text that can be selected
and read aloud. `tests/pictures_test.py` holds the pictures to what the command prints now.
"""

from __future__ import annotations

import re
import sys
import tempfile
import textwrap
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from testing.terminal import run_in_terminal
from testing.workflow_commands import Command
from testing.workflow_commands import commands

PICTURES = Path(__file__).parent.parent / 'docs' / 'pictures'

# The twelve lines that the README shows as well.
CODE = """resource "aws_rds_cluster" "orders" {
  cluster_identifier          = "orders"
  engine                      = "aurora-postgresql"
  engine_version              = "16.4"
  master_username             = "orders"
  manage_master_user_password = true
}
resource "aws_rds_cluster_instance" "orders" {
  cluster_identifier = aws_rds_cluster.orders.id
  engine             = "aurora-postgresql"
  instance_class     = "db.r6g.large"
}
"""

_COLUMNS = 96
_LINE, _CHARACTER, _MARGIN = 19, 8.0, 16
_STYLE = re.compile(r'\x1b\[([\d;]*)m|\x1b\]8;;[^\x1b]*\x1b\\')
_COLOURS = {'31': '#ff7b72', '32': '#7ee787', '33': '#e3b341', '35': '#d2a8ff', '36': '#79c0ff'}
_FONT = 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace'
_LEVELS = {'error': '#cf222e', 'warning': '#9a6700', 'notice': '#0969da'}


class Span(NamedTuple):
    """Text of one line of a terminal in one style: the codes that are on."""

    text: str
    codes: frozenset[str]


def _spans(line: str) -> Iterator[Span]:
    codes: frozenset[str] = frozenset()
    position = 0
    for style in _STYLE.finditer(line):
        yield Span(line[position : style.start()], codes)
        position = style.end()
        if style[1] is not None:
            given = style[1].split(';')
            codes = frozenset() if given in ([''], ['0']) else codes | set(given)
    yield Span(line[position:], codes)


def _styled(span: Span) -> str:
    colour = next((_COLOURS[code] for code in span.codes if code in _COLOURS), None)
    look = ''.join(
        (
            ' font-weight="bold"' if '1' in span.codes else '',
            ' fill-opacity="0.65"' if '2' in span.codes else '',
            f' fill="{colour}"' if colour else '',
        )
    )
    return f'<tspan{look}>{escape(span.text)}</tspan>' if span.text else ''


def _text(x: float, y: float, content: str, look: str = '') -> str:
    return f'<text x="{x:g}" y="{y:g}" xml:space="preserve"{look}>{content}</text>'


def _picture(title: str, description: str, width: int, height: int, parts: Iterable[str]) -> str:
    """Return an SVG image that says in words what it shows."""
    body = '\n'.join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="title description" '
        f'font-family="{_FONT}" font-size="13">\n'
        f'<title id="title">{escape(title)}</title>\n'
        f'<desc id="description">{escape(description)}</desc>\n{body}\n</svg>\n'
    )


def terminal(shown: str, command: str) -> str:
    """Return a picture of a terminal in which a command has printed `shown`, with its colours."""
    lines = [f'$ {command}', *shown.rstrip('\n').split('\n')]
    width = round(_COLUMNS * _CHARACTER) + 2 * _MARGIN
    height = len(lines) * _LINE + 3 * _MARGIN
    parts = [
        f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>',
        '<g fill="#e6edf3">',
    ]
    parts += [
        _text(_MARGIN, 2 * _MARGIN + number * _LINE, ''.join(map(_styled, _spans(line))))
        for number, line in enumerate(lines)
    ]
    plain = _STYLE.sub('', shown)
    return _picture(f'{command} in a terminal', plain, width, height, [*parts, '</g>'])


def _annotation(command: Command, top: float, width: int) -> tuple[list[str], float]:
    """Return the box of an annotation, and how high it is."""
    colour = _LEVELS[command.name]
    lines = textwrap.wrap(command.message, _COLUMNS - 8, break_long_words=False)
    height = (len(lines) + 1) * _LINE + _MARGIN
    parts = [
        f'<rect x="56" y="{top:g}" width="{width - 72}" height="{height}" rx="6" fill="#ffffff" '
        f'stroke="{colour}"/>',
        _text(
            68,
            top + _LINE,
            escape(command.properties['title']),
            f' fill="{colour}" font-weight="bold"',
        ),
    ]
    parts += [
        _text(68, top + (number + 2) * _LINE, escape(line), ' fill="#1f2328"')
        for number, line in enumerate(lines)
    ]
    return parts, height + 8


def pull_request(code: str, printed: str) -> str:
    """Return a picture of a pull request that adds `code`, with the annotations that were printed.

    An annotation stands under the last of its lines, as GitHub shows it.
    """
    width = round(_COLUMNS * _CHARACTER) + 2 * _MARGIN
    found = commands(printed)
    parts: list[str] = []
    y: float = 44
    for number, line in enumerate(code.splitlines(), 1):
        parts += [
            f'<rect x="1" y="{y:g}" width="{width - 2}" height="{_LINE}" fill="#e6ffec"/>',
            _text(16, y + 14, f'{number:>2}', ' fill="#656d76"'),
            _text(48, y + 14, f'+ {escape(line)}', ' fill="#1f2328"'),
        ]
        y += _LINE
        for one in found:
            if int(one.properties['endLine']) == number:
                box, height = _annotation(one, y + 4, width)
                parts += box
                y += height
    height = round(y) + 12
    frame = [
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="6" fill="#ffffff" '
        'stroke="#d1d9e0"/>',
        _text(16, 26, 'main.tf', ' fill="#1f2328" font-weight="bold"'),
    ]
    said = '\n'.join(f'{one.properties["title"]}: {one.message}' for one in found)
    return _picture(
        'A pull request with the annotations of checkov-aurora-pg',
        said,
        width,
        height,
        frame + parts,
    )


def pictures() -> dict[str, str]:
    """Return each picture by the name of its file, from what the command prints now."""
    with tempfile.TemporaryDirectory() as directory:
        top = Path(directory)
        (top / '.git').mkdir()
        (top / 'main.tf').write_text(CODE)
        shown = run_in_terminal([], top, columns=_COLUMNS)
        printed = run_in_terminal(['-o', 'github'], top, columns=_COLUMNS)
    return {
        'terminal.svg': terminal(shown, 'checkov-aurora-pg'),
        'pull-request.svg': pull_request(CODE, _STYLE.sub('', printed)),
    }


def main() -> int:
    """Write the pictures."""
    PICTURES.mkdir(exist_ok=True)
    for name, text in pictures().items():
        (PICTURES / name).write_text(text, encoding='utf-8')
    return 0


if __name__ == '__main__':
    sys.exit(main())
