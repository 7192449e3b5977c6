"""Arguments and nested blocks of a body in HCL.

Changes are triples of a start, an end and a text, in offsets of the file's text.
"""

from __future__ import annotations

from tree_sitter import Node

from checkov_aurora_pg.fixing import hcl_spelling as spelling
from checkov_aurora_pg.fixing.edits import EditRefused
from checkov_aurora_pg.fixing.hcl_file import HclFile
from checkov_aurora_pg.fixing.hcl_file import attributes
from checkov_aurora_pg.fixing.hcl_file import blocks
from checkov_aurora_pg.fixing.hcl_file import body_of
from checkov_aurora_pg.fixing.wanted_values import Scalar
from checkov_aurora_pg.fixing.wanted_values import Wanted
from checkov_aurora_pg.fixing.wanted_values import text_of

Change = tuple[int, int, str]

# People write these after all others, and these before.
_LAST = frozenset(('tags', 'tags_all', 'depends_on'))
_FIRST = frozenset(('count', 'for_each', 'source', 'version', 'provider', 'providers'))

_PARAMETER = 'parameter'


def replaced(file: HclFile, expression: Node, value: Scalar) -> list[Change]:
    """Return the change that makes a literal a value. Raises `EditRefused` for any other."""
    literal = file.literal(expression)
    if literal is None:
        raise EditRefused(file.computed(expression))
    text = text_of(value)
    if literal.type != 'null_lit' and file.literal_text(expression) == text:
        return []
    return [(literal.start_byte, literal.end_byte, spelling.scalar(value, file.words(literal)))]


def argument_of(file: HclFile, body: Node | None, name: str) -> Node | None:
    """Return an argument of a body, or None. Raises `EditRefused` where it is set twice."""
    found = [one for one in attributes(body) if file.words(one.children[0]) == name]
    if len(found) > 1:
        raise EditRefused(f'`{name}` is set twice')
    return found[0] if found else None


def set_argument(file: HclFile, block: Node | None, name: str, value: Wanted) -> list[Change]:
    """Return what sets an argument of a block, or of the file where `block` is None."""
    body = file.body if block is None else body_of(block)
    argument = argument_of(file, body, name)
    if argument is not None:
        if isinstance(value, (dict, tuple)):
            raise EditRefused(f'`{name}` is set already')
        return replaced(file, argument.children[-1], value)
    indent = '' if block is None else _inner_indent(file, block)
    newline = file.newline(block.start_byte if block is not None else 0)
    line = f'{name} = {spelling.value(value, indent, file.unit(), newline)}'
    if block is not None and _is_on_one_line(block):
        return _opened(file, block, indent + line, newline)
    anchor = _anchor(file, body)
    if anchor is not None:
        return [_after(file, anchor, newline + indent + line)]
    if block is None:
        return _appended(file, line, newline)
    start = _line_end(file, block_start(block).end_byte)
    is_followed = body is not None and body.children[0].type == 'block'
    return [(start, start, newline + indent + line + (newline if is_followed else ''))]


def block_start(block: Node) -> Node:
    """Return a block's opening brace."""
    return next(child for child in block.children if child.type == 'block_start')


def _block_end(block: Node) -> Node:
    return next(child for child in block.children if child.type == 'block_end')


def _is_on_one_line(block: Node) -> bool:
    return block_start(block).start_point.row == _block_end(block).start_point.row


def _inner_indent(file: HclFile, block: Node) -> str:
    body = body_of(block)
    for child in body.children if body is not None else ():
        if child.type in ('attribute', 'block') and file.starts_line(child):
            return file.indent(child)
    return file.indent(block) + file.unit()


def _opened(file: HclFile, block: Node, lines: str, newline: str) -> list[Change]:
    """Return what puts lines into a block that is written on one line."""
    start, end, body = block_start(block).end_byte, _block_end(block).start_byte, body_of(block)
    closing = newline + file.indent(block)
    if body is None:
        _require_blank(file, start, end)
        return [(start, end, newline + lines + closing)]
    _require_blank(file, start, body.start_byte)
    _require_blank(file, body.end_byte, end)
    return [
        (start, body.start_byte, newline + _inner_indent(file, block)),
        (body.end_byte, end, newline + lines + closing),
    ]


def _require_blank(file: HclFile, start: int, end: int) -> None:
    if file.text[start:end].strip():
        raise EditRefused('a comment stands in a block of one line')


def _anchor(file: HclFile, body: Node | None) -> Node | None:
    """Return the argument after which a new one belongs."""
    written = attributes(body)
    names = {one: file.words(one.children[0]) for one in written}
    usual = [one for one in written if names[one] not in _LAST and names[one] not in _FIRST]
    first = [one for one in written if names[one] in _FIRST]
    return next((group[-1] for group in (usual, first, written) if group), None)


