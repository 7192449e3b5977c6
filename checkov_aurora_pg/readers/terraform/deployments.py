"""The deployments of a root module: those that are declared, else what files around it say."""
from __future__ import annotations

import os
from collections.abc import Iterable

from checkov_aurora_pg.deployments import DEFAULTS
from checkov_aurora_pg.deployments import SOLE
from checkov_aurora_pg.deployments import Declared
from checkov_aurora_pg.deployments import Deployment
from checkov_aurora_pg.readers.file_names import UNITS
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.terraform import variables
from checkov_aurora_pg.readers.terraform.module_source import ModuleSource
from checkov_aurora_pg.readers.terraform.programs import Program
from checkov_aurora_pg.readers.terraform.sources import Library
from checkov_aurora_pg.readers.terraform.syntax import SyntaxProblem
from checkov_aurora_pg.readers.variable_files import Candidate
from checkov_aurora_pg.readers.variable_files import VariableFiles
from checkov_aurora_pg.readers.variable_files import by_deployment

# What a backend is configured with. Source: the arguments of Terraform's backends `s3`, `gcs`,
# `azurerm` and `remote`.
_OF_A_BACKEND = frozenset({
    'bucket', 'key', 'dynamodb_table', 'use_lockfile', 'workspace_key_prefix', 'encrypt',
    'prefix', 'container_name', 'storage_account_name', 'hostname', 'organization',
})

# Of one root; beyond it nobody tells deployments apart.
_MOST = 64


class Deployments:
    """The deployments of the roots of one scan."""

    def __init__(self, library: Library) -> None:
        """Take what reads modules for all roots."""
        self._library = library
        self._files = VariableFiles()
        self._names: dict[str, frozenset[str] | None] = {}

    def of(self, root: str, options: ReadOptions) -> tuple[Deployment, ...]:
        """Return the deployments of a root, an absolute path; one without a name if only one.

        What the configuration declares for a root is all that there is. Where files are given,
        they are the one deployment that is asked for. A root that can be deployed without any
        file is judged so too: a file that somebody adds hides nothing.
        """
        if any(os.path.isfile(os.path.join(root, name)) for name in UNITS):
            return (SOLE,)
        declared = tuple(
            one.deployment for one in options.declared if self._has(one, root, options))
        if declared or options.var_files:
            return declared or (SOLE,)
        return self._found(root, options)

    def _has(self, one: Declared, root: str, options: ReadOptions) -> bool:
        if not one.may_have_root(root):
            return False
        module = self._library.module(root, options.boundary, Program.TERRAFORM)
        # The user gives them, wherever they are.
        names = [self._names_in(path, None) for path in one.deployment.var_files]
        return bool(one.root) or all(
            found is None or found <= module.variables.keys() for found in names)

    def _found(self, root: str, options: ReadOptions) -> tuple[Deployment, ...]:
        candidates = self._files.around(root, options.boundary)
        if not candidates:
            return (SOLE,)
        module = self._library.module(root, options.boundary, Program.TERRAFORM)
        fitting = [one for one in candidates if self._fits(one, module, options.boundary)]
        found = tuple(
            Deployment(name, files, reason=self._reason(files, module, root))
            for name, files in list(by_deployment(fitting).items())[:_MOST]
        )
        if not found:
            return (SOLE,)
        is_complete = self._is_complete(root, module, options)
        alone = Deployment(DEFAULTS, reason='every variable has a value without a file')
        return (alone, *found) if is_complete else found

    def _fits(self, one: Candidate, module: ModuleSource, boundary: str | None) -> bool:
        """Return whether a file may be meant for a module: one that cannot be read may.

        Terraform only warns of names that are not declared. Where the place does not tie a file
        to the module, most of its names do.
        """
        names = self._names_in(one.path, boundary)
        if names is None:
            return not one.is_shared
        declared = names & module.variables.keys()
        if not declared or (names - declared) & _OF_A_BACKEND:
            return False
        return not one.is_shared or 2 * len(declared) >= len(names)

    def _names_in(self, path: str, boundary: str | None) -> frozenset[str] | None:
        if path not in self._names:
            self._names[path] = _names_in(path, boundary)
        return self._names[path]

    def _reason(self, files: Iterable[str], module: ModuleSource, root: str) -> str:
        said = [f'`{os.path.relpath(path, root)}`' for path in files]
        ignored = sorted({
            name for path in files for name in self._names.get(path) or ()
            if name not in module.variables
        })
        more = f'; not declared here: {", ".join(f"`{name}`" for name in ignored[:5])}'
        return f'{", ".join(said)}{more if ignored else ""}'

    def _is_complete(self, root: str, module: ModuleSource, options: ReadOptions) -> bool:
        missing = {
            name for name, block in module.variables.items()
            if 'default' not in block.body.arguments
        }
        if not missing:
            return True
        loaded, problems = variables.load(root, options)
        return bool(problems) or missing <= loaded.keys()


def _names_in(path: str, boundary: str | None) -> frozenset[str] | None:
    """Return the names that a file sets; None where it cannot be read, which its reader says."""
    try:
        return frozenset(variables.plain_values_in(path, read_bytes(path, boundary)))
    except (FileRefused, SyntaxProblem):
        return None
