"""The report for people, at a terminal or in a log."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator

from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.reading import State
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.reports.plain_text import named
from checkov_aurora_pg.reports.plain_text import printable
from checkov_aurora_pg.reports.screen import BOLD
from checkov_aurora_pg.reports.screen import DIM
from checkov_aurora_pg.reports.screen import GREEN
from checkov_aurora_pg.reports.screen import PLAIN
from checkov_aurora_pg.reports.screen import RED
from checkov_aurora_pg.reports.screen import YELLOW
from checkov_aurora_pg.reports.screen import Screen
from checkov_aurora_pg.reports.sentences import sentence
from checkov_aurora_pg.scanning.diagnostics import Diagnostic
from checkov_aurora_pg.scanning.diagnostics import Report
from checkov_aurora_pg.scanning.diagnostics import relative

INDENT = '    '

_COLOURS = {Outcome.FAIL: RED, Outcome.UNDETERMINED: YELLOW}


def _position(place: Place) -> str:
    return f'{named(relative(place.path))}:{place.line}:'


def _wrapped(head: str, text: str, width: int | None) -> list[str]:
    """Return what follows a head that stays whole, on lines of a width."""
    if width is None:
        return [f' {text}']
    stand_in = 'x' * len(head)
    first, *others = textwrap.wrap(
        f'{stand_in} {text}',
        width,
        subsequent_indent=INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [first[len(head) :], *others]


def _lines(diagnostic: Diagnostic, screen: Screen) -> Iterator[str]:
    position = _position(diagnostic.place)
    text = printable(sentence(diagnostic))
    first, *others = _wrapped(f'{position} {diagnostic.id}', text, screen.width)
    shown_id = screen.painted(diagnostic.id, BOLD, _COLOURS[diagnostic.outcome])
    yield f'{screen.painted(position, BOLD)} {shown_id}{first}'
    yield from others
    for related in diagnostic.related:
        position = f'{INDENT}{_position(related.place)}'
        first, *others = _wrapped(position, printable(related.message), screen.width)
        yield from (screen.painted(line, DIM) for line in (position + first, *others))


def _counts(report: Report, screen: Screen) -> str:
    counts = report.summary
    return ', '.join(
        screen.painted(f'{count} {name}', BOLD, colour) if count else f'{count} {name}'
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
        return f'{text}; {len(report.unjudged)} of the failed could not be judged'
    if not report.diagnostics and not report.notes and not report.coverage:
        return f'{text}: no Aurora PostgreSQL here'
    return text


def gate_lines(report: Report) -> Iterator[str]:
    """Yield what lets more through than before, and how the report came to be what it is."""
    for change in report.changes or ():
        where = f'{_position(change.place)} ' if change.place is not None else ''
        yield f'{where}the gate lets more through: {printable(change.message)}'
    yield from map(printable, report.notes)


def render(report: Report, screen: Screen = PLAIN, *, is_quiet: bool = False) -> str:
    """Return the findings, then what is undetermined, then the counts: of files, of verdicts.

    A quiet report has the findings alone, and the counts where there is anything that one
    has to know: a failure, or something undetermined.
    """
    outcomes = (Outcome.FAIL,) if is_quiet else (Outcome.FAIL, Outcome.UNDETERMINED)
    lines = [
        line
        for outcome in outcomes
        for diagnostic in report.having(outcome)
        for line in _lines(diagnostic, screen)
    ]
    if not is_quiet or report.summary.failed or report.summary.undetermined:
        apart = [''] if lines and screen.width is not None else []
        files = [coverage(report)] if report.coverage and not is_quiet else []
        lines += [*apart, *files, summary(report, screen)]
    lines += gate_lines(report) if report.changes or not is_quiet else ()
    return ''.join(f'{line}\n' for line in lines)
