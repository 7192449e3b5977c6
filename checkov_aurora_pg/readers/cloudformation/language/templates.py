"""What a CloudFormation template is, and its sections."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.documents.nodes import Items
from checkov_aurora_pg.readers.documents.nodes import Node

# Of one template; beyond it nobody tells deployments apart.
MOST_DEPLOYMENTS = 64

LOOP = 'Fn::ForEach::'
MACRO = 'Fn::Transform'
STACK_SET = 'AWS::CloudFormation::StackSet'
# The types whose resources are stacks, with the property that says where the template is.
NESTED_STACKS: Mapping[str, str] = {
    'AWS::CloudFormation::Stack': 'TemplateURL',
    STACK_SET: 'TemplateURL',
    'AWS::Serverless::Application': 'Location',
}


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """One template. `path` is absolute.

    `lines` are the lines of its text, and of each file that it includes, by absolute path.
    `part` tells it from others in the same file. `included` are the documents that it includes.
    `is_fragment` says that it is made of resources that another template may include. One of
    a service is what it is in the stage that is deployed without a name; `stages` has others.
    """

    path: str
    root: Node
    lines: Mapping[str, tuple[str, ...]]
    part: str = ''
    included: tuple[Node, ...] = ()
    is_fragment: bool = False
    stages: Stages | None = None

    @property
    def key(self) -> str:
        """What it is called by among all templates."""
        return self.path + self.part

    def section(self, name: str) -> Items:
        """Return the entries of a section as they are written, by logical id."""
        node = self.root.get(name)
        return node.items if node is not None else {}


@dataclass(frozen=True, slots=True, eq=False)
class Stages:
    """What a service of the Serverless Framework is in its stages.

    `found` are the templates in those that its files name, `MOST_DEPLOYMENTS` of them at most, and
    `places` where each stage is named. `default` is the stage that is deployed where none is
    given; empty, it is not known, or not the same as that stage where it is given. `make` returns
    the template in a stage with parameters, or why it cannot be read.
    """

    found: Mapping[str, Template]
    places: Mapping[str, Place]
    default: str
    make: Callable[[str, Mapping[str, str]], Template | Problem]


def in_all_stages(template: Template) -> Iterator[Template]:
    """Yield a template, and what it is in the stages that its files name."""
    yield template
    if template.stages is not None:
        yield from template.stages.found.values()
