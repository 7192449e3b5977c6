"""The report for people, at a terminal or in a log."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator

from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Related
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.core.reading import State
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.reports.code_frame import code_frame
from checkov_aurora_pg.reports.entries import Entry
from checkov_aurora_pg.reports.entries import entries_of
from checkov_aurora_pg.reports.most_severe import most_severe_first
from checkov_aurora_pg.reports.plain_text import named
from checkov_aurora_pg.reports.plain_text import printable
from checkov_aurora_pg.reports.screen import BOLD
from checkov_aurora_pg.reports.screen import CYAN
from checkov_aurora_pg.reports.screen import DIM
from checkov_aurora_pg.reports.screen import GREEN
from checkov_aurora_pg.reports.screen import INDENT
from checkov_aurora_pg.reports.screen import MAGENTA
from checkov_aurora_pg.reports.screen import PLAIN
from checkov_aurora_pg.reports.screen import RED
from checkov_aurora_pg.reports.screen import YELLOW
from checkov_aurora_pg.reports.screen import Screen
from checkov_aurora_pg.reports.sentences import skip_title
from checkov_aurora_pg.scanning.diagnostics import Diagnostic
from checkov_aurora_pg.scanning.diagnostics import Report
from checkov_aurora_pg.scanning.diagnostics import relative
from checkov_aurora_pg.scanning.skip_remarks import SkipRemark

_COLOURS = {
    Severity.CRITICAL: RED,
    Severity.HIGH: RED,
    Severity.MEDIUM: MAGENTA,
    Severity.LOW: CYAN,
}

# Of what is alike, so many places are enough to find the others.
_MOST_RELATED = 4


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


def _word(diagnostic: Diagnostic) -> tuple[str, str]:
    """Return the word for how bad a diagnostic is, and its colour."""
    if diagnostic.id == HEALTH:
        return 'not judged', RED
    if diagnostic.outcome is Outcome.UNDETERMINED:
        return 'undetermined', YELLOW
    severity = diagnostic.policy.severity
    return severity.lower(), _COLOURS[severity]


def _text(entry: Entry) -> str:
    diagnostic = entry.diagnostic
    message = diagnostic.message
    if diagnostic.outcome is Outcome.UNDETERMINED:
        message = f'`{diagnostic.attribute}`: {message}'
        message += f'; {diagnostic.decide}' if diagnostic.decide else ''
    if not diagnostic.resource:
        return message
    more = f' and {len(entry.alike)} like it' if entry.alike else ''
    return f'{message} [{diagnostic.resource}{more}]'


def _related(entry: Entry) -> Iterator[Related]:
    """Yield the further places of an entry, each once; of many that are alike only some."""
    diagnostic = entry.diagnostic
    if diagnostic.declared is not None:
        yield Related(diagnostic.declared, f'`{diagnostic.resource}` is written here')
    of_alike = (related for one in entry.alike for related in one.related)
    others = [one for one in dict.fromkeys(of_alike) if one not in diagnostic.related]
    yield from (*diagnostic.related, *others[:_MOST_RELATED])
    repeats = (
        Related(
            Place(one.place.path, one.place.line, one.place.line),
            f'`{one.resource}` fails {one.id} for this reason',
        )
        for one in entry.repeats
    )
    yield from list(dict.fromkeys(repeats))[: _MOST_RELATED + 1]


def _lines(entry: Entry, screen: Screen) -> Iterator[str]:
    diagnostic = entry.diagnostic
    position = _position(diagnostic.place)
    word, colour = _word(diagnostic)
    head = f'{position} {diagnostic.id} {word}:'
    first, *others = _wrapped(head, printable(_text(entry)), screen.width)
    shown_id = screen.linked(
        screen.painted(diagnostic.id, BOLD, colour), diagnostic.policy.references[0]
    )
    shown_word = screen.painted(f'{word}:', colour)
    yield f'{screen.painted(position, BOLD)} {shown_id} {shown_word}{first}'
    yield from others
    yield from code_frame(diagnostic.place, screen)
    for related in _related(entry):
        position = f'{INDENT}{_position(related.place)}'
        first, *others = _wrapped(position, printable(related.message), screen.width)
        yield from (screen.painted(line, DIM) for line in (position + first, *others))


def _skip_lines(remark: SkipRemark, screen: Screen) -> Iterator[str]:
    position = _position(remark.place)
    head = f'{position} {printable(remark.id)} {skip_title(remark)}:'
    text = printable(f'{remark.message} [{remark.resource}]')
    first, *others = _wrapped(head, text, screen.width)
    shown = screen.painted(f'{skip_title(remark)}:', YELLOW)
    yield f'{screen.painted(position, BOLD)} {printable(remark.id)} {shown}{first}'
    yield from others
    yield from code_frame(remark.place, screen)


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


def _advice(report: Report, screen: Screen) -> Iterator[str]:
    """Yield the command that says more of the worst finding, if there is one."""
    worst = next(
        (one for one in most_severe_first(report.having(Outcome.FAIL)) if one.id != HEALTH), None
    )
    if worst is not None:
        head = 'why, and how to fix it:'
        first, *others = _wrapped(head, f'checkov-aurora-pg --explain {worst.id}', screen.width)
        yield from (f'{head}{first}', *others)


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
        where = f'{_position(change.place)} ' if change.place is not None else ''
        yield f'{where}the gate lets more through: {printable(change.message)}'
    yield from map(printable, report.notes)


def render(report: Report, screen: Screen = PLAIN, *, is_quiet: bool = False) -> str:
    """Return the findings, the undetermined, remarks on skips, the counts of files and of verdicts.

    A quiet report has the findings alone, and the counts where there is anything that one
    has to know: a failure, or something undetermined.
    """
    outcomes = (Outcome.FAIL,) if is_quiet else (Outcome.FAIL, Outcome.UNDETERMINED)
    lines = [
        line
        for outcome in outcomes
        for entry in entries_of(report.having(outcome))
        for line in _lines(entry, screen)
    ]
    for remark in () if is_quiet else report.skips:
        lines += _skip_lines(remark, screen)
    if not is_quiet or report.summary.failed or report.summary.undetermined:
        apart = [''] if lines and screen.width is not None else []
        files = [coverage(report)] if report.coverage and not is_quiet else []
        lines += [*apart, *files, summary(report, screen)]
    lines += gate_lines(report) if report.changes or not is_quiet else ()
    lines += () if is_quiet else _advice(report, screen)
    return ''.join(f'{line}\n' for line in lines)
