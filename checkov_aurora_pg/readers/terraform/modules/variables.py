"""The values of a root module's variables: `*.tfvars` as Terraform loads them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from collections.abc import Mapping
from functools import lru_cache

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.terraform.language import json_syntax
from checkov_aurora_pg.readers.terraform.language import syntax
from checkov_aurora_pg.readers.terraform.language.bodies import Argument
from checkov_aurora_pg.readers.terraform.language.bodies import WrittenBody
from checkov_aurora_pg.readers.terraform.language.expressions import Expression
from checkov_aurora_pg.readers.terraform.language.expressions import evaluate
from checkov_aurora_pg.readers.terraform.language.scope import Budget
from checkov_aurora_pg.readers.terraform.language.scope import Names
from checkov_aurora_pg.readers.terraform.language.scope import Scope
from checkov_aurora_pg.readers.terraform.language.syntax import SyntaxProblem


def variable_files(directory: str, given: Iterable[str]) -> tuple[str, ...]:
    """Return the files that set a root's variables, in rising precedence.

    Source: Terraform's "Variable Definition Precedence": `terraform.tfvars`, its JSON form,
    `*.auto.tfvars` and their JSON form in lexical order, then the files that are given.
    """
    try:
        names = os.listdir(directory)
    except OSError:
        names = []
    return (*(os.path.join(directory, name) for name in loaded(names)), *given)


def loaded(names: Iterable[str]) -> tuple[str, ...]:
    """Return those of a directory's file names that Terraform loads by itself, in its order."""
    found = set(names)
    automatic = sorted(n for n in found if n.endswith(('.auto.tfvars', '.auto.tfvars.json')))
    standard = [n for n in ('terraform.tfvars', 'terraform.tfvars.json') if n in found]
    return (*standard, *automatic)


class NoNames:
    """The scope of a variable file: it may refer to nothing, nor call a function on files."""

    def resolve(self, name: str) -> Value:
        """Raise `EvaluationError`: there are no names."""
        raise EvaluationError(f'`{name}` is a reference, but a variable file can hold only values')

    def read_file(self, path: str) -> bytes:
        """Raise `EvaluationError`: there are no functions."""
        raise EvaluationError('a variable file can hold only values')

    def file_exists(self, path: str) -> bool:
        """Raise `EvaluationError`: there are no functions."""
        raise EvaluationError('a variable file can hold only values')

    def parse_template(self, text: str, place: Place) -> Expression:
        """Raise `EvaluationError`: there are no functions."""
        raise EvaluationError('a variable file can hold only values')


# For values that are written outside configuration.
NO_NAMES = NoNames()


# The values of variables, and what could not be read.
Loaded = tuple[dict[str, Value], tuple[Problem, ...]]


def load(directory: str, options: ReadOptions) -> Loaded:
    """Return the values of a root's variables that files set, and what could not be read.

    A file that the user gives is read wherever it is; others stay within the boundary.
    """
    return with_given(load_own(directory, options), options)


def load_own(directory: str, options: ReadOptions) -> Loaded:
    """Return the values that the files set which Terraform loads by itself."""
    return _load(variable_files(directory, ()), options.boundary)


def with_given(own: Loaded, options: ReadOptions) -> Loaded:
    """Return values together with those that the user's and the deployment's files set."""
    values, problems = own
    given, more = load_given(options)
    return {**values, **given}, (*problems, *more)


def load_given(options: ReadOptions) -> Loaded:
    """Return the values that the user's and the deployment's files set, and what went wrong."""
    # Those of a deployment were found within the boundary, or the user gives them.
    return _load((*options.var_files, *options.deployment.var_files), None)


def _load(paths: Iterable[str], boundary: str | None) -> Loaded:
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            values.update(plain_values_in(path, read_bytes(path, boundary)))
        except SyntaxProblem as error:
            problems.append(Problem(error.place(path), str(error)))
        except FileRefused as error:
            problems.append(Problem(Place(path, 1, 1), str(error)))
    return values, tuple(problems)


# Each deployment of a root asks for the files that all of them have.
@lru_cache(maxsize=256)
def plain_values_in(path: str, content: bytes) -> Mapping[str, Value]:
    """Return the values that a variable file sets, which refers to nothing.

    Raises `SyntaxProblem`.
    """
    return values_in(path, content)


def values_in(
    path: str,
    content: bytes,
    names: Names = NO_NAMES,
    fixed: Place | None = None,
) -> dict[str, Value]:
    """Return the values that a variable file sets. Raises `SyntaxProblem`, also for a name twice.

    They stand at `fixed`, where it is given, and refer to nothing but `names`.
    """
    return {
        name: _value(argument.expression, names)
        for name, argument in _arguments(path, content, fixed).items()
    }


def names_in(path: str, content: bytes) -> frozenset[str]:
    """Return the names that a variable file sets, of which no value is read.

    Raises `SyntaxProblem`, as `values_in` does.
    """
    return frozenset(_arguments(path, content))


def _arguments(
    path: str,
    content: bytes,
    fixed: Place | None = None,
) -> Mapping[str, Argument]:
    if path.endswith('.json'):
        body: WrittenBody = json_syntax.parse(path, content, templates=False)
    else:
        body = syntax.parse(path, content, fixed)
    for name, first, second in body.repeated(has_blocks=False):
        raise SyntaxProblem(f'`{name}` is set twice: first in line {first.line}', second.line)
    return body.arguments


def _value(expression: Expression, names: Names) -> Value:
    try:
        return evaluate(expression, Scope(names, Budget()))
    except (EvaluationError, LimitExceeded) as error:
        return Value(Unknown(f'it has no value: {error}'), expression.place)
