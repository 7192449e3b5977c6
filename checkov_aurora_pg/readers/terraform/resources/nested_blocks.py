"""The nested blocks of a body: those that are written, and those that `dynamic` makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.bodies import Body
from checkov_aurora_pg.readers.terraform.language.doubt import may_be_absent
from checkov_aurora_pg.readers.terraform.language.doubt import rest_of
from checkov_aurora_pg.readers.terraform.language.expressions import Name
from checkov_aurora_pg.readers.terraform.language.expressions import evaluate
from checkov_aurora_pg.readers.terraform.language.expressions import pairs_of
from checkov_aurora_pg.readers.terraform.language.scope import Scope


@dataclass(slots=True, eq=False, repr=False)
class NestedBlock:
    """One nested block, and the scope its arguments are evaluated in."""

    body: Body
    scope: Scope
    place: Place


@dataclass(slots=True, eq=False, repr=False)
class NestedBlocks:
    """All nested blocks of a type. `rest` stands for those that are not known."""

    items: tuple[NestedBlock, ...]
    rest: Unknown | None = None


_NONE = NestedBlocks(())


def nested_blocks(body: Body, type: str, scope: Scope) -> NestedBlocks:
    """Return a body's nested blocks of a type. Raises `LimitExceeded`."""
    made = body.blocks('dynamic', 1)
    written = body.blocks(type)
    if not made and not written:  # as of nearly every argument
        return _NONE
    found = [NestedBlock(block.body, scope, block.place) for block in written]
    rest: Unknown | None = None
    for block in made:
        if block.labels[0] != type:
            continue
        try:
            unknown = _add_dynamic(found, block, type, scope)
        except EvaluationError as error:
            unknown = Unknown(f'the `for_each` of `dynamic "{type}"` has no value: {error}')
        rest = rest or unknown
    return NestedBlocks(tuple(found), rest)


def _add_dynamic(
    found: list[NestedBlock],
    block: Block,
    type: str,
    scope: Scope,
) -> Unknown | None:
    """Add what a `dynamic` block makes to `found`; return what stands for further ones."""
    each = block.body.arguments.get('for_each')
    content = next(iter(block.body.blocks('content')), None)
    if each is None or content is None:
        raise EvaluationError('it is not written')
    collection = evaluate(each.expression, scope)
    if isinstance(collection.data, Unknown):
        return collection.data
    iterator = _iterator(block) or type
    for key, value in _pairs(collection):
        if may_be_absent(value):
            continue
        own = {iterator: Value(Mapping({'key': key, 'value': value}))}
        found.append(NestedBlock(content.body, scope.with_names(own), content.place))
    return rest_of(collection)


def _pairs(collection: Value) -> Iterator[tuple[Value, Value]]:
    # A dynamic block over null makes nothing, where a `for` refuses it.
    return iter(()) if collection.data is None else pairs_of(collection)


def _iterator(block: Block) -> str | None:
    argument = block.body.arguments.get('iterator')
    if argument is None:
        return None
    expression = argument.expression
    name = expression.name if isinstance(expression, Name) else getattr(expression, 'data', None)
    return name if isinstance(name, str) else None
