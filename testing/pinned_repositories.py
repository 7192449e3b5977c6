"""Public repositories, each at one commit, in clones that stand outside of this tree.

What is in a clone is a stranger's. Nothing of it is run: git gets no hooks, no filters and no
configuration of the machine, and follows no submodule. Nothing of it is committed here.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from testing.repositories import ENVIRONMENT

GITHUB = 'https://github.com/{owner}/{name}'

_NAME = re.compile(r'(?P<owner>[A-Za-z0-9][A-Za-z0-9-]*)/(?P<name>[A-Za-z0-9_.-]*[A-Za-z0-9_-])')
_COMMIT = re.compile(r'[0-9a-f]{40}')

# Of one command of git's. The largest of the repositories takes half a minute.
_SECONDS_OF_GIT = 300

_GIT = (
    'git',
    '-c',
    f'core.hooksPath={os.devnull}',
    '-c',
    'core.fsmonitor=false',
    '-c',
    'advice.detachedHead=false',
    '-c',
    'gc.auto=0',
)


class PinError(ValueError):
    """A repository or a commit that is not named as it should be."""


class CloneError(Exception):
    """A repository that cannot be had at its commit; the text says why."""


@dataclass(frozen=True, order=True)
class Pinned:
    """A repository, `owner/name`, and the 40 hexadecimal digits of a commit of it.

    Raises `PinError` where either is not so: both become parts of paths and commands.
    """

    repository: str
    commit: str

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.repository):
            raise PinError(f'{self.repository!r} is not the `owner/name` of a repository')
        if not _COMMIT.fullmatch(self.commit):
            raise PinError(f'{self.commit!r} of {self.repository} is not a commit in full')

    @property
    def owner(self) -> str:
        """The account that has the repository."""
        return self.repository.partition('/')[0]

    @property
    def name(self) -> str:
        """The repository's own name."""
        return self.repository.partition('/')[2]


@dataclass(frozen=True)
class Clones:
    """A directory of clones, and where they come from.

    `template` is a URL or a path that git can fetch from, with `{owner}` and `{name}` in it.
    """

    directory: Path
    template: str = GITHUB

    def get(self, pinned: Pinned) -> Path:
        """Return a work tree of a repository at its commit, fetched where it is not there yet.

        Raises `CloneError`.
        """
        top = self.directory / f'{pinned.owner}+{pinned.name}'
        url = self.template.format(owner=pinned.owner, name=pinned.name)
        try:
            top.mkdir(parents=True, exist_ok=True)
            if not (top / '.git').is_dir():
                _git(top, 'init', '--quiet', '--template=')
            # HEAD is written last: a checkout that was interrupted is not taken for a whole one.
            here = _git(top, 'rev-parse', '--quiet', '--verify', 'HEAD', is_asked=True)
            if here != pinned.commit:
                _git(
                    top,
                    'fetch',
                    '--quiet',
                    '--depth=1',
                    '--no-tags',
                    '--no-recurse-submodules',
                    '--',
                    url,
                    pinned.commit,
                )
                _git(top, 'checkout', '--quiet', '--force', '--detach', pinned.commit)
        except (OSError, subprocess.SubprocessError) as error:
            raise CloneError(_reason(error)) from error
        return top


def _git(top: Path, *arguments: str, is_asked: bool = False) -> str:
    """Return what git prints. Where git `is_asked` a question, its failure is an answer too."""
    done = subprocess.run(
        [*_GIT, '-C', str(top), *arguments],
        check=not is_asked,
        capture_output=True,
        text=True,
        errors='replace',
        timeout=_SECONDS_OF_GIT,
        stdin=subprocess.DEVNULL,
        # Without it git asks for the password of a repository that is gone.
        env={**ENVIRONMENT, 'GIT_TERMINAL_PROMPT': '0', 'LC_ALL': 'C'},
    )
    return done.stdout.strip()


def _reason(error: Exception) -> str:
    """Return the line of what git says that says why: the first that is fatal, or the last."""
    if isinstance(error, subprocess.TimeoutExpired):
        return f'git did not end within {_SECONDS_OF_GIT} s'
    if isinstance(error, subprocess.CalledProcessError):
        said: str = error.stderr
        lines = said.strip().splitlines() or [f'git exits with {error.returncode}']
        return next((line for line in lines if line.startswith('fatal: ')), lines[-1])
    return str(error)


def default_cache() -> Path:
    """Return the directory for clones in the user's cache."""
    cache = os.environ.get('XDG_CACHE_HOME') or os.path.join(os.path.expanduser('~'), '.cache')
    return Path(cache, 'checkov-aurora-pg', 'repositories')


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a program be told where the clones are, and from where to fetch them."""
    parser.add_argument(
        '--cache',
        type=Path,
        default=default_cache(),
        metavar='DIR',
        help='the directory of the clones (%(default)s)',
    )
    parser.add_argument(
        '--from',
        dest='template',
        default=GITHUB,
        metavar='TEMPLATE',
        help='what git fetches from, a URL or a path with {owner} and {name} (%(default)s)',
    )
    parser.add_argument(
        '--seconds',
        type=float,
        default=60,
        metavar='N',
        help='the time that judging one repository may take (%(default)s)',
    )


def clones_of(arguments: argparse.Namespace) -> Clones:
    """Return the clones that the arguments of `add_arguments` speak of."""
    cache: Path = arguments.cache
    return Clones(cache, arguments.template)


def pinned_in(entries: Iterable[tuple[str, str]]) -> list[Pinned]:
    """Return the repositories of pairs of a name and a commit, in the order of their names.

    Raises `PinError`, also for a repository that is there at two commits.
    """
    found: dict[str, Pinned] = {}
    for repository, commit in entries:
        one = Pinned(repository, commit)
        if found.setdefault(repository.lower(), one) != one:
            raise PinError(f'{repository} is listed at two commits, or in two spellings')
    return sorted(found.values())
