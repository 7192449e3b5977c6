"""A template's parameters: what a parent hands down, else the default, else one of a few."""
from __future__ import annotations

from dataclasses import dataclass

from checkov_aurora_pg.readers.cloudformation.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.evaluation import literal
from checkov_aurora_pg.readers.cloudformation.evaluation import scalar_text
from checkov_aurora_pg.readers.cloudformation.pieces import split
from checkov_aurora_pg.readers.cloudformation.pieces import stripped_text
from checkov_aurora_pg.readers.nodes import Node
from checkov_aurora_pg.values import Sequence
from checkov_aurora_pg.values import Unknown
from checkov_aurora_pg.values import Value

_STORED = 'AWS::SSM::Parameter::Value<'
_LISTS = ('CommaDelimitedList', 'List<')


@dataclass(frozen=True, slots=True)
class OneOf(Unknown):
    """A text that is not known but for the values that it can have."""

    texts: tuple[str, ...] = ()


def parameter_value(evaluator: Evaluator, name: str, parameter: Node) -> Value:
    """Return the value of a parameter, as its type has it.

    Its default is taken for the value that a deployment uses. Raises `Undecided` where
    there is none, or where the value comes from a store.
    """
    kind = parameter.get('Type')
    type_name = kind.text if kind is not None and kind.text is not None else 'String'
    if type_name.startswith(_STORED):
        raise Undecided(f'parameter `{name}` is read from the Parameter Store at deployment')
    value = evaluator.use.argument(name)
    if value is None:
        value = _default(name, parameter)
    if type_name.startswith(_LISTS):
        return _list(evaluator, value)
    if isinstance(value.data, Sequence):
        raise Undecided(f'parameter `{name}` is handed a list')
    return _number(value) if type_name == 'Number' else value


def _default(name: str, parameter: Node) -> Value:
    default = parameter.get('Default')
    if default is None:
        return _allowed(name, parameter)
    text = None
    if not isinstance(default.data, (tuple, dict)):
        text = scalar_text(Value(default.data))
    if text is None:
        raise Undecided(f'the default of parameter `{name}` is not text')
    return literal(text, default)


def _allowed(name: str, parameter: Node) -> Value:
    """Return the one value that a parameter without a default allows, or any of several."""
    allowed = parameter.get('AllowedValues')
    nodes = allowed.elements if allowed is not None else ()
    texts = {
        text: node for node in nodes
        if not isinstance(node.data, (tuple, dict))
        and (text := scalar_text(Value(node.data))) is not None
    }
    reason, decide = f'parameter `{name}` has no default', 'give it a `Default`'
    if len(texts) == 1 and len(nodes) == 1:
        return literal(*texts.popitem())
    if texts and len(texts) == len(nodes):
        return Value(OneOf(reason, decide, tuple(texts)))
    raise Undecided(reason, decide)


def _list(evaluator: Evaluator, value: Value) -> Value:
    if isinstance(value.data, Sequence):
        return value
    elements = split(evaluator, value, ',')
    stripped = (stripped_text(evaluator, element) for element in elements)
    return Value(Sequence(tuple(stripped), elements.rest), value.place)


def _number(value: Value) -> Value:
    text = scalar_text(value)
    try:
        return value if text is None else Value(int(text), value.place)
    except ValueError:
        return value
