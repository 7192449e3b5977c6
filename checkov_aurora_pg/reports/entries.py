"""The lines of a report, whatever its format: one for each finding and each verdict."""
from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace

from checkov_aurora_pg.assessment import Assessment
from checkov_aurora_pg.estate import Call
from checkov_aurora_pg.estate import Estate
from checkov_aurora_pg.estate import Problem
from checkov_aurora_pg.estate import Resource
from checkov_aurora_pg.estate import Undetermined
from checkov_aurora_pg.policy import Finding
from checkov_aurora_pg.policy import Outcome
from checkov_aurora_pg.policy import Related
from checkov_aurora_pg.policy import Verdict
from checkov_aurora_pg.values import Place

# The id under which everything that could not be judged is reported.
HEALTH = 'CKV2_AURORAPG_0'


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a report. `resource` and `attribute` are empty where there is none.

    `decide` says how a person can decide what is undetermined.
    """

    id: str
    outcome: Outcome
    place: Place
    resource: str
    attribute: str
    message: str
    related: tuple[Related, ...] = ()
    decide: str = ''


@dataclass(frozen=True, slots=True)
class Summary:
    """How many verdicts have which outcome; a problem is a failed one."""

    passed: int
    failed: int
    skipped: int
    undetermined: int


@dataclass(frozen=True, slots=True)
class Report:
    """What every format prints: the entries by path, line and id, and the counts."""

    entries: tuple[Entry, ...]
    summary: Summary


def relative(path: str) -> str:
    """Return a path as a reader of the report would write it: from the working directory."""
    return os.path.relpath(path)


def _entries(verdict: Verdict) -> Iterator[Entry]:
    match verdict.outcome:
        case Outcome.FAIL:
            for finding in verdict.findings:
                yield _at_origin(_failed(verdict, finding), verdict.resource.estate)
        case Outcome.UNDETERMINED:
            for reason in verdict.reasons:
                yield _at_origin(_undetermined(verdict, reason), verdict.resource.estate)
        case Outcome.SKIP:
            yield _settled(verdict, verdict.skip_reason)
        case Outcome.PASS:
            yield _settled(verdict, verdict.policy.title)


def _failed(verdict: Verdict, finding: Finding) -> Entry:
    return Entry(
        verdict.policy.id, verdict.outcome, finding.place, verdict.resource.address,
        finding.attribute, finding.message,
        _with_calls(finding.related, verdict.resource.calls),
    )


def _undetermined(verdict: Verdict, reason: Undetermined) -> Entry:
    """Return an entry at the resource: what would decide it may be far away."""
    resource = verdict.resource
    related = (Related(reason.place, 'the unknown value'),) if reason.place else ()
    return Entry(
        verdict.policy.id, verdict.outcome, _first_line(resource), resource.address,
        reason.attribute, reason.reason, _with_calls(related, resource.calls), reason.decide,
    )


def _at_origin(entry: Entry, estate: Estate | None) -> Entry:
    """Return an entry, and what is related to it, at what its author wrote.

    Where that is not known, the entry stays and names what the resource was generated from.
    """
    origin = estate.origin_at(entry.place) if estate is not None else None
    if estate is None or origin is None:
        return entry
    if origin.place is None:
        return replace(entry, message=f'{entry.message} ({origin.name})')
    generated = Related(entry.place, f'in the template: {origin.name}')
    related = [_related_at_origin(one, estate, origin.place) for one in entry.related]
    return replace(entry, place=origin.place, related=(generated, *related))


def _related_at_origin(related: Related, estate: Estate, taken: Place) -> Related:
    """Return a related place as its author wrote it, unless that is where the entry stands."""
    origin = estate.origin_at(related.place)
    if origin is None or origin.place in (None, taken):
        return related
    return replace(related, place=origin.place)


def _settled(verdict: Verdict, message: str) -> Entry:
    resource = verdict.resource
    return Entry(
        verdict.policy.id, verdict.outcome, _first_line(resource), resource.address, '', message,
    )


def _first_line(resource: Resource) -> Place:
    return Place(resource.place.path, resource.place.line, resource.place.line)


def _unjudged(problem: Problem) -> Entry:
    return Entry(HEALTH, Outcome.FAIL, problem.place, problem.address, '', problem.message)


def _with_calls(related: tuple[Related, ...], calls: tuple[Call, ...]) -> tuple[Related, ...]:
    """Return related places and the calls that lead to a resource, innermost first."""
    said = {one.place for one in related}
    return (*related, *(
        Related(call.place, f'called here as `{call.address}`')
        for call in reversed(calls) if call.place not in said
    ))


def _order(entry: Entry) -> tuple[str, int, str, str, str]:
    return relative(entry.place.path), entry.place.line, entry.id, entry.resource, entry.message


def report_of(assessment: Assessment) -> Report:
    """Return the report of an assessment, in the same order on every machine."""
    entries = [entry for verdict in assessment.verdicts for entry in _entries(verdict)]
    entries.extend(_unjudged(problem) for problem in assessment.problems)
    outcomes = [verdict.outcome for verdict in assessment.verdicts]
    return Report(
        tuple(sorted(entries, key=_order)),
        Summary(
            passed=outcomes.count(Outcome.PASS),
            failed=outcomes.count(Outcome.FAIL) + len(assessment.problems),
            skipped=outcomes.count(Outcome.SKIP),
            undetermined=outcomes.count(Outcome.UNDETERMINED),
        ),
    )
