"""Discover, read and judge: every verdict on what lies below the given paths.

Nothing that goes wrong here is silent: a file that cannot be read, a reader or a policy
that raises, each is a `Problem`, which is a failure of policy 0 wherever it is reported.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from functools import partial
from typing import TYPE_CHECKING

from checkov_aurora_pg.core.deployments import SOLE
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.estate import Estate
from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Verdict
from checkov_aurora_pg.core.policy import judge
from checkov_aurora_pg.core.policy import judge_unseen
from checkov_aurora_pg.core.reading import Account
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.core.reading import together
from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.formats import parts_of
from checkov_aurora_pg.readers.ledger import Ledger
from checkov_aurora_pg.readers.limits import MAX_SECONDS
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.parts import Part
from checkov_aurora_pg.readers.terraform.roots import has_mark_of_root
from checkov_aurora_pg.scanning.deployed_verdicts import put_together
from checkov_aurora_pg.scanning.skip_remarks import SkipRemark
from checkov_aurora_pg.scanning.skip_remarks import Skips

if TYPE_CHECKING:
    from checkov_aurora_pg.scanning.alternatives import Alternatives

# Says what a policy says of a resource.
Judging = Callable[[Policy, Resource, Settings], Verdict | None]

_TOO_LONG = f'the code takes more than {MAX_SECONDS} seconds to judge'


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """What the policies say, what could not be judged, and what became of each file.

    `deployments` are those of each root and template that was read, with its path. `skips` are
    the remarks on suppressions.
    """

    verdicts: tuple[Verdict, ...] = ()
    problems: tuple[Problem, ...] = ()
    ledger: tuple[Account, ...] = ()
    deployments: tuple[tuple[str, Deployment], ...] = ()
    skips: tuple[SkipRemark, ...] = ()


def _read_callers(part: Part, others: Iterator[Part], ledger: Ledger) -> None:
    """Read roots that are judged elsewhere until one creates a module, or there are no more."""
    while not ledger.creates(part.name) and (other := next(others, None)) is not None:
        read = _readings(other)
        ledger.add(other.name, together([reading for _, reading in read]))


def _is_settled(part: Part, ledger: Ledger) -> bool:
    """Return whether a root was judged as a module of another one, and is nothing but that."""
    return (
        bool(part.name)
        and ledger.creates(part.name)
        and (part.is_called or not has_mark_of_root(part.name))
    )


def _guarded(part: Part, deployment: Deployment, assumed: tuple[Answer, ...] = ()) -> Reading:
    try:
        return part.read(deployment, assumed)
    except Exception as error:
        problem = _internal(Place(part.path, 1, 1), 'reading this', error)
        return Reading(problems=(problem,), files=frozenset((part.path,)))


def _readings(part: Part) -> list[tuple[Deployment, Reading]]:
    """Return what a part describes in each of its deployments."""
    try:
        deployments = part.deployments()
    except Exception as error:
        # The reader of the part may meet it too, and says the same then.
        problem = _internal(Place(part.path, 1, 1), 'reading this', error)
        return [(SOLE, together((_guarded(part, SOLE), Reading(problems=(problem,)))))]
    return [(one, _guarded(part, one)) for one in deployments]


def _internal(place: Place, doing: str, error: Exception, address: str = '') -> Problem:
    said = ' '.join(f'{type(error).__name__}: {error}'.split())
    return Problem(place, f'an internal error stopped {doing}: `{said}`', address)


def _judged(
    estate: Estate,
    policies: tuple[Policy, ...],
    settings: Settings,
    judging: Judging,
) -> Iterator[Verdict | Problem]:
    deadline = time.monotonic() + MAX_SECONDS
    seen: dict[Kind, list[Resource]] = {}
    for resource in estate.resources:
        if resource.is_elsewhere:
            continue
        if resource.is_unseen:
            yield from judge_unseen(policies, resource, settings)
        else:
            seen.setdefault(resource.kind, []).append(resource)
    for policy in policies:
        for resource in seen.get(policy.subject, ()):
            if time.monotonic() > deadline:
                yield Problem(Place(estate.root, 1, 1), _TOO_LONG, resource.address)
                return
            try:
                verdict = judging(policy, resource, settings)
            except Exception as error:
                yield _internal(resource.place, f'`{policy.id}`', error, resource.address)
            else:
                if verdict is not None:
                    yield verdict


def _all_judged(
    reading: Reading,
    policies: tuple[Policy, ...],
    settings: Settings,
    read: Callable[[tuple[Answer, ...]], Reading],
    skips: Skips,
    judging: Judging = judge,
) -> Iterator[Verdict | Problem]:
    """Yield what is judged of all estates of a reading, once what several of them agree on.

    `read` reads the same with answers in place to what the reading leaves open. What the verdicts
    say of suppressions is noted in `skips`.
    """
    seen: set[object] = set()
    settled = _settling(reading, read, settings)
    for estate in reading.estates:
        # What the alternatives take is no time of the estate's own.
        of_estate = tuple(_judged(estate, policies, settings, judging))
        skips.note(estate, of_estate)
        for found in of_estate:
            judged = settled(found) if isinstance(found, Verdict) else found
            if judged is None:
                continue
            said = _said(judged) if len(reading.estates) > 1 else None
            if said is None or said not in seen:
                yield judged
            seen.add(said)


def _settling(
    reading: Reading,
    read: Callable[[tuple[Answer, ...]], Reading],
    settings: Settings,
) -> Callable[[Verdict], Verdict | None]:
    """Return what judges a verdict's alternatives, where it has any: most scans have none."""

    @cache
    def alternatives() -> Alternatives:
        from checkov_aurora_pg.scanning.alternatives import Alternatives

        return Alternatives(reading, read, settings)

    def settled(verdict: Verdict) -> Verdict | None:
        if any(reason.question is not None for reason in verdict.reasons):
            return alternatives().settled(verdict)
        existence = verdict.resource.existence
        if verdict.outcome is not Outcome.FAIL or existence is None or existence.question is None:
            return verdict
        return verdict if alternatives().may_exist(verdict, existence.question) else None

    return settled


