"""Blocks and arguments, however they are spelled (HCL, JSON, or an override of either)."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from checkov_aurora_pg.readers.terraform.expressions import Expression
from checkov_aurora_pg.values import Place


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Block:
    """A block: `resource "aws_vpc" "main" { … }` has two labels."""

    type: str
    labels: tuple[str, ...]
    body: Body
    place: Place


class OverriddenBody:
    """A body with another merged over it, as an override file does.

    Source: Terraform's documentation of override files: an argument replaces the one of
    its name, and nested blocks replace all of their type.
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
        """Return the override's blocks of a type where it has any, else the base's."""
        if self._has(self._override, type):
            return self._override.blocks(type, labels)
        return self._base.blocks(type, labels)

    @staticmethod
    def _has(body: Body, type: str) -> bool:
        dynamic = any(block.labels[0] == type for block in body.blocks('dynamic', 1))
        return dynamic or bool(body.blocks(type))
