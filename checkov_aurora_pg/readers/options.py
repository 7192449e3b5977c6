"""What a caller decides about reading, and how far from the scanned path reading goes."""

from __future__ import annotations

import os
from dataclasses import dataclass

from checkov_aurora_pg.core.deployments import SOLE
from checkov_aurora_pg.core.deployments import Declared
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.readers.files import real_path

# What stands at the top of a repository: a directory, or a file in a worktree or a submodule.
REPOSITORY_MARK = '.git'


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read. `var_files` are tfvars files in rising precedence, and `assumed` the answers
    to questions that the code leaves open. `deployment` has what only one deployment is given;
    `declared` are those that the configuration declares, and `modules` the folders that it says
    hold the modules of other repositories, by their sources.

    `boundary` is an absolute directory outside which nothing is read, such as a local
    module source; None sets no boundary. It is the repository, or what is scanned where
    that is in no repository.
    """

    var_files: tuple[str, ...] = ()
    boundary: str | None = None
    assumed: tuple[Answer, ...] = ()
    deployment: Deployment = SOLE
    declared: tuple[Declared, ...] = ()
    modules: tuple[tuple[str, str], ...] = ()


def boundary_of(path: str) -> str | None:
    """Return the root of the repository that holds `path`, or None outside a repository.

    The root is the nearest directory, from `path` upwards, with a `.git` in it. Scanned code
    may point anywhere by `../`; inside a repository it has no business beyond the root.
    """
    return spelled_boundary_of(real_path(path))


def spelled_boundary_of(path: str) -> str | None:
    """Return the same directory with the links that an absolute `path` is written with."""
    directory = path
    while not os.path.lexists(os.path.join(directory, REPOSITORY_MARK)):
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent
    return directory
