"""Programs of the CDK and the like that name Aurora PostgreSQL: apps, and what apps are built of.

Constructs that an app uses may come to it under a name that its sources do not tell: from a
package of a workspace, or in another language. So they count for every app whose assembly is
not there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.programs.app_kinds import CDK
from checkov_aurora_pg.readers.programs.cloud_apps import App
from checkov_aurora_pg.readers.programs.cloud_apps import Bounds
from checkov_aurora_pg.readers.programs.cloud_apps import apps_in
from checkov_aurora_pg.readers.programs.cloud_apps import is_test
from checkov_aurora_pg.readers.programs.program_marks import Marks
from checkov_aurora_pg.readers.programs.program_marks import marks_in
from checkov_aurora_pg.readers.walking.file_tree import Found

# What a package is built with that has constructs.
_KITS = re.compile(rb'cdk|aws-amplify|\bsst\b|pulumi', re.IGNORECASE)
# Copies that an assembly has of what it deploys.
_COPY = re.compile(r'(?:^|/)(?:cdk\.out|cdktf\.out|asset\.[0-9a-f]{32,}|\.sst|\.amplify)/')
_EXAMPLE = re.compile(r'(?:^|/|\.)integ\.|[._-]snapshot/')
_TEMPLATES = ('.template.json', 'cdk.tf.json')

_USED = f'names Aurora PostgreSQL, and may be used in an app {CDK.advice}'
_UNUSED = 'constructs that no app without an assembly uses'

BoundaryOf = Callable[[str], str]


def programs_among(found: Found, boundary_of: BoundaryOf) -> Iterator[App]:
    """Yield the apps, and the constructs that are of none, that name Aurora PostgreSQL.

    `boundary_of` says of a directory beyond what nothing is read for it.
    """
    bounds = Bounds()
    apps = [
        app
        for directory in sorted(found.apps)
        for app in apps_in(directory, boundary_of(directory), bounds)
    ]
    yield from (app for app in apps if app.sources or app.problem is not None)
    if apps or _has_kits(found.manifests, boundary_of):
        searched = frozenset[str]().union(*(app.searched for app in apps))
        rest = sorted(path for path in found.programs - searched if not _is_copy(path, boundary_of))
        yield from _constructs(rest, found, apps, boundary_of)


def _is_copy(path: str, boundary_of: BoundaryOf) -> bool:
    directory = os.path.dirname(path)
    inside = os.path.relpath(path, boundary_of(directory)).replace(os.sep, '/')
    return is_test(inside) or any(mark.search(inside) for mark in (_COPY, _EXAMPLE))


def _has_kits(manifests: Iterable[str], boundary_of: BoundaryOf) -> bool:
    for path in sorted(manifests):
        try:
            if _KITS.search(read_bytes(path, boundary_of(os.path.dirname(path)))):
                return True
        except FileRefused:
            continue
    return False


def _constructs(
    programs: Iterable[str],
    found: Found,
    apps: list[App],
    boundary_of: BoundaryOf,
) -> Iterator[App]:
    """Yield one entry for all programs that name Aurora PostgreSQL and that are of no app."""
    bounds, marks, is_app = Bounds(), Marks(), False
    for path in programs:
        bounds.sources -= 1
        if bounds.are_exceeded:
            break
        own = marks_in(path, boundary_of(os.path.dirname(path)))
        is_app |= own.is_app
        if own.imports_a_kit and any(own.places()):
            marks.add(own)
    places: list[Place] = list(marks.places())
    if not places:
        return
    sources = tuple(place.path for place in places)
    is_app &= not any(path.endswith(_TEMPLATES) for path in found.documents)
    if is_app or any(not app.assembly for app in apps):
        yield App(sources, problem=Problem(places[0], _USED))
    else:
        yield App(sources, reason=_UNUSED)
