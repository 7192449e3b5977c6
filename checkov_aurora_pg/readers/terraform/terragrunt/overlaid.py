"""A unit's module as Terraform meets it: with the unit's own files, and the generated ones.

Terragrunt copies the module, the files beside the unit over it, and generates files into that.
Source: Terragrunt's `internal/runner/run/download_source.go` (`DownloadTerraformSource`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from dataclasses import replace

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.terraform.language import json_syntax
from checkov_aurora_pg.readers.terraform.language import syntax
from checkov_aurora_pg.readers.terraform.language.bodies import Argument
from checkov_aurora_pg.readers.terraform.language.bodies import WrittenBody
from checkov_aurora_pg.readers.terraform.language.given import Given
from checkov_aurora_pg.readers.terraform.language.syntax import SyntaxProblem
from checkov_aurora_pg.readers.terraform.modules import variables
from checkov_aurora_pg.readers.terraform.modules.declarations import declare
from checkov_aurora_pg.readers.terraform.modules.module_source import ModuleSource
from checkov_aurora_pg.readers.terraform.modules.programs import Program
from checkov_aurora_pg.readers.terraform.modules.programs import configuration_files
from checkov_aurora_pg.readers.terraform.modules.programs import has_other_files
from checkov_aurora_pg.readers.terraform.modules.programs import is_override
from checkov_aurora_pg.readers.terraform.terragrunt.generated_files import GeneratedFile
from checkov_aurora_pg.readers.terraform.terragrunt.partial_text import PartialText
from checkov_aurora_pg.readers.terraform.terragrunt.setting import Surroundings
from checkov_aurora_pg.readers.walking.file_names import is_configuration

_CHOSEN = Unknown('a part of it is chosen at deployment')


@dataclass(frozen=True, slots=True)
class _File:
    """A file in a directory (`path`), or one that is generated."""

    path: str
    generated: GeneratedFile | None = None


class Overlay:
    """The files of a unit: those beside it, and those that are generated.

    `problems` are those that cannot be known.
    """

    def __init__(
        self,
        directory: str,
        generated: Iterable[GeneratedFile],
        surroundings: Surroundings,
        program: Program,
    ) -> None:
        """Take the unit's directory, what is generated into it, and what deploys it."""
        self._program = program
        self._boundary = surroundings.boundary
        self._asked = surroundings.asked
        self._directory = surroundings.located(directory)
        self.problems: list[Problem] = []
        self._files = {
            name: _File(os.path.join(self._directory, name)) for name in _names(self._directory)
        }
        self._generated: dict[str, GeneratedFile] = {}
        for one in generated:
            self._add(one, directory)

    def _add(self, one: GeneratedFile, directory: str) -> None:
        name = one.name_in(directory)
        shown = one.path if isinstance(one.path, str) else ''
        if name is None and (not shown or _matters(shown)):
            reason = (
                one.path.reason if isinstance(one.path, Unknown) else 'it is not a file beside it'
            )
            self.problems.append(
                Problem(one.place, f'a generated file is not judged: {shown or reason}')
            )
        elif name is not None and _matters(name):
            doubt = _doubt_of(one.contents, name)
            if doubt is None or not _is_configuration(name):
                self._generated[name] = one if doubt is None else replace(one, contents=doubt)
            else:
                self.problems.append(
                    Problem(
                        one.place,
                        f'`{name}` is generated, and its content is not known: {doubt.reason}',
                    )
                )

    def over(self, module: ModuleSource | None) -> ModuleSource | None:
        """Return a module with the unit's files over it; None: what these declare alone.

        A module that is changed by nothing is returned as it is.
        """
        own = module is not None and module.directory == self._directory
        files = (
            {}
            if module is None or module.is_model
            else {
                name: _File(os.path.join(module.directory, name))
                for name in _names(module.directory)
            }
        )
        over = self._over(files)
        changes = {
            name
            for name, file in over.items()
            if _is_configuration(name)
            and (file.generated is None or name in files or self._declares(file, name))
        }
        if module is not None and (not changes or (own and not self._generated)):
            return module
        if module is not None and module.is_model:
            return self._composed(_copied(module), {name: over[name] for name in changes})
        directory = self._directory if module is None else module.directory
        composed = {**files, **over}
        source = ModuleSource(directory, has_other_files=has_other_files(composed))
        return self._composed(source, composed)

    def _over(self, files: AbstractMapping[str, _File]) -> dict[str, _File]:
        over = dict(self._files)
        for name, one in self._generated.items():
            if not (one.keeps and (name in files or name in over)):
                over[name] = _File(one.place.path, one)
        return over

    def _declares(self, file: _File, name: str) -> bool:
        """Return whether a file says anything that a resource may depend on."""
        found = ModuleSource('')
        self._declare(found, file, name)
        return bool(found.problems) or is_override(name) or _says_anything(found)

    def _composed(self, source: ModuleSource, files: AbstractMapping[str, _File]) -> ModuleSource:
        for name in configuration_files(files, self._program):
            self._declare(source, files[name], name)
        return source

    def _declare(self, source: ModuleSource, file: _File, name: str) -> None:
        try:
            declare(source, self._body(source, file, name), overriding=is_override(name))
        except SyntaxProblem as error:
            place = error.place(file.path)
            if file.generated:
                line = file.generated.place.line
                place = Place(file.path, line, line)
            shown = f'the generated `{name}` {error}' if file.generated else str(error)
            source.problems.append(Problem(place, shown))
        except FileRefused as error:
            source.problems.append(Problem(Place(file.path, 1, 1), str(error)))

    def _body(self, source: ModuleSource, file: _File, name: str) -> WrittenBody:
        is_json = name.endswith('.json')
        if file.generated is None:
            content = read_bytes(file.path, self._boundary)
            source.lines[file.path] = content.decode('utf-8', 'replace').splitlines()
            return (
                json_syntax.parse(file.path, content)
                if is_json
                else syntax.parse(file.path, content)
            )
        text, place = file.generated.contents, file.generated.place
        assert isinstance(text, PartialText), 'a problem of the overlay'
        for local, reason in text.unknown.items():
            source.locals[local] = Argument(local, Given(Value(reason), place), place)
        content = text.text.encode('utf-8', 'surrogatepass')
        if is_json:
            return json_syntax.parse(file.path, content)
        return syntax.parse(file.path, content, place)

    def variable_values(self, module: ModuleSource | None) -> dict[str, Value]:
        """Return the values of the files of variables that Terraform loads by itself."""
        below = () if module is None or module.is_model else _names(module.directory)
        files = (
            {}
            if module is None
            else {name: _File(os.path.join(module.directory, name)) for name in below}
        )
        files.update(self._over(files))
        values: dict[str, Value] = {}
        for name in variables.loaded(files):
            values.update(self._values(files[name], name, module))
        return values

    def _values(self, file: _File, name: str, module: ModuleSource | None) -> dict[str, Value]:
        try:
            if file.generated is None:
                self._asked.add(file.path)
                return variables.values_in(file.path, read_bytes(file.path, self._boundary))
            text, place = file.generated.contents, file.generated.place
            if isinstance(text, Unknown):
                return dict.fromkeys(module.variables if module else (), Value(text, place))
            unknown = {local: Value(reason, place) for local, reason in text.unknown.items()}
            found = variables.values_in(name, text.text.encode(), _Locals(unknown), place)
            return {one: replace(value, place=place) for one, value in found.items()}
        except (SyntaxProblem, FileRefused) as error:
            place = file.generated.place if file.generated else Place(file.path, 1, 1)
            self.problems.append(Problem(place, f'`{name}` {error}'))
            return {}


