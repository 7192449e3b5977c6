"""Which Terraform directories may be root modules, and which of them can matter.

This reads names and bytes alone: a monorepo has thousands of directories, and most have
nothing to do with Aurora. The evaluator decides everything else, also which of the modules
a root really creates: a call alone takes no directory out of what is judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.readers.files import real_path
from checkov_aurora_pg.readers.terraform.module_directories import ModuleDirectories
from checkov_aurora_pg.readers.walking.directed_graph import components
from checkov_aurora_pg.readers.walking.directed_graph import reached
from checkov_aurora_pg.readers.walking.directed_graph import reaching
from checkov_aurora_pg.readers.walking.file_names import is_variables
from checkov_aurora_pg.readers.walking.relevance import content_of
from checkov_aurora_pg.readers.walking.relevance import mentions_aurora


@dataclass(frozen=True, slots=True)
class Belonging:
    """What a root has to do with to be asked about.

    It calls one of `directories`, is a unit that is put together from one of `files` (both
    are real paths), or may read a file whose name ends with one of `endings`.
    """

    directories: frozenset[str]
    endings: frozenset[bytes] = frozenset()
    files: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Roots:
    """The directories that may hold a part of a cluster, as they were given.

    `certain` are root modules: no other directory calls them, or they have what only a root
    has; of some that call each other it is the first. `called` are the others, callers before
    what they call: each is a root too, unless one that is judged creates it. `mentioning` are
    the files with a token, and `problems` those that could not be read.
    """

    certain: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    mentioning: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def _sorted_out(
    directories: Mapping[str, str],
    calls: Mapping[str, list[str]],
) -> tuple[list[str], list[str]]:
    """Return the directories that no other one calls, and the others, callers first.

    Of those that call each other, the first counts as called by nobody.
    """
    found = components(calls)
    number = {node: index for index, members in enumerate(found) for node in members}
    called_from_outside = {
        number[target]
        for caller, targets in calls.items()
        for target in targets
        if number[target] != number[caller]
    }
    uncalled: list[str] = []
    called: list[str] = []
    for index, members in enumerate(found):
        own = sorted(member for member in members if member in directories)
        first = 0 if index in called_from_outside else 1
        uncalled += own[:first]
        called += own[first:]
    return uncalled, called


def _concerned(
    modules: ModuleDirectories, calls: Mapping[str, list[str]], asked: Belonging
) -> set[str]:
    """Return the directories that have to do with what is asked about."""
    reading = reaching(calls, modules.having(lambda module: module.reads))
    speaking = reaching(calls, modules.having(lambda module: module.endings))
    made = modules.having(lambda module: not asked.files.isdisjoint(module.files))
    return reaching(calls, asked.directories | made) | reading & speaking


def roots_among(
    directories: Iterable[str],
    var_files: Iterable[str] = (),
    asked: Belonging | None = None,
    *,
    is_spoken_of: bool = False,
    modules: Iterable[tuple[str, str]] = (),
) -> Roots:
    """Return the directories among `directories` that may hold a part of a cluster.

    One is relevant when it, a module that it calls, or a file of `var_files` has an Aurora
    token, and it has to do with what is asked about, if anything is. A call whose source is
    computed may lead to any directory. `is_spoken_of` says that another file has a token, which
    a unit may read. Raises `OSError` when a file of `var_files` cannot be
    read.
    """
    spelled: dict[str, str] = {}
    for directory in sorted(directories):
        spelled.setdefault(real_path(directory), directory)
    inspected = ModuleDirectories(
        spelled, asked.endings if asked is not None else frozenset(), modules
    )
    calls = inspected.graph(spelled)
    if is_spoken_of or not inspected.are_all or inspected.having(lambda module: module.mentioning):
        inspected.follow_units()
        calls = inspected.graph(spelled)
    mentioning = inspected.having(lambda module: module.mentioning or module.includes)
    relevant = (
        set(calls)
        if any(mentions_aurora(content_of(path)) for path in var_files)
        else (
            reaching(calls, mentioning | inspected.having(lambda one: one.computes and mentioning))
        )
    )
    asked_about = set(calls) if asked is None else _concerned(inspected, calls, asked)
    kept = relevant & asked_about
    uncalled, called = (
        [one for one in found if one in kept] for found in _sorted_out(spelled, calls)
    )
    marked = set(filter(inspected.is_marked, called))
    certain = sorted((*uncalled, *marked))
    # What a unit, or a computed source, leads to is seen only when these have been read.
    certain.sort(key=lambda one: not (inspected[one].is_unit or inspected[one].computes))
    told = set(calls) if asked is None else asked.directories | reached(calls, certain)
    return Roots(
        tuple(spelled[one] for one in certain),
        tuple(spelled[one] for one in called if one not in marked),
        tuple(
            path for one in spelled for path in inspected[one].mentioning if not is_variables(path)
        ),
        inspected.problems(told),
    )


def has_mark_of_root(directory: str) -> bool:
    """Return whether a directory has what only a root module has.

    That is a backend, a provider with configuration, a lock file, or a file of variables that
    Terraform loads by itself.
    """
    return ModuleDirectories((directory,)).is_marked(real_path(directory))


def callers(roots: Iterable[str], called: Iterable[str]) -> tuple[str, ...]:
    """Return the roots from which calls lead to any of the directories in `called`."""
    real = {root: real_path(root) for root in roots}
    modules = ModuleDirectories(real.values())
    modules.follow_units()
    leading = reaching(modules.graph(real.values()), map(real_path, called))
    return tuple(root for root, directory in real.items() if directory in leading)


def sizes(roots: Iterable[str]) -> dict[str, int]:
    """Return how many bytes each root has, together with the modules that it reaches."""
    real = {root: real_path(root) for root in roots}
    modules = ModuleDirectories(real.values())
    modules.follow_units()
    calls = modules.graph(real.values())
    return {
        root: sum(modules[one].size for one in reached(calls, (directory,)))
        for root, directory in real.items()
    }
