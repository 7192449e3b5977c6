"""What may exist or not, and what is still known of it: which resources it refers to.

Where `count` or `for_each` is unknown, one instance stands for all (`AnyInstance`). Of what is
made from it nothing is sure, not even that it is there, but the resources that it refers to are.
That is what a policy follows, so it is kept through every list and function:

- A value that may be absent is `doubtful`: unknown (`MaybeAbsent`), with its references. It is
  *whole* where these are all that it can refer to (`is_whole`); a part of it that refers to
  nothing makes it partial, since there may be more in it.
- A list of such values has a `rest`, which stands for the elements that are not here. It is
  `alike` where each of these refers to what one of its items does: then nothing that the list
  refers to is missing (`Sequence.names_all`), and no policy has to say that it may be.
- What drops, orders or picks elements asks whether all references are left (`keeps_references`);
  what a list may have more of is asked with `rest_of`, and whether that is alike with `is_alike`.
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
        return data.names_all and all(map(_refers, data.items))
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


def rest_of(collection: Value) -> Unknown | None:
    """Return the unknown that stands for further elements, or None."""
    data = collection.data
    if isinstance(data, (Sequence, Mapping)):
        return data.rest
    if isinstance(data, Handle) and data.names() is None:
        return unlisted(data)
    return None


def is_alike(collection: Value) -> bool:
    """Return whether further elements are like those that there are."""
    data = collection.data
    return isinstance(data, AnyInstance) or (isinstance(data, Sequence) and data.alike)


def keeps_references(before: Iterable[Value], after: Iterable[Value]) -> bool:
    """Return whether all that values refer to is referred to by what is left of them."""
    return {value.references for value in before} <= {value.references for value in after}


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
    if isinstance(data, Sequence) and data.names_all:
        items = data.items
    elif isinstance(data, Mapping) and data.rest is None:
        items = tuple(data.items.values())
    common = {item.references for item in items}
    return Value(reason, value.place, common.pop() if len(common) == 1 else ())


def may_be_absent(value: Value) -> bool:
    """Return whether it is unknown that a value, an element of a list, is there."""
    return isinstance(value.data, (MaybeAbsent, _Doubtful))
