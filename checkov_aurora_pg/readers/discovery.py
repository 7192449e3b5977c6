"""What a scan has to read: Terraform roots, plans and templates below the given paths.

The paths are walked once. A file whose bytes cannot matter is not parsed, and nothing that
parses is imported for it. What names Aurora PostgreSQL is noted, whether or not it is read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.options import boundary_of
from checkov_aurora_pg.readers.options import spelled_boundary_of
from checkov_aurora_pg.readers.programs.services_around import is_service_name
from checkov_aurora_pg.readers.terraform.outline import declares_shared
from checkov_aurora_pg.readers.terraform.outline import ending_of
from checkov_aurora_pg.readers.terraform.roots import Belonging
from checkov_aurora_pg.readers.terraform.roots import Roots
from checkov_aurora_pg.readers.terraform.roots import roots_among
from checkov_aurora_pg.readers.terraform.terragrunt.units_elsewhere import units_elsewhere
from checkov_aurora_pg.readers.walking.file_names import CONFIGURATION
from checkov_aurora_pg.readers.walking.file_names import is_configuration
from checkov_aurora_pg.readers.walking.file_names import is_document
from checkov_aurora_pg.readers.walking.file_names import is_fragment
from checkov_aurora_pg.readers.walking.file_names import is_of_components
from checkov_aurora_pg.readers.walking.file_names import is_state
from checkov_aurora_pg.readers.walking.file_names import is_unit
from checkov_aurora_pg.readers.walking.file_names import is_variables
from checkov_aurora_pg.readers.walking.file_names import may_be_variables
from checkov_aurora_pg.readers.walking.file_tree import Found
from checkov_aurora_pg.readers.walking.file_tree import IsExcluded
from checkov_aurora_pg.readers.walking.file_tree import walk
from checkov_aurora_pg.readers.walking.relevance import content_of
from checkov_aurora_pg.readers.walking.relevance import has
from checkov_aurora_pg.readers.walking.relevance import includes_files
from checkov_aurora_pg.readers.walking.relevance import includes_programs
from checkov_aurora_pg.readers.walking.relevance import may_be_a_template
from checkov_aurora_pg.readers.walking.relevance import mentions_aurora
from checkov_aurora_pg.readers.walking.relevance import names_a_subject
from checkov_aurora_pg.readers.walking.relevance import nests_templates
from checkov_aurora_pg.readers.walking.relevance import speaks_of_a_database
from checkov_aurora_pg.readers.walking.relevance import text_of
from checkov_aurora_pg.readers.walking.relevance import unreadable
from checkov_aurora_pg.readers.walking.variable_files import may_be_given

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.programs.cloud_apps import App

_PLAN = re.compile(rb'"(?:planned_values|resource_changes)"\s*:')
_PLAN_VERSION = re.compile(rb'"(?:format_version|terraform_version)"\s*:')
_BINARY_PLAN = b'PK\x03\x04'
_BINARY_PLAN_ADVICE = 'is a binary plan: give the output of `terraform show -json` instead'

# A service of the Serverless Framework that is put together from several files.
_SERVICE = re.compile(rb'\bresources["\']?\s*:')

# By their sources, the folders that the configuration gives for modules of other repositories.
Folders = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Subjects:
    """The files of what was given that name Aurora PostgreSQL, or a kind of what is judged.

    `configuration` are those of Terraform and Terragrunt, `documents` what may be a template
    or a plan, `parts` what counts where something reads it, `excluded` what the configuration
    leaves out. `apps` are programs that deploy it, `units` may be Terragrunt's for all that
    their names say.
    """

    configuration: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    apps: tuple[App, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """What to read, as absolute paths in path order.

    `roots` are root modules at any rate, `called` are roots unless one that is judged creates
    them. `templates` are all templates where one of them has an Aurora token, or nests what may
    have one: another may hold the cluster's VPC. `walked` are the directories that were
    given, `named` the files. A change in one that is `pervasive` can have caused any finding
    of a root that it is a part of, and in another one those findings that speak of it.
    `others` are root modules that are judged elsewhere and may create what is `called`.
    Of `named`, the `unknown` are of no type that is read.
    `subjects` are the files to account for, `left_out` the folders that were not entered, with
    what they are.
    """

    roots: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    walked: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    pervasive: frozenset[str] = frozenset()
    subjects: Subjects = Subjects()
    left_out: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(
            self.roots
            or self.called
            or self.plans
            or self.templates
            or self.problems
            or self.subjects != Subjects()
        )


@dataclass(slots=True)
class _Documents:
    """Documents by what they are. `is_relevant` says whether a template may matter.

    A part of a template is no template itself: another file may include it. `subjects` are
    those that name what is judged, and `unknown` are of no type that is read. `mentions` says
    that one has a token. `parameters` are of those that were named.
    """

    plans: list[str] = field(default_factory=list)
    templates: list[str] = field(default_factory=list)
    services: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    is_relevant: bool = False
    mentions: bool = False

    def add(self, others: _Documents) -> None:
        """Add what else there is of templates."""
        self.templates += others.templates
        self.services += others.services
        self.parts += others.parts
        self.is_relevant |= others.is_relevant

    def to_read(self) -> tuple[str, ...]:
        """Return the parts, and with them the templates and services where one may matter."""
        is_included = bool(self.services and self.parts)
        read = {*self.templates, *self.services} if self.is_relevant or is_included else set()
        return tuple(sorted({*read, *self.parts}))


def _contents(found: Found) -> Iterator[tuple[str, bytes]]:
    for path in sorted(found.documents):
        try:
            yield path, content_of(path) if is_document(path) else text_of(path)
        except (OSError, FileRefused) as error:
            found.problems.append(unreadable(path, error))


def _is_plan(content: bytes) -> bool:
    return content.lstrip(b'\xef\xbb\xbf \t\r\n').startswith((b'{', b'[')) and (
        has(_PLAN, content) and has(_PLAN_VERSION, content)
    )


def _sorted_out(found: Found, named: frozenset[str] = frozenset()) -> _Documents:
    documents = _Documents()
    for path, content in _contents(found):
        if path in named and content.startswith(_BINARY_PLAN):
            found.problems.append(Problem(Place(path, 1, 1), _BINARY_PLAN_ADVICE))
        else:
            _sort_in(documents, path, content, is_named=path in named)
    return documents


def _sort_in(documents: _Documents, path: str, content: bytes, *, is_named: bool) -> None:
    mentions = mentions_aurora(content)
    documents.mentions |= mentions
    if mentions and names_a_subject(content):
        documents.subjects.append(path)
    if is_state(os.path.basename(path)):
        documents.unknown.append(path)
        return
    if _is_plan(content):
        documents.plans.extend([path] if mentions else [])
    elif may_be_a_template(content):
        documents.templates.append(path)
        documents.is_relevant |= mentions or nests_templates(content)
    elif mentions and speaks_of_a_database(content):
        documents.parts.append(path)
    elif is_named and _gives_parameters(path, content):
        documents.parameters.append(path)
    elif not is_document(path):
        documents.unknown.append(path)
    if includes_files(content) and _SERVICE.search(content):
        documents.services.append(path)
        documents.is_relevant |= includes_programs(content)


def _gives_parameters(path: str, content: bytes) -> bool:
    """Return whether a file gives parameters to templates, which are elsewhere."""
    from checkov_aurora_pg.readers.cloudformation.deployments.parameter_files import (
        gives_parameters,
    )
    from checkov_aurora_pg.readers.cloudformation.deployments.sam_configuration import NAMES

    return os.path.basename(path) in NAMES or gives_parameters(path, content)


def _is_of_terraform(path: str) -> bool:
    name = os.path.basename(path)
    return is_configuration(name) or is_variables(name) or is_unit(name)


def _naming(paths: Iterable[str], problems: list[Problem]) -> Iterator[str]:
    """Yield the files that name what is judged."""
    for path in sorted(paths):
        try:
            if names_a_subject(text_of(path)):
                yield path
        except FileRefused as error:
            problems.append(unreadable(path, error))
        except OSError:  # a link to nothing, which names nothing
            continue


def _surroundings(named: Iterable[str], is_excluded: IsExcluded) -> Found:
    """Return what the repositories of files hold, without what cannot be read there."""
    around = Found()
    for repository in set(filter(None, map(spelled_boundary_of, named))):
        walk(repository, around, is_excluded)
    return around


def _may_be_included(named: Iterable[str], around: Found) -> bool:
    """Return whether a service around may include one of the files, as what a stage has."""
    return any(map(is_document, named)) and any(map(is_service_name, around.documents))


def _roots_around(
    named: frozenset[str],
    around: Found,
    var_files: tuple[str, ...],
    is_spoken_of: bool,
    modules: Folders,
) -> Roots:
    """Return the root modules in the repository that files may be a part of."""
    own = {os.path.dirname(path) for path in named if _is_of_terraform(path)}
    given = [path for path in named if may_be_variables(path)]
    own |= {one for one in around.directories if any(may_be_given(path, one) for path in given)}
    asked = (
        None
        if named.intersection(var_files)
        else Belonging(
            frozenset(map(os.path.realpath, own)),
            frozenset(ending_of(path) for path in named if not _is_of_terraform(path)),
            frozenset(map(os.path.realpath, named)),
        )
    )
    return roots_among(
        around.directories | own, var_files, asked, is_spoken_of=is_spoken_of, modules=modules
    )


def _is_pervasive(path: str) -> bool:
    if not path.endswith(CONFIGURATION):
        return True
    try:
        return declares_shared(path, content_of(path))
    except (OSError, FileRefused):  # whoever reads its root says so
        return True


def _nothing(path: str) -> bool:
    return False


def _found(
    walked: Iterable[str],
    named: frozenset[str],
    is_excluded: IsExcluded,
) -> Found:
    found = Found()
    for path in walked:
        walk(path, found, is_excluded)
    for path in named:
        if is_excluded(path):
            found.excluded.add(path)
        elif may_be_variables(path) or is_fragment(os.path.basename(path)):
            found.parts.add(path)
        elif not _is_of_terraform(path):
            found.documents[path] = None
    return found


def _apps(found: Found, walked: Iterable[str]) -> Iterator[App]:
    """Yield the apps of the CDK and the like, and the constructs, that name Aurora PostgreSQL."""
    if found.apps or found.manifests:
        from checkov_aurora_pg.readers.programs.constructs import programs_among

        top = os.path.commonpath(tuple(walked))
        yield from programs_among(found, lambda directory: boundary_of(directory) or top)


def _units(found: Found, roots: Roots) -> Iterator[str]:
    """Yield Terragrunt's units under another name, unless others include or read them."""
    if found.parts:
        yield from units_elsewhere(found.parts, {*roots.certain, *roots.called})


