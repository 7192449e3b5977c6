"""What a policy is, and how a policy judges a resource.

A policy is a generator of findings, written once for every format. Only `judge` turns findings and
undetermined values into a verdict.
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
    """How much an attacker gains, on Checkov's own scale."""

    LOW = 'LOW'
    MEDIUM = 'MEDIUM'
    HIGH = 'HIGH'
    CRITICAL = 'CRITICAL'


class Outcome(StrEnum):
    """A verdict's outcome. A policy that is not applicable has no verdict."""

    PASS = 'pass'
    FAIL = 'fail'
    SKIP = 'skip'
    UNDETERMINED = 'undetermined'


@dataclass(frozen=True, slots=True)
class Settings:
    """What a team decides about the policies; see the configuration file.

    `approved_ciphers` is the name of a list in the facts, or the cipher suites themselves in either
    spelling.
    """

    approved_ciphers: str | tuple[str, ...] = 'aurora-ecdhe'
    require_explicit_force_ssl: bool = False
    accept_md5_logins: bool = True
    fail_undetermined: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding mentions, with its own phrase."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: the attribute, the message and the line to change.

    `chain` are the resources from the subject, which is first, to the resource that decides. It is
    empty if the subject decides alone. `wrong` names each thing that is allowed and should not be
    (a suite, a version, an address space), in words that do not depend on the message. If a later
    scan has one more of them, the finding got worse. `wrong` is empty if there is only one way to
    be wrong. `deployments` are the deployments that have the finding, if the root has several.
    `wanted` is what has to hold for the finding to be gone, or None if a person has to decide that.
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
    """A policy's identity, prose and logic.

    `why` is the docstring of the logic. `reads` are the attributes and parameters that decide the
    verdict, by kind of resource. `settings` are the fields of `Settings` that decide it.
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
    """What a policy says about a resource.

    A `fail` has findings, an `undetermined` has reasons. A `skip` has the reason that its author
    wrote (which may be empty), and `covered` is the outcome without the skip. `others` are further
    policies with the same verdict for the same reasons: if a resource is not in the scanned code,
    no policy can judge it. `deployments` are the deployments of the root that have this verdict,
    and `passing` are those in which the resource passes instead. Both are empty if there is only
    one deployment.
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
        """All policies that have this verdict."""
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

    A finding stands whatever else is unknown. If it is unknown whether the resource exists, it is
    judged as the code describes it, and its findings say what decides its existence. Otherwise a
    cluster that half of the deployments create would never be judged. An inline skip covers every
    outcome, as in Checkov. A resource that is not in the scanned code could have any value, so its
    verdict is undetermined. Raises whatever a broken policy raises.
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
    """Yield the verdicts on a resource that is not in the scanned code.

    There is one verdict for all policies, and one for each skip. The common verdict belongs to the
    first policy on clusters, or to the first policy if none is on clusters.
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
    """Return a finding that also says what decides whether its subject exists, if unknown."""
    if resource.existence is None:
        return finding
    condition = f' (it may not be created: {resource.existence.reason})'
    return replace(finding, message=finding.message + condition)
