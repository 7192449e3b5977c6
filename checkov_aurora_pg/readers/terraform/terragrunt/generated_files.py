"""The files that Terragrunt generates into a unit's module before Terraform runs.

Source: Terragrunt's `internal/codegen/generate.go` (`WriteToFile`) and
`internal/remotestate/config.go` (`GenerateOpenTofuCode`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass

from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.bodies import Argument
from checkov_aurora_pg.readers.terraform.terragrunt.configuration import Configuration
from checkov_aurora_pg.readers.terraform.terragrunt.partial_text import PartialText
from checkov_aurora_pg.readers.terraform.terragrunt.partial_text import partial_text


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    """A file that is generated. `keeps` says that one that is there stays as it is.

    `path` is relative to the unit, or absolute.
    """

    place: Place
    path: str | Unknown
    contents: PartialText | Unknown
    keeps: bool = False

    def name_in(self, directory: str) -> str | None:
        """Return the file's name where it lies in a unit's directory itself."""
        if isinstance(self.path, Unknown):
            return None
        path = os.path.normpath(os.path.join(directory, self.path))
        return os.path.basename(path) if os.path.dirname(path) == directory else None


def generated_by(file: Configuration) -> dict[str, GeneratedFile]:
    """Return what a file's `generate` blocks generate, or the map of that name, by label."""
    found = {
        block.labels[0]: _generated(file, block.body.arguments, block.place)
        for block in file.body.blocks('generate', 1)
        if 'path' in block.body.arguments
    }
    written = file.body.arguments.get('generate')
    if written is not None and not found:
        value = file.value_of(written.expression)
        maps = value.data.items if isinstance(value.data, Mapping) else {'generate': value}
        found = {name: _from_map(one, written.place) for name, one in maps.items()}
    return {name: one for name, one in found.items() if one is not None}


def backend_of(file: Configuration) -> GeneratedFile | None:
    """Return the file into which `remote_state` generates the backend, if any.

    Nothing that is judged depends on a backend, but one takes the place of a file.
    """
    block = next(iter(file.body.blocks('remote_state')), None)
    written = file.body.arguments.get('remote_state')
    if block is not None:
        generate = file.argument(block, 'generate')
    elif written is not None:
        data = file.value_of(written.expression).data
        generate = data.items.get('generate') if isinstance(data, Mapping) else None
    else:
        return None
    place = block.place if block is not None else Place(file.path, 1, 1)
    if generate is None or not isinstance(generate.data, Mapping):
        return None
    path = _path(generate.data.items.get('path'))
    return GeneratedFile(place, path, PartialText(), _keeps(generate.data.items.get('if_exists')))


def _generated(
    file: Configuration,
    arguments: AbstractMapping[str, Argument],
    place: Place,
) -> GeneratedFile | None:
    values = {
        name: file.value_of(arguments[name].expression)
        for name in ('path', 'if_exists', 'disable')
        if name in arguments
    }
    if 'disable' in values and values['disable'].data in (True, 'true'):
        return None
    contents: PartialText | Unknown = PartialText()
    if 'contents' in arguments:
        contents = partial_text(arguments['contents'].expression, file.scope)
    return GeneratedFile(
        place, _path(values.get('path')), contents, _keeps(values.get('if_exists'))
    )


def _from_map(value: Value, place: Place) -> GeneratedFile | None:
    data = value.data
    if not isinstance(data, Mapping):
        unknown = data if isinstance(data, Unknown) else Unknown('it is not a map')
        return GeneratedFile(place, unknown, unknown)
    if 'disable' in data.items and data.items['disable'].data in (True, 'true'):
        return None
    contents = data.items.get('contents', Value('')).data
    text = PartialText(contents) if isinstance(contents, str) else contents
    return GeneratedFile(
        place,
        _path(data.items.get('path')),
        text if isinstance(text, (PartialText, Unknown)) else Unknown('it is not a string'),
        _keeps(data.items.get('if_exists')),
    )


def _path(value: Value | None) -> str | Unknown:
    data = None if value is None else value.data
    return data if isinstance(data, (str, Unknown)) else Unknown('its path is no text')


def _keeps(value: Value | None) -> bool:
    return value is not None and value.data == 'skip'
