"""One of Terragrunt's files, evaluated in its setting when it is asked."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from functools import lru_cache

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.terraform.language import json_syntax
from checkov_aurora_pg.readers.terraform.language import syntax
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.bodies import Body
from checkov_aurora_pg.readers.terraform.language.calls import FunctionCall
from checkov_aurora_pg.readers.terraform.language.expressions import Expression
from checkov_aurora_pg.readers.terraform.language.expressions import evaluate
from checkov_aurora_pg.readers.terraform.language.handles import Namespace
from checkov_aurora_pg.readers.terraform.language.scope import Scope
from checkov_aurora_pg.readers.terraform.language.scope import Undeclared
from checkov_aurora_pg.readers.terraform.language.syntax import SyntaxProblem
from checkov_aurora_pg.readers.terraform.terragrunt import functions
from checkov_aurora_pg.readers.terraform.terragrunt.dependencies import outputs_of
from checkov_aurora_pg.readers.terraform.terragrunt.names import UNIT_NAMES
from checkov_aurora_pg.readers.terraform.terragrunt.names import VALUES_NAME
from checkov_aurora_pg.readers.terraform.terragrunt.setting import Setting
from checkov_aurora_pg.readers.terraform.terragrunt.setting import Surroundings

PLAN = 'scan the plan instead (`terragrunt show -json`)'

# What units beside each other include.
_PARSED = 32


class Unparsable(Exception):
    """A Terragrunt file that is not in its language; `place` is where."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True)
class Include:
    """An `include` block. `path` is where the included file is, as the unit sees it."""

    name: str
    path: str | Unknown
    strategy: str | Unknown
    place: Place


