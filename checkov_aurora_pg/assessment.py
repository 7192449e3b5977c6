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
from dataclasses import replace
from functools import cache
from functools import partial
from typing import TYPE_CHECKING

from checkov_aurora_pg.estate import Estate
from checkov_aurora_pg.policy import Policy
from checkov_aurora_pg.policy import Settings
from checkov_aurora_pg.policy import Verdict
from checkov_aurora_pg.policy import judge
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.limits import MAX_SECONDS
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.options import boundary_of
from checkov_aurora_pg.reading import Problem
from checkov_aurora_pg.reading import Reading
from checkov_aurora_pg.values import Place

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.terraform.sources import Library

_TOO_LONG = f'what is here takes more than {MAX_SECONDS} seconds to judge'


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the policies say, and what could not be judged."""

    verdicts: tuple[Verdict, ...] = ()
    problems: tuple[Problem, ...] = ()


# A reader is imported where it is first needed, since most scans need one of the three.

def _library() -> Library:
    from checkov_aurora_pg.readers.terraform.sources import Library
    return Library()


def _read_root(
    root: str, top: str, options: ReadOptions, library: Callable[[], Library],
) -> Reading:
    from checkov_aurora_pg.readers.terraform import read_root
    within = replace(options, boundary=boundary_of(root) or top)
    return read_root(root, options=within, library=library())


def _read_plan(plan: str) -> Reading:
    from checkov_aurora_pg.readers.terraform_plan import read_plan
    return read_plan(plan)


def _read_templates(templates: tuple[str, ...]) -> Reading:
    from checkov_aurora_pg.readers.cloudformation import read_templates
    return read_templates(templates)


def _readings(sources: Sources, options: ReadOptions) -> Iterator[Reading]:
    top, library = _top_of(sources), cache(_library)
    for root in sources.roots:
        yield _guarded(root, partial(_read_root, root, top, options, library))
    for plan in sources.plans:
        yield _guarded(plan, partial(_read_plan, plan))
    if sources.templates:
        yield _guarded(sources.templates[0], partial(_read_templates, sources.templates))


def _top_of(sources: Sources) -> str:
    """Return the directory that holds all that was given."""
    given = (*sources.walked, *map(os.path.dirname, sources.named), *sources.roots)
    return os.path.commonpath(given) if given else os.sep


def _guarded(path: str, read: Callable[[], Reading]) -> Reading:
    try:
        return read()
    except Exception as error:
        problem = _internal(Place(path, 1, 1), 'reading this', error)
        return Reading(problems=(problem,), files=frozenset((path,)))


def _internal(place: Place, doing: str, error: Exception, address: str = '') -> Problem:
    said = ' '.join(f'{type(error).__name__}: {error}'.split())
    return Problem(place, f'an internal error stopped {doing}: `{said}`', address)


def _judged(
    estate: Estate, policies: Iterable[Policy], settings: Settings,
) -> Iterator[Verdict | Problem]:
    deadline = time.monotonic() + MAX_SECONDS
    for policy in policies:
        for resource in estate.resources:
            if time.monotonic() > deadline:
                yield Problem(Place(estate.root, 1, 1), _TOO_LONG, resource.address)
                return
            try:
                verdict = judge(policy, resource, settings)
            except Exception as error:
                yield _internal(resource.place, f'`{policy.id}`', error, resource.address)
            else:
                if verdict is not None:
                    yield verdict


def _concerns(sources: Sources, reading: Reading, verdict: Verdict) -> bool:
    """Return whether a verdict is about a path that was given, or a change there can cause it.

    Anything that a root says can follow from its variables, locals, calls and outputs, and
    from the files that it reads. A change of a resource shows where the verdict speaks of it.
    """
    if not sources.named or sources.pervasive & reading.files:
        return True
    return any(_is_given(sources, path) for path in _paths_of(verdict))


def _paths_of(verdict: Verdict) -> Iterator[str]:
    """Yield the files that a verdict speaks of, and the root of what it judges."""
    resource = verdict.resource
    yield resource.place.path
    if resource.estate is not None:
        yield resource.estate.root
    yield from (call.place.path for call in resource.calls)
    yield from (reason.place.path for reason in verdict.reasons if reason.place)
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
    from checkov_aurora_pg.readers.cloudformation.evaluation import EXCEEDED
    return problem.message == EXCEEDED


def _is_given(sources: Sources, path: str) -> bool:
    return path in sources.named or _is_below(path, sources.walked)


def _is_below(path: str, directories: Iterable[str]) -> bool:
    return any(path == one or path.startswith(one.rstrip(os.sep) + os.sep) for one in directories)


def assess(
    sources: Sources, policies: Iterable[Policy], settings: Settings, options: ReadOptions,
    progress: Callable[[int, int], None] | None = None,
) -> Assessment:
    """Return the verdict of each policy on each resource that the sources describe.

    Each root is read within its own repository, or what was given where that is in none,
    whatever boundary `options` has. `progress`
    is told how many parts of how many are judged. Raises nothing: what goes wrong is among
    the problems.
    """
    policies = tuple(policies)
    verdicts: list[Verdict] = []
    problems = list(sources.problems)
    total = len(sources.roots) + len(sources.plans) + bool(sources.templates)
    for done, reading in enumerate(_readings(sources, options)):
        if progress is not None:
            progress(done, total)
        found = list(reading.problems)
        for estate in reading.estates:
            for judged in _judged(estate, policies, settings):
                if isinstance(judged, Problem):
                    found.append(judged)
                elif _concerns(sources, reading, judged):
                    verdicts.append(judged)
        problems += [one for one in found if _is_worth_saying(sources, reading, one)]
    return Assessment(tuple(verdicts), tuple(dict.fromkeys(problems)))
