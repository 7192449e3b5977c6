"""What git knows of a repository, asked without touching anything in it or fetching anything.

The repository may be anybody's: nothing that its configuration or its attributes name is run.
So git compares objects and its index only. Comparing files of the work tree would run filters.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from typing import NamedTuple

# The modes of a tree's entries.
REGULAR = (b'100644', b'100755')
LINK = b'120000'

# Where a hook of git's own points to, which need not be the repository of the paths.
_MISLEADING = frozenset(
    {
        'GIT_DIR',
        'GIT_WORK_TREE',
        'GIT_PREFIX',
        'GIT_INDEX_FILE',
        'GIT_COMMON_DIR',
        'GIT_NAMESPACE',
    }
)

# A revision is what was committed under its name: no replaced objects, no grafted parents.
_AS_COMMITTED = {
    'GIT_NO_REPLACE_OBJECTS': '1',
    'GIT_GRAFT_FILE': os.devnull,
    'GIT_OPTIONAL_LOCKS': '0',
    'GIT_NO_LAZY_FETCH': '1',
    'GIT_ALLOW_PROTOCOL': '',
    'GIT_TERMINAL_PROMPT': '0',
    'LC_ALL': 'C',
}

# What a repository's own configuration could have git run, or talk to.
_RUNNING_NOTHING = tuple(
    part
    for setting in (
        'core.fsmonitor=false',
        f'core.hooksPath={os.devnull}',
        'protocol.allow=never',
        'safe.bareRepository=explicit',
        'advice.graftFileDeprecated=false',
    )
    for part in ('-c', setting)
)

# Beyond so many files that came or went, git looks for those alone that are the same.
_MOST_COMPARED = '1000'

_FATAL = 'fatal: '


class RevisionError(Exception):
    """A revision cannot be judged since the command, or the repository, is not as it must be."""


class Blob(NamedTuple):
    """A file of a revision: its mode, its object's name, its bytes, its path from the root."""

    mode: bytes
    object: str
    size: int
    path: str


class Submodule(NamedTuple):
    """A submodule of a revision: the commit that it is at, and its path from the root."""

    commit: str
    path: str


def _command(directory: str, *arguments: str) -> list[str]:
    return ['git', '-C', directory, *_RUNNING_NOTHING, *arguments]


def _git(directory: str, *arguments: str, given: bytes = b'') -> bytes:
    """Return what git prints. Raises `RevisionError` with what it complains of."""
    try:
        done = subprocess.run(
            _command(directory, *arguments),
            input=given,
            capture_output=True,
            env=_environment(),
            check=False,
        )
    except OSError as error:
        raise RevisionError(f'git cannot be run: {error.strerror}') from error
    if done.returncode:
        said = done.stderr.decode('utf-8', 'replace').splitlines()
        fatal = [line for line in said if line.startswith(_FATAL)]
        raise RevisionError(fatal[0].removeprefix(_FATAL) if fatal else 'git has failed')
    return done.stdout


def _environment() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    return {**own, **_AS_COMMITTED}


def _top_of(directory: str) -> str:
    """Return the root of the work tree that has a directory. Raises `RevisionError`."""
    told = _git(directory, 'rev-parse', '--show-toplevel')
    top = os.path.realpath(os.fsdecode(told.removesuffix(b'\n')))
    # `core.worktree` can name any directory.
    is_its_own = os.path.lexists(os.path.join(top, '.git'))
    if not is_its_own or os.path.commonpath((top, os.path.realpath(directory))) != top:
        raise RevisionError(f'its configuration says that its files are in `{top}`')
    return top


def repository_of(paths: Iterable[str]) -> str:
    """Return the root of the one repository that all paths are in. Raises `RevisionError`."""
    found = set()
    for path in paths:
        directory = path if os.path.isdir(path) else os.path.dirname(os.path.abspath(path))
        try:
            found.add(_top_of(directory))
        except RevisionError as error:
            raise RevisionError(
                f'`{path}` is in no git repository that can be read: {error}',
            ) from error
    if len(found) != 1:
        raise RevisionError(f'the paths are in {len(found)} git repositories: give those of one')
    return found.pop()


