"""Verdicts that hang on one of a few values: each value is put in its place, and judged again.

What is undetermined for a question is judged under each of its answers, and under the answers
to what is then still open. Where all agree, that is the verdict. Where they differ, it stays
undetermined, and says which answer fails and which passes. What fails but for an unlikely answer
fails; what passes but for one stays undetermined, since a deployment may break it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from checkov_aurora_pg.core.estate import Estate
from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Verdict
from checkov_aurora_pg.core.policy import judge
from checkov_aurora_pg.core.policy import with_existence
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Question
from checkov_aurora_pg.readers.limits import MAX_SECONDS

Answers = tuple[Answer, ...]

# So many times what holds a resource is read again at most for it.
MAX_READINGS = 64

# All readings are kept, since the next policy asks for the same ones; a resource takes less than
# a kilobyte.
_MAX_RESOURCES = 200_000

# A message lists so many answers.
_MAX_SHOWN = 3

_INDEX = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')
_FROM_BEST = (Outcome.PASS, Outcome.UNDETERMINED, Outcome.FAIL)
_WORDS = {
    Outcome.FAIL: 'fails',
    Outcome.PASS: 'passes',
    Outcome.UNDETERMINED: 'is undetermined',
}


class _Exceeded(Exception):
    """There are more alternatives than are looked at."""


@dataclass(frozen=True, slots=True)
class _Alternative:
    """What holds under some answers: a verdict, or None where there is nothing to judge."""

    answers: Answers
    outcome: Outcome | None
    verdict: Verdict | None = None


class Alternatives:
    """What one reading leaves open, read and judged again with each answer in place."""

    def __init__(
        self,
        reading: Reading,
        read: Callable[[Answers], Reading],
        settings: Settings,
    ) -> None:
        """Take a reading, and how to read the same with answers in place; `read` raises nothing."""
        self._reading = reading
        self._read = read
        self._settings = settings
        self._deadline = time.monotonic() + MAX_SECONDS
        self._readings: dict[tuple[str, frozenset[Answer]], Reading] = {}
        self._counts: dict[int, int] = {}
        self._kept = 0

    def settled(self, verdict: Verdict) -> Verdict | None:
        """Return the verdict that all alternatives agree on, else what they say.

        It is as it was where it is determined, where nothing asks, or where there are too many
        alternatives; None where the policy is applicable in no alternative.
        """
        question = _question_of(verdict)
        if question is None or verdict.resource.is_unseen:
            return verdict
        found: tuple[_Alternative, ...] = ()
        try:
            for of_existence in (False, True):  # which costs more, and mostly tells nothing more
                found = tuple(self._alternatives(verdict, question, (), of_existence))
                if _agreed(found) in (Outcome.PASS, Outcome.FAIL):
                    break
        except _Exceeded:
            if not found:
                return verdict
        return _together(verdict, found)

    def may_exist(self, verdict: Verdict, question: Question) -> bool:
        """Return whether a deployment creates what a verdict is about.

        None does where the code says so under each answer to the question that decides it, but
        for those that no deployment gives.
        """
        is_told = False
        try:
            for answer in question.answers:
                found = self._judged(verdict, (answer,))
                if found is not None and found.outcome is not None:
                    return True
                is_told |= found is not None
        except _Exceeded:
            return True
        return not is_told

    def _alternatives(
        self,
        verdict: Verdict,
        question: Question,
        assumed: Answers,
        of_existence: bool,
    ) -> Iterator[_Alternative]:
        """Yield what a policy says of a resource under each answer that a deployment can give.

        `of_existence` asks whether the resource exists as well.
        """
        for answer in question.answers:
            answers = (*assumed, answer)
            found = self._judged(verdict, answers)
            if found is None:
                continue
            further = _still_open(found, of_existence)
            if further is None or set(further.answers) & set(answers):
                yield found
                continue
            deeper = tuple(self._alternatives(verdict, further, answers, of_existence))
            told = [one for one in deeper if one.outcome is not None] or deeper[:1]
            if len({one.outcome for one in told}) == 1:  # the further answers tell nothing
                yield replace(told[0], answers=answers)
            else:
                yield from told

    def _judged(self, verdict: Verdict, answers: Answers) -> _Alternative | None:
        """Return what a policy says under some answers, or None where nothing is deployed so."""
        resource = verdict.resource
        reading = self._reading_with(resource, resource.estate.root, answers)
        if reading.is_refused:
            return None
        resources = self._same(resource, reading)
        if resources is None or set(reading.problems) - set(self._reading.problems):
            return _Alternative(answers, Outcome.UNDETERMINED)
        if any(one.existence is not None and one.existence.is_refused for one in resources):
            return None
        try:
            said = [judge(verdict.policy, one, self._settings) for one in resources]
        except Exception:  # a policy that cannot judge here decides nothing
            return _Alternative(answers, Outcome.UNDETERMINED)
        verdicts = [one for one in said if one is not None]
        if verdicts and all(map(_is_refused, verdicts)):
            return None
        worst = max(verdicts, key=_badness, default=None)
        return _Alternative(answers, worst.outcome if worst else None, worst)

    def _reading_with(self, resource: Resource, root: str, answers: Answers) -> Reading:
        """Return the reading with some answers in place. Raises `_Exceeded`."""
        key = (root, frozenset(answers))
        if key not in self._readings:
            count = self._counts[id(resource)] = self._counts.get(id(resource), 0) + 1
            if count > MAX_READINGS or self._kept > _MAX_RESOURCES:
                raise _Exceeded
            if time.monotonic() > self._deadline:
                raise _Exceeded
            self._readings[key] = reading = self._read(answers)
            self._kept += sum(len(estate.resources) for estate in reading.estates)
        return self._readings[key]

    def _same(self, resource: Resource, reading: Reading) -> tuple[Resource, ...] | None:
        """Return what a resource is in another reading of its code, or None where that is lost.

        One whose existence is unknown may be none there, or several.
        """
        estates, others = self._reading.estates, reading.estates
        if len(estates) != len(others):
            return None
        index = next(n for n, estate in enumerate(estates) if estate is resource.estate)
        found = others[index]
        key = _key(resource)
        same = tuple(one for one in _of_kind(found, resource) if _key(one) == key)
        if same or resource.existence is None:
            return same or None
        taken = {_key(one) for one in _of_kind(estates[index], resource)}
        bare = _INDEX.sub('', key)
        return tuple(
            one
            for one in _of_kind(found, resource)
            if _key(one) not in taken and _INDEX.sub('', _key(one)) == bare
        )


def _key(resource: Resource) -> str:
    return resource.key or resource.address


def _of_kind(estate: Estate, resource: Resource) -> Iterator[Resource]:
    return (one for one in estate.resources if one.kind is resource.kind)


def _badness(verdict: Verdict) -> int:
    return _FROM_BEST.index(verdict.outcome) if verdict.outcome in _FROM_BEST else -1


def _is_refused(verdict: Verdict) -> bool:
    return verdict.outcome is Outcome.UNDETERMINED and any(
        reason.is_refused for reason in verdict.reasons
    )


def _question_of(verdict: Verdict) -> Question | None:
    """Return the first question that a verdict is undetermined for."""
    if verdict.outcome is not Outcome.UNDETERMINED:
        return None
    return next((one.question for one in verdict.reasons if one.question is not None), None)


def _agreed(found: Iterable[_Alternative]) -> Outcome | None:
    """Return the outcome that all alternatives have that say anything, or None."""
    outcomes = {one.outcome for one in found if one.outcome is not None}
    return outcomes.pop() if len(outcomes) == 1 else None


def _together(verdict: Verdict, found: tuple[_Alternative, ...]) -> Verdict | None:
    """Return what the alternatives of a verdict come to."""
    told = [one for one in found if one.outcome is not None]
    agreed = _agreed(told)
    if not found or agreed is Outcome.UNDETERMINED:
        return verdict
    if not told:
        return None
    if agreed is Outcome.PASS:
        return Verdict(verdict.policy, verdict.resource, Outcome.PASS)
    if agreed is Outcome.FAIL:
        return _failed(verdict, told, is_everywhere=len(told) == len(found))
    likely = [one for one in told if not any(answer.is_unlikely for answer in one.answers)]
    if _agreed(likely) is Outcome.FAIL and len(likely) < len(told):
        return _failed(verdict, likely, is_everywhere=False)
    return replace(verdict, reasons=(_told_apart(verdict.reasons[0], told),))


def _still_open(found: _Alternative, of_existence: bool) -> Question | None:
    """Return what tells more of a verdict, else whether there is anything that has it."""
    if found.verdict is None:
        return None
    question, existence = _question_of(found.verdict), found.verdict.resource.existence
    if question is None and of_existence and existence is not None:
        return existence.question
    return question


def _failed(
    verdict: Verdict,
    told: Sequence[_Alternative],
    *,
    is_everywhere: bool,
) -> Verdict:
    """Return the failure that stands in all alternatives, with the findings of one.

    Where there is nothing to judge in some others, they say in which they stand.
    """
    alternative = next(one.verdict for one in told if one.verdict is not None)
    findings = alternative.findings
    if not is_everywhere:
        phrase, _ = _phrase([one.answers for one in told], '')
        findings = tuple(
            replace(one, message=f'{one.message} (where {phrase})') for one in findings
        )
    if alternative.resource.existence is None:
        findings = tuple(with_existence(verdict.resource, one) for one in findings)
    return Verdict(verdict.policy, verdict.resource, Outcome.FAIL, findings)


def _told_apart(reason: Reason, found: Sequence[_Alternative]) -> Reason:
    """Return what is undetermined, with which answer decides it and how."""
    clauses: list[str] = []
    related: dict[Place, str] = {}
    subject = ''
    for outcome, word in _WORDS.items():
        answers = [one.answers for one in found if one.outcome is outcome]
        if answers:
            phrase, subject = _phrase(answers, subject)
            clauses.append(f'{word} where {phrase}')
        for one in found:
            place = _place(one)
            if one.outcome is outcome and place is not None and len(related) < 2 * _MAX_SHOWN:
                phrase, _ = _phrase([one.answers], '')
                related.setdefault(place, f'{word} where {phrase}')
    text = f'{reason.text}; {", ".join(clauses)}'
    return Reason(
        reason.attribute, text, reason.decide, reason.place, related=tuple(related.items())
    )


def _place(alternative: _Alternative) -> Place | None:
    """Return where something is wrong, else where the code speaks of the answer."""
    verdict = alternative.verdict
    if verdict is not None and verdict.findings:
        return verdict.findings[0].place
    return alternative.answers[-1].place


def _clauses(answers: Answers) -> list[tuple[str, str]]:
    """Return what answers say: what each is about, and what that is.

    Where it is known what it is, what it is not is left out.
    """
    said: dict[str, list[Answer]] = {}
    for answer in answers:
        said.setdefault(answer.subject, []).append(answer)
    clauses = []
    for ones in said.values():
        known = [answer for answer in ones if answer.is_it]
        parts = [answer.shown.partition(' is ') for answer in known or ones]
        values = [value for _, _, value in parts]
        if len(values) > 1 and not known:
            values = [f'none of {", ".join(value.removeprefix("not ") for value in values)}']
        clauses.append((parts[0][0], values[0]))
    return clauses


def _phrase(alternatives: Iterable[Answers], said: str) -> tuple[str, str]:
    """Return alternatives in words, and what the last of them is about.

    `said` is what was spoken of before: "it" is enough then.
    """
    texts: dict[str, None] = {}
    for answers in alternatives:
        clauses = _clauses(answers)
        subject, value = clauses[0]
        if len(clauses) > 1:
            texts[' and '.join(f'{one} is {what}' for one, what in clauses)] = None
            said = ''
        elif subject != said:
            texts[f'{subject} is {value}'] = None
            said = subject
        else:
            texts[value if texts else f'it is {value}'] = None
    shown = list(texts)[:_MAX_SHOWN]
    if len(texts) > _MAX_SHOWN:
        return f'{", ".join(shown)} and {len(texts) - _MAX_SHOWN} more', said
    return ' or '.join(shown), said
