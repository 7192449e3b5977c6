"""What one module declares."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.readers.terraform.language.bodies import Argument
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.modules.programs import is_override

Key = tuple[str, ...]


@dataclass(slots=True)
class ModuleSource:
    """A module's declarations, by their labels.

    A model describes a module whose own code is not here: it declares what matters, and
    `directory` is its file. `size` is that of its files together, in bytes. `is_read` says
    that it is what a directory's files declare, and `has_other_files` that OpenTofu reads
    other files of it than Terraform. `unread` are the files that could not be read, each with
    a problem.
    """

    directory: str
    variables: dict[str, Block] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    calls: dict[str, Block] = field(default_factory=dict)
    resources: dict[Key, Block] = field(default_factory=dict)
    data: dict[Key, Block] = field(default_factory=dict)
    locals: dict[str, Argument] = field(default_factory=dict)
    providers: dict[str, Block] = field(default_factory=dict)
    lines: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    size: int = 0
    is_model: bool = False
    is_read: bool = False
    has_other_files: bool = False

    @property
    def is_usable(self) -> bool:
        """Whether what could be read of it holds, whatever the files say that could not.

        An override file may change any argument.
        """
        return len(self.problems) == len(self.unread) and not any(
            is_override(os.path.basename(path)) for path in self.unread
        )

    def read_files(self) -> Iterator[str]:
        """Yield the files that it was read from."""
        return (path for path in self.lines if path not in self.unread)
