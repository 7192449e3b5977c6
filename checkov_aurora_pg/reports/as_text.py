"""The report for people, at a terminal or in a log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.core.reading import State
from checkov_aurora_pg.reports.plain_text import printable
from checkov_aurora_pg.reports.screen import BOLD
from checkov_aurora_pg.reports.screen import GREEN
from checkov_aurora_pg.reports.screen import PLAIN
from checkov_aurora_pg.reports.screen import RED
from checkov_aurora_pg.reports.screen import YELLOW
from checkov_aurora_pg.reports.screen import Screen
from checkov_aurora_pg.reports.sentences import position_of
from checkov_aurora_pg.scanning.diagnostics import Report


def _by_severity(report: Report) -> str:
    """Return how many failures have which severity, from critical to low."""
    severities = Counter(
        one.policy.severity for one in report.having(Outcome.FAIL) if one.id != HEALTH
    )
    counts = (f'{severities[one]} {one.lower()}' for one in reversed(Severity) if severities[one])
    return ', '.join(counts)


def _counts(report: Report, screen: Screen) -> str:
    counts = report.summary
    by_severity = _by_severity(report)
    return ', '.join(
        (screen.painted(f'{count} {name}', BOLD, colour) if count else f'{count} {name}')
        + (f' ({by_severity})' if name == 'failed' and by_severity else '')
        for count, name, colour in (
            (counts.failed, 'failed', RED),
            (counts.undetermined, 'undetermined', YELLOW),
            (counts.skipped, 'skipped', YELLOW),
            (counts.passed, 'passed', GREEN),
        )
    )


def coverage(report: Report) -> str:
    """Return how many files are in which state of the ledger, and why some are left out."""
    states = Counter(account.state for account in report.coverage)
    counts = [
        f'{states[State.JUDGED]} judged',
        *(
            f'{states[state]} {state.value}'
            for state in State
            if state is not State.JUDGED and states[state]
        ),
    ]
    reasons = Counter(
        account.reason for account in report.coverage if account.state is State.LEFT_OUT
    )
    why = ', '.join(f'{count} {reason}' for reason, count in sorted(reasons.items()))
    return f'files: {", ".join(counts)}' + (f' ({why})' if why else '')


def summary(report: Report, screen: Screen) -> str:
    """Return the line that one reads first."""
    text = _counts(report, screen)
    if report.unjudged:
        return f'{text}; {len(report.unjudged)} of the failures could not be judged'
    if not report.diagnostics and not report.notes and not report.coverage:
        return f'{text}: no Aurora PostgreSQL here'
    return text


def gate_lines(report: Report) -> Iterator[str]:
    """Yield what lets more through than before, and how the report came to be what it is."""
    for change in report.changes or ():
        where = f'{position_of(change.place)} ' if change.place is not None else ''
        yield f'{where}the gate lets more through: {printable(change.message)}'
    yield from map(printable, report.notes)


def render(report: Report, screen: Screen = PLAIN, *, is_quiet: bool = False) -> str:
    """Return the findings, the undetermined, remarks on skips, the counts of files and of verdicts.

    A quiet report has the findings alone, and the counts where there is anything that one
    has to know: a failure, or something undetermined.
    """
    outcomes = (Outcome.FAIL,) if is_quiet else (Outcome.FAIL, Outcome.UNDETERMINED)
    found = [one for outcome in outcomes for one in report.having(outcome)]
    remarks = () if is_quiet else report.skips
    lines: list[str] = []
    advice: list[str] = []
    if found or remarks:  # else nothing of a finding is imported: most runs of a hook find none
        from checkov_aurora_pg.reports import text_entries

        lines += text_entries.lines_of(found, remarks, screen)
        advice += () if is_quiet else text_entries.advice_lines(report, screen)
    if not is_quiet or report.summary.failed or report.summary.undetermined:
        apart = [''] if lines and screen.width is not None else []
        files = [coverage(report)] if report.coverage and not is_quiet else []
        lines += [*apart, *files, summary(report, screen)]
    lines += gate_lines(report) if report.changes or not is_quiet else ()
    return ''.join(f'{line}\n' for line in (*lines, *advice))
