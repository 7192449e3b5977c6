"""What a diagnostic says in one line, where there is no column for each of its parts."""

from __future__ import annotations

from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.scanning.diagnostics import Diagnostic


def sentence(diagnostic: Diagnostic) -> str:
    """Return a diagnostic's message, what would decide it, and its resource in brackets."""
    message = diagnostic.message
    if diagnostic.outcome is Outcome.UNDETERMINED:
        message = f'undetermined `{diagnostic.attribute}`: {message}'
        message += f'; {diagnostic.decide}' if diagnostic.decide else ''
    return f'{message} [{diagnostic.resource}]' if diagnostic.resource else message
