"""The stacks of one scan, tied together by nesting and by their exports."""

from __future__ import annotations

import os
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from functools import cached_property
from functools import reduce
from itertools import groupby
from typing import NamedTuple

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.conditions import agreed
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import TemplateBudget
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import decided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import scalar_text
from checkov_aurora_pg.readers.cloudformation.language.evaluation import shown
from checkov_aurora_pg.readers.cloudformation.language.intrinsics import FUNCTIONS
from checkov_aurora_pg.readers.cloudformation.language.loops import expanded
from checkov_aurora_pg.readers.cloudformation.language.templates import Template
from checkov_aurora_pg.readers.cloudformation.language.uses import Use
from checkov_aurora_pg.readers.cloudformation.stacks.assemblies import stack_names
from checkov_aurora_pg.readers.cloudformation.stacks.carriers import texts_in
from checkov_aurora_pg.readers.cloudformation.stacks.exports import Exports
from checkov_aurora_pg.readers.cloudformation.stacks.exports import Output
from checkov_aurora_pg.readers.cloudformation.stacks.nesting import nested_stacks
from checkov_aurora_pg.readers.cloudformation.stacks.nesting import template_of
from checkov_aurora_pg.readers.cloudformation.stacks.nesting import use_of
from checkov_aurora_pg.readers.cloudformation.stacks.template_files import TemplateFiles


class GivenTemplate(NamedTuple):
    """What a stack is in a deployment: its template, and the values of parameters by name."""

    template: Template
    values: AbstractMapping[str, Value]


# By the template's key.
GivenStacks = AbstractMapping[str, GivenTemplate]

_IMPORTS = frozenset({'Fn::ImportValue', 'Fn::GetStackOutput'})

# Several times what people nest.
_MAX_NESTING = 20
# One use of a template costs about as much as so many evaluations of a scalar.
_USE_STEPS = 500


