"""How a family stores and accepts passwords. Source: password_authentication.toml."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aurora_pg.facts.table import table


@dataclass(frozen=True, slots=True)
class PasswordAuthentication:
    """What a family does if its parameter group sets nothing, and what it supports.

    `stored` is its default of `password_encryption`.
    """

    stored: str
    has_scram: bool
    can_refuse_md5: bool


def password_authentication(family: str) -> PasswordAuthentication | None:
    """Return how a family handles passwords, or None if that is not known."""
    for row in table('password_authentication')['families']:
        if family in row['names']:
            return PasswordAuthentication(row['stored'], row['has_scram'], row['can_refuse_md5'])
    return None


def word(name: str) -> str:
    """Return AWS's parameter value for `md5`, `scram`, `either` or `scram_only`."""
    return str(table('password_authentication')[name])
