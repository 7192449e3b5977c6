"""What may exist or not: values that hold only where something is created.

Where `count` is unknown, one instance stands for all. Of what is made from it nothing is
sure, not even that it is there, but the resources that it refers to are.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace

from checkov_aurora_pg.core.values import Handle
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Reference
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value


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
    """What decides whether an element is there at all; its list then has a `rest` as well.

    `is_partial` says that the element may refer to more than its value does.
    """

    is_partial: bool = False


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


def _parts(value: Value) -> tuple[Value, ...]:
    data = value.data
    if isinstance(data, Sequence):
        return data.items
    return tuple(data.items.values()) if isinstance(data, Mapping) else ()


def _references(value: Value) -> Iterator[Reference]:
    yield from value.references
    for part in _parts(value):
        yield from _references(part)


def _refers(value: Value) -> bool:
    """Return whether every part of a value is a traversal of a resource."""
    data = value.data
    if isinstance(data, Sequence):
        return (data.rest is None or data.alike) and all(map(_refers, data.items))
    if isinstance(data, Mapping):
        return data.rest is None and all(map(_refers, data.items.values()))
    return bool(value.references) and is_whole(value)


def doubtful(value: Value, reason: Unknown) -> Value:
    """Return a value whose existence `reason` decides: of it the references alone are kept."""
    if isinstance(value.data, Handle):
        return replace(value, data=_Doubtful(value.data, reason))
    references = tuple(dict.fromkeys(_references(value)))
    is_partial = not is_whole(value) or (bool(_parts(value)) and not _refers(value))
    absent = MaybeAbsent(reason.reason, reason.decide, is_partial, question=reason.question)
    return Value(absent, value.place, references)


def is_whole(value: Value) -> bool:
    """Return whether a value refers to all that the elements it stands for refer to."""
    return not isinstance(value.data, MaybeAbsent) or not value.data.is_partial


def some_of(items: Iterable[Value], reason: Unknown) -> Sequence:
    """Return a list of some of these, or of values like them: `reason` decides of which."""
    doubted = tuple(doubtful(item, reason) for item in items)
    return Sequence(doubted, reason, alike=bool(doubted) and all(map(is_whole, doubted)))


def any_element(value: Value, reason: Unknown) -> Value:
    """Return what an unknown index leads to: unknown, but a lone element's references.

    Which element of several it is decides the references too, so they are kept only
    where all elements agree, those that are not here among them.
    """
    data = value.data
    items: tuple[Value, ...] = ()
    if isinstance(data, Sequence) and (data.rest is None or data.alike):
        items = data.items
    elif isinstance(data, Mapping) and data.rest is None:
        items = tuple(data.items.values())
    common = {item.references for item in items}
    return Value(reason, value.place, common.pop() if len(common) == 1 else ())


def may_be_absent(value: Value) -> bool:
    """Return whether it is unknown that a value, an element of a list, is there."""
    return isinstance(value.data, (MaybeAbsent, _Doubtful))