def _unread_services(found: Found, walked: Iterable[str]) -> Iterator[Problem]:
    """Yield what is said of services that are programs, and that deploy a database."""
    if found.services:
        from checkov_aurora_pg.readers.programs.service_programs import unread_service

        top = os.path.commonpath(tuple(walked))
        for path in sorted(found.services):
            yield from unread_service(path, boundary_of(os.path.dirname(path)) or top)


def _roots(
    found: Found,
    named: frozenset[str],
    around: Found | None,
    var_files: tuple[str, ...],
    is_spoken_of: bool,
    modules: Folders,
) -> Roots:
    """Return the roots below what was walked, and those that the named files are a part of."""
    if around is None:
        own = {os.path.dirname(path) for path in named if _is_of_terraform(path)}
        return roots_among(
            found.directories | own, var_files, is_spoken_of=is_spoken_of, modules=modules
        )
    roots = roots_among(found.directories, var_files, is_spoken_of=is_spoken_of, modules=modules)
    is_spoken_of = is_spoken_of or any(_naming(around.parts, []))
    more = _roots_around(named, around, var_files, is_spoken_of, modules)
    return Roots(
        tuple(dict.fromkeys((*roots.certain, *more.certain))),
        tuple(dict.fromkeys((*roots.called, *more.called))),
        tuple(
            dict.fromkeys(
                (
                    *roots.mentioning,
                    *(path for path in more.mentioning if path in named),
                )
            )
        ),
        tuple(dict.fromkeys((*roots.problems, *more.problems))),
    )


