"""Conditions, and the functions that decide by them."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping

from checkov_aurora_pg.core.values import NULL
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.choices import Choice
from checkov_aurora_pg.readers.cloudformation.language.choices import choice_in
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Function
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import arguments
from checkov_aurora_pg.readers.cloudformation.language.evaluation import decided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import scalar_text
from checkov_aurora_pg.readers.cloudformation.language.evaluation import shown
from checkov_aurora_pg.readers.documents.nodes import Node

# CloudFormation's own limit for `Fn::And` and `Fn::Or` is 10.
_MAX_OPERANDS = 100
# A comparison costs about as much as so many evaluations of a scalar.
_COMPARISON_STEPS = 3


def truth(evaluator: Evaluator, name: str) -> bool:
    """Return whether a named condition holds. Raises `Undecided` when it is unknown."""
    entry = evaluator.entry('Conditions', name)
    if entry is None:
        raise Undecided(f'condition `{shown(name)}` is not in the template')
    return _boolean(evaluator.evaluate(entry.value))


def _boolean(value: Value) -> bool:
    text = scalar_text(decided(value))
    if text not in ('true', 'false'):
        raise Undecided('the condition is neither true nor false')
    return text == 'true'


def _condition(evaluator: Evaluator, node: Node) -> Value:
    return Value(truth(evaluator, node.text or ''))


def _some(evaluator: Evaluator, node: Node, name: str, deciding: bool) -> Value:
    """Return `deciding` where one operand has that value, else its opposite."""
    unknown: Unknown | None = None
    for operand in arguments(node, name, 1, _MAX_OPERANDS):
        try:
            if _boolean(evaluator.evaluate(operand)) is deciding:
                return Value(deciding)
        except Undecided as error:
            if unknown is None or (unknown.question is None and error.unknown.question):
                unknown = error.unknown
    if unknown is not None:
        raise Undecided.by(unknown)
    return Value(not deciding)


def _and(evaluator: Evaluator, node: Node) -> Value:
    return _some(evaluator, node, 'Fn::And', deciding=False)


def _or(evaluator: Evaluator, node: Node) -> Value:
    return _some(evaluator, node, 'Fn::Or', deciding=True)


def _not(evaluator: Evaluator, node: Node) -> Value:
    (operand,) = arguments(node, 'Fn::Not', 1, 1)
    return Value(not _boolean(evaluator.evaluate(operand)))


def _equals(evaluator: Evaluator, node: Node) -> Value:
    first, second = map(evaluator.evaluate, arguments(node, 'Fn::Equals', 2, 2))
    one, other = map(_choice, (first, second))
    if one is not None and other is not None:
        return _same(one, other)
    if one is not None:
        return _is(one, second)
    if other is not None:
        return _is(other, first)
    return Value(_compared(first) == _compared(second))


def _choice(value: Value) -> Choice | None:
    return choice_in(value.data) if isinstance(value.data, Unknown) else None


def _same(first: Choice, second: Choice) -> Value:
    """Return whether a deployment gives the same text twice. Raises `Undecided`."""
    if _identity(first) == _identity(second):
        return Value(True)
    if first.answers and second.answers and first.texts.isdisjoint(second.texts):
        return Value(False)
    why = second if first.answers and not second.answers else first
    question = next((one.question for one in (first, second) if one.answers), None)
    raise Undecided(why.reason, why.decide, question)


def _identity(choice: Choice) -> tuple[str, str, str]:
    return choice.subject, choice.before, choice.after


def _is(choice: Choice, other: Value) -> Value:
    """Return that what a deployment gives is not another value. Raises `Undecided`."""
    if isinstance(other.data, Unknown):
        raise Undecided(choice.reason, choice.decide, other.data.question or choice.question)
    text = _compared(other)
    if not isinstance(text, str) or not choice.may_be(text):
        return Value(False)
    raise Undecided(choice.reason, choice.decide, choice.whether(text, other.place))


def _compared(value: Value) -> str | tuple[str, ...]:
    """Return a value as it is compared. Raises `Undecided` where it is not known."""
    data = value.data
    if isinstance(data, Sequence) and data.rest is None:
        return tuple(_scalar(element) for element in data)
    return _scalar(value)


def _scalar(value: Value) -> str:
    text = '' if value.is_null else scalar_text(decided(value))
    if text is None:
        raise Undecided('`Fn::Equals` compares a value that is not a string')
    return text


def _if(evaluator: Evaluator, node: Node) -> Value:
    condition, chosen, other = arguments(node, 'Fn::If', 3, 3)
    try:
        if condition.text is not None:
            holds = truth(evaluator, condition.text)
        else:
            holds = _boolean(evaluator.evaluate(condition))
    except Undecided as error:
        branches = evaluator.evaluate(chosen), evaluator.evaluate(other)
        return agreed(evaluator, *branches, error.unknown)
    return evaluator.evaluate(chosen if holds else other)


def agreed(evaluator: Evaluator, first: Value, second: Value, why: Unknown) -> Value:
    """Return what holds whichever of two values it is; the rest is unknown for `why`.

    Two lists of one length agree element by element, and two mappings key by key.
    """
    evaluator.budget.spend(_COMPARISON_STEPS)
    if first is second or (first.references and first.references == second.references):
        return first
    if _is_one_choice(first, second):
        return first
    if first.is_null and second.is_null:
        return first
    text = scalar_text(first)
    if text is not None and text == scalar_text(second):
        return first
    one, two = first.data, second.data
    if isinstance(one, Mapping) and isinstance(two, Mapping):
        return Value(
            Mapping(
                {
                    key: agreed(evaluator, one.items.get(key, NULL), two.items.get(key, NULL), why)
                    for key in {**one.items, **two.items}
                },
                one.rest or two.rest,
            ),
            first.place,
        )
    if isinstance(one, Sequence) and isinstance(two, Sequence) and len(one) == len(two):
        return Value(
            Sequence(
                tuple(agreed(evaluator, a, b, why) for a, b in zip(one, two, strict=True)),
                one.rest or two.rest,
            ),
            first.place,
        )
    return Value(why)


def _is_one_choice(first: Value, second: Value) -> bool:
    one, other = first.data, second.data
    return (
        isinstance(one, Choice)
        and isinstance(other, Choice)
        and one.subject == other.subject
        and one.answers == other.answers
    )


FUNCTIONS: AbstractMapping[str, Function] = {
    'Condition': _condition,
    'Fn::And': _and,
    'Fn::Equals': _equals,
    'Fn::If': _if,
    'Fn::Not': _not,
    'Fn::Or': _or,
}
