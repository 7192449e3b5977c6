"""Puts the verdicts of several deployments of a root together: what they agree on is said once."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Related
from checkov_aurora_pg.core.policy import Verdict
from checkov_aurora_pg.core.reasons import Reason

_Said = TypeVar('_Said', Finding, Reason)

# A verdict, and the name of the deployment in which it was found.
Deployed = tuple[str, Verdict]


def put_together(judged: Iterable[Deployed]) -> Iterator[Verdict]:
    """Yield one verdict for each policy, resource and outcome, with the deployments that have it.

    All are of one root, or of templates that are read together. Each finding and each reason
    has those in which it was found. A verdict that is found in none with a name stays as it is.
    """
    groups: dict[Hashable, dict[Outcome, list[Deployed]]] = {}
    for name, verdict in judged:
        if not name:
            yield verdict
            continue
        outcomes = groups.setdefault(_subject(verdict), {})
        outcomes.setdefault(verdict.outcome, []).append((name, verdict))
    for outcomes in groups.values():
        passing = _names(outcomes.get(Outcome.PASS, ()))
        for found in outcomes.values():
            yield _one(found, passing)


def _subject(verdict: Verdict) -> Hashable:
    resource = verdict.resource
    return verdict.policy.id, resource.key or resource.address, resource.place


def _names(found: Iterable[Deployed]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name, _ in found))


def _one(found: list[Deployed], passing: tuple[str, ...]) -> Verdict:
    first = found[0][1]
    names = _names(found)
    return replace(
        first,
        findings=tuple(
            replace(ones[0], deployments=where, related=_related(ones))
            for ones, where in _agreed(
                ((name, one) for name, verdict in found for one in verdict.findings), _of_finding
            )
        ),
        reasons=tuple(
            replace(ones[0], deployments=where)
            for ones, where in _agreed(
                ((name, one) for name, verdict in found for one in verdict.reasons), _of_reason
            )
        ),
        deployments=names,
        passing=() if first.outcome is Outcome.PASS else passing,
        covered=_worst(verdict.covered for _, verdict in found),
    )


def _worst(covered: Iterable[Outcome | None]) -> Outcome | None:
    """Return the outcome that a skip covers in several deployments: one that it is for, if any."""
    every = tuple(covered)
    return next((one for one in every if one is not Outcome.PASS), every[0])


def _of_finding(one: Finding) -> Hashable:
    return one.attribute, one.message, one.place


def _related(ones: Iterable[Finding]) -> tuple[Related, ...]:
    return tuple(dict.fromkeys(related for one in ones for related in one.related))


def _of_reason(one: Reason) -> Hashable:
    return one.attribute, one.text, one.place


def _agreed(
    said: Iterable[tuple[str, _Said]],
    key: Callable[[_Said], Hashable],
) -> Iterator[tuple[list[_Said], tuple[str, ...]]]:
    """Yield what says the same, and the names of the deployments in which it is said."""
    found: dict[Hashable, tuple[list[_Said], dict[str, None]]] = {}
    for name, one in said:
        ones, names = found.setdefault(key(one), ([], {}))
        ones.append(one)
        names[name] = None
    for ones, names in found.values():
        yield ones, tuple(names)
