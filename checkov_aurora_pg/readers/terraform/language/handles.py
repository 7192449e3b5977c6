"""Objects that an expression can traverse: namespaces, resources and module calls."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import replace

from checkov_aurora_pg.core.values import NULL
from checkov_aurora_pg.core.values import Handle
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Reference
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.doubt import AnyInstance
from checkov_aurora_pg.readers.terraform.language.instances import Instance
from checkov_aurora_pg.readers.terraform.language.instances import Instances
from checkov_aurora_pg.readers.terraform.language.instances import Repetition

Resolve = Callable[[str], Value]


class Namespace(Handle):
    """A fixed set of names whose values are found when they are asked for."""

    def __init__(self, names: Iterable[str] | None, resolve: Resolve) -> None:
        """Take the names (None where they cannot be listed) and how to find one."""
        self._names = None if names is None else tuple(names)
        self._resolve = resolve

    def attribute(self, name: str) -> Value:
        """Return what a name stands for."""
        return self._resolve(name)

    def names(self) -> tuple[str, ...] | None:
        """Return the names."""
        return self._names


class Referred(Handle):
    """One instance of a resource or module call: its attributes keep a reference to it.

    `doubt` is called with the unknown that decides whether the instance exists, each time
    an attribute of such a one is asked for.
    """

    def __init__(
        self,
        address: str,
        names: Iterable[str] | None,
        resolve: Resolve,
        existence: Unknown | None = None,
        doubt: Callable[[Unknown], None] = lambda _: None,
    ) -> None:
        """Take the instance's address, and how to find an attribute's value."""
        self._address = address
        self._names = None if names is None else tuple(names)
        self._resolve = resolve
        self._existence = existence
        self._doubt = doubt

    def attribute(self, name: str) -> Value:
        """Return an attribute's value, with a reference to this instance."""
        if self._existence is not None:
            self._doubt(self._existence)
        value = self._resolve(name)
        reference = Reference(self._address, name)
        return replace(value, references=(*value.references, reference))

    def names(self) -> tuple[str, ...] | None:
        """Return the attributes' names, or None where not all are known."""
        return self._names


def repeated(instances: Instances, handle_of: Callable[[Instance], Handle]) -> Value:
    """Return what a block's address stands for: one object, a list or a map of them."""
    handles = [(instance.key, Value(handle_of(instance))) for instance in instances.items]
    if instances.repetition in (Repetition.NONE, Repetition.ENABLED):
        return handles[0][1] if handles else NULL
    if instances.repetition is Repetition.COUNT and instances.rest is None:
        return Value(Sequence(tuple(handle for _, handle in handles)))
    known = {key: handle for key, handle in handles if isinstance(key, str)}
    if not known and instances.rest is not None:
        return Value(AnyInstance(handles[0][1], instances.rest))
    return Value(Mapping(known, instances.rest))
