"""What a deployment gives as a text: what it can be, and the questions that settle it."""
from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass

from checkov_aurora_pg.readers.cloudformation.evaluation import Undecided
from checkov_aurora_pg.readers.cloudformation.evaluation import shown
from checkov_aurora_pg.values import Answer
from checkov_aurora_pg.values import Place
from checkov_aurora_pg.values import Question
from checkov_aurora_pg.values import Unknown
from checkov_aurora_pg.values import Value

# Nobody reads a longer list of cases; an instance class has about as many values.
_MAX_ANSWERS = 64
# With so few values left, each says more than what it is not.
_FEW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Unknown):
    """A text that a deployment gives.

    `subject` is unique in a scan, and `name` is what a template calls it. It is one of
    `answers`, or any text where there are none, and none of the texts `ruled_out`.
    """

    subject: str
    name: str
    answers: tuple[Answer, ...] = ()
    ruled_out: frozenset[str] = frozenset()

    @property
    def texts(self) -> frozenset[str]:
        """All that it can be; empty where that could be anything."""
        return frozenset(str(answer.value) for answer in self.answers)

    def may_be(self, text: str) -> bool:
        """Return whether it can be a text."""
        return text in self.texts if self.answers else text not in self.ruled_out

    def whether(self, text: str, place: Place | None) -> Question:
        """Return the question whether it is a text, which it may be."""
        if 1 < len(self.answers) <= _FEW:
            return Question(self.answers)
        return Question((
            self.answer(text, place), self.answer(text, place, is_it=False),
        ))

    def answer(self, text: str, place: Place | None, is_it: bool = True) -> Answer:
        """Return one answer: that it is a text, or that it is not."""
        said = f'`{shown(text)}`' if text else 'empty'
        verb = 'is' if is_it else 'is not'
        return Answer(self.subject, text, is_it, f'`{shown(self.name)}` {verb} {said}', place)

    def one_of(self, texts: Mapping[str, Place], is_any: bool) -> Question | None:
        """Return the question which of some texts it is, each with its place.

        `is_any` says that it may be another one as well. None where there is nothing to ask.
        """
        possible = {text: place for text, place in texts.items() if self.may_be(text)}
        if is_any and self.question is not None:
            return self.question
        if is_any and possible:
            return self.whether(*next(iter(possible.items())))
        return _question(self.answer(text, place) for text, place in possible.items())


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
        raise Undecided(f'`{shown(choice.name)}` has none of its allowed values')
    if len(answers) == 1:
        return Value(str(answers[0].value), answers[0].place)
    return Value(Choice(
        choice.reason, choice.decide, subject=choice.subject, name=choice.name, answers=answers,
        ruled_out=ruled_out, question=_question(answers),
    ))


def narrowed(choice: Choice, texts: Mapping[str, Place]) -> Value:
    """Return a choice of which a nested template allows some texts, each with its place."""
    left = {text: place for text, place in texts.items() if choice.may_be(text)}
    if texts and not left:
        raise Undecided(f'`{shown(choice.name)}` has none of the allowed values')
    return chosen(choice, left, ()) if texts else Value(choice)
