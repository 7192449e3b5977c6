"""The commands in a page of documentation, run as its reader would run them.

`python -m testing.sessions` writes what they print now into every page.

A block marked `console` holds commands after `$ `, each followed by what it prints; a long one
goes on after a backslash and `> `. All of a page run in one shell, in a git repository that has
what pages show (`SHOWN`) and nothing else. A block marked `sh` is not run. A comment above a block
says what it is:

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
from pathlib import Path

from testing.repositories import ENVIRONMENT
from testing.repositories import Repository

REPOSITORY = Path(__file__).resolve().parent.parent
README = REPOSITORY / 'README.md'
DOCS = REPOSITORY / 'docs'

# The pages of the policies are made as a whole, with what their examples print.
PAGES = (
    README,
    *sorted(DOCS.glob('*.md')),
    *sorted((DOCS / 'guides').glob('*.md')),
)

# Of everything that a page does, which may run Checkov several times.
_MAX_SECONDS = 300

# The code of this tree that the commands of the pages scan, by the folders it is in.
SHOWN = ('examples', 'docs/policies/cdk', 'docs/guides/environments')

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
__end() { local status=$?; printf '\\036'; return "$status"; }
exec 2>&1 </dev/null
"""
_END = '\x1e'


def _written(name: str, body: str) -> str:
    make = f'mkdir -p "$(dirname \'{name}\')"\n'
    return f"{make}cat > '{name}' <<'__END_OF_FILE'\n{body}__END_OF_FILE"


def _commands(body: str) -> list[str]:
    """Return the commands of a `console` block."""
    return [match['command'].replace('\n> ', '\n') for match in _COMMAND.finditer(body)]


def _steps(text: str) -> Iterator[tuple[str, str]]:
    """Yield what to do for a page, `file` or `console`, and the text for the shell."""
    for block in _BLOCK.finditer(text):
        match block['note'], block['language']:
            case 'file', _:
                yield 'file', _written(block['value'], block['body'])
            case None, 'console':
                yield from (('console', command) for command in _commands(block['body']))


def reasons(text: str) -> list[str]:
    """Return why blocks marked `sh` are not run, an empty text for one that does not say."""
    return [
        block['value'] if block['note'] == 'not run' else ''
        for block in _BLOCK.finditer(text)
        if block['language'] == 'sh'
    ]


def _prepared(directory: Path) -> Path:
    repository = Repository(directory / 'code')
    for folder in SHOWN:
        shutil.copytree(
            REPOSITORY / folder,
            repository.top / folder,
            ignore=shutil.ignore_patterns('node_modules'),
        )
    repository.commit()
    return repository.top


def _outputs(text: str) -> list[str]:
    """Run a page's commands and return what each printed, files left out."""
    steps = list(_steps(text))
    script = ''.join(f'{step}\n__end\n' for _, step in steps)
    with tempfile.TemporaryDirectory() as directory:
        top = _prepared(Path(directory))
        done = subprocess.run(
            ['bash', '-c', f'{_PRELUDE}\n{script}'],
            cwd=top,
            text=True,
            check=False,
            stdout=subprocess.PIPE,
            timeout=_MAX_SECONDS,
            env={
                **ENVIRONMENT,
                'PYTHON': sys.executable,
                'PYTHONPATH': str(REPOSITORY),
                'NO_COLOR': '1',
                'HOME': directory,
            },
        )
    outputs = done.stdout.replace(str(top), _SHOWN_TOP).split(_END)
    if len(outputs) != len(steps) + 1:
        raise ValueError(f'the shell ended early: {done.stdout}')
    return [
        output.strip('\n')
        for (kind, _), output in zip(steps, outputs, strict=False)
        if kind == 'console'
    ]


def refreshed(text: str) -> str:
    """Return a page with the output of every command as it is now."""
    outputs = iter(_outputs(text))

    def block(match: re.Match[str]) -> str:
        if match['note'] or match['language'] != 'console':
            return match[0]
        session = ''.join(
            f'$ {command.replace(chr(10), chr(10) + "> ")}\n{_line(next(outputs))}'
            for command in _commands(match['body'])
        )
        return f'```console\n{session}```'

    return _BLOCK.sub(block, text)


def _line(output: str) -> str:
    return f'{output}\n' if output else ''


if __name__ == '__main__':
    for page in PAGES:
        page.write_text(refreshed(page.read_text(encoding='utf-8')), encoding='utf-8')
