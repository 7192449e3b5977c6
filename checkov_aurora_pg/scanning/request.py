"""What a user asks for: which paths to scan, and how."""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass

from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.scanning.configuration import Configuration

# How many of how many parts are done.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """What to scan and how. Paths and files are as the user writes them.

    `check`, `skip_check` and `fail_on` count instead of the configuration's, where they are given.
    """

    paths: Sequence[str] = ('.',)
    check: Sequence[str] = ()
    skip_check: Sequence[str] = ()
    config: str | None = None
    var_files: Sequence[str] = ()
    since: str | None = None
    baseline: str | None = None
    shard: tuple[int, int] | None = None
    deployment: str | None = None
    fail_on: Severity | None = None
    min_severity: Severity = Severity.LOW

    def all_var_files(self, configuration: Configuration) -> tuple[str, ...]:
        """Return the absolute paths of the configuration's files of variables, then its own."""
        return (*configuration.var_files, *map(os.path.abspath, self.var_files))