def discover(
    paths: Iterable[str],
    var_files: Iterable[str] = (),
    *,
    beyond: bool = False,
    is_excluded: IsExcluded = _nothing,
    modules: Folders = (),
) -> Sources:
    """Return what a scan of `paths`, existing files or directories, has to read.

    With `beyond`, what the files among them are a part of is searched for in their whole
    repository: root modules that call theirs, and templates that import from theirs.
    Without, the paths are all that there is. `is_excluded` says of an absolute path whether the
    configuration leaves it out, and `modules` are the folders that it gives for sources. Raises
    `OSError` when a var file cannot be read.
    """
    absolute = [os.path.abspath(path) for path in paths]
    walked = tuple(path for path in absolute if os.path.isdir(path))
    named = frozenset(absolute) - set(walked)
    found = _found(walked, named, is_excluded)
    named = named - found.excluded
    documents = _sorted_out(found, named)
    around = _surroundings(named, is_excluded) if beyond and named else None
    if around is not None and (
        _may_be_included(named, around)
        or not named.isdisjoint(
            (*documents.templates, *documents.parts, *documents.parameters),
        )
    ):
        documents.add(_sorted_out(around))
    apps = tuple(_apps(found, walked))
    problems = [
        *found.problems,
        *(app.problem for app in apps if app.problem is not None),
        *_unread_services(found, walked),
    ]
    parts = tuple(_naming(found.parts, problems))
    is_spoken_of = documents.mentions or bool(parts)
    roots = _roots(found, named, around, tuple(var_files), is_spoken_of, modules)
    if any(is_of_components(os.path.basename(path)) for path in found.parts):
        from checkov_aurora_pg.readers.terraform.stacks import unread_stacks

        problems += unread_stacks(found.parts, roots.mentioning)
    subjects = Subjects(
        roots.mentioning,
        tuple(documents.subjects),
        parts,
        tuple(_naming(found.excluded, [])),
        apps,
        tuple(_units(found, roots)),
    )
    return Sources(
        roots.certain,
        roots.called,
        (),
        tuple(documents.plans),
        documents.to_read(),
        tuple(dict.fromkeys((*problems, *roots.problems))),
        walked,
        named,
        named.intersection(documents.unknown),
        frozenset(filter(_is_pervasive, named)) if beyond else frozenset(),
        subjects,
        tuple(sorted(found.left_out.items())),
    )
