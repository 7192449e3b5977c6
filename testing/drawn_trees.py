"""Trees of files, drawn: names, nesting, formats, calls between directories, encodings, links."""

from __future__ import annotations

import json
from dataclasses import dataclass
from dataclasses import field

from hypothesis import strategies as st

from testing.ways import Link

_CLUSTER = """
resource "aws_rds_cluster" "{name}" {{
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = false
}}
"""
_TEMPLATE = """
Resources:
  Orders:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-postgresql
"""
_IN_JSON = json.dumps(
    {
        'Resources': {
            'Orders': {
                'Type': 'AWS::RDS::DBCluster',
                'Properties': {'Engine': 'aurora-postgresql'},
            }
        }
    }
)
_PLAN = json.dumps(
    {
        'format_version': '1.2',
        'terraform_version': '1.9.0',
        'planned_values': {
            'root_module': {
                'resources': [
                    {
                        'address': 'aws_rds_cluster.orders',
                        'mode': 'managed',
                        'type': 'aws_rds_cluster',
                        'values': {
                            'engine': 'aurora-postgresql',
                            'iam_database_authentication_enabled': False,
                        },
                    }
                ]
            }
        },
    }
)
_TERRAFORM_JSON = json.dumps(
    {
        'resource': {
            'aws_rds_cluster': {
                'orders': {
                    'engine': 'aurora-postgresql',
                    'iam_database_authentication_enabled': False,
                }
            }
        }
    }
)

_FOLDERS = ('a', 'b', 'c', 'a/b', 'b/a', '.hidden', 'modules/db', 'test', 'a/node_modules/x')
_ENDINGS = ('', '.yaml', '.yml', '.YAML', '.json', '.JSON', '.template', '.cfn', '.txt', '.out')
_ENCODINGS = ('utf-8', 'utf-8-sig', 'utf-16')
_COUNTS = ('', '  count = 0\n', '  count = 1\n', '  count = var.unknown\n', '  for_each = {}\n')


@dataclass
class DrawnTree:
    """A tree, and the files of it with a cluster that has IAM authentication off.

    Those in a folder of packages are not among them.
    """

    files: dict[str, str | bytes] = field(default_factory=dict)
    violating: set[str] = field(default_factory=set)

    def add(self, path: str, content: str | bytes) -> None:
        """Plant a violating file."""
        self.files[path] = content
        if 'node_modules' not in path:
            self.violating.add(path)


@st.composite
def drawn_trees(draw: st.DrawFn) -> DrawnTree:
    """Draw a tree with at least one violating file."""
    tree = DrawnTree()
    folders = draw(st.lists(st.sampled_from(_FOLDERS), min_size=1, max_size=5, unique=True))
    for number, folder in enumerate(folders):
        kind = draw(st.sampled_from(('terraform', 'terraform in JSON', 'yaml', 'json', 'plan')))
        if kind == 'terraform':
            name = draw(st.sampled_from(('main.tf', '#main.tf', 'a_override.tf.tf', 'é.tf')))
            tree.add(f'{folder}/{name}', _CLUSTER.format(name=f'c{number}'))
        elif kind == 'terraform in JSON':
            tree.add(f'{folder}/main.tf.json', _TERRAFORM_JSON)
        else:
            content = {'yaml': _TEMPLATE, 'json': _IN_JSON, 'plan': _PLAN}[kind]
            encoding = draw(st.sampled_from(_ENCODINGS))
            ending = draw(st.sampled_from(_ENDINGS))
            tree.add(f'{folder}/stack{ending}', content.encode(encoding))
    for number in range(draw(st.integers(0, 4))):
        _add_call(draw, tree, folders, number)
    if draw(st.booleans()):
        tree.files['link'] = Link(draw(st.sampled_from(folders)))
    return tree


def _add_call(draw: st.DrawFn, tree: DrawnTree, folders: list[str], number: int) -> None:
    caller = draw(st.sampled_from((*folders, 'decoy')))
    called = draw(st.sampled_from(folders))
    up = '../' * len(caller.split('/'))
    count = draw(st.sampled_from(_COUNTS))
    text = f'module "m{number}" {{\n  source = "{up}{called}"\n{count}}}\n'
    if 'unknown' in count:
        text += 'variable "unknown" {}\n' if f'{caller}/v.tf' not in tree.files else ''
        tree.files.setdefault(f'{caller}/v.tf', '')
    tree.files[f'{caller}/call{number}.tf'] = text
