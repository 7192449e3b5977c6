"""A baseline: the findings that a team starts with, in a file that people review.

It has a line for each finding, sorted, so that a change of it reads as what it is. What
could not be judged is never in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.scanning.changes.identity import Identity
from checkov_aurora_pg.scanning.changes.novelty import Known

VERSION = 2
MOST_BYTES = 64 * 1024 * 1024

_OUTCOMES = (Outcome.FAIL, Outcome.UNDETERMINED)
_FIELDS = ('path', 'id', 'resource', 'attribute', 'verdict', 'root')
_WRONG = 'wrong'


class BaselineError(Exception):
    """A file is no baseline; the message says why."""


def _line(known: Known) -> str:
    fields = {
        **known.identity._asdict(),
        'verdict': known.outcome.value,
        'root': known.root,
    }
    return json.dumps({**{name: fields[name] for name in _FIELDS}, _WRONG: sorted(known.wrong)})


def _entry(path: str, number: int, item: object) -> Known:
    if not isinstance(item, dict) or not all(isinstance(item.get(name), str) for name in _FIELDS):
        wanted = ', '.join(f'`{name}`' for name in _FIELDS)
        raise BaselineError(f'`{path}` has an entry {number} without the texts {wanted}')
    if item['verdict'] not in _OUTCOMES or item['id'] == HEALTH:
        raise BaselineError(
            f'`{path}` has an entry {number} which is no finding: `{item["verdict"]}` of '
            f'`{item["id"]}`',
        )
    wrong = item.get(_WRONG)
    if not isinstance(wrong, list) or not all(isinstance(one, str) for one in wrong):
        raise BaselineError(f'`{path}` has an entry {number} without a list of texts `{_WRONG}`')
    identity = Identity(item['id'], item['path'], item['resource'], item['attribute'])
    return Known(Outcome(item['verdict']), identity, '', item['root'], frozenset(wrong))


def _document(path: str) -> dict[str, Any]:
    try:
        with open(path, 'rb') as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BaselineError(f'`{path}` cannot be read: {error.strerror}') from error
    if len(content) > MOST_BYTES:
        raise BaselineError(f'`{path}` is larger than {MOST_BYTES >> 20} MiB')
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BaselineError(f'`{path}` is not JSON: {error}') from error
    if not isinstance(document, dict) or 'version' not in document:
        raise BaselineError(f'`{path}` is not a baseline: write one with `--write-baseline`')
    return document


def debt(known: Iterable[Known], *, with_undetermined: bool) -> tuple[Known, ...]:
    """Return what a baseline takes up: failures, and what is undetermined where that fails."""
    kept = _OUTCOMES if with_undetermined else (Outcome.FAIL,)
    return tuple(one for one in known if one.outcome in kept and one.identity.id != HEALTH)


def written(known: Iterable[Known]) -> str:
    """Return the text of a baseline."""
    lines = sorted(map(_line, known))
    findings = ',\n'.join(f'    {line}' for line in lines)
    body = f'[\n{findings}\n  ]' if lines else '[]'
    return f'{{\n  "version": {VERSION},\n  "findings": {body}\n}}\n'


def read(path: str) -> tuple[Known, ...]:
    """Return what a baseline knows. Raises `BaselineError`."""
    document = _document(path)
    if document['version'] != VERSION:
        raise BaselineError(
            f'`{path}` has version `{document["version"]}`, and this command reads version '
            f'`{VERSION}`: write it again with `--write-baseline`',
        )
    findings = document.get('findings')
    if not isinstance(findings, list):
        raise BaselineError(f'`{path}` has no list of `findings`')
    return tuple(_entry(path, number, item) for number, item in enumerate(findings, 1))
