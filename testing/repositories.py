"""Real git repositories for tests, whatever the machine's own git configuration is."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path

# What git would take from the machine, or from a hook of git's that runs the tests.
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith('GIT_')},
    'GIT_CONFIG_GLOBAL': os.devnull,
    'GIT_CONFIG_NOSYSTEM': '1',
    'GIT_AUTHOR_NAME': 'author',
    'GIT_AUTHOR_EMAIL': 'author@example.com',
    'GIT_COMMITTER_NAME': 'author',
    'GIT_COMMITTER_EMAIL': 'author@example.com',
}


def extract(top: Path | str, revision: str, directory: Path, *paths: str) -> None:
    """Write the files of a revision of a repository into a directory: all, or those of paths.

    Raises `subprocess.CalledProcessError`, with what git says in `stderr`.
    """
    archive = subprocess.run(
        ['git', '-C', str(top), 'archive', '--end-of-options', revision, *paths],
        check=True,
        capture_output=True,
        env=ENVIRONMENT,
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as file:
        file.extractall(directory, filter='data')


class Repository:
    """A git repository in a directory."""

    def __init__(self, top: Path) -> None:
        """Make an empty one, on the branch `main`."""
        self.top = top
        top.mkdir(parents=True, exist_ok=True)
        self.git('init', '--quiet', '--initial-branch=main')

    def git(self, *arguments: str) -> str:
        """Return what git prints."""
        done = subprocess.run(
            ['git', '-C', str(self.top), *arguments],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout

    def write(self, files: Mapping[str, str]) -> None:
        """Write files, by their paths in the repository."""
        for name, text in files.items():
            path = self.top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def commit(self, files: Mapping[str, str] | None = None) -> str:
        """Write files, commit all that the tree has, and return the commit."""
        self.write(files or {})
        self.git('add', '--all')
        self.git('commit', '--quiet', '--allow-empty', '--message', 'a change')
        return self.git('rev-parse', 'HEAD').strip()
