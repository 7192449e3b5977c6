"""The code of remote modules, where another tool has put it beside the code that calls it.

`terraform init` writes a manifest of what it downloads. Checkov downloads repositories into
a folder of its own. What is committed of either is whatever its author wrote, so that it
says nothing of the module that a source leads to.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.files import upwards
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.terraform.modules.known_modules import admitted
from checkov_aurora_pg.readers.terraform.modules.module_address import ModuleAddress
from checkov_aurora_pg.readers.terraform.modules.module_address import parse_address
from checkov_aurora_pg.readers.terraform.modules.version_constraint import parse_tag

_MODULES = os.path.join('.terraform', 'modules')
_MANIFEST = os.path.join(_MODULES, 'modules.json')
_CHECKOV = '.external_modules'


@dataclass(frozen=True, slots=True)
class _Installed:
    source: str
    version: str
    directory: str


def _is_tracked(directory: str) -> bool:
    # Most repositories have nothing installed, and need not pay for the import.
    from checkov_aurora_pg.readers.walking.git_index import is_tracked

    return is_tracked(directory)


class InstalledModules:
    """What is installed for one root module."""

    def __init__(self, root: str, boundary: str | None) -> None:
        """Take the root's directory, and the one outside which nothing is read."""
        self._root = root
        self._boundary = boundary or root
        self._by_key = dict(_manifest(root, self._boundary))
        self._modules = os.path.join(os.path.realpath(root), _MODULES)
        self._is_committed = bool(self._by_key) and _is_tracked(self._modules)

    def directory_of(self, key: str, source: str | None, version: str | None) -> str | None:
        """Return where a module's code is.

        `key` is the path of call names from the root, with dots. What was installed for
        another source or version, before the call was changed, does not count; a source that
        is None is not known here, and `terraform init` knew it.
        """
        installed = self._current(key, source, version)
        if installed is not None and not self._is_committed:
            return self._below_modules(installed.directory)
        address = None if source is None else parse_address(source)
        return None if address is None else self._downloaded(address)

    def version_of(self, key: str, source: str, version: str | None) -> str | None:
        """Return the version that `terraform init` has chosen for a call to a registry."""
        installed = self._current(key, source, version)
        if installed is None or self._is_committed or not installed.version:
            return None
        return installed.version

    def is_committed(self, key: str, source: str, version: str | None) -> bool:
        """Return whether code stands in the place of a module, and is committed there."""
        installed = self._current(key, source, version)
        return (
            self._is_committed
            and installed is not None
            and os.path.isdir(os.path.join(self._root, installed.directory))
        )

    def _current(self, key: str, source: str | None, version: str | None) -> _Installed | None:
        installed = self._by_key.get(key)
        return installed if installed and _is_current(installed, source, version) else None

    def _below_modules(self, directory: str) -> str | None:
        """Return a directory that the manifest names: `terraform init` makes no other."""
        found = self._inside(directory)
        return found if found is not None and within(found, self._modules) else None

    def _inside(self, directory: str) -> str | None:
        found = os.path.normpath(os.path.join(self._root, directory))
        return found if os.path.isdir(found) and within(found, self._boundary) else None

    def _downloaded(self, address: ModuleAddress) -> str | None:
        """Return where Checkov has put a repository: `github.com/owner/name/ref`.

        The registry answers with a commit, which says nothing of the version: a lone one
        is what Checkov took for it.
        """
        for parent in upwards(self._root, self._boundary):
            repository = os.path.join(parent, _CHECKOV, *address.repository.split('/'))
            refs = _names(repository)
            if address.from_git:
                refs = [ref for ref in refs if ref == (address.ref or 'HEAD')]
            if len(refs) == 1 and not _is_tracked(os.path.join(os.path.realpath(parent), _CHECKOV)):
                return self._inside(os.path.join(repository, refs[0], *address.below.split('/')))
        return None


def _names(directory: str) -> list[str]:
    try:
        return sorted(os.listdir(directory))
    except OSError:
        return []


def _is_current(installed: _Installed, source: str | None, version: str | None) -> bool:
    if source is None:
        return True
    before, now = parse_address(installed.source), parse_address(source)
    if before != now or (now is None and installed.source != source):
        return False
    if now is None or now.from_git or version is None:
        return True
    constraint, exact = admitted(now, version), parse_tag(installed.version)
    return (
        constraint is not None
        and exact is not None
        and exact.end is not None
        and constraint.admits_any(exact.first, exact.end)
    )


def _manifest(root: str, boundary: str) -> Iterator[tuple[str, _Installed]]:
    try:
        entries = json.loads(read_bytes(os.path.join(root, _MANIFEST), boundary))['Modules']
        for entry in entries:
            yield (
                str(entry['Key']),
                _Installed(
                    str(entry['Source']),
                    str(entry.get('Version', '')),
                    str(entry['Dir']),
                ),
            )
    except (FileRefused, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return  # no manifest that Terraform wrote: nothing is installed
