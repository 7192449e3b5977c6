"""In which region a resource is: that of its provider, as far as the code says it.

Source: the `providers` and `provider` meta-arguments, and Terraform's "Providers Within
Modules". A resource's own `region` (provider 6) goes before it.
"""

from __future__ import annotations

from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.expressions import Expression
from checkov_aurora_pg.readers.terraform.language.expressions import Literal
from checkov_aurora_pg.readers.terraform.language.expressions import Name
from checkov_aurora_pg.readers.terraform.language.expressions import ObjectExpression
from checkov_aurora_pg.readers.terraform.language.traversals import Attribute
from checkov_aurora_pg.readers.terraform.language.traversals import Traversal
from checkov_aurora_pg.readers.terraform.modules.module import Module


def region_of(module: Module, block: Block) -> Value | None:
    """Return the region of a resource's provider; None for the default one that says none."""
    provider = block.body.arguments.get('provider')
    default = block.labels[0].partition('_')[0]
    return _configured(module, default if provider is None else _name(provider.expression))


def _name(expression: Expression) -> str | None:
    """Return the name that spells a provider, `aws` or `aws.west`, or None for any other."""
    if isinstance(expression, Literal):
        return expression.data if isinstance(expression.data, str) else None
    if isinstance(expression, Name):
        return expression.name
    if isinstance(expression, Traversal) and len(expression.steps) == 1:
        step, start = expression.steps[0], _name(expression.start)
        return f'{start}.{step.name}' if start and isinstance(step, Attribute) else None
    return None


def _configured(module: Module, name: str | None) -> Value | None:
    if name is None:
        return Value(Unknown('its provider is chosen by an expression'))
    own = module.source.providers.get(name)
    written = None if own is None else own.body.arguments.get('region')
    if written is not None:
        return module.value_of(written.expression)
    caller = module.position.caller
    if caller is None or own is not None:
        is_default = '.' not in name
        return None if is_default else Value(Unknown(f'provider `{name}` does not set its region'))
    passed = caller.source.calls[module.position.names[-1]].body.arguments.get('providers')
    if passed is not None and isinstance(passed.expression, ObjectExpression):
        for inner, outer in passed.expression.items:
            if _name(inner) == name:
                return _configured(caller, _name(outer))
    return _configured(caller, name.partition('.')[0])
