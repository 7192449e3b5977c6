"""How often a block exists: `count`, `for_each` and OpenTofu's `enabled`."""

from __future__ import annotations

import json
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from dataclasses import field
from enum import Enum

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Handle
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import MAX_INSTANCES
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.terraform.language.bodies import Argument
from checkov_aurora_pg.readers.terraform.language.bodies import Block
from checkov_aurora_pg.readers.terraform.language.conversion import to_bool
from checkov_aurora_pg.readers.terraform.language.conversion import to_number
from checkov_aurora_pg.readers.terraform.language.doubt import rest_of
from checkov_aurora_pg.readers.terraform.language.doubt import unlisted
from checkov_aurora_pg.readers.terraform.language.exact_numbers import counted
from checkov_aurora_pg.readers.terraform.language.exact_numbers import whole_number
from checkov_aurora_pg.readers.terraform.language.expressions import evaluate
from checkov_aurora_pg.readers.terraform.language.expressions import pairs_of
from checkov_aurora_pg.readers.terraform.language.scope import Scope


class Repetition(Enum):
    """What makes a block exist more or less than once."""

    NONE = 'none'
    COUNT = 'count'
    FOR_EACH = 'for_each'
    ENABLED = 'enabled'


@dataclass(slots=True, eq=False, repr=False)
class Instance:
    """One instance of a block: what follows its address, and the names it brings.

    `existence` is the unknown that decides whether there is such an instance.
    """

    suffix: str = ''
    key: str | int | None = None
    names: AbstractMapping[str, Value] = field(default_factory=dict)
    existence: Unknown | None = None


@dataclass(slots=True, eq=False, repr=False)
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
    for repetition, argument, instances in (
        (Repetition.COUNT, block.body.arguments.get('count'), _counted),
        (Repetition.FOR_EACH, block.body.arguments.get('for_each'), _for_each),
        (Repetition.ENABLED, _enabled_argument(block), _enabled),
    ):
        if argument is not None:
            try:
                return instances(evaluate(argument.expression, scope))
            except EvaluationError as error:
                reason = Unknown(
                    f'its `{repetition.value}` has no value: {error}', is_refused=scope.is_certain
                )
                return _undecided(repetition, reason)
    return Instances(Repetition.NONE, (Instance(),))


def _enabled_argument(block: Block) -> Argument | None:
    """Return what says whether a block has its one instance. Source: OpenTofu 1.11."""
    settings = (lifecycle.body.arguments for lifecycle in block.body.blocks('lifecycle'))
    return next((one['enabled'] for one in settings if 'enabled' in one), None)


def _enabled(value: Value) -> Instances:
    enabled = to_bool(value).data
    if isinstance(enabled, Unknown):
        return _undecided(Repetition.ENABLED, enabled)
    if enabled is None:
        raise EvaluationError('it is null')
    return Instances(Repetition.ENABLED, (Instance(),) if enabled else ())


def _counted(value: Value) -> Instances:
    number = to_number(value).data
    if isinstance(number, Unknown):
        return _undecided(Repetition.COUNT, number)
    count = whole_number(number) if isinstance(number, (int, float)) else None
    if count is None or count < 0:
        raise EvaluationError(f'`{number}` is not a number of instances')
    if count > MAX_INSTANCES:
        raise LimitExceeded(
            f'`count` is {count}, and more than {MAX_INSTANCES:,} instances are not judged',
        )
    return Instances(
        Repetition.COUNT,
        tuple(
            Instance(f'[{n}]', n, {'count': Value(Mapping({'index': Value(counted(n))}))})
            for n in range(count)
        ),
    )


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
        quoted = json.dumps(key.data, ensure_ascii=False)
        found.append(Instance(f'[{quoted}]', key.data, {'each': each}))
        if len(found) > MAX_INSTANCES:
            raise LimitExceeded(f'more than {MAX_INSTANCES:,} instances are not judged')
    if rest is not None:
        found.extend(_undecided(Repetition.FOR_EACH, rest).items)
    return Instances(Repetition.FOR_EACH, tuple(found), rest)


def _undecided(repetition: Repetition, reason: Unknown) -> Instances:
    """Return one instance in the place of all; how many there are is unknown."""
    unknown = Value(reason)
    names = {
        Repetition.COUNT: {'count': Value(Mapping({'index': unknown}))},
        Repetition.FOR_EACH: {'each': Value(Mapping({'key': unknown, 'value': unknown}))},
    }.get(repetition, {})
    return Instances(repetition, (Instance(names=names, existence=reason),), reason)
