"""The policies as checks of Checkov's, and policy 0, which fails what they cannot judge.

Checkov drops a check that raises without a word, and a plugin that cannot be imported costs
it one line in its log and exit code 0. So this module imports no more than it must, nothing
here raises while a scan runs, and whatever breaks elsewhere fails what was not judged.
"""

from __future__ import annotations

import logging
from typing import Any

from checkov.common.bridgecrew.severities import Severities
from checkov.common.checks_infra.registry import get_graph_checks_registry
from checkov.common.graph.checks_infra.base_check import BaseGraphCheck
from checkov.common.models.enums import CheckCategories
from checkov.common.typing import LibraryGraph
from checkov.runner_filter import RunnerFilter

from checkov_aurora_pg.checkov_binding import fit
from checkov_aurora_pg.checkov_binding.vertices import SUBJECT_KINDS
from checkov_aurora_pg.checkov_binding.vertices import vertices_of
from checkov_aurora_pg.core.names import HEALTH

# Policy 0, as it stands when the policies cannot be imported.
_HEALTH_TITLE = 'Aurora PostgreSQL policies can judge the code'
_HEALTH_SEVERITY = 'HIGH'

# Checkov uses the first for plans and for Terraform in JSON as well.
_REGISTRIES = ('terraform', 'cloudformation')

_Entities = list[dict[str, Any]]


def _report(error: Exception) -> None:
    said = ' '.join(f'{type(error).__name__}: {error}'.split())
    logging.error('checkov-aurora-pg: an internal error stopped the judging: %s', said)


class Check(BaseGraphCheck):
    """One policy, as Checkov runs it on a graph."""

    def __init__(
        self,
        id: str,
        title: str,
        severity: str,
        subject: str = '',
        guideline: str | None = None,
        *,
        can_judge: bool = True,
    ) -> None:
        """Take what Checkov reports; policy 0 has every kind of subject."""
        super().__init__()
        self._can_judge = can_judge
        self.id = id
        self.name = title
        self.severity = Severities[severity]
        self.guideline = guideline
        self.category = CheckCategories.GENERAL_SECURITY.name
        self._kinds = set(SUBJECT_KINDS.values()) if id == HEALTH else {subject}
        self.resource_types = [type for type, kind in SUBJECT_KINDS.items() if kind in self._kinds]

    def run(self, graph_connector: LibraryGraph) -> tuple[_Entities, _Entities, _Entities]:
        """Return the vertices that pass, that fail, and that cannot be determined."""
        if not self._can_judge:
            return [], self._unjudged(graph_connector), []
        try:
            return self._results(graph_connector)
        except Exception as error:
            _report(error)
            return [], self._unjudged(graph_connector), []

    def _results(self, graph: LibraryGraph) -> tuple[_Entities, _Entities, _Entities]:
        from checkov_aurora_pg.checkov_binding.judgement import judgement_of
        from checkov_aurora_pg.core.policy import Outcome

        results: dict[Outcome, _Entities] = {outcome: [] for outcome in Outcome}
        for vertex, outcome in judgement_of(graph).outcomes.get(self.id, {}).items():
            results[outcome].append(vertex.entity())
        return results[Outcome.PASS], results[Outcome.FAIL], results[Outcome.UNDETERMINED]

    def _unjudged(self, graph: LibraryGraph) -> _Entities:
        try:
            vertices = tuple(vertices_of(graph))
            concerned = [one for one in vertices if one.is_call or one.kind in self._kinds]
            # What has no database of its own may bring one, as a StackSet does.
            if not any(one.is_call or one.kind for one in vertices):
                concerned = sorted(vertices, key=lambda one: one.is_subordinate)[:1]
            return [one.entity() for one in concerned]
        except Exception as error:
            _report(error)
            return []


def _checks(*, can_judge: bool) -> tuple[Check, ...]:
    try:
        from checkov_aurora_pg.policies import POLICIES
    except Exception as error:
        _report(error)
        return (Check(HEALTH, _HEALTH_TITLE, _HEALTH_SEVERITY),)
    return tuple(
        Check(
            policy.id,
            policy.title,
            policy.severity,
            policy.subject,
            policy.references[0],
            can_judge=can_judge,
        )
        for policy in POLICIES
    )


def register() -> None:
    """Add every policy to Checkov's registries, once however often this is called.

    In a Checkov that is too old for them, all of them fail.
    """
    too_old = fit.too_old()
    if too_old is not None:
        logging.error('checkov-aurora-pg: %s', too_old)
    checks = _checks(can_judge=too_old is None)
    for check in checks:
        RunnerFilter.notify_external_check(check.id)
    for framework in _REGISTRIES:
        registry = get_graph_checks_registry(framework)
        known = {check.id for check in registry.checks}
        registry.checks.extend(check for check in checks if check.id not in known)
