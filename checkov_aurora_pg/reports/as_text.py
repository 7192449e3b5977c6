"""The report for people, at a terminal."""
from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.policy import Outcome
from checkov_aurora_pg.reports.entries import HEALTH
from checkov_aurora_pg.reports.entries import Entry
from checkov_aurora_pg.reports.entries import Report
from checkov_aurora_pg.reports.entries import relative
from checkov_aurora_pg.values import Place


def printable(text: str) -> str:
    """Return text without anything that a terminal would obey, on one line.

    Names and values come from scanned files: control characters, escape sequences, line
    breaks and marks that reorder text appear as Python escapes.
    """
    return ''.join(
        char if char.isprintable() else char.encode('unicode_escape').decode('ascii')
        for char in text
    )


def _position(place: Place) -> str:
    return f'{printable(relative(place.path))}:{place.line}'


def _lines(entry: Entry) -> Iterator[str]:
    message = entry.message
    if entry.outcome is Outcome.UNDETERMINED:
        message = f'undetermined `{entry.attribute}`: {message}'
        message += f'; {entry.decide}' if entry.decide else ''
    resource = f' [{entry.resource}]' if entry.resource else ''
    yield f'{_position(entry.place)}: {entry.id} {printable(message + resource)}'
    for related in entry.related:
        yield f'    {_position(related.place)}: {printable(related.message)}'


def _summary(report: Report) -> str:
    counts = report.summary
    unjudged = sum(entry.id == HEALTH for entry in report.entries)
    text = (
        f'{counts.failed} failed, {counts.undetermined} undetermined, '
        f'{counts.skipped} skipped, {counts.passed} passed'
    )
    if unjudged:
        return f'{text}; {unjudged} of the failed could not be judged'
    if not report.entries:
        return f'{text}: no Aurora PostgreSQL here'
    return text


def render(report: Report) -> str:
    """Return the findings, then what is undetermined, then the counts."""
    lines = [
        line
        for outcome in (Outcome.FAIL, Outcome.UNDETERMINED)
        for entry in report.entries if entry.outcome is outcome
        for line in _lines(entry)
    ]
    return '\n'.join([*lines, _summary(report)]) + '\n'
