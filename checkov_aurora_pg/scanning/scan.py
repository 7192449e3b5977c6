"""One scan: judges what is below the paths, and leaves out what was known before."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.discovery import discover
from checkov_aurora_pg.readers.walking.file_names import KNOWN
from checkov_aurora_pg.scanning.configuration import FILE_NAME
from checkov_aurora_pg.scanning.configuration import Configuration
from checkov_aurora_pg.scanning.configuration import ConfigurationError
from checkov_aurora_pg.scanning.configuration import load
from checkov_aurora_pg.scanning.diagnostics import Report
from checkov_aurora_pg.scanning.diagnostics import diagnostic_of_problem
from checkov_aurora_pg.scanning.diagnostics import in_order
from checkov_aurora_pg.scanning.judging import excluded
from checkov_aurora_pg.scanning.judging import judged
from checkov_aurora_pg.scanning.request import Progress
from checkov_aurora_pg.scanning.request import Request
from checkov_aurora_pg.scanning.usage_error import UsageError

if TYPE_CHECKING:
    from checkov_aurora_pg.scanning.changes.novelty import Known

# `pre-commit` sets it, and names every file of a commit, of whatever type.
_IN_PRE_COMMIT = 'PRE_COMMIT'


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What is new, and what it was asked for and judged by."""

    report: Report
    request: Request
    configuration: Configuration

    def has_failed(self) -> bool:
        """Return whether there is a finding that fails, by its severity and the configuration."""
        outcomes = {Outcome.FAIL}
        if self.configuration.settings.fail_undetermined:
            outcomes.add(Outcome.UNDETERMINED)
        found = [one for one in self.report.diagnostics if one.outcome in outcomes]
        if not found:
            return False
        from checkov_aurora_pg.scanning.selection import selection_of

        failing = selection_of(self.request, self.configuration).failing()
        return any(not failing.isdisjoint((one.id, *one.others)) for one in found)


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


def _is_judged(request: Request, policies: Iterable[str], known: Known) -> bool:
    """Return whether this scan would have found something if it were still there."""
    from checkov_aurora_pg.scanning.repository_paths import repository_relative

    return known.identity.id in policies and any(
        known.identity.path.startswith(repository_relative(os.path.join(path, '_'))[:-1])
        for path in request.paths
        if os.path.isdir(path)
    )


def _gone(result: Result, baseline: Iterable[Known]) -> tuple[str, ...]:
    """Say how many entries of a baseline are found no more, where this scan would find them."""
    from checkov_aurora_pg.scanning.changes.novelty import without
    from checkov_aurora_pg.scanning.selection import policies_of

    if result.request.shard is not None:
        return ()
    policies = {one.id for one in policies_of(result.request, result.configuration)}
    left = without(result.report.diagnostics, baseline).gone
    gone = sum(_is_judged(result.request, policies, one) for one in left)
    if not gone:
        return ()
    entries = '1 entry of the baseline is' if gone == 1 else f'{gone} entries of the baseline are'
    return (f'{entries} gone: write it again with `--write-baseline`',)


def accept(result: Result) -> tuple[Result, str]:
    """Return a result without the findings that a baseline takes up, and the baseline's text."""
    from checkov_aurora_pg.scanning.changes import baseline
    from checkov_aurora_pg.scanning.changes.novelty import known_of
    from checkov_aurora_pg.scanning.changes.novelty import without

    report = result.report
    kept = baseline.debt(
        known_of(report.diagnostics),
        with_undetermined=result.configuration.settings.fail_undetermined,
    )
    novelty = without(report.diagnostics, kept)
    notes = (*report.notes, f'{novelty.known} taken into the baseline')
    left = replace(report, diagnostics=novelty.diagnostics, notes=notes)
    return replace(result, report=left), baseline.written(kept)


def _sources(
    request: Request,
    configuration: Configuration,
    var_files: tuple[str, ...],
) -> Sources:
    sources = discover(
        request.paths,
        var_files,
        beyond=True,
        is_excluded=excluded(configuration),
        modules=configuration.modules,
    )
    for path in () if os.environ.get(_IN_PRE_COMMIT) else request.paths:
        if os.path.abspath(path) in sources.unknown:
            raise UsageError(f'`{path}` has a type that is not read: give {KNOWN}')
    if request.shard is None:
        return sources
    from checkov_aurora_pg.scanning.shard import Shard
    from checkov_aurora_pg.scanning.shard import part_of

    return part_of(sources, Shard(*request.shard))


def _require_deployment(name: str | None, report: Report) -> None:
    names = sorted({one.name for _, one in report.deployments if one.name})
    if name is not None and name not in names:
        there = f'choose from {", ".join(names)}' if names else 'none is found here'
        raise UsageError(f'no deployment `{name}`: {there}')


def _new(result: Result, sources: Sources, progress: Progress | None) -> Report:
    """Return the report without what the revision and the baseline have that are compared."""
    from checkov_aurora_pg.scanning import former_scan
    from checkov_aurora_pg.scanning.changes.novelty import union
    from checkov_aurora_pg.scanning.changes.novelty import without
    from checkov_aurora_pg.scanning.repository_paths import repository_relative

    request, report = result.request, result.report
    baseline = former_scan.read_baseline(request.baseline) if request.baseline else ()
    former = former_scan.Former()
    if request.since is not None:
        now = result.configuration, report
        former = former_scan.since(request, request.since, sources, now, progress)
    novelty = without(report.diagnostics, union(former.known, baseline))
    names = [f'`{name}`' for name in (request.since, request.baseline) if name]
    problems = map(diagnostic_of_problem, former.problems)
    skips = tuple(
        one
        for one in report.skips
        if former_scan.known_skip(one, repository_relative) not in former.skips
    )
    return replace(
        report,
        diagnostics=in_order((*novelty.diagnostics, *problems)),
        skips=skips,
        changes=former.changes if request.since is not None else None,
        notes=(
            f'{novelty.known} known from {" and ".join(names)}',
            *former.notes,
            *_gone(result, baseline),
        ),
    )


def scan(request: Request, progress: Progress | None = None) -> Result:
    """Judge what a request asks for, and leave out what was known. Raises `UsageError`."""
    request = replace(request, paths=tuple(map(_governed, request.paths)))
    configuration = _configuration(request.config)
    _require_files(request.paths, or_directories=True)
    _require_files(request.var_files, or_directories=False)
    var_files = request.all_var_files(configuration)
    sources = _sources(request, configuration, var_files)
    report = judged(sources, request, configuration, configuration, var_files, progress)
    _require_deployment(request.deployment, report)
    result = Result(report, request, configuration)
    if request.since is None and request.baseline is None:
        return result
    return replace(result, report=_new(result, sources, progress))
