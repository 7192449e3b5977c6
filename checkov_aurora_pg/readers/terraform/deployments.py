"""The deployments of a root module: those that are declared, else what files around it say."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Set
from functools import cached_property

from checkov_aurora_pg.core.deployments import DEFAULTS
from checkov_aurora_pg.core.deployments import SOLE
from checkov_aurora_pg.core.deployments import Declared
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.terraform.language.syntax import SyntaxProblem
from checkov_aurora_pg.readers.terraform.modules import variables
from checkov_aurora_pg.readers.terraform.modules.module_source import ModuleSource
from checkov_aurora_pg.readers.terraform.modules.programs import Program
from checkov_aurora_pg.readers.terraform.modules.sources import Library
from checkov_aurora_pg.readers.walking.file_names import UNITS
from checkov_aurora_pg.readers.walking.file_names import is_configuration
from checkov_aurora_pg.readers.walking.variable_files import Candidate
from checkov_aurora_pg.readers.walking.variable_files import VariableFiles
from checkov_aurora_pg.readers.walking.variable_files import by_deployment

# What nothing but a backend is configured with, and what providers and people have names for too.
# Source: the arguments of Terraform's backends `s3`, `gcs`, `azurerm` and `remote`.
_OF_A_BACKEND = frozenset(
    {
        'bucket',
        'key',
        'dynamodb_table',
        'use_lockfile',
        'workspace_key_prefix',
        'encrypt',
        'prefix',
        'container_name',
        'storage_account_name',
        'hostname',
        'organization',
    }
)

_ALSO_OF_A_BACKEND = _OF_A_BACKEND | {
    'region',
    'profile',
    'role_arn',
    'session_name',
    'external_id',
    'access_key',
    'secret_key',
    'token',
    'kms_key_id',
    'acl',
    'credentials',
    'subscription_id',
    'tenant_id',
    'resource_group_name',
    'workspaces',
    'assume_role',
}

# Of one root; beyond it nobody tells deployments apart.
_MOST = 64
_DECLARE = 'name those that count under `deployments:` in the configuration'

# Found on bytes, since this asks folders that are not read otherwise.
_DECLARES = re.compile(rb'\bvariable\s+"?([\w-]+)')
_KEY = re.compile(rb'"([\w-]+)"\s*:')


class Deployments:
    """The deployments of the roots of one scan."""

    def __init__(self, library: Library, files: VariableFiles | None = None) -> None:
        """Take what reads modules for all roots, and what has listed the files around them."""
        self._library = library
        self._files = (files or VariableFiles()).asking(self._is_for)
        self._names: dict[str, frozenset[str] | None] = {}
        self._declared: dict[str, frozenset[str]] = {}

    def of(self, root: str, options: ReadOptions) -> tuple[Deployment, ...]:
        """Return the deployments of a root, an absolute path; one without a name if only one.

        What the configuration declares for a root is all that there is. Where files are given,
        they are the one deployment that is asked for. A root that can be deployed without any
        file is judged so too: a file that somebody adds hides nothing.
        """
        declared = tuple(
            one.deployment for one in options.declared if self._has(one, root, options)
        )
        if len(declared) > 1:
            self._note(root, (path for one in declared for path in one.var_files))
        if declared or options.var_files:
            return declared or (SOLE,)
        try:
            return self._found(root, options)
        except LimitExceeded as error:
            refusal = f'variable files may be missing: {error}; {_DECLARE}'
            return SOLE, Deployment(refusal=refusal)

    def _has(self, one: Declared, root: str, options: ReadOptions) -> bool:
        if not one.may_have_root(root):
            return False
        names = _Declaring(self._library, root, options).names
        # The user gives them, wherever they are.
        given = [self._names_in(path, None) for path in one.deployment.var_files]
        return bool(one.root) or all(found is None or found <= names for found in given)

    def _found(self, root: str, options: ReadOptions) -> tuple[Deployment, ...]:
        candidates = self._files.around(root, options.boundary)
        if not candidates:
            return (SOLE,)
        module = _Declaring(self._library, root, options)
        fitting = self._fitting(candidates, module.names, options.boundary)
        found = [
            Deployment(name, files, reason=self._reason(files, module.names, root))
            for name, files in by_deployment(fitting).items()
        ]
        if not found:
            return (SOLE,)
        self._note(root, (one.path for one in fitting))
        found += self._alone(found, module, root)
        if _is_unit(root) or module.is_complete(frozenset()):
            found.insert(
                0, Deployment(DEFAULTS, reason='every variable has a value without a file')
            )
        if len(found) > _MOST:
            refusal = f'it has more than {_MOST} deployments; {_DECLARE}'
            return (*found[:_MOST], Deployment(refusal=refusal))
        return tuple(found)

    def _alone(
        self,
        found: Iterable[Deployment],
        module: _Declaring,
        root: str,
    ) -> Iterator[Deployment]:
        """Yield each file that is given with others, where it is enough for a deployment.

        So a file that somebody adds takes nothing out of what is judged.
        """
        several = (one.var_files for one in found if len(one.var_files) > 1)
        for path in dict.fromkeys(path for files in several for path in files):
            names = self._names[path]
            if names is not None and module.is_complete(names):
                shown = os.path.relpath(path, root)
                yield Deployment(f'{shown} alone', (path,), reason=f'`{shown}` is enough')

    def _fitting(
        self,
        candidates: Iterable[Candidate],
        declared: Set[str],
        boundary: str | None,
    ) -> list[Candidate]:
        """Return the files that may be meant for a module which declares some names.

        One that cannot be read may, beside a root where one is that is meant.
        """
        fitting, unread = [], []
        for one in candidates:
            names = self._names_in(one.path, boundary)
            if names is None:
                unread.append(one)
            elif _fits(one, names, declared):
                fitting.append(one)
        folders = {os.path.dirname(one.path) for one in fitting}
        also = [one for one in unread if not one.is_shared or os.path.dirname(one.path) in folders]
        return [one for one in candidates if one in {*fitting, *also}]

    def _is_for(self, path: str, folder: str, boundary: str | None) -> bool:
        """Return whether a file is for the configuration in a folder above it."""
        names = self._names_in(path, boundary)
        if folder not in self._declared:
            self._declared[folder] = _declared_in(folder, boundary)
        return names is None or not names.isdisjoint(self._declared[folder])

    def _note(self, root: str, files: Iterable[str]) -> None:
        self._library.note_deployments(
            root, frozenset(name for path in files for name in self._names_in(path, None) or ())
        )

    def _names_in(self, path: str, boundary: str | None) -> frozenset[str] | None:
        if path not in self._names:
            self._names[path] = _names_in(path, boundary)
        return self._names[path]

    def _reason(self, files: Iterable[str], declared: Set[str], root: str) -> str:
        said = [f'`{os.path.relpath(path, root)}`' for path in files]
        ignored = sorted(
            {name for path in files for name in self._names.get(path) or () if name not in declared}
        )
        more = f'; not declared here: {", ".join(f"`{name}`" for name in ignored[:5])}'
        return f'{", ".join(said)}{more if ignored else ""}'


class _Declaring:
    """The variables of a root module, as each program that reads it has them."""

    def __init__(self, library: Library, root: str, options: ReadOptions) -> None:
        first = library.module(root, options.boundary, Program.TERRAFORM)
        others = [library.module(root, options.boundary, Program.OPENTOFU)]
        self._sources = [first, *(others if first.has_other_files else [])]
        self._root = root
        self._options = options
        self.names = frozenset(name for source in self._sources for name in source.variables)

    def is_complete(self, given: Set[str]) -> bool:
        """Return whether each variable has a value, with those that a file gives."""
        return any(
            missing <= given or missing <= given | self._loaded
            for missing in map(_without_default, self._sources)
        )

    @cached_property
    def _loaded(self) -> Set[str]:
        """What Terraform loads by itself; all names where that cannot be read."""
        loaded, problems = variables.load(self._root, self._options)
        return self.names if problems else loaded.keys()


def _is_unit(root: str) -> bool:
    return any(os.path.isfile(os.path.join(root, name)) for name in UNITS)


def _without_default(source: ModuleSource) -> set[str]:
    return {
        name for name, block in source.variables.items() if 'default' not in block.body.arguments
    }


def _fits(one: Candidate, names: Set[str], declared: Set[str]) -> bool:
    """Return whether a file may be meant for a module which declares some names.

    Terraform only warns of names that are not declared. Where the place does not tie a file
    to the module, most of its names do.
    """
    known = names & declared
    is_of_a_backend = (names - declared) & _OF_A_BACKEND and known <= _ALSO_OF_A_BACKEND
    if not known or is_of_a_backend:
        return False
    return not one.is_shared or 2 * len(known) >= len(names)


def _declared_in(folder: str, boundary: str | None) -> frozenset[str]:
    """Return the variables that the configuration in a folder may declare."""
    found: set[bytes] = set()
    for name in filter(is_configuration, os.listdir(folder)):
        try:
            content = read_bytes(os.path.join(folder, name), boundary)
        except FileRefused:  # whoever reads the folder says so
            continue
        found.update((_KEY if name.endswith('.json') else _DECLARES).findall(content))
    return frozenset(one.decode() for one in found)


def _names_in(path: str, boundary: str | None) -> frozenset[str] | None:
    """Return the names that a file sets; None where it cannot be read, which its reader says."""
    try:
        return variables.names_in(path, read_bytes(path, boundary))
    except (FileRefused, SyntaxProblem):
        return None
