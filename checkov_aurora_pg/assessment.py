"""Discover, read and judge: every verdict on what lies below the given paths.

Nothing that goes wrong here is silent: a file that cannot be read, a reader or a policy
that raises, each is a `Problem`, which is a failure of policy 0 wherever it is reported.
"""
from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from functools import partial

from checkov_aurora_pg.estate import Estate
from checkov_aurora_pg.estate import Problem
from checkov_aurora_pg.estate import Reading
from checkov_aurora_pg.policy import Policy
from checkov_aurora_pg.policy import Settings
from checkov_aurora_pg.policy import Verdict
from checkov_aurora_pg.policy import judge
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.options import boundary_of
from checkov_aurora_pg.values import Place


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the policies say, and what could not be judged."""

    verdicts: tuple[Verdict, ...] = ()
    problems: tuple[Problem, ...] = ()


# A reader is imported where it is first needed, since most scans need one of the three.

def _read_root(root: str, options: ReadOptions) -> Reading:
    from checkov_aurora_pg.readers.terraform import read_root
    return read_root(root, options=replace(options, boundary=boundary_of(root)))


def _read_plan(plan: str) -> Reading:
    from checkov_aurora_pg.readers.terraform_plan import read_plan
    return read_plan(plan)


def _read_templates(templates: tuple[str, ...]) -> Reading:
    from checkov_aurora_pg.readers.cloudformation import read_templates
    return read_templates(templates)


def _readings(sources: Sources, options: ReadOptions) -> Iterator[Reading]:
    for root in sources.roots:
        yield _guarded(root, partial(_read_root, root, options))
    for plan in sources.plans:
        yield _guarded(plan, partial(_read_plan, plan))
    if sources.templates:
        yield _guarded(sources.templates[0], partial(_read_templates, sources.templates))


def _guarded(path: str, read: Callable[[], Reading]) -> Reading:
    try:
        return read()
    except Exception as error:
        return Reading(problems=(_internal(Place(path, 1, 1), 'reading this', error),))


def _internal(place: Place, doing: str, error: Exception, address: str = '') -> Problem:
    said = ' '.join(f'{type(error).__name__}: {error}'.split())
    return Problem(place, f'an internal error stopped {doing}: `{said}`', address)


def _judged(
    estate: Estate, policies: Iterable[Policy], settings: Settings,
) -> Iterator[Verdict | Problem]:
    for policy in policies:
        for resource in estate.resources:
            try:
                verdict = judge(policy, resource, settings)
            except Exception as error:
                yield _internal(resource.place, f'`{policy.id}`', error, resource.address)
            else:
                if verdict is not None:
                    yield verdict


def _concerns(sources: Sources, verdict: Verdict) -> bool:
    """Return whether a verdict is about a path that was given.

    A file that was given is read with the directory that it configures, and only what
    stands in the file is asked about.
    """
    if not sources.named:
        return True
    resource = verdict.resource
    paths = {resource.place.path, *(call.place.path for call in resource.calls)}
    paths.update(finding.place.path for finding in verdict.findings)
    paths.update(reason.place.path for reason in verdict.reasons if reason.place)
    if resource.estate is not None:
        paths.add(resource.estate.root)
    return any(path in sources.named or _is_below(path, sources.walked) for path in paths)


def _is_below(path: str, directories: Iterable[str]) -> bool:
    return any(path == one or path.startswith(one.rstrip(os.sep) + os.sep) for one in directories)


def assess(
    sources: Sources, policies: Iterable[Policy], settings: Settings, options: ReadOptions,
) -> Assessment:
    """Return the verdict of each policy on each resource that the sources describe.

    Each root is read within its own repository, whatever boundary `options` has. Raises
    nothing: what goes wrong is among the problems.
    """
    policies = tuple(policies)
    verdicts: list[Verdict] = []
    problems = list(sources.problems)
    for reading in _readings(sources, options):
        problems.extend(reading.problems)
        for estate in reading.estates:
            for judged in _judged(estate, policies, settings):
                if isinstance(judged, Problem):
                    problems.append(judged)
                elif _concerns(sources, judged):
                    verdicts.append(judged)
    return Assessment(tuple(verdicts), tuple(dict.fromkeys(problems)))
