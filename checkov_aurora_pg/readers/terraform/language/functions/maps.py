"""Functions of maps and objects; their elements stay the same values."""

from __future__ import annotations

from dataclasses import replace

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Handle
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import MAX_ELEMENTS
from checkov_aurora_pg.readers.limits import limit
from checkov_aurora_pg.readers.limits import limit_value
from checkov_aurora_pg.readers.terraform.language.choices import Chosen
from checkov_aurora_pg.readers.terraform.language.conversion import mapping_of
from checkov_aurora_pg.readers.terraform.language.doubt import AnyInstance
from checkov_aurora_pg.readers.terraform.language.doubt import some_of
from checkov_aurora_pg.readers.terraform.language.functions.signature import Function
from checkov_aurora_pg.readers.terraform.language.functions.signature import Undecided
from checkov_aurora_pg.readers.terraform.language.functions.signature import builtin
from checkov_aurora_pg.readers.terraform.language.functions.signature import known
from checkov_aurora_pg.readers.terraform.language.functions.signature import mapping
from checkov_aurora_pg.readers.terraform.language.functions.signature import place_of
from checkov_aurora_pg.readers.terraform.language.functions.signature import sequence
from checkov_aurora_pg.readers.terraform.language.functions.signature import text
from checkov_aurora_pg.readers.terraform.language.functions.signature import texts
from checkov_aurora_pg.readers.terraform.language.type_constraints import convert
from checkov_aurora_pg.readers.terraform.language.type_constraints import element_type
from checkov_aurora_pg.readers.terraform.language.type_constraints import unified


@builtin(0)
def _merge(*arguments: Value) -> Value:
    """Merge maps, the last one winning; what is known of each is kept.

    A later map with unknown keys may override any earlier key, which then is unknown.
    """
    items: dict[str, Value] = {}
    rest: Unknown | None = None
    place: Place | None = None
    for argument in arguments:
        if argument.is_null:
            continue
        data = mapping_of(argument)
        if data is None:
            raise EvaluationError('only maps and objects can be merged')
        later = data if isinstance(data, Unknown) else data.rest
        if later is not None:
            rest = rest or later
            items = {key: Value(later, item.place) for key, item in items.items()}
        if isinstance(data, Mapping):
            items |= data.items
            place = argument.place or place
    limit(len(items), MAX_ELEMENTS, 'keys in a map')
    return Value(Mapping(items, rest), place or place_of(arguments))


@builtin(2, 3)
def _lookup(subject: Value, key: Value, default: Value | None = None) -> Value:
    """Look a key up; `default` counts only where the key is surely absent.

    Beside a map's elements it is of their type.
    """
    data = known(subject).data
    if isinstance(data, Handle):
        return _attribute(data, text(key), default)
    attributes = mapping(subject)
    if isinstance(key, Chosen):
        doubt = key.key_if_any(attributes)
        if doubt is not None:
            raise Undecided(Value(doubt, key.place))
        name = key.subject
    else:
        name = text(key)
        if name in attributes.items:
            return attributes.items[name]
    if attributes.rest is not None:
        raise Undecided(Value(attributes.rest, subject.place))
    found = _fallback(name, default)
    if attributes.is_map and attributes.items:
        return convert(found, element_type(attributes))
    return found


def _attribute(handle: Handle, name: str, default: Value | None) -> Value:
    names = handle.names()
    if names is not None and name not in names:
        return _fallback(name, default)
    return handle.attribute(name)


def _fallback(name: str, default: Value | None) -> Value:
    if default is None:
        raise EvaluationError(f'there is no key `{name}`')
    return default


def _sorted_items(subject: Value) -> tuple[list[tuple[str, Value]], Unknown | None]:
    data = mapping(subject)
    return sorted(data.items.items(), key=lambda pair: pair[0]), data.rest


@builtin(1, 1)
def _keys(subject: Value) -> Value:
    """Return the sorted keys, each at the place of its value, beside which it stands."""
    data = known(subject).data
    names = data.names() if isinstance(data, Handle) else None
    if names is not None:
        # An object's attributes are not evaluated for the sake of their names.
        return Value(
            Sequence(tuple(Value(name, subject.place) for name in sorted(names))), subject.place
        )
    pairs, rest = _sorted_items(subject)
    keys = tuple(Value(key, item.place or subject.place) for key, item in pairs)
    return Value(Sequence(keys, rest), subject.place)


@builtin(1, 1, passes=True)
def _values(subject: Value) -> Value:
    if isinstance(subject.data, AnyInstance):
        return Value(some_of((subject.data.instance,), subject.data.rest), subject.place)
    pairs, rest = _sorted_items(subject)
    return Value(Sequence(tuple(item for _, item in pairs), rest), subject.place)


@builtin(2, 2)
def _zipmap(keys: Value, values: Value) -> Value:
    names = texts(keys)
    place = values.place or keys.place
    if isinstance(values.data, Unknown):
        return Value(Mapping(dict.fromkeys(names, values)), place)
    data = sequence(values)
    if data.rest is not None:
        raise Undecided(Value(data.rest, place))
    if len(names) != len(data):
        raise EvaluationError(f'`{len(names)}` keys do not match `{len(data)}` values')
    return Value(Mapping(dict(zip(names, data.items, strict=True))), place)


@builtin(1, 1, passes=True)
def _tomap(subject: Value) -> Value:
    if subject.is_null:
        return subject
    limit_value(subject)
    data = mapping(subject)
    items = unified(tuple(data.items.values()), data.rest)
    keyed = dict(zip(data.items, items, strict=True))
    return replace(subject, data=Mapping(keyed, data.rest, is_map=True))


@builtin(0)
def _map(*arguments: Value) -> Value:
    """Make a map of keys and values in turn, as Terraform did before 0.15."""
    if len(arguments) % 2:
        raise EvaluationError('an even number of arguments is required')
    keys = [text(key) for key in arguments[::2]]
    items = dict(zip(keys, unified(arguments[1::2]), strict=True))
    return Value(Mapping(items, is_map=True), place_of(arguments))


MAPS: dict[str, Function] = {
    'keys': _keys,
    'lookup': _lookup,
    'map': _map,
    'merge': _merge,
    'tomap': _tomap,
    'values': _values,
    'zipmap': _zipmap,
}
