"""What an expression may refer to, and how much work one evaluation may take."""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Mapping
from typing import TYPE_CHECKING
from typing import Protocol

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import MAX_MODULES
from checkov_aurora_pg.readers.limits import MAX_NESTING
from checkov_aurora_pg.readers.limits import MAX_SECONDS
from checkov_aurora_pg.readers.limits import MAX_STEPS
from checkov_aurora_pg.readers.limits import LimitExceeded

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.terraform.language.calls import FunctionCall
    from checkov_aurora_pg.readers.terraform.language.conditions import Conditions
    from checkov_aurora_pg.readers.terraform.language.expressions import Expression

# What a person can do about a value that only a deployment has.
PLAN = 'scan the plan instead (`terraform show -json`)'

# How many steps pass between two looks at the clock.
_CLOCK_INTERVAL = 4096


class Undeclared(EvaluationError):
    """A name that nothing declares, such as a variable that another tool brings."""

    def __init__(self, name: str) -> None:
        super().__init__(f'`{name}` is not declared')


class Budget:
    """The work left for one root module: steps, nesting depth, modules and seconds.

    It also knows, for `try`, what an evaluation took to exist.
    """

    def __init__(self) -> None:
        """Start the clock."""
        self._steps = 0
        self._depth = 0
        self._modules = 0
        self._deadline = time.monotonic() + MAX_SECONDS
        self.doubts: list[Unknown] = []

    def enter(self) -> None:
        """Count one step, one level deeper. Raises `LimitExceeded`."""
        self._steps += 1
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise LimitExceeded(f'expressions refer to each other over {MAX_NESTING} levels deep')
        if self._steps > MAX_STEPS:
            raise LimitExceeded(f'the evaluation takes more than {MAX_STEPS:,} steps')
        if self._steps % _CLOCK_INTERVAL == 0:
            self._look_at_the_clock()

    def enter_module(self) -> None:
        """Count one instance of a module. Raises `LimitExceeded`."""
        self._modules += 1
        if self._modules > MAX_MODULES:
            raise LimitExceeded(f'more than {MAX_MODULES:,} instances of modules are not judged')
        self._look_at_the_clock()

    def _look_at_the_clock(self) -> None:
        if time.monotonic() > self._deadline:
            raise LimitExceeded(f'the evaluation takes more than {MAX_SECONDS} seconds')

    def doubt(self, reason: Unknown) -> None:
        """Note that something was taken to exist or to have a value, and what decides it."""
        self.doubts.append(reason)

    def leave(self) -> None:
        """Come back one level."""
        self._depth -= 1


class Names(Protocol):
    """The names that a module gives to all its expressions."""

    def resolve(self, name: str) -> Value:
        """Return what a root name (`var`, `local`, `aws_vpc`) stands for."""

    def read_file(self, path: str) -> bytes | Unknown:
        """Return a file's content, for `file()` and its kin. Raises `EvaluationError`."""

    def parse_template(self, text: str, place: Place) -> Expression:
        """Return a template's expression; everything in it stands at `place`."""

    def file_exists(self, path: str) -> bool | Unknown:
        """Return whether a file is at a path. Raises `EvaluationError`."""


class Scope:
    """The names of a module, and those that an expression brings itself.

    The latter are the variables of `for`, the iterators of `dynamic` blocks, `each` and
    `count`. `functions` are those that only this language has, beside Terraform's.
    `is_certain` says that what is evaluated here is evaluated in every deployment.
    """

    __slots__ = ('_conditions', '_own', 'budget', 'functions', 'is_certain', 'names')

    def __init__(
        self,
        names: Names,
        budget: Budget,
        own: Mapping[str, Value] | None = None,
        functions: Mapping[str, Callable[[FunctionCall, Scope], Value]] | None = None,
        conditions: Conditions | None = None,
        *,
        is_certain: bool = True,
    ) -> None:
        """Take the module's names, the budget to spend, and the expression's own names.

        `conditions` ask about those that nothing decides.
        """
        self.names = names
        self.budget = budget
        self.functions = functions or {}
        self.is_certain = is_certain
        self._conditions = conditions
        self._own = dict(own or {})

    def resolve(self, name: str) -> Value:
        """Return what a root name stands for. Raises `EvaluationError` for no name at all."""
        own = self._own.get(name)
        return own if own is not None else self.names.resolve(name)

    def with_names(self, own: Mapping[str, Value], *, is_certain: bool = True) -> Scope:
        """Return a scope inside this one."""
        return Scope(
            self.names,
            self.budget,
            {**self._own, **own},
            self.functions,
            self._conditions,
            is_certain=self.is_certain and is_certain,
        )

    def of_a_text(self, own: Mapping[str, Value]) -> Scope:
        """Return a scope for a text of which every part stands at the same place."""
        return Scope(
            self.names,
            self.budget,
            {**self._own, **own},
            self.functions,
            is_certain=self.is_certain,
        )

    def tried(self) -> Scope:
        """Return the same scope for what is evaluated to see whether it has a value."""
        return self.with_names({}, is_certain=False)

    def decided(self, condition: bool | Unknown, place: Place) -> bool | Unknown:
        """Return a condition that is known, or what is assumed of it, else why it is unknown."""
        if self._conditions is None:
            return condition
        return self._conditions.decided(condition, place, self._own)

    def chosen(self, subject: str, unknown: Unknown, place: Place) -> Value:
        """Return the text that is made of one choice alone, which `subject` tells from others."""
        if self._conditions is None:
            return Value(unknown, place)
        return self._conditions.chosen(subject, unknown, place)
