"""One scan: what the paths hold is judged, and what was known before is left out."""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import NamedTuple

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.discovery import discover
from checkov_aurora_pg.readers.ledger import Ledger
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.walking.file_names import KNOWN
from checkov_aurora_pg.scanning.assessment import Assessment
from checkov_aurora_pg.scanning.configuration import FILE_NAME
from checkov_aurora_pg.scanning.configuration import VARIABLE
from checkov_aurora_pg.scanning.configuration import Configuration
from checkov_aurora_pg.scanning.configuration import ConfigurationError
from checkov_aurora_pg.scanning.configuration import load
from checkov_aurora_pg.scanning.diagnostics import GateChange
from checkov_aurora_pg.scanning.exclusion import exclusion
from checkov_aurora_pg.scanning.usage_error import UsageError

if TYPE_CHECKING:
    from checkov_aurora_pg.core.policy import Policy
    from checkov_aurora_pg.scanning.changes.novelty import Known
    from checkov_aurora_pg.scanning.changes.revision import Revision

Progress = Callable[[int, int], None]

# `pre-commit` sets it, and names every file of a commit, of whatever type.
_IN_PRE_COMMIT = 'PRE_COMMIT'

# By which configuration something was judged, and what came of it.
Judged = tuple[Configuration, Assessment]


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """What to scan and how. Paths and files are as the user writes them."""

    paths: Sequence[str] = ('.',)
    check: Sequence[str] = ()
    skip_check: Sequence[str] = ()
    config: str | None = None
    var_files: Sequence[str] = ()
    since: str | None = None
    baseline: str | None = None
    shard: tuple[int, int] | None = None
    deployment: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What is new, by which configuration, and what else a reader has to know.

    `changes` are those of the gate since a revision, or None without one.
    """

    assessment: Assessment
    configuration: Configuration
    changes: tuple[GateChange, ...] | None = None
    notes: tuple[str, ...] = ()


class Former(NamedTuple):
    """What a revision reports, what lets more through than it, and why it was not judged."""

    known: tuple[Known, ...] = ()
    changes: tuple[GateChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def selected(check: Sequence[str], skip: Sequence[str]) -> tuple[Policy, ...]:
    """Return the policies to run. Raises `UsageError` for an id that there is not."""
    from checkov_aurora_pg.policies import POLICIES

    allowed = [policy.id for policy in POLICIES]
    for id in (*check, *skip):
        if id not in allowed:
            raise UsageError(f'no policy `{id}`: choose from {", ".join(allowed)}')
    return tuple(
        policy for policy in POLICIES if (not check or policy.id in check) and policy.id not in skip
    )


def _configuration(explicit: str | None) -> Configuration:
    try:
        return load(explicit)
    except ConfigurationError as error:
        raise UsageError(str(error)) from error


def _require_files(paths: Iterable[str], *, or_directories: bool) -> None:
    for path in paths:
        if or_directories and os.path.isdir(path):
            continue
        if not os.path.isfile(path):
            what = 'no file and no directory' if or_directories else 'no file'
            raise UsageError(f'`{path}` is {what}')


def _governed(path: str) -> str:
    """Return a path, or of a configuration file the directory for which it decides."""
    if os.path.basename(path) == FILE_NAME and os.path.isfile(path):
        return os.path.dirname(path) or os.curdir
    return path


def _var_files(request: Request, configuration: Configuration) -> tuple[str, ...]:
    return (*configuration.var_files, *map(os.path.abspath, request.var_files))


def _judge(
    sources: Sources,
    request: Request,
    configuration: Configuration,
    var_files: tuple[str, ...],
    progress: Progress | None,
) -> Assessment:
    if not sources and not request.check and not request.skip_check:
        return Assessment(ledger=tuple(Ledger(sources).accounts()))
    from checkov_aurora_pg.scanning.assessment import assess

    return assess(
        sources,
        selected(request.check, request.skip_check),
        configuration.settings,
        ReadOptions(
            var_files,
            declared=configuration.deployments,
            modules=configuration.modules,
        ),
        progress,
        request.deployment,
    )


def _former_configuration(
    request: Request,
    configuration: Configuration,
    revision: Revision,
) -> Configuration:
    """Return the configuration of a revision; today's, where that of then cannot be used."""
    named = request.config or os.environ.get(VARIABLE)
    if named and revision.is_elsewhere(named):
        return configuration
    then = revision.place_then(named) if named else None
    here = os.getcwd()
    directory = here if revision.is_elsewhere(here) else revision.spot_then(here)
    try:
        return load(then, environment={}, directory=directory)
    except ConfigurationError:
        return configuration


