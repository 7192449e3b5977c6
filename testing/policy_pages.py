"""The documentation's page of each policy. `python -m testing.policy_pages` writes them.

A page is made from the policy, the readers' tables, the facts, and examples: the fixture
`example` of the policy, and the stacks of the policy in `docs/policies/cdk`. What the
command prints of an example is what it prints when the page is made.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.policies.health import health
from checkov_aurora_pg.readers.terraform.modules.known_modules import models
from checkov_aurora_pg.reports.explanation import Spelling
from checkov_aurora_pg.reports.explanation import code
from checkov_aurora_pg.reports.explanation import configuration
from checkov_aurora_pg.reports.explanation import fix
from checkov_aurora_pg.reports.explanation import judged
from checkov_aurora_pg.reports.explanation import markdown_of
from checkov_aurora_pg.reports.explanation import paragraphs
from checkov_aurora_pg.reports.explanation import sources
from testing.fixtures import FIXTURES
from testing.fixtures import without_expectations
from testing.policy_facts import facts_of
from testing.policy_facts import markdown_table
from testing.scans import Run
from testing.scans import run

REPOSITORY = FIXTURES.parent.parent
PAGES = REPOSITORY / 'docs' / 'policies'
CDK = PAGES / 'cdk'

FAILING, PASSING = 'failing', 'passing'

_NOTE = '<!-- Made by `python -m testing.policy_pages`; change the policy and not this page. -->'


class Example(NamedTuple):
    """An example: the file to show, and what to scan, from the directory that it is in."""

    directory: Path
    shown: str
    scanned: str

    def scan(self, policy: Policy) -> Run:
        """Return what the command says of it as it is shown, of the policy alone."""
        with tempfile.TemporaryDirectory() as directory:
            if self.shown == self.scanned:
                Path(directory, self.shown).write_text(self.text(), encoding='utf-8')
            else:
                packages = shutil.ignore_patterns('node_modules')
                shutil.copytree(self.directory, directory, ignore=packages, dirs_exist_ok=True)
            with contextlib.chdir(directory):
                return run(self.scanned, '--check', policy.id)

    def text(self) -> str:
        """Return the file as its author would have written it."""
        return without_expectations((self.directory / self.shown).read_text(encoding='utf-8'))


class Format(NamedTuple):
    """A format that has examples, and the language of their code."""

    title: str
    language: str
    suffix: str


FORMATS = (
    Format('Terraform', 'hcl', 'tf'),
    Format('CloudFormation', 'yaml', 'yaml'),
    Format('CDK', 'js', 'js'),
)

_FURTHER = (
    'See [configuration](../guides/configuration.md) for every key, and '
    '[undetermined](../guides/undetermined.md) for what to do where a value is not known.'
)

# What plain Checkov does not see; each has a fixture in `tests/checkov/fronts_agree_test.py`.
_IN_CHECKOV = Path(__file__).parent / 'in_checkov.md'

# What a reader has to know of a format's examples.
_REMARKS = {
    'js': (
        'A stack of the app in [`docs/policies/cdk`](cdk/app.js), '
        'synthesised [so that findings stand in the app](../guides/cdk.md).',
    )
}


def example(policy: Policy, format: Format, outcome: str) -> Example | None:
    """Return the example of an outcome in a format, or None where there is none."""
    if format.suffix == 'js':
        stack = f'{policy.name.replace("_", "-")}-{outcome}'
        found = Example(
            CDK,
            f'{policy.name}/{outcome}.js',
            f'cdk.out/{stack}.template.json',
        )
    else:
        name = f'{outcome}.{format.suffix}'
        found = Example(FIXTURES / policy.name / 'example', name, name)
    return found if (found.directory / found.shown).exists() else None


def _example_parts(policy: Policy, format: Format) -> Iterator[str]:
    failing, passing = (example(policy, format, outcome) for outcome in (FAILING, PASSING))
    if failing is None:
        return
    yield f'### {format.title}'
    yield from _REMARKS.get(format.suffix, ())
    yield f'```{format.language}\n{failing.text()}```'
    yield (
        f'```console\n$ checkov-aurora-pg {failing.scanned} --check {policy.id}\n'
        f'{failing.scan(policy).out}```'
    )
    if passing is not None:
        yield 'Passes:'
        yield f'```{format.language}\n{passing.text()}```'


def _cell(spellings: tuple[Spelling, ...]) -> str:
    return '<br>'.join(
        f'`{spelling.type}`' + (f': {code(spelling.names)}' if spelling.names else '')
        for spelling in spellings
    )


def _judged_parts(policy: Policy) -> Iterator[str]:
    rows = []
    for row in judged(policy):
        rows.append([row.kind, _cell(row.terraform), _cell(row.cloudformation)])
        if row.parameters:
            names = '<br>'.join(f'`{name}`' for name in row.parameters)
            rows.append([names, '`parameter`', '`Parameters`'])
    if rows:
        yield '## What is judged'
        yield markdown_table(['', 'Terraform', 'CloudFormation, CDK'], rows)
    modules = sorted(_modules(policy))
    if modules:
        yield (
            'Terraform modules that are read at their call, without a download: '
            f'{code(tuple(modules))}.'
        )


def _modules(policy: Policy) -> Iterator[str]:
    """Yield the known modules that describe what a policy judges."""
    types = {spelling.type for row in judged(policy) for spelling in row.terraform}
    for name, versions in models().items():
        texts = [model.path.read_text(encoding='utf-8') for model in versions]
        if any(f'"{type}"' in text for type in types for text in texts):
            yield name


def page(policy: Policy) -> str:
    """Return a policy's page."""
    examples = [part for format in FORMATS for part in _example_parts(policy, format)]
    parts = (
        _NOTE,
        f'# {policy.title}',
        f'`{policy.id}` · severity {policy.severity.lower()} · `{policy.name}` · '
        '[all policies](README.md)',
        *paragraphs(policy),
        markdown_of(fix(policy)),
        *(['## Examples', *examples] if examples else []),
        *_judged_parts(policy),
        *facts_of(policy),
        markdown_of(configuration(policy)),
        _FURTHER if policy.reads else '',
        *((_IN_CHECKOV.read_text(encoding='utf-8').rstrip(),) if policy is health else ()),
        *map(markdown_of, sources(policy)),
    )
    return '\n\n'.join(filter(None, parts)) + '\n'


def index() -> str:
    """Return the page that leads to the others."""
    table = markdown_table(
        ['policy', 'severity', 'what it asks for'],
        [
            [f'[`{policy.id}`]({policy.id}.md)', policy.severity.lower(), policy.title]
            for policy in POLICIES
        ],
    )
    return f"""{_NOTE}

# Policies

Each page says why, how to fix it, and what exactly is judged, with examples in each format.
`checkov-aurora-pg --explain ID` says it in the terminal.

{table}
"""


@cache
def pages() -> dict[Path, str]:
    """Return every page, by its file."""
    made = {PAGES / f'{policy.id}.md': page(policy) for policy in POLICIES}
    return {PAGES / 'README.md': index(), **made}


if __name__ == '__main__':
    PAGES.mkdir(parents=True, exist_ok=True)
    for file, text in pages().items():
        file.write_text(text, encoding='utf-8')
