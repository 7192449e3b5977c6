"""A copy of the files that a scan may read, in which changes are tried."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace

from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.limits import MAX_FILE_BYTES
from checkov_aurora_pg.readers.options import REPOSITORY_MARK
from checkov_aurora_pg.readers.options import boundary_of
from checkov_aurora_pg.readers.walking.file_tree import LEFT_OUT
from checkov_aurora_pg.scanning.request import Request
from checkov_aurora_pg.scanning.usage_error import UsageError

MOST_FILES = 200_000
MOST_BYTES = 1024 * 1024 * 1024

# What Terraform fetched is read, and everything else that tools make is not.
_READ = '.terraform'


def repository_of(paths: tuple[str, ...]) -> str:
    """Return the one directory that holds the paths and all that they may need, without links.

    It is their repository, or without one the working directory or what is above them all.
    Raises `UsageError` where they are of several repositories.
    """
    tops = {boundary_of(os.path.realpath(path)) for path in paths}
    if len(tops) > 1:
        raise UsageError('fixes are made in one repository: give paths of one')
    top = next(iter(tops))
    if top is not None:
        return top
    directories = [
        os.path.realpath(one if os.path.isdir(one) else os.path.dirname(one) or '.')
        for one in paths
    ]
    return os.path.commonpath(directories)


@dataclass(frozen=True, slots=True)
class RepositoryCopy:
    """A copy at `copy` of what is at `original`; both are absolute and without links."""

    original: str
    copy: str

    def fill(self) -> None:
        """Copy the files. Raises `UsageError` where there are too many, or there is no room."""
        files, size = 0, 0
        try:
            for source, target in self._files():
                files, size = files + 1, size + os.stat(source).st_size
                if files > MOST_FILES or size > MOST_BYTES:
                    raise UsageError(
                        f'the repository has more than {MOST_FILES} files, or '
                        f'{MOST_BYTES >> 20} MiB: nothing is fixed'
                    )
                self._copy_file(source, target)
        except OSError as error:
            raise UsageError(f'the repository cannot be copied: {error.strerror}') from error

    def _copy_file(self, source: str, target: str) -> None:
        """Copy a file, unless it is one that no scan reads, such as one for secrets."""
        if os.path.basename(os.path.dirname(source)) == REPOSITORY_MARK:
            shutil.copyfile(source, target)
            return
        with contextlib.suppress(FileRefused):
            content = read_bytes(source, self.original)
            with open(target, 'wb') as file:
                file.write(content)

    def spot(self, path: str) -> str:
        """Return where a path of the original is in the copy; one that is elsewhere stays."""
        absolute = os.path.abspath(path)
        if os.path.isdir(absolute) and not os.path.islink(absolute):
            spelled = os.path.realpath(absolute)
        else:
            directory, name = os.path.split(absolute)
            spelled = os.path.join(os.path.realpath(directory), name)
        relative = os.path.relpath(spelled, self.original)
        is_elsewhere = relative.split(os.sep)[0] == os.pardir
        return absolute if is_elsewhere else os.path.normpath(os.path.join(self.copy, relative))

    def request(self, request: Request) -> Request:
        """Return a request for all that the copy has of what another one asks for."""
        return replace(
            request,
            paths=tuple(self.spot(path) for path in request.paths),
            var_files=tuple(self.spot(path) for path in request.var_files),
            config=None if request.config is None else self.spot(request.config),
            since=None,
            baseline=None,
            shard=None,
        )

    @contextlib.contextmanager
    def entered(self) -> Iterator[None]:
        """Make the copy's the working directory, where that is in the original."""
        before = os.getcwd()
        os.chdir(self.spot(before))
        try:
            yield
        finally:
            os.chdir(before)

    def _files(self) -> Iterator[tuple[str, str]]:
        """Yield the files to copy and where to, once the directories and links are made."""
        for directory, below, names in os.walk(self.original):
            target = os.path.join(self.copy, os.path.relpath(directory, self.original))
            os.makedirs(target, exist_ok=True)
            for name in [one for one in below if os.path.islink(os.path.join(directory, one))]:
                os.symlink(os.readlink(os.path.join(directory, name)), os.path.join(target, name))
            if REPOSITORY_MARK in (*below, *names):
                yield from _mark(directory, target)
            below[:] = [one for one in below if one == _READ or one not in LEFT_OUT]
            below[:] = [one for one in below if one != REPOSITORY_MARK]
            for name in names:
                source = os.path.join(directory, name)
                status = os.lstat(source)
                if stat.S_ISLNK(status.st_mode):
                    os.symlink(os.readlink(source), os.path.join(target, name))
                elif _is_copied(name, status):
                    yield source, os.path.join(target, name)


def _is_copied(name: str, status: os.stat_result) -> bool:
    is_small = stat.S_ISREG(status.st_mode) and status.st_size <= MAX_FILE_BYTES
    return is_small and name != REPOSITORY_MARK


def _mark(directory: str, target: str) -> Iterator[tuple[str, str]]:
    """Make a repository's mark, with nothing of it but the index."""
    mark = os.path.join(target, REPOSITORY_MARK)
    os.makedirs(mark, exist_ok=True)
    index = os.path.join(directory, REPOSITORY_MARK, 'index')
    if os.path.isfile(index):
        yield index, os.path.join(mark, 'index')
