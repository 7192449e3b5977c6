"""Where a unit's `source` leads, spelled as Terraform's module calls spell it.

Source: Terragrunt's `internal/tf/source.go`, and the detectors of hashicorp/go-getter: what is
no address is a path, which starts at the unit.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

_REGISTRY = re.compile(
    r'tfr://(?:registry\.(?:terraform\.io|opentofu\.org))?/(?P<name>[^?]+)'
    r'(?:\?version=(?P<version>[^&]+))?',
)
_REMOTE = re.compile(
    r'[A-Za-z0-9]+::|(?!file:)[A-Za-z][\w+.-]*://|[^/@]+@[^/:]+:'
    r'|(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|googleapis\.com)/'
    r'|[^/]+\.amazonaws\.com/',
)


def local_path(source: str, directory: str) -> str | None:
    """Return the absolute path that a source is, or None for an address.

    `//` in a path only says from where Terragrunt copies, and a query selects nothing there.
    """
    if _REMOTE.match(source):
        return None
    path = source.removeprefix('file://').partition('?')[0]
    if not path:
        return None
    return os.path.normpath(os.path.join(directory, re.sub('/{2,}', '/', path)))


def address(source: str, directory: str, located: Callable[[str], str]) -> dict[str, str]:
    """Return the `source` and the `version` of a module call.

    `directory` is the unit's; a path starts with `./` or `../` from there. `located` says where
    the content of a path is.
    """
    path = local_path(source, directory)
    if path is not None:
        relative = os.path.relpath(located(path), directory)
        return {'source': relative if relative.startswith('..') else f'./{relative}'}
    registry = _REGISTRY.fullmatch(source)
    if registry is None:
        return {'source': source}
    version = {'version': registry['version']} if registry['version'] else {}
    return {'source': registry['name'], **version}
