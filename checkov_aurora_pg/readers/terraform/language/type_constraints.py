"""Type constraints, and the conversion of values to them as Terraform converts inputs.

`any` stands for one type that is found from the value: where the elements of a
collection differ, Terraform looks for the one type that all of them convert to.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Attributes
from dataclasses import dataclass
from dataclasses import replace

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Handle
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import limit_value
from checkov_aurora_pg.readers.terraform.language.conversion import kind
from checkov_aurora_pg.readers.terraform.language.conversion import mapping_of
from checkov_aurora_pg.readers.terraform.language.conversion import set_of
from checkov_aurora_pg.readers.terraform.language.conversion import to_bool
from checkov_aurora_pg.readers.terraform.language.conversion import to_number
from checkov_aurora_pg.readers.terraform.language.conversion import to_text


@dataclass(frozen=True, slots=True)
class Primitive:
    """`any`, `string`, `number` or `bool`."""

    name: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """`list(element)`."""

    element: Type


@dataclass(frozen=True, slots=True)
class SetOf:
    """`set(element)`."""

    element: Type


@dataclass(frozen=True, slots=True)
class MapOf:
    """`map(element)`."""

    element: Type


@dataclass(frozen=True, slots=True)
class TupleOf:
    """`tuple([elements])`."""

    elements: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class AttributeType:
    """An object's attribute; `default` is the second argument of `optional`, if any."""

    type: Type
    optional: bool = False
    default: Value | None = None


@dataclass(frozen=True, slots=True)
class ObjectOf:
    """`object({name = type})`."""

    attributes: Attributes[str, AttributeType]


Type = Primitive | ListOf | SetOf | MapOf | TupleOf | ObjectOf

ANY = Primitive('any')
STRING = Primitive('string')
NUMBER = Primitive('number')
BOOL = Primitive('bool')


@dataclass(frozen=True, slots=True)
class Typed(Value):
    """A null or an unknown value whose type a constraint gives.

    It still decides what its neighbours become: `[0, null]` of a null string is `["0", null]`.
    """

    type: Type = ANY


_PRIMITIVES = {'string': to_text, 'number': to_number, 'bool': to_bool}
_KINDS = {'string': STRING, 'number': NUMBER, 'bool': BOOL}


def _has_any(constraint: Type) -> bool:
    if isinstance(constraint, Primitive):
        return constraint == ANY
    if isinstance(constraint, TupleOf):
        return any(map(_has_any, constraint.elements))
    if isinstance(constraint, ObjectOf):
        return any(_has_any(attribute.type) for attribute in constraint.attributes.values())
    return _has_any(constraint.element)


def _type_of(value: Value) -> Type:
    """Return the type as far as the value tells; `any` for most nulls and unknowns."""
    data = value.data
    if isinstance(value, Typed) and (data is None or isinstance(data, Unknown)):
        return value.type
    if isinstance(data, Sequence):
        elements = tuple(map(_type_of, data.items))
        if data.is_set or data.rest is not None:
            element = _unify(elements) or ANY
            return SetOf(element) if data.is_set else ListOf(element)
        return TupleOf(elements)
    if isinstance(data, Mapping):
        types = {name: _type_of(item) for name, item in data.items.items()}
        if data.is_map or data.rest is not None:
            return MapOf(_unify(types.values()) or ANY)
        return ObjectOf({name: AttributeType(type_) for name, type_ in types.items()})
    return _KINDS.get(kind(data), ANY)


def element_type(mapping: Mapping) -> Type:
    """Return the type of a map's elements, as far as they tell."""
    return _unify(map(_type_of, mapping.items.values())) or ANY


def _unify_sequences(types: list[ListOf | SetOf | TupleOf]) -> Type | None:
    tuples = [type_.elements for type_ in types if isinstance(type_, TupleOf)]
    if len(tuples) == len(types) and len(set(map(len, tuples))) == 1:
        columns = [_unify(column) for column in zip(*tuples, strict=True)]
        if None not in columns:
            return TupleOf(tuple(column for column in columns if column is not None))
    elements: list[Type] = []
    for type_ in types:
        elements.extend(type_.elements if isinstance(type_, TupleOf) else [type_.element])
    element = _unify(elements)
    if element is None:
        return None
    # A tuple becomes what the others are.
    is_list = len(tuples) == len(types) or any(isinstance(type_, ListOf) for type_ in types)
    return ListOf(element) if is_list else SetOf(element)


def _unify_mappings(types: list[MapOf | ObjectOf]) -> Type | None:
    objects = [type_.attributes for type_ in types if isinstance(type_, ObjectOf)]
    if len(objects) == len(types) and len({frozenset(names) for names in objects}) == 1:
        columns = {
            name: _unify([attributes[name].type for attributes in objects]) for name in objects[0]
        }
        if None not in columns.values():
            return ObjectOf(
                {
                    name: AttributeType(column)
                    for name, column in columns.items()
                    if column is not None
                }
            )
    elements: list[Type] = []
    for type_ in types:
        if isinstance(type_, ObjectOf):
            elements.extend(attribute.type for attribute in type_.attributes.values())
        else:
            elements.append(type_.element)
    element = _unify(elements)
    return None if element is None else MapOf(element)


