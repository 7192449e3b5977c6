"""The units that a stack generates: where, from which directory, and with which values.

Source: Terragrunt's `pkg/config/stack.go` (`GenerateStackFile`, `resolveDestPath`, `writeValues`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.limits import MAX_INSTANCES
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.terragrunt.configuration import PLAN
from checkov_aurora_pg.readers.terraform.terragrunt.configuration import Configuration
from checkov_aurora_pg.readers.terraform.terragrunt.configuration import opened
from checkov_aurora_pg.readers.terraform.terragrunt.names import STACK_DIRECTORY
from checkov_aurora_pg.readers.terraform.terragrunt.names import STACK_NAME
from checkov_aurora_pg.readers.terraform.terragrunt.names import UNIT_NAMES
from checkov_aurora_pg.readers.terraform.terragrunt.setting import Setting
from checkov_aurora_pg.readers.terraform.terragrunt.setting import Surroundings
from checkov_aurora_pg.readers.terraform.terragrunt.source_address import local_path
from checkov_aurora_pg.readers.terraform.terragrunt.unit import PlacedUnit
from checkov_aurora_pg.readers.terraform.terragrunt.unit import Unit

# Stacks nested deeper generate themselves.
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """A unit's file in its setting, and what it shares with the files that it reads.

    `place` is the block of a stack that generates it.
    """

    setting: Setting
    surroundings: Surroundings
    place: Place | None = None


# A unit whose own file is not here has nothing but its source and its values.
Found = UnitPlace | PlacedUnit | Problem


def units_of_stack(path: str, surroundings: Surroundings) -> Iterator[Found]:
    """Yield the units of a stack's file, and what cannot be known of it.

    Raises `FileRefused`, `Unparsable` and `LimitExceeded`.
    """
    for count, found in enumerate(_units(path, None, surroundings, 0)):
        if count >= MAX_INSTANCES:
            raise LimitExceeded(f'a stack of more than {MAX_INSTANCES:,} units')
        yield found


def _units(
    path: str,
    values: Value | None,
    surroundings: Surroundings,
    depth: int,
) -> Iterator[Found]:
    if depth > _MAX_DEPTH:
        raise LimitExceeded(f'stacks are nested over {_MAX_DEPTH} levels deep')
    file = opened(path, Setting(path, path, values=values), surroundings)
    files = [file]
    for include in file.includes:
        try:
            included = file.included(include)
        except FileRefused as error:
            included = Unknown(f'it {error}')
        if isinstance(included, Unknown):
            reason = f'an included file may add units, but {included.reason}'
            yield Problem(include.place, reason)
        else:
            files.append(included)
    for one in files:
        for type in ('unit', 'stack'):
            for block in one.body.blocks(type, 1):
                yield from _generated(one, block, surroundings, depth)


def _generated(
    file: Configuration,
    block: Block,
    surroundings: Surroundings,
    depth: int,
) -> Iterator[Found]:
    enabled = file.argument(block, 'enabled')
    if enabled is not None and enabled.data is False:
        return
    label = f'{block.type} `{block.labels[0]}`'
    if block.body.blocks('expansion'):
        yield Problem(block.place, f'the number of instances of {label} is not known')
        return
    if block.body.blocks('autoinclude'):
        yield Problem(block.place, f'`autoinclude` adds configuration to {label} that is not known')
    source, path = file.argument(block, 'source'), file.argument(block, 'path')
    values = file.argument(block, 'values')
    if source is None or path is None or not isinstance(path.data, str):
        yield Problem(block.place, f'the source or path of {label} is not known')
        return
    alone = file.argument(block, 'no_dot_terragrunt_stack')
    between = '' if alone is not None and alone.data is True else STACK_DIRECTORY
    target = os.path.normpath(os.path.join(file.setting.directory, between, path.data))
    local = (
        local_path(source.data, file.setting.directory) if isinstance(source.data, str) else None
    )
    within = replace(
        surroundings,
        lines=dict(surroundings.lines),
        asked=surroundings.asked,
        opened={},
        generated=(
            *surroundings.generated,
            *([(target, surroundings.located(local))] if local else []),
        ),
    )
    names = UNIT_NAMES if block.type == 'unit' else (STACK_NAME,)
    inside = (os.path.join(target, name) for name in names)
    found = next((one for one in inside if os.path.isfile(within.located(one))), None)
    if local is None or found is None:
        yield PlacedUnit(
            block.labels[0],
            file.setting.directory,
            Unit(
                block.place,
                source,
                str(source.data) if isinstance(source.data, str) else '',
                values or Value(Mapping({})),
                unread=Unknown(f'{label} is not here', PLAN),
            ),
            surroundings,
            frozenset((file.path,)),
        )
    elif block.type == 'unit':
        yield UnitPlace(Setting(found, found, values=_whole(values)), within, block.place)
    else:
        yield from _units(found, _whole(values), within, depth + 1)


def _whole(values: Value | None) -> Value:
    """Return the values of a unit; one to which none are given has an empty map."""
    return Value(Mapping({})) if values is None else values
