"""The files below a directory that can matter, walked as Checkov walks them."""
from __future__ import annotations

import os
from dataclasses import dataclass
from dataclasses import field

from checkov_aurora_pg.readers.files import OUTSIDE
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.options import boundary_of
from checkov_aurora_pg.readers.relevance import unreadable
from checkov_aurora_pg.readers.terraform_roots import CONFIGURATION
from checkov_aurora_pg.readers.terraform_roots import UNIT
from checkov_aurora_pg.readers.terraform_roots import VARIABLES
from checkov_aurora_pg.reading import Problem

# As Checkov's defaults; it ignores every hidden name too.
IGNORED_DIRECTORIES = frozenset({'node_modules', '.terraform', '.serverless'})

DOCUMENTS = ('.json', '.yaml', '.yml', '.template')

# A CDK assembly is a directory with this file in it. Its own bookkeeping repeats the
# types of the resources, and is no template.
_ASSEMBLY = 'cdk.out'
_BOOKKEEPING = ('manifest.json', 'tree.json', '.assets.json', '.metadata.json')


@dataclass(slots=True)
class Found:
    """Directories with configuration, and documents, which may be templates or plans."""

    directories: set[str] = field(default_factory=set)
    documents: dict[str, None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads to itself
        return False


def _is_configuration(path: str) -> bool:
    """Return whether Terraform takes a path for configuration, whatever is there."""
    return path.endswith(CONFIGURATION) or os.path.basename(path) == UNIT


def _is_document(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    return name.endswith(DOCUMENTS) and not name.endswith(VARIABLES) and _is_file(entry)


def _add_document(entry: os.DirEntry[str], boundary: str, found: Found) -> None:
    if entry.is_symlink() and not within(entry.path, boundary):
        found.problems.append(unreadable(entry.path, FileRefused(OUTSIDE)))
    else:
        found.documents[entry.path] = None


def walk(top: str, found: Found) -> None:
    """Add what lies below a directory; links to directories are not followed.

    Nor are links that lead out of the repository: each is a problem.
    """
    boundary = boundary_of(top) or top
    waiting = [top]
    while waiting:
        directory = waiting.pop()
        try:
            with os.scandir(directory) as entries:
                visible = [entry for entry in entries if not entry.name.startswith('.')]
        except OSError as error:
            found.problems.append(unreadable(directory, error))
            continue
        assembly = any(entry.name == _ASSEMBLY and _is_file(entry) for entry in visible)
        for entry in visible:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in IGNORED_DIRECTORIES:
                    waiting.append(entry.path)
            elif _is_configuration(entry.path):
                found.directories.add(directory)
            elif _is_document(entry) and not (assembly and entry.name.endswith(_BOOKKEEPING)):
                _add_document(entry, boundary, found)
