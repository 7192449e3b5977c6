"""Checkov's own checks on nearly the same subject as a policy. Source: checkov_checks.toml."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aurora_pg.facts.table import table


@dataclass(frozen=True, slots=True)
class CheckovCheck:
    """One of Checkov's checks: where its source is, and how it differs from the policy."""

    id: str
    title: str
    path: str
    difference: str

    @property
    def url(self) -> str:
        """The address of its source."""
        return f'{table("checkov_checks")["source"]}/{self.path}'.replace('/tree/', '/blob/')


def checkov_checks(policy_id: str) -> tuple[CheckovCheck, ...]:
    """Return the checks on nearly the same subject as a policy."""
    rows = table('checkov_checks')['policies'].get(policy_id, ())
    return tuple(CheckovCheck(**row) for row in rows)
