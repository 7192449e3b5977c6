"""The diagnostics of a report, for every format: one for each finding and each other verdict."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.described_resource import Call
from checkov_aurora_pg.core.estate import Estate
from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.core.policy import Related
from checkov_aurora_pg.core.policy import Verdict
from checkov_aurora_pg.core.reading import Account
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.wanted import ParameterIs
from checkov_aurora_pg.core.wanted import Wanted
from checkov_aurora_pg.scanning.assessment import Assessment
from checkov_aurora_pg.scanning.skip_remarks import SkipRemark

# The address of a call whose module is not read: it stands for the resources in there.
_CALL = re.compile(r'(?:^|\.)module\.[^.\[\]]+(?:\[[^\]]*\])?$')


class Cure(NamedTuple):
    """What has to hold for a finding to be gone, and where it is written or would be.

    `place` is the finding's own, before a program's source stands for it, and `resource` the
    block that it is about. `spelled` is the format's name for the attribute. `obstacle` says why
    nothing can be written there, as a lower-case fact, or is empty.
    """

    wanted: Wanted
    place: Place
    resource: Place
    spelled: str
    obstacle: str = ''


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One line of a report. `resource` and `attribute` are empty where there is none.

    `decide` says how a person can decide what is undetermined. `calls` lead from the root
    to the resource, outermost first; `chain` is the finding's. `generated` is the place in
    the template where `place` is in the program that made it. `others` are the ids of further
    policies that say the same; `wrong` is the finding's. `deployments` are those of the root
    in which it is so, where there are several. `declared` is where the resource is written,
    where that is another file than the one with the line to change. `root` is the path of the
    root that the resource is judged in, which tells resources of one address apart. `skip` is
    where a suppression is written; its reason, which may be empty, is the message. `spelled` is the
    attribute as the resource's format spells it, for people. `construct` is the path of the
    construct that its author wrote, where a program made the resource. `cure` is None where a
    person has to decide what to write.
    """

    policy: Policy
    outcome: Outcome
    place: Place
    resource: str
    attribute: str
    message: str
    related: tuple[Related, ...] = ()
    decide: str = ''
    calls: tuple[Call, ...] = ()
    chain: tuple[Resource, ...] = ()
    generated: Place | None = None
    others: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    deployments: tuple[str, ...] = ()
    declared: Place | None = None
    root: str = ''
    skip: Place | None = None
    spelled: str = ''
    construct: str = ''
    cure: Cure | None = None

    @property
    def id(self) -> str:
        """The policy's id."""
        return self.policy.id


@dataclass(frozen=True, slots=True)
class Summary:
    """How many diagnostics have which outcome; what could not be judged has failed."""

    passed: int
    failed: int
    skipped: int
    undetermined: int


@dataclass(frozen=True, slots=True)
class GateChange:
    """A change that lets more through than before, and where it is written, if it is."""

    message: str
    place: Place | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What every format prints: the diagnostics by path, line and id, and the counts.

    `changes` are those of the gate itself since a revision, or None without one; `notes`
    say how the report came to be what it is; `coverage` what became of each file that names
    Aurora PostgreSQL. `deployments` are those of each root and template, with its path. `skips`
    are remarks on suppressions, which fail nothing.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    changes: tuple[GateChange, ...] | None = None
    notes: tuple[str, ...] = ()
    coverage: tuple[Account, ...] = ()
    deployments: tuple[tuple[str, Deployment], ...] = ()
    skips: tuple[SkipRemark, ...] = ()

    @property
    def summary(self) -> Summary:
        """The counts."""
        outcomes = Counter(diagnostic.outcome for diagnostic in self.diagnostics)
        return Summary(
            passed=outcomes[Outcome.PASS],
            failed=outcomes[Outcome.FAIL],
            skipped=outcomes[Outcome.SKIP],
            undetermined=outcomes[Outcome.UNDETERMINED],
        )

    def having(self, outcome: Outcome) -> tuple[Diagnostic, ...]:
        """Return the diagnostics that have an outcome, in the report's order."""
        return tuple(diagnostic for diagnostic in self.diagnostics if diagnostic.outcome is outcome)

    @property
    def unjudged(self) -> tuple[Diagnostic, ...]:
        """What could not be judged."""
        return tuple(diagnostic for diagnostic in self.diagnostics if diagnostic.id == HEALTH)


