"""The functions that refer to parameters, resources and other stacks."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from dataclasses import replace

from checkov_aurora_pg.core.values import NULL
from checkov_aurora_pg.core.values import Reference
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Function
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import arguments
from checkov_aurora_pg.readers.cloudformation.language.evaluation import shown
from checkov_aurora_pg.readers.cloudformation.language.existence import may_exist
from checkov_aurora_pg.readers.cloudformation.language.parameters import parameter_value
from checkov_aurora_pg.readers.cloudformation.language.parameters import pseudo_parameter
from checkov_aurora_pg.readers.cloudformation.language.templates import NESTED_STACKS
from checkov_aurora_pg.readers.documents.nodes import Node

# Attributes that return the property of the same name.
_PROPERTIES = frozenset({('AWS::EC2::Subnet', 'VpcId')})

# Attributes that are lists, of which a network has one element as a rule.
_LISTS = frozenset({('AWS::EC2::VPC', 'Ipv6CidrBlocks'), ('AWS::EC2::Subnet', 'Ipv6CidrBlocks')})


def referred(evaluator: Evaluator, name: str) -> Value:
    """Return the value of `Ref`. Raises `Undecided` where nothing bears the name."""
    if name == 'AWS::NoValue':
        return NULL
    if name.startswith('AWS::'):
        return pseudo_parameter(evaluator, name)
    if name in evaluator.loop_identifiers:
        return Value(evaluator.loop_identifiers[name])
    parameter = evaluator.entry('Parameters', name)
    if parameter is not None:
        return parameter_value(evaluator, name, parameter.value)
    _resource(evaluator, name)
    return Value(
        Unknown(f'the identifier of `{name}` is known at deployment'),
        None,
        (Reference(evaluator.key(name), 'Ref'),),
    )


def attribute(evaluator: Evaluator, name: str, wanted: str) -> Value:
    """Return the value of `Fn::GetAtt`. Raises `Undecided` where there is no such resource."""
    resource = _resource(evaluator, name)
    kind = resource.get('Type')
    type_name = kind.text if kind is not None else None
    if type_name in NESTED_STACKS:
        return _imported(_output(evaluator, name, wanted))
    properties = resource.get('Properties')
    if (type_name, wanted) in _PROPERTIES and properties is not None:
        written = properties.get(wanted)
        if written is not None:
            return evaluator.evaluate(written)
    reason = Unknown(f'`{name}.{shown(wanted)}` is known at deployment')
    value = Value(reason, None, (Reference(evaluator.key(name), wanted),))
    return Value(Sequence((value,), reason)) if (type_name, wanted) in _LISTS else value


def _output(evaluator: Evaluator, name: str, wanted: str) -> Value:
    nested = evaluator.links.nested(evaluator, name)
    section, _, output = wanted.partition('.')
    entry = nested.entry('Outputs', output) if section == 'Outputs' else None
    value = entry.value.get('Value') if entry is not None else None
    if entry is None or value is None or not may_exist(nested, entry.value):
        raise Undecided(f'nested stack `{name}` has no output `{shown(wanted)}`')
    return nested.evaluate(value)


def _resource(evaluator: Evaluator, name: str) -> Node:
    entry = evaluator.entry('Resources', name)
    if entry is None:
        raise Undecided(f'`{shown(name)}` is neither a parameter nor a resource of the template')
    condition = entry.value.get('Condition')
    if condition is not None and not may_exist(evaluator, entry.value):
        said = shown(condition.text or '')
        raise Undecided(f'`{name}` is not created: condition `{said}` is false')
    return entry.value


def _ref(evaluator: Evaluator, node: Node) -> Value:
    return referred(evaluator, evaluator.text(node, 'the name in `Ref`'))


def _get_att(evaluator: Evaluator, node: Node) -> Value:
    if node.text is not None:
        name, _, wanted = node.text.partition('.')
        return attribute(evaluator, name, wanted)
    resource, wanted_node = arguments(node, 'Fn::GetAtt', 2, 2)
    return attribute(
        evaluator,
        evaluator.text(resource, 'the resource in `Fn::GetAtt`'),
        evaluator.text(wanted_node, 'the attribute in `Fn::GetAtt`'),
    )


def _import_value(evaluator: Evaluator, node: Node) -> Value:
    return _imported(evaluator.links.exported(evaluator.evaluate(node), evaluator))


def _get_stack_output(evaluator: Evaluator, node: Node) -> Value:
    stack, output = node.get('StackName'), node.get('OutputName')
    if stack is None or output is None:
        raise Undecided('`Fn::GetStackOutput` names no stack or no output')
    return _imported(
        evaluator.links.output(
            evaluator.text(stack, 'the stack in `Fn::GetStackOutput`'),
            evaluator.text(output, 'the output in `Fn::GetStackOutput`'),
            evaluator,
        )
    )


def _imported(value: Value) -> Value:
    # What is not known stands where it is imported.
    return value if value.is_known else replace(value, place=None)


FUNCTIONS: AbstractMapping[str, Function] = {
    'Ref': _ref,
    'Fn::GetAtt': _get_att,
    'Fn::GetStackOutput': _get_stack_output,
    'Fn::ImportValue': _import_value,
}
