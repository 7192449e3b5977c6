"""Well-known public modules, each described by a model.

A model is a small module of our own that declares the inputs, defaults and resources that
decide what is judged. It is evaluated like any module, except that what it declares stands
at the call: a person who calls a module never sees its resources.

`models/<namespace>/<name>/<provider>/<first>-<last>.tfmodel` describes the versions
from `<first>` to `<last>`, where `9` as the last is all of major 9; `<only>.tfmodel` is both.
A module that has no name in the registry is under `github.com/<owner>/<repository>/<directory>`.
(Checkov would load a file that ends in `.tf` or `.hcl`.) Beside them, `commits.toml` says which
commit is which release, for calls that are pinned to a commit, and `inputs.toml` which release
has which inputs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.terraform.language import syntax
from checkov_aurora_pg.readers.terraform.modules.declarations import declare
from checkov_aurora_pg.readers.terraform.modules.module_address import GITHUB
from checkov_aurora_pg.readers.terraform.modules.module_address import ModuleAddress
from checkov_aurora_pg.readers.terraform.modules.module_source import ModuleSource
from checkov_aurora_pg.readers.terraform.modules.version_constraint import Version
from checkov_aurora_pg.readers.terraform.modules.version_constraint import VersionConstraint
from checkov_aurora_pg.readers.terraform.modules.version_constraint import dotted
from checkov_aurora_pg.readers.terraform.modules.version_constraint import parse_constraint
from checkov_aurora_pg.readers.terraform.modules.version_constraint import parse_tag

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.terraform.modules.module_inputs import ModuleInputs


FOLDER = Path(__file__).parent / 'models'
SUFFIX = '.tfmodel'

COMMITS = 'commits.toml'

# What Git abbreviates a commit to, and more; of fewer digits a branch or a tag may be made.
_COMMIT = re.compile(r'[0-9a-f]{7,40}')

# The names of a repository's default branch.
_DEFAULT_BRANCH = ('HEAD', 'main', 'master')


@dataclass(frozen=True, slots=True)
class Mismatch:
    """No version that a call takes has all of its arguments.

    `version` is the nearest one, `argument` one that it lacks, and `having` the versions that
    have that one, in words; empty where none is known to.
    """

    version: str
    argument: str
    having: str


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A call takes only versions after `newest`, the newest that was checked."""

    newest: str


@dataclass(frozen=True, slots=True)
class Model:
    """A model's file, and the versions that it describes: from `first`, without `end`."""

    path: Path
    first: Version
    end: Version

    def source(self, place: Place) -> ModuleSource:
        """Return what the model declares, everything at the place of the call."""
        found = ModuleSource(str(self.path), is_model=True)
        declare(found, syntax.parse(str(self.path), _content(self.path), place))
        return found


@cache
def _content(path: Path) -> bytes:
    return path.read_bytes()


def _model(path: Path) -> Model:
    first, _, last = path.name.removesuffix(SUFFIX).partition('-')
    begin, end = parse_tag(first), parse_tag(last or first)
    if begin is None or end is None or end.end is None:
        raise ValueError(f'`{path}` is not named after versions')
    return Model(path, begin.first, end.end)


@cache
def models() -> Mapping[str, tuple[Model, ...]]:
    """Return the models of each known module, `namespace/name/provider`, oldest first."""
    found: dict[str, list[Model]] = {}
    for path in FOLDER.rglob(f'*{SUFFIX}'):
        name = path.parent.relative_to(FOLDER).as_posix()
        found.setdefault(name, []).append(_model(path))
    return {
        name: tuple(sorted(versions, key=lambda model: model.first))
        for name, versions in found.items()
    }


@cache
def _releases(name: str) -> Mapping[str, str]:
    """Return the version of each commit of a known module that is a release."""
    with (FOLDER / name / COMMITS).open('rb') as file:
        return tomllib.load(file)


def _release(name: str, ref: str) -> VersionConstraint | None:
    """Return the release that a commit is, or None for any other."""
    if name not in models() or _COMMIT.fullmatch(ref) is None:
        return None
    found = [version for sha, version in _releases(name).items() if sha.startswith(ref)]
    return parse_tag(found[0]) if len(found) == 1 else None


def admitted(address: ModuleAddress, version: str | None) -> VersionConstraint | None:
    """Return the versions that a call takes; None where that is not understood.

    `version` is the call's argument, or None where there is none.
    """
    if address.from_git:
        if address.ref is None or _is_default_branch(address):
            return VersionConstraint()
        return _release(address.described_as, address.ref) or parse_tag(address.ref)
    return VersionConstraint() if version is None else parse_constraint(version)


def _is_default_branch(address: ModuleAddress) -> bool:
    return address.from_git and (address.ref is None or address.ref in _DEFAULT_BRANCH)


def model_of(
    address: ModuleAddress,
    version: str | None,
    arguments: Collection[str] = (),
) -> Model | Mismatch | Unchecked | None:
    """Return the model of the newest version that a call takes and that has its arguments.

    Terraform refuses an argument that the module has not: a call that leaves the version open
    was written for one that has them all, and stands for the newest of these. Returns what
    is lacking where no admitted version has them all, that the version is newer than all that
    were checked, or None where what it does is not known for another reason.
    """
    constraint = admitted(address, version)
    if constraint is None or not is_known(address):
        return None
    from checkov_aurora_pg.readers.terraform.modules.module_inputs import inputs_in

    inputs = inputs_in(FOLDER / address.described_as)
    newest = inputs.branch if _is_default_branch(address) else inputs.releases[-1]
    releases = [
        one for one in reversed(inputs.releases) if one <= newest and constraint.admits(one)
    ]
    if not releases:
        return Unchecked(dotted(newest)) if constraint.first > newest else None
    for release in releases:
        if not inputs.lacking(release, arguments):
            described = models()[address.described_as]
            return next((one for one in described if one.first <= release < one.end), None)
    # The newest of those that lack the fewest.
    return _mismatch(
        inputs,
        min(releases, key=lambda release: len(inputs.lacking(release, arguments))),
        arguments,
    )


def _mismatch(inputs: ModuleInputs, nearest: Version, arguments: Collection[str]) -> Mismatch:
    argument = inputs.lacking(nearest, arguments)[0]
    return Mismatch(dotted(nearest), argument, inputs.versions_with(argument))


def is_known(address: ModuleAddress) -> bool:
    """Return whether there is a model of the module, whatever the version."""
    is_whole = not address.below or address.described_as != address.name
    return is_whole and address.described_as in models()


@cache
def publishers() -> frozenset[str]:
    """Return the namespaces of the known modules."""
    return frozenset(name.partition('/')[0] for name in models()) - {GITHUB}
