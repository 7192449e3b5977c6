"""What another deployment of the same repository puts out, and what stands behind it.

A value is taken where every deployment of the other one has it: its variables are unknown but for
those of the files that Terraform loads by itself. What the value refers to stands in the estate
of the one that asks, and is judged where it belongs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.parameters import Parameter
from checkov_aurora_pg.core.parameters import Parameters
from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Handle
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Reference
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.limits import MAX_LEVELS
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.limits import limit
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.terraform.language.handles import Namespace
from checkov_aurora_pg.readers.terraform.language.scope import PLAN
from checkov_aurora_pg.readers.terraform.modules import variables
from checkov_aurora_pg.readers.terraform.modules.module import Module
from checkov_aurora_pg.readers.terraform.modules.module_position import Position
from checkov_aurora_pg.readers.terraform.modules.module_position import Root
from checkov_aurora_pg.readers.terraform.modules.sources import RootModules
from checkov_aurora_pg.readers.terraform.modules.written_states import IDENTITY
from checkov_aurora_pg.readers.terraform.modules.written_states import LOCAL
from checkov_aurora_pg.readers.terraform.modules.written_states import WrittenState
from checkov_aurora_pg.readers.terraform.modules.written_states import located
from checkov_aurora_pg.readers.terraform.modules.written_states import root_of_local
from checkov_aurora_pg.readers.terraform.modules.written_states import states_below
from checkov_aurora_pg.readers.terraform.resources.as_estate import resources_of

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.terraform.language.bodies import Block
    from checkov_aurora_pg.readers.terraform.language.scope import Scope


@dataclass(eq=False, slots=True)
class OtherRoot:
    """Another deployment: `name` is unique in a scan, `module` has its outputs."""

    name: str
    module: Module
    is_asked: bool = False
    _resources: tuple[DescribedResource, ...] | None = field(default=None)

    def output(self, name: str, unknown: Value) -> Value:
        """Return an output, or `unknown` where the code has none, or asks for itself in it."""
        if self.is_asked or name not in self.module.source.outputs:
            return unknown
        self.is_asked = True
        try:
            return self._moved(self.module.output(name))
        except (EvaluationError, LimitExceeded):
            return unknown
        finally:
            self.is_asked = False

    def resources(self) -> Iterator[DescribedResource]:
        """Yield what the deployment describes, for the estate of another one."""
        if self._resources is None:
            try:
                found = tuple(resources_of(self.module))
            except LimitExceeded:  # whoever judges it says so
                found = ()
            self._resources = tuple(
                one for one in found if isinstance(one, DescribedResource) and not one.is_unseen
            )
        for one in self._resources:
            yield replace(
                one,
                key=f'{self.name}:{one.key or one.address}',
                is_elsewhere=True,
                # By its name it may be another one than what this deployment names.
                attributes={
                    name: self._moved(value)
                    for name, value in one.attributes.items()
                    if name != 'name'
                },
                parameters=Parameters(
                    tuple(
                        Parameter(self._moved(entry.name), self._moved(entry.value), entry.place)
                        for entry in one.parameters.entries
                    ),
                    one.parameters.rest,
                ),
            )

    def _moved(self, value: Value, depth: int = 0) -> Value:
        """Return a value whose references lead to this deployment's resources."""
        limit(depth, MAX_LEVELS, 'levels in one value')
        data = value.data
        if isinstance(data, Sequence):
            items = tuple(self._moved(item, depth + 1) for item in data.items)
            data = replace(data, items=items)
        elif isinstance(data, Mapping):
            data = replace(
                data,
                items={name: self._moved(item, depth + 1) for name, item in data.items.items()},
            )
        elif isinstance(data, Handle):
            data = Namespace(data.names(), partial(self._attribute, data))
        elif isinstance(data, Unknown):
            data = replace(data, question=None)  # no answer is given to another deployment
        return Value(
            data,
            value.place,
            tuple(
                one
                if ':' in one.address
                else Reference(f'{self.name}:{one.address}', one.attribute)
                for one in value.references
            ),
        )

    def _attribute(self, handle: Handle, name: str) -> Value:
        return self._moved(handle.attribute(name))


class OtherRoots:
    """The other deployments that those of one scan ask for, each read once."""

    def __init__(self) -> None:
        self._states: dict[str, tuple[WrittenState, ...]] = {}
        self._roots: dict[str, OtherRoot | None] = {}

    def kept(self, name: str, read: Callable[[], Module | None]) -> OtherRoot | None:
        """Return a deployment by its name; `read` gives its module."""
        if name not in self._roots:
            self._roots[name] = None  # for one that asks for itself
            module = read()
            self._roots[name] = None if module is None else OtherRoot(name, module)
        return self._roots[name]

    def writing(
        self,
        backend: str,
        wanted: dict[str, str],
        directory: str,
        top: str,
    ) -> str | None:
        """Return the directory of the only root that writes a state, or None."""
        if backend not in IDENTITY:
            return None
        if backend == LOCAL and 'path' in wanted:
            wanted = {**wanted, 'path': located(wanted['path'], directory)}
            root = root_of_local(wanted['path'], top)
            if root is not None:
                return root
        if top not in self._states:
            self._states[top] = states_below(top)
        found = {one.directory for one in self._states[top] if one.may_be(backend, wanted)}
        return found.pop() if len(found) == 1 else None


def outputs_of_state(module: Module, block: Block, scope: Scope, unknown: Value) -> Value:
    """Return the outputs of a remote state that a root of the repository writes."""
    other = _writer(module, block, scope)
    if other is None:
        return unknown
    module.root.unvarying.touch_what_is_noted()
    module.root.others[other.name] = other
    return Value(Namespace(None, lambda name: other.output(name, unknown)))


def _writer(module: Module, block: Block, scope: Scope) -> OtherRoot | None:
    top = module.root.sources.boundary
    written = {
        name: module.value_of(block.body.arguments[name].expression, scope).data
        for name in ('backend', 'config')
        if name in block.body.arguments
    }
    backend, config = written.get('backend'), written.get('config')
    if top is None or not isinstance(backend, str) or not isinstance(config, Mapping):
        return None
    wanted = {name: one.data for name, one in config.items.items() if isinstance(one.data, str)}
    others = module.root.sources.library.others
    directory = others.writing(backend, wanted, module.root.directory, top)
    if directory is None or directory == module.root.directory or not within(directory, top):
        return None
    name = os.path.relpath(directory, top)
    return others.kept(name, partial(_module, directory, module.root.sources, name))


def _module(directory: str, around: RootModules, name: str) -> Module | None:
    sources = RootModules(around.boundary, around.library, around.program)
    source = sources.module(directory)
    given, problems = variables.load(directory, ReadOptions(boundary=around.boundary))
    if source.problems or problems:  # whoever judges it says so
        return None
    values = {
        variable: given.get(variable)
        or Value(
            Unknown(f'`var.{variable}` of `{name}` is given when that is deployed', PLAN),
            block.place,
        )
        for variable, block in source.variables.items()
    }
    root = Root(directory, sources, has_own_places=False)  # nobody answers for it here
    return Module(
        root,
        source,
        Position(),
        {variable: partial(_same, value) for variable, value in values.items()},
    )


def _same(value: Value) -> Value:
    return value
