"""What the report for people is shown on: a terminal, with colours and a width, or none."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TextIO

RED, GREEN, YELLOW, MAGENTA, CYAN, BOLD, DIM = '31', '32', '33', '35', '36', '1', '2'

NARROWEST = 40

INDENT = '    '


@dataclass(frozen=True, slots=True)
class Screen:
    """How text may look.

    `width` is None where lines are for programs and stay whole. `has_links` says that text may lead
    to a page, as most terminals show it.
    """

    width: int | None = None
    has_colour: bool = False
    has_links: bool = False

    def painted(self, text: str, *colours: str) -> str:
        """Return text in colours, where there are any to be had."""
        return f'\x1b[{";".join(colours)}m{text}\x1b[0m' if self.has_colour and text else text

    def linked(self, text: str, address: str) -> str:
        """Return text that leads to a page, where the terminal may show a link (OSC 8)."""
        return f'\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\' if self.has_links else text


# A pipe or a file.
PLAIN = Screen()


def screen_of(stream: TextIO) -> Screen:
    """Return the screen behind a stream.

    `NO_COLOR` (https://no-color.org) and `TERM=dumb` take the colours from a terminal, and
    `FORCE_COLOR` gives them to a pipe, such as a pipeline's log. `NO_COLOR` wins.
    """
    is_terminal = stream.isatty()
    has_colour = is_terminal and os.environ.get('TERM') != 'dumb'
    if os.environ.get('FORCE_COLOR'):
        has_colour = True
    if os.environ.get('NO_COLOR'):
        has_colour = False
    return Screen(
        _width() if is_terminal else None, has_colour, has_links=is_terminal and has_colour
    )


def _width() -> int:
    import shutil  # which a pipe, such as a hook's, spares

    return max(NARROWEST, shutil.get_terminal_size().columns)
