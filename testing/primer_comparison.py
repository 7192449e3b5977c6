"""What two revisions say of the same repositories, and where they do not say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from testing.repository_scans import HEALTH
from testing.repository_scans import Said
from testing.repository_scans import Scan

OUTCOMES = ('pass', 'fail', 'undetermined', 'skip')

NOTHING = '-'


@dataclass(frozen=True, order=True)
class Subject:
    """What a verdict is on: a policy's id, and a resource in a file of a repository."""

    policy: str
    repository: str
    path: str
    resource: str


@dataclass(frozen=True)
class Change:
    """A verdict that differs, as both revisions put it; `-` where one says nothing."""

    subject: Subject
    old: str
    new: str


@dataclass(frozen=True)
class Compared:
    """What both revisions say of one repository, or the trouble that there was."""

    repository: str
    old: Scan | None = None
    new: Scan | None = None
    trouble: str = ''


@dataclass(frozen=True)
class Count:
    """How many resources a policy says each outcome of, and all that it says something of."""

    by_outcome: Mapping[str, int]

    @property
    def total(self) -> int:
        """All that is said, skips and problems as well."""
        return sum(self.by_outcome.values())

    @property
    def undetermined(self) -> float:
        """The share that is undetermined, from 0 to 1."""
        return self.by_outcome.get('undetermined', 0) / self.total if self.total else 0.0


@dataclass(frozen=True)
class Comparison:
    """Two commits and what they say of each repository."""

    old: str
    new: str
    repositories: tuple[Compared, ...]

    @property
    def judged(self) -> tuple[Compared, ...]:
        """The repositories that both have judged."""
        return tuple(one for one in self.repositories if not one.trouble)

    @property
    def troubled(self) -> tuple[Compared, ...]:
        """The repositories that are left out of the comparison."""
        return tuple(one for one in self.repositories if one.trouble)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What is judged otherwise, by policy, then by repository and place."""
        found = []
        for one in self.judged:
            old, new = _verdicts(one.repository, one.old), _verdicts(one.repository, one.new)
            found += [
                Change(subject, old.get(subject, NOTHING), new.get(subject, NOTHING))
                for subject in old.keys() | new.keys()
                if old.get(subject) != new.get(subject)
            ]
        return tuple(sorted(found, key=lambda change: (_number(change.subject), change.subject)))

    @property
    def policies(self) -> list[str]:
        """The policies of which a revision says something, without policy 0."""
        said = {
            one.policy
            for compared in self.judged
            for scan in (compared.old, compared.new)
            for one in (scan.said if scan else ())
        } - {HEALTH}
        return sorted(said, key=lambda policy: (len(policy), policy))

    def counts(self, policies: Iterable[str]) -> tuple[Count, Count]:
        """Return what the old and the new one say of resources under some policies."""
        wanted = set(policies)
        return (
            _count([one.old for one in self.judged], wanted),
            _count([one.new for one in self.judged], wanted),
        )

    def seconds(self) -> tuple[float, float]:
        """Return what all runs of the old and of the new one took."""
        return (
            sum(one.old.seconds for one in self.judged if one.old),
            sum(one.new.seconds for one in self.judged if one.new),
        )


def _number(subject: Subject) -> int:
    return len(subject.policy)


def _count(scans: Iterable[Scan | None], policies: set[str]) -> Count:
    found: Counter[str] = Counter()
    for scan in scans:
        found.update(
            outcome
            for _, _, _, outcome in {
                (one.policy, one.path, one.resource, _counted(one))
                for one in (scan.said if scan else ())
                if one.policy in policies
            }
        )
    return Count(found)


def _counted(one: Said) -> str:
    """Return the outcome, or the message of a problem: a file can have several."""
    return one.message if one.policy == HEALTH else one.outcome


def _verdicts(repository: str, scan: Scan | None) -> dict[Subject, str]:
    """Return what is said of each subject, in words that two revisions can be compared by."""
    groups: dict[Subject, list[Said]] = {}
    for one in scan.said if scan else ():
        subject = Subject(one.policy, repository, one.path, one.resource)
        groups.setdefault(subject, []).append(one)
    return {subject: _put(ones) for subject, ones in groups.items()}


def _put(ones: list[Said]) -> str:
    """Return how often each outcome is said, and where there are several, in which deployments."""
    outcomes = Counter(one.outcome for one in ones)
    if ones[0].policy == HEALTH:
        return _times('problem', len(ones))
    if len(outcomes) == 1:
        return _times(ones[0].outcome, len(ones))
    deployments = {
        outcome: sorted(
            {name for one in ones if one.outcome == outcome for name in one.deployments}
        )
        for outcome in outcomes
    }
    return ', '.join(
        _times(outcome, count)
        + (f' ({", ".join(deployments[outcome])})' if deployments[outcome] else '')
        for outcome, count in sorted(outcomes.items())
    )


def _times(word: str, count: int) -> str:
    return word if count == 1 else f'{word} ×{count}'
