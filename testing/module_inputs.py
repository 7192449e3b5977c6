"""Writes which inputs each release of a public module has, from a clone with its tags.

    python -m testing.module_inputs CLONE terraform-aws-modules/rds-aurora/aws

A model declares the inputs that decide what is judged. Which release a call can be of is
decided by all of its arguments, so that every input of every release has to be known.
"""
from __future__ import annotations

import argparse
import datetime
import re
import subprocess
import textwrap
from collections.abc import Iterator
from collections.abc import Sequence

from checkov_aurora_pg.readers.terraform.known_modules import FOLDER
from checkov_aurora_pg.readers.terraform.module_address import ModuleAddress
from checkov_aurora_pg.readers.terraform.module_inputs import INPUTS

_TAG = re.compile(r'v?(\d+)\.(\d+)\.(\d+)')
_VARIABLE = re.compile(r'^[ \t]*variable[ \t]+"?([\w-]+)"?[ \t]*\{', re.MULTILINE)

Version = tuple[int, ...]


def _git(clone: str, *arguments: str) -> str:
    return subprocess.run(
        ['git', '-C', clone, *arguments], check=True, capture_output=True, text=True,
    ).stdout


def _releases(clone: str) -> list[tuple[Version, str]]:
    """Return the versions that are released, oldest first, and their tags."""
    found = [(_TAG.fullmatch(tag), tag) for tag in _git(clone, 'tag').split()]
    # A release may have a tag with and one without the `v`.
    return sorted({
        tuple(map(int, match.groups())): tag for match, tag in found if match is not None
    }.items())


def _inputs(clone: str, tag: str, below: str) -> set[str]:
    files = [name for name in _git(clone, 'ls-tree', '--name-only', tag, below).splitlines()
             if name.endswith('.tf')]
    return {name for file in files
            for name in _VARIABLE.findall(_git(clone, 'show', f'{tag}:{file}'))}


def _spans(having: Sequence[bool], releases: Sequence[str]) -> Iterator[str]:
    """Yield the first and the last release of each unbroken range that has an input."""
    first = None
    for index, (has, release) in enumerate(zip(having, releases, strict=True)):
        first = release if has and first is None else first
        is_last = has and not (index + 1 < len(having) and having[index + 1])
        if is_last and first is not None:
            yield f'{first}-{release}' if first != release else release
            first = None


def _written(clone: str, module: str, day: datetime.date) -> str:
    repository = ModuleAddress(module).repository
    below = f'{module.removeprefix(repository)}/'.lstrip('/') or '.'
    # Before it has a file, there is no module in such a directory.
    found = [one for one in _releases(clone) if _git(clone, 'ls-tree', one[1], below)]
    releases = ['.'.join(map(str, version)) for version, _ in found]
    inputs = [_inputs(clone, tag, below) for _, tag in found]
    listed = textwrap.fill(' '.join(releases), 98, break_on_hyphens=False)
    lines = [
        '# The releases, and from which to which of them (in this order) there is an input.',
        f'# Source: the variables of each tag of https://{repository}, {day}',
        '',
        f'releases = """\n{listed}\n"""',
        '',
        '[inputs]',
    ]
    for name in sorted(set().union(*inputs)):
        spans = _spans([name in one for one in inputs], releases)
        lines.append(f'{name} = "{" ".join(spans)}"')
    return '\n'.join(lines) + '\n'


def main(argv: Sequence[str] | None = None) -> int:
    """Write the inputs of one module."""
    parser = argparse.ArgumentParser(description=__doc__, prog='python -m testing.module_inputs')
    parser.add_argument('clone')
    parser.add_argument('module')
    parser.add_argument('--day', type=datetime.date.fromisoformat, default=datetime.date.today())
    given = parser.parse_args(argv)
    path = FOLDER / given.module / INPUTS
    path.write_text(_written(given.clone, given.module, given.day), encoding='utf-8')
    return 0


if __name__ == '__main__':
    raise SystemExit(main())
