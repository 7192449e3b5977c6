"""The units of a directory, each read as a deployment of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace

from checkov_aurora_pg.core.reading import Absent
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.terraform.language.choices import Assumptions
from checkov_aurora_pg.readers.terraform.language.instances import Instance
from checkov_aurora_pg.readers.terraform.modules import variables
from checkov_aurora_pg.readers.terraform.modules.module import Module
from checkov_aurora_pg.readers.terraform.modules.module_source import ModuleSource
from checkov_aurora_pg.readers.terraform.modules.programs import Program
from checkov_aurora_pg.readers.terraform.modules.refusals import Refusal
from checkov_aurora_pg.readers.terraform.modules.sources import Library
from checkov_aurora_pg.readers.terraform.terragrunt.call import UnitCall
from checkov_aurora_pg.readers.terraform.terragrunt.call import UnitSources
from checkov_aurora_pg.readers.terraform.terragrunt.overlaid import Overlay
from checkov_aurora_pg.readers.terraform.terragrunt.setting import Surroundings
from checkov_aurora_pg.readers.terraform.terragrunt.source_address import local_path
from checkov_aurora_pg.readers.terraform.terragrunt.unit import PlacedUnit
from checkov_aurora_pg.readers.terraform.terragrunt.unit import Unit
from checkov_aurora_pg.readers.terraform.terragrunt.units import unit_files
from checkov_aurora_pg.readers.terraform.terragrunt.units import units_in
from checkov_aurora_pg.readers.walking.relevance import mentions_aurora

# What a hook names that writes configuration.
_CONFIGURATION = re.compile(r'\.(?:tf|tofu|tfvars)(?:\.json)?(?=$|[\s"\';&|)])')

_AURORA_POSTGRESQL = re.compile(r'aurora[-_]?(?:postgres|pg)', re.IGNORECASE)

Read = Callable[[Module], Reading]


def read_units(
    directory: str,
    options: ReadOptions,
    library: Library | None,
    read: Read,
) -> Reading:
    """Return what a directory's units describe; `read` reads a root module.

    Whatever cannot be read is a problem of the reading; nothing is raised.
    """
    given, problems = variables.load_given(options)
    reading = Reading(problems=problems, files=frozenset(options.var_files))
    deployments = _Deployments(given, options, library, read)
    for path in unit_files(directory):
        surroundings = Surroundings(
            options.boundary, known=None if library is None else library.others
        )
        try:
            for found in units_in(path, surroundings):
                reading = _together(reading, deployments.reading(found))
        except LimitExceeded as error:
            reading = _together(reading, _problem(path, str(error)))
        except RecursionError:
            reading = _together(
                reading, _problem(path, 'expressions are nested too deeply to be judged')
            )
        files = {path, *surroundings.lines, *surroundings.asked}
        reading = replace(reading, files=reading.files | files)
    return reading


def _problem(path: str, message: str) -> Reading:
    return Reading(problems=(Problem(Place(path, 1, 1), message),))


def _together(first: Reading, second: Reading) -> Reading:
    return Reading(
        (*first.estates, *second.estates),
        tuple(dict.fromkeys((*first.problems, *second.problems))),
        first.files | second.files,
        first.covered | second.covered,
        absent=(*first.absent, *second.absent),
    )


@dataclass(frozen=True, slots=True)
class _Deployments:
    """How units are read: with which values, options and modules."""

    given: dict[str, Value]
    options: ReadOptions
    library: Library | None
    read: Read

    def reading(self, found: PlacedUnit | Problem) -> Reading:
        """Return what either program deploys of a unit. Raises `LimitExceeded`."""
        if isinstance(found, Problem):
            return Reading(problems=(found,))
        reading, sources = self._reading_as(Program.TERRAFORM, found)
        if not sources.has_other_files:
            return reading
        return _together(reading, self._reading_as(Program.OPENTOFU, found)[0])

    def _reading_as(self, program: Program, found: PlacedUnit) -> tuple[Reading, UnitSources]:
        unit, surroundings = found.unit, found.surroundings
        overlay = _overlay(found, program)
        sources = UnitSources(self.options.boundary, self.library, unit, overlay, program)
        assumptions = Assumptions(self.options.assumed)
        module = _module(UnitCall(found, overlay, self.given, assumptions), sources)
        reading = Reading() if module is None else self.read(module)
        broken = _broken(module.source) if module is not None else ()
        problems = (*broken, *reading.problems)
        if _describes(reading) or _speaks_of_aurora(found):
            problems = (*problems, *overlay.problems, *_written_by_hooks(unit))
        if not _describes(reading):
            problems = (*problems, *_unsaid(found))
        read = frozenset(surroundings.lines)
        # A unit may read the file of another one, which is a deployment of its own.
        own = frozenset() if module is None else frozenset(found.files & read)
        reading = replace(
            reading,
            problems=problems,
            files=reading.files | sources.files | surroundings.asked | read,
            covered=(reading.covered - read) | own,
        )
        return (reading if unit.skipped is None else _absent(reading, unit.skipped)), sources


def _describes(reading: Reading) -> bool:
    """Return whether a deployment has resources of its own."""
    return any(
        not resource.is_elsewhere for estate in reading.estates for resource in estate.resources
    )


def _overlay(found: PlacedUnit, program: Program) -> Overlay:
    unit = found.unit
    generated = [*unit.generated.values(), *([unit.backend] if unit.backend else [])]
    return Overlay(found.directory, generated, found.surroundings, program)


def unit_module(found: PlacedUnit) -> Module | None:
    """Return the module whose outputs a unit's are, where both programs have the same."""
    overlay = _overlay(found, Program.TERRAFORM)
    sources = UnitSources(found.surroundings.boundary, None, found.unit, overlay, Program.TERRAFORM)
    module = _module(UnitCall(found, overlay, {}, Assumptions()), sources)
    if module is not None and module.source is sources.calling:
        child = module.child(found.name, Instance())
        module = child if isinstance(child, Module) else None
    doubts = (*overlay.problems, *_written_by_hooks(found.unit))
    return None if sources.has_other_files or doubts else module


