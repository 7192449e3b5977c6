"""The tables of facts: one TOML file each, with its `source` and `date`.

The format is TOML because Checkov tries to load any JSON or YAML file near its checks as a check.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def table(name: str) -> dict[str, Any]:
    """Return the table `name`, read once in a process. Callers must not change it."""
    with (FOLDER / f'{name}.toml').open('rb') as file:
        return tomllib.load(file)
