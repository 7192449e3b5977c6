"""Why the code does not tell enough to judge: a record, and the exception that carries it.

`Undetermined` stops a policy that reads an unknown value. Verdicts, messages and ties between
resources keep its `Reason`.
"""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Question
from checkov_aurora_pg.core.values import Unknown


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an attribute, a parameter or a tie is not known.

    `attribute` names what was read, `text` says what decides its value, and `decide` says how a
    person can decide it (empty if there is no general way). `place` is where the unknown value is
    written, if that is known. `is_elsewhere` says that the value names a resource that is not in
    the scanned code. `question` is a question whose answer tells more; it is set if the code shows
    all its answers. `is_refused` says that no deployment can have this value, because the language
    refuses it. `related` are further places, each with its own phrase. `deployments` are the
    deployments that have this reason, if the root has several.
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
        """Return the reason for an attribute whose value is the given unknown."""
        return cls(
            attribute,
            unknown.reason,
            unknown.decide,
            place,
            question=unknown.question,
            is_refused=unknown.is_refused,
        )


class Undetermined(Exception):
    """Only a deployment or a missing file decides a value that a policy read. `reason` says why."""

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
        """Return the exception for a reason given in parts, as in `Reason`."""
        return cls(Reason(attribute, text, decide, place))
