"""One instance of a module: its variables, locals, resources, calls and outputs.

Everything is evaluated when it is asked for, once. What refers to itself is unknown.

This file is longer than others should be: a variable, a local, a resource, a data source, a
call and an output ask each other for their values through one store of answers (`Module._once`),
and parts of it in other files would have to know all of `Module`. What needs less of it is in the
files beside this one: what a deployment gives (`root_variables`), what a data source tells
(`data_sources`), where a module is (`module_position`) and where it is from (`sources`).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from dataclasses import replace

from checkov_aurora_pg.core.described_resource import Call
from checkov_aurora_pg.core.described_resource import Skip
from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Handle
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.files import OUTSIDE
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.terraform.language import syntax
from checkov_aurora_pg.readers.terraform.language.bodies import Argument
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.bodies import Body
from checkov_aurora_pg.readers.terraform.language.choices import Chosen
from checkov_aurora_pg.readers.terraform.language.choices import plain
from checkov_aurora_pg.readers.terraform.language.conditions import Conditions
from checkov_aurora_pg.readers.terraform.language.conversion import as_attribute
from checkov_aurora_pg.readers.terraform.language.expressions import Expression
from checkov_aurora_pg.readers.terraform.language.expressions import evaluate
from checkov_aurora_pg.readers.terraform.language.handles import Namespace
from checkov_aurora_pg.readers.terraform.language.handles import Referred
from checkov_aurora_pg.readers.terraform.language.handles import repeated
from checkov_aurora_pg.readers.terraform.language.instances import Instance
from checkov_aurora_pg.readers.terraform.language.instances import Instances
from checkov_aurora_pg.readers.terraform.language.instances import Repetition
from checkov_aurora_pg.readers.terraform.language.instances import instances_of
from checkov_aurora_pg.readers.terraform.language.scope import PLAN
from checkov_aurora_pg.readers.terraform.language.scope import Scope
from checkov_aurora_pg.readers.terraform.language.scope import Undeclared
from checkov_aurora_pg.readers.terraform.language.syntax import SyntaxProblem
from checkov_aurora_pg.readers.terraform.language.type_constraints import convert
from checkov_aurora_pg.readers.terraform.language.type_expressions import type_of
from checkov_aurora_pg.readers.terraform.modules.call_arguments import INIT
from checkov_aurora_pg.readers.terraform.modules.data_sources import REMOTE_STATE
from checkov_aurora_pg.readers.terraform.modules.data_sources import known_after_read
from checkov_aurora_pg.readers.terraform.modules.data_sources import told
from checkov_aurora_pg.readers.terraform.modules.module_position import Position
from checkov_aurora_pg.readers.terraform.modules.module_position import Root
from checkov_aurora_pg.readers.terraform.modules.module_source import ModuleSource
from checkov_aurora_pg.readers.terraform.modules.root_variables import WORKSPACE
from checkov_aurora_pg.readers.terraform.modules.root_variables import value_of_deployment
from checkov_aurora_pg.readers.terraform.modules.root_variables import workspace
from checkov_aurora_pg.readers.terraform.modules.unread_parts import may_be_in

# Modules nested deeper than this are generated, or call each other in a circle.
MAX_MODULE_DEPTH = 32

_DECLARE = 'declare it, or run the tool that generates its declaration before the scan'
_VAR_FILE = 'give it a value in `terraform.tfvars` or with `--var-file`'


@dataclass(frozen=True, slots=True)
class Unfit(Unknown):
    """Why a value that is known as a whole is none of its variable's type."""


def _not_taken(variable: str, value: Value, why: str) -> Unknown:
    reason = f'`var.{variable}` does not take its value: {why}'
    is_whole = value.first_unknown() is None and not isinstance(value.data, Handle)
    return Unfit(reason) if is_whole else Unknown(reason)


