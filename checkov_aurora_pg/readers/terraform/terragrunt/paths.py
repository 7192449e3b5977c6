"""Terragrunt's functions of paths: where the unit, its includes and the repository are.

Source: Terragrunt's `pkg/config/config_helpers.go`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Iterator
from typing import TYPE_CHECKING

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.terraform.language.calls import FunctionCall
from checkov_aurora_pg.readers.terraform.language.scope import Scope
from checkov_aurora_pg.readers.terraform.terragrunt.names import UNIT_NAMES
from checkov_aurora_pg.readers.terraform.terragrunt.setting import Setting
from checkov_aurora_pg.readers.terraform.terragrunt.setting import Surroundings

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.terraform.terragrunt.configuration import Configuration


class PathFunctions:
    """The functions of paths, for one file in its setting."""

    def __init__(self, file: Configuration) -> None:
        """Take the file that calls the functions."""
        self._file = file

    @property
    def _setting(self) -> Setting:
        return self._file.setting

    @property
    def _surroundings(self) -> Surroundings:
        return self._file.surroundings

    def terragrunt_directory(self, call: FunctionCall, scope: Scope) -> Value:
        """`get_terragrunt_dir()`."""
        return Value(self._setting.directory)

    def original_directory(self, call: FunctionCall, scope: Scope) -> Value:
        """`get_original_terragrunt_dir()`."""
        return Value(os.path.dirname(self._setting.original))

    def parent_directory(self, call: FunctionCall, scope: Scope) -> Value:
        """`get_parent_terragrunt_dir(label)`."""
        included = self._selected(call, scope)
        if isinstance(included, Unknown):
            return Value(included)
        return Value(os.path.dirname(included) if included else self._setting.directory)

    def relative_to_include(self, call: FunctionCall, scope: Scope) -> Value:
        """`path_relative_to_include(label)`."""
        return self._relative(call, scope, outwards=False)

    def relative_from_include(self, call: FunctionCall, scope: Scope) -> Value:
        """`path_relative_from_include(label)`."""
        return self._relative(call, scope, outwards=True)

    def _relative(self, call: FunctionCall, scope: Scope, *, outwards: bool) -> Value:
        included = self._selected(call, scope)
        if isinstance(included, Unknown):
            return Value(included)
        own = self._setting.directory
        other = os.path.dirname(included) if included else own
        return Value(os.path.relpath(other, own) if outwards else os.path.relpath(own, other))

    def _selected(self, call: FunctionCall, scope: Scope) -> str | Unknown | None:
        """Return the include that a function speaks of; None where there is none."""
        if self._setting.included is not None:
            return self._setting.included
        includes = self._file.includes
        if len(includes) <= 1:
            return includes[0].path if includes else None
        label = call.text(0, scope)
        if isinstance(label, Unknown):
            return label
        for include in includes:
            if include.name == label:
                return include.path
        raise EvaluationError(f'there is no include `{label}`')

    def repository(self, call: FunctionCall, scope: Scope) -> Value:
        """`get_repo_root()`."""
        return self._of_repository(lambda top: top)

    def from_repository(self, call: FunctionCall, scope: Scope) -> Value:
        """`get_path_from_repo_root()`."""
        return self._of_repository(lambda top: os.path.relpath(self._setting.directory, top))

    def to_repository(self, call: FunctionCall, scope: Scope) -> Value:
        """`get_path_to_repo_root()`."""
        return self._of_repository(lambda top: os.path.relpath(top, self._setting.directory))

    def _of_repository(self, path: Callable[[str], str]) -> Value:
        around = self._surroundings
        top = around.repository_of(self._setting.directory) or around.boundary
        if top is None:
            return Value(Unknown('the code is not in a repository'))
        return Value(path(top))

    def find_in_parent_folders(self, call: FunctionCall, scope: Scope) -> Value:
        """`find_in_parent_folders(name, fallback)`: nothing outside the boundary is looked at."""
        name = call.text(0, scope) if call.arguments else ''
        if isinstance(name, Unknown):
            return Value(name)
        for folder in self._parents():
            for one in [name] if name else UNIT_NAMES:
                path = os.path.normpath(os.path.join(folder, one))
                if self._file.exists(path):
                    return Value(path)
        shown = name or UNIT_NAMES[-1]
        if self._surroundings.repository_of(self._setting.directory) is None:
            return Value(Unknown(f'`{shown}` is not in a parent folder of the scanned code'))
        if len(call.arguments) > 1:
            return Value(call.text(1, scope))
        raise EvaluationError(f'`{shown}` is not in any parent folder')

    def _parents(self) -> Iterator[str]:
        folder = os.path.dirname(self._setting.directory)
        previous = self._setting.directory
        while folder != previous and self._is_inside(folder):
            yield folder
            folder, previous = os.path.dirname(folder), folder

    def _is_inside(self, folder: str) -> bool:
        around = self._surroundings
        located = around.located(folder)
        return around.is_written_inside(located) or within(located, around.boundary)

    def absolute(self, call: FunctionCall, scope: Scope) -> Value:
        """`abspath(path)`: a relative one starts where Terragrunt runs."""
        path = call.text(0, scope)
        if isinstance(path, str) and not os.path.isabs(path):
            path = Unknown('`abspath()` of a relative path starts where Terragrunt runs')
        return Value(os.path.normpath(path) if isinstance(path, str) else path)
