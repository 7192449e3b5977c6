"""The resources that are judged, found in a document by its structure alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checkov_aurora_pg.readers.documents.nodes import Node

# The types of clusters, of their instances and of parameter groups.
SUBJECTS = frozenset(
    {
        'AWS::RDS::DBCluster',
        'AWS::RDS::DBClusterParameterGroup',
        'AWS::RDS::DBInstance',
        'AWS::RDS::DBParameterGroup',
        'AWS::RDS::GlobalCluster',
    }
)


# The argument that has a template in it: `TemplateBody`, `template_body`.
_BODY = 'templatebody'
_TYPED = re.compile('|'.join(SUBJECTS))


def is_subject(node: Node) -> bool:
    """Return whether a node is the body of a resource that is judged."""
    kind = node.items.get('Type')
    return kind is not None and any(value.text in SUBJECTS for value in kind.values)


def mappings(root: Node) -> Iterator[Node]:
    """Yield every mapping of a document once, an outer one before those inside."""
    waiting, seen = [root], {id(root)}
    while waiting:
        node = waiting.pop()
        if node.items:
            yield node
        inside = node.elements or [value for entry in node.items.values() for value in entry.values]
        for child in inside:
            # What is aliased is one node with several ways to it.
            if id(child) not in seen and isinstance(child.data, (tuple, dict)):
                seen.add(id(child))
                waiting.append(child)


def subjects_in(root: Node) -> Iterator[Node]:
    """Yield the bodies of the resources that are judged, wherever they stand in a document."""
    return filter(is_subject, mappings(root))


def hands_over_subjects(root: Node) -> bool:
    """Return whether a document hands over a template, as a text or not, that has resources."""
    return any(
        _TYPED.search(value.text) is not None if value.text is not None else any(subjects_in(value))
        for node in mappings(root)
        for key, entry in node.items.items()
        if key.replace('_', '').replace('-', '').lower() == _BODY
        for value in entry.values
    )
