"""Terraform's automatic conversions, and equality, over values.

Checked against Terraform 1.11 by `tests/oracle`. A conversion of one
value to one value keeps its place and references; what is unknown stays unknown.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Hashable
from collections.abc import Iterable
from dataclasses import replace

from checkov_aurora_pg.core.values import Data
from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Handle
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import limit_value
from checkov_aurora_pg.readers.terraform.language import decimal_digits
from checkov_aurora_pg.readers.terraform.language import exact_numbers
from checkov_aurora_pg.readers.terraform.language.doubt import keeps_references
from checkov_aurora_pg.readers.terraform.language.doubt import unlisted

_BOOLEANS = {'true': True, '1': True, 'false': False, '0': False}

# Unicode's white space; Python's own `strip` also takes the separators 1C to 1F.
WHITE_SPACE = (
    '\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009'
    '\u200a\u2028\u2029\u202f\u205f\u3000'
)

# What every resource type has as one text, which is neither null nor empty.
_IDENTIFIERS = frozenset({'arn', 'id', 'name'})

# The address of a module call, not of something in it.
_MODULE = re.compile(r'(?:^|\.)module\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?$')

_ATTRIBUTE_UNTOLD = Unknown(
    "whether they are equal depends on the type that the provider gives a resource's attribute",
    'compare with `tostring()` on both sides',
)
_TYPE_UNTOLD = Unknown(
    'the elements are equal, but Terraform also compares whether each side is a list or '
    'a tuple, a map or an object',
    'compare the lengths or the elements',
)


def kind(data: Data) -> str:
    """Return what Terraform calls this data, for messages."""
    if isinstance(data, bool):
        return 'bool'
    if isinstance(data, (int, float)):
        return 'number'
    if isinstance(data, str):
        return 'string'
    if isinstance(data, Sequence):
        return 'set' if data.is_set else 'list'
    if data is None:
        return 'null'
    return 'unknown' if isinstance(data, Unknown) else 'object'


def normalized(text: str) -> str:
    """Return a text as Terraform has it: composed (NFC), so that texts of one look are equal."""
    return text if text.isascii() else unicodedata.normalize('NFC', text)


def to_text(value: Value) -> Value:
    """Convert to a string. Raises `EvaluationError` for anything but a primitive."""
    data = value.data
    if data is None or isinstance(data, (str, Unknown)):
        return value
    if isinstance(data, bool):
        return replace(value, data='true' if data else 'false')
    if isinstance(data, (int, float)):
        return replace(value, data=exact_numbers.number_text(data))
    raise EvaluationError(f'cannot convert {kind(data)} to string')


def to_number(value: Value) -> Value:
    """Convert to a number. Raises `EvaluationError` where that is impossible."""
    data = value.data
    if data is None or isinstance(data, Unknown):
        return value
    if isinstance(data, (int, float)) and not isinstance(data, bool):
        return value
    if isinstance(data, str):
        number = exact_numbers.parse(data)
        if number is None:
            raise EvaluationError(f'cannot convert `{data}` to number')
        return replace(value, data=number)
    raise EvaluationError(f'cannot convert {kind(data)} to number')


def to_bool(value: Value) -> Value:
    """Convert to a bool: of strings, `true`, `false`, `1` and `0` alone.

    Raises `EvaluationError` for any other value.
    """
    data = value.data
    if data is None or isinstance(data, (bool, Unknown)):
        return value
    if isinstance(data, str):
        if data not in _BOOLEANS:
            raise EvaluationError(
                f'cannot convert `{data}` to bool; only `true` and `false` are allowed'
            )
        return replace(value, data=_BOOLEANS[data])
    raise EvaluationError(f'cannot convert {kind(data)} to bool')


def fingerprint(value: Value) -> Hashable | None:
    """Return a key that equal values share, or None where a part of it is unknown.

    Lists and tuples are alike here, and so are maps and objects.
    """
    data = value.data
    if isinstance(data, Unknown):
        return None
    if isinstance(data, Handle):
        return 'handle', id(data)
    if not isinstance(data, (Sequence, Mapping)):
        return kind(data), data
    if data.rest is not None:
        return None
    parts = data.items if isinstance(data, Sequence) else data.items.values()
    keys = [fingerprint(part) for part in parts]
    if None in keys:
        return None
    if isinstance(data, Mapping):
        return 'map', frozenset(zip(data.items, keys, strict=True))
    return ('set', frozenset(keys)) if data.is_set else ('list', tuple(keys))


def _all_same(
    pairs: Iterable[tuple[Value, Value]],
    doubt: Unknown | None,
) -> bool | Unknown:
    """Return False where one pair surely differs, else the first doubt, else True."""
    for a, b in pairs:
        verdict = _same(a.data, b.data)
        if verdict is False:
            return False
        if isinstance(verdict, Unknown):
            doubt = doubt or verdict
    return True if doubt is None else doubt


def _same_sequences(a: Sequence, b: Sequence) -> bool | Unknown:
    if a.is_set != b.is_set:
        return False
    if a.is_set:
        keys = fingerprint(Value(a)), fingerprint(Value(b))
        doubt = Value(a).first_unknown() or Value(b).first_unknown()
        return doubt if doubt else keys[0] == keys[1]
    doubt = a.rest or b.rest
    if (len(a) > len(b) and not b.rest) or (len(b) > len(a) and not a.rest):
        return False
    # With further elements somewhere, no known element has a sure position.
    return doubt if doubt else _all_same(zip(a.items, b.items, strict=True), None)


def _same_mappings(a: Mapping, b: Mapping) -> bool | Unknown:
    if (not b.rest and a.items.keys() - b.items.keys()) or (
        not a.rest and b.items.keys() - a.items.keys()
    ):
        return False
    shared = [(item, b.items[key]) for key, item in a.items.items() if key in b.items]
    return _all_same(shared, a.rest or b.rest)


def _same(a: Data, b: Data) -> bool | Unknown:
    """Compare structure: a list is as good as a tuple here, and a map as an object."""
    if isinstance(a, Unknown):
        return a
    if isinstance(b, Unknown):
        return b
    if isinstance(a, Sequence) and isinstance(b, Sequence):
        return _same_sequences(a, b)
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return _same_mappings(a, b)
    if isinstance(a, (Handle, Mapping)) and isinstance(b, (Handle, Mapping)):
        return True if a is b else Unknown('whole objects are not compared')
    return kind(a) == kind(b) and a == b


def same(a: Value, b: Value) -> bool | Unknown:
    """Compare two values of one type, as elements of one list are.

    Unknown only where no known part already differs.
    """
    limit_value(a)
    limit_value(b)
    return _same(a.data, b.data)


def equal(a: Value, b: Value) -> Value:
    """Return Terraform's `a == b`, which converts nothing: `1 == "1"` is false.

    Terraform compares types as well: an empty list is not `[]`, which is a tuple. The
    values do not tell the two apart, so equal collections are unknown here.
    """
    verdict = same(a, b)
    if verdict is False and (_is_attribute(a) or _is_attribute(b)) and _same_text(a, b):
        return Value(_ATTRIBUTE_UNTOLD)
    collection = isinstance(a.data, (Sequence, Mapping)) and a.data is not b.data
    if verdict is True and collection:
        return Value(_TYPE_UNTOLD)
    return Value(verdict)


def _is_attribute(value: Value) -> bool:
    """Return whether a value is a resource's attribute, which has the type of its schema."""
    return any(not _MODULE.search(reference.address) for reference in value.references)


