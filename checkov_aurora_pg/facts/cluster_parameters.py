"""The parameters that only cluster parameter groups have. Source: cluster_parameters.toml."""

from __future__ import annotations

from checkov_aurora_pg.facts.table import table


def cluster_parameters() -> tuple[str, ...]:
    """Return the cluster-only parameters that protect connections and logins."""
    return tuple(table('cluster_parameters')['names'])
