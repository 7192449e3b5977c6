"""The report for programs."""

from __future__ import annotations

from dataclasses import asdict

from checkov_aurora_pg.core.policy import Related
from checkov_aurora_pg.core.reading import Account
from checkov_aurora_pg.core.reading import State
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.reports.json_text import json_rows
from checkov_aurora_pg.scanning.diagnostics import Diagnostic
from checkov_aurora_pg.scanning.diagnostics import GateChange
from checkov_aurora_pg.scanning.diagnostics import Report
from checkov_aurora_pg.scanning.diagnostics import relative
from checkov_aurora_pg.scanning.skip_remarks import SkipRemark


def _place(place: Place) -> dict[str, object]:
    return {'path': relative(place.path), 'line': place.line, 'end_line': place.end_line}


def _related(related: Related) -> dict[str, object]:
    return {**_place(related.place), 'message': related.message}


def _finding(diagnostic: Diagnostic) -> dict[str, object]:
    decide = f'; {diagnostic.decide}' if diagnostic.decide else ''
    return {
        'id': diagnostic.id,
        'verdict': diagnostic.outcome.value,
        **_place(diagnostic.place),
        'resource': diagnostic.resource,
        'attribute': diagnostic.attribute,
        'message': f'{diagnostic.message}{decide}',
        'related': [_related(related) for related in diagnostic.related],
        **({'others': list(diagnostic.others)} if diagnostic.others else {}),
        **({'deployments': list(diagnostic.deployments)} if diagnostic.deployments else {}),
        **({'declared': _place(diagnostic.declared)} if diagnostic.declared else {}),
        **({'root': relative(diagnostic.root)} if diagnostic.root else {}),
        **({'construct': diagnostic.construct} if diagnostic.construct else {}),
    }


def _coverage(report: Report) -> dict[str, object]:
    """Return how many files and folders are in which state, and each of them."""
    states = [account.state for account in report.coverage]
    return {
        **{state.name.lower(): states.count(state) for state in State},
        'files': [_account(account) for account in report.coverage],
    }


def _account(account: Account) -> dict[str, object]:
    return {
        'path': relative(account.path),
        'state': account.state.value,
        'deployments': [relative(path) for path in account.deployments],
        'reason': account.reason,
    }


def _change(change: GateChange) -> dict[str, object]:
    return {**(_place(change.place) if change.place else {}), 'message': change.message}


def _skip(remark: SkipRemark) -> dict[str, object]:
    place = remark.place
    return {
        'id': remark.id,
        **_place(place),
        'column': place.column,
        'end_column': place.end_column,
        'resource': remark.resource,
        'wrong': remark.wrong.value,
        'message': remark.message,
    }


def render(report: Report) -> str:
    """Return a JSON object in ASCII: `findings` in the report's order, and `summary`.

    `coverage` says what became of each file that names Aurora PostgreSQL.
    A finding that stands for several policies has the ids of the further ones in `others`; one
    that stands in another file than its resource has the resource's place in `declared`. `root` is
    what the resource is judged in: a directory of Terraform, a plan or a template.
    `construct` is the path of the CDK's construct that an author wrote to make the resource.
    `suppressions` are the skips of ours with something wrong: an unknown id, no reason, or nothing
    to skip; lines and columns are those of the comment. Where a revision was compared, `changes`
    says what lets more through than there.
    """
    document: dict[str, object] = {
        'findings': [_finding(diagnostic) for diagnostic in report.diagnostics],
        'summary': asdict(report.summary),
        'coverage': _coverage(report),
        'suppressions': [_skip(remark) for remark in report.skips],
    }
    if report.changes is not None:
        document['changes'] = [_change(change) for change in report.changes]
    return json_rows(document)
