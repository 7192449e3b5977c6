"""Objects and lists that are written out in HCL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tree_sitter import Node

from checkov_aurora_pg.fixing import hcl_spelling as spelling
from checkov_aurora_pg.fixing.edits import EditRefused
from checkov_aurora_pg.fixing.hcl_bodies import Change
from checkov_aurora_pg.fixing.hcl_bodies import replaced
from checkov_aurora_pg.fixing.hcl_file import HclFile
from checkov_aurora_pg.fixing.hcl_file import value_of
from checkov_aurora_pg.fixing.wanted_values import Wanted
from checkov_aurora_pg.fixing.wanted_values import text_of


def _elements(collection: Node) -> list[Node]:
    kind = 'object_elem' if collection.type == 'object' else 'expression'
    return [child for child in collection.children if child.type == kind]


def _commas(collection: Node) -> list[Node]:
    return [child for child in collection.children if child.type == ',']


def set_entry(file: HclFile, expression: Node, key: str, value: Wanted) -> list[Change]:
    """Return what sets a key of an object. Raises `EditRefused`."""
    collection = value_of(expression)
    if collection.type != 'object':
        raise EditRefused(file.computed(expression))
    written = _written(file, collection, key)
    if written is not None:
        if isinstance(value, (dict, tuple)):
            raise EditRefused(f'`{key}` is set already')
        return replaced(file, written, value)
    style = _Style.of(file, collection)
    return _added(file, collection, lambda indent: style.entry(key, value, indent))


def entry_of(file: HclFile, expression: Node, key: str) -> Node:
    """Return the value under a key of an object. Raises `EditRefused`."""
    collection = value_of(expression)
    written = _written(file, collection, key) if collection.type == 'object' else None
    if written is None:
        raise EditRefused(f'`{key}` is not written')
    return written


def _written(file: HclFile, collection: Node, key: str) -> Node | None:
    found = [one for one in _elements(collection) if _key(file, one) == key]
    if len(found) > 1:
        raise EditRefused(f'`{key}` is set twice')
    return found[0].children[-1] if found else None


def _key(file: HclFile, element: Node) -> str:
    key = file.key(element)
    if key is None:
        raise EditRefused('one of its keys is computed')
    return key


def set_item(file: HclFile, expression: Node, item: Wanted, by: str) -> list[Change]:
    """Return what makes a list have an item, told by its key `by`. Raises `EditRefused`."""
    collection = value_of(expression)
    if collection.type != 'tuple':
        raise EditRefused(file.computed(expression))
    elements = _elements(collection)
    if not isinstance(item, dict):
        return _set_scalar(file, collection, item)
    objects = [one for one in elements if value_of(one).type == 'object']
    same = [one for one in objects if _has(file, one, by, item.get(by))]
    if len(same) > 1:
        raise EditRefused(f'several items have this `{by}`')
    if same:
        rest = {key: value for key, value in item.items() if key != by}
        return [one for key in rest for one in set_entry(file, same[0], key, rest[key])]
    model = value_of(objects[-1]) if objects else None
    style = _Style.of(file, model)
    return _added(file, collection, lambda indent: style.object(item, indent))


def _set_scalar(file: HclFile, collection: Node, item: Wanted) -> list[Change]:
    if isinstance(item, (dict, tuple)):
        raise EditRefused('a list in a list is not written')
    texts = [file.literal_text(one) for one in _elements(collection)]
    if text_of(item) in texts:
        return []
    return _added(file, collection, lambda indent: spelling.scalar(item))


def _has(file: HclFile, expression: Node, by: str, value: Wanted | None) -> bool:
    for element in _elements(value_of(expression)):
        if _key(file, element) == by:
            text = file.literal_text(element.children[-1])
            if text is None:
                raise EditRefused(f'the `{by}` of one of its items is computed')
            return not isinstance(value, (dict, tuple, type(None))) and text == text_of(value)
    return False


@dataclass(frozen=True, slots=True)
class _Style:
    """How an object's entries are written; `gap` stands inside its braces if it is on one line."""

    file: HclFile
    newline: str
    has_lines: bool = False
    is_quoted: bool = False
    separator: str = ' = '
    gap: str = ' '
    comma: str = ''
    last_comma: str = ''
    inner: str = ''
    names: tuple[str, ...] = ()
    likes: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, file: HclFile, model: Node | None) -> _Style:
        """Take the style of an object, or the formatter's own where there is none."""
        newline = file.newline(model.start_byte if model is not None else 0)
        elements = _elements(model) if model is not None else []
        if model is None or not elements:
            return cls(file, newline)
        first, last = elements[0], elements[-1]
        commas = _commas(model)
        key, mark, value = first.children[0], *_mark_and_value(first)
        separator = file.text[key.end_byte : value.start_byte].decode()
        has_lines = file.starts_line(first)
        gap = file.text[model.start_byte + 1 : first.start_byte].decode()
        return cls(
            file,
            newline,
            has_lines=has_lines,
            is_quoted=all(file.words(one).startswith('"') for one in elements),
            # The spaces that align an `=` are those of another key.
            separator=' = ' if file.words(mark) == '=' and ' ' in separator else separator,
            gap='' if gap.strip() or has_lines else gap,
            comma=',' if commas or not has_lines else '',
            last_comma=',' if commas and commas[-1].start_byte >= last.end_byte else '',
            inner=_relative(file.indent(first), file.indent(model)) if has_lines else '',
            names=tuple(file.key(one) or '' for one in elements),
            likes=tuple(
                (file.key(one) or '', file.words(literal))
                for one in elements
                if (literal := file.literal(one.children[-1])) is not None
            ),
        )

    def entry(self, key: str, value: Wanted, indent: str) -> str:
        """Return one entry of the object."""
        name = spelling.key(key, self.is_quoted)
        return name + self.separator + self._value(key, value, indent)

    def _value(self, key: str, value: Wanted, indent: str) -> str:
        if isinstance(value, (dict, tuple)):
            return spelling.value(value, indent, self.file.unit(), self.newline)
        like = dict(self.likes).get(key, '')
        if not like and self.likes and self._is_bare(key):
            like = '0'
        return spelling.scalar(value, like if like != 'null' else '')

    def _is_bare(self, key: str) -> bool:
        """Return whether the siblings in a map of parameters have numbers without quotes."""
        words = [like for name, like in self.likes if name != key]
        numbers = [word for word in words if word.strip('"').isdigit()]
        return bool(numbers) and not any(word.startswith('"') for word in numbers)

    def object(self, item: dict[str, Wanted], indent: str) -> str:
        """Return a new object like the model; `indent` is that of its line."""
        names = [name for name in self.names if name in item]
        names += [name for name in item if name not in names]
        if not self.has_lines:
            entries = ', '.join(self.entry(name, item[name], indent) for name in names)
            return f'{{{self.gap}{entries}{self.gap}}}'
        inner = indent + self.inner
        lines = [inner + self.entry(name, item[name], inner) + self.comma for name in names]
        if not self.last_comma:
            lines[-1] = lines[-1].removesuffix(',')
        return self.newline.join(('{', *lines, indent + '}'))


