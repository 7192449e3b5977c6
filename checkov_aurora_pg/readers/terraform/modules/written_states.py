"""Which root of a repository writes a state: what its `backend` block says.

Source: Terraform's documentation of the backends `s3`, `gcs`, `azurerm`, `http` and `local`. An
app of CDK for Terraform names its other stacks' states as their backends do (`cdktf` 0.20,
`LocalBackend` and `getRemoteStateDataSource`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass

from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.terraform.language import json_syntax
from checkov_aurora_pg.readers.terraform.language import syntax
from checkov_aurora_pg.readers.terraform.language.bodies import WrittenBody
from checkov_aurora_pg.readers.terraform.language.expressions import Literal
from checkov_aurora_pg.readers.terraform.language.syntax import SyntaxProblem

LOCAL = 'local'
_DEFAULT_PATH = 'terraform.tfstate'

# What tells one state from another: the first must be known, the others must not differ.
IDENTITY: Mapping[str, tuple[str, ...]] = {
    's3': ('key', 'bucket'),
    'gcs': ('prefix', 'bucket'),
    'azurerm': ('key', 'container_name', 'storage_account_name'),
    'http': ('address',),
    LOCAL: ('path',),
}

_TOKEN = b'backend'
# A repository with more files of Terraform is not searched.
_MOST_FILES = 20_000


@dataclass(frozen=True, slots=True)
class WrittenState:
    """The state that a root writes: what is not written of `told` is given at `init`."""

    directory: str
    backend: str
    told: Mapping[str, str]

    def may_be(self, backend: str, wanted: Mapping[str, str]) -> bool:
        """Return whether a state that is read is this one, as far as both say what they are."""
        if backend != self.backend:
            return False
        first, *others = IDENTITY[backend]
        return (
            first in wanted
            and wanted[first] == self.told.get(first)
            and all(
                wanted[name] == self.told[name]
                for name in others
                if name in wanted and name in self.told
            )
        )


def states_below(top: str) -> tuple[WrittenState, ...]:
    """Return the states that the roots of a repository write to a backend that is named."""
    return tuple(_states(top))


def _states(top: str) -> Iterator[WrittenState]:
    seen = 0
    for directory, folders, files in os.walk(top):
        folders[:] = sorted(name for name in folders if not name.startswith('.'))
        for name in sorted(files):
            if name.endswith(('.tf', '.tf.json')):
                seen += 1
                if seen > _MOST_FILES:
                    return
                yield from _states_in(os.path.join(directory, name), top)


def _states_in(path: str, top: str) -> Iterator[WrittenState]:
    body = _body(path, top)
    for terraform in body.blocks('terraform') if body is not None else ():
        for block in terraform.body.blocks('backend', 1):
            if block.labels[0] in IDENTITY:
                told = {
                    name: argument.expression.data
                    for name, argument in block.body.arguments.items()
                    if isinstance(argument.expression, Literal)
                    and isinstance(argument.expression.data, str)
                }
                if block.labels[0] == LOCAL and 'path' in told:
                    told['path'] = located(told['path'], os.path.dirname(path))
                yield WrittenState(os.path.dirname(path), block.labels[0], told)


def _body(path: str, top: str) -> WrittenBody | None:
    parse = json_syntax.parse if path.endswith('.json') else syntax.parse
    try:
        content = read_bytes(path, top)
        return parse(path, content) if _TOKEN in content else None
    except (FileRefused, SyntaxProblem, LimitExceeded):  # whoever reads the root says so
        return None


def located(path: str, directory: str) -> str:
    """Return where a state file is that a root names."""
    return os.path.normpath(os.path.join(directory, path))


def root_of_local(path: str, top: str) -> str | None:
    """Return the directory that writes a state file by default, since it names no backend."""
    root, name = os.path.split(path)
    if name != _DEFAULT_PATH or not os.path.isdir(root):
        return None
    bodies = [
        _body(os.path.join(root, one), top)
        for one in sorted(os.listdir(root))
        if one.endswith(('.tf', '.tf.json'))
    ]
    is_elsewhere = any(
        terraform.body.blocks(kind, labels)
        for body in bodies
        if body is not None
        for terraform in body.blocks('terraform')
        for kind, labels in (('backend', 1), ('cloud', 0))
    )
    return root if bodies and not is_elsewhere else None
