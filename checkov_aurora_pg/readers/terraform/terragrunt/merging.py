"""How Terragrunt lays the inputs of one file over those of another.

Source: Terragrunt's `pkg/config/include.go` (`mergeInputs`, `deepMergeInputs`), and its
documentation of `merge_strategy`.
"""

from __future__ import annotations

from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import MAX_LEVELS
from checkov_aurora_pg.readers.limits import limit


def shallow(base: Value, over: Value) -> Value:
    """Return two maps as one: each key of `over` takes the place of the one in `base`."""
    below, above = _map_of(base), _map_of(over)
    if isinstance(above, Unknown):
        above = Mapping({}, above)
    if isinstance(below, Unknown):
        below = Mapping({}, below)
    if above.rest is not None:
        below = _open(below, above.rest)
    return Value(
        Mapping({**below.items, **above.items}, above.rest or below.rest),
        over.place or base.place,
    )


def deep(base: Value, over: Value, depth: int = 0) -> Value:
    """Return two values as one: maps are merged in depth, and lists follow each other."""
    limit(depth, MAX_LEVELS, 'levels in one value')
    below, above = base.data, over.data
    if isinstance(above, Mapping) and isinstance(below, Unknown):
        return Value(_open_in_depth(above, below, depth), over.place)
    if isinstance(above, Mapping) and isinstance(below, Mapping):
        merged = shallow(base, over)
        assert isinstance(merged.data, Mapping)
        for key in below.items.keys() & above.items.keys():
            merged.data.items[key] = deep(below.items[key], above.items[key], depth + 1)
        if below.rest is not None:
            for key in above.items.keys() - below.items.keys():
                merged.data.items[key] = deep(Value(below.rest), above.items[key], depth + 1)
        return merged
    if isinstance(above, Sequence) and isinstance(below, Unknown):
        return Value(Sequence(above.items, below), over.place)
    if isinstance(above, Sequence) and isinstance(below, Sequence):
        return Value(Sequence((*below.items, *above.items), below.rest or above.rest), over.place)
    return over


def _map_of(value: Value) -> Mapping | Unknown:
    data = value.data
    if isinstance(data, (Mapping, Unknown)):
        return data
    return Mapping({}) if data is None else Unknown('`inputs` is not a map')


def _open(below: Mapping, rest: Unknown) -> Mapping:
    """Return a map of which an unknown key above may replace any."""
    return Mapping({key: Value(rest, one.place) for key, one in below.items.items()}, rest)


def _open_in_depth(above: Mapping, below: Unknown, depth: int) -> Mapping:
    unknown = Value(below)
    items = {key: deep(unknown, value, depth + 1) for key, value in above.items.items()}
    return Mapping(items, above.rest or below)