def _unify(types: Iterable[Type]) -> Type | None:
    """Return the one type that all convert to without loss, or None."""
    known = [type_ for type_ in types if type_ != ANY]
    if not known:
        return ANY
    primitives = {type_ for type_ in known if isinstance(type_, Primitive)}
    if primitives:
        if not all(isinstance(type_, Primitive) for type_ in known):
            return None
        if len(primitives) == 1:
            return known[0]
        return STRING if STRING in primitives else None
    sequences = [type_ for type_ in known if isinstance(type_, (ListOf, SetOf, TupleOf))]
    if len(sequences) == len(known):
        return _unify_sequences(sequences)
    mappings = [type_ for type_ in known if isinstance(type_, (MapOf, ObjectOf))]
    return _unify_mappings(mappings) if len(mappings) == len(known) else None


def unified(items: tuple[Value, ...], rest: Unknown | None = None) -> tuple[Value, ...]:
    """Return the items converted to one type, as for the elements of a list.

    An unknown part, or `rest`, could in truth change that type (a string among numbers
    turns them into strings); the items are given as they convert without it, or as they
    are where only it could make their types agree.

    Raises `EvaluationError` where no type suits them all.
    """
    whole = Value(Sequence(items, rest))
    limit_value(whole)
    constraint = _unify(map(_type_of, items))
    if constraint is not None:
        return tuple(_convert(item, constraint) for item in items)
    if whole.first_unknown() is None:
        raise EvaluationError('all elements must have the same type')
    return items


def _convert_items(
    items: Iterable[Value],
    rest: Unknown | None,
    element: Type,
) -> tuple[Value, ...]:
    converted: list[Value] = []
    for index, item in enumerate(items):
        try:
            converted.append(_convert(item, element))
        except EvaluationError as error:
            raise EvaluationError(f'element {index}: {error}') from None
    return unified(tuple(converted), rest) if _has_any(element) else tuple(converted)


def _convert_list(value: Value, constraint: ListOf | SetOf) -> Value:
    data = value.data
    name = 'set' if isinstance(constraint, SetOf) else 'list'
    if not isinstance(data, Sequence):
        raise EvaluationError(f'a {name} is required, not {kind(data)}')
    items = _convert_items(data.items, data.rest, constraint.element)
    if isinstance(constraint, SetOf):
        return replace(value, data=set_of(items, data.rest, alike=data.alike))
    return replace(value, data=Sequence(items, data.rest, alike=data.alike))


def _convert_map(value: Value, constraint: MapOf) -> Value:
    data = mapping_of(value)
    if data is None:
        raise EvaluationError(f'a map is required, not {kind(value.data)}')
    if isinstance(data, Unknown):
        return replace(value, data=data)
    items = _convert_items(data.items.values(), data.rest, constraint.element)
    keyed = dict(zip(data.items, items, strict=True))
    return replace(value, data=Mapping(keyed, data.rest, is_map=True))


def _convert_tuple(value: Value, constraint: TupleOf) -> Value:
    data = value.data
    if not isinstance(data, Sequence) or data.is_set:
        raise EvaluationError(f'a tuple is required, not {kind(data)}')
    if data.rest is not None:
        return replace(value, data=data.rest)
    if len(data) != len(constraint.elements):
        raise EvaluationError(
            f'a tuple of {len(constraint.elements)} elements is required, not {len(data)}'
        )
    return replace(
        value,
        data=Sequence(
            tuple(
                _convert(item, element)
                for item, element in zip(data.items, constraint.elements, strict=True)
            )
        ),
    )


def _attribute(value: Value, name: str) -> Value | None:
    """Return an attribute of a map or object, or None where it is surely missing."""
    data = value.data
    if isinstance(data, Mapping):
        if name in data.items:
            return data.items[name]
        return None if data.rest is None else Value(data.rest, value.place)
    if isinstance(data, Handle):
        names = data.names()
        return data.attribute(name) if names is None or name in names else None
    raise EvaluationError(f'an object is required, not {kind(data)}')


def _convert_object(value: Value, constraint: ObjectOf) -> Value:
    items: dict[str, Value] = {}
    for name, attribute in constraint.attributes.items():
        item = _attribute(value, name)
        if item is None and not attribute.optional:
            raise EvaluationError(f'attribute `{name}` is required')
        if item is None or item.is_null:
            item = attribute.default or item or Value(None, value.place)
        try:
            items[name] = _convert(item, attribute.type)
        except EvaluationError as error:
            raise EvaluationError(f'attribute `{name}`: {error}') from None
    return replace(value, data=Mapping(items))


def _convert(value: Value, constraint: Type) -> Value:
    data = value.data
    if data is None or isinstance(data, Unknown):
        if _has_any(constraint) or (isinstance(value, Typed) and value.type == constraint):
            return value
        return Typed(data, value.place, value.references, constraint)
    if isinstance(constraint, Primitive):
        convert_primitive = _PRIMITIVES.get(constraint.name)
        return convert_primitive(value) if convert_primitive else value
    if isinstance(constraint, ObjectOf):
        return _convert_object(value, constraint)
    if isinstance(constraint, TupleOf):
        return _convert_tuple(value, constraint)
    if isinstance(constraint, MapOf):
        return _convert_map(value, constraint)
    return _convert_list(value, constraint)


def convert(value: Value, constraint: Type) -> Value:
    """Convert a value to a type constraint, as Terraform converts a module's input.

    Values inside keep their places; attributes that the constraint does not name are
    dropped, and missing or null ones take their `optional` default. A null stays null
    and an unknown stays unknown, whatever the constraint.

    Raises `EvaluationError` where the conversion is impossible, and `LimitExceeded`
    where the value is too large to walk.
    """
    limit_value(value)
    return _convert(value, constraint)
