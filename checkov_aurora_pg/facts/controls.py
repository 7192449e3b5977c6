"""Controls of security frameworks that match a policy. Source: controls.toml."""

from __future__ import annotations

from collections.abc import Mapping

from checkov_aurora_pg.facts.table import table


def controls(policy_id: str) -> Mapping[str, tuple[str, ...]]:
    """Return the ids of the matching controls by framework; empty where there are none."""
    matching = table('controls')['policies'].get(policy_id, {})
    return {framework: tuple(ids) for framework, ids in matching.items()}
