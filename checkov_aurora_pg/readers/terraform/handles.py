"""Objects that an expression can traverse: namespaces, resources and module calls."""
from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import replace

from checkov_aurora_pg.readers.terraform.instances import Instance
from checkov_aurora_pg.readers.terraform.instances import Instances
from checkov_aurora_pg.readers.terraform.instances import Repetition
from checkov_aurora_pg.values import Handle
from checkov_aurora_pg.values import Mapping
from checkov_aurora_pg.values import Reference
from checkov_aurora_pg.values import Sequence
from checkov_aurora_pg.values import Unknown
from checkov_aurora_pg.values import Value

Resolve = Callable[[str], Value]


class Namespace:
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


class Referred:
    """One instance of a resource or module call: its attributes keep a reference to it.

    While it is unknown whether the instance exists, so are its attributes' values; what
    they refer to is not.
    """

    def __init__(
        self, address: str, existence: Unknown | None, names: Iterable[str] | None,
        resolve: Resolve,
    ) -> None:
        """Take the instance's address, and how to find an attribute's value."""
        self._address = address
        self._existence = existence
        self._names = None if names is None else tuple(names)
        self._resolve = resolve

    def attribute(self, name: str) -> Value:
        """Return an attribute's value, with a reference to this instance."""
        value = self._resolve(name)
        if self._existence is not None and value.is_known:
            value = replace(value, data=self._existence)
        reference = Reference(self._address, name)
        return replace(value, references=(*value.references, reference))

    def names(self) -> tuple[str, ...] | None:
        """Return the attributes' names, or None where not all are known."""
        return self._names


class AnyInstance:
    """The instances of a block whose keys are unknown: every key leads to the same one."""

    def __init__(self, instance: Handle) -> None:
        """Take the instance that stands for all."""
        self._instance = instance

    def attribute(self, name: str) -> Value:
        """Return the instance, whatever its key."""
        return Value(self._instance)

    def names(self) -> tuple[str, ...] | None:
        """Return None: the keys are unknown."""
        return None


def repeated(instances: Instances, handle_of: Callable[[Instance], Handle]) -> Value:
    """Return what a block's address stands for: one object, a list or a map of them."""
    handles = [(instance, Value(handle_of(instance))) for instance in instances.items]
    if instances.repetition is Repetition.NONE:
        return handles[0][1]
    if instances.repetition is Repetition.COUNT:
        return Value(Sequence(tuple(handle for _, handle in handles), instances.rest))
    known = {
        instance.key: handle for instance, handle in handles if isinstance(instance.key, str)
    }
    if not known and instances.rest is not None:
        template = handles[0][1].data
        assert isinstance(template, Handle)
        return Value(AnyInstance(template))
    return Value(Mapping(known, instances.rest))