def _mark_and_value(element: Node) -> tuple[Node, Node]:
    mark = next(child for child in element.children if child.type in ('=', ':'))
    return mark, element.children[-1]


def _relative(inner: str, outer: str) -> str:
    return inner.removeprefix(outer) if inner.startswith(outer) else inner


def _added(file: HclFile, collection: Node, text_at: Callable[[str], str]) -> list[Change]:
    """Return what adds an element at the end; `text_at` has its text, by its line's indent."""
    elements, commas = _elements(collection), _commas(collection)
    if not elements:
        return [_only(file, collection, text_at)]
    last = elements[-1]
    trailing = commas[-1] if commas and commas[-1].start_byte >= last.end_byte else None
    if not file.starts_line(last):
        return [(last.end_byte, last.end_byte, ', ' + text_at(file.indent(last)))]
    has_commas = bool(commas) or collection.type == 'tuple'
    newline, indent = file.newline(last.start_byte), file.indent(last)
    text = newline + indent + text_at(indent) + (',' if trailing is not None else '')
    if trailing is not None or not has_commas:
        end = file.line_end((trailing or last).end_byte)
        if end is None:
            raise EditRefused('more code stands on the line')
        return [(end, end, text)]
    end = file.line_end(last.end_byte)
    if end is None or end == last.end_byte:
        return [(last.end_byte, last.end_byte, ',' + text)]
    return [(last.end_byte, last.end_byte, ','), (end, end, text)]


def _only(file: HclFile, collection: Node, text_at: Callable[[str], str]) -> Change:
    """Return what adds the first element of an empty collection."""
    opening, closing = collection.children[0], collection.children[-1]
    inside = file.text[opening.end_byte : closing.start_byte]
    if not inside.strip() and b'\n' not in inside:
        gap = ' ' if collection.type == 'object' else ''
        text = gap + text_at(file.indent(collection)) + gap
        return opening.end_byte, closing.start_byte, text
    if not file.starts_line(closing):
        raise EditRefused('a comment stands where the first element belongs')
    outer = file.indent(closing)
    indent = outer + file.unit()
    start = closing.start_byte - len(outer.encode())
    comma = ',' if collection.type == 'tuple' else ''
    text = indent + text_at(indent) + comma + file.newline(closing.start_byte)
    return start, start, text
