"""The code of remote modules, where another tool has put it beside the code that calls it.

`terraform init` writes a manifest of what it downloads. Checkov downloads repositories into
a folder of its own.
"""
from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.terraform.known_modules import admitted
from checkov_aurora_pg.readers.terraform.module_address import ModuleAddress
from checkov_aurora_pg.readers.terraform.module_address import parse_address
from checkov_aurora_pg.readers.terraform.version_constraint import parse_tag

_MANIFEST = os.path.join('.terraform', 'modules', 'modules.json')
_CHECKOV = '.external_modules'


@dataclass(frozen=True, slots=True)
class _Installed:
    source: str
    version: str
    directory: str


class InstalledModules:
    """What is installed for one root module."""

    def __init__(self, root: str, boundary: str | None) -> None:
        """Take the root's directory, and the one outside which nothing is read."""
        self._root = root
        self._boundary = boundary or root
        self._by_key = dict(_manifest(root, self._boundary))

    def directory_of(self, key: str, source: str, version: str | None) -> str | None:
        """Return where a module's code is.

        `key` is the path of call names from the root, with dots. What was installed for
        another source or version, before the call was changed, does not count.
        """
        installed = self._by_key.get(key)
        if installed is not None and _is_current(installed, source, version):
            return self._inside(installed.directory)
        address = parse_address(source)
        return None if address is None else self._downloaded(address)

    def _inside(self, directory: str) -> str | None:
        found = os.path.normpath(os.path.join(self._root, directory))
        return found if os.path.isdir(found) and within(found, self._boundary) else None

    def _downloaded(self, address: ModuleAddress) -> str | None:
        """Return where Checkov has put a repository: `github.com/owner/name/ref`.

        The registry answers with a commit, which says nothing of the version: a lone one
        is what Checkov took for it.
        """
        for parent in _upwards(self._root, self._boundary):
            repository = os.path.join(parent, _CHECKOV, *address.repository.split('/'))
            refs = _names(repository)
            if address.from_git:
                refs = [ref for ref in refs if ref == (address.ref or 'HEAD')]
            if len(refs) == 1:
                return self._inside(os.path.join(repository, refs[0], *address.below.split('/')))
        return None


def _names(directory: str) -> list[str]:
    try:
        return sorted(os.listdir(directory))
    except OSError:
        return []


def _upwards(directory: str, boundary: str) -> Iterator[str]:
    """Yield a directory and those above it, up to and with the boundary."""
    while within(directory, boundary):
        yield directory
        parent = os.path.dirname(directory)
        if parent == directory:
            return
        directory = parent


def _is_current(installed: _Installed, source: str, version: str | None) -> bool:
    before, now = parse_address(installed.source), parse_address(source)
    if before != now or (now is None and installed.source != source):
        return False
    if now is None or now.from_git or version is None:
        return True
    constraint, exact = admitted(now, version), parse_tag(installed.version)
    return (
        constraint is not None and exact is not None and exact.end is not None
        and constraint.admits_any(exact.first, exact.end)
    )


def _manifest(root: str, boundary: str) -> Iterator[tuple[str, _Installed]]:
    try:
        entries = json.loads(read_bytes(os.path.join(root, _MANIFEST), boundary))['Modules']
        for entry in entries:
            yield str(entry['Key']), _Installed(
                str(entry['Source']), str(entry.get('Version', '')), str(entry['Dir']),
            )
    except (FileRefused, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return  # no manifest that Terraform wrote: nothing is installed
