"""The parameters that a parameter group sets."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aurora_pg.core.scalars import spelled_alike
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value


@dataclass(frozen=True, slots=True)
class Parameter:
    """One entry of a parameter group: a name and a value, both possibly unknown."""

    name: Value
    value: Value
    place: Place

    def names(self, name: str) -> bool:
        """Return whether the entry sets the parameter `name`, which is in lower case."""
        return isinstance(self.name.data, str) and spelled_alike(self.name.data) == name


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter that a group sets: its value as the database receives it, and where."""

    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Parameters:
    """The entries of a parameter group. `rest` stands for entries that are not known."""

    entries: tuple[Parameter, ...] = ()
    rest: Unknown | None = None