class Module:
    """One instance of a module."""

    def __init__(
        self,
        root: Root,
        source: ModuleSource,
        position: Position,
        inputs: AbstractMapping[str, Callable[[], Value]],
        *,
        is_varying: bool = False,
    ) -> None:
        """Take the module's declarations, its position, and its inputs, not yet evaluated.

        `is_varying` says that deployments of the root may differ in what repeats its call.
        """
        self.is_varying = is_varying
        self.root = root
        self.source = source
        self.position = position
        self._inputs = inputs
        self._values: dict[tuple[str, str], Value] = {}
        self._running: set[tuple[str, str]] = set()
        self._instances: dict[int, Instances] = {}
        # What depends on something in which deployments of the root differ.
        self._varying: set[object] = set()
        self._children: dict[tuple[str, str], Module | Unknown] = {}
        self.scope = Scope(
            self,
            root.budget,
            conditions=self._conditions(),
            is_certain=position.existence is None and not source.is_model,
        )
        self._names: dict[str, Value] = self._namespaces()

    def _conditions(self) -> Conditions | None:
        """Return what asks about conditions; a model's own conditions tell nobody anything."""
        if self.source.is_model or not self.root.has_own_places:
            return None
        return Conditions(self.position.address, self.root.assumptions, self.source.lines)

    def _namespaces(self) -> dict[str, Value]:
        own, data = self.source, sorted({type for type, _ in self.source.data})
        return {
            'var': Value(Namespace(own.variables, self._once('var', self._variable))),
            'local': Value(Namespace(own.locals, self._once('local', self._local))),
            'module': Value(Namespace(own.calls, self._once('module', self._called))),
            'data': Value(Namespace(data, self._once('data', self._data_type))),
            'path': Value(Namespace(('module', 'root', 'cwd'), self._path)),
            'terraform': Value(Namespace(('workspace',), self._terraform)),
            'self': Value(Unknown('`self` is known after apply')),
            'ephemeral': Value(Unknown('an ephemeral value is known after apply')),
        }

    def resolve(self, name: str) -> Value:
        """Return a namespace, or a resource type's. Raises `EvaluationError` for neither."""
        found = self._names.get(name)
        if found is not None:
            return found
        names = [n for type, n in self.source.resources if type == name]
        if not names:
            return self._undeclared(name)
        resolve = self._once(name, lambda label: self._resource((name, label)))
        value = self._names[name] = Value(Namespace(names, resolve))
        return value

    def _once(self, kind: str, resolve: Callable[[str], Value]) -> Callable[[str], Value]:
        """Return `resolve` with its answers kept, and a circle made unknown."""

        def resolved(name: str) -> Value:
            key = (kind, name)
            if key not in self._values:
                if key in self._running:
                    return Value(Unknown(f'`{kind}.{name}` refers to itself'))
                self._running.add(key)
                before = self.root.unvarying.touched
                try:
                    self._values[key] = resolve(name)
                finally:
                    self._running.discard(key)
                self._note(key, before)
            elif key in self._varying:
                self.root.unvarying.touched += 1
            return self._values[key]

        return resolved

    def _note(self, key: object, before: int) -> None:
        """Note of what was evaluated whether deployments of the root may differ in it."""
        if self.root.unvarying.touched != before:
            self._varying.add(key)

    def _undeclared(self, name: str) -> Value:
        """Return what a file may declare that was not read. Raises `Undeclared` for others."""
        if not self.source.unread:
            raise Undeclared(name)
        return Value(may_be_in(self.source.unread[0], name))

    def variable(self, name: str) -> Value:
        """Return the value of a variable that the module declares."""
        return self._once('var', self._variable)(name)

    def _variable(self, name: str) -> Value:
        if self.position.caller is None:
            self.root.unvarying.touch(name)
        block = self.source.variables.get(name)
        if block is None:
            return self._undeclared(f'var.{name}')
        default = block.body.arguments.get('default')
        given = self._inputs[name]() if name in self._inputs else None
        if given is not None and given.is_null and self._is_nullable(block) is False:
            given = None
        if given is None and default is None:
            return self._undefined(name, block)
        if given is not None:
            value = given
        else:
            assert default is not None, 'returned above'
            value = self.value_of(default.expression)
        try:
            converted = convert(value, type_of(block.body, self.scope))
        except EvaluationError as error:
            return Value(_not_taken(name, value, str(error)), value.place)
        if isinstance(value, Chosen):
            takes_null = default is None or self._is_nullable(block)
            return value.as_input(converted, takes_null=takes_null)
        return converted

    def _is_nullable(self, block: Block) -> bool:
        nullable = block.body.arguments.get('nullable')
        return nullable is None or self.value_of(nullable.expression).data is not False

    def _undefined(self, name: str, block: Block) -> Value:
        if self.position.calls:
            call = self.position.calls[-1]
            reason = f'`{call.address}` does not set `{name}`, which has no default'
            return Value(Unknown(reason, 'set it in the call'), call.place)
        unknown = Unknown(f'`var.{name}` has no default', _VAR_FILE)
        return value_of_deployment(
            name,
            block,
            unknown,
            self.scope,
            self.root.assumptions,
            is_nullable=self._is_nullable(block),
        )

    def _local(self, name: str) -> Value:
        argument = self.source.locals.get(name)
        if argument is None:
            return self._undeclared(f'local.{name}')
        return self.value_of(argument.expression)

    def value_of(self, expression: Expression, scope: Scope | None = None) -> Value:
        """Return an expression's value; what Terraform refuses is unknown, and says why.

        Raises `LimitExceeded`.
        """
        try:
            return evaluate(expression, scope or self.scope)
        except Undeclared as error:
            return Value(Unknown(str(error), _DECLARE), expression.place)
        except EvaluationError as error:
            reason = f'it has no value: {error}'
            is_refused = (scope or self.scope).is_certain
            return Value(Unknown(reason, is_refused=is_refused), expression.place)

    def _data_type(self, type: str) -> Value:
        names = [name for t, name in self.source.data if t == type]
        resolve = self._once(f'data.{type}', lambda name: self._data((type, name)))
        return Value(Namespace(names, resolve))

    def _data(self, key: tuple[str, str]) -> Value:
        label = f'data.{key[0]}.{key[1]}'
        block = self.source.data.get(key)
        if block is None:
            return self._undeclared(label)

        def handle_of(instance: Instance) -> Handle:
            address = self.address_of(f'{label}{instance.suffix}')
            scope = self.scope_of(instance)

            def told_or_unknown(name: str) -> Value:
                value = told(key[0], name, block.body, lambda each: self.value_of(each, scope))
                if value is not None:
                    return plain(value)
                reason = Unknown(f'`{address}` is read at deployment', PLAN)
                if key[0] == REMOTE_STATE and name == 'outputs':
                    # Most modules read no state, and need not pay for the import.
                    from checkov_aurora_pg.readers.terraform.modules.other_roots import (
                        outputs_of_state,
                    )

                    return outputs_of_state(self, block, scope, Value(reason))
                return known_after_read(key[0], name, address, reason)

            return Referred(
                address,
                None,
                self._once(address, told_or_unknown),
                instance.existence,
                self.root.budget.doubt,
            )

        return self._repeated(block, handle_of)

    def _path(self, name: str) -> Value:
        if name == 'module':
            return Value(os.path.relpath(self.source.directory, self.root.directory))
        if name == 'root':
            return Value('.')
        return Value(Unknown('`path.cwd` is where Terraform runs'))

    def _terraform(self, name: str) -> Value:
        given, assumptions = self.root.deployment.workspace, self.root.assumptions
        is_answered = assumptions and (
            given is not None or assumptions.value_of(WORKSPACE) is not None
        )
        if name != 'workspace' or not is_answered:
            self.root.unvarying.touched += 1
        if name == 'workspace' and given is not None:
            return Value(given)
        unknown = Unknown(f'`terraform.{name}` is chosen at deployment', PLAN)
        return workspace(unknown, assumptions)

    def read_file(self, path: str) -> bytes | Unknown:
        """Return a file's content; relative paths start at the root module.

        One that Terraform would read and this does not is unknown.
        """
        absolute, boundary = self._asked_for(path), self.root.sources.boundary
        try:
            return read_bytes(absolute, boundary)
        except FileRefused as error:
            if within(absolute, boundary) and not os.path.lexists(absolute):
                raise EvaluationError(f'`{path}` {error}') from None
            return Unknown(f'`{path}` {error}', PLAN)

    def file_exists(self, path: str) -> bool | Unknown:
        """Return whether a file is there; what is outside the boundary is not asked for."""
        absolute = self._asked_for(path)
        if not within(absolute, self.root.sources.boundary):
            return Unknown(f'`{path}` {OUTSIDE}', PLAN)
        return os.path.isfile(absolute)

    def _asked_for(self, path: str) -> str:
        absolute = os.path.normpath(os.path.join(self.root.directory, path))
        self.root.unvarying.touch_what_is_noted()
        self.root.sources.files.add(absolute)
        self.root.asked.add(absolute)
        return absolute

    def parse_template(self, text: str, place: Place) -> Expression:
        """Return a template's expression. Raises `EvaluationError` where it is none."""
        try:
            return syntax.parse_template(text, place)
        except SyntaxProblem as error:
            raise EvaluationError(f'the template {error}') from None

    def instances(self, block: Block) -> Instances:
        """Return a block's instances. Raises `LimitExceeded`."""
        key = id(block)
        if key not in self._instances:
            before = self.root.unvarying.touched
            self._instances[key] = instances_of(block, self.scope)
            self._note(key, before)
        elif key in self._varying:
            self.root.unvarying.touched += 1
        return self._instances[key]

    def varies(self, block: Block, instance: Instance) -> bool:
        """Return whether deployments of the root may differ in what an instance is given.

        One that is counted is given its number, which is in its address.
        """
        if self.is_varying or id(block) not in self._varying:
            return self.is_varying
        is_counted = self._instances[id(block)].repetition is Repetition.COUNT
        return not is_counted or not instance.suffix

    def address_of(self, label: str) -> str:
        """Return a full address within the root: `module.db.aws_rds_cluster.this`."""
        return f'{self.position.address}.{label}' if self.position.address else label

    def scope_of(self, instance: Instance) -> Scope:
        """Return the scope of what is written in an instance of a block."""
        return self.scope.with_names(instance.names, is_certain=instance.existence is None)

    def existence_of(self, instance: Instance) -> Unknown | None:
        """Return what decides whether an instance in this module exists."""
        return instance.existence or self.position.existence

    def skips_of(self, block: Block) -> tuple[Skip, ...]:
        """Return the suppressions in a block, and in the calls that lead to it."""
        return (*self.root.sources.skips_in(self.source, block.place), *self.position.skips)

    def _repeated(self, block: Block, handle_of: Callable[[Instance], Handle]) -> Value:
        try:
            return repeated(self.instances(block), handle_of)
        except LimitExceeded as error:
            return Value(Unknown(str(error)))

    def _resource(self, key: tuple[str, str]) -> Value:
        block = self.source.resources.get(key)
        if block is None:
            return self._undeclared('.'.join(key))

        def handle_of(instance: Instance) -> Handle:
            address = self.address_of(f'{".".join(key)}{instance.suffix}')
            scope = self.scope_of(instance)
            return Referred(
                address,
                None,
                self._once(address, lambda name: self._attribute(block.body, address, name, scope)),
                instance.existence,
                self.root.budget.doubt,
            )

        return self._repeated(block, handle_of)

    def _attribute(self, body: Body, address: str, name: str, scope: Scope) -> Value:
        argument = body.arguments.get(name)
        if argument is not None and not body.blocks(name):
            value = self.value_of(argument.expression, scope)
            if not value.is_null:
                # Its place is the traversal: what leads here is tied to another resource.
                return replace(as_attribute(plain(value), name), place=None)
        return Value(Unknown(f'`{address}.{name}` is known after apply', PLAN))

    def _called(self, name: str) -> Value:
        block = self.source.calls.get(name)
        if block is None:
            return self._undeclared(f'module.{name}')

        def handle_of(instance: Instance) -> Handle:
            child = self.child(name, instance)
            address = self.address_of(f'module.{name}{instance.suffix}')
            if isinstance(child, Unknown):
                return Referred(address, None, lambda output: Value(child))
            is_open = child.source.is_model or child.source.unread
            outputs = None if is_open else child.source.outputs
            return Referred(
                address,
                outputs,
                child.output,
                instance.existence,
                self.root.budget.doubt,
            )

        return self._repeated(block, handle_of)

    def output(self, name: str) -> Value:
        """Return an output's value. Raises `EvaluationError` where there is none."""
        block = self.source.outputs.get(name)
        if block is None and self.source.is_model:
            reason = (
                f'`{self.position.address}.{name}` is an output of a module that is not in the '
                'repository'
            )
            return Value(Unknown(reason, INIT), self.position.calls[-1].place)
        if block is None and self.source.unread:
            return self._undeclared(f'{self.position.address}.{name}')
        if block is None or 'value' not in block.body.arguments:
            raise EvaluationError(f'`{self.position.address}` has no output `{name}`')
        value = block.body.arguments['value']
        return self._once('output', lambda _: self.value_of(value.expression))(name)

    def child(self, name: str, instance: Instance) -> Module | Unknown:
        """Return the module that an instance of a call brings, or why there is none to read.

        Raises `LimitExceeded` where modules call each other in a circle, or too often.
        """
        key = (name, instance.suffix)
        if key not in self._children:
            self._children[key] = self._load(name, instance)
        return self._children[key]

    def _load(self, name: str, instance: Instance) -> Module | Unknown:
        block = self.source.calls[name]
        address = self.address_of(f'module.{name}{instance.suffix}')
        source = self.root.sources.called(self, name)
        if isinstance(source, Unknown):
            return source
        above = (*self.position.directories, self.source.directory)
        if source.directory in above:
            raise LimitExceeded(f'module `{name}` calls itself')
        if len(above) > MAX_MODULE_DEPTH:
            raise LimitExceeded(f'modules call each other over {MAX_MODULE_DEPTH} levels deep')
        if source.problems:
            self.root.problems.extend(source.problems)
        if not source.is_usable:
            return Unknown(f'module `{name}` cannot be read: {source.problems[0].message}')
        self.root.budget.enter_module()
        position = Position(
            address,
            (*self.position.calls, Call(address, block.place)),
            self.skips_of(block),
            self.existence_of(instance),
            above,
            (*self.position.names, name),
            self,
        )
        scope = self.scope_of(instance)
        arguments = block.body.arguments
        inputs = {name: self._input(arguments, name, scope) for name in arguments}
        return Module(self.root, source, position, inputs, is_varying=self.varies(block, instance))

    def _input(
        self,
        arguments: AbstractMapping[str, Argument],
        name: str,
        scope: Scope,
    ) -> Callable[[], Value]:
        return lambda: self.value_of(arguments[name].expression, scope)