class Stacks:
    """Evaluates the templates of one scan, each in every use that the scan has of it.

    A template that others nest, and create, is used by them alone; every other one is a stack
    of its own. `evaluators` are one for each use, a parent before what it nests. `on_its_own`
    are the paths of those that another one nests and does not create, or might include.
    `importing` are the keys of the outermost templates that ask other stacks for a value, and
    `imported` are those of the stacks that one has a value from.
    """

    def __init__(
        self,
        files: TemplateFiles,
        assumed: tuple[Answer, ...] = (),
        first: Stacks | None = None,
        given: GivenStacks | None = None,
    ) -> None:
        """Take the templates, and answers to what their stacks asked in a first reading.

        Without `given`, stacks are given what they are in the first reading.
        """
        self.budget = TemplateBudget()
        self.problems: list[Problem] = []
        self.evaluators: tuple[Evaluator, ...] = ()
        self.on_its_own: set[str] = set()
        self.importing: set[str] = set()
        self.imported: dict[str, set[str]] = {}
        before: GivenStacks = first.given if first is not None else {}
        self.given: GivenStacks = before if given is None else given
        self._files = files
        self._nested: dict[str, Evaluator | Undecided] = {}
        self._exports: Exports | None = None
        found = self._all() if first is None else self._again(first, assumed)
        self.evaluators = tuple(found)
        # An address may have asked for an export before the stacks were known.
        self._exports = None

    def exported(self, name: Value, importer: Evaluator) -> Value:
        """Return the value of an export. Raises `Undecided` where no template surely has it.

        Of several templates with one name, those nearest to the importer count: two
        assemblies in one scan are two deployments. Where only one has a name that fits, it is
        asked whether that is the one.
        """
        self.importing.add(outermost(importer))
        if self._exports is None:
            # The name of an export may itself depend on an import.
            self._exports = Exports()
            self._exports = Exports.of(self.evaluators, self._stack_names)
        outputs = self._exports.called(name)
        fit = None if outputs else self._exports.fitting(name, importer)
        if fit is not None:
            self._note(importer, fit.outputs)
            if fit.is_it(outermost(importer), importer.use.assumed):
                outputs = list(fit.outputs)
        text = scalar_text(name)
        if not outputs and text is None:
            decided(name)
            raise Undecided('the name in `Fn::ImportValue` is not text')
        what = f'export `{shown(text)}`' if text is not None else 'the export'
        return self._agreed(outputs, importer, what)

    def output(self, stack: str, name: str, reader: Evaluator) -> Value:
        """Return an output of a stack, as `exported` does for an export's name."""
        self.importing.add(outermost(reader))
        outputs = [
            (evaluator, value)
            for evaluator in self.evaluators
            if self._stack_names.get(evaluator.template.path) == stack
            and (entry := evaluator.entry('Outputs', name)) is not None
            and (value := entry.value.get('Value')) is not None
        ]
        return self._agreed(outputs, reader, f'output `{shown(name)}` of stack `{shown(stack)}`')

    def _agreed(self, found: list[Output], reader: Evaluator, what: str) -> Value:
        outputs = _nearest(found, reader)
        if not outputs:
            raise Undecided(
                f'{what} is not in the scanned templates',
                'scan the template that exports it too',
            )
        self._note(reader, outputs)
        why = Unknown(f'several scanned templates have {what}')
        values = [evaluator.evaluate(node) for evaluator, node in outputs]
        return reduce(lambda one, two: agreed(outputs[0][0], one, two, why), values)

    def _note(self, reader: Evaluator, outputs: Iterable[Output]) -> None:
        """Note the stacks that one has values from."""
        stacks = {outermost(evaluator) for evaluator, _ in outputs}
        self.imported.setdefault(outermost(reader), set()).update(stacks)

    def nested(self, parent: Evaluator, logical_id: str) -> Evaluator:
        """Return the use of a template by a nested stack, the same one each time.

        Raises `Undecided` where the template is not in the scanned code, or nests itself.
        """
        key = parent.key(logical_id)
        if key not in self._nested:
            try:
                self._nested[key] = self._use(parent, logical_id)
            except Undecided as error:
                self._nested[key] = error
        found = self._nested[key]
        if isinstance(found, Undecided):
            raise found
        return found

    def _use(self, parent: Evaluator, logical_id: str) -> Evaluator:
        entry = parent.section('Resources').items[logical_id]
        template = template_of(parent, logical_id, entry.value, self._files)
        use = use_of(parent, logical_id, entry)
        if template.key in use.templates or len(use.templates) > _MAX_NESTING:
            self.problems.append(
                Problem(
                    use.calls[-1].place,
                    f'nested stack `{logical_id}` has no end: it nests itself',
                )
            )
            raise Undecided(f'nested stack `{logical_id}` nests itself')
        self.budget.spend(_USE_STEPS)
        return self._evaluator(template, use)

    def _evaluator(self, template: Template, use: Use) -> Evaluator:
        return Evaluator(template, FUNCTIONS, expanded, self, self.budget, use)

    def _all(self) -> Iterator[Evaluator]:
        alone = {one.key: self._evaluator(one, Use()) for one in self._files.scanned}
        calls = {key: tuple(self._called(evaluator)) for key, evaluator in alone.items()}
        called = {target for key, targets in calls.items() for target in targets if target != key}
        used: set[str] = set()
        for key in _callers_first(calls):
            if key not in used:
                if key in called or alone[key].template.is_fragment:
                    self.on_its_own.add(alone[key].template.path)
                for evaluator in self._below(alone[key]):
                    used.add(evaluator.template.key)
                    yield evaluator

    def _again(self, first: Stacks, assumed: tuple[Answer, ...]) -> Iterator[Evaluator]:
        """Yield those of a first reading, and new ones for the stacks that answers may change.

        The same templates are stacks of their own, whatever the answers say of nested ones.
        """
        for key, evaluators in groupby(first.evaluators, outermost):
            if first.may_change(key, assumed) or self._may_differ(first, key):
                yield from self._below(self._stack(next(evaluators).template, assumed))
            else:
                yield from evaluators
        stacks = set(map(outermost, first.evaluators))
        for template in self._files.scanned:
            # Others nest it, and it is deployed by itself as well.
            if template.key in self.given and template.key not in stacks:
                yield from self._below(self._stack(template, assumed))

    def _stack(self, template: Template, assumed: tuple[Answer, ...]) -> Evaluator:
        given = self.given.get(template.key, GivenTemplate(template, {}))
        return self._evaluator(given.template, Use(assumed=assumed, argument=given.values.get))

    def _may_differ(self, first: Stacks, stack: str) -> bool:
        """Return whether a stack may be another one with what parameters are given here."""
        return self.given is not first.given and (stack in self.given or stack in first.may_import)

    @cached_property
    def may_import(self) -> frozenset[str]:
        """The keys of the outermost templates whose stacks may ask others for a value."""
        return frozenset(
            outermost(one)
            for one in self.evaluators
            if not _IMPORTS.isdisjoint(texts_in(one.template.root))
        )

    def may_change(self, stack: str, assumed: Iterable[Answer]) -> bool:
        """Return whether what answers say may change a stack, by its outermost template's key."""
        return stack in self.importing or any(
            answer.subject.startswith(f'{stack}:') for answer in assumed
        )

    def _called(self, evaluator: Evaluator) -> Iterator[str]:
        """Yield the keys of the templates that one nests, whatever its conditions say."""
        for logical_id, entry in nested_stacks(evaluator):
            try:
                yield template_of(evaluator, logical_id, entry.value, self._files).key
            except Undecided:
                continue

    def _below(self, evaluator: Evaluator) -> Iterator[Evaluator]:
        """Yield an evaluator and those of what it nests."""
        yield evaluator
        for logical_id, _ in nested_stacks(evaluator):
            try:
                nested = self.nested(evaluator, logical_id)
            except Undecided:
                continue
            yield from self._below(nested)

    @cached_property
    def _stack_names(self) -> dict[str, str]:
        return stack_names(evaluator.template.path for evaluator in self.evaluators)


def outermost(evaluator: Evaluator) -> str:
    """Return the key of the template whose stack one is, or is nested in."""
    templates = evaluator.use.templates
    return templates[0] if templates else evaluator.template.key


def _nearest(found: list[Output], reader: Evaluator) -> list[Output]:
    """Return the outputs whose templates share most of the reader's path."""
    shared = [
        len(os.path.commonpath((evaluator.template.path, reader.template.path)))
        for evaluator, _ in found
    ]
    return [output for output, length in zip(found, shared, strict=True) if length == max(shared)]


def _callers_first(calls: AbstractMapping[str, Iterable[str]]) -> Iterator[str]:
    """Return the keys of `calls`, each before what it calls, and a circle after its callers."""
    entered: set[str] = set()
    finished: list[str] = []
    for start in sorted(calls, reverse=True):
        waiting = [(start, False)]
        while waiting:
            key, is_left = waiting.pop()
            if is_left:
                finished.append(key)
            elif key not in entered and key in calls:
                entered.add(key)
                waiting.append((key, True))
                waiting.extend((target, False) for target in calls[key])
    return reversed(finished)
