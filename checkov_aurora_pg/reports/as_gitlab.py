"""The report for GitLab's Code Quality, on the changes of a merge request.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format: an array of objects
with `description`, `check_name`, `fingerprint` (unique in the report), `severity` and
`location`, whose `path` is relative to the repository and has no leading `./`.
"""

from __future__ import annotations

from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.reports.json_text import json_text
from checkov_aurora_pg.reports.plain_text import printable
from checkov_aurora_pg.reports.sentences import sentence
from checkov_aurora_pg.scanning.changes.identity import with_fingerprints
from checkov_aurora_pg.scanning.diagnostics import Diagnostic
from checkov_aurora_pg.scanning.diagnostics import Report
from checkov_aurora_pg.scanning.repository_paths import repository_relative

INFO, BLOCKER = 'info', 'blocker'

_SEVERITIES = {
    Severity.LOW: 'minor',
    Severity.MEDIUM: 'major',
    Severity.HIGH: 'critical',
    Severity.CRITICAL: BLOCKER,
}


def _severity(diagnostic: Diagnostic) -> str:
    if diagnostic.outcome is Outcome.UNDETERMINED:
        return INFO
    return BLOCKER if diagnostic.id == HEALTH else _SEVERITIES[diagnostic.policy.severity]


def _degradation(diagnostic: Diagnostic, fingerprint: str) -> dict[str, object]:
    return {
        'description': printable(sentence(diagnostic)),
        'check_name': diagnostic.id,
        'fingerprint': fingerprint,
        'severity': _severity(diagnostic),
        'location': {
            'path': printable(repository_relative(diagnostic.place.path)),
            'lines': {'begin': diagnostic.place.line},
        },
    }


def render(report: Report) -> str:
    """Return a JSON array: the findings, and what is undetermined as information."""
    diagnostics = (*report.having(Outcome.FAIL), *report.having(Outcome.UNDETERMINED))
    return json_text([_degradation(*each) for each in with_fingerprints(diagnostics)])
