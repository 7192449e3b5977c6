"""What git knows of a repository, asked without touching anything in it or fetching anything."""
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
_MISLEADING = frozenset({'GIT_DIR', 'GIT_WORK_TREE', 'GIT_PREFIX', 'GIT_INDEX_FILE'})


class RevisionError(Exception):
    """A revision cannot be judged since the command, or the repository, is not as it must be."""


class Blob(NamedTuple):
    """A file of a revision: its mode, its object's name, its bytes, its path from the root."""

    mode: bytes
    object: str
    size: int
    path: str


def _git(directory: str, *arguments: str, given: bytes = b'') -> bytes:
    """Return what git prints. Raises `RevisionError` with what it complains of."""
    try:
        done = subprocess.run(
            ['git', '-C', directory, *arguments],
            input=given, capture_output=True, env=_environment(), check=False,
        )
    except OSError as error:
        raise RevisionError(f'git cannot be run: {error.strerror}') from error
    if done.returncode:
        said = done.stderr.decode('utf-8', 'replace').strip().splitlines()
        raise RevisionError(said[0].removeprefix('fatal: ') if said else 'git has failed')
    return done.stdout


def _environment() -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if name not in _MISLEADING},
        'GIT_OPTIONAL_LOCKS': '0', 'GIT_NO_LAZY_FETCH': '1', 'LC_ALL': 'C',
    }


def repository_of(paths: Iterable[str]) -> str:
    """Return the root of the one repository that all paths are in. Raises `RevisionError`."""
    found = set()
    for path in paths:
        directory = path if os.path.isdir(path) else os.path.dirname(os.path.abspath(path))
        try:
            top = _git(directory, 'rev-parse', '--show-toplevel')
        except RevisionError as error:
            raise RevisionError(f'`{path}` is in no git repository: {error}') from error
        found.add(os.path.realpath(os.fsdecode(top.rstrip(b'\n'))))
    if len(found) != 1:
        raise RevisionError(f'the paths are in {len(found)} git repositories: give those of one')
    return found.pop()


def commit_of(repository: str, name: str) -> str:
    """Return the commit that a revision's name means. Raises `RevisionError`."""
    if name.startswith('-'):
        raise RevisionError(f'`{name}` is no revision')
    try:
        found = _git(repository, 'rev-parse', '--verify', '--end-of-options', f'{name}^{{commit}}')
    except RevisionError as error:
        raise RevisionError(
            f'`{name}` is no revision of `{repository}`; in a shallow clone, fetch it first',
        ) from error
    return found.decode('ascii').split()[-1]


def blobs_of(repository: str, commit: str) -> Iterator[Blob]:
    """Yield the files and links of a commit, as the tree object names them."""
    listed = _git(repository, 'ls-tree', '-r', '-l', '-z', '--full-tree', commit)
    for line in listed.split(b'\0')[:-1]:
        facts, _, name = line.partition(b'\t')
        mode, kind, object, size = facts.split()
        path = os.fsdecode(name)
        if kind == b'blob':
            yield Blob(mode, object.decode('ascii'), int(size), path)


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
        ['git', '-C', repository, 'cat-file', '--batch'],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment(),
    ) as process:
        yield Contents(process)


def renamed_since(repository: str, commit: str) -> dict[str, str]:
    """Return the present path of each file that git takes for renamed since a commit."""
    told = _git(
        repository, 'diff-index', '--find-renames', '--name-status', '--diff-filter=R', '-z',
        commit, '--',
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
