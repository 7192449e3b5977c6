"""The exports of the stacks of one scan, and which of them an import may be.

Most templates name an export after their own stack (`${AWS::StackName}-Sg`), and only a deployment
names the stack. An import may be such an export where the rest of the name is the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import NamedTuple

from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Question
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.choices import Choice
from checkov_aurora_pg.readers.cloudformation.language.choices import choice_in
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import scalar_text
from checkov_aurora_pg.readers.cloudformation.language.evaluation import shown
from checkov_aurora_pg.readers.cloudformation.language.existence import may_exist
from checkov_aurora_pg.readers.documents.nodes import Node

# Source: `StackName` of CloudFormation's `CreateStack`.
_STACK_NAME = re.compile(r'[A-Za-z][A-Za-z0-9-]{0,127}')
# Nobody writes a longer name of an export.
_MAX_NAME = 1000
_COMPARED_IN_A_STEP = 10
_OWN_NAME = 'AWS::StackName'
_WRITE = 'write the full name of the export in the template that exports it'
_SCAN = 'scan the template that exports it too'

# What an output's value is evaluated by, and its node.
Output = tuple[Evaluator, Node]


class _Open(NamedTuple):
    """An export of a name that a deployment chooses in part."""

    name: Choice
    output: Output

    @property
    def is_of_its_stack(self) -> bool:
        """Whether the open part is the name of the stack, which is none that another one names."""
        evaluator, _ = self.output
        own = f'{evaluator.template.key}:{_OWN_NAME}'
        return not evaluator.use.templates and self.name.subject == own


@dataclass(slots=True)
class Exports:
    """The exports by their names, and those with open names by what stands after the open part."""

    named: dict[str, list[Output]] = field(default_factory=dict)
    open: dict[str, list[_Open]] = field(default_factory=dict)

    @classmethod
    def of(cls, evaluators: Iterable[Evaluator], stack_names: Mapping[str, str]) -> Exports:
        """Return what templates export; `stack_names` are those that are known, by path."""
        exports = cls()
        for evaluator in evaluators:
            for entry in evaluator.section('Outputs').items.values():
                export, value = entry.value.get('Export'), entry.value.get('Value')
                name = export.get('Name') if export is not None else None
                if name is not None and value is not None and may_exist(evaluator, entry.value):
                    stack = stack_names.get(evaluator.template.path)
                    exports._add(evaluator.evaluate(name), (evaluator, value), stack)
        return exports

    def _add(self, name: Value, output: Output, stack: str | None) -> None:
        text = scalar_text(name)
        choice = choice_in(name.data) if isinstance(name.data, Unknown) else None
        if choice is not None:
            found = _Open(choice, output)
            if found.is_of_its_stack and stack is not None:
                text = f'{choice.before}{stack}{choice.after}'
            else:
                self.open.setdefault(choice.after, []).append(found)
        if text is not None:
            self.named.setdefault(text, []).append(output)

    def called(self, name: Value) -> list[Output]:
        """Return the exports that surely have a name, as far as that is known."""
        text = scalar_text(name)
        if text is not None:
            return self.named.get(text, [])
        wanted = choice_in(name.data) if isinstance(name.data, Unknown) else None
        return (
            []
            if wanted is None
            else [
                one.output
                for one in self.open.get(wanted.after, ())
                if _identity(one.name) == _identity(wanted)
            ]
        )

    def fitting(self, name: Value, importer: Evaluator) -> Fit | None:
        """Return the one export that fits a name, or None where none does.

        Raises `Undecided` where exports of several stacks fit.
        """
        wanted = choice_in(name.data) if isinstance(name.data, Unknown) else scalar_text(name)
        if wanted is None:
            return None
        alike = self._ending_like(wanted)
        importer.budget.spend(len(alike) // _COMPARED_IN_A_STEP)
        fitting = [
            one for one in alike if one.output[0] is not importer and _fits(one.name, wanted)
        ]
        own = next((one for one in fitting if one.is_of_its_stack), None)
        if own is None:
            return None
        paths = list(dict.fromkeys(_shown(one.output[0], importer) for one in fitting))
        stack = _stack_in(own.name, wanted)
        if len({id(one.output[0]) for one in fitting}) > 1:
            raise Undecided(
                f'it is imported from stack `{stack}`, which may be '
                f'{" or ".join(f"`{path}`" for path in paths)}',
                _WRITE,
            )
        subject = wanted.subject if isinstance(wanted, Choice) else stack
        return Fit(
            tuple(one.output for one in fitting), subject, stack, paths[0], own.output[1].place
        )

    def _ending_like(self, wanted: Choice | str) -> list[_Open]:
        if isinstance(wanted, Choice):
            return self.open.get(wanted.after, [])
        starts = range(len(wanted) + 1) if len(wanted) <= _MAX_NAME else ()
        return [one for start in starts for one in self.open.get(wanted[start:], ())]


@dataclass(frozen=True, slots=True)
class Fit:
    """The export that an import may be: of a stack that the code names, or leaves open.

    `subject` is unique to what names the stack, within one importing stack. `path` is the
    template's as seen from the importing one, and `place` where the value is written.
    """

    outputs: tuple[Output, ...]
    subject: str
    stack: str
    path: str
    place: Place

    def is_it(self, importer: str, assumed: Iterable[Answer]) -> bool:
        """Return whether the stack is the template's, as answers have it.

        `importer` is the importing stack's key. Raises `Undecided` where they say nothing, with
        the question, and where they say that it is another's.
        """
        subject = f'{importer}:stack {self.subject}'
        key = self.outputs[0][0].template.key
        said = [
            answer
            for answer in assumed
            if answer.subject == subject and (answer.is_it or answer.value == key)
        ]
        if any(answer.is_it and answer.value == key for answer in said):
            return True
        reason = f'it is imported from stack `{self.stack}`, which may not be `{self.path}`'
        if said:
            raise Undecided(reason, _SCAN)
        stack, template = f'stack `{self.stack}`', f'`{self.path}`'
        raise Undecided(
            reason,
            _WRITE,
            Question(
                (
                    Answer(subject, key, True, f'{stack} is {template}', self.place),
                    Answer(
                        subject,
                        key,
                        False,
                        f'{stack} is not {template}',
                        self.place,
                        is_unlikely=True,
                    ),
                )
            ),
        )


def _identity(choice: Choice) -> tuple[str, str, str]:
    return choice.subject, choice.before, choice.after


def _fits(name: Choice, wanted: Choice | str) -> bool:
    """Return whether the name of an export differs from a wanted one in its open part alone."""
    if not name.before and not name.after:
        return False
    if isinstance(wanted, Choice):
        return not wanted.answers and (name.before, name.after) == (wanted.before, wanted.after)
    return name.may_be(wanted) and _STACK_NAME.fullmatch(_inner(name, wanted)) is not None


def _inner(name: Choice, text: str) -> str:
    return text[len(name.before) : len(text) - len(name.after)]


def _stack_in(name: Choice, wanted: Choice | str) -> str:
    return shown(f'${{{wanted.name}}}' if isinstance(wanted, Choice) else _inner(name, wanted))


def _shown(exporter: Evaluator, importer: Evaluator) -> str:
    start = os.path.dirname(importer.template.path)
    return os.path.relpath(exporter.template.path, start).replace(os.sep, '/')
