"""The files below a directory that can matter, and the folders that are left out by name."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.readers.files import OUTSIDE
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import is_directory
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.options import REPOSITORY_MARK
from checkov_aurora_pg.readers.options import boundary_of
from checkov_aurora_pg.readers.walking.file_names import PROGRAMS
from checkov_aurora_pg.readers.walking.file_names import is_app
from checkov_aurora_pg.readers.walking.file_names import is_configuration
from checkov_aurora_pg.readers.walking.file_names import is_document
from checkov_aurora_pg.readers.walking.file_names import is_fragment
from checkov_aurora_pg.readers.walking.file_names import is_manifest
from checkov_aurora_pg.readers.walking.file_names import is_of_another_kind
from checkov_aurora_pg.readers.walking.file_names import is_unit
from checkov_aurora_pg.readers.walking.file_names import is_variables
from checkov_aurora_pg.readers.walking.program_sources import is_source
from checkov_aurora_pg.readers.walking.relevance import unreadable

# What other programs put beside the code: packages, downloads, copies and what they built.
LEFT_OUT: Mapping[str, str] = {
    'node_modules': 'npm packages',
    'bower_components': 'Bower packages',
    '.yarn': 'Yarn packages',
    '.pnpm-store': 'pnpm packages',
    'site-packages': 'Python packages',
    '.gradle': 'the Gradle cache',
    '.m2': 'Maven packages',
    '.cargo': 'Cargo packages',
    '.terraform': 'fetched by `terraform init`',
    '.terragrunt-cache': 'copies made by Terragrunt',
    '.external_modules': 'modules fetched by Checkov',
    '.serverless': 'built by the Serverless Framework',
    '.aws-sam': 'built by `sam build`',
}

_ENVIRONMENT_MARK = 'pyvenv.cfg'
_ENVIRONMENT = 'a Python virtual environment'
# Only its packages are left out: the mark, which anybody can add, hides nothing else.
_OF_AN_ENVIRONMENT = re.compile(
    r'(?P<top>.*)/(?:lib(?:64)?/(?:python|pypy)[\d.]+t?|Lib)/site-packages',
)
# What `bin` has of it, which leads to where Python is.
_INTERPRETER = re.compile(r'(?:python|pypy)[\d.]*t?')

_LINK_OUTSIDE = 'a link that leads out of the repository'

IsExcluded = Callable[[str], bool]


@dataclass(slots=True)
class Found:
    """What a walk finds, by absolute paths.

    `directories` have configuration. `documents` may be templates or plans; what is of no known
    type is among them. `parts` count where something reads them: files of variables, and what
    Terragrunt's units include. `apps` are directories of CDK apps, `programs` their
    sources and any other, `manifests` say with what packages they are built, `services` are
    services of the Serverless Framework that are programs. `excluded` are files that the
    configuration leaves out, `left_out` folders that are left out by name, with what they are.
    """

    directories: set[str] = field(default_factory=set)
    documents: dict[str, None] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)
    apps: set[str] = field(default_factory=set)
    programs: set[str] = field(default_factory=set)
    manifests: set[str] = field(default_factory=set)
    services: set[str] = field(default_factory=set)
    excluded: set[str] = field(default_factory=set)
    left_out: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads to itself
        return False


def _environment_of(packages: str) -> str | None:
    """Return the virtual environment of Python that a folder has the packages of."""
    match = _OF_AN_ENVIRONMENT.fullmatch(packages.replace(os.sep, '/'))
    mark = os.path.join(match['top'], _ENVIRONMENT_MARK) if match is not None else ''
    return os.path.dirname(mark) if os.path.isfile(mark) else None


class _Walk:
    """One walk; links are followed within the repository, and no directory is entered twice.

    All that is reached without a link comes first, so that it has the shortest of its names.
    """

    def __init__(self, top: str, found: Found, is_excluded: IsExcluded) -> None:
        self._boundary = boundary_of(top) or top
        self._found = found
        self._is_excluded = is_excluded
        self._links: list[os.DirEntry[str]] = []
        # Real paths, each with whether the path that led to it is excluded: a link that is not
        # may still lead there.
        self._entered: set[tuple[str, bool]] = set()

    def run(self, top: str) -> None:
        # Without a link no directory is come to twice, and most walks need not ask.
        self._below(top, os.path.realpath(top), lambda path, real: False)
        for entry in self._links:  # which more are added to
            target = os.path.realpath(entry.path)
            if not within(target, self._boundary):
                self._found.left_out[entry.path] = _LINK_OUTSIDE
            elif not self._was_entered(entry.path, target) and self._enters(entry):
                self._below(entry.path, target, self._was_entered)

    def _was_entered(self, path: str, real: str) -> bool:
        return not self._entered.isdisjoint({(real, False), self._way(path, real)})

    def _way(self, path: str, real: str) -> tuple[str, bool]:
        return real, self._is_excluded(os.path.join(path, ''))

    def _below(self, top: str, real_top: str, was_entered: Callable[[str, str], bool]) -> None:
        waiting = [(top, real_top)]
        while waiting:
            directory, real = waiting.pop()
            self._entered.add(self._way(directory, real))
            for entry in self._listed(directory):
                if entry.is_dir(follow_symlinks=False):
                    path = entry.path
                    inner = path if real == directory else os.path.join(real, entry.name)
                    if not was_entered(path, inner) and self._enters(entry):
                        waiting.append((path, inner))
                elif entry.is_symlink() and is_directory(entry):
                    self._links.append(entry)
                else:
                    self._add(directory, entry)

    def _listed(self, directory: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(directory) as entries:
                return list(entries)
        except OSError as error:
            self._found.problems.append(unreadable(directory, error))
            return []

    def _enters(self, entry: os.DirEntry[str]) -> bool:
        if entry.name == REPOSITORY_MARK:
            return False
        reason = LEFT_OUT.get(entry.name)
        if reason is not None:
            environment = _environment_of(entry.path)
            if environment is not None:
                self._found.left_out[environment] = _ENVIRONMENT
            else:
                self._found.left_out[entry.path] = reason
        return reason is None

    def _add(self, directory: str, entry: os.DirEntry[str]) -> None:
        name = entry.name
        if name == REPOSITORY_MARK:
            return
        if self._is_excluded(entry.path):
            if not is_of_another_kind(name):
                self._found.excluded.add(entry.path)
        elif name in PROGRAMS:
            self._found.services.add(entry.path)
        elif is_configuration(name) or is_unit(name):
            self._found.directories.add(directory)
        elif is_variables(name) or is_fragment(name):
            self._add_part(entry)
        else:
            self._add_program(directory, entry)
            if not is_of_another_kind(name) and _is_file(entry):
                self._add_document(entry)

    def _add_program(self, directory: str, entry: os.DirEntry[str]) -> None:
        if is_app(directory, entry.name):
            self._found.apps.add(directory)
        if is_manifest(entry.name):
            self._found.manifests.add(entry.path)
        if is_source(entry.name) and not entry.is_symlink():
            self._found.programs.add(entry.path)

    def _add_part(self, entry: os.DirEntry[str]) -> None:
        if self._leads_out(entry):
            self._found.left_out[entry.path] = _LINK_OUTSIDE
        else:
            self._found.parts.add(entry.path)

    def _leads_out(self, entry: os.DirEntry[str]) -> bool:
        return entry.is_symlink() and not within(entry.path, self._boundary)

    def _add_document(self, entry: os.DirEntry[str]) -> None:
        if not self._leads_out(entry):
            self._found.documents[entry.path] = None
        elif is_document(entry.name):
            self._found.problems.append(unreadable(entry.path, FileRefused(OUTSIDE)))
        elif _INTERPRETER.fullmatch(entry.name) is None:
            self._found.left_out[entry.path] = _LINK_OUTSIDE


def _nothing(path: str) -> bool:
    return False


def walk(top: str, found: Found, is_excluded: IsExcluded = _nothing) -> None:
    """Add what lies below a directory.

    A link out of the repository is not followed: one to a document is a problem, and one to a
    directory, or to what counts where something reads it, is left out. `is_excluded` says of an
    absolute path whether the configuration leaves it out; that of a directory ends with a
    separator.
    """
    _Walk(top, found, is_excluded).run(top)