class _Locals(variables.NoNames):
    """The names in a file of variables of which parts are not known."""

    def __init__(self, unknown: AbstractMapping[str, Value]) -> None:
        self._unknown = Value(Mapping(dict(unknown)))

    def resolve(self, name: str) -> Value:
        return self._unknown if name == 'local' else super().resolve(name)


def _names(directory: str) -> list[str]:
    try:
        with os.scandir(directory) as entries:
            return [entry.name for entry in entries if _matters(entry.name) and entry.is_file()]
    except OSError:
        return []


def _copied(module: ModuleSource) -> ModuleSource:
    return replace(
        module,
        variables=dict(module.variables),
        outputs=dict(module.outputs),
        calls=dict(module.calls),
        resources=dict(module.resources),
        data=dict(module.data),
        locals=dict(module.locals),
        providers=dict(module.providers),
        lines=dict(module.lines),
        problems=list(module.problems),
    )


def _says_anything(found: ModuleSource) -> bool:
    return bool(
        found.variables
        or found.outputs
        or found.calls
        or found.resources
        or found.data
        or found.locals
    )


def _doubt_of(contents: PartialText | Unknown, name: str) -> Unknown | None:
    """Return why a generated file is not known; None where what may stand in it says nothing."""
    if isinstance(contents, Unknown) or not contents.doubtful:
        return contents if isinstance(contents, Unknown) else None
    if _is_configuration(name) and not is_override(name) and not name.endswith('.json'):
        found = ModuleSource('')
        try:
            for text in contents.doubtful:
                declare(found, syntax.parse('', text.encode('utf-8', 'replace')))
        except SyntaxProblem:
            return _CHOSEN
        if not _says_anything(found):
            return None
    return _CHOSEN


def _is_configuration(name: str) -> bool:
    return is_configuration(name)


def _matters(name: str) -> bool:
    return _is_configuration(os.path.basename(name)) or bool(
        variables.loaded((os.path.basename(name),))
    )
