"""The remote modules that a root calls: installed beside it, or a model of a known one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.scope import PLAN
from checkov_aurora_pg.readers.terraform.modules.call_arguments import INIT
from checkov_aurora_pg.readers.terraform.modules.call_arguments import inputs_of
from checkov_aurora_pg.readers.terraform.modules.call_arguments import told
from checkov_aurora_pg.readers.terraform.modules.installed_modules import InstalledModules
from checkov_aurora_pg.readers.terraform.modules.known_modules import Mismatch
from checkov_aurora_pg.readers.terraform.modules.known_modules import Model
from checkov_aurora_pg.readers.terraform.modules.known_modules import Unchecked
from checkov_aurora_pg.readers.terraform.modules.known_modules import is_known
from checkov_aurora_pg.readers.terraform.modules.known_modules import model_of
from checkov_aurora_pg.readers.terraform.modules.module_address import parse_address
from checkov_aurora_pg.readers.terraform.modules.module_source import ModuleSource

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.terraform.modules.module import Module
    from checkov_aurora_pg.readers.terraform.modules.sources import RootModules

_VERSION = 'write the version that is deployed, or scan the plan instead'


def _key(caller: Module, name: str) -> str:
    """Return what `terraform init` calls a module: the names of the calls that lead to it."""
    return '.'.join((*caller.position.names, name))


def _remote(
    name: str,
    source: str,
    version: str | Unknown | None,
    block: Block,
) -> ModuleSource | Unknown:
    address = parse_address(source)
    if address is None or not is_known(address):
        return Unknown(f'module `{name}` (`{source}`) is not in the repository', INIT)
    if isinstance(version, Unknown) and address.from_git:
        version = None
    if isinstance(version, Unknown):
        return Unknown(
            f'the version of module `{name}` (`{source}`) is not known: {version.reason}', INIT
        )
    model = model_of(address, version, inputs_of(block))
    if isinstance(model, Model):
        return model.source(block.place)
    if not isinstance(model, Mismatch):
        asked = address.ref if address.from_git else version
        return Unknown(
            f'module `{name}` (`{source}`) is not in the repository, and {_unknown(asked, model)}',
            INIT,
        )
    having = f'versions {model.having} have it' if model.having else 'no known version has it'
    return Unknown(
        f'module `{name}` (`{source}`) has no argument `{model.argument}` in version '
        f'{model.version}: {having}, and no version that the call allows has all its arguments',
        _VERSION,
    )


def _unknown(asked: str | None, model: Unchecked | None) -> str:
    """Return why no model says what a version does. `asked` is what the call says of it."""
    which = f'its version `{asked}`' if asked else 'the newest version that has its arguments'
    if model is None:
        return f'what {which} does is not known'
    return f'{which} is newer than `{model.newest}`, the newest known version'


class RemoteModules:
    """The remote modules of one root."""

    def __init__(self, sources: RootModules, root: str) -> None:
        """Take what reads directories as modules, and the root's directory."""
        self._sources = sources
        self._installed = InstalledModules(root, sources.boundary)

    def called(self, caller: Module, name: str, source: str | Unknown) -> ModuleSource | Unknown:
        """Return what a called module declares, or why that is not known.

        Raises `LimitExceeded`.
        """
        folder = self._sources.library.folder_of(source) if isinstance(source, str) else None
        if folder is not None:
            return self._sources.module(folder)
        block, key = caller.source.calls[name], _key(caller, name)
        version = told(caller, block, 'version')
        asked = version if isinstance(version, str) else None
        known = source if isinstance(source, str) else None
        directory = self._installed.directory_of(key, known, asked)
        if directory is not None:
            return self._sources.module(directory)
        if isinstance(source, Unknown):
            return Unknown(f'the source of module `{name}` is not known: {source.reason}', PLAN)
        chosen = self._installed.version_of(key, source, asked)
        return _remote(name, source, chosen or version, block)

    def committed(self, caller: Module, name: str, source: str) -> Unknown | None:
        """Return why a remote module may be another one than its source says, if it may."""
        if self._sources.library.folder_of(source) is not None:
            return None
        version = told(caller, caller.source.calls[name], 'version')
        known = version if isinstance(version, str) else None
        if not self._installed.is_committed(_key(caller, name), source, known):
            return None
        return Unknown(
            f'code of module `{name}` (`{source}`) is committed in `.terraform/modules`, which '
            f'`terraform init` keeps',
            'remove it from git, or scan the plan',
        )
