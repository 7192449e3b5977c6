"""The files of one module's directory, read into what they declare."""

from __future__ import annotations

import os
import re

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.limits import MAX_CONFIGURATION_BYTES
from checkov_aurora_pg.readers.terraform.language import json_syntax
from checkov_aurora_pg.readers.terraform.language import syntax
from checkov_aurora_pg.readers.terraform.language.bodies import WrittenBody
from checkov_aurora_pg.readers.terraform.language.syntax import SyntaxProblem
from checkov_aurora_pg.readers.terraform.modules.declarations import declare
from checkov_aurora_pg.readers.terraform.modules.module_source import ModuleSource
from checkov_aurora_pg.readers.terraform.modules.programs import Program
from checkov_aurora_pg.readers.terraform.modules.programs import configuration_files
from checkov_aurora_pg.readers.terraform.modules.programs import has_other_files
from checkov_aurora_pg.readers.terraform.modules.programs import is_override

_TOO_MUCH = (
    f'is not read: its root module has over {MAX_CONFIGURATION_BYTES >> 20} MiB of configuration'
)

# A block whose resources are missing where its file does not parse.
_DECLARED = re.compile(r'\s*(resource|module)\s+"?([\w-]{1,64})"?(?:\s+"?([\w-]{1,64})"?)?\s*\{')
_SHOWN = 3


def load(
    directory: str,
    boundary: str | None,
    program: Program,
    room: int = MAX_CONFIGURATION_BYTES,
) -> ModuleSource:
    """Read a directory's configuration; what cannot be read becomes a problem of it.

    So does the first file that `room`, in bytes, does not suffice for.
    """
    source = ModuleSource(directory, is_read=True)
    try:
        files = _files_in(directory)
    except OSError as error:
        source.problems.append(Problem(Place(directory, 1, 1), f'cannot be read: {error.strerror}'))
        return source
    source.has_other_files = has_other_files(files)
    for name in configuration_files(files, program):
        path = os.path.join(directory, name)
        body = _body(source, path, boundary, room)
        if body is not None:
            declare(source, body, overriding=is_override(name))
    return source


def _files_in(directory: str) -> list[str]:
    """Return what is no directory, as Terraform does: links and pipes are among it."""
    with os.scandir(directory) as entries:
        return [entry.name for entry in entries if not entry.is_dir()]


def _body(
    source: ModuleSource,
    path: str,
    boundary: str | None,
    room: int,
) -> WrittenBody | None:
    parse = json_syntax.parse if path.endswith('.json') else syntax.parse
    try:
        content = read_bytes(path, boundary)
        source.size += len(content)
        if source.size > room:
            raise FileRefused(_TOO_MUCH)
        # The parser counts lines by `\n` alone.
        text = content.decode('utf-8', 'replace').replace('\r\n', '\n')
        source.lines[path] = text.split('\n')
        return parse(path, content)
    except SyntaxProblem as error:
        message = f'{error}{_missing(source.lines[path])}'
        source.problems.append(Problem(error.place(path), message))
    except FileRefused as error:
        source.problems.append(Problem(Place(path, 1, 1), str(error)))
    source.unread.append(path)
    return None


def _missing(lines: list[str]) -> str:
    """Return what is missing of a file that does not parse, as far as its lines tell."""
    found = (_DECLARED.match(line) for line in lines)
    names = [
        f'`{".".join(filter(None, match.groups()))}`'.replace('`resource.', '`')
        for match in found
        if match is not None
    ]
    if not names:
        return ''
    more = [f'{len(names) - _SHOWN} more'] if len(names) > _SHOWN else []
    return f'; not judged: {", ".join((*names[:_SHOWN], *more))}'
