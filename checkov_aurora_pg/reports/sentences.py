"""What a diagnostic says in one line, where there is no column for each of its parts."""

from __future__ import annotations

from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.reports.plain_text import named
from checkov_aurora_pg.scanning.diagnostics import Diagnostic
from checkov_aurora_pg.scanning.diagnostics import relative
from checkov_aurora_pg.scanning.skip_remarks import SkipRemark
from checkov_aurora_pg.scanning.skip_remarks import Wrong

_SKIP_TITLES = {
    Wrong.UNKNOWN: 'unknown skip',
    Wrong.NO_REASON: 'skip without a reason',
    Wrong.UNUSED: 'unused skip',
}


def sentence(diagnostic: Diagnostic) -> str:
    """Return a diagnostic's message, what would decide it, and its resource in brackets."""
    message = diagnostic.message
    if diagnostic.outcome is Outcome.UNDETERMINED:
        message = f'undetermined `{diagnostic.spelled or diagnostic.attribute}`: {message}'
        message += f'; {diagnostic.decide}' if diagnostic.decide else ''
    return f'{message} [{diagnostic.resource}]' if diagnostic.resource else message


def skip_title(remark: SkipRemark) -> str:
    """Return what is wrong with a suppression, in a few words that may follow its id."""
    return _SKIP_TITLES[remark.wrong]


def position_of(place: Place) -> str:
    """Return where a place begins, as `path:line:`."""
    return f'{named(relative(place.path))}:{place.line}:'
