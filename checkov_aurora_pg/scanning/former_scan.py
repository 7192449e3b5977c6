"""Judges a former revision, and finds what the change since then does to the gate."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.discovery import discover
from checkov_aurora_pg.scanning.changes import baseline
from checkov_aurora_pg.scanning.changes.gate_changes import baseline_changes
from checkov_aurora_pg.scanning.changes.gate_changes import gate_changes
from checkov_aurora_pg.scanning.changes.git_repository import RevisionError
from checkov_aurora_pg.scanning.changes.novelty import Known
from checkov_aurora_pg.scanning.changes.novelty import known_of
from checkov_aurora_pg.scanning.changes.revision import Revision
from checkov_aurora_pg.scanning.changes.revision import require_revision
from checkov_aurora_pg.scanning.changes.revision import revision
from checkov_aurora_pg.scanning.changes.revision_files import RevisionTooLarge
from checkov_aurora_pg.scanning.configuration import VARIABLE
from checkov_aurora_pg.scanning.configuration import Configuration
from checkov_aurora_pg.scanning.configuration import ConfigurationError
from checkov_aurora_pg.scanning.configuration import load
from checkov_aurora_pg.scanning.diagnostics import GateChange
from checkov_aurora_pg.scanning.diagnostics import Report
from checkov_aurora_pg.scanning.judging import excluded
from checkov_aurora_pg.scanning.judging import judged
from checkov_aurora_pg.scanning.request import Progress
from checkov_aurora_pg.scanning.request import Request
from checkov_aurora_pg.scanning.skip_remarks import SkipRemark
from checkov_aurora_pg.scanning.usage_error import UsageError

# By which configuration something was judged, and what came of it.
Judged = tuple[Configuration, Report]


# A remark on a suppression, wherever in its file it stands: id, file, resource, what is wrong.
KnownSkip = tuple[str, str, str, str]


def known_skip(remark: SkipRemark, named: Callable[[str], str]) -> KnownSkip:
    """Return what is the same of a remark where lines move; `named` gives a file's name today."""
    return remark.id, named(remark.place.path), remark.resource, remark.wrong


class Former(NamedTuple):
    """What a revision reports, what lets more through than it, and why it was not judged.

    `skips` are its remarks on suppressions.
    """

    known: tuple[Known, ...] = ()
    changes: tuple[GateChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    skips: frozenset[KnownSkip] = frozenset()


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
    is_excluded = excluded(before)
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


def read_baseline(path: str) -> tuple[Known, ...]:
    """Return what a baseline knows. Raises `UsageError`."""
    try:
        return baseline.read(path)
    except baseline.BaselineError as error:
        raise UsageError(f'--baseline: {error}') from error


def _former_baseline(path: str, revision: Revision) -> tuple[Known, ...]:
    then = revision.place_then(path)
    try:
        return baseline.read(then) if then is not None else ()
    except baseline.BaselineError:
        return ()


def since(
    request: Request,
    name: str,
    sources: Sources,
    now: Judged,
    progress: Progress | None,
) -> Former:
    """Return what a revision reports, with its files' present names, and what became of the gate.

    Where there is nothing to judge today, nothing of then is asked for.
    """
    try:
        if not sources:
            require_revision(name, request.paths)
            return Former()
        with revision(name, request.paths, request.all_var_files(now[0])) as former:
            then = _judged_then(request, sources, now[0], former, progress)
            changes = gate_changes(then, now, former)
            if request.baseline is not None:
                changes += baseline_changes(
                    request.baseline,
                    _former_baseline(request.baseline, former),
                    read_baseline(request.baseline),
                )
            return Former(
                known_of(then[1].diagnostics, former.path_today),
                changes,
                notes=_of_submodules(former),
                skips=frozenset(known_skip(one, former.path_today) for one in then[1].skips),
            )
    except RevisionError as error:
        raise UsageError(f'--since: {error}') from error
    except RevisionTooLarge as error:
        place = Place(os.path.abspath(request.paths[0]), 1, 1)
        return Former(problems=(Problem(place, str(error)),))


def _of_submodules(revision: Revision) -> tuple[str, ...]:
    return tuple(
        f'the submodule `{path}` is not available as it was at `{revision.name}`: all in it '
        'counts as new; fetch its commits first'
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
        for path in request.all_var_files(before)
        if (place := path if revision.is_elsewhere(path) else revision.place_then(path))
    )
    former = _former_sources(request, sources, before, var_files, revision)
    return before, judged(former, request, before, configuration, var_files, progress)
