"""What a module call says: where the module is, in which version, and its inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.readers.terraform.language.bodies import META_ARGUMENTS
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.conversion import to_text
from checkov_aurora_pg.readers.terraform.language.expressions import Literal

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.terraform.modules.module import Module

# Besides arguments, JSON has OpenTofu's block and comments among them.
_NO_INPUTS = META_ARGUMENTS | {'lifecycle', '//'}

# A source that begins so is a directory beside the caller's.
LOCAL = ('./', '../', '.\\', '..\\')

INIT = 'run `terraform init` where the module can be fetched, or scan the plan instead'


def inputs_of(block: Block) -> tuple[str, ...]:
    """Return the names of a call's inputs."""
    return tuple(name for name in block.body.arguments if name not in _NO_INPUTS)


def literal(block: Block, name: str) -> str | None:
    """Return an argument that is written as a string, whatever else decides it elsewhere."""
    argument = block.body.arguments.get(name)
    if argument is None or not isinstance(argument.expression, Literal):
        return None
    data = argument.expression.data
    return data if isinstance(data, str) else None


def told(caller: Module, block: Block, name: str) -> str | Unknown | None:
    """Return what a call says in `source` or `version`, or None where it says nothing.

    OpenTofu takes variables and locals there, and Terraform those that are `const`. Raises
    `LimitExceeded`.
    """
    argument = block.body.arguments.get(name)
    if argument is None:
        return None
    try:
        data = to_text(caller.value_of(argument.expression)).data
    except EvaluationError as error:
        return Unknown(f'`{name}` is not a string: {error}')
    return data if isinstance(data, (str, Unknown)) else Unknown(f'`{name}` is null')