def relative(path: str) -> str:
    """Return a path as a reader of the report would write it: from the working directory."""
    return _relative(path, os.getcwd())


@lru_cache(maxsize=1_024)
def _relative(path: str, start: str) -> str:
    return os.path.relpath(path, start)


def diagnostics_of(verdict: Verdict) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each finding or reason of a verdict, in their order, or one for it."""
    match verdict.outcome:
        case Outcome.FAIL:
            for finding in verdict.findings:
                yield _at_origin(_failed(verdict, finding), verdict.resource.estate)
        case Outcome.UNDETERMINED:
            for reason in verdict.reasons:
                yield _at_origin(_undetermined(verdict, reason), verdict.resource.estate)
        case Outcome.SKIP:
            yield replace(_settled(verdict, verdict.skip_reason), skip=_skip(verdict))
        case Outcome.PASS:
            yield _settled(verdict, verdict.policy.title)


def _failed(verdict: Verdict, finding: Finding) -> Diagnostic:
    is_apart = finding.place.path != verdict.resource.place.path
    return Diagnostic(
        verdict.policy,
        verdict.outcome,
        finding.place,
        verdict.resource.address,
        finding.attribute,
        finding.message + _in_app(verdict, finding) + _where(finding.deployments, verdict.passing),
        _with_calls(finding.related, verdict.resource.calls),
        calls=verdict.resource.calls,
        chain=finding.chain,
        wrong=finding.wrong,
        deployments=finding.deployments,
        declared=_first_line(verdict.resource) if is_apart else None,
        root=_root(verdict),
        construct=_construct(verdict),
        cure=_cure(verdict.resource, finding),
    )


def _cure(resource: Resource, finding: Finding) -> Cure | None:
    wanted = finding.wanted
    if wanted is None:
        return None
    spelled = resource.spelled(finding.attribute)
    is_missing = finding.place == resource.place
    obstacle = ''
    if resource.origin is not None:
        obstacle = 'a program makes the resource: change the program'
    elif is_missing and isinstance(wanted, ParameterIs) and _CALL.search(resource.address):
        obstacle = 'the group is in a module that is not in the repository: give it to the call'
    return Cure(wanted, finding.place, resource.place, spelled, obstacle)


def _undetermined(verdict: Verdict, reason: Reason) -> Diagnostic:
    """Return a diagnostic at the resource: what would decide it may be far away."""
    resource, place = verdict.resource, _first_line(verdict.resource)
    is_apart = reason.place is not None and reason.place != resource.place
    unknown = (Related(reason.place, 'the unknown value'),) if reason.place and is_apart else ()
    related = (*unknown, *(Related(place, message) for place, message in reason.related))
    return Diagnostic(
        verdict.policy,
        verdict.outcome,
        place,
        resource.address,
        reason.attribute,
        reason.text + _where(reason.deployments, verdict.passing),
        _with_calls(related, resource.calls),
        reason.decide,
        resource.calls,
        spelled=resource.spelled(reason.attribute),
        others=tuple(policy.id for policy in verdict.others),
        deployments=reason.deployments,
        root=_root(verdict),
        construct=_construct(verdict),
    )


def _root(verdict: Verdict) -> str:
    return verdict.resource.estate.root


def _where(deployments: tuple[str, ...], passing: tuple[str, ...]) -> str:
    """Return in which deployments something is so, to follow a message."""
    if not deployments:
        return ''
    passes = f'; passes in {_listed(passing)}' if passing else ''
    return f' (in {_listed(deployments)}{passes})'


def _in_app(verdict: Verdict, finding: Finding) -> str:
    """Return what the author of an app writes for a finding, to follow its message."""
    origin = verdict.resource.origin
    written = origin.to_write(finding.attribute) if origin is not None else ''
    return f' (in the app: {written})' if written else ''


def _construct(verdict: Verdict) -> str:
    origin = verdict.resource.origin
    return origin.construct if origin is not None else ''


def _listed(names: tuple[str, ...]) -> str:
    from checkov_aurora_pg.policies.wording import listed  # which a tree without Aurora spares

    return listed(names)


def _at_origin(diagnostic: Diagnostic, estate: Estate) -> Diagnostic:
    """Return a diagnostic, and what is related to it, at what its author wrote.

    Where that is not known, the diagnostic stays and names what the resource was generated from.
    """
    origin = estate.origin_at(diagnostic.place)
    if origin is None:
        return diagnostic
    if origin.place is None:
        return replace(diagnostic, message=f'{diagnostic.message} ({origin.name})')
    generated = Related(diagnostic.place, f'in the template: {origin.name}')
    related = [_related_at_origin(one, estate, origin.place) for one in diagnostic.related]
    return replace(
        diagnostic,
        place=origin.place,
        related=(generated, *related),
        generated=diagnostic.place,
    )


def _related_at_origin(related: Related, estate: Estate, taken: Place) -> Related:
    """Return a related place as its author wrote it, unless that is where the diagnostic stands."""
    origin = estate.origin_at(related.place)
    if origin is None or origin.place in (None, taken):
        return related
    return replace(related, place=origin.place)


def _settled(verdict: Verdict, message: str) -> Diagnostic:
    resource = verdict.resource
    return Diagnostic(
        verdict.policy,
        verdict.outcome,
        _first_line(resource),
        resource.address,
        '',
        message,
        calls=resource.calls,
        deployments=verdict.deployments,
        root=_root(verdict),
        construct=_construct(verdict),
    )


def _skip(verdict: Verdict) -> Place:
    return next(one.place for one in verdict.resource.skips if one.id == verdict.policy.id)


def _first_line(resource: Resource) -> Place:
    return Place(resource.place.path, resource.place.line, resource.place.line)


def diagnostic_of_problem(problem: Problem) -> Diagnostic:
    """Return what could not be judged as a failure of policy 0."""
    from checkov_aurora_pg.policies.health import health  # which a tree without Aurora spares

    return Diagnostic(health, Outcome.FAIL, problem.place, problem.address, '', problem.message)


def _with_calls(related: tuple[Related, ...], calls: tuple[Call, ...]) -> tuple[Related, ...]:
    """Return related places and the calls that lead to a resource, innermost first."""
    said = {one.place for one in related}
    return (
        *related,
        *(
            Related(call.place, f'called here as `{call.address}`')
            for call in reversed(calls)
            if call.place not in said
        ),
    )


def _order(diagnostic: Diagnostic) -> tuple[str, int, str, str, str]:
    return (
        relative(diagnostic.place.path),
        diagnostic.place.line,
        diagnostic.id,
        diagnostic.resource,
        diagnostic.message,
    )


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return diagnostics by path, line, id, resource and message."""
    return tuple(sorted(diagnostics, key=_order))


def report_of(assessment: Assessment) -> Report:
    """Return the report of an assessment, in the same order on every machine."""
    diagnostics = [one for verdict in assessment.verdicts for one in diagnostics_of(verdict)]
    diagnostics.extend(diagnostic_of_problem(problem) for problem in assessment.problems)
    return Report(
        in_order(diagnostics),
        coverage=tuple(sorted(assessment.ledger, key=lambda account: relative(account.path))),
        deployments=assessment.deployments,
        skips=tuple(sorted(assessment.skips, key=_order_of_skips)),
    )


def _order_of_skips(remark: SkipRemark) -> tuple[str, int, int, str]:
    place = remark.place
    return relative(place.path), place.line, place.column, remark.id
