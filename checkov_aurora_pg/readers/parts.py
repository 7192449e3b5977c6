"""What is read in one piece, and what every input format offers: its parts.

The formats are listed in `readers/formats.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple
from typing import Protocol

from checkov_aurora_pg.core.deployments import SOLE
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.options import boundary_of

Answers = tuple[Answer, ...]


class Part(NamedTuple):
    """What is read in one piece: a root module, a plan, or all templates.

    `name` is its root in the ledger, empty for templates, and `path` where it is; `is_called`
    says that other code calls it, and `is_elsewhere` that it is judged elsewhere, and only read
    since it may create what is called. `deployments` finds out what is deployed of it, and
    `read` reads one of these, with the answers that are assumed of what it leaves open.
    """

    name: str
    path: str
    deployments: Callable[[], tuple[Deployment, ...]]
    read: Callable[[Deployment, Answers], Reading]
    is_called: bool = False
    is_elsewhere: bool = False


class PartsOf(Protocol):
    """What every input format implements, as `parts_of` in its own `parts` module."""

    def __call__(self, sources: Sources, around: Surroundings) -> Iterator[Part]:
        """Yield what of the sources is of the format, callers before what they call."""


def sole() -> tuple[Deployment, ...]:
    """Return the deployments of what has just one."""
    return (SOLE,)


class Surroundings:
    """How the parts of one scan are read, each within its own repository."""

    def __init__(self, sources: Sources, options: ReadOptions) -> None:
        """Take what was found, and how to read it, whatever boundary the options have."""
        self.options = options
        self._boundaries = _boundaries(sources)
        self._options_by_root: dict[str, ReadOptions] = {}

    def options_of(self, root: str) -> ReadOptions:
        """Return how to read what is at a path: within its boundary."""
        if root not in self._options_by_root:
            around = (boundary for boundary in self._boundaries if within(root, boundary))
            boundary = next(around, None) or boundary_of(root)
            self._options_by_root[root] = replace(self.options, boundary=boundary)
        return self._options_by_root[root]


def _boundaries(sources: Sources) -> tuple[str, ...]:
    """Return the directories beyond which nothing is read, of all that was given.

    That is the repository of what was given, or what was given where that is in none. A
    repository inside it, such as a submodule, makes it no narrower.
    """
    given = (*sources.walked, *map(os.path.dirname, sources.named)) or (os.sep,)
    top = os.path.commonpath(given)
    return tuple(dict.fromkeys(boundary_of(path) or top for path in given))
