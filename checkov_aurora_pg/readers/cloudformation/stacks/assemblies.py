"""The stacks that a CDK cloud assembly makes of its templates.

An assembly is a directory of templates with a manifest beside them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes

_MANIFEST = 'manifest.json'
_STACK = 'aws:cloudformation:stack'


def read_object(path: str) -> dict[str, Any]:
    """Return the object in a JSON file; empty where there is none, or it cannot be read."""
    try:
        content = json.loads(read_bytes(path, os.path.dirname(path)))
    except (FileRefused, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def object_at(value: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the object under a key; empty where there is none."""
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def stacks_of(directory: str) -> Iterator[dict[str, Any]]:
    """Yield the artifacts that are stacks of the assembly in a directory, if it is one."""
    manifest = read_object(os.path.join(directory, _MANIFEST))
    for artifact in object_at(manifest, 'artifacts').values():
        if isinstance(artifact, dict) and artifact.get('type') == _STACK:
            yield artifact


def stack_names(paths: Iterable[str]) -> dict[str, str]:
    """Return the stack name of each template (an absolute path) that an assembly lists."""
    names: dict[str, str] = {}
    for directory in sorted({os.path.dirname(path) for path in paths}):
        for artifact in stacks_of(directory):
            properties = object_at(artifact, 'properties')
            file, name = properties.get('templateFile'), properties.get('stackName')
            if isinstance(file, str) and isinstance(name, str):
                names[os.path.join(directory, file)] = name
    return names
