"""Several judgements of one resource, none of which hides another."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator

from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.reasons import Undetermined


def together(judgements: Iterable[Iterator[Finding]]) -> Iterator[Finding]:
    """Yield the findings of all judgements; raise the first `Undetermined` after the last."""
    first: Reason | None = None
    for judgement in judgements:
        try:
            yield from judgement
        except Undetermined as error:
            first = first or error.reason
    if first is not None:
        raise Undetermined(first)
