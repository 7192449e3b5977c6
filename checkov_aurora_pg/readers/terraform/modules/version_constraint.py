"""Versions of modules, and the constraints that choose among them.

Source: Terraform's "Version Constraints"; tried with `required_version` in Terraform 1.11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

Version = tuple[int, int, int]

ZERO: Version = (0, 0, 0)

_PART = re.compile(
    r'\s*(?P<operator>=|!=|>=|<=|~>|>|<|)\s*v?(?P<version>\d{1,9}(?:\.\d{1,9}){0,2})\s*',
)
_TAG = re.compile(r'(?:refs/tags/|tags/)?v?(?P<version>\d{1,9}(?:\.\d{1,9}){0,2})')


@dataclass(frozen=True, slots=True)
class VersionConstraint:
    """The versions from `first` up to and without `end` (None: no end), save `excluded`."""

    first: Version = ZERO
    end: Version | None = None
    excluded: frozenset[Version] = frozenset()

    def admits_any(self, first: Version, end: Version) -> bool:
        """Return whether there is an admitted version from `first` up to and without `end`."""
        version = max(self.first, first)
        while version in self.excluded:
            version = _after(version)
        return version < (end if self.end is None else min(self.end, end))

    def admits(self, version: Version) -> bool:
        """Return whether a version is admitted."""
        return self.admits_any(version, _after(version))


def _after(version: Version) -> Version:
    major, minor, patch = version
    return major, minor, patch + 1


def _padded(numbers: Iterable[int]) -> Version:
    major, minor, patch, *_ = (*numbers, 0, 0, 0)
    return major, minor, patch


def _numbers(version: str) -> list[int]:
    return [int(number) for number in version.split('.')]


def _next(numbers: list[int]) -> Version:
    """Return the first version after all those that begin with the numbers."""
    return _padded((*numbers[:-1], numbers[-1] + 1))


def _single(operator: str, numbers: list[int]) -> VersionConstraint:
    version = _padded(numbers)
    match operator:
        case '>=':
            return VersionConstraint(version)
        case '>':
            return VersionConstraint(_after(version))
        case '<':
            return VersionConstraint(end=version)
        case '<=':
            return VersionConstraint(end=_after(version))
        case '!=':
            return VersionConstraint(excluded=frozenset({version}))
        case '~>':
            # Only the last number may grow; a lone one has nothing to keep.
            return VersionConstraint(version, _next(numbers[:-1]) if numbers[1:] else None)
        case _:
            return VersionConstraint(version, _after(version))


def _both(one: VersionConstraint, other: VersionConstraint) -> VersionConstraint:
    ends = [constraint.end for constraint in (one, other) if constraint.end is not None]
    return VersionConstraint(
        max(one.first, other.first),
        min(ends, default=None),
        one.excluded | other.excluded,
    )


def parse_constraint(text: str) -> VersionConstraint | None:
    """Return what a `version` argument such as `>= 8.3, < 10` admits.

    Returns None for what is not understood, a pre-release among it.
    """
    matches = [_PART.fullmatch(part) for part in text.split(',')]
    found = [match for match in matches if match is not None]
    if len(found) != len(matches):
        return None
    return reduce(_both, (_single(m['operator'], _numbers(m['version'])) for m in found))


def parse_tag(ref: str) -> VersionConstraint | None:
    """Return what a git tag such as `v9.1.0` stands for; `v9` is the newest of major 9.

    Returns None where the ref is no version: a branch, a commit.
    """
    match = _TAG.fullmatch(ref)
    if match is None:
        return None
    numbers = _numbers(match['version'])
    return VersionConstraint(_padded(numbers), _next(numbers))


def version_of(text: str) -> Version:
    """Return the version that three numbers with dots spell."""
    return _padded(_numbers(text))


def dotted(version: Version) -> str:
    """Return a version as it is written."""
    return '.'.join(map(str, version))
