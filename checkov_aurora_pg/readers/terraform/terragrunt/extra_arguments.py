"""What a unit's `extra_arguments` set: by `-var`, files of variables, and `TF_VAR_…`.

`TF_CLI_ARGS` in the environment holds options of Terraform, which stand before the others.

Source: Terragrunt's `pkg/config/config.go` (`TerraformExtraArguments`) and
`internal/runner/run/run.go` (`FilterTerraformExtraArgs`).
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.terraform.language.conversion import to_text
from checkov_aurora_pg.readers.terraform.language.syntax import SyntaxProblem
from checkov_aurora_pg.readers.terraform.modules import variables
from checkov_aurora_pg.readers.terraform.terragrunt.setting import Surroundings
from checkov_aurora_pg.readers.terraform.terragrunt.unit import Written

# What deploys: arguments of other commands set nothing.
_DEPLOYING = frozenset({'apply', 'plan'})
_OPTION = re.compile(r'--?(?P<name>var|var-file)(?:=(?P<value>.*))?', re.DOTALL)
_VARIABLE = 'TF_VAR_'
_OPTIONS = frozenset({'TF_CLI_ARGS', 'TF_CLI_ARGS_apply', 'TF_CLI_ARGS_plan'})

FromText = Callable[[str, str, Place | None], Value]

# A value of `-var`, what a file sets, or why it is not known what is set.
_Option: TypeAlias = Unknown | Value | dict[str, Value]


@dataclass(frozen=True, slots=True)
class CommandLine:
    """The arguments of a unit. `directories` are those that relative paths may start at."""

    written: tuple[Written, ...]
    directories: tuple[str, ...]
    surroundings: Surroundings

    def environment(self, from_text: FromText, names: AbstractSet[str]) -> dict[str, Value]:
        """Return the variables that are set in the environment."""
        values: dict[str, Value] = {}
        for one in self._deploying():
            given = one.get('env_vars')
            data = None if given is None else given.data
            doubt = data.rest if isinstance(data, Mapping) else data
            if isinstance(doubt, Unknown):
                values.update(dict.fromkeys(names, Value(doubt)))
            for key, value in data.items.items() if isinstance(data, Mapping) else ():
                if key.startswith(_VARIABLE):
                    name = key.removeprefix(_VARIABLE)
                    values[name] = _read(name, to_text(value), from_text)
        return values

    def options(self, from_text: FromText, names: AbstractSet[str]) -> dict[str, Value]:
        """Return the variables that are set by options; one that is unknown may set any."""
        values: dict[str, Value] = {}
        deploying = tuple(self._deploying())
        of_environment = (self._options(_options_in(one)) for one in deploying)
        written = (self._options_of(one) for one in deploying)
        for found in chain.from_iterable((*of_environment, *written)):
            if isinstance(found, Unknown):
                values.update(dict.fromkeys(names | values.keys(), Value(found)))
            elif isinstance(found, Value):
                values.update(_variable(found, from_text))
            else:
                values.update(found)
        return values

    def _deploying(self) -> Iterator[Written]:
        for one in self.written:
            named = {
                value.data if isinstance(value.data, str) else ''
                for value in _items(one.get('commands'))
            }
            if '' in named or named & _DEPLOYING:
                yield one

    def _options_of(self, one: Written) -> Iterator[_Option]:
        yield from self._options(_items(one.get('arguments')))
        for value in _items(one.get('required_var_files')):
            yield value.data if isinstance(value.data, Unknown) else self._file(str(value.data))
        for value in _items(one.get('optional_var_files')):
            if isinstance(value.data, Unknown):
                yield value.data
            elif self._path(str(value.data)) is not None:
                yield self._file(str(value.data))

    def _options(self, items: Iterator[Value]) -> Iterator[_Option]:
        """Yield the values of `-var`, the content of files, and what is not known."""
        for item in items:
            match = _OPTION.fullmatch(item.data) if isinstance(item.data, str) else None
            if isinstance(item.data, Unknown):
                yield item.data
            elif match is not None:
                value = item if match['value'] is not None else next(items, Value(''))
                text = match['value'] if match['value'] is not None else value.data
                if isinstance(value.data, Unknown):
                    yield value.data
                elif match['name'] == 'var':
                    yield Value(text if isinstance(text, str) else '', value.place)
                else:
                    yield self._file(str(text))

    def _path(self, path: str) -> str | None:
        for directory in self.directories:
            found = self.surroundings.located(os.path.normpath(os.path.join(directory, path)))
            self.surroundings.asked.add(found)
            if os.path.isfile(found):
                return found
        return None

    def _file(self, path: str) -> dict[str, Value] | Unknown:
        found = self._path(path)
        if found is None:
            return Unknown(f'the variable file `{path}` is not there')
        try:
            return variables.values_in(found, read_bytes(found, self.surroundings.boundary))
        except (FileRefused, SyntaxProblem) as error:
            return Unknown(f'the variable file `{path}` {error}')


def _options_in(one: Written) -> Iterator[Value]:
    """Yield the words of the options that the environment holds, and what is not known of them."""
    given = one.get('env_vars')
    items = given.data.items if given is not None and isinstance(given.data, Mapping) else {}
    for key in sorted(items.keys() & _OPTIONS):
        value = items[key]
        if not isinstance(value.data, str):
            yield value
            continue
        try:
            words = shlex.split(value.data)
        except ValueError:  # a quotation mark is open
            yield Value(Unknown(f'`{key}` cannot be split into words'), value.place)
            continue
        yield from (Value(word, value.place) for word in words)


def _items(value: Value | None) -> Iterator[Value]:
    data = None if value is None else value.data
    if isinstance(data, Unknown):
        yield Value(data)
    elif isinstance(data, Sequence):
        yield from data.items
        yield from _rest(data.rest)


def _rest(rest: Unknown | None) -> Iterable[Value]:
    return () if rest is None else (Value(rest),)


def _variable(option: Value, from_text: FromText) -> dict[str, Value]:
    name, _, text = str(option.data).partition('=')
    return {name.strip(): from_text(name.strip(), text, option.place)}


def _read(name: str, value: Value, from_text: FromText) -> Value:
    return from_text(name, value.data, value.place) if isinstance(value.data, str) else value