def _former_sources(
    request: Request,
    sources: Sources,
    before: Configuration,
    var_files: tuple[str, ...],
    revision: Revision,
) -> Sources:
    """Return what a scan of the paths would have read at a revision.

    Where files are named, that is also what today's roots were, as far as they were roots: all
    that was found there counts as known, wherever in its root it stood.
    """
    places = [place for path in request.paths for place in revision.places_then(path)]
    is_excluded = _excluded(before)
    found = discover(
        places, var_files, beyond=True, is_excluded=is_excluded, modules=before.modules
    )
    if sources.named:
        today = {revision.spot_then(root) for root in (*sources.roots, *sources.called)}
        whole = discover(
            [revision.tree], var_files, is_excluded=is_excluded, modules=before.modules
        )
        found = replace(
            found,
            roots=tuple(sorted({*found.roots, *today.intersection(whole.roots)})),
            called=tuple(
                dict.fromkeys(
                    (*found.called, *(root for root in whole.called if root in today)),
                )
            ),
        )
    return replace(
        found,
        walked=(revision.tree,),
        named=frozenset(),
        pervasive=frozenset(),
    )


def _read_baseline(path: str) -> tuple[Known, ...]:
    from checkov_aurora_pg.scanning.changes import baseline

    try:
        return baseline.read(path)
    except baseline.BaselineError as error:
        raise UsageError(f'--baseline: {error}') from error


def _former_baseline(path: str, revision: Revision) -> tuple[Known, ...]:
    from checkov_aurora_pg.scanning.changes import baseline

    then = revision.place_then(path)
    try:
        return baseline.read(then) if then is not None else ()
    except baseline.BaselineError:
        return ()


def _since(
    request: Request,
    name: str,
    sources: Sources,
    now: Judged,
    progress: Progress | None,
) -> Former:
    """Return what a revision reports, with its files' present names, and what became of the gate.

    Where there is nothing to judge today, nothing of then is asked for.
    """
    from checkov_aurora_pg.scanning.changes.gate_changes import baseline_changes
    from checkov_aurora_pg.scanning.changes.gate_changes import gate_changes
    from checkov_aurora_pg.scanning.changes.git_repository import RevisionError
    from checkov_aurora_pg.scanning.changes.novelty import known_of
    from checkov_aurora_pg.scanning.changes.revision import require_revision
    from checkov_aurora_pg.scanning.changes.revision import revision
    from checkov_aurora_pg.scanning.changes.revision_files import RevisionTooLarge

    try:
        if not sources:
            require_revision(name, request.paths)
            return Former()
        with revision(name, request.paths, _var_files(request, now[0])) as former:
            then = _judged_then(request, sources, now[0], former, progress)
            changes = gate_changes(then, now, former)
            if request.baseline is not None:
                changes += baseline_changes(
                    request.baseline,
                    _former_baseline(request.baseline, former),
                    _read_baseline(request.baseline),
                )
            return Former(
                known_of(then[1], former.path_today),
                changes,
                notes=_of_submodules(former),
            )
    except RevisionError as error:
        raise UsageError(f'--since: {error}') from error
    except RevisionTooLarge as error:
        place = Place(os.path.abspath(request.paths[0]), 1, 1)
        return Former(problems=(Problem(place, str(error)),))


def _of_submodules(revision: Revision) -> tuple[str, ...]:
    return tuple(
        f'the submodule `{path}` is not here as it was at `{revision.name}`: all in it counts as '
        'new; fetch its commits first'
        for path in revision.missing
    )


def _judged_then(
    request: Request,
    sources: Sources,
    configuration: Configuration,
    revision: Revision,
    progress: Progress | None,
) -> Judged:
    before = _former_configuration(request, configuration, revision)
    var_files = tuple(
        place
        for path in _var_files(request, before)
        if (place := path if revision.is_elsewhere(path) else revision.place_then(path))
    )
    former = _former_sources(request, sources, before, var_files, revision)
    return before, _judge(former, request, before, var_files, progress)


