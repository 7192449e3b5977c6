"""The writer of Terraform's native syntax: `.tf` and `.tfvars`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkov_aurora_pg.fixing import hcl_bodies
from checkov_aurora_pg.fixing import hcl_collections
from checkov_aurora_pg.fixing.edits import Edit
from checkov_aurora_pg.fixing.edits import EditRefused
from checkov_aurora_pg.fixing.edits import Edits
from checkov_aurora_pg.fixing.edits import merged
from checkov_aurora_pg.fixing.hcl_alignment import keeping_alignment
from checkov_aurora_pg.fixing.hcl_bodies import Change
from checkov_aurora_pg.fixing.hcl_file import HclFile
from checkov_aurora_pg.fixing.hcl_file import body_of
from checkov_aurora_pg.fixing.wanted_values import Scalar
from checkov_aurora_pg.fixing.wanted_values import Wanted
from checkov_aurora_pg.fixing.writer import Target

if TYPE_CHECKING:
    from tree_sitter import Node


class HclWriter:
    """See `Writer`. A file that `terraform fmt` leaves alone stays one."""

    def __init__(self, path: str, content: bytes) -> None:
        """Parse a file. Raises `EditRefused`."""
        self._content = content
        self._file = HclFile(path, content)

    def replace(self, target: Target, value: Scalar) -> Edits:
        """See `Writer`."""
        node = self._found(target)
        if node is None or node.type == 'block':
            raise EditRefused('no value is written at this place')
        return self._edits(hcl_bodies.replaced(self._file, node, value))

    def set_key(self, target: Target, key: str, value: Wanted) -> Edits:
        """See `Writer`. The file's own arguments, as in tfvars, are those of no place."""
        node = self._found(target)
        if node is None or node.type == 'block':
            return self._edits(hcl_bodies.set_argument(self._file, node, key, value))
        return self._edits(hcl_collections.set_entry(self._file, node, key, value))

    def set_item(self, target: Target, item: Wanted, by: str = 'name') -> Edits:
        """See `Writer`."""
        node = self._found(target)
        if node is None or node.type == 'block':
            raise EditRefused('no list is written at this place')
        return self._edits(hcl_collections.set_item(self._file, node, item, by))

    def set_parameter(
        self, target: Target, name: str, value: str, apply_method: str | None = None
    ) -> Edits:
        """See `Writer`."""
        node = self._found(target)
        if node is None or node.type != 'block':
            raise EditRefused('no resource is written at this place')
        return self._edits(
            hcl_bodies.set_parameter(self._file, node, name, value, apply_method),
        )

    def _found(self, target: Target) -> Node | None:
        node = self._file.at(target.place) if target.place is not None else None
        for key in target.keys:
            node = self._below(node, key)
        return node

    def _below(self, node: Node | None, key: str) -> Node:
        if node is not None and node.type != 'block':
            return hcl_collections.entry_of(self._file, node, key)
        body = self._file.body if node is None else body_of(node)
        argument = hcl_bodies.argument_of(self._file, body, key)
        if argument is None:
            raise EditRefused(f'`{key}` is not written')
        return argument.children[-1]

    def _edits(self, changes: list[Change]) -> Edits:
        offset = self._file.start
        edits = merged(
            Edit(self._file.path, start + offset, end + offset, text)
            for start, end, text in changes
        )
        return keeping_alignment(self._content, edits) if edits else ()
