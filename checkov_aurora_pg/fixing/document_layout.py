"""New keys and items in YAML and JSON, laid out like their siblings.

Changes are triples of a start, an end and a text, in characters of the file's text.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from checkov_aurora_pg.fixing.edits import EditRefused
from checkov_aurora_pg.fixing.wanted_values import Wanted
from checkov_aurora_pg.fixing.yaml_spelling import scalar
from checkov_aurora_pg.fixing.yaml_tree import Written

Change = tuple[int, int, str]
_LINE_REST = re.compile(r'[ \t]*(?:#[^\r\n]*)?(?=\r?\n|\Z)')
_UNIT = re.compile(r'\n([ \t]+)')


@dataclass(frozen=True, slots=True)
class Document:
    """A text, and whether it is JSON."""

    text: str
    is_json: bool

    @property
    def newline(self) -> str:
        """How its first line ends."""
        end = self.text.find('\n')
        return '\r\n' if end > 0 and self.text[end - 1] == '\r' else '\n'

    @property
    def unit(self) -> str:
        """What one level is indented by: as its first indented line is."""
        match = _UNIT.search(self.text)
        return match[1] if match else '  '

    def written(self, node: Written) -> str:
        """Return a node's text."""
        return self.text[node.start : node.end]

    def like(self, siblings: list[Written]) -> str:
        """Return the last scalar that a new one should look like; empty if there is none."""
        scalars = [one for one in siblings if one.kind == 'scalar' and not one.tag]
        texts = [self.written(one) for one in scalars if not one.is_text_block]
        numbers = [text for text in texts if text.strip('\'"').isdigit()]
        return (numbers or [text for text in texts if text[:1] in ('"', "'")] or [''])[-1]

    def flow(self, value: Wanted, like: str = '') -> str:
        """Return a value in flow style, on one line."""
        if isinstance(value, dict):
            pairs = (f'{self.key(key, "")}: {self.flow(one)}' for key, one in value.items())
            return '{' + ', '.join(pairs) + '}'
        if isinstance(value, tuple):
            return '[' + ', '.join(map(self.flow, value)) + ']'
        return scalar(value, like if isinstance(value, str) else '', self.is_json)

    def key(self, key: str, like: str) -> str:
        """Return a key, in the quotes that its siblings have."""
        if self.is_json:
            return json.dumps(key)
        return scalar(key, like if like[:1] in ('"', "'") else '', False)


def added_key(document: Document, node: Written, key: str, value: Wanted) -> list[Change]:
    """Return what adds a key to a mapping. Raises `EditRefused`."""
    if any(one.kind != 'scalar' or one.is_text_block for one, _ in node.pairs):
        raise EditRefused('one of its keys is no plain text')
    values = [one for _, one in node.pairs]
    name = document.key(key, document.written(node.pairs[-1][0]) if node.pairs else '')
    like = document.like(values)
    if node.is_flow:
        separator = ': '
        if node.pairs:
            first, value_node = node.pairs[-1]
            separator = document.text[first.end : value_node.start]
            separator = separator if not separator.strip(': ') else ': '
        text = name + separator + document.flow(value, like)
        return _added_in_flow(document, node, [one for one, _ in node.pairs], values, text)
    indent = ' ' * node.column
    text = name + ':' + _block(document, value, indent, like)
    return [_line(document, node, values, indent + text)]


def added_item(document: Document, node: Written, item: Wanted) -> list[Change]:
    """Return what adds an item to a list. Raises `EditRefused`."""
    if node.is_flow:
        mappings = [one for one in node.items if one.kind == 'mapping' and one.pairs]
        text = document.flow(item, document.like(node.items))
        if mappings and isinstance(item, dict):
            text = _flow_like(document, mappings[-1], item)
        return _added_in_flow(document, node, node.items, node.items, text)
    indent = ' ' * node.column
    last = node.items[-1]
    dash = document.text.rfind('-', 0, last.start)
    gap = document.text[dash + 1 : last.start]
    gap = gap if gap and not gap.strip(' ') else ' '
    if isinstance(item, dict):
        inner = indent + ' ' + gap
        text = _mapping(document, item, inner, _values_like(document, node.items))
        text = text.removeprefix(inner)
    else:
        text = document.flow(item, document.like(node.items))
    return [_line(document, node, node.items, f'{indent}-{gap}{text}')]


