"""Where an instance of a module stands below its root, and what all of one root share."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING

from checkov_aurora_pg.core.deployments import SOLE
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.described_resource import Call
from checkov_aurora_pg.core.described_resource import Skip
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.readers.terraform.language.choices import Assumptions
from checkov_aurora_pg.readers.terraform.language.scope import Budget
from checkov_aurora_pg.readers.terraform.language.unvarying import Unvarying
from checkov_aurora_pg.readers.terraform.modules.sources import RootModules

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.terraform.modules.module import Module
    from checkov_aurora_pg.readers.terraform.modules.other_roots import OtherRoot


@dataclass(slots=True, eq=False, repr=False)
class Position:
    """Where a module's instance is in the tree of calls. `names` are those of the calls.

    `caller` is the module that has the last of these, or None for a root.
    """

    address: str = ''
    calls: tuple[Call, ...] = ()
    skips: tuple[Skip, ...] = ()
    existence: Unknown | None = None
    directories: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    caller: Module | None = None


@dataclass(slots=True, eq=False, repr=False)
class Root:
    """What all modules below one root share. `problems` are those of called modules.

    `asked` are the files that expressions ask for, `created` those that declare a module of
    which there is an instance. `others` are the deployments that it takes outputs from.
    `assumptions` are the answers that hold; `is_refused` becomes whether a variable does not
    take what they give it. `has_own_places` says that no two expressions
    stand at the same place. `unvarying` is what its other deployments have too.
    """

    directory: str
    sources: RootModules
    budget: Budget = field(default_factory=Budget)
    deployment: Deployment = SOLE
    problems: list[Problem] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    created: set[str] = field(default_factory=set)
    assumptions: Assumptions = field(default_factory=Assumptions)
    is_refused: bool = False
    has_own_places: bool = True
    others: dict[str, OtherRoot] = field(default_factory=dict)
    unvarying: Unvarying = field(default_factory=Unvarying)
