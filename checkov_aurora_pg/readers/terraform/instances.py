"""How often a block exists: `count` and `for_each`."""
from __future__ import annotations

import json
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from dataclasses import field
from enum import Enum

from checkov_aurora_pg.readers.limits import MAX_INSTANCES
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.terraform.bodies import Block
from checkov_aurora_pg.readers.terraform.conversion import to_number
from checkov_aurora_pg.readers.terraform.doubt import unlisted
from checkov_aurora_pg.readers.terraform.expressions import evaluate
from checkov_aurora_pg.readers.terraform.expressions import pairs_of
from checkov_aurora_pg.readers.terraform.expressions import rest_of
from checkov_aurora_pg.readers.terraform.scope import Scope
from checkov_aurora_pg.values import EvaluationError
from checkov_aurora_pg.values import Handle
from checkov_aurora_pg.values import Mapping
from checkov_aurora_pg.values import Sequence
from checkov_aurora_pg.values import Unknown
from checkov_aurora_pg.values import Value


class Repetition(Enum):
    """What makes a block exist more or less than once."""

    NONE = 'none'
    COUNT = 'count'
    FOR_EACH = 'for_each'


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance of a block: what follows its address, and the names it brings.

    `existence` is the unknown that decides whether there is such an instance.
    """

    suffix: str = ''
    key: str | int | None = None
    names: AbstractMapping[str, Value] = field(default_factory=dict)
    existence: Unknown | None = None


@dataclass(frozen=True, slots=True)
class Instances:
    """All instances of a block, and what repeats it. `rest` stands for unknown ones."""

    repetition: Repetition
    items: tuple[Instance, ...]
    rest: Unknown | None = None


def instances_of(block: Block, scope: Scope) -> Instances:
    """Return a block's instances.

    Where it is unknown how many there are, one instance without a key stands for them
    all. Raises `LimitExceeded`.
    """
    count = block.body.arguments.get('count')
    each = block.body.arguments.get('for_each')
    try:
        if count is not None:
            return _counted(evaluate(count.expression, scope))
        if each is not None:
            return _for_each(evaluate(each.expression, scope))
    except EvaluationError as error:
        name, repetition = (
            ('count', Repetition.COUNT) if count is not None else ('for_each', Repetition.FOR_EACH)
        )
        return _undecided(repetition, Unknown(f'its `{name}` has no value: {error}'))
    return Instances(Repetition.NONE, (Instance(),))


def _counted(value: Value) -> Instances:
    number = to_number(value).data
    if isinstance(number, Unknown):
        return _undecided(Repetition.COUNT, number)
    if not isinstance(number, (int, float)) or number < 0 or number != int(number):
        raise EvaluationError(f'`{number}` is not a number of instances')
    if number > MAX_INSTANCES:
        raise LimitExceeded(
            f'`count` is {int(number)}, and more than {MAX_INSTANCES:,} instances are not judged',
        )
    return Instances(Repetition.COUNT, tuple(
        Instance(f'[{n}]', n, {'count': Value(Mapping({'index': Value(n)}))})
        for n in range(int(number))
    ))


def _for_each(value: Value) -> Instances:
    if isinstance(value.data, Unknown):
        return _undecided(Repetition.FOR_EACH, value.data)
    if isinstance(value.data, Handle) and value.data.names() is None:
        return _undecided(Repetition.FOR_EACH, unlisted(value.data))
    if isinstance(value.data, Sequence) and not value.data.is_set and len(value.data):
        raise EvaluationError('it is a list; only a map or a set has keys')
    found = []
    rest = rest_of(value)
    for key, item in pairs_of(value):
        if isinstance(key.data, Unknown):
            rest = key.data
            continue
        if not isinstance(key.data, str):
            raise EvaluationError('an element of its set is not a string')
        each = Value(Mapping({'key': key, 'value': item}))
        found.append(Instance(f'[{json.dumps(key.data)}]', key.data, {'each': each}))
        if len(found) > MAX_INSTANCES:
            raise LimitExceeded(f'more than {MAX_INSTANCES:,} instances are not judged')
    if rest is not None:
        found.extend(_undecided(Repetition.FOR_EACH, rest).items)
    return Instances(Repetition.FOR_EACH, tuple(found), rest)


def _undecided(repetition: Repetition, reason: Unknown) -> Instances:
    """Return one instance in the place of all; how many there are is unknown."""
    unknown = Value(reason)
    names = (
        {'count': Value(Mapping({'index': unknown}))} if repetition is Repetition.COUNT
        else {'each': Value(Mapping({'key': unknown, 'value': unknown}))}
    )
    return Instances(repetition, (Instance(names=names, existence=reason),), reason)
