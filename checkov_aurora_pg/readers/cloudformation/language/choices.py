"""What a deployment gives as a text: what it can be, and the questions that settle it."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace

from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Question
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.language.evaluation import shown
from checkov_aurora_pg.readers.cloudformation.language.pieces import Pieces

# Nobody reads a longer list of cases; an instance class has about as many values.
_MAX_ANSWERS = 64
# With so few values left, each says more than what it is not.
_FEW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Unknown):
    """A text that a deployment gives, or one that it stands in.

    `subject` is unique in a scan, and `name` is what a template calls it. It is one of
    `answers`, whose texts are `allowed`, or any text where there are none, and none of the texts
    `ruled_out`. `before` and `after` are what stands around it.
    """

    subject: str
    name: str
    answers: tuple[Answer, ...] = ()
    allowed: frozenset[str] = frozenset()
    ruled_out: frozenset[str] = frozenset()
    before: str = ''
    after: str = ''

    @property
    def texts(self) -> frozenset[str]:
        """All that it can be; empty where that could be anything."""
        return frozenset(f'{self.before}{text}{self.after}' for text in self.allowed)

    def may_be(self, text: str) -> bool:
        """Return whether it can be a text."""
        is_around = text.startswith(self.before) and text.endswith(self.after)
        is_long = len(text) >= len(self.before) + len(self.after)
        if not is_around or not is_long:
            return False
        inner = self._inner(text)
        return inner in self.allowed if self.answers else inner not in self.ruled_out

    def _inner(self, text: str) -> str:
        return text[len(self.before) : len(text) - len(self.after)]

    def whether(self, text: str, place: Place | None) -> Question:
        """Return the question whether it is a text, which it may be."""
        if 1 < len(self.answers) <= _FEW:
            return Question(self.answers)
        inner = self._inner(text)
        return Question(
            (
                self.answer(inner, place),
                self.answer(inner, place, is_it=False),
            )
        )

    def answer(self, text: str, place: Place | None, is_it: bool = True) -> Answer:
        """Return one answer: that what a deployment gives is a text, or that it is not."""
        said = f'`{shown(text)}`' if text else 'empty'
        verb = 'is' if is_it else 'is not'
        return Answer(self.subject, text, is_it, f'`{shown(self.name)}` {verb} {said}', place)

    def one_of(self, texts: Mapping[str, Place], is_any: bool) -> Question | None:
        """Return the question which of some texts it is, each with its place.

        `is_any` says that it may be another one as well. None where there is nothing to ask.
        """
        possible = {text: place for text, place in texts.items() if self.may_be(text)}
        if is_any and self.answers and self.question is not None:
            return self.question
        if is_any and possible:
            return self.whether(*next(iter(possible.items())))
        return _question(self.answer(self._inner(text), at) for text, at in possible.items())


def choice_in(unknown: Unknown) -> Choice | None:
    """Return the one choice that decides a text, with what stands around it, or None."""
    if isinstance(unknown, Choice):
        return unknown
    pieces = unknown.pieces if isinstance(unknown, Pieces) else ()
    open_ones = [n for n, piece in enumerate(pieces) if isinstance(piece, Value)]
    if len(open_ones) != 1:
        return None
    index = open_ones[0]
    piece = pieces[index]
    if not isinstance(piece, Value) or not isinstance(piece.data, Choice):
        return None
    before, after = (''.join(map(str, part)) for part in (pieces[:index], pieces[index + 1 :]))
    return replace(piece.data, before=before, after=after)


def _question(answers: Iterable[Answer]) -> Question | None:
    answers = tuple(answers)
    return Question(answers) if 1 < len(answers) <= _MAX_ANSWERS else None


def chosen(choice: Choice, texts: Mapping[str, Place], assumed: Iterable[Answer]) -> Value:
    """Return what a deployment gives as far as the answers in `assumed` say.

    It is one of `texts`, each with its place, or any text where there are none. Raises
    `Undecided` where the answers leave nothing.
    """
    said = [answer for answer in assumed if answer.subject == choice.subject]
    for answer in said:
        if answer.is_it:
            return Value(str(answer.value), answer.place)
    ruled_out = frozenset(str(answer.value) for answer in said)
    answers = tuple(
        choice.answer(text, place) for text, place in texts.items() if text not in ruled_out
    )
    if texts and not answers:
        raise Undecided(f'`{shown(choice.name)}` has none of its allowed values', is_refused=True)
    if len(answers) == 1:
        return Value(str(answers[0].value), answers[0].place)
    return Value(
        Choice(
            choice.reason,
            choice.decide,
            subject=choice.subject,
            name=choice.name,
            answers=answers,
            allowed=frozenset(str(answer.value) for answer in answers),
            ruled_out=ruled_out,
            question=_question(answers),
        )
    )


def asked_about(value: Value, texts: Mapping[str, Place]) -> Value:
    """Return a value; one that can be anything asks for the texts that it is compared with."""
    choice = value.data
    if not isinstance(choice, Choice) or choice.question is not None or choice.answers:
        return value
    possible = ((text, place) for text, place in texts.items() if choice.may_be(text))
    first = next(possible, None)
    if first is None:
        return value
    return replace(value, data=replace(choice, question=choice.whether(*first)))


def narrowed(choice: Choice, texts: Mapping[str, Place]) -> Value:
    """Return a choice of which a nested template allows some texts, each with its place."""
    left = {text: place for text, place in texts.items() if choice.may_be(text)}
    if texts and not left:
        raise Undecided(f'`{shown(choice.name)}` has none of the allowed values', is_refused=True)
    return chosen(choice, left, ()) if texts else Value(choice)
