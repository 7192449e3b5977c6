"""What a policy is, and how one judges a resource.

A policy is a generator of findings, written once for every format. `judge` is the one
place that turns findings, and what could not be determined, into a verdict.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from enum import StrEnum

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.wanted import Wanted


class Severity(StrEnum):
    """How much an attacker gains, in Checkov's own scale."""

    LOW = 'LOW'
    MEDIUM = 'MEDIUM'
    HIGH = 'HIGH'
    CRITICAL = 'CRITICAL'


class Outcome(StrEnum):
    """A verdict's outcome; not applicable is the absence of a verdict."""

    PASS = 'pass'
    FAIL = 'fail'
    SKIP = 'skip'
    UNDETERMINED = 'undetermined'


@dataclass(frozen=True, slots=True)
class Settings:
    """What a team decides about the policies; see the configuration file.

    `approved_ciphers` is the name of a list in the facts, or the suites themselves in
    either spelling.
    """

    approved_ciphers: str | tuple[str, ...] = 'aurora-ecdhe'
    require_explicit_force_ssl: bool = False
    accept_md5_logins: bool = True
    fail_undetermined: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of, with its own phrase."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong here: the attribute, the message and the line to change.

    `chain` are the resources that lead from the subject, the first of them, to the one that
    decides; empty where the subject decides alone. `wrong` names each thing that is let through
    and should not be (a suite, a version, an address space), in words that do not change with
    the message: where there is one more, the finding got worse. It is empty where there is only
    one way to be wrong. `deployments` are those in which it is so, where there are several.
    `wanted` is what has to hold for it to be gone, or None where a person has to decide that.
    """

    attribute: str
    message: str
    place: Place
    related: tuple[Related, ...] = ()
    chain: tuple[Resource, ...] = ()
    wrong: tuple[str, ...] = ()
    deployments: tuple[str, ...] = ()
    wanted: Wanted | None = None


Judge = Callable[[Resource, Settings], Iterator[Finding]]


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """A policy's identity, prose and logic. `why` is the logic's docstring.

    `reads` are the attributes and parameters that decide it, by kind of resource, and
    `settings` the fields of `Settings`.
    """

    id: str
    name: str
    title: str
    severity: Severity
    subject: Kind
    remedy: str
    references: tuple[str, ...]
    why: str
    applies: Callable[[Resource], bool] = field(repr=False)
    findings: Judge = field(repr=False)
    reads: Mapping[Kind, tuple[str, ...]] = field(repr=False)
    settings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy says of a resource.

    A `fail` has findings, an `undetermined` its reasons, a `skip` the reason its author
    wrote (which may be empty) and in `covered` the outcome without it. `others` are the policies
    of which the same is to be said, for the same reasons: of what is not here, none can say
    anything. `deployments` are those of its root that say so, and `passing` those in which the
    resource passes, where it does not in these; both are empty where there is only one.
    """

    policy: Policy
    resource: Resource
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    reasons: tuple[Reason, ...] = ()
    skip_reason: str = ''
    others: tuple[Policy, ...] = ()
    deployments: tuple[str, ...] = ()
    passing: tuple[str, ...] = ()
    covered: Outcome | None = None

    @property
    def policies(self) -> tuple[Policy, ...]:
        """All policies that say this."""
        return (self.policy, *self.others)


def policy(
    *,
    id: str,  # the field's own word for it, as in Checkov
    title: str,
    severity: Severity,
    subject: Kind,
    applies: Callable[[Resource], bool],
    remedy: str,
    references: tuple[str, ...],
    reads: Mapping[Kind, tuple[str, ...]] | None = None,
    settings: tuple[str, ...] = (),
) -> Callable[[Judge], Policy]:
    """Make a generator of findings into a policy named after it.

    The docstring of the generator says why the policy matters.
    """

    def decorate(findings: Judge) -> Policy:
        return Policy(
            id=id,
            name=findings.__name__,
            title=title,
            severity=severity,
            subject=subject,
            remedy=remedy,
            references=references,
            why=inspect.getdoc(findings) or '',
            applies=applies,
            findings=findings,
            reads=reads or {},
            settings=settings,
        )

    return decorate


def judge(policy: Policy, resource: Resource, settings: Settings) -> Verdict | None:
    """Return the policy's verdict on a resource, or None where it is not applicable.

    A finding stands whatever else is unknown. A resource whose own existence is unknown is
    judged as the code describes it, and its findings say what decides that: were it left
    out, a cluster that half of the deployments create would never be judged. An inline
    skip covers every outcome, as in Checkov. What is not here could be anything, so that no
    policy can judge it. Raises whatever a broken policy raises.
    """
    if resource.is_unseen:
        # A policy that reads nothing judges nothing.
        return _verdict(policy, resource, [], _unseen(resource)) if policy.reads else None
    if resource.kind is not policy.subject:
        return None
    findings: list[Finding] = []
    reasons: tuple[Reason, ...] = ()
    try:
        if not policy.applies(resource):
            return None
        findings.extend(policy.findings(resource, settings))
    except Undetermined as error:
        reasons = (error.reason,)
    return _verdict(policy, resource, findings, reasons)


def judge_unseen(
    policies: Iterable[Policy],
    resource: Resource,
    settings: Settings,
) -> Iterator[Verdict]:
    """Yield what policies say of what is not here: one verdict for all, and each one's skip.

    It is the verdict of the first policy on clusters, else of the first one.
    """
    found = [verdict for policy in policies if (verdict := judge(policy, resource, settings))]
    yield from (verdict for verdict in found if verdict.outcome is Outcome.SKIP)
    found = [verdict for verdict in found if verdict.outcome is not Outcome.SKIP]
    found.sort(key=lambda verdict: verdict.policy.subject is not Kind.CLUSTER)
    if found:
        yield replace(found[0], others=tuple(verdict.policy for verdict in found[1:]))


def _unseen(resource: Resource) -> tuple[Reason, ...]:
    engine = resource.attributes['engine']
    assert isinstance(engine.data, Unknown), 'what is known is not unseen'
    return (Reason.by('engine', engine.data, engine.place),)


def _verdict(
    policy: Policy,
    resource: Resource,
    findings: list[Finding],
    reasons: tuple[Reason, ...],
) -> Verdict:
    stated = _unskipped(policy, resource, findings, reasons)
    for skip in resource.skips:
        if skip.id == policy.id:
            return Verdict(
                policy,
                resource,
                Outcome.SKIP,
                skip_reason=skip.reason,
                covered=stated.outcome,
            )
    return stated


def _unskipped(
    policy: Policy,
    resource: Resource,
    findings: list[Finding],
    reasons: tuple[Reason, ...],
) -> Verdict:
    if findings:
        stated = tuple(with_existence(resource, finding) for finding in findings)
        return Verdict(policy, resource, Outcome.FAIL, stated, reasons)
    if reasons:
        return Verdict(policy, resource, Outcome.UNDETERMINED, (), reasons)
    return Verdict(policy, resource, Outcome.PASS)


def with_existence(resource: Resource, finding: Finding) -> Finding:
    """Return a finding that also says what decides whether its subject exists, if that is open."""
    if resource.existence is None:
        return finding
    condition = f' (it may not be created: {resource.existence.reason})'
    return replace(finding, message=finding.message + condition)
