"""The functions that make and take apart texts and lists."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from collections.abc import Mapping as AbstractMapping

from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Function
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import arguments
from checkov_aurora_pg.readers.cloudformation.language.evaluation import literal
from checkov_aurora_pg.readers.cloudformation.language.pieces import combined
from checkov_aurora_pg.readers.cloudformation.language.pieces import split
from checkov_aurora_pg.readers.cloudformation.language.references import attribute
from checkov_aurora_pg.readers.cloudformation.language.references import referred
from checkov_aurora_pg.readers.documents.nodes import Items
from checkov_aurora_pg.readers.documents.nodes import Node

_VARIABLE = re.compile(r'\$\{(!?)\s*([^${}\s]+)\s*\}')
_MAX_INDEX_LENGTH = 9


def _sub(evaluator: Evaluator, node: Node) -> Value:
    if isinstance(node.data, tuple):
        text_node, variables_node = arguments(node, 'Fn::Sub', 2, 2)
        variables = variables_node.items
    else:
        text_node, variables = node, {}
    if text_node.text is None:
        raise Undecided('`Fn::Sub` does not have a string')
    literal(text_node.text, text_node)
    return combined(evaluator, _substituted(evaluator, text_node.text, variables))


def _substituted(evaluator: Evaluator, text: str, variables: Items) -> Iterable[str | Value]:
    position = 0
    for match in _VARIABLE.finditer(text):
        yield text[position : match.start()]
        is_literal, name = match[1] == '!', match[2]
        yield '${' + name + '}' if is_literal else _variable(evaluator, name, variables)
        position = match.end()
    yield text[position:]


def _variable(evaluator: Evaluator, name: str, variables: Items) -> Value:
    if name in variables:
        return evaluator.evaluate(variables[name].value)
    try:
        resource, dot, wanted = name.partition('.')
        return attribute(evaluator, resource, wanted) if dot else referred(evaluator, name)
    except Undecided as error:
        return Value(error.unknown)


def _join(evaluator: Evaluator, node: Node) -> Value:
    delimiter_node, list_node = arguments(node, 'Fn::Join', 2, 2)
    delimiter = evaluator.text(delimiter_node, 'the delimiter of `Fn::Join`')
    elements = _complete(_sequence(evaluator, list_node, 'Fn::Join'))
    parts: list[str | Value] = []
    for element in elements:
        parts.extend((delimiter, element))
    return combined(evaluator, parts[1:])


def _sequence(evaluator: Evaluator, node: Node, name: str) -> Sequence:
    data = evaluator.known(node).data
    if not isinstance(data, Sequence):
        raise Undecided(f'`{name}` does not have a list')
    return data


def _complete(sequence: Sequence) -> tuple[Value, ...]:
    if sequence.rest is not None:
        raise Undecided.by(sequence.rest)
    return sequence.items


def _split(evaluator: Evaluator, node: Node) -> Value:
    delimiter_node, text_node = arguments(node, 'Fn::Split', 2, 2)
    delimiter = evaluator.text(delimiter_node, 'the delimiter of `Fn::Split`')
    if not delimiter:
        raise Undecided('`Fn::Split` has an empty delimiter')
    return Value(split(evaluator, evaluator.evaluate(text_node), delimiter))


def _select(evaluator: Evaluator, node: Node) -> Value:
    index_node, list_node = arguments(node, 'Fn::Select', 2, 2)
    index = evaluator.text(index_node, 'the index of `Fn::Select`')
    sequence = _sequence(evaluator, list_node, 'Fn::Select')
    if not index.isdecimal() or len(index) > _MAX_INDEX_LENGTH:
        raise Undecided(f'index `{index[:_MAX_INDEX_LENGTH]}` of `Fn::Select` is not a number')
    if int(index) < len(sequence):
        return sequence.items[int(index)]
    _complete(sequence)
    raise Undecided(f'index `{index}` of `Fn::Select` is outside the list', is_refused=True)


def _length(evaluator: Evaluator, node: Node) -> Value:
    return Value(len(_complete(_sequence(evaluator, node, 'Fn::Length'))))


def _base64(evaluator: Evaluator, node: Node) -> Value:
    text = evaluator.text(node, 'the argument of `Fn::Base64`')
    return Value(base64.b64encode(text.encode('utf-8', 'replace')).decode('ascii'))


FUNCTIONS: AbstractMapping[str, Function] = {
    'Fn::Base64': _base64,
    'Fn::Join': _join,
    'Fn::Length': _length,
    'Fn::Select': _select,
    'Fn::Split': _split,
    'Fn::Sub': _sub,
}
