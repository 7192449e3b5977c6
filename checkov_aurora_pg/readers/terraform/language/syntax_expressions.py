"""Expressions in native syntax: tree-sitter's nodes made into expressions.

The grammar leaves a traversal's steps as siblings of what they apply to (`a`, `.b` and
`[0]` are three children of one node), so an operand is a list of nodes here.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence

from tree_sitter import Node

from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.terraform.language.calls import FunctionCall
from checkov_aurora_pg.readers.terraform.language.conversion import normalized
from checkov_aurora_pg.readers.terraform.language.exact_numbers import parse
from checkov_aurora_pg.readers.terraform.language.expressions import Conditional
from checkov_aurora_pg.readers.terraform.language.expressions import Expression
from checkov_aurora_pg.readers.terraform.language.expressions import ForOf
from checkov_aurora_pg.readers.terraform.language.expressions import Literal
from checkov_aurora_pg.readers.terraform.language.expressions import Name
from checkov_aurora_pg.readers.terraform.language.expressions import ObjectExpression
from checkov_aurora_pg.readers.terraform.language.expressions import Refused
from checkov_aurora_pg.readers.terraform.language.expressions import TupleExpression
from checkov_aurora_pg.readers.terraform.language.operators import Binary
from checkov_aurora_pg.readers.terraform.language.operators import Unary
from checkov_aurora_pg.readers.terraform.language.syntax_source import Source
from checkov_aurora_pg.readers.terraform.language.syntax_templates import heredoc_parts
from checkov_aurora_pg.readers.terraform.language.syntax_templates import quoted_parts
from checkov_aurora_pg.readers.terraform.language.templates import StringTemplate
from checkov_aurora_pg.readers.terraform.language.templates import Text
from checkov_aurora_pg.readers.terraform.language.traversals import Attribute
from checkov_aurora_pg.readers.terraform.language.traversals import Index
from checkov_aurora_pg.readers.terraform.language.traversals import Splat
from checkov_aurora_pg.readers.terraform.language.traversals import Step
from checkov_aurora_pg.readers.terraform.language.traversals import Traversal

_STEPS = ('get_attr', 'index', 'splat')
_OPERATORS = frozenset(
    ('==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '&&', '||'),
)


def unquoted(source: Source, node: Node) -> str:
    """Return the text of a quoted string without interpolation, escapes resolved."""
    parts = quoted_parts(source, node, expression_of)
    return ''.join(part.text for part in parts if isinstance(part, Text))


def expression_of(source: Source, node: Node) -> Expression:
    """Return the expression of an `expression` node."""
    return _operand(source, _significant(node))


def _significant(node: Node) -> list[Node]:
    return [child for child in node.children if child.type != 'comment']


def _operand(source: Source, nodes: Sequence[Node]) -> Expression:
    """Return the expression of a start and the steps that follow it."""
    if nodes[0].type == '(':
        start, rest = expression_of(source, nodes[1]), nodes[3:]
    else:
        start, rest = _start(source, nodes[0]), nodes[1:]
    if not rest:
        return start
    return Traversal(start, _steps(source, rest), source.place(nodes[0], nodes[-1]))


def _steps(source: Source, nodes: Sequence[Node]) -> tuple[Step, ...]:
    steps: list[Step] = []
    for position, node in enumerate(nodes):
        if node.type == 'get_attr':
            steps.append(Attribute(normalized(source.text(node.children[-1]))))
        elif node.type == 'index':
            steps.append(_index(source, node.children[0]))
        elif node.type == 'splat' and node.children[0].type == 'full_splat':
            # `[*]` takes along all that follows, further splats too.
            taken = [*_taken(node.children[0]), *nodes[position + 1 :]]
            return (*steps, Splat(_steps(source, taken)))
        elif node.type == 'splat':
            steps.extend(_attribute_splat(source, _taken(node.children[0])))
        else:
            raise AssertionError(f'unreachable: {node.type!r} in a traversal')
    return tuple(steps)


def _index(source: Source, node: Node) -> Index:
    if node.type == 'legacy_index':
        return Index(_number(source, node))
    inner = next(child for child in node.children if child.is_named and child.type != 'comment')
    return Index(expression_of(source, inner))


def _taken(node: Node) -> list[Node]:
    """Return the steps that the grammar gives to a splat."""
    return [child for child in node.children if child.type in _STEPS]


def _attribute_splat(source: Source, steps: list[Node]) -> tuple[Step, ...]:
    # `.*` takes only attributes along; what follows applies to the list as a whole.
    taken = next((n for n, step in enumerate(steps) if step.type != 'get_attr'), len(steps))
    return (Splat(_steps(source, steps[:taken])), *_steps(source, steps[taken:]))


def _start(source: Source, node: Node) -> Expression:
    convert = _STARTS.get(node.type)
    if convert is None:
        return Refused(f'`{node.type}` is not read', source.place(node))
    return convert(source, node)


def _name(source: Source, node: Node) -> Expression:
    return Name(source.text(node), source.place(node))


def _literal(source: Source, node: Node) -> Expression:
    inner = node.children[0]
    if inner.type == 'string_lit':
        return Literal(normalized(unquoted(source, inner)), source.place(inner))
    if inner.type == 'numeric_lit':
        return _number(source, inner)
    words = {'true': True, 'false': False, 'null': None}
    return Literal(words[source.text(inner)], source.place(inner))


def _number(source: Source, node: Node) -> Expression:
    text = source.text(node).lstrip('.')
    try:
        number = parse(text)
    except LimitExceeded:
        return Refused('the number is too long', source.place(node))
    if number is None:
        return Refused(f'`{text}` is not a number', source.place(node))
    return Literal(number, source.place(node))


def _template(source: Source, node: Node) -> Expression:
    inner = node.children[0]
    if inner.type == 'heredoc_template':
        text = source.text(inner)
        if text.startswith('<<-') and ('~}' in text or '{~' in text):
            # Which indentation is left depends on the order of Terraform's own passes.
            return Refused('a `<<-` heredoc with `~` is not evaluated', source.place(inner))
        parts = heredoc_parts(source, inner, expression_of)
    else:
        parts = quoted_parts(source, inner, expression_of)
    return StringTemplate(parts, source.place(inner))


def _collection(source: Source, node: Node) -> Expression:
    inner = node.children[0]
    if inner.type == 'tuple':
        items = [child for child in inner.children if child.type == 'expression']
        return TupleExpression(
            tuple(expression_of(source, item) for item in items), source.place(inner)
        )
    pairs = []
    for element in inner.children:
        if element.type == 'object_elem':
            key, value = (c for c in element.children if c.type == 'expression')
            pairs.append((_object_key(source, key), expression_of(source, value)))
    return ObjectExpression(tuple(pairs), source.place(inner))


def _object_key(source: Source, node: Node) -> Expression:
    """Return a key's expression; a bare name is its own text, not a reference."""
    nodes = _significant(node)
    if len(nodes) == 1 and nodes[0].type == 'variable_expr':
        return Literal(normalized(source.text(nodes[0])), source.place(nodes[0]))
    return expression_of(source, node)


