"""What `--list` and `--list-deployments` print: lines for people, or a document for programs."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence

from checkov_aurora_pg.command_line.arguments import Output
from checkov_aurora_pg.command_line.writing import put
from checkov_aurora_pg.command_line.writing import show
from checkov_aurora_pg.scanning.usage_error import UsageError

Document = Mapping[str, object]

_FORMATS = ('text', 'json')


def require_list_formats(option: str, outputs: Sequence[Output]) -> None:
    """Raise `UsageError` for a format that a list does not have."""
    for output in outputs:
        if output.format not in _FORMATS:
            raise UsageError(f'{option} has no format `{output.format}`: choose from text, json')


def write_list(
    outputs: Sequence[Output],
    text: Callable[[], str],
    document: Callable[[], Document],
) -> None:
    """Write a list where it is asked for, by default as text on standard output."""
    from checkov_aurora_pg.reports.json_text import json_rows

    for output in outputs or [Output('text', None)]:
        written = text() if output.format == 'text' else json_rows(document())
        if output.path is None:
            show(written)
        else:
            put(output.path, written)


def policies_as_text() -> str:
    """Return a line for each policy: its id, severity and title, in columns."""
    from checkov_aurora_pg.policies import POLICIES

    longest = max(len(policy.id) for policy in POLICIES)
    return ''.join(
        f'{policy.id:<{longest}}  {policy.severity:<8}  {policy.title}\n' for policy in POLICIES
    )


def policies_as_document() -> Document:
    """Return each policy's id, severity and title."""
    from checkov_aurora_pg.policies import POLICIES

    return {
        'policies': [
            {'id': policy.id, 'severity': policy.severity.value, 'title': policy.title}
            for policy in POLICIES
        ]
    }
