"""A value with its place: known, null or unknown, and the resources it came from.

Every reader turns what it evaluates into a `Value`. A value has one of three states, and the
project never mixes them: it is known; it is null (`data is None`, as if it were never written); or
it is an `Unknown`, which only a deployment, a missing file or a missing feature decides.
"""

from __future__ import annotations

from abc import ABC
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something is written. `path` is absolute; lines and columns count from 1.

    `column` and `end_column` are 0 where only the lines are known. `end_column` is
    the column after the last character, as SARIF counts it.
    """

    path: str
    line: int
    end_line: int
    column: int = 0
    end_column: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question: what `subject` is, or what it is not.

    `subject` is a key for one choice of a deployment: a variable of a root, or a condition in a
    template. The same choice always has the same key, and different choices have different keys. If
    `is_it`, the subject is `value`; otherwise it is anything else. `shown` is the answer as a
    message says it after "where": "`var.environment` is `prod`". `place` is where the code mentions
    the value. `is_unlikely` says that nobody who reads the code would expect this answer.
    """

    subject: str
    value: bool | int | float | str | None
    is_it: bool = True
    shown: str = field(default='', compare=False)
    place: Place | None = field(default=None, compare=False)
    is_unlikely: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Question:
    """A choice of the deployment whose answers are all known: exactly one is true."""

    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the code does not tell.

    `reason` is a lower-case fact that names what decides the value ("`var.ciphers` has no
    default"). `decide` says how a person can decide it ("give it a value with `--var-file`"), or is
    empty. `question` is a question whose answer tells more about the value; it is set if the code
    shows all its answers. `is_refused` says that the language refuses the expression, so no
    deployment can have this value.
    """

    reason: str
    decide: str = ''
    question: Question | None = field(default=None, kw_only=True)
    is_refused: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Reference:
    """A traversal of a resource: `address` is unique in one estate."""

    address: str
    attribute: str


class Handle(ABC):
    """An object whose attributes are evaluated when they are read.

    This is a base class and not a protocol, because `isinstance` must be cheap.
    """

    @abstractmethod
    def attribute(self, name: str) -> Value:
        """Return one attribute. Raises `EvaluationError` when it cannot exist."""

    @abstractmethod
    def names(self) -> tuple[str, ...] | None:
        """Return the attributes' names, or None when they are not all known."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, tuple or set. `rest`, where present, stands for further unknown elements.

    `alike` says that each of these elements refers to the same resources as one of `items`. Then
    there is at least one item.
    """

    items: tuple[Value, ...]
    rest: Unknown | None = None
    is_set: bool = False
    alike: bool = False

    @property
    def names_all(self) -> bool:
        """Whether `items` refer to every resource that any element, known or unknown, refers to."""
        return self.rest is None or self.alike

    def __iter__(self) -> Iterator[Value]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True, slots=True)
class Mapping:
    """A map or object. `rest`, where present, stands for further unknown keys.

    `is_map` says that this is certainly a map, so all its elements have one type.
    """

    items: dict[str, Value]
    rest: Unknown | None = None
    is_map: bool = False

    def __iter__(self) -> Iterator[str]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


Data = None | bool | int | float | str | Sequence | Mapping | Handle | Unknown


@dataclass(frozen=True, slots=True)
class Value:
    """One value. `place` is where it was written, kept through variables and calls.

    `references` are the resources that the value refers to by a traversal, even if the value itself
    is unknown: `aws_vpc.main.id` is unknown before a deployment, but still names its VPC.
    """

    data: Data
    place: Place | None = None
    references: tuple[Reference, ...] = field(default=())

    @property
    def is_known(self) -> bool:
        """Whether the outermost value is known; a collection's elements may not be."""
        return not isinstance(self.data, Unknown)

    @property
    def is_null(self) -> bool:
        """Whether this is null, which readers treat as not written."""
        return self.data is None

    def at(self, place: Place | None) -> Value:
        """Return this value with `place` as its place, unless it has one already."""
        if self.place or not place:
            return self
        if type(self) is Value:
            return Value(self.data, place, self.references)
        return replace(self, place=place)

    def first_unknown(self) -> Unknown | None:
        """Return the first `Unknown` in this value or anywhere inside it, or None."""
        stack: list[Value] = [self]
        while stack:
            data = stack.pop().data
            if isinstance(data, Unknown):
                return data
            if isinstance(data, (Sequence, Mapping)):
                if data.rest is not None:
                    return data.rest
                parts = data.items if isinstance(data, Sequence) else tuple(data.items.values())
                stack.extend(reversed(parts))
        return None


NULL = Value(None)


class EvaluationError(Exception):
    """The language itself refuses an expression, for example for an index out of range.

    `try` and `can` catch it. Elsewhere it makes the value unknown, with its message as the reason.
    """


def unknown(reason: str, decide: str = '', place: Place | None = None) -> Value:
    """Return an unknown value with its reason."""
    return Value(Unknown(reason, decide), place)
