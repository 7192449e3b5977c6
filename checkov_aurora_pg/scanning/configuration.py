"""What a team configures, and which file has it: `.checkov-aurora-pg.yaml`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from checkov_aurora_pg.core.deployments import Declared
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.options import boundary_of

FILE_NAME = '.checkov-aurora-pg.yaml'
VARIABLE = 'CHECKOV_AURORA_PG_CONFIG'

# What stands at the top of a repository: a directory, or a file in a worktree.
REPOSITORY_MARK = '.git'


@dataclass(frozen=True, slots=True)
class Configuration:
    """A team's decisions. `var_files` are absolute; `path` is None without a file.

    `exclude` are patterns as of a `.gitignore`, relative to the directory of `path`.
    `deployments` are those that it declares. `check`, `skip_check`, `severities` and `fail_on`
    choose policies, as a `Selection` does.
    """

    settings: Settings = field(default_factory=Settings)
    var_files: tuple[str, ...] = ()
    path: str | None = None
    exclude: tuple[str, ...] = ()
    deployments: tuple[Declared, ...] = ()
    modules: tuple[tuple[str, str], ...] = ()
    check: tuple[str, ...] = ()
    skip_check: tuple[str, ...] = ()
    severities: tuple[tuple[str, Severity], ...] = ()
    fail_on: Severity = Severity.LOW

    @property
    def directory(self) -> str:
        """Where the file is, as an absolute path; the working directory without a file."""
        return os.path.dirname(os.path.abspath(self.path or FILE_NAME))


class ConfigurationError(Exception):
    """The configuration cannot be used. `line` counts from 1, and is 0 where there is none."""

    def __init__(self, path: str, message: str, line: int = 0) -> None:
        super().__init__(f'{path}:{line}: {message}' if line else f'{path}: {message}')
        self.path = path
        self.message = message
        self.line = line


def find(directory: Path) -> Path | None:
    """Return the nearest configuration file from a directory up to its repository's root.

    A link to nothing is one too, which cannot be read.

    Outside a repository only the directory itself counts: above it, the file could be
    anybody's.
    """
    upwards = (directory, *directory.parents)
    roots = (place for place in upwards if (place / REPOSITORY_MARK).exists())
    root = next(roots, directory)
    for place in upwards[: upwards.index(root) + 1]:
        if os.path.lexists(place / FILE_NAME):
            return place / FILE_NAME
    return None


def _require_own(path: Path) -> None:
    """Raise `ConfigurationError` for a file that was found and is none of the repository's."""
    if not within(str(path), boundary_of(str(path.parent)) or str(path.parent)):
        raise ConfigurationError(
            str(path),
            (
                f'is a link that leads out of the repository; write the file here, or give its own '
                f'path with `--config` or `{VARIABLE}`'
            ),
        )
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise ConfigurationError(str(path), 'is not a regular file')


def load(
    explicit: str | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    directory: str | None = None,
) -> Configuration:
    """Return the configuration: of the file named, else by the environment, else the nearest.

    `environment` and `directory` are the process's own unless they are given. Raises
    `ConfigurationError`, also where a file that was named is not there.
    """
    environment = os.environ if environment is None else environment
    start = Path(directory or os.curdir).absolute()
    named = explicit or environment.get(VARIABLE)
    path = start / named if named else find(start)
    if path is None:
        return Configuration()
    if not named:
        _require_own(path)
    # Most runs have no configuration file, and need not pay for the import of a YAML parser.
    from checkov_aurora_pg.scanning.configuration_file import read

    return read(path)
