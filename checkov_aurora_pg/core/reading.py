"""What a reader made of the scanned files: estates, and what could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.estate import Estate
from checkov_aurora_pg.core.values import Place


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or subject that could not be read, so that nothing was judged there."""

    place: Place
    message: str
    address: str = ''


@dataclass(frozen=True, slots=True)
class Absent:
    """A resource that is described and that no judged deployment creates, and why."""

    address: str
    place: Place
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a reader made of the scanned files.

    `files` are those that anything in it may depend on, read or asked for; empty where what
    depends on a file speaks of it. `covered` are the files (absolute paths) of which every
    resource is in the estates, or among `absent`: those of a root and of each module that it
    creates, or a template in one of its uses. Those `on_its_own` are used by others, of which
    none that is judged creates them. `is_refused` says that nothing is deployed with the answers
    that were assumed, since the language refuses them. `deployed` are the templates that are judged
    here, with their paths, and how each is deployed.
    """

    estates: tuple[Estate, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: frozenset[str] = frozenset()
    covered: frozenset[str] = frozenset()
    on_its_own: frozenset[str] = frozenset()
    absent: tuple[Absent, ...] = ()
    is_refused: bool = False
    deployed: tuple[tuple[str, Deployment], ...] = ()


def together(readings: Sequence[Reading]) -> Reading:
    """Return what several readings of the same code describe; absent is what none creates."""
    if len(readings) == 1:
        return readings[0]
    estates = tuple(estate for reading in readings for estate in reading.estates)
    created = {resource.address for estate in estates for resource in estate.resources}
    absent = dict.fromkeys(one for reading in readings for one in reading.absent)
    return Reading(
        estates,
        tuple(dict.fromkeys(problem for reading in readings for problem in reading.problems)),
        frozenset().union(*(reading.files for reading in readings)),
        frozenset().union(*(reading.covered for reading in readings)),
        frozenset().union(*(reading.on_its_own for reading in readings)),
        tuple(one for one in absent if one.address not in created),
        all(reading.is_refused for reading in readings),
        tuple(one for reading in readings for one in reading.deployed),
    )


class State(StrEnum):
    """What became of a file."""

    JUDGED = 'judged'
    ON_ITS_OWN = 'judged on its own'
    NOT_JUDGED = 'not judged'
    LEFT_OUT = 'left out'


@dataclass(frozen=True, slots=True)
class Account:
    """What became of a file, or of a folder that was not entered.

    `deployments` are the root modules, plans or templates in which it is judged (absolute
    paths), `reason` says why it is in another state, or what in it is not created.
    """

    path: str
    state: State
    deployments: tuple[str, ...] = ()
    reason: str = ''
    is_folder: bool = False
