"""Selects the policies that judge, their severities, and from which severity a finding fails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import NamedTuple

from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.scanning.configuration import Configuration
from checkov_aurora_pg.scanning.request import Request
from checkov_aurora_pg.scanning.usage_error import UsageError

_IDS = tuple(policy.id for policy in POLICIES)
_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class SelectionError(Exception):
    """A choice that selects nothing; the message says what there is to choose from."""


class Selection(NamedTuple):
    """A team's choice of policies.

    `check` and `skip_check` are ids, or patterns of them with `*`, `?` and `[]`, as Checkov takes
    them; an empty `check` is all policies. `severities` are those that the team gives to a policy,
    by id. A finding below `fail_on` is reported and does not fail. Policies below `minimum` do
    not judge.
    """

    check: tuple[str, ...] = ()
    skip_check: tuple[str, ...] = ()
    severities: tuple[tuple[str, Severity], ...] = ()
    fail_on: Severity = Severity.LOW
    minimum: Severity = Severity.LOW

    @classmethod
    def of(cls, configuration: Configuration) -> Selection:
        """Return what a configuration selects, without the command line."""
        return cls(
            configuration.check,
            configuration.skip_check,
            configuration.severities,
            configuration.fail_on,
        )

    def policies(self) -> tuple[Policy, ...]:
        """Return the policies that judge, with their severities. Raises `SelectionError`."""
        for pattern in (*self.check, *self.skip_check):
            require_known(pattern)
        of_the_team = dict(self.severities)
        every = (
            replace(policy, severity=of_the_team.get(policy.id, policy.severity))
            if policy.id in of_the_team
            else policy
            for policy in POLICIES
        )
        found = tuple(policy for policy in every if self._selects(policy))
        if not found:
            raise SelectionError(
                f'no policy is left to judge by: choose from {", ".join(_IDS)}',
            )
        return found

    def failing(self) -> frozenset[str]:
        """Return the ids of the policies whose findings fail. What cannot be judged always does."""
        return frozenset(
            policy.id
            for policy in self.policies()
            if policy.id == HEALTH or _RANKS[policy.severity] >= _RANKS[self.fail_on]
        )

    def _selects(self, policy: Policy) -> bool:
        if self.check and not _is_one_of(policy.id, self.check):
            return False
        if _is_one_of(policy.id, self.skip_check):
            return False
        return policy.id == HEALTH or _RANKS[policy.severity] >= _RANKS[self.minimum]


def _is_one_of(id: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(id, pattern) for pattern in patterns)


def require_known(pattern: str) -> None:
    """Raise `SelectionError` for an id or a pattern that no policy has."""
    if any(fnmatchcase(id, pattern) for id in _IDS):
        return
    near = get_close_matches(pattern.upper(), _IDS, n=1)
    meant = f'; did you mean `{near[0]}`?' if near else ''
    raise SelectionError(f'no policy `{pattern}`: choose from {", ".join(_IDS)}{meant}')


def one_policy(id: str) -> Policy:
    """Return the policy of an id. Raises `UsageError` for an id that no policy has."""
    for policy in POLICIES:
        if policy.id == id:
            return policy
    try:
        require_known(id)
    except SelectionError as error:
        raise UsageError(str(error)) from error
    raise UsageError(f'`{id}` is no id of one policy: choose from {", ".join(_IDS)}')


def selection_of(request: Request, configuration: Configuration) -> Selection:
    """Return what a request selects: what it does not say, the configuration does.

    Where the request names policies to judge, those that the configuration leaves out are judged
    as well.
    """
    skipped = () if request.check else configuration.skip_check
    return Selection(
        tuple(request.check) or configuration.check,
        tuple(request.skip_check) or skipped,
        configuration.severities,
        request.fail_on or configuration.fail_on,
        request.min_severity,
    )


def policies_of(request: Request, configuration: Configuration) -> tuple[Policy, ...]:
    """Return the policies of a request. Raises `UsageError` for a choice of none."""
    try:
        return selection_of(request, configuration).policies()
    except SelectionError as error:
        raise UsageError(str(error)) from error
