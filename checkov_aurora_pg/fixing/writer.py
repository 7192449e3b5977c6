"""What every writer can do.

A writer makes something hold in one file, and changes nothing else: comments, indentation,
alignment, quotes, line ends and a missing last line end stay as they are, and what is new looks
like its siblings. It returns edits of the file as it was read, none where it holds already, and
raises `EditRefused` where the change is not certain: a computed value, an alias, a heredoc.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.fixing.edits import Edits
from checkov_aurora_pg.fixing.wanted_values import Scalar
from checkov_aurora_pg.fixing.wanted_values import Wanted


@dataclass(frozen=True, slots=True)
class Target:
    """What is written at a place, or below it under keys.

    `place` is one that a reader gave: of a block, an argument, a property or a value; None
    stands for the whole file. A resource of CloudFormation is told by its place or by its keys
    (`Resources`, its logical id), and its properties by one key more.
    """

    place: Place | None = None
    keys: tuple[str, ...] = ()


class Writer(Protocol):
    """Writes one file in one format. Every method raises `EditRefused`."""

    def replace(self, target: Target, value: Scalar) -> Edits:
        """Put a value in the place of a literal, spelled as that is."""

    def set_key(self, target: Target, key: str, value: Wanted) -> Edits:
        """Set an argument of a block, or a key of an object or mapping.

        A literal that is there is replaced; otherwise the key is added.
        """

    def set_item(self, target: Target, item: Wanted, by: str = 'name') -> Edits:
        """Make a list have an item.

        An item with keys is that element which has the same literal under the key `by`; the
        item's other keys are set in it. If there is none, the item is added at the end.
        """

    def set_parameter(
        self, target: Target, name: str, value: str, apply_method: str | None = None
    ) -> Edits:
        """Set a parameter of Terraform's parameter group: one of the blocks `parameter` in it."""
