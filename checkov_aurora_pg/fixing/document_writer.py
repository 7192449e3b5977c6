"""The writer of YAML and JSON: CloudFormation, Serverless, and Terraform's JSON syntax."""

from __future__ import annotations

import re
from dataclasses import replace as with_changes

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.fixing import document_layout as layout
from checkov_aurora_pg.fixing.document_layout import Change
from checkov_aurora_pg.fixing.document_layout import Document
from checkov_aurora_pg.fixing.edits import Edit
from checkov_aurora_pg.fixing.edits import EditRefused
from checkov_aurora_pg.fixing.edits import Edits
from checkov_aurora_pg.fixing.edits import merged
from checkov_aurora_pg.fixing.wanted_values import Scalar
from checkov_aurora_pg.fixing.wanted_values import Wanted
from checkov_aurora_pg.fixing.wanted_values import text_of
from checkov_aurora_pg.fixing.writer import Target
from checkov_aurora_pg.fixing.yaml_spelling import scalar
from checkov_aurora_pg.fixing.yaml_tree import Written
from checkov_aurora_pg.fixing.yaml_tree import written_documents
from checkov_aurora_pg.readers.documents.json_nodes import read_json
from checkov_aurora_pg.readers.documents.nodes import DocumentError

_BOM = b'\xef\xbb\xbf'
# By these libyaml counts lines, and the JSON reader does not.
_ODD_LINE_ENDS = re.compile('[\x85\u2028\u2029]|\r(?!\n)')
_COMPUTED = re.compile(r'[$%]\{|\{\{')
_FUNCTION = re.compile(r'Ref|Fn::.*|Condition')
_PROPERTIES = re.compile(r'(?:[&!]\S*\s+)*')


