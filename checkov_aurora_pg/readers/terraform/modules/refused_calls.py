"""Module calls that Terraform refuses, so that they create nothing.

Nothing is said of a module that is not here, of one that we only have a model of, nor of a
call that Terragrunt makes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.terraform.language.bodies import META_ARGUMENTS
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.modules.call_arguments import LOCAL
from checkov_aurora_pg.readers.terraform.modules.call_arguments import literal
from checkov_aurora_pg.readers.terraform.modules.module import Module
from checkov_aurora_pg.readers.terraform.modules.module import Unfit
from checkov_aurora_pg.readers.terraform.modules.refusals import Refusal


def refusals_of(caller: Module, name: str, called: Module) -> Iterator[Refusal]:
    """Yield what Terraform refuses of a call, whose instance `called` is."""
    if not caller.source.is_read or called.source.is_model or called.source.unread:
        return
    block = caller.source.calls[name]
    address = caller.address_of(f'module.{name}')
    for place, message in _wrong(block, called):
        yield Refusal(place, message, address)


def _wrong(block: Block, called: Module) -> Iterator[tuple[Place, str]]:
    arguments, variables = block.body.arguments, called.source.variables
    if 'version' in arguments and (literal(block, 'source') or '').startswith(LOCAL):
        yield arguments['version'].place, '`version` is set, but a local module has no version'
    for name in arguments:
        if name not in variables and name not in META_ARGUMENTS:
            yield (
                arguments[name].place,
                (f'`{name}` is not a variable of the called module; Terraform refuses the call'),
            )
    for name, variable in variables.items():
        if name not in arguments and 'default' not in variable.body.arguments:
            yield (
                block.place,
                (
                    f'`{name}` is not set, and the called module has no default for it; '
                    'Terraform refuses the call'
                ),
            )


def takes_its_values(called: Module) -> bool:
    """Return whether a module, called or a root, may take the values that it has.

    A root's variables have other values where it is deployed than in the code, so that a value
    which is refused here says nothing of the code. It only creates nothing.
    """
    if not called.source.is_read or called.position.existence is not None:
        return True
    return not any(
        _refused_once(called, name, variable) for name, variable in called.source.variables.items()
    )


def refuses_the_answers(module: Module) -> bool:
    """Return whether a module surely does not take what the assumed answers give it.

    What else a root's variables have, another deployment may replace: a value that is refused
    for that says nothing of the answers.
    """
    if (
        not module.root.assumptions
        or not module.source.is_read
        or (module.position.existence is not None)
    ):
        return False
    unvarying = module.root.unvarying
    for name, variable in module.source.variables.items():
        before = unvarying.touched
        if _is_refused(module, name, variable) and unvarying.touched == before:
            return True
    return False


def _refused_once(module: Module, name: str, variable: Block) -> bool:
    if module.is_varying:
        return _is_refused(module, name, variable)
    return module.root.unvarying.once(
        module.position.address,
        f'whether var.{name} is refused',
        partial(_is_refused, module, name, variable),
    )


def _is_refused(module: Module, name: str, variable: Block) -> bool:
    """Return whether a variable surely does not take the value that it has."""
    if isinstance(module.variable(name).data, Unfit):
        return True
    conditions = (
        validation.body.arguments.get('condition')
        for validation in variable.body.blocks('validation')
    )
    return any(
        condition is not None and module.value_of(condition.expression).data is False
        for condition in conditions
    )
