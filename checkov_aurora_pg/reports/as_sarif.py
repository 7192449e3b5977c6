"""The report for code scanning: SARIF 2.1.0.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, and what GitHub reads of it:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from collections.abc import Mapping
from urllib.parse import quote

from checkov_aurora_pg import __version__
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Related
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.reports.json_text import json_text
from checkov_aurora_pg.reports.plain_text import printable
from checkov_aurora_pg.reports.sarif_rules import ERROR
from checkov_aurora_pg.reports.sarif_rules import NOTE
from checkov_aurora_pg.reports.sarif_rules import level
from checkov_aurora_pg.reports.sarif_rules import rule
from checkov_aurora_pg.reports.sentences import sentence
from checkov_aurora_pg.reports.sentences import skip_title
from checkov_aurora_pg.scanning.changes.identity import with_fingerprints
from checkov_aurora_pg.scanning.diagnostics import Diagnostic
from checkov_aurora_pg.scanning.diagnostics import Report
from checkov_aurora_pg.scanning.repository_paths import repository_relative
from checkov_aurora_pg.scanning.skip_remarks import SkipRemark

Json = dict[str, object]

SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'
ROOT = '%SRCROOT%'

# What the policies ask of a cluster is written there.
PAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html'

# More links than these make no message that one reads.
_MOST_LINKS = 10

# What a link in a message is made of, and what escapes it.
_OF_LINKS = re.compile(r'[\[\]\\]')

# GitHub's upload adds `primaryLocationLineHash`, which it alone reads, and warns of one that
# it would have computed otherwise. This one is for whoever follows findings elsewhere.
FINGERPRINT = 'policyFileResourceAttribute/v1'


def _artifact(path: str) -> Json:
    """Return a file by its path in the repository, or by its whole path outside of it."""
    relative = repository_relative(path)
    if relative.split('/')[0] == os.pardir:
        return {'uri': f'file://{_quoted(os.path.abspath(path))}'}
    return {'uri': _quoted(relative), 'uriBaseId': ROOT}


def _quoted(path: str) -> str:
    return quote(path, errors='surrogatepass')


def _region(place: Place) -> Json:
    region: Json = {'startLine': place.line}
    if place.column:
        region['startColumn'] = place.column
    region['endLine'] = place.end_line
    if place.end_column:
        region['endColumn'] = place.end_column
    return region


def _location(place: Place) -> Json:
    physical = {'artifactLocation': _artifact(place.path), 'region': _region(place)}
    return {'physicalLocation': physical}


def _message(text: str, related: Iterable[Related] = ()) -> Json:
    """Return a message, with a link to each related location by its id.

    GitHub shows no related location that the message does not link to. Source: SARIF 2.1.0, 3.11.6.
    """
    links = ', '.join(
        f'[{_escaped(one.message)}]({number})'
        for number, one in enumerate(related, 1)
        if number <= _MOST_LINKS
    )
    return {'text': f'{_escaped(text)}; see {links}' if links else _escaped(text)}


def _escaped(text: str) -> str:
    """Return a text that anybody may have written, in which nothing is a link."""
    return _OF_LINKS.sub(r'\\\g<0>', printable(text))


def _related(number: int, related: Related) -> Json:
    return {
        'id': number,
        **_location(related.place),
        'message': _message(related.message),
    }


def _located(diagnostic: Diagnostic) -> Json:
    located = _location(diagnostic.place)
    if diagnostic.resource:
        located['logicalLocations'] = [
            {'fullyQualifiedName': printable(diagnostic.resource), 'kind': 'resource'},
        ]
    return located


def _result(diagnostic: Diagnostic, fingerprint: str, rules: Mapping[str, int]) -> Json:
    result: Json = {
        'ruleId': diagnostic.id,
        'ruleIndex': rules[diagnostic.id],
        'level': level(diagnostic.policy),
        'message': _message(sentence(diagnostic), diagnostic.related),
        'locations': [_located(diagnostic)],
        'partialFingerprints': {FINGERPRINT: fingerprint},
    }
    if diagnostic.related:
        result['relatedLocations'] = [
            _related(number, related) for number, related in enumerate(diagnostic.related, 1)
        ]
    if diagnostic.attribute:
        result['properties'] = {'attribute': printable(diagnostic.attribute)}
    if diagnostic.outcome is Outcome.SKIP:
        result |= _suppressed(diagnostic)
    return result


def _suppressed(diagnostic: Diagnostic) -> Json:
    """Return what makes a result one that its author skips in the code."""
    reason = printable(diagnostic.message)
    suppression = {'kind': 'inSource', **({'justification': reason} if reason else {})}
    text = f'{diagnostic.policy.title}: skipped in the code'
    return {
        'level': NOTE,
        'message': _message(f'{text}: {diagnostic.message}' if reason else text),
        'suppressions': [suppression],
    }


def _notification(diagnostic: Diagnostic, rules: Mapping[str, int], notified: str) -> Json:
    return {
        'level': notified,
        'message': _message(sentence(diagnostic)),
        'locations': [_location(diagnostic.place)],
        'associatedRule': {'id': diagnostic.id, 'index': rules[diagnostic.id]},
    }


def _skip(remark: SkipRemark) -> Json:
    text = f'{remark.id}: {skip_title(remark)}: {remark.message} [{remark.resource}]'
    return {
        'level': NOTE,
        'message': _message(text),
        'locations': [_location(remark.place)],
    }


def _invocation(report: Report, rules: Mapping[str, int]) -> Json:
    """Return how the run went: what it could not judge, and what is undetermined.

    The undetermined and remarks on skips are no results: code scanning takes every result for
    an alert.
    """
    return {
        'executionSuccessful': not report.unjudged,
        'toolExecutionNotifications': [
            *(_notification(diagnostic, rules, ERROR) for diagnostic in report.unjudged),
            *(
                _notification(diagnostic, rules, NOTE)
                for diagnostic in report.having(Outcome.UNDETERMINED)
            ),
            *map(_skip, report.skips),
        ],
    }


def _results(diagnostics: Iterable[Diagnostic], rules: Mapping[str, int]) -> list[Json]:
    return [_result(diagnostic, mark, rules) for diagnostic, mark in with_fingerprints(diagnostics)]


def render(report: Report) -> str:
    """Return a SARIF log of one run, in ASCII.

    Its rules are those that the tool has, judged or not. Its results are the findings, what
    could not be judged (policy 0), and what the code skips, suppressed with its reason.
    """
    rules = {policy.id: number for number, policy in enumerate(POLICIES)}
    # A team may give a policy another severity.
    policies = {policy.id: policy for policy in POLICIES}
    policies.update((one.id, one.policy) for one in report.diagnostics)
    return json_text(
        {
            '$schema': SCHEMA,
            'version': '2.1.0',
            'runs': [
                {
                    'tool': {
                        'driver': {
                            'name': 'checkov-aurora-pg',
                            'semanticVersion': __version__,
                            'informationUri': PAGE,
                            'rules': [rule(policies[policy.id]) for policy in POLICIES],
                        }
                    },
                    'automationDetails': {'id': 'checkov-aurora-pg/'},
                    'columnKind': 'unicodeCodePoints',
                    'originalUriBaseIds': {
                        ROOT: {'description': {'text': 'the root of the repository'}}
                    },
                    'invocations': [_invocation(report, rules)],
                    'results': _results(
                        (*report.having(Outcome.FAIL), *report.having(Outcome.SKIP)),
                        rules,
                    ),
                }
            ],
        }
    )
