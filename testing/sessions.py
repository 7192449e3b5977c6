"""The commands in a page of documentation, run as its reader would run them.

`python -m testing.sessions` writes what they print now into every page.

A block marked `console` holds commands after `$ `, each followed by what it prints; a long one
goes on after a backslash and `> `. A block marked `sh` holds commands that succeed. All of a
page run in one shell, in a git repository that has `examples` and nothing else. A comment above
a block says otherwise:

    <!-- file: NAME -->     the block is a file, and is written before the next command
    <!-- not run: REASON -->
"""
from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from testing.repositories import ENVIRONMENT
from testing.repositories import Repository

REPOSITORY = Path(__file__).resolve().parent.parent
README = REPOSITORY / 'README.md'
DOCS = REPOSITORY / 'docs'

# The pages of the policies are made as a whole, with what their examples print.
PAGES = (
    README, *sorted(DOCS.glob('*.md')), *sorted((DOCS / 'guides').glob('*.md')),
)

# Of everything that a page does, which may run Checkov several times.
_MAX_SECONDS = 300

# Where a reader is told that the repository is.
_SHOWN_TOP = '/code'

_BLOCK = re.compile(
    r'^(?:<!-- (?P<note>file|not run): (?P<value>[^\n]+) -->\n+)?'
    r'^```(?P<language>\w*)\n(?P<body>.*?)^```$',
    re.DOTALL | re.MULTILINE,
)
_COMMAND = re.compile(r'^\$ (?P<command>.*(?:\n> .*)*)$', re.MULTILINE)

# The commands by their modules, so that what is tested is this checkout; without the network.
_PRELUDE = """
checkov-aurora-pg() { "$PYTHON" -m checkov_aurora_pg "$@"; }
checkov() { "$PYTHON" -m checkov.main --skip-download "$@"; }
__end() { local status=$?; printf '\\036%s\\037' "$status"; return "$status"; }
exec 2>&1 </dev/null
"""
_END = re.compile(r'\x1e(\d+)\x1f')


@dataclass(frozen=True)
class Ran:
    """A command that ran: its exit code, what it printed, and whether it had to succeed."""

    command: str
    code: int
    output: str
    must_succeed: bool


def _written(name: str, body: str) -> str:
    make = f"mkdir -p \"$(dirname '{name}')\"\n"
    return f"{make}cat > '{name}' <<'__END_OF_FILE'\n{body}__END_OF_FILE"


def commands(body: str) -> list[str]:
    """Return the commands of a `console` block."""
    return [match['command'].replace('\n> ', '\n') for match in _COMMAND.finditer(body)]


def _steps(text: str) -> Iterator[tuple[str, str]]:
    """Yield what to do for a page: `file`, `console` or `sh`, and the text for the shell."""
    for block in _BLOCK.finditer(text):
        match block['note'], block['language']:
            case 'file', _:
                yield 'file', _written(block['value'], block['body'])
            case None, 'console':
                yield from (('console', command) for command in commands(block['body']))
            case None, 'sh':
                yield 'sh', block['body'].rstrip('\n')


def reasons(text: str) -> list[str]:
    """Return why blocks of a page are not run."""
    return [block['value'] for block in _BLOCK.finditer(text) if block['note'] == 'not run']


def _prepared(directory: Path) -> Path:
    repository = Repository(directory / 'code')
    shutil.copytree(
        REPOSITORY / 'examples', repository.top / 'examples',
        ignore=shutil.ignore_patterns('node_modules'),
    )
    repository.commit()
    return repository.top


def run(text: str) -> list[Ran]:
    """Run a page's commands and return what each did, files left out."""
    steps = list(_steps(text))
    script = ''.join(f'{step}\n__end\n' for _, step in steps)
    with tempfile.TemporaryDirectory() as directory:
        top = _prepared(Path(directory))
        done = subprocess.run(
            ['bash', '-c', f'{_PRELUDE}\n{script}'], cwd=top, text=True, check=False,
            stdout=subprocess.PIPE, timeout=_MAX_SECONDS, env={
                **ENVIRONMENT, 'PYTHON': sys.executable, 'PYTHONPATH': str(REPOSITORY),
                'NO_COLOR': '1', 'HOME': directory,
            },
        )
    outputs = _END.split(done.stdout.replace(str(top), _SHOWN_TOP))
    if len(outputs) != 2 * len(steps) + 1:
        raise ValueError(f'the shell ended early: {done.stdout}')
    return [
        Ran(step, int(code), output.strip('\n'), kind == 'sh')
        for (kind, step), output, code in zip(steps, outputs[::2], outputs[1::2], strict=False)
        if kind != 'file'
    ]


def refreshed(text: str) -> str:
    """Return a page with the output of every command as it is now."""
    ran = iter(run(text))

    def block(match: re.Match[str]) -> str:
        if match['note'] or match['language'] not in ('console', 'sh'):
            return match[0]
        if match['language'] == 'sh':
            next(ran)
            return match[0]
        session = ''.join(
            f'$ {command.replace(chr(10), chr(10) + "> ")}\n{_line(next(ran).output)}'
            for command in commands(match['body'])
        )
        return f'```console\n{session}```'

    return _BLOCK.sub(block, text)


def _line(output: str) -> str:
    return f'{output}\n' if output else ''


if __name__ == '__main__':
    for page in PAGES:
        page.write_text(refreshed(page.read_text(encoding='utf-8')), encoding='utf-8')
