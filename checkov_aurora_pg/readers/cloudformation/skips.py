"""Inline skips of a resource, read as Checkov reads them.

Source: Checkov 3.3.30: a comment on one of the resource's lines, or the resource's
`Metadata`. Checkov takes the words in any text for one; here a comment has to have them.

What cdk-nag writes for a construct's resources, or for a stack, is read as well where it names an
id of Checkov's form. Source: cdk-nag 2.38.2, `nag-suppression-helper`; 3.0.2 writes the same
where it is asked to.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from functools import lru_cache

from checkov_aurora_pg.core.described_resource import Skip
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.cloudformation.language.templates import Template
from checkov_aurora_pg.readers.documents.nodes import Node
from checkov_aurora_pg.readers.skips import comment_of

_COMMENT = re.compile(
    r'(?:checkov|bridgecrew|cortex):skip= *'
    r'(?P<ids>[A-Za-z_\d-]+(?:,[A-Za-z_\d-]+)*)(?::(?P<reason>.*))?',
)
_METADATA = ('checkov', 'bridgecrew')
_NAG = 'cdk_nag'

# Other tools' suppressions, of which most name other tools' rules.
_ID_OF_CHECKOV = re.compile(r'CKV[A-Z0-9]*_[A-Za-z0-9_]+')


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
            yield Skip(match['ids'], reason, comment_of(line, match, place.path, number))


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


def is_id_of_checkov(id: str) -> bool:
    """Return whether an id has the form of one of Checkov's, or of its plugins."""
    return _ID_OF_CHECKOV.fullmatch(id) is not None


def _reason(rule: Node) -> str:
    """Return the reason of a rule of cdk-nag, which encodes what is beyond Latin-1."""
    reason, encoded = rule.get('reason'), rule.get('is_reason_encoded')
    text = reason.text if reason is not None and reason.text is not None else ''
    if encoded is None or encoded.data is not True:
        return text
    try:
        return b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return text


def _nag(described: Node) -> Iterator[Skip]:
    """Yield the skips of cdk-nag in the metadata of a resource or a template.

    A rule that applies to named findings only names none of ours.
    """
    metadata = described.get('Metadata')
    section = metadata.get(_NAG) if metadata is not None else None
    rules = section.get('rules_to_suppress') if section is not None else None
    for rule in rules.elements if rules is not None else ():
        identifier = rule.get('id')
        id = identifier.text if identifier is not None else None
        if id is not None and is_id_of_checkov(id) and rule.get('applies_to') is None:
            yield Skip(id, _reason(rule), rule.place, is_of_checkov=False)


def read_skips(template: Template, place: Place, resource: Node) -> tuple[Skip, ...]:
    """Return the skips on the lines of a resource's place, and in its and its stack's metadata."""
    return (
        *_comments(template.lines[place.path], place),
        *_metadata(resource),
        *_nag(resource),
        *_nag(template.root),
    )