def _said(judged: Verdict | Problem) -> object:
    if isinstance(judged, Problem):
        return judged
    return (
        judged.policy.id,
        judged.resource.address,
        judged.resource.place,
        judged.outcome,
        tuple((one.attribute, one.message, one.place, one.related) for one in judged.findings),
        tuple((one.attribute, one.text, one.place) for one in judged.reasons),
    )


def _concerns(sources: Sources, reading: Reading, verdict: Verdict) -> bool:
    """Return whether a verdict is about a path that was given, or a change there can cause it.

    Anything that a root says can follow from its variables, locals, calls and outputs, and
    from the files that it reads. A change of a resource shows where the verdict speaks of it.
    """
    if not sources.named or sources.pervasive & reading.files:
        return True
    if any(_is_given(sources, path) for path in _parameter_files(reading, verdict)):
        return True
    return any(_is_given(sources, path) for path in _paths_of(verdict))


def _parameter_files(reading: Reading, verdict: Verdict) -> Iterator[str]:
    """Yield the files of parameters with which the template of what is judged is deployed."""
    resource = verdict.resource
    template = (resource.calls[0].place if resource.calls else resource.place).path
    for path, deployment in reading.deployed:
        if path == template:
            yield from deployment.parameter_files


def _paths_of(verdict: Verdict) -> Iterator[str]:
    """Yield the files that a verdict speaks of, and the root of what it judges."""
    resource = verdict.resource
    yield resource.place.path
    yield resource.estate.root
    yield from (call.place.path for call in resource.calls)
    for reason in verdict.reasons:
        yield from (place.path for place, _ in reason.related)
        if reason.place:
            yield reason.place.path
    for finding in verdict.findings:
        yield finding.place.path
        yield from (related.place.path for related in finding.related)
        yield from (link.place.path for link in finding.chain)