def _is_judged(request: Request, known: Known) -> bool:
    """Return whether this scan would have found something if it were still there."""
    if request.shard is not None:
        return False
    from checkov_aurora_pg.scanning.repository_paths import repository_relative

    if known.identity.id not in {one.id for one in selected(request.check, request.skip_check)}:
        return False
    return any(
        known.identity.path.startswith(repository_relative(os.path.join(path, '_'))[:-1])
        for path in request.paths
        if os.path.isdir(path)
    )


def _gone(request: Request, assessment: Assessment, baseline: Iterable[Known]) -> tuple[str, ...]:
    from checkov_aurora_pg.scanning.changes.novelty import without

    gone = sum(_is_judged(request, one) for one in without(assessment, baseline).gone)
    if not gone:
        return ()
    entries = '1 entry of the baseline is' if gone == 1 else f'{gone} entries of the baseline are'
    return (f'{entries} gone: write it again with `--write-baseline`',)


def accept(result: Result) -> tuple[Result, str]:
    """Return a result without the findings that a baseline takes up, and the baseline's text."""
    from checkov_aurora_pg.scanning.changes import baseline
    from checkov_aurora_pg.scanning.changes.novelty import known_of
    from checkov_aurora_pg.scanning.changes.novelty import without

    settings = result.configuration.settings
    kept = baseline.debt(
        known_of(result.assessment),
        with_undetermined=settings.fail_undetermined,
    )
    novelty = without(result.assessment, kept)
    notes = (*result.notes, f'{novelty.known} taken into the baseline')
    return replace(result, assessment=novelty.assessment, notes=notes), baseline.written(kept)


def _excluded(configuration: Configuration) -> Callable[[str], bool]:
    return exclusion(configuration.exclude, configuration.directory)


def _sources(
    request: Request,
    configuration: Configuration,
    var_files: tuple[str, ...],
) -> Sources:
    sources = discover(
        request.paths,
        var_files,
        beyond=True,
        is_excluded=_excluded(configuration),
        modules=configuration.modules,
    )
    for path in () if os.environ.get(_IN_PRE_COMMIT) else request.paths:
        if os.path.abspath(path) in sources.unknown:
            raise UsageError(f'`{path}` is of no type that is read: give {KNOWN}')
    if request.shard is None:
        return sources
    from checkov_aurora_pg.scanning.shard import Shard
    from checkov_aurora_pg.scanning.shard import part_of

    return part_of(sources, Shard(*request.shard))


def _require_deployment(name: str | None, assessment: Assessment) -> None:
    names = sorted({one.name for _, one in assessment.deployments if one.name})
    if name is not None and name not in names:
        there = f'choose from {", ".join(names)}' if names else 'none is found here'
        raise UsageError(f'no deployment `{name}`: {there}')


def scan(request: Request, progress: Progress | None = None) -> Result:
    """Judge what a request asks for, and leave out what was known. Raises `UsageError`."""
    request = replace(request, paths=tuple(map(_governed, request.paths)))
    configuration = _configuration(request.config)
    _require_files(request.paths, or_directories=True)
    _require_files(request.var_files, or_directories=False)
    var_files = _var_files(request, configuration)
    sources = _sources(request, configuration, var_files)
    assessment = _judge(sources, request, configuration, var_files, progress)
    _require_deployment(request.deployment, assessment)
    result = Result(assessment, configuration)
    if request.since is None and request.baseline is None:
        return result
    from checkov_aurora_pg.scanning.changes.novelty import union
    from checkov_aurora_pg.scanning.changes.novelty import without

    baseline = () if request.baseline is None else _read_baseline(request.baseline)
    former = Former()
    if request.since is not None:
        now = configuration, assessment
        former = _since(request, request.since, sources, now, progress)
    novelty = without(assessment, union(former.known, baseline))
    names = [f'`{name}`' for name in (request.since, request.baseline) if name]
    notes = (
        f'{novelty.known} known from {" and ".join(names)}',
        *former.notes,
        *_gone(request, assessment, baseline),
    )
    problems = (*novelty.assessment.problems, *former.problems)
    return Result(
        replace(novelty.assessment, problems=problems),
        configuration,
        former.changes if request.since is not None else None,
        notes,
    )
