"""The TLS versions, by their names in parameters. Source: tls_versions.toml."""

from __future__ import annotations

from checkov_aurora_pg.facts.table import table


def deprecated() -> tuple[str, ...]:
    """Return the versions that must no longer be used, weakest first."""
    return tuple(table('tls_versions')['deprecated'])


def current() -> tuple[str, ...]:
    """Return the versions that are not deprecated, weakest first."""
    return tuple(table('tls_versions')['current'])


def has_parameters(family: str) -> bool:
    """Whether a family has parameters that choose its TLS versions; every newer family has."""
    return family not in table('tls_versions')['without_parameters']


def has_current_minimum(family: str) -> bool:
    """Whether a family is known to refuse the deprecated versions if no minimum is set."""
    return any(family in row['families'] for row in table('tls_versions')['current_minimum'])