def commit_of(repository: str, name: str) -> str:
    """Return the commit that a revision's name means. Raises `RevisionError`."""
    if name.startswith('-'):
        raise RevisionError(f'`{name}` is not a revision')
    try:
        found = _git(repository, 'rev-parse', '--verify', '--end-of-options', f'{name}^{{commit}}')
    except RevisionError as error:
        raise RevisionError(
            f'`{name}` is not a revision of `{repository}`; in a shallow clone, fetch it first',
        ) from error
    return found.decode('ascii').split()[-1]


def entries_of(repository: str, commit: str) -> Iterator[Blob | Submodule]:
    """Yield the files, links and submodules of a commit, as the tree object names them."""
    listed = _git(repository, 'ls-tree', '-r', '-l', '-z', '--full-tree', commit)
    for line in listed.split(b'\0')[:-1]:
        facts, _, name = line.partition(b'\t')
        mode, kind, object, size = facts.split()
        path = os.fsdecode(name)
        if kind == b'blob':
            # The size of one that is not at hand is no number; whoever needs it says so.
            known = int(size) if size.isdigit() else 0
            yield Blob(mode, object.decode('ascii'), known, path)
        elif kind == b'commit':
            yield Submodule(object.decode('ascii'), path)


def has_submodule(repository: str, submodule: Submodule) -> bool:
    """Return whether a submodule is checked out, and has the commit that a revision names."""
    directory = os.path.join(repository, submodule.path)
    if not os.path.lexists(os.path.join(directory, '.git')):
        return False
    try:
        return (
            _top_of(directory) == os.path.realpath(directory)
            and commit_of(directory, submodule.commit) == submodule.commit
        )
    except RevisionError:
        return False


class Contents:
    """The contents of blobs, by one git process for all of them."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        """Take the process, which answers one name a line."""
        assert process.stdin is not None
        assert process.stdout is not None
        self._asking: IO[bytes] = process.stdin
        self._answers: IO[bytes] = process.stdout

    def of(self, blob: Blob) -> bytes:
        """Return a blob's content. Raises `RevisionError` where the clone has not got it."""
        self._asking.write(f'{blob.object}\n'.encode('ascii'))
        self._asking.flush()
        head = self._answers.readline().split()
        if len(head) != 3:
            raise RevisionError(f'`{blob.path}` is not in the object store: fetch it first')
        return self._answers.read(int(head[2]) + 1)[:-1]


@contextmanager
def contents_of(repository: str) -> Iterator[Contents]:
    """Give access to the contents of a repository's blobs."""
    with subprocess.Popen(
        _command(repository, 'cat-file', '--batch'),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=_environment(),
    ) as process:
        yield Contents(process)


def renamed_since(repository: str, commit: str) -> dict[str, str]:
    """Return the present path of each file that git takes for renamed since a commit.

    By its index: a file that nobody has told git of is no renamed one.
    """
    told = _git(
        repository,
        'diff-index',
        '--cached',
        '--find-renames',
        f'-l{_MOST_COMPARED}',
        '--name-status',
        '--diff-filter=R',
        '--no-ext-diff',
        '--ignore-submodules',
        '-z',
        commit,
        '--',
    )
    parts = [os.fsdecode(part) for part in told.split(b'\0')[:-1]]
    return dict(zip(parts[1::3], parts[2::3], strict=True))


def ignored(repository: str, paths: Iterable[str]) -> list[str]:
    """Return those of some paths from the root that git ignores."""
    inside = sorted(path for path in paths if path.split(os.sep)[0] != os.pardir)
    if not inside:
        return []
    given = b''.join(os.fsencode(path) + b'\0' for path in inside)
    try:
        told = _git(repository, 'check-ignore', '-z', '--stdin', given=given)
    except RevisionError:  # it fails where none is ignored
        return []
    return [os.fsdecode(path) for path in told.split(b'\0')[:-1]]
