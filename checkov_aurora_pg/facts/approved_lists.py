"""The named lists of approved cipher suites. Source: approved_lists.toml, list by list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from checkov_aurora_pg.facts.cipher_suites import Suite
from checkov_aurora_pg.facts.cipher_suites import suite
from checkov_aurora_pg.facts.table import table


class UnknownName(ValueError):
    """No list or no suite has the name `name`."""

    def __init__(self, name: str) -> None:
        super().__init__(f'`{name}` is neither an approved list nor a cipher suite')
        self.name = name


@dataclass(frozen=True, slots=True)
class ApprovedList:
    """The approved suites. `name` is empty for a team's own list.

    It is not known whether the list's current edition has the `unconfirmed` suites.
    """

    name: str
    suites: frozenset[Suite]
    unconfirmed: frozenset[Suite] = frozenset()


def _suites(names: tuple[str, ...]) -> frozenset[Suite]:
    found = set()
    for name in names:
        member = suite(name)
        if member is None:
            raise UnknownName(name)
        found.add(member)
    return frozenset(found)


@cache
def approved_lists() -> Mapping[str, ApprovedList]:
    """Return the named lists by name, the default first."""
    return {
        row['name']: ApprovedList(
            row['name'],
            _suites(tuple(row['suites'])),
            _suites(tuple(row.get('unconfirmed', ()))),
        )
        for row in table('approved_lists')['lists']
    }


def approved(choice: str | tuple[str, ...]) -> ApprovedList:
    """Return the list with a name, or a list of the given suites, in either spelling.

    Raises `UnknownName`.
    """
    if isinstance(choice, tuple):
        return ApprovedList('', _suites(choice))
    if choice not in approved_lists():
        raise UnknownName(choice)
    return approved_lists()[choice]
