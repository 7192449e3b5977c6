"""Which inputs each release of a known module has: what a call's arguments say of its version.

`inputs.toml` beside a module's models lists its releases, and for each input the ranges of
releases that have it, and which of them the default branch is at if that is not the newest.
`python -m testing.module_inputs` writes it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from checkov_aurora_pg.readers.terraform.modules.version_constraint import Version
from checkov_aurora_pg.readers.terraform.modules.version_constraint import version_of

INPUTS = 'inputs.toml'


@dataclass(frozen=True, slots=True)
class ModuleInputs:
    """The releases of a module, oldest first, and the ranges of them that have each input.

    A range is `first-last` or a lone release; blanks stand between the ranges of an input.
    `branch` is the release that the repository's default branch is at: mostly the newest.
    """

    releases: Sequence[Version]
    spans: Mapping[str, str]
    branch: Version

    def lacking(self, release: Version, names: Iterable[str]) -> list[str]:
        """Return those of some inputs that a release has not, in their order."""
        return [
            name
            for name in names
            if not any(first <= release <= last for first, last in self._spans(name))
        ]

    def versions_with(self, name: str) -> str:
        """Return which versions have an input, in words; empty where none has."""
        return ' and '.join(span.replace('-', ' to ') for span in self.spans.get(name, '').split())

    def _spans(self, name: str) -> Iterator[tuple[Version, Version]]:
        for span in self.spans.get(name, '').split():
            first, _, last = span.partition('-')
            yield version_of(first), version_of(last or first)


@cache
def inputs_in(folder: Path) -> ModuleInputs:
    """Return the inputs of the module whose models are in a folder."""
    with (folder / INPUTS).open('rb') as file:
        data = tomllib.load(file)
    releases = tuple(map(version_of, data['releases'].split()))
    branch = version_of(data['branch']) if 'branch' in data else releases[-1]
    return ModuleInputs(releases, data['inputs'], branch)
