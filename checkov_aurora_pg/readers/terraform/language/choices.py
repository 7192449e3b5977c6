"""What a deployment chooses: a root's variable without a value, or the workspace.

The value is not known, but it is the same wherever the code speaks of it. So a comparison with
it, or an index by it, is a question about the one choice, whose answers exclude each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace

from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Question
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.conversion import kind
from checkov_aurora_pg.readers.terraform.language.exact_numbers import parse
from checkov_aurora_pg.readers.terraform.language.type_constraints import ANY
from checkov_aurora_pg.readers.terraform.language.type_constraints import STRING
from checkov_aurora_pg.readers.terraform.language.type_constraints import Primitive
from checkov_aurora_pg.readers.terraform.language.type_constraints import Typed

Scalar = bool | int | float | str | None

# A question with more answers is none that a person would ask.
MAX_ANSWERS = 64

# What a message has room for.
_MAX_SHOWN = 60

_SINGLE = (bool, int, float, str)


class Assumptions:
    """The answers that hold in one reading, by what they are about.

    `is_contradicted` becomes whether the code says otherwise under the others.
    """

    def __init__(self, answers: Iterable[Answer] = ()) -> None:
        """Take the answers."""
        self.is_contradicted = False
        self._values: dict[str, Answer] = {}
        self._excluded: dict[str, tuple[Scalar, ...]] = {}
        for answer in answers:
            if answer.is_it:
                self._values[answer.subject] = answer
            else:
                excluded = self._excluded.get(answer.subject, ())
                self._excluded[answer.subject] = (*excluded, answer.value)

    def __bool__(self) -> bool:
        """Return whether anything is assumed."""
        return bool(self._values or self._excluded)

    def value_of(self, subject: str) -> Answer | None:
        """Return what something is, or None where that is not assumed."""
        return self._values.get(subject)

    def excluded(self, subject: str) -> tuple[Scalar, ...]:
        """Return what something is not."""
        return self._excluded.get(subject, ())


@dataclass(frozen=True, slots=True)
class Chosen(Typed):
    """The unknown value of what `subject` names, which is none of `excluded`.

    What is made from it, even the same value as another type, is no `Chosen` any more.
    `is_text` says that the deployment's value is a string as well, so that `"1"` is not the
    number.
    """

    subject: str = ''
    excluded: tuple[Scalar, ...] = ()
    is_text: bool = True

    def compared(self, other: Value) -> bool | Unknown:
        """Return whether it equals a value; where nothing tells, with a question that would."""
        data, unknown = other.data, self.data
        assert isinstance(unknown, Unknown), 'what is chosen is not known'
        if not (data is None or isinstance(data, _SINGLE)) or not self._fits(data):
            return unknown
        if _among(data, self.excluded):
            return False
        if unknown.question is None:
            return self._asking(
                (
                    self._answer(data, other.place),
                    self._answer(data, other.place, is_it=False),
                )
            )
        answers = unknown.question.answers
        if all(answer.is_it for answer in answers):
            return unknown if _among(data, (answer.value for answer in answers)) else False
        return unknown

    def key_of(self, items: Mapping) -> str | Unknown | None:
        """Return which key of a map it is, where no deployment has any other value.

        That is known where one key is left, and None where there is none. Where there are more,
        the answers are the keys.
        """
        unknown = self.data
        assert isinstance(unknown, Unknown), 'what is chosen is not known'
        if unknown.question is not None or items.rest is not None:
            return unknown
        keys = [key for key in items.items if not _among(key, self.excluded)]
        if len(keys) > MAX_ANSWERS or not all(map(self._fits, keys)):
            return unknown
        if len(keys) <= 1:
            return keys[0] if keys else None
        return self._asking(tuple(self._answer(key, items.items[key].place) for key in keys))

    def key_if_any(self, items: Mapping) -> Unknown | None:
        """Return its unknown, which asks about a key of a map, or None where it is none of them."""
        unknown = self.data
        assert isinstance(unknown, Unknown), 'what is chosen is not known'
        if unknown.question is not None or items.rest is not None:
            return unknown
        for key, item in items.items.items():
            verdict = self.compared(Value(key, item.place))
            if isinstance(verdict, Unknown):
                return verdict
        return None

    def as_input(self, converted: Value, *, takes_null: bool) -> Value:
        """Return it as the variable of a called module that has it, once it is of its type.

        A variable that does not take null has its default in its place.
        """
        if not takes_null and None not in self.excluded:
            return plain(converted)
        if not isinstance(converted, Typed):
            return converted
        if converted.type == self.type:
            return self
        if self.type == ANY and converted.type == STRING:
            return replace(self, type=STRING, is_text=False)
        return converted

    def _asking(self, answers: tuple[Answer, ...]) -> Unknown:
        assert isinstance(self.data, Unknown), 'what is chosen is not known'
        return replace(self.data, question=Question(answers))

    def _answer(self, value: Scalar, place: Place | None, *, is_it: bool = True) -> Answer:
        return answer_about(self.subject, value, place, is_it=is_it)

    def _fits(self, value: Scalar) -> bool:
        """Return whether the choice can be this very value, and nothing that looks like it."""
        if value is None:
            return True
        if self.type in (ANY, STRING):
            sure = self.is_text and self.type == STRING
            return isinstance(value, str) and (sure or _is_plain(value))
        return isinstance(self.type, Primitive) and kind(value) == self.type.name


def answer_about(
    subject: str,
    value: Scalar,
    place: Place | None,
    *,
    is_it: bool = True,
) -> Answer:
    """Return an answer about a variable or the workspace, which is called as the code does."""
    return Answer(
        subject, value, is_it, f'`{subject}` is {"" if is_it else "not "}{shown(value)}', place
    )


def shown(value: Scalar) -> str:
    """Return a value as a message shows it."""
    if value is None:
        return 'null'
    if isinstance(value, bool):
        return f'`{str(value).lower()}`'
    text = str(value) or '""'
    return f'`{text[:_MAX_SHOWN]}…`' if len(text) > _MAX_SHOWN else f'`{text}`'


def plain(value: Value) -> Value:
    """Return a value that something was made of a choice, and which is not the choice itself."""
    if isinstance(value, Chosen):
        return Value(value.data, value.place, value.references)
    return value


def _among(value: Scalar, values: Iterable[Scalar]) -> bool:
    return any(kind(value) == kind(one) and value == one for one in values)


def _is_plain(text: str) -> bool:
    """Return whether a text is no number or truth value, which a variable of no type may be."""
    return parse(text) is None and text not in ('true', 'false')
