"""The names of the stacks that a CDK cloud assembly makes of its templates."""
from __future__ import annotations

import json
import os
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

_MANIFEST = 'manifest.json'
_STACK = 'aws:cloudformation:stack'
_MAX_BYTES = 32 * 1024 * 1024


def _manifest(directory: str) -> Any:
    try:
        with open(os.path.join(directory, _MANIFEST), 'rb') as file:
            return json.loads(file.read(_MAX_BYTES))
    except (OSError, ValueError, RecursionError):
        return None


def _objects(value: object) -> Iterator[dict[str, Any]]:
    """Yield the objects among the values of an object."""
    if isinstance(value, dict):
        yield from (item for item in value.values() if isinstance(item, dict))


def stack_names(paths: Iterable[str]) -> dict[str, str]:
    """Return the stack name of each template (an absolute path) that an assembly lists.

    The assembly's manifest stands beside its templates.
    """
    names: dict[str, str] = {}
    for directory in sorted({os.path.dirname(path) for path in paths}):
        manifest = _manifest(directory)
        artifacts = manifest.get('artifacts') if isinstance(manifest, dict) else None
        for artifact in _objects(artifacts):
            properties = artifact.get('properties')
            if artifact.get('type') == _STACK and isinstance(properties, dict):
                file, name = properties.get('templateFile'), properties.get('stackName')
                if isinstance(file, str) and isinstance(name, str):
                    names[os.path.join(directory, file)] = name
    return names
