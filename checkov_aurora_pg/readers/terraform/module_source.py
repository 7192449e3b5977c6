"""What the files of one module's directory say, override files laid over the others."""
from __future__ import annotations

import os
import re
from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from typing import TypeVar

from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.limits import MAX_CONFIGURATION_BYTES
from checkov_aurora_pg.readers.terraform import json_syntax
from checkov_aurora_pg.readers.terraform import syntax
from checkov_aurora_pg.readers.terraform.bodies import Argument
from checkov_aurora_pg.readers.terraform.bodies import Block
from checkov_aurora_pg.readers.terraform.bodies import Body
from checkov_aurora_pg.readers.terraform.bodies import OverriddenBody
from checkov_aurora_pg.readers.terraform.syntax import SyntaxProblem
from checkov_aurora_pg.reading import Problem
from checkov_aurora_pg.values import Place

Key = tuple[str, ...]
_Label = TypeVar('_Label')

_TOO_MUCH = (
    f'is not read: its root module has over {MAX_CONFIGURATION_BYTES >> 20} MiB of configuration'
)

_TOFU = re.compile(r'\.tofu(?=(?:\.json)?$)')


@dataclass(slots=True)
class ModuleSource:
    """A module's declarations, by their labels.

    A model describes a module whose own code is not here: it declares what matters, and
    `directory` is its file. `size` is that of its files together, in bytes.
    """

    directory: str
    variables: dict[str, Block] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    calls: dict[str, Block] = field(default_factory=dict)
    resources: dict[Key, Block] = field(default_factory=dict)
    data: dict[Key, Block] = field(default_factory=dict)
    locals: dict[str, Argument] = field(default_factory=dict)
    lines: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    size: int = 0
    is_model: bool = False


def _is_configuration(name: str) -> bool:
    return (
        name.endswith(('.tf', '.tf.json', '.tofu', '.tofu.json'))
        and not name.startswith(('.', '#'))
    )


def configuration_files(names: Iterable[str]) -> list[str]:
    """Return those of a directory's file names that are configuration, override files last.

    A file for OpenTofu alone takes the place of Terraform's file of the same name. Source:
    OpenTofu's "Files and Directories".
    """
    found = set(filter(_is_configuration, names))
    replaced = {_TOFU.sub('.tf', name) for name in found if _TOFU.search(name)}
    return sorted(found - replaced, key=lambda name: (is_override(name), name))


def _files_in(directory: str) -> list[str]:
    """Return what is no directory, as Terraform does: links and pipes are among it."""
    with os.scandir(directory) as entries:
        return [entry.name for entry in entries if not entry.is_dir()]


def is_override(name: str) -> bool:
    """Return whether a configuration file is merged over the others.

    Source: Terraform's "Override Files".
    """
    stem = name.removesuffix('.json').removesuffix('.tf').removesuffix('.tofu')
    return stem == 'override' or stem.endswith('_override')


def load(
    directory: str, boundary: str | None, room: int = MAX_CONFIGURATION_BYTES,
) -> ModuleSource:
    """Read a directory's configuration; what cannot be read becomes a problem of it.

    So does the first file that `room`, in bytes, does not suffice for.
    """
    source = ModuleSource(directory)
    try:
        names = configuration_files(_files_in(directory))
    except OSError as error:
        source.problems.append(Problem(Place(directory, 1, 1), f'cannot be read: {error.strerror}'))
        return source
    for name in names:
        path = os.path.join(directory, name)
        body = _body(source, path, boundary, room)
        if body is not None:
            declare(source, body, overriding=is_override(name))
    return source


def _body(source: ModuleSource, path: str, boundary: str | None, room: int) -> Body | None:
    parse: Callable[[str, bytes], Body] = (
        json_syntax.parse if path.endswith('.json') else syntax.parse
    )
    try:
        content = read_bytes(path, boundary)
        source.size += len(content)
        if source.size > room:
            raise FileRefused(_TOO_MUCH)
        source.lines[path] = content.decode('utf-8', 'replace').splitlines()
        return parse(path, content)
    except SyntaxProblem as error:
        source.problems.append(Problem(Place(path, error.line, error.line), str(error)))
    except FileRefused as error:
        source.problems.append(Problem(Place(path, 1, 1), str(error)))
    return None


def declare(source: ModuleSource, body: Body, *, overriding: bool = False) -> None:
    """Add what a file declares, or lay it over what is declared."""
    for type, found in (
        ('variable', source.variables), ('output', source.outputs), ('module', source.calls),
    ):
        for block in body.blocks(type, 1):
            _put(found, block.labels[0], block, overriding)
    for block in body.blocks('resource', 2):
        _put(source.resources, block.labels, block, overriding)
    for block in body.blocks('data', 2):
        _put(source.data, block.labels, block, overriding)
    for block in body.blocks('locals'):
        source.locals.update(block.body.arguments)


def _put(found: dict[_Label, Block], key: _Label, block: Block, overriding: bool) -> None:
    base = found.get(key)
    if base is not None and overriding:
        found[key] = replace(base, body=OverriddenBody(base.body, block.body))
    else:
        found.setdefault(key, block)
