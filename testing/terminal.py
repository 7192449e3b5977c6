"""Run the command in a terminal of its own, as a person sees it."""

from __future__ import annotations

import os
import pty
import re
import struct
import subprocess
import sys
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

_CHECKOUT = Path(__file__).resolve().parent.parent
_ROWS = 60
_MAX_SECONDS = 60

# A bar that is drawn while the command works is erased before anything else is written.
_ERASED = re.compile(r'[^\n]*\r\x1b\[K')


def run_in_terminal(arguments: list[str], directory: Path, *, columns: int) -> str:
    """Return what stands in a terminal of so many columns when the command has ended.

    It has the colours and links of a terminal (ECMA-48 and OSC 8), and lines end in `\\n`.
    """
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, struct.pack('HHHH', _ROWS, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in _LOOKS}
    running = subprocess.Popen(
        [sys.executable, '-m', 'checkov_aurora_pg', *arguments],
        cwd=directory,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**environment, 'PYTHONPATH': str(_CHECKOUT), 'TERM': 'xterm-256color'},
    )
    os.close(theirs)
    shown = b''
    while block := _read(ours):
        shown += block
    os.close(ours)
    running.wait(_MAX_SECONDS)
    return _ERASED.sub('', shown.decode().replace('\r\n', '\n'))


# What would change the colours, the width or the configuration.
_LOOKS = frozenset({'NO_COLOR', 'FORCE_COLOR', 'COLUMNS', 'LINES', 'CHECKOV_AURORA_PG_CONFIG'})


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # the other end is closed
        return b''
