"""What a unit's file leads to, before anything of it is judged.

It gives the order in which directories are read, and says which units can matter. Whatever is
not known leads nowhere here; whoever reads the unit says so.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.terraform.terragrunt.names import STACK_NAME
from checkov_aurora_pg.readers.terraform.terragrunt.setting import Surroundings
from checkov_aurora_pg.readers.terraform.terragrunt.source_address import local_path
from checkov_aurora_pg.readers.terraform.terragrunt.units import units_in

# A source that is a plain string. Where it is the only one and nothing is included or read,
# there is nothing to evaluate.
_PLAIN = re.compile(rb'\bsource"?[ \t]*[=:][ \t]*"([^"$%\\\n]*)"')
_LEADING = re.compile(rb'\b(?:source|include|generate|read_terragrunt_config|file)\b')


@dataclass(frozen=True, slots=True)
class Reach:
    """The absolute paths that a unit leads to.

    `directories` are the modules that it calls, and the units that a stack generates from;
    `files` are those that it is put together from.
    Where it `is_open`, it may lead to more: a part of it cannot be read, or is not known.
    """

    directories: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    is_open: bool = False


def unit_reach(path: str, content: bytes, boundary: str | None) -> Reach:
    """Return what the file of a unit or a stack leads to, within the boundary."""
    words = _LEADING.findall(content)
    if not words:
        return Reach()
    match = _PLAIN.search(content) if words == [b'source'] else None
    if match is not None and os.path.basename(path) != STACK_NAME:
        source = match[1].decode('utf-8', 'surrogateescape')
        return Reach(_directory(source, os.path.dirname(path), boundary))
    return _evaluated(path, boundary)


def _evaluated(path: str, boundary: str | None) -> Reach:
    surroundings = Surroundings(boundary)
    directories: list[str] = []
    read: set[str] = set()
    is_open = False
    try:
        for found in units_in(path, surroundings):
            if isinstance(found, Problem):
                is_open = True
                continue
            read |= found.surroundings.lines.keys() | found.surroundings.asked
            for _, generated in found.surroundings.generated:
                directories.extend(_inside(generated, boundary))
            source, located = found.unit.source, found.surroundings.located
            is_open |= found.unit.unread is not None
            if source is not None and isinstance(source.data, str):
                for one in _directory(source.data, found.directory, None):
                    directories.extend(_inside(located(one), boundary))
            else:
                is_open |= source is not None
    except (LimitExceeded, RecursionError):  # whoever reads the unit says so
        is_open = True
    read |= surroundings.lines.keys() | surroundings.asked
    return Reach(tuple(dict.fromkeys(directories)), tuple(sorted(read - {path})), is_open)


def _directory(source: str, directory: str, boundary: str | None) -> tuple[str, ...]:
    path = local_path(source, directory)
    return () if path is None else _inside(path, boundary)


def _inside(path: str, boundary: str | None) -> tuple[str, ...]:
    return (path,) if within(path, boundary) else ()
