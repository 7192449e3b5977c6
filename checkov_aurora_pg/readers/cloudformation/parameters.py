"""A template's parameters: a default is taken for the value that a deployment uses."""
from __future__ import annotations

from checkov_aurora_pg.readers.cloudformation.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.evaluation import literal
from checkov_aurora_pg.readers.cloudformation.evaluation import scalar_text
from checkov_aurora_pg.readers.nodes import Node
from checkov_aurora_pg.values import Sequence
from checkov_aurora_pg.values import Value

_STORED = 'AWS::SSM::Parameter::Value<'
_LISTS = ('CommaDelimitedList', 'List<')


def _number(value: Value, text: str) -> Value:
    try:
        return Value(int(text), value.place)
    except ValueError:
        return Value(text, value.place)


def parameter_value(name: str, parameter: Node) -> Value:
    """Return the default of a parameter, as its type has it.

    Raises `Undecided` where there is none, or where the value comes from a store.
    """
    kind = parameter.get('Type')
    type_name = kind.text if kind is not None and kind.text is not None else 'String'
    if type_name.startswith(_STORED):
        raise Undecided(f'parameter `{name}` is read from the Parameter Store at deployment')
    default = parameter.get('Default')
    if default is None:
        raise Undecided(f'parameter `{name}` has no default', 'give it a `Default`')
    text = None
    if not isinstance(default.data, (tuple, dict)):
        text = scalar_text(Value(default.data))
    if text is None:
        raise Undecided(f'the default of parameter `{name}` is not text')
    value = literal(text, default)
    if type_name.startswith(_LISTS):
        return Value(Sequence(tuple(
            Value(element.strip(), default.place) for element in text.split(',')
        )), default.place)
    return _number(value, text) if type_name == 'Number' else value