def _is_worth_saying(sources: Sources, reading: Reading, problem: Problem) -> bool:
    """Return whether a problem stands between a path that was given and its verdicts.

    The templates around one that was given may be broken for a reason of their own.
    """
    if not sources.named or reading.files or _is_given(sources, problem.place.path):
        return True
    from checkov_aurora_pg.readers.cloudformation.language.evaluation import EXCEEDED

    return problem.message == EXCEEDED


def _is_given(sources: Sources, path: str) -> bool:
    return path in sources.named or _is_below(path, sources.walked)


def _is_below(path: str, directories: Iterable[str]) -> bool:
    return any(path == one or path.startswith(one.rstrip(os.sep) + os.sep) for one in directories)


def _wanted(
    read: list[tuple[Deployment, Reading]],
    only: str | None,
) -> list[tuple[Deployment, Reading]]:
    """Return the readings to judge: of what does not have the deployment, all."""
    if all(deployment.name != only for deployment, _ in read):
        return read
    return [pair for pair in read if pair[0].name in (only, '')]


def _judging_once() -> Judging:
    # Most roots have one deployment, and need not pay for the import.
    from checkov_aurora_pg.scanning.judged_once import JudgedOnce

    return JudgedOnce().judge


def _verdicts(
    part: Part,
    read: list[tuple[Deployment, Reading]],
    sources: Sources,
    policies: tuple[Policy, ...],
    settings: Settings,
    problems: list[Problem],
    skips: Skips,
) -> Iterator[Verdict]:
    """Yield what is judged of a part, once what several deployments agree on.

    What goes wrong is added to `problems`.
    """
    found: list[tuple[str, Verdict]] = []
    judging = _judging_once() if len(read) > 1 else judge
    for deployment, reading in read:
        again = partial(_guarded, part, deployment)
        for judged in _all_judged(reading, policies, settings, again, skips, judging):
            if isinstance(judged, Problem):
                problems.append(judged)
            elif _concerns(sources, reading, judged):
                found.append((deployment.name, judged))
    yield from put_together(found)


def assess(
    sources: Sources,
    policies: Iterable[Policy],
    settings: Settings,
    options: ReadOptions,
    progress: Callable[[int, int], None] | None = None,
    only: str | None = None,
) -> Assessment:
    """Return the verdict of each policy on each resource that the sources describe.

    A directory that others call is a root of its own only where none that is judged creates
    it. Each root is read in each of its deployments, within the repository of what was given,
    whatever boundary `options` has. `only` names the one deployment to judge; what does not have
    it is judged in all that it has. `progress` is told how many parts of how many are judged.
    Raises nothing: what goes wrong is among the problems.
    """
    policies = tuple(policies)
    verdicts: list[Verdict] = []
    problems = list(sources.problems)
    deployments: list[tuple[str, Deployment]] = []
    skips = Skips(policies)
    ledger = Ledger(sources)
    ledger.note(problems)
    among = tuple(parts_of(sources, options))
    parts = [part for part in among if not part.is_elsewhere]
    others = (part for part in among if part.is_elsewhere)
    for done, part in enumerate(parts):
        if progress is not None:
            progress(done, len(parts))
        if part.is_called:
            _read_callers(part, others, ledger)
        if _is_settled(part, ledger):
            continue
        read = _readings(part)
        for deployment, reading in read:
            deployments += reading.deployed or [(part.name, deployment)]
        whole = together([reading for _, reading in read])
        judged = _wanted(read, only)
        found = [problem for _, reading in judged for problem in reading.problems]
        # What else is judged, by others or in other deployments, may need what is not needed here.
        is_whole = not found and not part.is_called and len(judged) == len(read)
        noted = skips if is_whole else skips.in_part()
        verdicts += _verdicts(part, judged, sources, policies, settings, found, noted)
        ledger.add(part.name, whole, is_on_its_own=part.is_called)
        ledger.note(found)
        problems += [one for one in found if _is_worth_saying(sources, whole, one)]
    accounts = tuple(ledger.accounts())
    problems += ledger.unsaid(accounts)
    return Assessment(
        tuple(verdicts),
        tuple(dict.fromkeys(problems)),
        accounts,
        tuple(deployments),
        tuple(skips.remarks(partial(_is_given, sources))),
    )