def _values_like(document: Document, items: list[Written]) -> dict[str, str]:
    pairs = (pair for one in items if one.kind == 'mapping' for pair in one.pairs)
    return {key.value: document.like([value]) for key, value in pairs}


def _mapping(
    document: Document, wanted: dict[str, Wanted], indent: str, likes: dict[str, str]
) -> str:
    lines = (
        f'{indent}{document.key(key, "")}:{_block(document, one, indent, likes.get(key, ""))}'
        for key, one in wanted.items()
    )
    return document.newline.join(lines)


def _block(document: Document, value: Wanted, indent: str, like: str) -> str:
    """Return a value after its key's colon, in block style."""
    inner = indent + '  '
    if isinstance(value, dict) and value:
        return document.newline + _mapping(document, value, inner, {})
    if isinstance(value, tuple) and value:
        items = []
        for one in value:
            text = document.flow(one)
            if isinstance(one, dict) and one:
                text = _mapping(document, one, inner + '  ', {}).removeprefix(inner + '  ')
            items.append(f'{inner}- {text}')
        return document.newline + document.newline.join(items)
    return ' ' + document.flow(value, like)


def _line(document: Document, node: Written, values: list[Written], text: str) -> Change:
    """Return what adds lines to a block, after the last of `values` that does not forbid it."""
    usual = [one for one in values if not one.is_text_block]
    if not usual:
        # Where a block of text ends is not to be seen.
        start = document.text.rfind('\n', 0, node.start) + 1
        if document.text[start : node.start].strip(' '):
            raise EditRefused('its only value is a block of text')
        return start, start, text + document.newline
    rest = _LINE_REST.match(document.text, usual[-1].end)
    if rest is None:
        raise EditRefused('more stands on the line')
    return rest.end(), rest.end(), document.newline + text


def _added_in_flow(
    document: Document, node: Written, starts: list[Written], values: list[Written], text: str
) -> list[Change]:
    if not starts:
        inside = document.text[node.start : node.end]
        opening = node.start + max(inside.find('{' if node.kind == 'mapping' else '['), 0) + 1
        between = document.text[opening : node.end - 1]
        if between.strip():
            raise EditRefused('a comment stands where the first element belongs')
        if '\n' not in between:
            return [(opening, node.end - 1, text)]
        outer = between.rpartition('\n')[2]
        return [
            (
                opening,
                node.end - 1,
                f'{document.newline}{outer}{document.unit}{text}{document.newline}{outer}',
            )
        ]
    last = starts[-1]
    line = document.text.rfind('\n', 0, last.start) + 1
    lead = document.text[line : last.start]
    gap = document.newline + lead if line and not lead.strip() else ' '
    if gap == ' ' and len(starts) > 1:
        before = document.text[values[-2].end : last.start]
        gap = before.partition(',')[2] if not before.strip(', ') else ' '
    end = values[-1].end
    return [(end, end, f',{gap}{text}')]


def _flow_like(document: Document, model: Written, item: dict[str, Wanted]) -> str:
    """Return a new mapping in flow style like another one."""
    first, last = model.pairs[0][0], model.pairs[-1][1]
    opening = document.text[model.start + 1 : first.start]
    closing = document.text[last.end : model.end - 1]
    if opening.strip() or closing.strip():
        return document.flow(item)
    between = ', '
    if '\n' in opening:
        between = ',' + opening
    colon = document.text[first.end : model.pairs[0][1].start]
    likes = {
        key.value: document.written(value) for key, value in model.pairs if value.kind == 'scalar'
    }
    entries = [
        document.key(key, document.written(first)) + colon + document.flow(one, likes.get(key, ''))
        for key, one in item.items()
    ]
    return '{' + opening + between.join(entries) + closing + '}'
