"""Where a Terragrunt file is evaluated: for which unit, and by whom it was included.

An included file is evaluated as if it were its unit: `get_terragrunt_dir()` is the unit's
directory. A unit of a stack is evaluated where the stack generates it. Source: Terragrunt's
`pkg/config/config_helpers.go`, `include.go` and `parsing_context.go`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING

from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import MAX_CONFIGURATION_BYTES
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.options import boundary_of
from checkov_aurora_pg.readers.terraform.language.scope import Budget

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.terraform.modules.other_roots import OtherRoot
    from checkov_aurora_pg.readers.terraform.modules.other_roots import OtherRoots
    from checkov_aurora_pg.readers.terraform.terragrunt.configuration import Configuration

# No unit is put together from so many files.
_MAX_FILES = 200


@dataclass(slots=True)
class Surroundings:
    """What all files of one unit share.

    Nothing outside `boundary` is read. `generated` are directories that a stack would generate,
    and the directories whose content they would have. `lines` are those of Terragrunt's files
    that were read, `asked` all files that were asked for. `known` are the units of the scan whose
    outputs may be asked for, and `others` those that are.
    """

    boundary: str | None
    generated: tuple[tuple[str, str], ...] = ()
    budget: Budget = field(default_factory=Budget)
    lines: dict[str, list[str]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    opened: dict[tuple[str, str, str | None], Configuration] = field(default_factory=dict)
    tops: dict[str, str | None] = field(default_factory=dict)
    room: int = MAX_CONFIGURATION_BYTES
    known: OtherRoots | None = None
    others: dict[str, OtherRoot] = field(default_factory=dict)

    def located(self, path: str) -> str:
        """Return where a path's content is: a generated directory has that of its source."""
        for generated, source in reversed(self.generated):
            if path == generated or path.startswith(generated + os.sep):
                return source + path[len(generated) :]
        return path

    def is_written_inside(self, path: str) -> bool:
        """Return whether a path is below the boundary as it is written, links apart."""
        top = self.boundary
        return top is None or path == top or path.startswith(top.rstrip(os.sep) + os.sep)

    def repository_of(self, directory: str) -> str | None:
        """Return the top of a directory's repository, or None where it is in none."""
        located = self.located(directory)
        if located not in self.tops:
            self.tops[located] = boundary_of(located)
        return self.tops[located]

    def note(self, path: str, content: bytes) -> None:
        """Note that a Terragrunt file was read. Raises `LimitExceeded`."""
        if path in self.lines:
            return
        self.room -= len(content)
        if self.room < 0:
            raise LimitExceeded(
                f'a unit with over {MAX_CONFIGURATION_BYTES >> 20} MiB of configuration'
            )
        if len(self.lines) >= _MAX_FILES:
            raise LimitExceeded(f'a unit of more than {_MAX_FILES} files')
        self.lines[path] = content.decode('utf-8', 'replace').splitlines()


@dataclass(frozen=True, slots=True)
class Setting:
    """`config` is the unit's file, `original` that of the unit that reads it.

    `included` is the file that is read because the unit includes it, where it is one.
    `values` are those that a stack gives the unit.
    """

    config: str
    original: str
    included: str | None = None
    values: Value | None = None

    @property
    def directory(self) -> str:
        """The unit's directory."""
        return os.path.dirname(self.config)
