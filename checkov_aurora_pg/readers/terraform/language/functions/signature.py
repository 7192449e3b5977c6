"""What a built-in function is, and the ways to define one.

`builtin` is for functions of whole values, which keep what is known of a collection.
`pure` is for functions of plain data, which are unknown where any argument is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Handle
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import MAX_ELEMENTS
from checkov_aurora_pg.readers.limits import MAX_LEVELS
from checkov_aurora_pg.readers.limits import MAX_TEXT
from checkov_aurora_pg.readers.limits import limit
from checkov_aurora_pg.readers.limits import limit_value
from checkov_aurora_pg.readers.terraform.language.conversion import kind
from checkov_aurora_pg.readers.terraform.language.conversion import mapping_of
from checkov_aurora_pg.readers.terraform.language.conversion import normalized
from checkov_aurora_pg.readers.terraform.language.conversion import to_bool
from checkov_aurora_pg.readers.terraform.language.conversion import to_number
from checkov_aurora_pg.readers.terraform.language.conversion import to_text
from checkov_aurora_pg.readers.terraform.language.doubt import unlisted
from checkov_aurora_pg.readers.terraform.language.exact_numbers import whole_number

Function = Callable[[tuple[Value, ...]], Value]

_MACHINE_BITS = 63

# Data without places: None, bool, int, float, str, and lists and dicts of these.
Plain = Any
Parameter = Callable[[Value], Plain]


class Undecided(Exception):
    """An argument that must be known is not; the whole result is then unknown."""

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


class Unsupported(Exception):
    """A known input that these functions do not handle; its message says which."""


def _check_count(count: int, least: int, most: int | None) -> None:
    if count < least:
        raise EvaluationError(f'at least {least} arguments are required, not {count}')
    if most is not None and count > most:
        raise EvaluationError(f'at most {most} arguments are allowed, not {count}')


def builtin(
    least: int,
    most: int | None = None,
    *,
    passes: bool = False,
) -> Callable[[Callable[..., Value]], Function]:
    """Define a function of `least` to `most` values (None: of any number).

    `passes` says that the result is the argument or a part of it, so that an unknown
    argument is returned with its references.
    """

    def define(function: Callable[..., Value]) -> Function:
        @wraps(function)
        def call(arguments: tuple[Value, ...]) -> Value:
            _check_count(len(arguments), least, most)
            try:
                return function(*arguments)
            except Undecided as undecided:
                value = undecided.value
                return Value(value.data, value.place, value.references if passes else ())
            except Unsupported as unsupported:
                return Value(Unknown(str(unsupported)), place_of(arguments))

        return call

    return define


def place_of(values: tuple[Value, ...]) -> Place | None:
    """Return the place of the first value that has one."""
    return next((value.place for value in values if value.place), None)


def known(value: Value) -> Value:
    """Return an argument that is neither null nor unknown. Raises `Undecided`."""
    if isinstance(value.data, Unknown):
        raise Undecided(value)
    if value.data is None:
        raise EvaluationError('argument must not be null')
    return value


def sequence(value: Value) -> Sequence:
    """Return a list, tuple or set argument."""
    data = known(value).data
    if isinstance(data, Handle) and data.names() is None:
        raise Undecided(replace(value, data=unlisted(data)))
    if not isinstance(data, Sequence):
        raise EvaluationError(f'a list, tuple or set is required, not {kind(data)}')
    return data


def indexed(value: Value) -> Sequence:
    """Return a list or tuple argument: a set has no indices."""
    data = sequence(value)
    if data.is_set:
        raise EvaluationError('a list or tuple is required, not set')
    return data


def mapping(value: Value) -> Mapping:
    """Return a map or object argument."""
    data = mapping_of(known(value))
    if data is None:
        raise EvaluationError(f'a map or object is required, not {kind(value.data)}')
    if isinstance(data, Unknown):
        raise Undecided(replace(value, data=data))
    return data


def text(value: Value) -> str:
    """Return a string argument."""
    data = to_text(known(value)).data
    assert isinstance(data, str)
    return data


def number(value: Value) -> int | float:
    """Return a number argument."""
    data = to_number(known(value)).data
    assert isinstance(data, (int, float))
    return data


def whole(value: Value) -> int:
    """Return a whole number argument of any size."""
    data = whole_number(number(value))
    if data is None:
        raise EvaluationError(f'`{value.data}` is not a whole number')
    return data


def machine_word(value: Value) -> int:
    """Return a whole number argument that Terraform keeps in 64 bits."""
    data = whole(value)
    if data.bit_length() > _MACHINE_BITS:
        raise EvaluationError(f'`{data}` is too large')
    return data


def boolean(value: Value) -> bool:
    """Return a bool argument."""
    data = to_bool(known(value)).data
    assert isinstance(data, bool)
    return data


def texts(value: Value) -> list[str]:
    """Return a list of strings argument, all known."""
    data = sequence(value)
    if data.rest is not None:
        raise Undecided(Value(data.rest, value.place))
    return [text(item) for item in data.items]


def value_from(plain: Plain, place: Place | None, depth: int = 0) -> Value:
    """Return plain data as a value, every part of it at `place`."""
    limit(depth, MAX_LEVELS, 'levels in one value')
    if isinstance(plain, str):
        limit(len(plain), MAX_TEXT, 'characters in a string')
        return Value(normalized(plain), place)
    if isinstance(plain, list):
        limit(len(plain), MAX_ELEMENTS, 'elements in a list')
        return Value(Sequence(tuple(value_from(item, place, depth + 1) for item in plain)), place)
    if isinstance(plain, dict):
        limit(len(plain), MAX_ELEMENTS, 'keys in a map')
        items = {normalized(key): value_from(item, place, depth + 1) for key, item in plain.items()}
        return Value(Mapping(items), place)
    assert plain is None or isinstance(plain, (bool, int, float))
    return Value(plain, place)


def pure(
    function: Callable[..., Plain],
    *parameters: Parameter,
    more: Parameter | None = None,
    subject: int = 0,
    passes: bool = False,
) -> Function:
    """Define a function of plain data; `more` reads any further arguments.

    The result stands where argument `subject` stands, and `passes` that argument's
    references on: right for a function that leaves the names of resources as they are.
    """

    @builtin(len(parameters), None if more else len(parameters))
    def call(*arguments: Value) -> Value:
        main = arguments[subject] if subject < len(arguments) else Value(None)
        place = main.place or place_of(arguments)
        references = main.references if passes else ()
        for argument in arguments:
            limit_value(argument)
            if doubt := argument.first_unknown():
                return Value(doubt, place, references)
        further = [more] * (len(arguments) - len(parameters)) if more else []
        readers = (*parameters, *further)
        plain = [read(argument) for read, argument in zip(readers, arguments, strict=True)]
        return replace(value_from(function(*plain), place), references=references)

    return call