class DocumentWriter:
    """See `Writer`. A value under an anchor that is used elsewhere is not changed."""

    def __init__(self, path: str, content: bytes) -> None:
        """Parse a file. Raises `EditRefused`."""
        self._path = path
        self._start = len(_BOM) if content.startswith(_BOM) else 0
        try:
            text = content[self._start :].decode()
        except UnicodeDecodeError:
            raise EditRefused('the file is not UTF-8 text') from None
        if _ODD_LINE_ENDS.search(text):
            raise EditRefused('the file has line ends that tools count differently')
        self._document = Document(text, _is_json(text, path))
        self._roots, self._aliased = written_documents(text)

    def replace(self, target: Target, value: Scalar) -> Edits:
        """See `Writer`."""
        return self._edits(self._replaced(self._found(target), value))

    def set_key(self, target: Target, key: str, value: Wanted) -> Edits:
        """See `Writer`. In several documents, the first that has the target's keys counts."""
        return self._edits(self._set(self._found(target), key, value))

    def set_item(self, target: Target, item: Wanted, by: str = 'name') -> Edits:
        """See `Writer`."""
        node = self._found(target)
        if node.kind != 'list':
            raise EditRefused('no list is written at this place')
        if not isinstance(item, dict):
            if isinstance(item, tuple):
                raise EditRefused('a list in a list is not written')
            if any(one.kind == 'scalar' and one.value == text_of(item) for one in node.items):
                return ()
            return self._edits(layout.added_item(self._document, node, item))
        wanted = item.get(by)
        same = [one for one in node.items if self._has(one, by, wanted)]
        if len(same) > 1:
            raise EditRefused(f'several items have this `{by}`')
        if not same:
            return self._edits(layout.added_item(self._document, node, item))
        rest = [(key, value) for key, value in item.items() if key != by]
        return self._edits([one for key, value in rest for one in self._set(same[0], key, value)])

    def set_parameter(
        self, target: Target, name: str, value: str, apply_method: str | None = None
    ) -> Edits:
        """See `Writer`. In JSON, the blocks are an object or a list of them."""
        wanted: dict[str, Wanted] = {'name': name, 'value': value}
        if apply_method is not None:
            wanted['apply_method'] = apply_method
        group = self._found(target)
        blocks = _value(group, 'parameter')
        if blocks is None:
            if _value(group, 'dynamic') is not None:
                raise EditRefused('its parameters come from a `dynamic` block')
            return self._edits(self._set(group, 'parameter', (wanted,)))
        if blocks.kind == 'list':
            return self.set_item(with_changes(target, keys=(*target.keys, 'parameter')), wanted)
        if not self._has(blocks, 'name', name):
            raise EditRefused('its one parameter is an object: make it a list first')
        changes = [one for key in wanted for one in self._set(blocks, key, wanted[key])]
        return self._edits(changes)

    def _replaced(self, node: Written, value: Scalar) -> list[Change]:
        self._require_own(node)
        if node.kind != 'scalar':
            raise EditRefused('no single value is written at this place')
        if node.is_text_block:
            raise EditRefused('the value is a block of text')
        if node.tag.startswith('!') or _COMPUTED.search(node.value):
            raise EditRefused('the value is computed from others')
        if node.value == text_of(value) and node.end > node.start:
            return []
        written = self._document.text[node.start : node.end]
        match = _PROPERTIES.match(written)
        start = node.start + (match.end() if match else 0)
        gap = ' ' if node.start == node.end else ''
        example = self._document.text[start : node.end]
        return [(start, node.end, gap + scalar(value, example, self._document.is_json))]

    def _set(self, node: Written, key: str, value: Wanted) -> list[Change]:
        self._require_own(node)
        if node.kind != 'mapping':
            raise EditRefused('no mapping is written at this place')
        if any(_FUNCTION.fullmatch(one.value) for one, _ in node.pairs) and len(node.pairs) == 1:
            raise EditRefused('the value is computed from others')
        written = _value(node, key)
        if written is None:
            return layout.added_key(self._document, node, key, value)
        if isinstance(value, (dict, tuple)):
            raise EditRefused(f'`{key}` is set already')
        return self._replaced(written, value)

    def _has(self, node: Written, by: str, value: Wanted | None) -> bool:
        found = _value(node, by)
        if found is None or isinstance(value, (dict, tuple, type(None))):
            return False
        if found.kind != 'scalar' or found.tag.startswith('!') or _COMPUTED.search(found.value):
            raise EditRefused(f'the `{by}` of one of its items is computed')
        return found.value == text_of(value)

    def _require_own(self, node: Written) -> None:
        if node.kind == 'alias':
            raise EditRefused('the value is an alias of another one')
        for one in node.around():
            if one.anchor in self._aliased:
                raise EditRefused(f'the value is also used elsewhere, as `*{one.anchor}`')
            if one.tag.startswith('!') and one is not node:
                raise EditRefused('the value is computed from others')

    def _found(self, target: Target) -> Written:
        starts = list(self._roots) if target.place is None else list(self._at(target.place))
        for start in starts if target.keys or not starts else starts[-1:]:
            node: Written | None = start
            for key in target.keys:
                node = _value(node, key) if node is not None else None
            if node is not None:
                return node
        raise EditRefused('nothing is written at this place')

    def _at(self, place: Place) -> list[Written]:
        """Return the value of the entry that begins here, then the value that does."""
        line, column = place.line - 1, place.column - 1
        nodes = [node for root in self._roots for node in root.below() if node.line <= line]
        pairs = [pair for node in nodes for pair in node.pairs]
        entries = [value for key, value in pairs if (key.line, key.column) == (line, column)]
        return [*entries, *(node for node in nodes if (node.line, node.column) == (line, column))]

    def _edits(self, changes: list[Change]) -> Edits:
        return merged(
            Edit(self._path, self._offset(start), self._offset(end), text)
            for start, end, text in changes
        )

    def _offset(self, position: int) -> int:
        return self._start + len(self._document.text[:position].encode())


def _is_json(text: str, path: str) -> bool:
    """Return whether a text is JSON; YAML's flow style begins with a bracket too."""
    if not text.lstrip().startswith(('{', '[')):
        return False
    try:
        read_json(text, path)
    except DocumentError:
        return False
    return True


def _value(node: Written, key: str) -> Written | None:
    """Return the value under a key. Raises `EditRefused` where it is written twice."""
    found = [value for one, value in node.pairs if one.value == key]
    if len(found) > 1:
        raise EditRefused(f'`{key}` is set twice')
    return found[0] if found else None
