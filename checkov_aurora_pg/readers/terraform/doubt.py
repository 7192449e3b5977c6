"""What may exist or not: values that hold only where something is created.

Where `count` is unknown, one instance stands for all. Of what is made from it nothing is
sure, not even that it is there, but the resources that it refers to are.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace

from checkov_aurora_pg.values import Handle
from checkov_aurora_pg.values import Mapping
from checkov_aurora_pg.values import Reference
from checkov_aurora_pg.values import Sequence
from checkov_aurora_pg.values import Unknown
from checkov_aurora_pg.values import Value


class AnyInstance(Handle):
    """The instances of a block whose keys are unknown: every key leads to the same one."""

    def __init__(self, instance: Value, rest: Unknown) -> None:
        """Take the instance that stands for all, and why their number is unknown."""
        self.instance = instance
        self.rest = rest

    def attribute(self, name: str) -> Value:
        """Return the instance, whatever its key."""
        return self.instance

    def names(self) -> tuple[str, ...] | None:
        """Return None: the keys are unknown."""
        return None


@dataclass(frozen=True, slots=True)
class MaybeAbsent(Unknown):
    """What decides whether an element is there at all; its list then has a `rest` as well."""


class _Doubtful(Handle):
    """An object that may not exist."""

    def __init__(self, handle: Handle, reason: Unknown) -> None:
        self._handle = handle
        self._reason = reason

    def attribute(self, name: str) -> Value:
        return doubtful(self._handle.attribute(name), self._reason)

    def names(self) -> tuple[str, ...] | None:
        return self._handle.names()


def unlisted(handle: Handle) -> Unknown:
    """Return why an object's names are not all known."""
    if isinstance(handle, AnyInstance):
        return handle.rest
    return Unknown('the attributes of the object are not all known')


def _references(value: Value) -> Iterator[Reference]:
    yield from value.references
    data = value.data
    parts = data.items if isinstance(data, Sequence) else (
        data.items.values() if isinstance(data, Mapping) else ())
    for part in parts:
        yield from _references(part)


def doubtful(value: Value, reason: Unknown) -> Value:
    """Return a value whose existence `reason` decides: of it the references alone are kept."""
    if isinstance(value.data, Handle):
        return replace(value, data=_Doubtful(value.data, reason))
    references = tuple(dict.fromkeys(_references(value)))
    return Value(MaybeAbsent(reason.reason, reason.decide), value.place, references)


def may_be_absent(value: Value) -> bool:
    """Return whether it is unknown that a value, an element of a list, is there."""
    return isinstance(value.data, (MaybeAbsent, _Doubtful))
