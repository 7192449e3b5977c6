"""A single value in the form in which the APIs of AWS receive and compare it."""

from __future__ import annotations

from math import isinf

Scalar = bool | int | float | str


def spelled_alike(name: str) -> str:
    """Return the canonical spelling of a name that AWS compares without regard to case."""
    return name.strip().lower()


def text_of(value: Scalar) -> str:
    """Return a scalar as the APIs receive it: `true`, `1`, `1.5`."""
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, float) and isinf(value):
        return '+Inf' if value > 0 else '-Inf'
    if isinstance(value, float) and value.is_integer():
        return f'{value:.0f}'
    return str(value)
