"""Blocks and arguments, however they are spelled (HCL, JSON, or an override of either)."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from typing import Protocol

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.terraform.language.expressions import Expression

# What Terraform itself takes from a block, whatever its provider or module declares.
META_ARGUMENTS = frozenset(
    {
        'count',
        'depends_on',
        'for_each',
        'ignore_nested_deprecations',
        'provider',
        'providers',
        'source',
        'version',
    }
)

_DYNAMIC = 'dynamic'


@dataclass(slots=True, eq=False, repr=False)
class Argument:
    """`name = expression`."""

    name: str
    expression: Expression
    place: Place


class Body(Protocol):
    """What stands between a block's braces."""

    @property
    def arguments(self) -> Mapping[str, Argument]:
        """The arguments by name. In JSON, nested blocks look like arguments too."""

    def blocks(self, type: str, labels: int = 0) -> tuple[Block, ...]:
        """Return the blocks of a type that have so many labels."""


@dataclass(slots=True, eq=False, repr=False)
class Block:
    """A block: `resource "aws_vpc" "main" { … }` has two labels."""

    type: str
    labels: tuple[str, ...]
    body: Body
    place: Place


class WrittenBody(Body, Protocol):
    """A body as one file has it."""

    def repeated(self, *, has_blocks: bool = True) -> Iterator[tuple[str, Place, Place]]:
        """Yield the arguments that are set twice in it or in a block of it, and both places.

        In JSON, a block that may be there twice looks like an argument; `has_blocks` says
        whether there can be any.
        """

    def parts(self, labels: Mapping[str, int]) -> Iterator[Block | Argument]:
        """Yield its blocks with their labels, and its arguments.

        `labels` says how many there are for a type, since JSON does not.
        """


class OverriddenBody:
    """A body with another merged over it, as an override file does.

    Source: `mergeBody` and `Resource.merge` in Terraform's `internal/configs` (1.15): an
    argument replaces the one of its name, and nested blocks replace all of their type, those
    that `dynamic` makes among them. The settings of `lifecycle` are replaced one by one.
    """

    def __init__(self, base: Body, override: Body) -> None:
        """Lay `override` over `base`."""
        self._base = base
        self._override = override

    @property
    def arguments(self) -> Mapping[str, Argument]:
        """The arguments by name, the override's first."""
        return {**self._base.arguments, **self._override.arguments}

    def blocks(self, type: str, labels: int = 0) -> tuple[Block, ...]:
        """Return the blocks of a type that the merged body has."""
        base, override = self._base.blocks(type, labels), self._override.blocks(type, labels)
        if type == 'lifecycle' and base and override:
            merged = OverriddenBody(base[-1].body, override[-1].body)
            return (replace(override[-1], body=merged),)
        if type == _DYNAMIC and labels:
            kept = (block for block in base if not self._replaces(block.labels[0]))
            return (*kept, *override)
        return override if self._replaces(type) else base

    def _replaces(self, type: str) -> bool:
        dynamic = self._override.blocks(_DYNAMIC, 1)
        return bool(self._override.blocks(type)) or any(b.labels[0] == type for b in dynamic)


class EscapedBody:
    """A body with a block `_`, whose arguments and blocks are the provider's or the module's.

    Source: "escaping block" in Terraform's `internal/configs`: no name in it is a
    meta-argument.
    """

    def __init__(self, body: Body, escaped: Body) -> None:
        """Take a body, and that of the block `_` in it."""
        self._body = body
        self._escaped = escaped

    @property
    def arguments(self) -> Mapping[str, Argument]:
        """The arguments by name."""
        escaped = self._escaped.arguments
        return {
            **{name: escaped[name] for name in escaped if name not in META_ARGUMENTS},
            **self._body.arguments,
        }

    def blocks(self, type: str, labels: int = 0) -> tuple[Block, ...]:
        """Return the blocks of a type."""
        return (*self._body.blocks(type, labels), *self._escaped.blocks(type, labels))


def whole(body: Body) -> Body:
    """Return a body together with what an escaping block in it says."""
    escaping = body.blocks('_')
    return EscapedBody(body, escaping[0].body) if escaping else body