def _same_text(a: Value, b: Value) -> bool:
    """Return whether two single values are alike once both are strings."""
    if not all(isinstance(value.data, (bool, int, float, str)) for value in (a, b)):
        return False
    return to_text(a).data == to_text(b).data


def _written_out(value: Value) -> str:
    """Return a value as Terraform writes it out to order the elements of a set.

    Objects are written out like maps here. Of one type they have the same keys, which then
    order nothing. Source: `appendSetHashBytes` of go-cty.
    """
    data = value.data
    if isinstance(data, bool):
        return 'T' if data else 'F'
    if isinstance(data, (int, float)):
        return _ten_digits(data)
    if isinstance(data, str):
        return json.dumps(data, ensure_ascii=False)
    if isinstance(data, Sequence):
        return f'[{"".join(f"{_written_out(item)};" for item in data.items)}]'
    if isinstance(data, Mapping):
        return f'{{{"".join(_entry_written_out(*pair) for pair in sorted(data.items.items()))}}}'
    return '~' if data is None else '?'


def _ten_digits(number: int | float) -> str:
    if exact_numbers.is_infinite(number):
        return exact_numbers.number_text(number)
    digits = decimal_digits.general(exact_numbers.exact_digits(number), 10)
    return f'-{digits}' if exact_numbers.is_negative(number) else digits


