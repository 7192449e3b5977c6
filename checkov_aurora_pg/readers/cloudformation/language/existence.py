"""Whether an entry of a template is created."""

from __future__ import annotations

from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.readers.cloudformation.language.conditions import truth
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Undecided
from checkov_aurora_pg.readers.documents.nodes import Node


def existence_of(evaluator: Evaluator, logical_id: str, resource: Node) -> Unknown | bool:
    """Return whether a resource is created in a use of its template."""
    own = _holds(evaluator, resource)
    if own is True:
        own = evaluator.section('Resources').uncertain.get(logical_id, True)
    if own is True and evaluator.use.existence is not None:
        return evaluator.use.existence
    return own


def may_exist(evaluator: Evaluator, entry: Node) -> bool:
    """Return whether the condition of a resource or an output is not known to be false."""
    return _holds(evaluator, entry) is not False


def _holds(evaluator: Evaluator, entry: Node) -> Unknown | bool:
    condition = entry.get('Condition')
    if condition is None:
        return True
    try:
        return truth(evaluator, evaluator.text(condition, 'the condition of a resource'))
    except Undecided as error:
        return error.unknown
