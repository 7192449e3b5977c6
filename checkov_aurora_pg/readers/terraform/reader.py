"""Terraform's language: the files of a root module made into an estate."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.estate import Estate
from checkov_aurora_pg.core.reading import Absent
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.core.reading import together
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import MAX_RESOURCES
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.limits import limit
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.terraform.language.choices import Assumptions
from checkov_aurora_pg.readers.terraform.language.unvarying import Unvarying
from checkov_aurora_pg.readers.terraform.modules import variables
from checkov_aurora_pg.readers.terraform.modules.module import Module
from checkov_aurora_pg.readers.terraform.modules.module_position import Position
from checkov_aurora_pg.readers.terraform.modules.module_position import Root
from checkov_aurora_pg.readers.terraform.modules.programs import Program
from checkov_aurora_pg.readers.terraform.modules.programs import configuration_files
from checkov_aurora_pg.readers.terraform.modules.refusals import Refusal
from checkov_aurora_pg.readers.terraform.modules.refused_calls import refuses_the_answers
from checkov_aurora_pg.readers.terraform.modules.sources import Library
from checkov_aurora_pg.readers.terraform.modules.sources import RootModules
from checkov_aurora_pg.readers.terraform.resources.as_estate import resources_of
from checkov_aurora_pg.readers.walking.file_names import UNITS
from checkov_aurora_pg.readers.walking.file_names import is_configuration

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.terraform.modules.other_roots import OtherRoot

# Python frames for the deepest evaluation that the budget allows.
_FRAMES = 8_000
_TOO_DEEP = 'expressions are nested too deeply to be judged'


def read_root(
    directory: str,
    *,
    options: ReadOptions,
    library: Library | None = None,
) -> Reading:
    """Return what a root module describes, evaluated once.

    `directory` is absolute. `library` shares the modules that several roots call. Whatever
    cannot be read or exceeds a limit is a problem of the reading; nothing is raised.
    """
    try:
        with _room_for_recursion():
            return _read_root(directory, options, library or Library())
    except RecursionError:  # what stands outside of resources is read before they are
        problem = Problem(Place(directory, 1, 1), _TOO_DEEP)
        return Reading(problems=(problem,), files=frozenset((directory,)))


def _read_root(directory: str, options: ReadOptions, library: Library) -> Reading:
    if any(os.path.isfile(os.path.join(directory, name)) for name in UNITS):
        # Most roots are none of Terragrunt's, and need not pay for the import.
        from checkov_aurora_pg.readers.terraform.terragrunt.reading import read_units

        return read_units(directory, options, library, _read)
    terraform, sources = _read_as(Program.TERRAFORM, directory, options, library)
    if not sources.has_other_files:
        return terraform.reading
    tofu, _ = _read_as(Program.OPENTOFU, directory, options, library)
    if not _is_configured(directory, Program.TERRAFORM):
        return tofu.reading
    # A root that one of the two refuses is the other one's.
    if terraform.is_refused != tofu.is_refused:
        return tofu.reading if terraform.is_refused else terraform.reading
    return together((terraform.reading, tofu.reading))


@dataclass(slots=True, eq=False, repr=False)
class _Read:
    """A root as one program has it; `is_refused` says that this program does not take it."""

    reading: Reading
    is_refused: bool


def _read_as(
    program: Program,
    directory: str,
    options: ReadOptions,
    library: Library,
) -> tuple[_Read, RootModules]:
    sources = RootModules(options.boundary, library, program)
    unvarying = library.unvarying(directory, program)
    inputs, wrong = variables.with_given(
        unvarying.once(
            directory, 'values that are loaded', partial(variables.load_own, directory, options)
        ),
        options,
    )
    source = sources.module(directory)
    problems = (*source.problems, *wrong)
    reading = Reading((), problems)
    if source.is_usable and not wrong:
        read = _read(_root_module(directory, sources, inputs, options, unvarying))
        reading = replace(read, problems=(*problems, *read.problems))
    given = (
        *unvarying.once(
            directory, 'files that are loaded', partial(variables.variable_files, directory, ())
        ),
        *options.var_files,
        *options.deployment.var_files,
    )
    covered = reading.covered.union(given) if reading.covered else reading.covered
    refused = any(isinstance(problem, Refusal) for problem in reading.problems)
    if refused:  # nothing of it is deployed, so that it creates no module
        covered = frozenset(path for path in covered if os.path.dirname(path) == directory)
    files = frozenset((*sources.files, *given))
    return _Read(replace(reading, files=files, covered=covered), refused), sources


def _is_configured(directory: str, program: Program) -> bool:
    return bool(configuration_files(os.listdir(directory), program))


def root_module(directory: str, *, options: ReadOptions) -> Module:
    """Return a root module to ask for its locals and outputs; problems are its source's."""
    inputs, _ = variables.load(directory, options)
    return _root_module(directory, RootModules(options.boundary), inputs, options, Unvarying())


def _root_module(
    directory: str,
    sources: RootModules,
    inputs: Mapping[str, Value],
    options: ReadOptions,
    unvarying: Unvarying,
) -> Module:
    given = {name: partial(_given, value) for name, value in inputs.items()}
    source, assumptions = sources.module(directory), Assumptions(options.assumed)
    if assumptions:  # what is read under answers is this reading's alone
        unvarying = Unvarying(
            frozenset(
                name
                for name in source.variables
                if name not in inputs and assumptions.value_of(f'var.{name}') is None
            )
        )
    root = Root(
        directory,
        sources,
        deployment=options.deployment,
        assumptions=assumptions,
        unvarying=unvarying,
    )
    return Module(root, source, Position(), given)


def _given(value: Value) -> Value:
    return value


def _read(module: Module) -> Reading:
    resources: list[DescribedResource] = []
    absent: list[Absent] = []
    problems: list[Problem] = []
    covered: frozenset[str] = frozenset()
    place = Place(module.source.directory, 1, 1)
    try:
        for found in resources_of(module):
            if isinstance(found, DescribedResource):
                resources.append(found)
                limit(len(resources), MAX_RESOURCES, 'resources')
            elif isinstance(found, Absent):
                absent.append(found)
            else:
                problems.append(found)
        for resource in _elsewhere(module.root):
            resources.append(resource)
            limit(len(resources), MAX_RESOURCES, 'resources')
        covered = _covered(module.root)
        module.root.is_refused |= refuses_the_answers(module)
    except LimitExceeded as error:
        problems.append(Problem(place, str(error)))
    except RecursionError:
        problems.append(Problem(place, _TOO_DEEP))
    estate = Estate(module.source.directory, resources, module.root.deployment)
    return Reading(
        (estate,),
        (*problems, *dict.fromkeys(module.root.problems)),
        covered=covered,
        absent=tuple(absent),
        is_refused=module.root.is_refused or module.root.assumptions.is_contradicted,
    )


def _elsewhere(root: Root) -> Iterator[DescribedResource]:
    """Yield what stands behind the outputs of other deployments, and of those that they ask."""
    seen: dict[str, OtherRoot] = {}
    waiting = list(root.others.values())
    while waiting:
        other = waiting.pop()
        if other.name not in seen:
            seen[other.name] = other
            yield from other.resources()
            waiting.extend(other.module.root.others.values())


def _covered(root: Root) -> frozenset[str]:
    """Return the files whose every resource has been read.

    Configuration that `file()` reads is only a text.
    """
    texts = (path for path in root.asked if not is_configuration(os.path.basename(path)))
    return frozenset((*root.created, *texts))


@contextmanager
def _room_for_recursion() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