def _conditional(source: Source, node: Node) -> Expression:
    """Return a conditional, which groups to the right.

    The grammar groups `a ? b : c ? d : e` to the left; only parentheses really do.
    """
    chosen: list[tuple[Node, Node]] = []
    place = source.place(node)
    otherwise: Node | None = None
    while True:
        condition, yes, no = (c for c in node.children if c.type == 'expression')
        otherwise = otherwise or no
        inner = _significant(condition)
        if inner[0].type != 'conditional':
            break
        # The left operand ends in what is really this conditional's condition.
        chosen.append((_last_branch(inner[0]), yes))
        node = inner[0]
    chosen.append((condition, yes))
    result = expression_of(source, otherwise)
    for condition, yes in chosen:
        result = Conditional(
            expression_of(source, condition),
            expression_of(source, yes),
            result,
            place,
        )
    return result


def _last_branch(node: Node) -> Node:
    return [child for child in node.children if child.type == 'expression'][-1]


def _operation(source: Source, node: Node) -> Expression:
    inner = node.children[0]
    nodes = _significant(inner)
    if inner.type == 'unary_operation':
        return Unary(nodes[0].type, _operand(source, nodes[1:]), source.place(inner))
    middle = next(n for n, child in enumerate(nodes) if n and child.type in _OPERATORS)
    return Binary(
        nodes[middle].type,
        _operand(source, nodes[:middle]),
        _operand(source, nodes[middle + 1 :]),
        source.place(inner),
    )


def _call(source: Source, node: Node) -> Expression:
    arguments: list[Expression] = []
    expanded = False
    for child in node.children:
        if child.type == 'function_arguments':
            for argument in child.children:
                if argument.type == 'expression':
                    arguments.append(expression_of(source, argument))
                expanded = expanded or argument.type == 'ellipsis'
    name = source.text(node.children[0])
    return FunctionCall(name, tuple(arguments), expanded, source.place(node))


def _for(source: Source, node: Node) -> Expression:
    inner = node.children[0]
    intro = next(child for child in inner.children if child.type == 'for_intro')
    names = [source.text(child) for child in intro.children if child.type == 'identifier']
    collection = next(child for child in intro.children if child.type == 'expression')
    outs = [expression_of(source, c) for c in inner.children if c.type == 'expression']
    condition = next((c for c in inner.children if c.type == 'for_cond'), None)
    return ForOf(
        key_name=names[0] if len(names) == 2 else None,
        value_name=names[-1],
        collection=expression_of(source, collection),
        key=outs[0] if inner.type == 'for_object_expr' else None,
        value=outs[-1],
        condition=None if condition is None else _condition(source, condition),
        grouped=any(child.type == 'ellipsis' for child in inner.children),
        place=source.place(inner),
    )


def _condition(source: Source, node: Node) -> Expression:
    return expression_of(source, next(c for c in node.children if c.type == 'expression'))


_STARTS: dict[str, Callable[[Source, Node], Expression]] = {
    'collection_value': _collection,
    'conditional': _conditional,
    'expression': expression_of,
    'for_expr': _for,
    'function_call': _call,
    'literal_value': _literal,
    'operation': _operation,
    'template_expr': _template,
    'variable_expr': _name,
}
