"""The classes of a CDK app's constructs, which `tree.json` of its assembly has by their paths.

Source: aws-cdk-lib 2.276.0, `core/lib/private/tree-metadata.js`. A class that an app derives has
the name of the CDK's class that it derives from. A large tree is in several files; of what the
first does not have, nothing is known.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from checkov_aurora_pg.readers.cloudformation.stacks.assemblies import object_at
from checkov_aurora_pg.readers.cloudformation.stacks.assemblies import read_object

_FILE = 'tree.json'
_LIBRARY = 'aws-cdk-lib.'

# What holds the constructs that an author speaks of, and is none of them.
_FRAMES = frozenset(
    {'aws-cdk-lib.App', 'aws-cdk-lib.NestedStack', 'aws-cdk-lib.Stack', 'aws-cdk-lib.Stage'}
)

# From a resource to the construct that makes it: `Cluster/Writer/Resource`.
_MOST_AROUND = 2


def read_classes(directory: str) -> Mapping[str, str]:
    """Return the class of each construct of the assembly in a directory, by its path."""
    classes: dict[str, str] = {}
    nodes: list[Any] = [read_object(os.path.join(directory, _FILE)).get('tree')]
    while nodes:
        node = nodes.pop()
        if not isinstance(node, dict):
            continue
        path, name = node.get('path'), object_at(node, 'constructInfo').get('fqn')
        if isinstance(path, str) and isinstance(name, str):
            classes[path] = name
        nodes += object_at(node, 'children').values()
    return classes


def _around(classes: Mapping[str, str], path: str) -> list[str]:
    """Return the paths of the CDK's constructs that hold a resource, outwards."""
    found: list[str] = []
    while len(found) < _MOST_AROUND:
        path = path.rpartition('/')[0]
        name = classes.get(path, '')
        if not name.startswith(_LIBRARY) or name in _FRAMES:
            break
        found.append(path)
    return found


def classes_around(classes: Mapping[str, str], path: str) -> tuple[str, ...]:
    """Return the classes of the constructs that hold a resource, outwards, and last its own."""
    own = classes.get(path)
    return (*(classes[one] for one in _around(classes, path)), *((own,) if own else ()))


def construct_of(classes: Mapping[str, str], path: str) -> str:
    """Return the path of the construct that an author wrote to make a resource."""
    return [path, *_around(classes, path)][-1]
