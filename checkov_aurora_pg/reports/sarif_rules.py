"""The policies as SARIF's rules."""

from __future__ import annotations

from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.facts.controls import controls
from checkov_aurora_pg.reports.explanation import markdown
from checkov_aurora_pg.reports.explanation import paragraphs
from checkov_aurora_pg.reports.explanation import plain

ERROR, WARNING, NOTE = 'error', 'warning', 'note'

_LEVELS = {
    Severity.CRITICAL: ERROR,
    Severity.HIGH: ERROR,
    Severity.MEDIUM: WARNING,
    Severity.LOW: NOTE,
}

# In the middle of what GitHub shows as critical (over 9.0), high (7.0), medium (4.0) and low.
_SCORES = {
    Severity.CRITICAL: '9.5',
    Severity.HIGH: '8.0',
    Severity.MEDIUM: '5.5',
    Severity.LOW: '2.0',
}

# GitHub shows a full description of up to 1,024 characters.
_LONGEST = 1024


def level(policy: Policy) -> str:
    """Return SARIF's level of a policy's findings."""
    return _LEVELS[policy.severity]


def _tags(policy: Policy) -> list[str]:
    matching = controls(policy.id).items()
    return [
        'security',
        'aurora-postgresql',
        *(f'{framework} {id}' for framework, ids in matching for id in ids),
    ]


def rule(policy: Policy) -> dict[str, object]:
    """Return a policy as a `reportingDescriptor`."""
    return {
        'id': policy.id,
        'name': ''.join(word.capitalize() for word in policy.name.split('_')),
        'shortDescription': {'text': f'{policy.title}.'},
        'fullDescription': {'text': paragraphs(policy)[0][:_LONGEST]},
        'help': {'text': plain(policy), 'markdown': markdown(policy)},
        'helpUri': policy.references[0],
        'defaultConfiguration': {'level': level(policy)},
        'properties': {
            'tags': _tags(policy),
            'precision': 'very-high',
            'security-severity': _SCORES[policy.severity],
        },
    }
