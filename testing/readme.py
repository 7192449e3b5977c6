"""The README's outputs: those of the commands above them. `python -m testing.readme` writes them.

A block marked `console` holds commands after `$ `, each followed by what it prints.
"""
from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
README = REPOSITORY / 'README.md'

_BLOCK = re.compile(r'(?<=^```console\n)(?P<session>.*?)(?=^```$)', re.DOTALL | re.MULTILINE)

# The commands by their modules, so that what is tested is this checkout; without the network.
_COMMANDS = """
checkov-aurora-pg() { "$PYTHON" -m checkov_aurora_pg "$@"; }
checkov() { "$PYTHON" -m checkov.main --skip-download "$@"; }
"""


def _run(command: str) -> str:
    done = subprocess.run(
        ['bash', '-c', f'{_COMMANDS}\n{command}'], cwd=REPOSITORY, text=True, check=False,
        env={**os.environ, 'PYTHON': sys.executable, 'NO_COLOR': '1'}, timeout=120,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    return done.stdout.strip('\n')


def commands(text: str) -> list[str]:
    """Return the commands of all console blocks, in order."""
    return [
        line.removeprefix('$ ')
        for block in _BLOCK.finditer(text)
        for line in block['session'].splitlines() if line.startswith('$ ')
    ]


def _session(match: re.Match[str]) -> str:
    return ''.join(f'$ {command}\n{_run(command)}\n' for command in commands(
        f'```console\n{match["session"]}```',
    ))


def refreshed(text: str) -> str:
    """Return the text with the output of every command as it is now."""
    return _BLOCK.sub(_session, text)


if __name__ == '__main__':
    README.write_text(refreshed(README.read_text(encoding='utf-8')), encoding='utf-8')
