"""The Aurora PostgreSQL parameter group families. Source: families.toml."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from checkov_aurora_pg.core.names import AURORA_POSTGRESQL
from checkov_aurora_pg.facts.cipher_suites import Suite
from checkov_aurora_pg.facts.cipher_suites import suites
from checkov_aurora_pg.facts.table import table

FAMILY_PREFIX = AURORA_POSTGRESQL

# AWS creates the default group of each family, and nobody can change it.
DEFAULT_GROUP_PREFIX = 'default.'


@dataclass(frozen=True, slots=True)
class CipherParameter:
    """A parameter whose value is a list of suite names.

    `offered` are all names that the parameter accepts, in AWS's order; `inert` names have no
    effect. `default` names each suite of the engine's default once, strongest first.
    """

    name: str
    offered: tuple[str, ...]
    default: tuple[str, ...]
    inert: frozenset[str]

    def spelled(self, wanted: Collection[Suite]) -> tuple[str, ...]:
        """Return the names that select the wanted suites that are offered, strongest first."""
        return _spelled(wanted, frozenset(self.offered) - self.inert)


@dataclass(frozen=True, slots=True)
class Family:
    """A family: its default of `rds.force_ssl`, and the parameters that choose suites."""

    name: str
    force_ssl: str
    cipher_parameters: tuple[CipherParameter, ...]

    @property
    def default_group(self) -> str:
        """The cluster parameter group of a cluster that names no group."""
        return f'{DEFAULT_GROUP_PREFIX}{self.name}'


def _spelled(wanted: Collection[Suite], offered: Collection[str]) -> tuple[str, ...]:
    # The IANA name if both are offered, because the newest families offer only IANA names.
    names = ((suite.iana, suite.openssl) for suite in suites() if suite in wanted)
    return tuple(
        iana if iana in offered else openssl
        for iana, openssl in names
        if iana in offered or openssl in offered
    )


def _cipher_parameter(name: str, row: Mapping[str, Any]) -> CipherParameter:
    default = [
        suite
        for suite in suites()
        if (
            {suite.iana, suite.openssl} & set(row['default'])
            if 'default' in row
            else suite.protocol == row['default_protocol']
        )
    ]
    return CipherParameter(
        name,
        tuple(row['offered']),
        _spelled(default, row['offered']),
        frozenset(row.get('inert', ())),
    )


@cache
def families() -> Mapping[str, Family]:
    """Return the known families by name, oldest first."""
    rows = table('families')
    parameters = {
        key: tuple(_cipher_parameter(name, row) for name, row in group.items())
        for key, group in rows['ciphers'].items()
    }
    return {
        name: Family(name, row['force_ssl'], parameters.get(row.get('ciphers'), ()))
        for row in rows['families']
        for name in row['names']
    }


def of_version(version: str) -> Family | None:
    """Return the family of an engine version, or None if it is not known.

    A version may be partial: `16.4`, `16` and `9.6.22`. A version of another product line
    (`16.4-limitless`) has no known family.
    """
    numbers = version.split('.')
    if not all(number.isdecimal() for number in numbers):
        return None
    known = (
        families().get(f'{FAMILY_PREFIX}{".".join(numbers[:count])}')
        for count in range(len(numbers), 0, -1)
    )
    return next((family for family in known if family is not None), None)


def of_default_group(name: str) -> Family | None:
    """Return the family whose default group has this name, or None if none is known."""
    return next((family for family in families().values() if family.default_group == name), None)


def of_serverless_v1() -> tuple[Family, ...]:
    """Return all families that Aurora Serverless v1 ever supported."""
    return tuple(families()[name] for name in table('families')['serverless_v1']['names'])


def newest() -> Family:
    """Return the newest known family."""
    return list(families().values())[-1]
