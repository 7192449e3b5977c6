"""What is the same in all deployments of a root: it is evaluated in the first of them only."""
from __future__ import annotations

from collections.abc import Callable

from checkov_aurora_pg.values import Handle
from checkov_aurora_pg.values import Mapping
from checkov_aurora_pg.values import Sequence
from checkov_aurora_pg.values import Value


class Unvarying:
    """The arguments of one root that depend on nothing in which its deployments differ.

    `touched` counts how often something was asked for that may differ: what is evaluated
    while it stays as it is, is the same in all.
    """

    def __init__(self, varying: frozenset[str] | None = None) -> None:
        """Take the names of the root's variables that files of its deployments set.

        None is for a root that is read once.
        """
        self._varying = varying
        self._kept: dict[tuple[str, str], Value | None] = {}
        self.touched = 0

    def touch(self, variable: str) -> None:
        """Note that a variable of the root was asked for."""
        if self._varying is None or variable in self._varying:
            self.touched += 1

    def argument(
        self, address: str, name: str, evaluate: Callable[[], Value | None],
    ) -> Value | None:
        """Return what an argument of a resource's instance is, evaluated once where it can be."""
        if self._varying is None:
            return evaluate()
        key = (address, name)
        if key in self._kept:
            return self._kept[key]
        before = self.touched
        value = evaluate()
        if self.touched == before and (value is None or _is_whole(value)):
            self._kept[key] = value
        return value


def _is_whole(value: Value) -> bool:
    """Return whether nothing in a value is evaluated when it is asked for."""
    data = value.data
    if isinstance(data, Sequence):
        return all(map(_is_whole, data.items))
    if isinstance(data, Mapping):
        return all(map(_is_whole, data.items.values()))
    return not isinstance(data, Handle)
