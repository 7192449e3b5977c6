"""What a file may declare that does not parse, or that could not be read.

What refers to something that is declared nowhere is unknown, since that file may declare it. The
other parts of its module are judged as they are written, but for what such a file may add to
them from outside: a rule to a security group.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import ATTRIBUTES
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.terraform.modules.module import Module

# What adds something to a resource that does not speak of it: rules, and what adopts a VPC's
# default group.
_ADDED = (Kind.SECURITY_GROUP, Kind.SECURITY_GROUP_RULE)


def may_be_in(path: str, name: str) -> Unknown:
    """Return that an unread file may declare a name that is declared nowhere else."""
    file = os.path.basename(path)
    return Unknown(
        f'`{name}` is not declared here, but may be in `{file}`, which cannot be read',
        f'repair `{file}`',
    )


def added_unseen(module: Module) -> Iterator[DescribedResource]:
    """Yield what stands for all that unread files may add to what is judged."""
    for path in module.source.unread:
        file = os.path.basename(path)
        reason = Unknown(
            f'`{file}` cannot be read, and may declare a security group or a rule of one',
            f'repair `{file}`',
        )
        address = module.address_of(file)
        for kind in _ADDED:
            attributes = {name: Value(reason) for name in ATTRIBUTES[kind] if name != 'name'}
            yield DescribedResource(
                kind=kind,
                address=address,
                place=Place(path, 1, 1),
                attributes=attributes,
                calls=module.position.calls,
                existence=reason,
            )
