"""The package's own name, importable from inside its directory.

Checkov puts every directory that it is pointed at on `sys.path` and executes each module in
it under its stem. Pointed at this package's directory, it would find none of the absolute
imports: this module answers to the package's name there, and puts the package in its place.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_DIRECTORY = Path(__file__).resolve().parent


def _become_package(name: str) -> None:
    spec = importlib.util.spec_from_file_location(
        name,
        _DIRECTORY / '__init__.py',
        submodule_search_locations=[str(_DIRECTORY)],
    )
    assert spec is not None, 'the package has a file'
    assert spec.loader is not None, 'a file has a loader'
    package = importlib.util.module_from_spec(spec)
    for imported, module in tuple(sys.modules.items()):
        parent, _, stem = imported.rpartition('.')
        if parent == name:
            setattr(package, stem, module)
    sys.modules[name] = package
    spec.loader.exec_module(package)


if __name__ == _DIRECTORY.name:
    _become_package(__name__)
