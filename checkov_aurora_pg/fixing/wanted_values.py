"""What a writer is told to write, in no format's own spelling."""

from __future__ import annotations

Scalar = bool | int | str
Wanted = Scalar | tuple['Wanted', ...] | dict[str, 'Wanted']


def text_of(value: Scalar) -> str:
    """Return a single value as text: AWS takes `1`, `"1"` and `'1'` for the same."""
    if isinstance(value, bool):
        return 'true' if value else 'false'
    return str(value)
