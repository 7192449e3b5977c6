"""The result of reading the scanned files: estates, and what could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.estate import Estate
from checkov_aurora_pg.core.values import Place


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or subject that could not be read, so nothing was judged there."""

    place: Place
    message: str
    address: str = ''


@dataclass(frozen=True, slots=True)
class Absent:
    """A resource that the code describes but no judged deployment creates, and why."""

    address: str
    place: Place
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The result of reading the scanned files.

    `files` are all files that the result may depend on, whether they were read or only looked for.
    It is empty if whatever depends on a file names it. `covered` are the files (absolute paths)
    whose resources are all in the estates or in `absent`: the files of a root and of each module
    that it creates, or a template in one of its uses. `on_its_own` are files that other code uses,
    but no judged code creates. `is_refused` says that nothing can be deployed with the assumed
    answers, because the language refuses them. `deployed` are the templates that are judged here,
    with their paths and their deployments.
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
    """Merge several readings of the same code; a resource is absent if none creates it."""
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
    """What happened to a file."""

    JUDGED = 'judged'
    ON_ITS_OWN = 'judged on its own'
    NOT_JUDGED = 'not judged'
    LEFT_OUT = 'left out'


@dataclass(frozen=True, slots=True)
class Account:
    """What happened to a file, or to a folder that was not entered.

    `deployments` are the root modules, plans or templates in which the file is judged (absolute
    paths). `reason` says why the file is in another state, or what in it is not created.
    """

    path: str
    state: State
    deployments: tuple[str, ...] = ()
    reason: str = ''
    is_folder: bool = False
