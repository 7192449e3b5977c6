"""A parameter group's entries that are written as a map, or as the JSON text of one."""

from __future__ import annotations

import json

from checkov_aurora_pg.core.parameters import Parameter
from checkov_aurora_pg.core.parameters import Parameters
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value

_NO_MAP = Unknown('its parameters are not a map')


def mapped_parameters(written: Value, place: Place) -> Parameters:
    """Return the entries of a map; `place` is theirs where the map has none."""
    data, place = written.data, written.place or place
    if isinstance(data, Unknown):
        return Parameters((), data)
    if data is None or data == '':
        return Parameters()
    if isinstance(data, str):
        return _decoded(data, place)
    if not isinstance(data, Mapping):
        return Parameters((), _NO_MAP)
    return Parameters(
        tuple(
            Parameter(Value(name, value.place or place), value, value.place or place)
            for name, value in data.items.items()
            if not value.is_null
        ),
        data.rest,
    )


def _decoded(text: str, place: Place) -> Parameters:
    try:
        pairs = json.loads(text, object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        return Parameters((), Unknown('its parameters are not the JSON text of a map'))
    if not isinstance(pairs, tuple):
        return Parameters((), _NO_MAP)
    return Parameters(
        tuple(
            Parameter(Value(name, place), _scalar(value, place), place)
            for name, value in pairs
            if value is not None
        )
    )


def _scalar(value: object, place: Place) -> Value:
    if isinstance(value, (bool, int, float, str)):
        return Value(value, place)
    return Value(Unknown('it is not a single value'), place)
