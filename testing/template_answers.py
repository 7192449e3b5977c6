"""Asks what a template leaves open until a value is known."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.core.values import Question
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.readers.cloudformation.template_set import TemplateSet

SUBJECT = 'restored_from'


def subject_of(templates: TemplateSet, assumed: tuple[Answer, ...] = ()) -> Resource | None:
    """Return the resource `Subject`, or None where the answers say that it is not created."""
    estates = templates.read(assumed).estates
    resources = estates[0].resources if estates else ()
    return next((one for one in resources if one.address == 'Subject'), None)


def value_of(subject: Resource | None) -> object:
    """Return what is known of the subject, else a question, else the reason after a `?`."""
    if subject is None:
        return 'absent'
    existence = subject.existence
    value = subject.attributes.get(SUBJECT)
    why = existence if existence is not None else value.first_unknown() if value else None
    if why is not None:
        return why.question or f'?{why.reason}'
    return value.data if value is not None else None


def leaves(
    templates: TemplateSet, assumed: tuple[Answer, ...] = ()
) -> Iterator[tuple[tuple[Answer, ...], object]]:
    """Yield the answers that lead to each value, and the value."""
    found = value_of(subject_of(templates, assumed))
    if not isinstance(found, Question):
        yield assumed, found
        return
    for answer in found.answers:
        yield from leaves(templates, (*assumed, answer))


def question_of(unknown: object) -> Question:
    """Return the question of what is not known, which has one."""
    assert isinstance(unknown, Unknown)
    assert unknown.question is not None
    return unknown.question
