"""The report for whoever reads test results: JUnit XML.

Kept to the schema by which Jenkins' xUnit plugin validates (junit-10.xsd), and to what GitLab's
parser tells apart: it takes two cases of one class and name for the same one, and a case
with `failure`, `error` or `skipped` for failed, in error or skipped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.etree.ElementTree import SubElement

from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.reports.plain_text import named
from checkov_aurora_pg.reports.plain_text import printable
from checkov_aurora_pg.reports.sentences import sentence
from checkov_aurora_pg.scanning.diagnostics import Diagnostic
from checkov_aurora_pg.scanning.diagnostics import Report
from checkov_aurora_pg.scanning.diagnostics import relative

SUITE = 'checkov-aurora-pg'


# What is printable is a character of XML 1.0: the others of Unicode are not printable.


def _position(place: Place) -> str:
    return f'{named(relative(place.path))}:{place.line}'


def _name(diagnostic: Diagnostic) -> str:
    parts = (
        printable(diagnostic.resource),
        printable(diagnostic.attribute),
        _position(diagnostic.place),
    )
    return ' '.join(filter(None, parts))


def _outcome(diagnostic: Diagnostic) -> tuple[str, str]:
    """Return the element that says what became of a case, and its type; empty for a pass."""
    match diagnostic.outcome:
        case Outcome.FAIL if diagnostic.id == HEALTH:
            return 'error', 'not judged'
        case Outcome.FAIL:
            return 'failure', diagnostic.policy.severity.lower()
        case Outcome.UNDETERMINED:
            return 'skipped', 'undetermined'
        case Outcome.SKIP:
            return 'skipped', 'skipped in the code'
        case Outcome.PASS:
            return '', ''


def _text(diagnostic: Diagnostic) -> str:
    return '\n'.join(
        (
            f'{_position(diagnostic.place)}: {printable(sentence(diagnostic))}',
            *(f'{_position(one.place)}: {printable(one.message)}' for one in diagnostic.related),
        )
    )


def _case(suite: Element, diagnostic: Diagnostic, name: str) -> None:
    case = SubElement(suite, 'testcase', classname=diagnostic.id, name=name)
    tag, type_ = _outcome(diagnostic)
    if tag:
        outcome = SubElement(case, tag, type=type_, message=printable(sentence(diagnostic)))
        outcome.text = _text(diagnostic)


def _add_cases(suite: Element, diagnostics: Iterable[Diagnostic]) -> None:
    seen: Counter[tuple[str, str]] = Counter()
    for diagnostic in diagnostics:
        name = _name(diagnostic)
        seen[diagnostic.id, name] += 1
        again = seen[diagnostic.id, name]
        _case(suite, diagnostic, name if again == 1 else f'{name} ({again})')


def render(report: Report) -> str:
    """Return an XML document with a case for each finding and each other verdict.

    What could not be judged is an error, and what is undetermined is skipped: neither has
    passed.
    """
    tags = Counter(_outcome(diagnostic)[0] for diagnostic in report.diagnostics)
    suite = Element(
        'testsuite',
        name=SUITE,
        tests=str(len(report.diagnostics)),
        failures=str(tags['failure']),
        errors=str(tags['error']),
        skipped=str(tags['skipped']),
    )
    _add_cases(suite, report.diagnostics)
    root = Element(
        'testsuites', {name: suite.attrib[name] for name in ('name', 'tests', 'failures', 'errors')}
    )
    root.append(suite)
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding='us-ascii', xml_declaration=False).decode('ascii')
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
