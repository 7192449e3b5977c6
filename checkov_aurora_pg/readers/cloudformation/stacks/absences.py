"""The resources that templates describe and that no judged use of them creates."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator

from checkov_aurora_pg.core.names import AURORA_POSTGRESQL
from checkov_aurora_pg.core.reading import Absent
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import shown
from checkov_aurora_pg.readers.cloudformation.language.existence import existence_of
from checkov_aurora_pg.readers.cloudformation.language.properties import Properties
from checkov_aurora_pg.readers.cloudformation.language.templates import LOOP
from checkov_aurora_pg.readers.cloudformation.resources import place_of
from checkov_aurora_pg.readers.cloudformation.resources import type_of
from checkov_aurora_pg.readers.cloudformation.subjects import SUBJECTS
from checkov_aurora_pg.readers.cloudformation.subjects import subjects_in
from checkov_aurora_pg.readers.documents.nodes import Node

_DECIDING = ('Engine', 'Family')


def absences(evaluators: Iterable[Evaluator]) -> Iterator[Absent]:
    """Yield clusters, instances and parameter groups that exist in no use of their template."""
    left_out: dict[Place, Absent] = {}
    created: set[Place] = set()
    for evaluator in evaluators:
        for logical_id, entry in evaluator.section('Resources').items.items():
            if type_of(evaluator, entry.value) not in SUBJECTS:
                continue
            if existence_of(evaluator, logical_id, entry.value) is not False:
                created.add(entry.value.place)
            elif _may_be_of_aurora(evaluator, entry.value):
                reason = _reason(evaluator, entry.value)
                left_out[entry.value.place] = Absent(logical_id, place_of(entry), reason)
            else:
                created.add(entry.value.place)
        _add_unmade(evaluator, left_out, created)
    yield from (one for place, one in left_out.items() if place not in created)


def _add_unmade(
    evaluator: Evaluator,
    left_out: dict[Place, Absent],
    created: set[Place],
) -> None:
    """Add what stands in a loop over nothing."""
    for key, entry in evaluator.template.section('Resources').items():
        if key.startswith(LOOP):
            for node in subjects_in(entry.value):
                if node.place not in created:
                    reason = f'loop `{shown(key)}` has no element for it'
                    left_out.setdefault(node.place, Absent(key, node.place, reason))


def _may_be_of_aurora(evaluator: Evaluator, resource: Node) -> bool:
    properties = Properties(evaluator, resource.get('Properties'))
    texts = [properties.read(name).data for name in _DECIDING]
    return all(
        text.strip().lower().startswith(AURORA_POSTGRESQL)
        for text in texts
        if isinstance(text, str)
    )


def _reason(evaluator: Evaluator, resource: Node) -> str:
    condition = resource.get('Condition')
    name = shown((condition.text if condition is not None else None) or '')
    calls = evaluator.use.calls
    where = f'in nested stack `{calls[-1].address}`' if calls else 'at the defaults'
    return f'condition `{name}` is false {where}'
