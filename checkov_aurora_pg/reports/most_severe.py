"""The order of findings where not all of them are shown."""

from __future__ import annotations

from collections.abc import Iterable

from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.scanning.diagnostics import Diagnostic

_RANKS = {severity: rank for rank, severity in enumerate(reversed(Severity))}


def most_severe_first(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return findings from critical to low, else in their order.

    What could not be judged comes before all: whatever else there is may be found in it.
    """
    return sorted(diagnostics, key=lambda one: (one.id != HEALTH, _RANKS[one.policy.severity]))
