"""JSON that may also be printed into a pipeline's log."""

from __future__ import annotations

import json
from collections.abc import Mapping


def json_text(value: object) -> str:
    """Return JSON in ASCII, two spaces an indent."""
    return _harmless(json.dumps(value, indent=2))


def json_rows(document: Mapping[str, object]) -> str:
    """Return an object in JSON, in ASCII, with each element of a list on a line of its own.

    Indented as a whole, it would take the standard library several times as long.
    """
    return _harmless(_object(document, '  '))


def _object(value: Mapping[str, object], indent: str) -> str:
    entries = (f'{indent}{json.dumps(key)}: {_value(one, indent)}' for key, one in value.items())
    return '{\n' + ',\n'.join(entries) + f'\n{indent[2:]}}}'


def _value(value: object, indent: str) -> str:
    if isinstance(value, dict) and value:
        return _object(value, f'{indent}  ')
    if isinstance(value, list) and value:
        rows = ',\n'.join(f'{indent}  {json.dumps(one)}' for one in value)
        return f'[\n{rows}\n{indent}]'
    return json.dumps(value)


def _harmless(text: str) -> str:
    # `##` stands in strings alone, and there the second one is escaped: what runs a pipeline
    # obeys `##[command]` anywhere in its log.
    return text.replace('##', r'#\u0023') + '\n'
