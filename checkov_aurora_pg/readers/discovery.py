"""What a scan has to read: Terraform roots, plans and templates below the given paths.

The paths are walked once, as Checkov walks them. A file whose bytes cannot matter is not
parsed, and nothing that parses is imported for it.
"""
from __future__ import annotations

import os
import re
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field

from checkov_aurora_pg.estate import Problem
from checkov_aurora_pg.readers.relevance import TooLarge
from checkov_aurora_pg.readers.relevance import content_of
from checkov_aurora_pg.readers.relevance import mentions_aurora
from checkov_aurora_pg.readers.relevance import unreadable
from checkov_aurora_pg.readers.terraform_roots import CONFIGURATION
from checkov_aurora_pg.readers.terraform_roots import VARIABLES
from checkov_aurora_pg.readers.terraform_roots import relevant_roots
from checkov_aurora_pg.values import Place

# As Checkov's defaults; it ignores every hidden name too.
_IGNORED_DIRECTORIES = frozenset({'node_modules', '.terraform', '.serverless'})

_DOCUMENTS = ('.json', '.yaml', '.yml', '.template')

# A CDK assembly is a directory with this file in it. Its own bookkeeping repeats the
# types of the resources, and is no template.
_ASSEMBLY = 'cdk.out'
_BOOKKEEPING = ('manifest.json', 'tree.json', '.assets.json', '.metadata.json')

_PLAN = re.compile(rb'"(?:planned_values|resource_changes)"\s*:')
_PLAN_VERSION = re.compile(rb'"(?:format_version|terraform_version)"\s*:')
_BINARY_PLAN = b'PK\x03\x04'
_BINARY_PLAN_ADVICE = 'is a binary plan: give the output of `terraform show -json` instead'

_ESCAPE = re.compile(rb'\\[uUx]')

# What may create the resources of a template that lies beside the given paths.
_NESTED = re.compile(rb'AWS::(?:CloudFormation::Stack|Serverless::Application)\b')


@dataclass(frozen=True, slots=True)
class Sources:
    """What to read, as absolute paths in path order.

    `templates` are all templates where one of them has an Aurora token, or nests what may
    have one: another may hold the cluster's VPC. `walked` are the directories that were
    given, `named` the files.
    """

    roots: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    walked: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.roots or self.plans or self.templates or self.problems)


@dataclass(slots=True)
class _Found:
    directories: set[str] = field(default_factory=set)
    documents: dict[str, None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def _walk(top: str, found: _Found) -> None:
    """Add what lies below a directory; links to directories are not followed."""
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
                if entry.name not in _IGNORED_DIRECTORIES:
                    waiting.append(entry.path)
            elif _is_file(entry) and not (assembly and entry.name.endswith(_BOOKKEEPING)):
                _classify(entry.path, found)


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads to itself
        return False


def _classify(path: str, found: _Found) -> None:
    if path.endswith(CONFIGURATION):
        found.directories.add(os.path.dirname(path))
    elif path.endswith(_DOCUMENTS) and not path.endswith(VARIABLES):
        found.documents[path] = None


def _name(path: str, found: _Found) -> None:
    """Add a file that was given itself, whatever its extension."""
    if path.endswith((*CONFIGURATION, *VARIABLES)):
        found.directories.add(os.path.dirname(path))
    else:
        found.documents[path] = None


def _documents(found: _Found) -> Iterator[tuple[str, bytes]]:
    for path in sorted(found.documents):
        try:
            yield path, content_of(path)
        except (OSError, TooLarge) as error:
            found.problems.append(unreadable(path, error))


def _is_plan(content: bytes) -> bool:
    return (
        content.lstrip()[:1] == b'{'
        and _PLAN.search(content) is not None
        and _PLAN_VERSION.search(content) is not None
    )


def _is_template(content: bytes) -> bool:
    """Return whether content may be a template: both words stand in it, or one is escaped."""
    words = (b'Resources' in content) + (b'AWS::' in content)
    return words == 2 or (words == 1 and _ESCAPE.search(content) is not None)


def discover(paths: Iterable[str], var_files: Iterable[str] = ()) -> Sources:
    """Return what a scan of `paths`, existing files or directories, has to read.

    Raises `OSError` when a var file cannot be read.
    """
    found = _Found()
    absolute = [os.path.abspath(path) for path in paths]
    walked = tuple(path for path in absolute if os.path.isdir(path))
    named = frozenset(absolute) - set(walked)
    for path in walked:
        _walk(path, found)
    for path in named:
        _name(path, found)
    plans: list[str] = []
    templates: list[str] = []
    relevant = False
    for path, content in _documents(found):
        if path in named and content.startswith(_BINARY_PLAN):
            found.problems.append(Problem(Place(path, 1, 1), _BINARY_PLAN_ADVICE))
        elif _is_plan(content):
            plans.extend([path] if mentions_aurora(content) else [])
        elif _is_template(content):
            templates.append(path)
            relevant = relevant or mentions_aurora(content) or bool(_NESTED.search(content))
    roots, problems = relevant_roots(found.directories, var_files)
    return Sources(
        roots, tuple(plans), tuple(templates) if relevant else (),
        (*found.problems, *problems), walked, named,
    )
