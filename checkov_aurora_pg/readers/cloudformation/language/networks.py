"""The function that divides a block of addresses.

Source: "Fn::Cidr" in the AWS CloudFormation template reference guide.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from dataclasses import replace
from ipaddress import ip_network
from itertools import islice

from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Function
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import arguments
from checkov_aurora_pg.readers.cloudformation.language.evaluation import scalar_text
from checkov_aurora_pg.readers.documents.nodes import Node

_MOST_BLOCKS = 256
_DEFAULT_BITS = 8

# An IPv4 block of that many bits is wider than a VPC's may be, and an IPv6 one far narrower.
_WIDER = range(17, 33)


def _cidr(evaluator: Evaluator, node: Node) -> Value:
    block_node, count_node, *bits_node = arguments(node, 'Fn::Cidr', 2, 3)
    block = evaluator.evaluate(block_node)
    count = _number(evaluator, count_node, 'the count of `Fn::Cidr`')
    bits = _DEFAULT_BITS
    if bits_node:
        bits = _number(evaluator, bits_node[0], 'the bits of `Fn::Cidr`')
    if not 1 <= count <= _MOST_BLOCKS:
        raise Undecided(f'`Fn::Cidr` makes no `{count}` blocks')
    evaluator.budget.spend(count)
    if isinstance(block.data, Unknown):
        part = replace(block, references=()) if bits in _WIDER else block
        return Value(Sequence((part,) * count), block.place)
    items = tuple(Value(text) for text in islice(_blocks(scalar_text(block) or '', bits), count))
    if len(items) < count:
        raise Undecided(f'`Fn::Cidr` has no room for `{count}` blocks')
    return Value(Sequence(items), block.place)


def _number(evaluator: Evaluator, node: Node, what: str) -> int:
    text = evaluator.text(node, what)
    if not text.isdecimal() or len(text) > len(str(_MOST_BLOCKS)):
        raise Undecided(f'{what} is not a number that it takes')
    return int(text)


def _blocks(text: str, bits: int) -> Iterator[str]:
    try:
        network = ip_network(text)
        for part in network.subnets(new_prefix=network.max_prefixlen - bits):
            yield str(part)
    except ValueError:
        raise Undecided(f'`Fn::Cidr` cannot divide `{text}` into blocks of `{bits}` bits') from None


FUNCTIONS: AbstractMapping[str, Function] = {'Fn::Cidr': _cidr}