class Configuration:
    """One file: its locals, and what its expressions refer to."""

    def __init__(
        self,
        path: str,
        body: Body,
        setting: Setting,
        surroundings: Surroundings,
    ) -> None:
        """Take the file's path and content, and where it is evaluated."""
        self.path = path
        self.body = body
        self.setting = setting
        self.surroundings = surroundings
        self._locals = {
            name: argument
            for block in body.blocks('locals')
            for name, argument in block.body.arguments.items()
        }
        self._values: dict[str, Value] = {}
        self._running: set[str] = set()
        self.scope = Scope(self, surroundings.budget, functions=functions.functions_of(self))

    def value_of(self, expression: Expression) -> Value:
        """Return an expression's value; what Terragrunt refuses is unknown, and says why.

        Raises `LimitExceeded`.
        """
        try:
            return evaluate(expression, self.scope)
        except EvaluationError as error:
            return Value(Unknown(f'it has no value: {error}', PLAN), expression.place)

    def argument(self, block: Block, name: str) -> Value | None:
        """Return the value of a block's argument, or None where it is not written."""
        argument = block.body.arguments.get(name)
        return None if argument is None else self.value_of(argument.expression)

    @cached_property
    def includes(self) -> tuple[Include, ...]:
        """The files that this one includes, in the order in which they are written."""
        bare = [block for block in self.body.blocks('include') if 'path' in block.body.arguments]
        labelled = self.body.blocks('include', 1)
        blocks = sorted((*bare, *labelled), key=lambda block: block.place.line)
        return tuple(map(self._include, blocks))

    def _include(self, block: Block) -> Include:
        path = self.argument(block, 'path') or Value(Unknown('an include has no path'))
        strategy = self.argument(block, 'merge_strategy') or Value('shallow')
        return Include(
            block.labels[0] if block.labels else '',
            self._path(path),
            _text(strategy),
            block.place,
        )

    def _path(self, value: Value) -> str | Unknown:
        text = _text(value)
        if isinstance(text, Unknown):
            return text
        return os.path.normpath(os.path.join(self.setting.directory, text))

    def resolve(self, name: str) -> Value:
        """Return what a root name stands for. Raises `EvaluationError` for no name."""
        if name == 'local':
            return Value(Namespace(self._locals, self.local))
        if name == 'include':
            return self._exposed()
        if name == 'dependency':
            return Value(Namespace(None, lambda label: outputs_of(self, label)))
        if name == 'feature':
            return Value(Namespace(None, self._feature))
        if name == 'values':
            return self._given_values()
        if name in ('unit', 'stack'):
            return Value(Unknown(f'`{name}` is the path to which a stack generates a unit', PLAN))
        raise Undeclared(name)

    def local(self, name: str) -> Value:
        """Return a local's value. Raises `EvaluationError` where there is none."""
        if name not in self._locals:
            raise Undeclared(f'local.{name}')
        if name not in self._values:
            if name in self._running:
                return Value(Unknown(f'`local.{name}` refers to itself'))
            self._running.add(name)
            try:
                self._values[name] = self.value_of(self._locals[name].expression)
            finally:
                self._running.discard(name)
        return self._values[name]

    def _exposed(self) -> Value:
        """Return the included files; a bare `include` that is alone is `include` itself."""
        if len(self.includes) == 1 and not self.includes[0].name:
            return self._exposed_file(self.includes[0])
        named = {include.name: include for include in self.includes}

        def exposed(name: str) -> Value:
            if name not in named:
                raise Undeclared(f'include.{name}')
            return self._exposed_file(named[name])

        return Value(Namespace(named, exposed))

    def _exposed_file(self, include: Include) -> Value:
        try:
            included = self.included(include)
        except FileRefused as error:
            return Value(Unknown(f'an included file {error}', PLAN), include.place)
        if isinstance(included, Unknown):
            return Value(included, include.place)
        return included.as_value()

    def included(self, include: Include) -> Configuration | Unknown:
        """Return an included file, evaluated as if it were this one.

        Raises `FileRefused`, `Unparsable` and `LimitExceeded`.
        """
        if isinstance(include.path, Unknown):
            return include.path
        setting = Setting(self.setting.config, self.setting.original, include.path)
        return opened(include.path, setting, self.surroundings)

    def read_configuration(self, call: FunctionCall, scope: Scope) -> Value:
        """`read_terragrunt_config(path, fallback)`: the file is read as a unit of its own."""
        text = call.text(0, scope)
        if isinstance(text, Unknown):
            return Value(text, call.place)
        path = os.path.normpath(os.path.join(self.setting.directory, text))
        inside = (os.path.join(path, name) for name in UNIT_NAMES)
        path = next(filter(self.file_exists, inside), path)
        if not self.exists(path) and len(call.arguments) > 1:
            return evaluate(call.arguments[1], scope)
        try:
            return opened(path, Setting(path, self.setting.original), self.surroundings).as_value()
        except (FileRefused, Unparsable) as error:
            raise EvaluationError(f'`{text}` {error}') from None

    def _feature(self, name: str) -> Value:
        for block in self.body.blocks('feature', 1):
            if block.labels[0] == name:
                default = self.argument(block, 'default')
                if default is not None:
                    return Value(Mapping({'value': default}))
        return Value(Unknown(f'the feature `{name}` is chosen at deployment', PLAN))

    def _given_values(self) -> Value:
        if self.setting.values is not None:
            return self.setting.values
        path = os.path.join(os.path.dirname(self.path), VALUES_NAME)
        unknown = Unknown('`values` is given to the unit by a stack', PLAN)
        if not os.path.isfile(path):
            return Value(unknown)
        values = opened(path, self.setting, self.surroundings)
        return Value(
            Mapping(
                {
                    name: values.value_of(argument.expression)
                    for name, argument in values.body.arguments.items()
                }
            )
        )

    def as_value(self) -> Value:
        """Return the file as an object: `read_terragrunt_config` and `include` give it."""

        def attribute(name: str) -> Value:
            if name == 'locals':
                return Value(Namespace(self._locals, self.local))
            if name == 'inputs' and not self.includes:
                argument = self.body.arguments.get('inputs')
                return (
                    Value(Mapping({})) if argument is None else self.value_of(argument.expression)
                )
            if name == 'terraform' and not self.includes:
                return self._terraform()
            if name == 'dependency':
                return self.resolve('dependency')
            if name == 'feature':
                return self.resolve('feature')
            return Value(Unknown(f'`{name}` of another Terragrunt file is not evaluated', PLAN))

        return Value(Namespace(None, attribute))

    def _terraform(self) -> Value:
        block = next(iter(self.body.blocks('terraform')), None)
        source = block and self.argument(block, 'source')
        return Value(
            Mapping(
                {'source': source} if source else {},
                Unknown('`terraform` of another Terragrunt file is not evaluated', PLAN),
            )
        )

    def located(self, path: str) -> str:
        """Return where a path leads; a relative one starts at this file."""
        absolute = os.path.normpath(os.path.join(os.path.dirname(self.path), path))
        found = self.surroundings.located(absolute)
        self.surroundings.asked.add(found)
        return found

    def exists(self, path: str) -> bool:
        """Return whether something is at a path; outside the boundary nothing is."""
        found = self.located(path)
        if self.surroundings.is_written_inside(found) and not os.path.lexists(found):
            return False
        return within(found, self.surroundings.boundary) and os.path.exists(found)

    def read_file(self, path: str) -> bytes:
        """Return a file's content. Raises `EvaluationError`."""
        try:
            return read_bytes(self.located(path), self.surroundings.boundary)
        except FileRefused as error:
            raise EvaluationError(f'`{path}` {error}') from None

    def file_exists(self, path: str) -> bool:
        """Return whether a readable file is at a path."""
        return self.exists(path) and os.path.isfile(self.located(path))

    def parse_template(self, text: str, place: Place) -> Expression:
        """Return a template's expression. Raises `EvaluationError` where it is none."""
        try:
            return syntax.parse_template(text, place)
        except SyntaxProblem as error:
            raise EvaluationError(f'the template {error}') from None


def _text(value: Value) -> str | Unknown:
    data = value.data
    return data if isinstance(data, (str, Unknown)) else Unknown('it is not a string')


@lru_cache(_PARSED)
def _parsed(path: str, content: bytes) -> Body:
    parse: Callable[[str, bytes], Body] = (
        json_syntax.parse if path.endswith('.json') else syntax.parse
    )
    return parse(path, content)


def opened(path: str, setting: Setting, surroundings: Surroundings) -> Configuration:
    """Return a file in a setting, opened once.

    Raises `FileRefused`, `Unparsable` and `LimitExceeded`.
    """
    located = surroundings.located(path)
    key = (located, setting.config, setting.included)
    if key not in surroundings.opened:
        surroundings.asked.add(located)
        content = read_bytes(located, surroundings.boundary)
        surroundings.note(located, content)
        try:
            body = _parsed(located, content)
        except SyntaxProblem as error:
            raise Unparsable(error.place(located), str(error)) from None
        surroundings.opened[key] = Configuration(located, body, setting, surroundings)
    return surroundings.opened[key]
