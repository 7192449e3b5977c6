"""A unit as a root module that calls the unit's module with the unit's values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from functools import partial

from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.bodies import Argument
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.choices import Assumptions
from checkov_aurora_pg.readers.terraform.language.expressions import Literal
from checkov_aurora_pg.readers.terraform.language.given import Given
from checkov_aurora_pg.readers.terraform.modules.module import Module
from checkov_aurora_pg.readers.terraform.modules.module_position import Position
from checkov_aurora_pg.readers.terraform.modules.module_position import Root
from checkov_aurora_pg.readers.terraform.modules.module_source import ModuleSource
from checkov_aurora_pg.readers.terraform.modules.programs import Program
from checkov_aurora_pg.readers.terraform.modules.sources import Library
from checkov_aurora_pg.readers.terraform.modules.sources import RootModules
from checkov_aurora_pg.readers.terraform.terragrunt.extra_arguments import CommandLine
from checkov_aurora_pg.readers.terraform.terragrunt.overlaid import Overlay
from checkov_aurora_pg.readers.terraform.terragrunt.source_address import address
from checkov_aurora_pg.readers.terraform.terragrunt.unit import PlacedUnit
from checkov_aurora_pg.readers.terraform.terragrunt.unit import Unit
from checkov_aurora_pg.readers.terraform.terragrunt.variable_values import ModuleVariables
from checkov_aurora_pg.readers.terraform.terragrunt.variable_values import given_values


class UnitSources(RootModules):
    """The modules of a unit. The module that it calls itself has the unit's files over it."""

    def __init__(
        self,
        boundary: str | None,
        library: Library | None,
        unit: Unit,
        overlay: Overlay,
        program: Program,
    ) -> None:
        """Take the unit, what is laid over its module, and what deploys it.

        `calling` is what stands for the unit, where it calls a module.
        """
        super().__init__(boundary, library, program)
        self._unit = unit
        self._overlay = overlay
        self._laid_over: ModuleSource | None = None
        self.calling: ModuleSource | None = None

    def called(self, caller: Module, name: str) -> ModuleSource | Unknown:
        """Return what a called module declares, or why that is not known."""
        if caller.source is not self.calling:
            return super().called(caller, name)
        source = self._unit.source
        if source is None or isinstance(source.data, Unknown):
            doubt = self._unit.unread if source is None else source.data
            assert isinstance(doubt, Unknown), 'a unit without a source calls nothing'
            return Unknown(f'the source of the unit is not known: {doubt.reason}', doubt.decide)
        if self._laid_over is None:
            found = super().called(caller, name)
            if isinstance(found, Unknown):
                return found
            self._laid_over = self._overlay.over(found)
            assert self._laid_over is not None, 'a module is laid over'
        return self._laid_over


@dataclass(frozen=True, slots=True)
class _CallBody:
    arguments: Mapping[str, Argument]

    def blocks(self, type: str, labels: int = 0) -> tuple[Block, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class UnitCall:
    """A unit with all that its module gets.

    `given` are values that go over everything else, and `assumptions` what holds beside them.
    """

    placed: PlacedUnit
    overlay: Overlay
    given: Mapping[str, Value]
    assumptions: Assumptions

    def in_place(self, sources: RootModules) -> Module:
        """Return the module that the unit's own directory is."""
        located = self.placed.surroundings.located(self.placed.directory)
        source = self.overlay.over(sources.module(located))
        assert source is not None, 'a module is laid over'
        values = self._values(source, source)
        given = {name: partial(_same, value) for name, value in values.items()}
        return Module(self._root(located, sources), source, Position(), given)

    def calling(self, sources: UnitSources) -> Module:
        """Return a root module that calls the unit's module."""
        placed = self.placed
        call = Block('module', (placed.name,), _CallBody(self._arguments({})), placed.unit.place)
        source = ModuleSource(
            placed.directory, calls={placed.name: call}, lines=dict(placed.surroundings.lines)
        )
        module = Module(self._root(placed.directory, sources), source, Position(), {})
        sources.calling = source
        called = sources.called(module, placed.name)
        known = called if isinstance(called, ModuleSource) else None
        declared = None if known is None or known.is_model else known
        values = self._values(known, declared)
        source.calls[placed.name] = replace(call, body=_CallBody(self._arguments(values)))
        return module

    def _root(self, directory: str, sources: RootModules) -> Root:
        return Root(
            directory,
            sources,
            assumptions=self.assumptions,
            has_own_places=False,
            others=self.placed.surroundings.others,
        )

    def _values(
        self,
        module: ModuleSource | None,
        declared: ModuleSource | None,
    ) -> dict[str, Value]:
        """Return the values of a module's variables; of a model, types are not the module's."""
        placed = self.placed
        directories = (placed.directory, *([declared.directory] if declared else []))
        written = tuple(placed.unit.arguments.values())
        command = CommandLine(written, directories, placed.surroundings)
        names = ModuleVariables(module, is_declared=declared is not None)
        files = self.overlay.variable_values(declared)
        return {**given_values(placed.unit.inputs, command, files, names), **self.given}

    def _arguments(self, given: Mapping[str, Value]) -> dict[str, Argument]:
        arguments = {
            name: Argument(name, Given(value, place), place)
            for name, value in given.items()
            for place in (value.place or self.placed.unit.place,)
        }
        source = self.placed.unit.source
        if source is not None:
            place = source.place or self.placed.unit.place
            text = source.data if isinstance(source.data, str) else self.placed.unit.source_text
            located = self.placed.surroundings.located
            for name, part in address(text, self.placed.directory, located).items():
                arguments[name] = Argument(name, Literal(part, place), place)
        return arguments


def _same(value: Value) -> Value:
    return value
