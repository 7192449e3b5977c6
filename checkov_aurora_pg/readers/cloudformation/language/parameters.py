"""Parameters: what a parent hands down, else the default, else what a deployment chooses."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.choices import Choice
from checkov_aurora_pg.readers.cloudformation.language.choices import asked_about
from checkov_aurora_pg.readers.cloudformation.language.choices import chosen
from checkov_aurora_pg.readers.cloudformation.language.choices import narrowed
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import is_literal
from checkov_aurora_pg.readers.cloudformation.language.evaluation import literal
from checkov_aurora_pg.readers.cloudformation.language.evaluation import scalar_text
from checkov_aurora_pg.readers.cloudformation.language.evaluation import shown
from checkov_aurora_pg.readers.cloudformation.language.pieces import split
from checkov_aurora_pg.readers.cloudformation.language.pieces import stripped_text
from checkov_aurora_pg.readers.documents.nodes import Node

_STORED = 'AWS::SSM::Parameter::Value<'
_LISTS = ('CommaDelimitedList', 'List<')
# Pseudo parameters that nested stacks share with the stack around them.
_SHARED = frozenset({'AWS::AccountId', 'AWS::Partition', 'AWS::Region', 'AWS::URLSuffix'})
_TEXTS = frozenset({*_SHARED, 'AWS::StackName'})


def pseudo_parameter(evaluator: Evaluator, name: str) -> Value:
    """Return the value of a pseudo parameter. Raises `Undecided` for one that is no text."""
    reason = f'`{shown(name)}` is known at deployment'
    if name not in _TEXTS:
        raise Undecided(reason)
    use = evaluator.use
    stack = (use.account if name in _SHARED else '') or use.key + evaluator.template.key
    return chosen(Choice(reason, subject=f'{stack}:{name}', name=name), {}, use.assumed)


def parameter_value(evaluator: Evaluator, name: str, parameter: Node) -> Value:
    """Return the value of a parameter, as its type has it.

    Its default is taken for the value that a deployment uses. Raises `Undecided` where
    there is none that is one text, or where a list comes from a store.
    """
    kind = parameter.get('Type')
    type_name = kind.text if kind is not None and kind.text is not None else 'String'
    if type_name.startswith(_STORED):
        reason = f'parameter `{name}` is read from the Parameter Store at deployment'
        return _chosen(evaluator, name, type_name.removeprefix(_STORED), {}, reason)
    value = evaluator.use.argument(name)
    if value is not None and isinstance(value.data, Choice):
        value = narrowed(value.data, _allowed(parameter)).at(value.place)
    elif value is None:
        value = _own(evaluator, name, type_name, parameter)
    if type_name.startswith(_LISTS):
        return _list(evaluator, value)
    if isinstance(value.data, Sequence):
        raise Undecided(f'parameter `{name}` is given a list')
    if type_name == 'Number':
        value = _number(value)
    return asked_about(value, evaluator.compared.get(name, {}))


def _own(evaluator: Evaluator, name: str, type_name: str, parameter: Node) -> Value:
    """Return the default of a parameter, else what a deployment chooses."""
    default = parameter.get('Default')
    if default is None:
        reason = f'parameter `{name}` has no default'
        return _chosen(evaluator, name, type_name, _allowed(parameter), reason, _advice(type_name))
    text = None
    if not isinstance(default.data, (tuple, dict)):
        text = scalar_text(Value(default.data))
    if text is None:
        raise Undecided(f'the default of parameter `{name}` is not text')
    return literal(text, default)


def _advice(type_name: str) -> str:
    """Return what decides a parameter: an identifier says nothing of what it identifies."""
    if type_name.removeprefix('List<').startswith('AWS::'):
        return 'scan the template that passes this parameter too, if there is one'
    return 'give it a `Default`'


def _chosen(
    evaluator: Evaluator,
    name: str,
    type_name: str,
    texts: AbstractMapping[str, Place],
    reason: str,
    decide: str = '',
) -> Value:
    if type_name.startswith(_LISTS) and len(texts) != 1:
        raise Undecided(reason, decide)
    choice = Choice(reason, decide, subject=evaluator.key(name), name=name)
    return chosen(choice, texts, evaluator.use.assumed)


def _allowed(parameter: Node) -> AbstractMapping[str, Place]:
    """Return the texts that a parameter allows with their places; none where any may be."""
    allowed = parameter.get('AllowedValues')
    nodes = allowed.elements if allowed is not None else ()
    texts: dict[str, Place] = {}
    for node in nodes:
        text = None if isinstance(node.data, (tuple, dict)) else scalar_text(Value(node.data))
        if text is None or not is_literal(text):
            return {}
        texts.setdefault(text, node.place)
    return texts


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