def _line_end(file: HclFile, offset: int) -> int:
    end = file.line_end(offset)
    if end is None:
        raise EditRefused('more code stands on the line')
    return end


def _after(file: HclFile, node: Node, text: str) -> Change:
    end = _line_end(file, node.end_byte)
    return end, end, text


def _appended(file: HclFile, line: str, newline: str) -> list[Change]:
    end = len(file.text)
    is_ended = not file.text or file.text.endswith(b'\n')
    return [(end, end, line + newline if is_ended else newline + line)]


def set_parameter(
    file: HclFile, block: Node, name: str, value: str, apply_method: str | None
) -> list[Change]:
    """Return what sets a parameter of a parameter group. Raises `EditRefused`."""
    body = body_of(block)
    if argument_of(file, body, _PARAMETER) is not None:
        raise EditRefused('its parameters are an argument, beside which no block can stand')
    siblings = [one for one in blocks(body) if file.words(one.children[0]) == _PARAMETER]
    named = [one for one in siblings if _name(file, one).lower() == name.lower()]
    if len(named) > 1:
        raise EditRefused(f'the parameter `{name}` is set twice')
    wanted: dict[str, Scalar] = {'name': name, 'value': value}
    if apply_method is not None:
        wanted['apply_method'] = apply_method
    if named:
        del wanted['name']
        return [one for key in wanted for one in set_argument(file, named[0], key, wanted[key])]
    if siblings:
        return [_beside(file, siblings, wanted)]
    if any(_is_dynamic(file, one) for one in blocks(body)):
        raise EditRefused('its parameters come from a `dynamic` block')
    return _first_block(file, block, wanted)


def _is_dynamic(file: HclFile, block: Node) -> bool:
    words = [file.words(child).strip('"') for child in block.children[:2]]
    return words == ['dynamic', _PARAMETER]


def _name(file: HclFile, block: Node) -> str:
    argument = argument_of(file, body_of(block), 'name')
    name = file.literal_text(argument.children[-1]) if argument is not None else None
    if name is None:
        raise EditRefused('the name of one of its parameters is computed')
    return name


def _beside(file: HclFile, siblings: list[Node], wanted: dict[str, Scalar]) -> Change:
    last = siblings[-1]
    newline, indent = file.newline(last.start_byte), file.indent(last)
    written = {file.words(one.children[0]): one for one in attributes(body_of(last))}
    names = [name for name in written if name in wanted]
    names += [name for name in wanted if name not in written]
    literals = {name: file.literal(one.children[-1]) for name, one in written.items()}
    inner = _inner_indent(file, last)
    lines = []
    for name in names:
        like = literals.get(name)
        # A name has quotes, whatever stands in its place beside it.
        example = file.words(like) if like is not None and name == 'value' else '""'
        lines.append(f'{inner}{name} = {spelling.scalar(wanted[name], example)}')
    head = f'{indent}{_PARAMETER} {{'
    gap = newline * (2 if _has_gap(file, siblings) else 1)
    return _after(file, last, gap + newline.join((head, *lines, f'{indent}}}')))


def _has_gap(file: HclFile, siblings: list[Node]) -> bool:
    """Return whether an empty line stands before the last of some blocks."""
    last = siblings[-1]
    before = file.text[: last.start_byte].rstrip(b' \t')
    comment = last.prev_sibling
    while comment is not None and comment.type == 'comment' and file.starts_line(comment):
        before = file.text[: comment.start_byte].rstrip(b' \t')
        comment = comment.prev_sibling
    lines = before.replace(b'\r', b'')
    return lines.endswith(b'\n\n') or (len(siblings) == 1 and lines.endswith(b'{\n'))


def _first_block(file: HclFile, block: Node, wanted: dict[str, Scalar]) -> list[Change]:
    newline, indent = file.newline(block.start_byte), _inner_indent(file, block)
    inner = indent + file.unit()
    lines = [f'{inner}{name} = {spelling.scalar(value)}' for name, value in wanted.items()]
    text = newline.join((f'{indent}{_PARAMETER} {{', *lines, f'{indent}}}'))
    body = body_of(block)
    if _is_on_one_line(block):
        return _opened(file, block, (newline if body is not None else '') + text, newline)
    anchor = _anchor(file, body)
    start = _line_end(file, (anchor or block_start(block)).end_byte)
    before = newline * (2 if anchor is not None else 1)
    rest = file.text[start:].replace(b'\r', b'').removeprefix(b'\n').lstrip(b' \t')
    after = '' if rest.startswith((b'\n', b'}')) else newline
    return [(start, start, before + text + after)]
