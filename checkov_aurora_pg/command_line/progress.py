"""A bar on a terminal while a scan takes long."""

from __future__ import annotations

import time
from typing import TextIO

# A scan shorter than this needs no bar, and a bar is not drawn more often than this.
_PATIENCE = 0.5
_PAUSE = 0.1

_CELLS = 24
_ERASE = '\r\x1b[K'


class Progress:
    """Draws on a terminal, and does nothing elsewhere: a pipe has no use for it."""

    def __init__(self, stream: TextIO) -> None:
        """Take the stream to draw on, usually standard error."""
        self._stream = stream
        self._is_shown = stream.isatty()
        self._next = time.monotonic() + _PATIENCE
        self._is_drawn = False

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` parts are judged."""
        now = time.monotonic()
        if not self._is_shown or now < self._next:
            return
        self._next = now + _PAUSE
        filled = _CELLS * done // max(total, 1)
        bar = '█' * filled + '░' * (_CELLS - filled)
        self._write(f'{_ERASE}judging {bar} {done}/{total}')
        self._is_drawn = True

    def clear(self) -> None:
        """Leave the line as it was."""
        if self._is_drawn:
            self._write(_ERASE)
            self._is_drawn = False

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
