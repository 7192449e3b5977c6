"""What a report says of each resource, in a form that two scans of one tree share."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.scanning.diagnostics import Diagnostic

# A policy, the root, the file with the resource, both from the tree's top, and the resource.
Judged = tuple[str, str, str, str]
# And the attribute that is wrong, in one deployment, or in all where its name is empty.
Wrong = tuple[Judged, str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """What passes, by deployment, what fails or is undetermined, and whether all was judged.

    Stacks that are written in one template may have resources of one name: each is counted.
    """

    passing: Counter[tuple[Judged, str]]
    failing: Counter[Wrong]
    undetermined: Counter[Wrong]
    unjudged: Counter[tuple[str, str]]

    @property
    def wrong(self) -> frozenset[Wrong]:
        """What fails or is undetermined."""
        return frozenset(self.failing | self.undetermined)

    def is_harmed_in(self, later: Standing) -> bool:
        """Return whether something that held here does not hold later."""
        return not (
            self.passing <= later.passing
            and later.failing <= self.failing
            and later.undetermined <= self.undetermined
            and later.unjudged <= self.unjudged
        )


def wrong_of(one: Diagnostic, top: str) -> frozenset[Wrong]:
    """Return what a finding, or what is undetermined, says is wrong; `top` is the tree's."""
    judged = _judged(one, top)
    return frozenset((judged, one.attribute, name) for name in one.deployments or ('',))


def standing_of(diagnostics: Iterable[Diagnostic], top: str) -> Standing:
    """Return what a report of a tree says."""
    every = tuple(diagnostics)
    found = [one for one in every if one.root]
    problems = [one for one in every if not one.root]
    unjudged = ((os.path.relpath(one.place.path, top), one.message) for one in problems)
    return Standing(
        Counter(
            (_judged(one, top), name)
            for one in found
            if one.outcome is Outcome.PASS
            for name in one.deployments or ('',)
        ),
        _wrong(found, Outcome.FAIL, top),
        _wrong(found, Outcome.UNDETERMINED, top),
        Counter(unjudged),
    )


def _wrong(found: Iterable[Diagnostic], outcome: Outcome, top: str) -> Counter[Wrong]:
    sets = (wrong_of(one, top) for one in found if one.outcome is outcome)
    return Counter(wrong for one in sets for wrong in one)


def _judged(one: Diagnostic, top: str) -> Judged:
    path = (one.declared or one.place).path
    return one.id, os.path.relpath(one.root, top), os.path.relpath(path, top), one.resource
