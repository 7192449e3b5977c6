"""Every message that a user can see, to be read as a stranger would read it.

    python -m testing.messages

The first part of the Markdown is what the command prints of the fixtures: one message of each
shape, by policy, outcome and format. A shape is a message without its values. The second part is
what the source code can say: the text of each problem, doubt, refusal and usage error, with `{…}`
for a value. It also has what no fixture brings about.
"""

from __future__ import annotations

import ast
import contextlib
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from typing import NamedTuple

import checkov_aurora_pg
from checkov_aurora_pg.policies import POLICIES
from testing import fixtures
from testing.scans import run

OUTCOMES = ('fail', 'undetermined')

PACKAGE = Path(checkov_aurora_pg.__file__).parent

# The extensions of the programs that define CDK stacks.
_PROGRAMS = ('.ts', '.js', '.py', '.java', '.go', '.cs')
_TERRAFORM = ('.tf', '.tofu', '.tf.json', '.tofu.json', '.hcl', '.tfvars')

# What a message is made of, by its name in the source.
_SAYS = re.compile(
    r'Unknown|Undetermined|Undecided|Unsupported|Undeclared|Unparsable|Unresolved|Problem'
    r'|SyntaxProblem|Absent|GateChange|FileRefused|LimitExceeded|PatternError|\w*Error'
)

_QUOTED = re.compile(r'`[^`]*`(?:(?:, | and )`[^`]*`)*')
_NUMBER = re.compile(r'\d+')


class Message(NamedTuple):
    """A message of the command: which policy gives it, with which outcome, for which format."""

    id: str
    outcome: str
    format: str
    text: str

    @property
    def shape(self) -> tuple[str, str, str, str]:
        """The message without its values: two of one shape read alike."""
        return (self.id, self.outcome, self.format, _NUMBER.sub('0', _QUOTED.sub('`…`', self.text)))


class Sentence(NamedTuple):
    """A text of the source code that a message is made of."""

    path: str
    line: int
    text: str


def _format(entry: Mapping[str, Any]) -> str:
    """Return the format that an entry of the JSON report is about."""
    path, root = entry['path'], entry.get('root', '')
    if path.endswith(_PROGRAMS) or 'cdk.out' in f'{path}{root}':
        return 'CDK'
    if path.endswith(_TERRAFORM) or 'plan' in f'{path}{root}' or os.path.isdir(root):
        return 'Terraform'
    return 'CloudFormation'


def messages(directories: Iterable[Path]) -> Iterator[Message]:
    """Yield what the command says of each directory, scanned by itself."""
    for directory in directories:
        with contextlib.chdir(directory):
            for entry in run('-o', 'json').findings:
                if entry['verdict'] in OUTCOMES:
                    yield Message(entry['id'], entry['verdict'], _format(entry), entry['message'])


def scanned() -> list[Path]:
    """Return the directories that are scanned: the fixtures, the examples, the pages' CDK app."""
    repository = fixtures.FIXTURES.parent.parent
    examples = sorted((repository / 'examples').iterdir())
    return [*fixtures.directories(), *examples, repository / 'docs' / 'policies' / 'cdk']


def distinct(found: Iterable[Message]) -> list[Message]:
    """Return the first message of each shape."""
    first: dict[tuple[str, str, str, str], Message] = {}
    for message in found:
        first.setdefault(message.shape, message)
    return sorted(first.values())


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id=name)):  # as in `Undetermined.by`
            return name
    return ''


def _text(node: ast.expr) -> str | None:
    """Return the text of a string, with `{…}` for each value in it; None for anything else."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=pieces):
            return ''.join(_text(piece) or '{…}' for piece in pieces)
    return None


def sentences() -> Iterator[Sentence]:
    """Yield each text that is given to a problem, a doubt, a refusal or an error."""
    for path in sorted(PACKAGE.rglob('*.py')):
        shown = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
            if not isinstance(node, ast.Call) or not _SAYS.fullmatch(_name(node)):
                continue
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                text = _text(argument)
                if text and ' ' in text:
                    yield Sentence(shown, argument.lineno, text)


def markdown(found: Iterable[Message], said: Iterable[Sentence]) -> Iterator[str]:
    """Yield the lines of the page."""
    by_policy: dict[str, list[Message]] = defaultdict(list)
    for message in found:
        by_policy[message.id].append(message)
    yield '# Messages'
    for policy in POLICIES:
        yield f'\n## {policy.id}: {policy.title}'
        heading = ''
        for message in by_policy[policy.id]:
            if heading != (heading := f'{message.outcome}, {message.format}'):
                yield f'\n### {heading}\n'
            yield f'- {message.text}'
    yield '\n# Texts in the source'
    path = ''
    for sentence in said:
        if path != (path := sentence.path):
            yield f'\n## {path}\n'
        yield f'- {sentence.line}: {sentence.text}'


def main() -> None:
    """Print the page."""
    sys.stdout.writelines(
        f'{line}\n' for line in markdown(distinct(messages(scanned())), sentences())
    )


if __name__ == '__main__':
    main()
