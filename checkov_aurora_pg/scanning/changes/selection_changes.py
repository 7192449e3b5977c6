"""What a change of the configuration takes away from the policies that judge, and that fail."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.policies.wording import listed
from checkov_aurora_pg.scanning.configuration import Configuration
from checkov_aurora_pg.scanning.selection import Selection


def selection_changes(before: Configuration, now: Configuration) -> Iterator[str]:
    """Yield a sentence for the policies that judge no longer, and for those that fail no longer."""
    then, today = Selection.of(before), Selection.of(now)
    were = {policy.id: then.fails(policy) for policy in then.policies()}
    are = {policy.id: today.fails(policy) for policy in today.policies()}
    gone = [id for id in were if id not in are]
    if gone:
        yield f'`check` and `skip_check` leave out more: {listed(gone)}'
    harmless = [id for id, fails in were.items() if fails and are.get(id) is False]
    if harmless:
        yield f'`fail_on` and `severity` let findings pass of {listed(harmless)}'
