"""Run the command in a process of its own, held to bounds, and tell what it did.

The process is this module run as a script: it limits its memory, notes what is opened,
executed and connected to, and then runs the command.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

# The process's whole address space, with the interpreter, its libraries and its stacks.
MAX_MEMORY = 1536 << 20

# What the command promises to end within, and what it takes to start.
MAX_SECONDS = 35

_ACTS = (
    'subprocess.',
    'socket.',
    'os.system',
    'os.exec',
    'os.spawn',
    'os.posix_spawn',
    'os.fork',
    'pty.',
    'urllib.',
    'http.',
    'ftplib.',
    'smtplib.',
    'webbrowser.',
)


@dataclass(frozen=True)
class Confined:
    """What a run did: its exit code and output, the seconds, real paths that it opened, and
    the audit events of whatever it executed or connected to.
    """

    code: int
    out: str
    err: str
    seconds: float
    opened: frozenset[str]
    acts: tuple[str, ...]

    def opened_below(self, directory: Path) -> set[str]:
        """Return the files that were opened below a directory, relative to it."""
        top = os.path.realpath(directory) + os.sep
        return {path.removeprefix(top) for path in self.opened if path.startswith(top)}


def run_confined(*argv: str, directory: Path, memory: int = MAX_MEMORY) -> Confined:
    """Run the command with `argv` in a directory, within `memory` bytes of address space.

    Raises `subprocess.TimeoutExpired` where it does not end in time.
    """
    with tempfile.TemporaryDirectory() as work:
        notes = os.path.join(work, 'notes.json')
        start = time.monotonic()
        done = subprocess.run(
            [sys.executable, __file__, notes, str(memory), *argv],
            cwd=directory,
            env={**os.environ, 'PYTHONPATH': str(Path(__file__).resolve().parent.parent)},
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
        )
        seconds = time.monotonic() - start
        noted = json.loads(Path(notes).read_text(encoding='utf-8'))
    return Confined(
        done.returncode,
        done.stdout.decode(),
        done.stderr.decode(),
        seconds,
        frozenset(noted['opened']),
        tuple(noted['acts']),
    )


def _main(notes: str, memory: str, *argv: str) -> int:
    from checkov_aurora_pg.command_line.command import main

    opened: set[str] = set()
    acts: list[str] = []

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event == 'open' and isinstance(arguments[0], (str, bytes)):
            opened.add(os.path.realpath(os.fsdecode(arguments[0])))
        elif event.startswith(_ACTS):
            acts.append(event)

    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    sys.addaudithook(note)
    try:
        return main(argv)
    finally:
        files = [path.encode('utf-8', 'backslashreplace').decode() for path in opened]
        Path(notes).write_text(json.dumps({'opened': files, 'acts': acts}), encoding='utf-8')


if __name__ == '__main__':
    sys.exit(_main(*sys.argv[1:]))
