"""The values that a unit gives the variables of its module.

Terragrunt sets inputs as environment variables, which Terraform reads by a variable's type;
what is given on the command line goes over them, and over files of variables. Source:
Terragrunt's `internal/runner/run/run.go` (`SetTerragruntInputsAsEnvVars`, `ToTerraformEnvVars`,
`FilterTerraformExtraArgs`), and Terraform's "Variable Definition Precedence" and "Complex-typed
Values".
"""

from __future__ import annotations

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.conversion import to_text
from checkov_aurora_pg.readers.terraform.language.expressions import evaluate
from checkov_aurora_pg.readers.terraform.language.functions import FUNCTIONS
from checkov_aurora_pg.readers.terraform.language.scope import Budget
from checkov_aurora_pg.readers.terraform.language.scope import Scope
from checkov_aurora_pg.readers.terraform.language.syntax import SyntaxProblem
from checkov_aurora_pg.readers.terraform.language.syntax import parse_expression
from checkov_aurora_pg.readers.terraform.language.type_constraints import Primitive
from checkov_aurora_pg.readers.terraform.language.type_expressions import type_of
from checkov_aurora_pg.readers.terraform.modules.module_source import ModuleSource
from checkov_aurora_pg.readers.terraform.modules.variables import NO_NAMES
from checkov_aurora_pg.readers.terraform.terragrunt.extra_arguments import CommandLine

_NO_MAP = Unknown('`inputs` is not a map')


class ModuleVariables:
    """The variables of a module; None where the module is not here."""

    def __init__(self, module: ModuleSource | None, *, is_declared: bool) -> None:
        """Take the module, and whether its declarations are its own: those of a model are not."""
        self._module = module if is_declared else None
        self.names = frozenset(module.variables if module is not None else ())

    def all_unknown(self, reason: Unknown) -> dict[str, Value]:
        """Return every variable as unknown."""
        return dict.fromkeys(self.names, Value(reason))

    def from_text(self, name: str, text: str, place: Place | None) -> Value:
        """Return what Terraform reads from a text that gives a variable its value."""
        if not self._is_parsed(name):
            return Value(text, place)
        try:
            expression = parse_expression(text, place or Place('', 1, 1))
            return evaluate(expression, Scope(NO_NAMES, Budget())).at(place)
        except (EvaluationError, SyntaxProblem):
            return Value(text, place)

    def from_input(self, name: str, value: Value) -> Value:
        """Return what Terraform reads from an input, which goes through the environment."""
        data = value.data
        block = None if self._module is None else self._module.variables.get(name)
        if block is None or data is None or isinstance(data, Unknown):
            return value
        if isinstance(data, str):
            return self.from_text(name, data, value.place)
        if self._is_parsed(name):
            return value
        if isinstance(data, (Mapping, Sequence)):
            return FUNCTIONS['jsonencode']((value,))
        return to_text(value) if isinstance(data, (bool, int, float)) else value

    def _is_parsed(self, name: str) -> bool:
        """Return whether Terraform parses a text for a variable, or takes it as it is."""
        block = None if self._module is None else self._module.variables.get(name)
        if block is None or 'type' not in block.body.arguments:
            return False
        try:
            return not isinstance(type_of(block.body, Scope(NO_NAMES, Budget())), Primitive)
        except EvaluationError:
            return False


def given_values(
    inputs: Value,
    command: CommandLine,
    files: dict[str, Value],
    variables: ModuleVariables,
) -> dict[str, Value]:
    """Return the values of a module's variables: `files` are those of files of variables."""
    data = inputs.data
    if data is None:
        data = Mapping({})
    if not isinstance(data, Mapping):
        data = Mapping({}, data if isinstance(data, Unknown) else _NO_MAP)
    values = {} if data.rest is None else variables.all_unknown(data.rest)
    values.update((name, variables.from_input(name, value)) for name, value in data.items.items())
    values.update(command.environment(variables.from_text, variables.names | data.items.keys()))
    values.update(files)
    values.update(command.options(variables.from_text, variables.names | values.keys()))
    return values
