"""Annotations on a pull request: workflow commands that GitHub's runner reads from the log.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions. How the runner
reads them back is in its ActionCommand.cs: a command ends with its line; `%25`, `%0D` and `%0A`
are unescaped in a message, and `%3A` and `%2C` in a property too. GitHub shows ten errors,
ten warnings and ten notices of a step, so that the most severe come first.
"""

from __future__ import annotations

import os

from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.reports.as_text import summary
from checkov_aurora_pg.reports.most_severe import most_severe_first
from checkov_aurora_pg.reports.plain_text import printable
from checkov_aurora_pg.reports.screen import PLAIN
from checkov_aurora_pg.reports.sentences import sentence
from checkov_aurora_pg.reports.sentences import skip_title
from checkov_aurora_pg.scanning.diagnostics import Diagnostic
from checkov_aurora_pg.scanning.diagnostics import GateChange
from checkov_aurora_pg.scanning.diagnostics import Report
from checkov_aurora_pg.scanning.repository_paths import repository_relative
from checkov_aurora_pg.scanning.skip_remarks import SkipRemark

ERROR, WARNING, NOTICE = 'error', 'warning', 'notice'

_LEVELS = {
    Severity.CRITICAL: ERROR,
    Severity.HIGH: ERROR,
    Severity.MEDIUM: WARNING,
    Severity.LOW: NOTICE,
}


def _data(text: str) -> str:
    return text.replace('%', '%25').replace('\r', '%0D').replace('\n', '%0A')


def _property(text: str) -> str:
    return _data(text).replace(':', '%3A').replace(',', '%2C')


def _file(path: str) -> str:
    """Return a path as its file is called, but for what a log would obey or hide."""
    shown = repository_relative(path)
    return ''.join(char if char in '\r\n' else printable(char) for char in shown)


def _level(diagnostic: Diagnostic) -> str:
    if diagnostic.outcome is Outcome.UNDETERMINED:
        return NOTICE
    return ERROR if diagnostic.id == HEALTH else _LEVELS[diagnostic.policy.severity]


def _place(diagnostic: Diagnostic) -> Place:
    """Return where the author can act: in the root, or where it calls what holds the diagnostic.

    What a call passes stands in the root, though the resource does not; what a program
    generated is at the program's line already.
    """
    if not diagnostic.calls or diagnostic.generated is not None:
        return diagnostic.place
    call = diagnostic.calls[0].place
    is_in_root = os.path.dirname(diagnostic.place.path) == os.path.dirname(call.path)
    return diagnostic.place if is_in_root else call


def _message(diagnostic: Diagnostic, place: Place) -> str:
    if place == diagnostic.place:
        return sentence(diagnostic)
    defined = f'{repository_relative(diagnostic.place.path)}:{diagnostic.place.line}'
    return f'{sentence(diagnostic)}; defined at {defined}'


def _command(diagnostic: Diagnostic) -> str:
    place = _place(diagnostic)
    properties = {
        'file': _file(place.path),
        'line': str(place.line),
        'endLine': str(place.end_line),
        'title': f'{diagnostic.id}: {diagnostic.policy.title}',
    }
    return _written(_level(diagnostic), properties, _message(diagnostic, place))


def _skip(remark: SkipRemark) -> str:
    place = remark.place
    properties = {
        'file': _file(place.path),
        'line': str(place.line),
        'endLine': str(place.end_line),
        'title': f'{remark.id}: {skip_title(remark)}',
    }
    return _written(NOTICE, properties, f'{remark.message} [{remark.resource}]')


def _gate(change: GateChange) -> str:
    properties = {'title': 'the gate lets more through'}
    if change.place is not None:
        place = change.place
        properties |= {'file': _file(place.path), 'line': str(place.line)}
    return _written(WARNING, properties, change.message)


def _written(level: str, properties: dict[str, str], message: str) -> str:
    written = ','.join(f'{name}={_property(text)}' for name, text in properties.items())
    return f'::{level} {written}::{_data(printable(message))}'


def render(report: Report) -> str:
    """Return a command for each change of the gate and each finding, then the other diagnostics.

    Those are what is undetermined, and remarks on skips; the counts and notes come last.
    """
    diagnostics = (
        *most_severe_first(report.having(Outcome.FAIL)),
        *report.having(Outcome.UNDETERMINED),
    )
    return ''.join(
        f'{line}\n'
        for line in (
            *map(_gate, report.changes or ()),
            *map(_command, diagnostics),
            *map(_skip, report.skips),
            summary(report, PLAIN),
            *map(printable, report.notes),
        )
    )
