"""The deployments that were found, for `--list-deployments`."""

from __future__ import annotations

from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.reports.plain_text import printable
from checkov_aurora_pg.scanning.diagnostics import Report
from checkov_aurora_pg.scanning.diagnostics import relative


def render(report: Report) -> str:
    """Return each root and template with its deployments: the name, and where it comes from."""
    by_path: dict[str, list[Deployment]] = {}
    for path, one in report.deployments:
        by_path.setdefault(path, []).append(one)
    lines = [
        line
        for path, found in sorted(by_path.items())
        if path
        for line in (printable(relative(path)), *map(_line, found))
    ]
    return ''.join(f'{line}\n' for line in lines or ['no Aurora PostgreSQL here'])


def document(report: Report) -> dict[str, object]:
    """Return the same for programs: a list of `deployments`, each with its root or template."""
    return {
        'deployments': [
            {
                'path': relative(path),
                'name': one.name,
                'reason': one.reason,
                'workspace': one.workspace,
                'refusal': one.refusal,
            }
            for path, one in sorted(report.deployments, key=lambda found: found[0])
            if path
        ]
    }


def _line(one: Deployment) -> str:
    if one.refusal:
        return printable(f'    {one.refusal}')
    if not one.name:
        return '    one deployment'
    workspace = f'; workspace `{one.workspace}`' if one.workspace else ''
    return printable(f'    {one.name}: {one.reason}{workspace}')
