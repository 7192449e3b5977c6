"""Texts with parts that are not known, joined and taken apart again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace

from checkov_aurora_pg.core.values import Question
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.evaluation import MAX_TEXT_LENGTH
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import decided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import scalar_text


@dataclass(frozen=True, slots=True)
class Pieces(Unknown):
    """A text with parts that are not known, kept so that `split` finds them again."""

    pieces: tuple[str | Value, ...] = ()


def combined(evaluator: Evaluator, parts: Iterable[str | Value]) -> Value:
    """Return the text that known and unknown parts make up."""
    pieces: list[str | Value] = []
    length = 0
    for part in parts:
        if isinstance(part, Value) and isinstance(part.data, Pieces):
            pieces.extend(part.data.pieces)
            evaluator.budget.spend(len(part.data.pieces))
            continue
        text = part if isinstance(part, str) else scalar_text(part)
        if text is None and isinstance(part, Value) and part.is_known:
            raise Undecided('a part of the string is not a string itself')
        length += len(text or '')
        if length > MAX_TEXT_LENGTH:
            raise Undecided(f'the text is longer than `{MAX_TEXT_LENGTH}` characters')
        pieces.append(part if text is None else text)
    evaluator.budget.spend(len(pieces) + length // 1000)
    unknown = [piece for piece in pieces if isinstance(piece, Value)]
    if not unknown:
        return Value(''.join(str(piece) for piece in pieces))
    for piece in unknown:
        if isinstance(piece.data, Unknown) and piece.data.is_refused:
            return Value(piece.data)
    if len(unknown) == 1 and not any(piece for piece in pieces if isinstance(piece, str)):
        return unknown[0]
    reason = unknown[0].data
    assert isinstance(reason, Unknown), 'known parts have become text'
    return Value(
        Pieces(
            reason.reason,
            reason.decide,
            tuple(pieces),
            question=_question(unknown),
        )
    )


def _question(parts: Iterable[Value]) -> Question | None:
    """Return the first question of several unknown parts, where each of them has one."""
    asked = [part.data.question for part in parts if isinstance(part.data, Unknown)]
    return asked[0] if all(asked) else None


def split(evaluator: Evaluator, source: Value, delimiter: str) -> Sequence:
    """Return the elements of a text. Raises `Undecided` where nothing is known of it."""
    elements, rest = _elements(_pieces(source), delimiter)
    evaluator.budget.spend(len(elements))
    items = (combined(evaluator, element).at(source.place) for element in elements)
    return Sequence(tuple(items), rest)


def stripped_text(evaluator: Evaluator, text: Value) -> Value:
    """Return a text without the space around it, as a list's parameter has its elements."""
    if isinstance(text.data, str):
        return replace(text, data=text.data.strip())
    if not isinstance(text.data, Pieces):
        return text
    first, *others = text.data.pieces
    *inner, last = (first.lstrip() if isinstance(first, str) else first, *others)
    end = last.rstrip() if isinstance(last, str) else last
    return combined(evaluator, (*inner, end)).at(text.place)


def _pieces(source: Value) -> tuple[str | Value, ...]:
    if isinstance(source.data, Pieces):
        return source.data.pieces
    if isinstance(source.data, Unknown) and source.references:
        return (source,)
    text = scalar_text(decided(source))
    if text is None:
        raise Undecided('`Fn::Split` does not have a string')
    return (text,)


def _elements(
    pieces: Iterable[str | Value],
    delimiter: str,
) -> tuple[list[list[str | Value]], Unknown | None]:
    """Return the parts of each element, and what hides the elements that are not known."""
    elements: list[list[str | Value]] = [[]]
    for piece in pieces:
        if isinstance(piece, str):
            first, *others = piece.split(delimiter)
            elements[-1].append(first)
            elements.extend([other] for other in others)
        elif piece.references:
            # The identifier of one resource does not hold a delimiter.
            elements[-1].append(piece)
        else:
            assert isinstance(piece.data, Unknown), 'a known piece is text'
            return elements[:-1], piece.data
    return elements, None
