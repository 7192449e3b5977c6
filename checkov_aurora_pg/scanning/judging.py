"""Judges what was found, by the policies that a request and its configuration select."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.ledger import Ledger
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.scanning.assessment import Assessment
from checkov_aurora_pg.scanning.configuration import Configuration
from checkov_aurora_pg.scanning.diagnostics import Report
from checkov_aurora_pg.scanning.diagnostics import report_of
from checkov_aurora_pg.scanning.exclusion import exclusion
from checkov_aurora_pg.scanning.request import Progress
from checkov_aurora_pg.scanning.request import Request
from checkov_aurora_pg.scanning.skip_remarks import Wrong


def excluded(configuration: Configuration) -> Callable[[str], bool]:
    """Return what says of an absolute path whether the configuration leaves it out."""
    return exclusion(configuration.exclude, configuration.directory)


def judged(
    sources: Sources,
    request: Request,
    configuration: Configuration,
    selecting: Configuration,
    var_files: tuple[str, ...],
    progress: Progress | None,
) -> Report:
    """Return the report of what was found, as a configuration says that it is judged.

    `selecting` is the configuration that says which policies judge: today's, whatever revision is
    judged. Raises `UsageError` for a choice of no policy.
    """
    if not sources and not request.check and not request.skip_check:
        return report_of(Assessment(ledger=tuple(Ledger(sources).accounts())))
    # A tree without Aurora does not pay for the import of the policies.
    from checkov_aurora_pg.scanning.assessment import assess
    from checkov_aurora_pg.scanning.selection import policies_of

    options = ReadOptions(
        var_files,
        declared=configuration.deployments,
        modules=configuration.modules,
    )
    policies = policies_of(request, selecting)
    report = report_of(
        assess(sources, policies, configuration.settings, options, progress, request.deployment)
    )
    if request.shard is None:
        return report
    # What another part judges may need what nothing needs here.
    return replace(report, skips=tuple(one for one in report.skips if one.wrong != Wrong.UNUSED))
