"""JSON that may also be printed into a pipeline's log."""
from __future__ import annotations

import json


def json_text(value: object) -> str:
    """Return JSON in ASCII, two spaces an indent.

    `##` stands in strings alone, and there the second one is escaped: what runs a pipeline
    obeys `##[command]` anywhere in its log.
    """
    return json.dumps(value, indent=2).replace('##', r'#\u0023') + '\n'
