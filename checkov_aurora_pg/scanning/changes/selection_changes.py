"""Finds the policies that a change of the configuration leaves out, or lets pass."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.policies.wording import listed
from checkov_aurora_pg.scanning.configuration import Configuration
from checkov_aurora_pg.scanning.selection import Selection


def selection_changes(before: Configuration, now: Configuration) -> Iterator[str]:
    """Yield a sentence for the policies that judge no longer, and for those that fail no longer."""
    then, today = Selection.of(before), Selection.of(now)
    ids = [policy.id for policy in then.policies()]
    left = {policy.id for policy in today.policies()}
    gone = [id for id in ids if id not in left]
    if gone:
        yield f'`check` and `skip_check` leave out more: {listed(gone)}'
    harmless = [id for id in ids if id in then.failing() & left - today.failing()]
    if harmless:
        yield f'`fail_on` and `severity` let findings pass of {listed(harmless)}'
