"""The templates of one scan, tied together by their exports."""
from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from functools import reduce

from checkov_aurora_pg.readers.cloudformation.assemblies import stack_names
from checkov_aurora_pg.readers.cloudformation.conditions import agreed
from checkov_aurora_pg.readers.cloudformation.conditions import truth
from checkov_aurora_pg.readers.cloudformation.evaluation import Budget
from checkov_aurora_pg.readers.cloudformation.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.evaluation import scalar_text
from checkov_aurora_pg.readers.cloudformation.evaluation import shown
from checkov_aurora_pg.readers.cloudformation.intrinsics import FUNCTIONS
from checkov_aurora_pg.readers.cloudformation.loops import expanded
from checkov_aurora_pg.readers.cloudformation.templates import Template
from checkov_aurora_pg.readers.nodes import Node
from checkov_aurora_pg.values import Unknown
from checkov_aurora_pg.values import Value

_Output = tuple[Evaluator, Node]


class Stacks:
    """Evaluates the templates of one scan; one may read what another puts out."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self.budget = Budget()
        self.evaluators = tuple(
            Evaluator(template, FUNCTIONS, expanded, self, self.budget)
            for template in templates
        )
        self._exports: dict[str, list[_Output]] | None = None

    def exported(self, name: str, importer: Evaluator) -> Value:
        """Return the value of an export. Raises `Undecided` where no template has it.

        Of several templates with one name, those nearest to the importer count: two
        assemblies in one scan are two deployments.
        """
        if self._exports is None:
            # The name of an export may itself depend on an import.
            self._exports = {}
            self._exports = self._named_exports()
        return _agreed(self._exports.get(name, []), importer, f'export `{shown(name)}`')

    def output(self, stack: str, name: str, reader: Evaluator) -> Value:
        """Return an output of a stack, as `exported` does for an export's name."""
        outputs = [
            (evaluator, value) for evaluator in self.evaluators
            if self._stack_names.get(evaluator.template.path) == stack
            and (entry := evaluator.entry('Outputs', name)) is not None
            and (value := entry.value.get('Value')) is not None
        ]
        return _agreed(outputs, reader, f'output `{shown(name)}` of stack `{shown(stack)}`')

    @cached_property
    def _stack_names(self) -> dict[str, str]:
        return stack_names(evaluator.template.path for evaluator in self.evaluators)

    def _named_exports(self) -> dict[str, list[_Output]]:
        exports: dict[str, list[_Output]] = {}
        for evaluator in self.evaluators:
            for entry in evaluator.section('Outputs').items.values():
                export, value = entry.value.get('Export'), entry.value.get('Value')
                name_node = export.get('Name') if export is not None else None
                if name_node is None or value is None or not _may_exist(evaluator, entry.value):
                    continue
                name = scalar_text(evaluator.evaluate(name_node))
                if name is not None:
                    exports.setdefault(name, []).append((evaluator, value))
        return exports


def _agreed(found: list[_Output], reader: Evaluator, what: str) -> Value:
    outputs = _nearest(found, reader)
    if not outputs:
        raise Undecided(
            f'{what} is not in the scanned templates', 'scan the template that has it too',
        )
    why = Unknown(f'several scanned templates have {what}')
    values = [evaluator.evaluate(node) for evaluator, node in outputs]
    return reduce(lambda one, two: agreed(outputs[0][0], one, two, why), values)


def _nearest(found: list[_Output], reader: Evaluator) -> list[_Output]:
    """Return the outputs whose templates share most of the reader's path."""
    shared = [
        len(os.path.commonpath((evaluator.template.path, reader.template.path)))
        for evaluator, _ in found
    ]
    return [output for output, length in zip(found, shared, strict=True) if length == max(shared)]


def _may_exist(evaluator: Evaluator, output: Node) -> bool:
    condition = output.get('Condition')
    try:
        return condition is None or truth(evaluator, condition.text or '')
    except Undecided:
        return True
