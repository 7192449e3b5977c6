"""Why something cannot be judged from the code: a record, and the exception that carries one.

A policy that reads what is not known is stopped by `Undetermined`; what a verdict, a message or
a tie between resources keeps is its `Reason`.
"""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Question
from checkov_aurora_pg.core.values import Unknown


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an attribute, a parameter or a tie is not known.

    `attribute` names what was asked for, `text` says what decides it and `decide` how a person
    can decide it (empty where there is no general way). `place` is where the unknown value is
    written, where that is known. `is_elsewhere` says that it names a resource, but one that is
    not in the scanned code. `question` is one whose answer tells more, where the code has all its
    answers. `is_refused` says that no deployment has it, since the language refuses it. `related`
    are further places, with what is to be said of each. `deployments` are those in which it is
    so, where there are several.
    """

    attribute: str
    text: str
    decide: str = ''
    place: Place | None = None
    is_elsewhere: bool = False
    question: Question | None = None
    is_refused: bool = False
    related: tuple[tuple[Place, str], ...] = ()
    deployments: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f'`{self.attribute}`: {self.text}'

    @classmethod
    def by(cls, attribute: str, unknown: Unknown, place: Place | None) -> Reason:
        """Return why an attribute is not known whose value is an unknown one."""
        return cls(
            attribute,
            unknown.reason,
            unknown.decide,
            place,
            question=unknown.question,
            is_refused=unknown.is_refused,
        )


class Undetermined(Exception):
    """A policy asked for what only a deployment, or a missing file, decides: `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason

    @classmethod
    def because(
        cls,
        attribute: str,
        text: str,
        decide: str = '',
        place: Place | None = None,
    ) -> Undetermined:
        """Return the exception for a reason that is given in parts, as in `Reason`."""
        return cls(Reason(attribute, text, decide, place))
