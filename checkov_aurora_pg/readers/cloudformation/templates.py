"""What a CloudFormation template is, and its sections."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checkov_aurora_pg.readers.nodes import Items
from checkov_aurora_pg.readers.nodes import Node

LOOP = 'Fn::ForEach::'
MACRO = 'Fn::Transform'


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """One template. `path` is absolute, `lines` are the lines of its text."""

    path: str
    root: Node
    lines: tuple[str, ...]

    def section(self, name: str) -> Items:
        """Return the entries of a section as they are written, by logical id."""
        node = self.root.get(name)
        return node.items if node is not None else {}

    def key(self, logical_id: str) -> str:
        """Return a name for a resource that is unique among all templates."""
        return f'{self.path}:{logical_id}'


def _is_resource(key: str, node: Node) -> bool:
    return node.get('Type') is not None or key.startswith(LOOP) or key == MACRO


def find_template(documents: Iterable[Node], path: str, text: str) -> Template | None:
    """Return the template among a file's documents, or None where there is none.

    A template is a mapping whose `Resources` hold at least one entry with a `Type`, a
    loop or a macro.
    """
    for root in documents:
        resources = root.get('Resources')
        if resources is not None and any(
            _is_resource(key, entry.value) for key, entry in resources.items.items()
        ):
            return Template(path, root, tuple(text.split('\n')))
    return None
