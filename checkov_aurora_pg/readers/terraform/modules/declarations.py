"""What a file declares, put together with the other files of its directory.

What Terraform refuses of it is said, since nothing of such a root is deployed: a name that
is declared twice, an argument that is set twice, a block that it does not know. Source:
`internal/configs` of Terraform 1.15 and OpenTofu 1.12.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar
from typing import cast

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.terraform.language.bodies import Argument
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.bodies import OverriddenBody
from checkov_aurora_pg.readers.terraform.language.bodies import WrittenBody
from checkov_aurora_pg.readers.terraform.language.bodies import whole
from checkov_aurora_pg.readers.terraform.language.expressions import Literal
from checkov_aurora_pg.readers.terraform.language.expressions import TupleExpression
from checkov_aurora_pg.readers.terraform.modules.module_source import ModuleSource
from checkov_aurora_pg.readers.terraform.modules.refusals import Refusal
from checkov_aurora_pg.readers.terraform.resource_schema import RESOURCE_TYPES

_Label = TypeVar('_Label')
_Declared = TypeVar('_Declared', Block, Argument)

# How many labels the blocks of a file have, of those that are read here.
_LABELS = {
    'data': 2,
    'locals': 0,
    'module': 1,
    'output': 1,
    'resource': 2,
    'variable': 1,
}
# No provider has another letter in a type: one that looks like it, or that cannot be seen.
_TYPE = re.compile(r'[A-Za-z_][\w-]*', re.ASCII)
# Blocks that say nothing of what is created.
_OTHERS = frozenset(
    {
        'action',
        'check',
        'ephemeral',
        'import',
        'moved',
        'provider',
        'removed',
        'terraform',
    }
)
# In these, what looks like a nested block in JSON is an argument.
_WITHOUT_BLOCKS = frozenset({'locals', 'module'})


def declare(source: ModuleSource, body: WrittenBody, *, overriding: bool = False) -> None:
    """Add what a file declares, or lay it over what is declared.

    What Terraform refuses becomes a problem of the source.
    """
    source.problems.extend(_misplaced(body))
    for type, found in (
        ('variable', source.variables),
        ('output', source.outputs),
        ('module', source.calls),
    ):
        for block in body.blocks(type, 1):
            _put(source, found, block.labels[0], _checked(source, block), overriding)
    for type, labelled in (('resource', source.resources), ('data', source.data)):
        for block in body.blocks(type, 2):
            _put(source, labelled, block.labels, _checked(source, block), overriding)
    for block in body.blocks('provider', 1):
        name = _provider_name(block)
        base = source.providers.get(name)
        merged = block.body if base is None else OverriddenBody(base.body, block.body)
        source.providers[name] = replace(block, body=merged)
    for block in body.blocks('locals'):
        for name, argument in _checked(source, block).body.arguments.items():
            _put_local(source, name, argument, overriding)


def _provider_name(block: Block) -> str:
    alias = block.body.arguments.get('alias')
    text = alias.expression.data if alias and isinstance(alias.expression, Literal) else None
    return f'{block.labels[0]}.{text}' if text else block.labels[0]


def _misplaced(body: WrittenBody) -> Iterator[Refusal]:
    """Yield what stands in a file where, or as what, Terraform has no such thing."""
    for part in body.parts(_LABELS):
        if isinstance(part, Argument):
            yield Refusal(part.place, f'`{part.name}` is set where only a block may stand')
        elif part.type in _LABELS:
            count = _LABELS[part.type]
            if len(part.labels) != count:
                yield Refusal(part.place, f'a `{part.type}` block has {count} labels')
            elif part.type == 'resource' and _TYPE.fullmatch(part.labels[0]) is None:
                shown = ascii(part.labels[0])[1:-1]
                yield Refusal(part.place, f'no resource has the type `{shown}`')
        elif part.type not in _OTHERS and any(label in RESOURCE_TYPES for label in part.labels):
            yield Refusal(part.place, f'Terraform has no block `{part.type}`; write `resource`')


def _checked(source: ModuleSource, block: Block) -> Block:
    """Return a block with what escapes in it; say what is set twice in it."""
    body = block.body
    if not source.is_model and _is_read(block):
        written = cast(WrittenBody, body)  # of a file, and nothing is laid over it yet
        for name, first, second in written.repeated(has_blocks=block.type not in _WITHOUT_BLOCKS):
            source.problems.append(
                Refusal(second, f'`{name}` is set twice: first at {_shown(first)}')
            )
        both = [name for name in ('count', 'for_each') if name in body.arguments]
        if len(both) > 1 and block.type in ('resource', 'data', 'module'):
            source.problems.append(
                Refusal(
                    body.arguments['for_each'].place,
                    '`count` and `for_each` are both set; Terraform takes one of them',
                )
            )
    return replace(block, body=whole(body))


def _is_read(block: Block) -> bool:
    """Return whether what a block sets twice is looked for: its values are those that count."""
    return block.type not in ('resource', 'data') or block.labels[0] in RESOURCE_TYPES


def _put(
    source: ModuleSource,
    found: dict[_Label, Block],
    key: _Label,
    block: Block,
    overriding: bool,
) -> None:
    base = found.get(key)
    name = '.'.join((block.type, *block.labels) if block.type != 'resource' else block.labels)
    if not overriding:
        _add(source, found, key, block, name)
    elif base is None:
        _miss_base(source, block.place, name)
    else:
        found[key] = replace(base, body=OverriddenBody(base.body, block.body))
        depends = block.body.arguments.get('depends_on')
        if (
            depends is not None
            and isinstance(depends.expression, TupleExpression)
            and depends.expression.items
        ):
            source.problems.append(
                Refusal(depends.place, 'an override file may not set `depends_on`')
            )


def _put_local(source: ModuleSource, name: str, argument: Argument, overriding: bool) -> None:
    if overriding and name in source.locals:
        source.locals[name] = argument
    elif overriding:
        _miss_base(source, argument.place, f'local.{name}')
    else:
        _add(source, source.locals, name, argument, f'local.{name}')


def _add(
    source: ModuleSource,
    found: dict[_Label, _Declared],
    key: _Label,
    one: _Declared,
    name: str,
) -> None:
    before = found.get(key)
    if before is not None and not source.is_model:
        source.problems.append(
            Refusal(one.place, f'`{name}` is declared twice: first at {_shown(before.place)}')
        )
    found.setdefault(key, one)


def _miss_base(source: ModuleSource, place: Place, name: str) -> None:
    """Say that an override file changes what is not there, unless it may be in an unread file."""
    if not source.unread:
        source.problems.append(
            Refusal(place, f'an override file changes `{name}`, which no other file declares')
        )


def _shown(place: Place) -> str:
    return f'`{os.path.basename(place.path)}:{place.line}`'
