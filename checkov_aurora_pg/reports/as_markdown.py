"""The report for a comment on a pull request, and for the summary of a GitHub job.

A comment takes 65,536 characters on GitHub and a job's summary 1 MiB
(https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions), so that each
part of the report has its room, and says how much is left out. Both show Mermaid.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator

from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.reports.markdown_text import code
from checkov_aurora_pg.reports.markdown_text import prose
from checkov_aurora_pg.reports.mermaid_picture import picture
from checkov_aurora_pg.reports.most_severe import most_severe_first
from checkov_aurora_pg.scanning.diagnostics import Diagnostic
from checkov_aurora_pg.scanning.diagnostics import GateChange
from checkov_aurora_pg.scanning.diagnostics import Report
from checkov_aurora_pg.scanning.repository_paths import repository_relative

# How many characters the rows of a part may have.
_FINDINGS, _UNDETERMINED, _PICTURES, _SKIPPED = 24_000, 12_000, 8_000, 6_000
_CHANGES = 6_000
_LONGEST_CELL = 2_000


def _where(diagnostic: Diagnostic) -> str:
    return code(f'{repository_relative(diagnostic.place.path)}:{diagnostic.place.line}')


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else f'{text[:_LONGEST_CELL]}…'


def _row(*cells: str) -> str:
    return f'| {" | ".join(cells)} |'


def _table(head: tuple[str, ...], rows: Iterable[str], room: int) -> list[str]:
    return [_row(*head), _row(*('---' for _ in head)), *_fitting(rows, room)]


def _fitting(parts: Iterable[str], room: int) -> Iterator[str]:
    """Yield parts while there is room, then how many are left out."""
    left_out = 0
    for part in parts:
        room -= len(part)
        if room >= 0:
            yield part
        else:
            left_out += 1
    if left_out:
        yield ''
        yield f'… and {left_out} more, which the other formats have.'


def _finding(diagnostic: Diagnostic) -> str:
    severity = 'not judged' if diagnostic.id == HEALTH else diagnostic.policy.severity.lower()
    return _row(
        severity,
        diagnostic.id,
        _where(diagnostic),
        prose(_cut(diagnostic.message)),
        code(_cut(diagnostic.resource)),
    )


def _findings(diagnostics: tuple[Diagnostic, ...]) -> Iterator[str]:
    yield '### Findings\n'
    yield from _table(
        ('Severity', 'Policy', 'Where', 'What is wrong', 'Resource'),
        map(_finding, most_severe_first(diagnostics)),
        _FINDINGS,
    )
    yield '\n<details><summary>How to fix</summary>\n'
    yield from (f'- {_remedy(policy)}' for policy in _policies(diagnostics))
    yield '\n</details>\n'


def _policies(diagnostics: tuple[Diagnostic, ...]) -> tuple[Policy, ...]:
    return tuple({diagnostic.id: diagnostic.policy for diagnostic in diagnostics}.values())


def _remedy(policy: Policy) -> str:
    return f'**{policy.id}**: {policy.remedy} ([why]({policy.references[0]}))'


def _undetermined(diagnostics: tuple[Diagnostic, ...]) -> Iterator[str]:
    yield '### Undetermined\n'
    yield from _table(
        ('Policy', 'Where', 'What is not known', 'What decides it', 'Resource'),
        (
            _row(
                diagnostic.id,
                _where(diagnostic),
                prose(
                    _cut(f'`{diagnostic.spelled or diagnostic.attribute}`: {diagnostic.message}')
                ),
                prose(_cut(diagnostic.decide)),
                code(_cut(diagnostic.resource)),
            )
            for diagnostic in diagnostics
        ),
        _UNDETERMINED,
    )
    yield ''


def _pictures(diagnostics: tuple[Diagnostic, ...]) -> Iterator[str]:
    """Yield a picture for each place: what `count` repeats looks alike."""
    first = {(diagnostic.id, diagnostic.place): diagnostic for diagnostic in reversed(diagnostics)}
    yield '### How the resources are connected\n'
    yield from _fitting(
        (
            f'{diagnostic.id} at {_where(diagnostic)}:\n\n{picture(diagnostic.chain)}\n'
            for diagnostic in reversed(first.values())
        ),
        _PICTURES,
    )


def _skipped(diagnostics: tuple[Diagnostic, ...]) -> Iterator[str]:
    yield '### Skipped in the code\n'
    yield from _table(
        ('Policy', 'Where', 'Reason', 'Resource'),
        (
            _row(
                diagnostic.id,
                _where(diagnostic),
                prose(_cut(diagnostic.message)) or 'none given',
                code(_cut(diagnostic.resource)),
            )
            for diagnostic in diagnostics
        ),
        _SKIPPED,
    )
    yield ''


def _opening(report: Report) -> Iterator[str]:
    counts = report.summary
    yield '## Aurora PostgreSQL security\n'
    yield (
        f'**{counts.failed} failed**, {counts.undetermined} undetermined, '
        f'{counts.skipped} skipped, {counts.passed} passed'
    )
    if report.unjudged:
        yield f'\n{len(report.unjudged)} of the failures could not be judged.'
    if not report.diagnostics and not report.notes:
        yield '\nNo Aurora PostgreSQL here.'
    yield from (f'\n{prose(note)}' for note in report.notes)
    yield ''


def _changes(changes: tuple[GateChange, ...]) -> Iterator[str]:
    yield '### The gate lets more through\n'
    yield from _fitting((f'- {_changed(change)}' for change in changes), _CHANGES)
    yield ''


def _changed(change: GateChange) -> str:
    said = prose(_cut(change.message))
    if change.place is None:
        return said
    return f'{code(f"{repository_relative(change.place.path)}:{change.place.line}")}: {said}'


def render(report: Report) -> str:
    """Return GitHub Flavored Markdown: counts, findings, pictures, the undetermined, skips."""
    failed = report.having(Outcome.FAIL)
    lines = list(_opening(report))
    if report.changes:
        lines.extend(_changes(report.changes))
    for part, diagnostics in (
        (_findings, failed),
        (_pictures, tuple(diagnostic for diagnostic in failed if diagnostic.chain)),
        (_undetermined, report.having(Outcome.UNDETERMINED)),
        (_skipped, report.having(Outcome.SKIP)),
    ):
        if diagnostics:
            lines.extend(part(diagnostics))
    return '\n'.join(lines).rstrip('\n') + '\n'
