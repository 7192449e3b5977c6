"""Writes which inputs and which commit each release of a module has, from a clone with its tags.

    python -m testing.module_inputs CLONE terraform-aws-modules/rds-aurora/aws

A model declares the inputs that decide what is judged. Which release a call can be of is
decided by all of its arguments, so that every input of every release has to be known. The models
come first: only the commits of releases that they describe are written.
"""

from __future__ import annotations

import argparse
import datetime
import re
import subprocess
import textwrap
from collections.abc import Iterator
from collections.abc import Sequence

from checkov_aurora_pg.readers.terraform.modules.known_modules import COMMITS
from checkov_aurora_pg.readers.terraform.modules.known_modules import FOLDER
from checkov_aurora_pg.readers.terraform.modules.known_modules import models
from checkov_aurora_pg.readers.terraform.modules.module_address import ModuleAddress
from checkov_aurora_pg.readers.terraform.modules.module_inputs import INPUTS
from checkov_aurora_pg.readers.terraform.modules.version_constraint import Version
from checkov_aurora_pg.readers.terraform.modules.version_constraint import dotted
from checkov_aurora_pg.readers.terraform.modules.version_constraint import version_of

# A few modules leave out the last number.
_TAG = re.compile(r'v?(\d+\.\d+(?:\.\d+)?)')
_VARIABLE = re.compile(r'^[ \t]*variable[ \t]+"?([\w-]+)"?[ \t]*\{', re.MULTILINE)


def git(clone: str, *arguments: str) -> str:
    """Return what git prints of a clone. Raises `subprocess.CalledProcessError`."""
    return subprocess.run(
        ['git', '-C', clone, *arguments],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def released(tag: str) -> Version | None:
    """Return the version that a tag releases, if it releases one."""
    match = _TAG.fullmatch(tag)
    return None if match is None else version_of(match[1])


def releases_in(clone: str, below: str) -> list[tuple[Version, str]]:
    """Return the versions in which a module has files, oldest first, and their tags.

    `below` is its directory in the repository, with a slash at its end, or `.`.
    """
    # A release may have a tag with and one without the `v`.
    found = {released(tag): tag for tag in git(clone, 'tag').split()}
    return sorted(
        (version, tag)
        for version, tag in found.items()
        if version is not None and git(clone, 'ls-tree', tag, below)
    )


def folder_of(module: str) -> str:
    """Return where in its repository a module is: a directory with a slash, or `.`."""
    below = module.removeprefix(ModuleAddress(module).repository).lstrip('/')
    return f'{below}/' if below and below != module else '.'


def _inputs(clone: str, tag: str, below: str) -> set[str]:
    files = [
        name
        for name in git(clone, 'ls-tree', '--name-only', tag, below).splitlines()
        if name.endswith('.tf')
    ]
    return {
        name for file in files for name in _VARIABLE.findall(git(clone, 'show', f'{tag}:{file}'))
    }


def _spans(having: Sequence[bool], releases: Sequence[str]) -> Iterator[str]:
    """Yield the first and the last release of each unbroken range that has an input."""
    first = None
    for index, (has, release) in enumerate(zip(having, releases, strict=True)):
        first = release if has and first is None else first
        is_last = has and not (index + 1 < len(having) and having[index + 1])
        if is_last and first is not None:
            yield f'{first}-{release}' if first != release else release
            first = None


def _inputs_file(clone: str, module: str, day: datetime.date) -> str:
    below, repository = folder_of(module), ModuleAddress(module).repository
    found = releases_in(clone, below)
    releases = [dotted(version) for version, _ in found]
    inputs = [_inputs(clone, tag, below) for _, tag in found]
    listed = textwrap.fill(' '.join(releases), 98, break_on_hyphens=False)
    lines = [
        '# The releases, and from which to which of them (in this order) there is an input.',
        f'# Source: the variables of each tag of https://{repository}, {day}',
        '',
        f'releases = """\n{listed}\n"""',
        *_branch(clone, found[-1][0]),
        '',
        '[inputs]',
    ]
    for name in sorted(set().union(*inputs)):
        spans = _spans([name in one for one in inputs], releases)
        lines.append(f'{name} = "{" ".join(spans)}"')
    return '\n'.join(lines) + '\n'


def _branch(clone: str, newest: Version) -> Iterator[str]:
    """Yield which release the default branch is at, where that is not the newest one."""
    release = released(git(clone, 'describe', '--tags', '--abbrev=0', 'HEAD').strip())
    if release is not None and release != newest:
        yield ''
        yield '# The release that the default branch is at.'
        yield f'branch = "{dotted(release)}"'


def _commits_file(clone: str, module: str, day: datetime.date) -> str:
    lines = [
        '# The commits of the releases that the models describe.',
        f'# Source: `git ls-remote --tags https://{ModuleAddress(module).repository}`, {day}',
        '',
    ]
    commits: dict[str, str] = {}
    for version, tag in releases_in(clone, folder_of(module)):
        if any(model.first <= version < model.end for model in models()[module]):
            # Of two releases of one commit it is the newer.
            commits[git(clone, 'rev-parse', f'{tag}^{{commit}}').strip()] = dotted(version)
    return '\n'.join((*lines, *(f'{one} = "{version}"' for one, version in commits.items()), ''))


def main(argv: Sequence[str] | None = None) -> int:
    """Write the inputs and the commits of one module."""
    parser = argparse.ArgumentParser(description=__doc__, prog='python -m testing.module_inputs')
    parser.add_argument('clone')
    parser.add_argument('module')
    parser.add_argument('--day', type=datetime.date.fromisoformat, default=datetime.date.today())
    given = parser.parse_args(argv)
    folder = FOLDER / given.module
    for name, written in ((INPUTS, _inputs_file), (COMMITS, _commits_file)):
        text = written(given.clone, given.module, given.day)
        (folder / name).write_text(text, encoding='utf-8')
    return 0


if __name__ == '__main__':
    raise SystemExit(main())