def _module(call: UnitCall, sources: UnitSources) -> Module | None:
    """Return the root module that a unit is; None where it deploys nothing."""
    source, directory = call.placed.unit.source, call.placed.directory
    path = local_path(source.data, directory) if source and isinstance(source.data, str) else None
    located = call.placed.surroundings.located
    if source is not None and (path is None or located(path) != located(directory)):
        return call.calling(sources)
    module = call.in_place(sources)
    written = module.source
    if written.lines or written.problems or written.resources or written.calls:
        return module
    return call.calling(sources) if call.placed.unit.unread and source is None else None


def _broken(source: ModuleSource) -> tuple[Problem, ...]:
    """Return what is wrong with a unit's module.

    What only declares variables, as beside a file that other units include, deploys nothing.
    """
    return tuple(
        problem
        for problem in source.problems
        if source.calls or source.resources or not isinstance(problem, Refusal)
    )


def _speaks_of_aurora(found: PlacedUnit) -> bool:
    own = '\n'.join(found.surroundings.lines.get(found.unit.place.path, []))
    return mentions_aurora(own.encode('utf-8', 'replace'))


def _unsaid(found: PlacedUnit) -> Iterator[Problem]:
    """Yield a unit that speaks of Aurora PostgreSQL and calls what is not known."""
    unit = found.unit
    doubt = unit.unread if unit.source is None else unit.source.data
    own = '\n'.join(found.surroundings.lines.get(unit.place.path, []))
    if isinstance(doubt, Unknown) and _AURORA_POSTGRESQL.search(own):
        yield Problem(
            unit.place,
            (f'the unit names Aurora PostgreSQL, and its source is not known: {doubt.reason}'),
        )


def _written_by_hooks(unit: Unit) -> Iterator[Problem]:
    """Yield the hooks that write configuration before Terraform runs: they are never run here."""
    for name, hook in unit.hooks.items():
        value = hook.get('execute')
        items = value.data.items if value and isinstance(value.data, Sequence) else ()
        texts = [item.data for item in items if isinstance(item.data, str)]
        written = next(filter(_CONFIGURATION.search, texts), None)
        if written is not None:
            yield Problem(
                hook.place,
                (
                    f'the hook `{name}` may write configuration that is not in the scanned code '
                    f'(`{written}`)'
                ),
            )


def _absent(reading: Reading, reason: Unknown) -> Reading:
    """Return a reading of which nothing is created, so that it covers no module."""
    absent = tuple(
        Absent(resource.address, resource.place, reason.reason)
        for estate in reading.estates
        for resource in estate.resources
    )
    return replace(reading, estates=(), covered=frozenset(), absent=(*reading.absent, *absent))
