"""The units of a directory: the one that its file is, and those that its stack generates."""

from __future__ import annotations

import os
from collections.abc import Iterator

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.terraform.terragrunt.configuration import Unparsable
from checkov_aurora_pg.readers.terraform.terragrunt.configuration import opened
from checkov_aurora_pg.readers.terraform.terragrunt.names import OVER_NAME
from checkov_aurora_pg.readers.terraform.terragrunt.names import STACK_NAME
from checkov_aurora_pg.readers.terraform.terragrunt.names import UNIT_NAMES
from checkov_aurora_pg.readers.terraform.terragrunt.setting import Setting
from checkov_aurora_pg.readers.terraform.terragrunt.setting import Surroundings
from checkov_aurora_pg.readers.terraform.terragrunt.stacks import Found
from checkov_aurora_pg.readers.terraform.terragrunt.stacks import UnitPlace
from checkov_aurora_pg.readers.terraform.terragrunt.stacks import units_of_stack
from checkov_aurora_pg.readers.terraform.terragrunt.unit import PlacedUnit
from checkov_aurora_pg.readers.terraform.terragrunt.unit import Unit
from checkov_aurora_pg.readers.terraform.terragrunt.unit import laid_over
from checkov_aurora_pg.readers.terraform.terragrunt.unit import unit_of


def unit_files(directory: str) -> tuple[str, ...]:
    """Return the files that make a directory a unit, or a stack of units."""
    unit = [name for name in UNIT_NAMES if _is_there(directory, name)][:1]
    stack = [STACK_NAME] if _is_there(directory, STACK_NAME) else []
    return tuple(os.path.join(directory, name) for name in (*unit, *stack))


def _is_there(directory: str, name: str) -> bool:
    return os.path.isfile(os.path.join(directory, name))


def units_in(path: str, surroundings: Surroundings) -> Iterator[PlacedUnit | Problem]:
    """Yield the units that the file of a unit or a stack describes, and what cannot be read."""
    try:
        for found in _found(path, surroundings):
            yield _placed(found) if isinstance(found, UnitPlace) else found
    except Unparsable as error:
        yield Problem(error.place, str(error))
    except (FileRefused, LimitExceeded) as error:
        yield Problem(Place(path, 1, 1), str(error))


def _found(path: str, surroundings: Surroundings) -> Iterator[Found]:
    if os.path.basename(path) == STACK_NAME:
        yield from units_of_stack(path, surroundings)
    else:
        yield UnitPlace(Setting(path, path), surroundings)


def _placed(found: UnitPlace) -> PlacedUnit | Problem:
    directory = found.setting.directory
    try:
        unit = _unit_at(found)
    except Unparsable as error:
        return Problem(error.place, str(error))
    except (FileRefused, LimitExceeded) as error:
        located = found.surroundings.located(found.setting.config)
        return Problem(Place(located, 1, 1), str(error))
    unit.place = found.place or unit.place
    surroundings = found.surroundings
    own = (surroundings.located(os.path.join(directory, name)) for name in UNIT_NAMES)
    stack = () if found.place is None else (found.place.path,)
    return PlacedUnit(
        os.path.basename(directory), directory, unit, surroundings, frozenset((*own, *stack))
    )


def _unit_at(found: UnitPlace) -> Unit:
    setting, surroundings = found.setting, found.surroundings
    unit = unit_of(opened(setting.config, setting, surroundings))
    over = os.path.join(setting.directory, OVER_NAME)
    if not os.path.isfile(surroundings.located(over)):
        return unit
    return laid_over(unit, unit_of(opened(over, setting, surroundings)), 'shallow')
