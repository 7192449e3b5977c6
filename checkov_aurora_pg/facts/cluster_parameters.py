"""The parameters that only a cluster parameter group has. Source: cluster_parameters.toml."""

from __future__ import annotations

from checkov_aurora_pg.facts.table import table


def cluster_parameters() -> tuple[str, ...]:
    """Return those with which connections and logins are protected."""
    return tuple(table('cluster_parameters')['names'])