def _entry_written_out(key: str, item: Value) -> str:
    return f'{json.dumps(key, ensure_ascii=False)}:{_written_out(item)};'


def _rank(value: Value) -> tuple[int, int | float, str]:
    data = value.data
    if isinstance(data, str):
        return 1, 0, data
    if isinstance(data, (int, float)):
        return 0, data, ''
    return (3 if data is None else 4 if isinstance(data, Unknown) else 2), 0, _written_out(value)


def as_attribute(value: Value, name: str) -> Value:
    """Return what a resource writes for an attribute as the type that all providers give it."""
    is_single = isinstance(value.data, (bool, int, float))
    return to_text(value) if is_single and name in _IDENTIFIERS else value


def is_identifier(value: Value) -> bool:
    """Return whether a value is a resource's identifier, known or not.

    It then is one text, neither null nor empty, and no other resource's. The output of a
    module, or another attribute of a resource, may be anything.
    """
    return any(
        reference.attribute in _IDENTIFIERS and not _MODULE.search(reference.address)
        for reference in value.references
    )


def distinct_items(
    items: tuple[Value, ...],
    rest: Unknown | None,
) -> tuple[tuple[Value, ...], Unknown | None]:
    """Return the items without repetitions, and what stands for further ones.

    An unknown item may repeat another: it moves to `rest`, unless it is the only one or
    a resource's identifier. An item that is known in part is kept, and `rest` then says
    that their number is not sure.
    """
    kept: dict[Hashable, Value] = {}
    for item in items:
        key = fingerprint(item)
        if key is None and (doubt := item.first_unknown()):
            alone = len(items) == 1 and rest is None
            if isinstance(item.data, Unknown) and is_identifier(item):
                key = item.references
            elif isinstance(item.data, Unknown) and not alone:
                rest = rest or doubt
                continue
            else:
                key = ('partial', id(item))
                rest = rest if alone else rest or doubt
        kept.setdefault(key, item)
    return tuple(kept.values()), rest


def set_of(
    items: tuple[Value, ...],
    rest: Unknown | None = None,
    *,
    alike: bool = False,
) -> Sequence:
    """Return a set of items that have one type, in the order Terraform iterates it.

    An element that is known in part may in truth stand elsewhere.
    """
    kept, rest = distinct_items(items, rest)
    alike = alike and keeps_references(items, kept)
    return Sequence(tuple(sorted(kept, key=_rank)), rest, is_set=True, alike=alike)


def mapping_of(value: Value) -> Mapping | Unknown | None:
    """Return a map's or an object's attributes; None where `value` is neither.

    The attributes of a `Handle` are evaluated; where their names are not all known, the
    answer is an `Unknown`.
    """
    data = value.data
    if isinstance(data, (Mapping, Unknown)):
        return data
    if isinstance(data, Handle):
        names = data.names()
        if names is None:
            return unlisted(data)
        return Mapping({name: data.attribute(name) for name in names})
    return None
