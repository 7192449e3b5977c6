"""An expression whose value is known before it is evaluated."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.scope import Scope


@dataclass(frozen=True, slots=True)
class Given:
    """A value that comes from outside the language, and where it stands."""

    value: Value
    place: Place

    def evaluate(self, scope: Scope) -> Value:
        """Return the value."""
        return self.value
