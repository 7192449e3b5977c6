"""The report for programs."""
from __future__ import annotations

from dataclasses import asdict

from checkov_aurora_pg.policy import Related
from checkov_aurora_pg.reports.entries import Entry
from checkov_aurora_pg.reports.entries import GateChange
from checkov_aurora_pg.reports.entries import Report
from checkov_aurora_pg.reports.entries import relative
from checkov_aurora_pg.reports.json_text import json_text
from checkov_aurora_pg.values import Place


def _place(place: Place) -> dict[str, object]:
    return {'path': relative(place.path), 'line': place.line, 'end_line': place.end_line}


def _related(related: Related) -> dict[str, object]:
    return {**_place(related.place), 'message': related.message}


def _finding(entry: Entry) -> dict[str, object]:
    message = f'{entry.message}; {entry.decide}' if entry.decide else entry.message
    return {
        'id': entry.id,
        'verdict': entry.outcome.value,
        **_place(entry.place),
        'resource': entry.resource,
        'attribute': entry.attribute,
        'message': message,
        'related': [_related(related) for related in entry.related],
    }


def _change(change: GateChange) -> dict[str, object]:
    return {**(_place(change.place) if change.place else {}), 'message': change.message}


def render(report: Report) -> str:
    """Return a JSON object in ASCII: `findings` in the report's order, and `summary`.

    Where a revision was compared, `changes` says what lets more through than there.
    """
    document: dict[str, object] = {
        'findings': [_finding(entry) for entry in report.entries],
        'summary': asdict(report.summary),
    }
    if report.changes is not None:
        document['changes'] = [_change(change) for change in report.changes]
    return json_text(document)
