"""Functions that choose among their arguments, or answer one question about them."""

from __future__ import annotations

from functools import reduce

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Handle
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.choices import Chosen
from checkov_aurora_pg.readers.terraform.language.conversion import kind
from checkov_aurora_pg.readers.terraform.language.conversion import same
from checkov_aurora_pg.readers.terraform.language.conversion import to_bool
from checkov_aurora_pg.readers.terraform.language.doubt import may_be_absent
from checkov_aurora_pg.readers.terraform.language.doubt import unlisted
from checkov_aurora_pg.readers.terraform.language.exact_numbers import counted
from checkov_aurora_pg.readers.terraform.language.functions.graphemes import graphemes
from checkov_aurora_pg.readers.terraform.language.functions.signature import Function
from checkov_aurora_pg.readers.terraform.language.functions.signature import Undecided
from checkov_aurora_pg.readers.terraform.language.functions.signature import builtin
from checkov_aurora_pg.readers.terraform.language.functions.signature import indexed
from checkov_aurora_pg.readers.terraform.language.functions.signature import known
from checkov_aurora_pg.readers.terraform.language.functions.signature import number
from checkov_aurora_pg.readers.terraform.language.functions.signature import sequence
from checkov_aurora_pg.readers.terraform.language.number_arithmetic import add
from checkov_aurora_pg.readers.terraform.language.type_constraints import ANY
from checkov_aurora_pg.readers.terraform.language.type_constraints import BOOL
from checkov_aurora_pg.readers.terraform.language.type_constraints import NUMBER
from checkov_aurora_pg.readers.terraform.language.type_constraints import STRING
from checkov_aurora_pg.readers.terraform.language.type_constraints import Type
from checkov_aurora_pg.readers.terraform.language.type_constraints import convert
from checkov_aurora_pg.readers.terraform.language.type_constraints import unified


@builtin(1)
def _coalesce(*arguments: Value) -> Value:
    """Return the first argument that is neither null nor an empty string.

    An unknown argument before it is the result, with its references: Terraform's result
    is unknown as well, and the identifier of a resource that it refers to is neither
    null nor empty once it is known.
    """
    for index, argument in enumerate(unified(arguments)):
        if isinstance(argument.data, Unknown):
            return arguments[index]
        if argument.data is not None and argument.data != '':
            return argument
    raise EvaluationError('no argument is neither null nor an empty string')


@builtin(1)
def _coalescelist(*arguments: Value) -> Value:
    for argument in arguments:
        if isinstance(argument.data, Unknown):
            return argument
        if argument.is_null:
            raise EvaluationError('a list or tuple is required, not null')
        data = indexed(argument)
        if not all(map(may_be_absent, data.items)):
            return argument
        if data.rest is not None:
            return Value(data.rest, argument.place)
    raise EvaluationError('no list has an element')


@builtin(1, 1)
def _length(subject: Value) -> Value:
    data = known(subject).data
    if isinstance(data, str):
        return Value(counted(len(graphemes(data))), subject.place)
    if isinstance(data, (Sequence, Mapping)):
        if data.rest is not None:
            raise Undecided(Value(data.rest, subject.place))
        return Value(counted(len(data)), subject.place)
    if isinstance(data, Handle):
        names = data.names()
        if names is None:
            raise Undecided(Value(unlisted(data), subject.place))
        return Value(counted(len(names)), subject.place)
    raise EvaluationError(f'a string, a list or a map is required, not {kind(data)}')


@builtin(2, 2)
def _contains(subject: Value, wanted: Value) -> Value:
    """True as soon as a known element equals; false only where no doubt remains."""
    data = sequence(subject)
    doubt = data.rest
    for item in data.items:
        verdict = wanted.compared(item) if isinstance(wanted, Chosen) else same(item, known(wanted))
        if verdict is True:
            return Value(True, subject.place)
        if isinstance(verdict, Unknown):
            doubt = doubt or verdict
    return Value(False if doubt is None else doubt, subject.place)


@builtin(2, 2)
def _index(subject: Value, wanted: Value) -> Value:
    data = indexed(subject)
    if data.rest is not None:
        raise Undecided(Value(data.rest, subject.place))
    for position, item in enumerate(data.items):
        verdict = same(item, known(wanted))
        if isinstance(verdict, Unknown):
            return Value(verdict, subject.place)
        if verdict:
            return Value(counted(position), subject.place)
    raise EvaluationError('the list has no such element')


def _all_or_any(subject: Value, *, decisive: bool) -> Value:
    """Return `decisive` as soon as a known element is; the opposite without a doubt."""
    data = sequence(subject)
    doubt = data.rest
    for item in map(to_bool, data.items):
        if isinstance(item.data, Unknown):
            doubt = doubt or item.data
        elif (item.data or False) is decisive:
            return Value(decisive, item.place or subject.place)
    return Value((not decisive) if doubt is None else doubt, subject.place)


@builtin(1, 1)
def _alltrue(subject: Value) -> Value:
    return _all_or_any(subject, decisive=False)


@builtin(1, 1)
def _anytrue(subject: Value) -> Value:
    return _all_or_any(subject, decisive=True)


@builtin(1, 1)
def _sum(subject: Value) -> Value:
    data = sequence(subject)
    if doubt := subject.first_unknown():
        raise Undecided(Value(doubt, subject.place))
    if not data.items:
        raise EvaluationError('cannot sum an empty list')
    return Value(reduce(add, map(number, data.items)), subject.place)


def _converter(constraint: Type) -> Function:
    @builtin(1, 1, passes=True)
    def call(subject: Value) -> Value:
        return convert(subject, constraint)

    return call


@builtin(1, 1)
def _issensitive(subject: Value) -> Value:
    return Value(Unknown('whether a value is sensitive is not evaluated'), subject.place)


@builtin(1, 1)
def _ephemeralasnull(subject: Value) -> Value:
    return Value(Unknown('whether a value is ephemeral is not evaluated'), subject.place)


def _after_apply(name: str) -> Function:
    @builtin(0)
    def call(*arguments: Value) -> Value:
        del arguments
        return Value(Unknown(f'`{name}()` is known after apply'))

    return call


_SAME = _converter(ANY)

SELECTION: dict[str, Function] = {
    'alltrue': _alltrue,
    'anytrue': _anytrue,
    'bcrypt': _after_apply('bcrypt'),
    'coalesce': _coalesce,
    'coalescelist': _coalescelist,
    'contains': _contains,
    'ephemeralasnull': _ephemeralasnull,
    'index': _index,
    'issensitive': _issensitive,
    'length': _length,
    'nonsensitive': _SAME,
    'plantimestamp': _after_apply('plantimestamp'),
    'sensitive': _SAME,
    'sum': _sum,
    'timestamp': _after_apply('timestamp'),
    'tobool': _converter(BOOL),
    'tonumber': _converter(NUMBER),
    'tostring': _converter(STRING),
    'uuid': _after_apply('uuid'),
}
