"""What another unit puts out, where it is in the repository, whatever a mock says.

A mock is what Terragrunt plans with before the other unit exists, and is never deployed. Source:
Terragrunt's documentation of the `dependency` block.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.terraform.language.handles import Namespace
from checkov_aurora_pg.readers.terraform.terragrunt.names import UNIT_NAMES
from checkov_aurora_pg.readers.terraform.terragrunt.setting import Surroundings

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.terraform.language.bodies import Block
    from checkov_aurora_pg.readers.terraform.modules.module import Module
    from checkov_aurora_pg.readers.terraform.modules.other_roots import OtherRoot
    from checkov_aurora_pg.readers.terraform.terragrunt.configuration import Configuration


def outputs_of(file: Configuration, label: str) -> Value:
    """Return what `dependency.LABEL` stands for in a file."""
    reason = Unknown(
        f'`dependency.{label}` is an output of another unit',
        'scan the plan instead (`terragrunt show -json`)',
    )
    unknown = Value(reason)
    other = _unit(file, label)
    if other is None:
        return unknown
    file.surroundings.others[other.name] = other
    outputs = Value(Namespace(None, lambda name: other.output(name, unknown)))
    return Value(Mapping({'outputs': outputs}, reason))


def _unit(file: Configuration, label: str) -> OtherRoot | None:
    """Return the unit that a dependency is, or None where that is not known for sure."""
    surroundings, path = file.surroundings, None
    if surroundings.known is None or surroundings.boundary is None:
        return None
    declared = list(_declared(file, label))
    if len(declared) == 1:
        path = _path(*declared[0])
    if path is None or not within(path, surroundings.boundary):
        return None
    name = os.path.relpath(path, surroundings.boundary)
    return surroundings.known.kept(name, partial(_module, path, surroundings))


def _declared(file: Configuration, label: str) -> Iterator[tuple[Configuration, Block]]:
    """Yield where a file, or one that it includes, declares a dependency."""
    for block in file.body.blocks('dependency', 1):
        if block.labels[0] == label:
            yield file, block
    for include in file.includes:
        try:
            included = file.included(include)
        except FileRefused:  # whoever merges the file in says so
            continue
        if not isinstance(included, Unknown):
            yield from (
                (included, block)
                for block in included.body.blocks('dependency', 1)
                if block.labels[0] == label
            )


def _path(file: Configuration, block: Block) -> str | None:
    """Return the file of the unit, unless its mocks alone count."""
    enabled, skipped = (file.argument(block, name) for name in ('enabled', 'skip_outputs'))
    config = file.argument(block, 'config_path')
    if config is None or not isinstance(config.data, str):
        return None
    if (enabled is not None and enabled.data is not True) or (
        skipped is not None and skipped.data is not False
    ):
        return None
    path = os.path.normpath(os.path.join(file.setting.directory, config.data))
    inside = (os.path.join(path, name) for name in UNIT_NAMES)
    return next(filter(os.path.isfile, inside), None)


def _module(path: str, around: Surroundings) -> Module | None:
    """Return the module whose outputs a unit's are, where it can be read whole."""
    from checkov_aurora_pg.readers.terraform.terragrunt.reading import unit_module
    from checkov_aurora_pg.readers.terraform.terragrunt.setting import Surroundings
    from checkov_aurora_pg.readers.terraform.terragrunt.units import units_in

    surroundings = Surroundings(around.boundary, known=around.known)
    try:
        found = list(units_in(path, surroundings))
        if len(found) != 1 or isinstance(found[0], Problem) or found[0].unit.skipped:
            return None
        module = unit_module(found[0])
    except LimitExceeded:  # whoever judges the unit says so
        return None
    return None if module is None or module.source.problems else module
