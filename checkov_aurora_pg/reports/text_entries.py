"""The findings of the report for people: each with its line, and what else belongs to it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from collections.abc import Iterator

from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Related
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.reports.code_frame import code_frame
from checkov_aurora_pg.reports.entries import Entry
from checkov_aurora_pg.reports.entries import entries_of
from checkov_aurora_pg.reports.most_severe import most_severe_first
from checkov_aurora_pg.reports.plain_text import printable
from checkov_aurora_pg.reports.screen import BOLD
from checkov_aurora_pg.reports.screen import CYAN
from checkov_aurora_pg.reports.screen import DIM
from checkov_aurora_pg.reports.screen import INDENT
from checkov_aurora_pg.reports.screen import MAGENTA
from checkov_aurora_pg.reports.screen import RED
from checkov_aurora_pg.reports.screen import YELLOW
from checkov_aurora_pg.reports.screen import Screen
from checkov_aurora_pg.reports.sentences import position_of
from checkov_aurora_pg.reports.sentences import skip_title
from checkov_aurora_pg.scanning.diagnostics import Diagnostic
from checkov_aurora_pg.scanning.diagnostics import Report
from checkov_aurora_pg.scanning.skip_remarks import SkipRemark

_COLOURS = {
    Severity.CRITICAL: RED,
    Severity.HIGH: RED,
    Severity.MEDIUM: MAGENTA,
    Severity.LOW: CYAN,
}

# Of what is alike, so many places are enough to find the others.
_MOST_RELATED = 4


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
        message = f'`{diagnostic.spelled or diagnostic.attribute}`: {message}'
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


def _entry_lines(entry: Entry, screen: Screen) -> Iterator[str]:
    """Yield the message of an entry, its line as it is written, and its further places."""
    diagnostic = entry.diagnostic
    position = position_of(diagnostic.place)
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
        position = f'{INDENT}{position_of(related.place)}'
        first, *others = _wrapped(position, printable(related.message), screen.width)
        yield from (screen.painted(line, DIM) for line in (position + first, *others))


def _skip_lines(remark: SkipRemark, screen: Screen) -> Iterator[str]:
    """Yield a remark on a suppression, and the comment as it is written."""
    position = position_of(remark.place)
    head = f'{position} {printable(remark.id)} {skip_title(remark)}:'
    text = printable(f'{remark.message} [{remark.resource}]')
    first, *others = _wrapped(head, text, screen.width)
    shown = screen.painted(f'{skip_title(remark)}:', YELLOW)
    yield f'{screen.painted(position, BOLD)} {printable(remark.id)} {shown}{first}'
    yield from others
    yield from code_frame(remark.place, screen)


def lines_of(
    found: Iterable[Diagnostic], remarks: Iterable[SkipRemark], screen: Screen
) -> Iterator[str]:
    """Yield the entries of diagnostics in their order, then the remarks on suppressions."""
    for entry in entries_of(found):
        yield from _entry_lines(entry, screen)
    for remark in remarks:
        yield from _skip_lines(remark, screen)


def advice_lines(report: Report, screen: Screen) -> Iterator[str]:
    """Yield the command that says more of the worst finding, if there is one."""
    worst = next(
        (one for one in most_severe_first(report.having(Outcome.FAIL)) if one.id != HEALTH), None
    )
    if worst is not None:
        head = 'why, and how to fix it:'
        first, *others = _wrapped(head, f'checkov-aurora-pg --explain {worst.id}', screen.width)
        yield from (f'{head}{first}', *others)
