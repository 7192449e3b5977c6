"""Inline skips of a resource, read as Checkov reads them.

Source: Checkov 3.3.30: a comment on one of the resource's lines, or the resource's
`Metadata`. Checkov takes the words in any text for one; here a comment has to have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from functools import lru_cache

from checkov_aurora_pg.core.described_resource import Skip
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.documents.nodes import Node

_COMMENT = re.compile(
    r'(?:checkov|bridgecrew|cortex):skip= *'
    r'(?P<id>[A-Za-z_\d-]+(?:,[A-Za-z_\d-]+)*)(?::(?P<reason>.*))?',
)
_METADATA = ('checkov', 'bridgecrew')


# A line can be a whole template, and all of its resources are on it.
@lru_cache(maxsize=2)
def _comment_in(line: str) -> re.Match[str] | None:
    return _COMMENT.search(line) if 'skip=' in line else None


def _is_comment(lines: tuple[str, ...], number: int, offset: int) -> bool:
    from checkov_aurora_pg.readers.documents.yaml_comments import (
        is_comment,  # JSON needs no YAML parser
    )

    return is_comment(lines, number, offset)


def _comments(lines: tuple[str, ...], place: Place) -> Iterator[Skip]:
    for number, line in enumerate(lines[place.line - 1 : place.end_line], place.line):
        match = _comment_in(line)
        if match and _is_comment(lines, number, match.start()):
            reason = (match['reason'] or '').strip()
            yield Skip(match['id'], reason, Place(place.path, number, number))


def _metadata(resource: Node) -> Iterator[Skip]:
    metadata = resource.get('Metadata')
    for tool in _METADATA:
        section = metadata.get(tool) if metadata is not None else None
        skips = section.get('skip') if section is not None else None
        for skip in skips.data if skips is not None and isinstance(skips.data, tuple) else ():
            identifier, comment = skip.get('id'), skip.get('comment')
            if identifier is not None and identifier.text is not None:
                reason = comment.text if comment is not None and comment.text is not None else ''
                yield Skip(identifier.text, reason, skip.place)


def read_skips(
    lines: Mapping[str, tuple[str, ...]],
    place: Place,
    resource: Node,
) -> tuple[Skip, ...]:
    """Return the skips on the lines of a resource's place and in its metadata.

    `lines` are those of each file, by its path.
    """
    return (*_comments(lines[place.path], place), *_metadata(resource))
