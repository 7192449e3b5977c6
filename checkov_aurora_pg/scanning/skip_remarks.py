"""Remarks on suppressions in the code: an unknown id, no reason, or nothing to suppress.

A remark never fails a scan, since such a suppression hides no finding. Only our own ids get
remarks, and only in a resource that was read.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from checkov_aurora_pg.core.described_resource import Skip
from checkov_aurora_pg.core.estate import Estate
from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.core.names import PREFIX
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.core.policy import Verdict
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place


class Wrong(StrEnum):
    """What is wrong with a suppression."""

    UNKNOWN = 'unknown'
    NO_REASON = 'no reason'
    UNUSED = 'unused'


class SkipRemark(NamedTuple):
    """A suppression with something wrong: the id as it is written, and what to write instead.

    `place` has the columns of the comment. `resource` is the address of the resource or the call
    that it stands in, or of the first of its instances.
    """

    id: str
    place: Place
    resource: str
    wrong: Wrong
    message: str


class _Seen:
    """A suppression, and whether some resource needs it or may."""

    def __init__(self, reason: str, resource: str) -> None:
        self.reason = reason
        self.resource = resource
        self.is_needed = False


class Skips:
    """The suppressions of the resources that are judged, each by its id and place.

    One that stands for several resources, such as those of a `count` or of a module's calls, is
    unused where none of them needs it, in any deployment.
    """

    def __init__(self, policies: Iterable[Policy]) -> None:
        """Take the policies that judge: of the others it is not known what they would say."""
        self._judging = frozenset(policy.id for policy in policies) - {HEALTH}
        self._seen: dict[tuple[str, Place], _Seen] = {}
        self._is_whole = True

    def in_part(self) -> Skips:
        """Return the same, for noting what is judged in part: none of it counts as unused."""
        part = Skips(())
        part._judging, part._seen, part._is_whole = self._judging, self._seen, False
        return part

    def note(self, estate: Estate, judged: Iterable[Verdict | Problem]) -> None:
        """Note the suppressions of an estate, and what is judged of its resources."""
        resources = [
            one
            for one in estate.resources
            if not one.is_elsewhere and any(map(_is_ours, one.skips))
        ]
        if not resources:
            return
        judged = tuple(judged)
        is_whole = self._is_whole and not any(isinstance(one, Problem) for one in judged)
        for resource in resources:
            for skip in filter(_is_ours, resource.skips):
                seen = self._of(skip, resource, estate)
                seen.is_needed |= not is_whole
        for one in judged:
            if isinstance(one, Verdict) and one.covered not in (None, Outcome.PASS):
                for skip in one.resource.skips:
                    if skip.id == one.policy.id:
                        self._of(skip, one.resource, estate).is_needed = True

    def _of(self, skip: Skip, resource: Resource, estate: Estate) -> _Seen:
        origin = estate.origin_at(skip.place)
        place = origin.place if origin is not None and origin.place is not None else skip.place
        key = skip.id, place
        if key not in self._seen:
            self._seen[key] = _Seen(skip.reason, _owner(skip, resource))
        return self._seen[key]

    def remarks(self, is_given: Callable[[str], bool]) -> Iterator[SkipRemark]:
        """Yield what is wrong with those in the files that were asked for."""
        for (id, place), seen in self._seen.items():
            if is_given(place.path):
                wrong, message = self._wrong(id, seen)
                if wrong is not None:
                    yield SkipRemark(id, place, seen.resource, wrong, message)

    def _wrong(self, id: str, seen: _Seen) -> tuple[Wrong | None, str]:
        unknown = _unknown(id)
        if unknown:
            return Wrong.UNKNOWN, unknown
        if id not in self._judging:
            return None, ''
        if not seen.is_needed:
            return Wrong.UNUSED, f'nothing here fails `{id}`; remove it'
        if not seen.reason:
            return Wrong.NO_REASON, f'write why, as in `checkov:skip={id}:the reason`'
        return None, ''


def _is_ours(skip: Skip) -> bool:
    return any(id.startswith(PREFIX) for id in skip.id.split(','))


def _owner(skip: Skip, resource: Resource) -> str:
    """Return the address of the innermost of a resource and its calls that a suppression is in."""
    around = (
        (resource.address, resource.place),
        *((one.address, one.place) for one in resource.calls[::-1]),
    )
    return next(
        (
            address
            for address, place in around
            if place.path == skip.place.path and place.line <= skip.place.line <= place.end_line
        ),
        resource.address,
    )


def _unknown(id: str) -> str:
    """Return what is to be said of an id that no policy has; empty for one that there is."""
    from difflib import get_close_matches

    from checkov_aurora_pg.policies import POLICIES  # which a tree without Aurora spares

    ids = [policy.id for policy in POLICIES]
    if id in ids:
        return ''
    if ',' in id:
        return 'a template takes one id in a comment; write one comment for each'
    near = get_close_matches(id, ids, n=1)
    meant = f'write `{near[0]}`, or remove it' if near else 'remove it'
    return f'no policy has this id, so that it skips nothing; {meant}'
