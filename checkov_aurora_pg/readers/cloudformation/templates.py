"""What a CloudFormation template is, and its sections."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checkov_aurora_pg.readers.nodes import Items
from checkov_aurora_pg.readers.nodes import Node

LOOP = 'Fn::ForEach::'
MACRO = 'Fn::Transform'
# The types whose resources are stacks, with the property that says where the template is.
NESTED_STACKS: Mapping[str, str] = {
    'AWS::CloudFormation::Stack': 'TemplateURL',
    'AWS::Serverless::Application': 'Location',
}


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """One template. `path` is absolute.

    `lines` are the lines of its text, and of each file that it includes, by absolute path.
    """

    path: str
    root: Node
    lines: Mapping[str, tuple[str, ...]]

    def section(self, name: str) -> Items:
        """Return the entries of a section as they are written, by logical id."""
        node = self.root.get(name)
        return node.items if node is not None else {}
