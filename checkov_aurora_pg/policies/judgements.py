"""Several judgements of one resource, none of which hides another."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator

from checkov_aurora_pg.core.estate import Undetermined
from checkov_aurora_pg.core.policy import Finding


def together(judgements: Iterable[Iterator[Finding]]) -> Iterator[Finding]:
    """Yield the findings of all judgements; raise the first `Undetermined` after the last."""
    first: Undetermined | None = None
    for judgement in judgements:
        try:
            yield from judgement
        except Undetermined as reason:
            first = first or reason
    if first is not None:
        raise first
