"""What is the same in all deployments of a root: it is evaluated in the first of them only."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from typing import TypeVar

from checkov_aurora_pg.core.parameters import Parameters
from checkov_aurora_pg.core.values import Handle
from checkov_aurora_pg.core.values import Mapping as MappingOf
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Value

_Kept = TypeVar('_Kept')


class Unvarying:
    """What of one root depends on nothing in which its deployments differ.

    `touched` counts how often something was asked for that may differ: what is evaluated
    while it stays as it is, is the same in all.
    """

    def __init__(self, varying: frozenset[str] | None = None) -> None:
        """Take the names of the root's variables that files of its deployments set.

        None is for a root that is read once.
        """
        self._varying = varying
        self._kept: dict[str, dict[str, object]] = {}
        self.touched = 0

    def touch(self, variable: str) -> None:
        """Note that a variable of the root was asked for."""
        if self._varying is None or variable in self._varying:
            self.touched += 1

    def touch_what_is_noted(self) -> None:
        """Note that each reading has to ask for something itself, since it says that it did."""
        self.touched += 1

    def known_of(self, address: str) -> Mapping[str, object]:
        """Return what needs no evaluation of an instance any more, by its name."""
        return self._kept.get(address, {})

    def once(self, address: str, name: str, evaluate: Callable[[], _Kept]) -> _Kept:
        """Return what is evaluated of an instance, in the first deployment only where it can be.

        `name` says what it is: an argument, or anything else that nothing but the instance's
        address and what is asked for decides.
        """
        if self._varying is None:
            return evaluate()
        kept = self._kept.setdefault(address, {})
        if name in kept:
            return kept[name]  # type: ignore[return-value]  # one name has one type
        before = self.touched
        found = evaluate()
        if self.touched == before and _is_settled(found):
            kept[name] = found
        return found


def _is_settled(found: object) -> bool:
    """Return whether nothing in what was evaluated is evaluated when it is asked for."""
    if isinstance(found, Value):
        return _is_whole(found)
    if isinstance(found, Parameters):
        return all(_is_whole(one.name) and _is_whole(one.value) for one in found.entries)
    return True


def _is_whole(value: Value) -> bool:
    """Return whether nothing in a value is evaluated when it is asked for."""
    data = value.data
    if isinstance(data, Sequence):
        return all(map(_is_whole, data.items))
    if isinstance(data, MappingOf):
        return all(map(_is_whole, data.items.values()))
    return not isinstance(data, Handle)
