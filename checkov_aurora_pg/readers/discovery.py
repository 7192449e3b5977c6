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

from checkov_aurora_pg.readers.file_tree import Found
from checkov_aurora_pg.readers.file_tree import walk
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.options import spelled_boundary_of
from checkov_aurora_pg.readers.relevance import content_of
from checkov_aurora_pg.readers.relevance import includes_files
from checkov_aurora_pg.readers.relevance import mentions_aurora
from checkov_aurora_pg.readers.relevance import nests_templates
from checkov_aurora_pg.readers.relevance import unreadable
from checkov_aurora_pg.readers.terraform_outline import declares_shared
from checkov_aurora_pg.readers.terraform_outline import ending_of
from checkov_aurora_pg.readers.terraform_roots import CONFIGURATION
from checkov_aurora_pg.readers.terraform_roots import UNIT
from checkov_aurora_pg.readers.terraform_roots import VARIABLES
from checkov_aurora_pg.readers.terraform_roots import Belonging
from checkov_aurora_pg.readers.terraform_roots import relevant_roots
from checkov_aurora_pg.reading import Problem
from checkov_aurora_pg.values import Place

_PLAN = re.compile(rb'"(?:planned_values|resource_changes)"\s*:')
_PLAN_VERSION = re.compile(rb'"(?:format_version|terraform_version)"\s*:')
_BINARY_PLAN = b'PK\x03\x04'
_BINARY_PLAN_ADVICE = 'is a binary plan: give the output of `terraform show -json` instead'

_ESCAPE = re.compile(rb'\\[uUx]')

# A service of the Serverless Framework that is put together from several files.
_SERVICE = re.compile(rb'\bresources["\']?\s*:')

@dataclass(frozen=True, slots=True)
class Sources:
    """What to read, as absolute paths in path order.

    `templates` are all templates where one of them has an Aurora token, or nests what may
    have one: another may hold the cluster's VPC. `walked` are the directories that were
    given, `named` the files. A change in one that is `pervasive` can have caused any finding
    of a root that it is a part of, and in another one those findings that speak of it.
    """

    roots: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    walked: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    pervasive: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.roots or self.plans or self.templates or self.problems)


@dataclass(slots=True)
class _Documents:
    """Documents by what they are. `is_relevant` says whether a template may matter.

    A part of a template is no template itself; a service may include it.
    """

    plans: list[str] = field(default_factory=list)
    templates: list[str] = field(default_factory=list)
    services: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    is_relevant: bool = False

    def add(self, others: _Documents) -> None:
        """Add what else there is of templates."""
        self.templates += others.templates
        self.services += others.services
        self.parts += others.parts
        self.is_relevant |= others.is_relevant

    def to_read(self) -> tuple[str, ...]:
        """Return the templates where one may matter, and the services that may include one."""
        is_included = bool(self.services and self.parts)
        read = {*self.templates, *self.services} if self.is_relevant or is_included else ()
        return tuple(sorted(read))


def _contents(found: Found) -> Iterator[tuple[str, bytes]]:
    for path in sorted(found.documents):
        try:
            yield path, content_of(path)
        except (OSError, FileRefused) as error:
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


def _sorted_out(found: Found, named: frozenset[str] = frozenset()) -> _Documents:
    documents = _Documents()
    for path, content in _contents(found):
        if path in named and content.startswith(_BINARY_PLAN):
            found.problems.append(Problem(Place(path, 1, 1), _BINARY_PLAN_ADVICE))
        elif _is_plan(content):
            documents.plans.extend([path] if mentions_aurora(content) else [])
        elif _is_template(content):
            documents.templates.append(path)
            documents.is_relevant |= mentions_aurora(content) or nests_templates(content)
        elif b'AWS::' in content and mentions_aurora(content):
            documents.parts.append(path)
        if includes_files(content) and _SERVICE.search(content):
            documents.services.append(path)
    return documents


def _is_terraform(path: str) -> bool:
    return path.endswith((*CONFIGURATION, *VARIABLES)) or os.path.basename(path) == UNIT


def _surroundings(named: Iterable[str]) -> Found:
    """Return what the repositories of files hold, without what cannot be read there."""
    around = Found()
    for repository in sorted({spelled_boundary_of(path) or '' for path in named} - {''}):
        walk(repository, around)
    return around


def _roots_around(
    named: frozenset[str], around: Found, var_files: tuple[str, ...],
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Return the root modules in the repository that files may be a part of."""
    own = {os.path.dirname(path) for path in named if _is_terraform(path)}
    asked = None if named.intersection(var_files) else Belonging(
        frozenset(os.path.realpath(os.path.dirname(path)) for path in named if _is_terraform(path)),
        frozenset(ending_of(path) for path in named if not _is_terraform(path)),
    )
    return relevant_roots(around.directories | own, var_files, asked)


def _is_pervasive(path: str) -> bool:
    if not path.endswith(CONFIGURATION):
        return True
    try:
        return declares_shared(path, content_of(path))
    except (OSError, FileRefused):  # whoever reads its root says so
        return True


def discover(
    paths: Iterable[str], var_files: Iterable[str] = (), *, beyond: bool = False,
) -> Sources:
    """Return what a scan of `paths`, existing files or directories, has to read.

    With `beyond`, what the files among them are a part of is searched for in their whole
    repository: root modules that call theirs, and templates that import from theirs.
    Without, the paths are all that there is. Raises `OSError` when a var file cannot be read.
    """
    found, given = Found(), tuple(var_files)
    absolute = [os.path.abspath(path) for path in paths]
    walked = tuple(path for path in absolute if os.path.isdir(path))
    named = frozenset(absolute) - set(walked)
    for path in walked:
        walk(path, found)
    found.documents |= dict.fromkeys(path for path in named if not _is_terraform(path))
    if not beyond:
        found.directories |= {os.path.dirname(path) for path in named if _is_terraform(path)}
    documents = _sorted_out(found, named)
    roots, problems = relevant_roots(found.directories, given)
    if beyond and named:
        around = _surroundings(named)
        if not named.isdisjoint((*documents.templates, *documents.services, *documents.parts)):
            around.documents = dict.fromkeys(around.documents.keys() - found.documents)
            documents.add(_sorted_out(around))
        more_roots, more_problems = _roots_around(named, around, given)
        roots = tuple(sorted({*roots, *more_roots}))
        problems = (*problems, *more_problems)
    return Sources(
        roots, tuple(documents.plans),
        documents.to_read(),
        tuple(dict.fromkeys((*found.problems, *problems))), walked, named,
        frozenset(filter(_is_pervasive, named)) if beyond else frozenset(),
    )
