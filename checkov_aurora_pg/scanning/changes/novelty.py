"""What is new in a report: what an earlier one, or a baseline, does not have."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.scanning.changes.identity import Identity
from checkov_aurora_pg.scanning.changes.identity import identity
from checkov_aurora_pg.scanning.diagnostics import Diagnostic
from checkov_aurora_pg.scanning.repository_paths import repository_relative

Named = Callable[[str], str]


class Known(NamedTuple):
    """Something that was reported before.

    `root` is the directory whose module calls lead to the resource, empty where none do: a
    module's file is the same for all that call it. `wrong` are the parts of what is wrong. Of
    two alike, the message tells which one it was; where a file could not be judged, it is a
    part of what that is.
    """

    outcome: Outcome
    identity: Identity
    message: str
    root: str
    wrong: frozenset[str]


@dataclass(frozen=True, slots=True)
class Novelty:
    """What is new, how much was known, and what was known that is there no longer."""

    diagnostics: tuple[Diagnostic, ...]
    known: int
    gone: tuple[Known, ...]


def _root(diagnostic: Diagnostic, named: Named) -> str:
    if not diagnostic.calls:
        return ''
    # Not the file's name: the file may be a link to one that several roots have.
    in_it = os.path.join(os.path.dirname(diagnostic.calls[0].place.path), '_')
    return os.path.dirname(named(in_it))


def _known(diagnostic: Diagnostic, named: Named) -> Known:
    return Known(
        diagnostic.outcome,
        identity(diagnostic, named),
        diagnostic.message,
        _root(diagnostic, named),
        frozenset(diagnostic.wrong),
    )


def _alike(known: Known) -> Known:
    """Return what is the same of a finding for as long as it is the same one."""
    message = known.message if known.identity.id == HEALTH else ''
    return known._replace(message=message, wrong=frozenset())


_REPORTED = (Outcome.FAIL, Outcome.UNDETERMINED)


def known_of(
    diagnostics: Iterable[Diagnostic],
    named: Named = repository_relative,
) -> tuple[Known, ...]:
    """Return what is reported: failures, and what is undetermined or was not judged."""
    return tuple(_known(one, named) for one in diagnostics if one.outcome in _REPORTED)


def _is_the_same(one: Known, known: Known) -> bool:
    return one == known


def _is_as_wrong(one: Known, known: Known) -> bool:
    return one.wrong == known.wrong


def _is_no_worse(one: Known, known: Known) -> bool:
    return one.wrong <= known.wrong


def _is_any(one: Known, known: Known) -> bool:
    return True


def _by_what_is_alike(known: Iterable[Known]) -> defaultdict[Known, list[Known]]:
    """Return the known by what is alike, of each those first in which least is wrong."""
    found: defaultdict[Known, list[Known]] = defaultdict(list)
    for one in sorted(known, key=lambda one: len(one.wrong)):
        found[_alike(one)].append(one)
    return found


def _paired(
    found: list[Known],
    known: Iterable[Known],
    kinds: tuple[Callable[[Known, Known], bool], ...],
) -> tuple[dict[int, Known], list[Known]]:
    """Return the known one for each index of what is found, and what of the known is left.

    Each stands for one: for one that fits by the first kind, then by the next.
    """
    left = _by_what_is_alike(known)
    pairs: dict[int, Known] = {}
    for fits in kinds:
        for index, one in enumerate(found):
            candidates = left[_alike(one)]
            fitting = next((other for other in candidates if fits(one, other)), None)
            if fitting is not None and index not in pairs:
                candidates.remove(fitting)
                pairs[index] = fitting
    return pairs, [one for candidates in left.values() for one in candidates]


def _matched(found: list[Known], known: Iterable[Known]) -> tuple[list[bool], list[Known]]:
    """Return whether each one found is known and no worse, and what of the known is left."""
    pairs, left = _paired(found, known, (_is_the_same, _is_as_wrong, _is_no_worse))
    return [index in pairs for index in range(len(found))], left


def union(first: Iterable[Known], second: Iterable[Known]) -> tuple[Known, ...]:
    """Return what either knows, as often as the one that has it more often.

    Where both have one, all that is wrong with it in either is known.
    """
    together, others = list(first), list(second)
    pairs, _ = _paired(others, together, (_is_as_wrong, _is_no_worse, _is_any))
    for index, one in enumerate(others):
        partner = pairs.get(index)
        if partner is None:
            together.append(one)
        else:
            both = partner._replace(wrong=partner.wrong | one.wrong)
            together[together.index(partner)] = both
    return tuple(together)


def new_in(known: Iterable[Known], before: Iterable[Known]) -> int:
    """Return how many of the known were not known before, or were less wrong."""
    matched, _ = _matched(list(known), before)
    return matched.count(False)


def without(
    diagnostics: Iterable[Diagnostic],
    known: Iterable[Known],
    named: Named = repository_relative,
) -> Novelty:
    """Return the diagnostics that are not known; what passes or is skipped is never known."""
    every = tuple(diagnostics)
    matched, left = _matched(list(known_of(every, named)), known)
    is_known = iter(matched)
    kept = tuple(one for one in every if one.outcome not in _REPORTED or not next(is_known))
    return Novelty(kept, matched.count(True), tuple(left))
