"""Judges once what several deployments of one root share.

A verdict is taken from another deployment only where the policy looked at nothing but the
resource itself, and where all that it looked at is the same there. Which attributes it read, and
whether it asked for other resources, is noted while it judges, so that no policy has to say it.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from typing import Any
from typing import NamedTuple

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.parameters import Parameter
from checkov_aurora_pg.core.parameters import Parameters
from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Verdict
from checkov_aurora_pg.core.policy import judge
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value

# What says itself whether it is the same. A question is asked again in each deployment.
_PLAIN = (int, float, str, type(None), Unknown)


class _Noted(AbstractMapping[str, Value]):
    """The attributes of a resource, which note what is read of them.

    `is_read_whole` says that it was asked which there are, which another resource may have more of.
    """

    def __init__(self, attributes: AbstractMapping[str, Value]) -> None:
        self._attributes = attributes
        self.read: set[str] = set()
        self.is_read_whole = False

    def __getitem__(self, name: str) -> Value:
        self.read.add(name)
        return self._attributes[name]

    # Which would raise an exception for each attribute that is not written.
    def get(self, name: str, default: Any = None) -> Any:
        """Return an attribute, or the default where it is not written."""
        self.read.add(name)
        return self._attributes.get(name, default)

    def __iter__(self) -> Iterator[str]:
        self.is_read_whole = True
        return iter(self._attributes)

    def __len__(self) -> int:
        self.is_read_whole = True
        return len(self._attributes)


class _Judged(NamedTuple):
    resource: Resource
    read: frozenset[str]
    verdict: Verdict | None


class JudgedOnce:
    """The verdicts on the resources of one root in the deployments so far."""

    def __init__(self) -> None:
        """Start with none."""
        self._judged: dict[tuple[str, str, str, str], list[_Judged]] = {}

    def judge(self, policy: Policy, resource: Resource, settings: Settings) -> Verdict | None:
        """Return what `policy.judge` does, of this deployment's resource or of an equal one."""
        subject = policy.id, resource.kind, resource.address, resource.key
        known = self._judged.setdefault(subject, [])
        for one in known:
            if _is_same(one.resource, resource, one.read):
                return one.verdict
        estate, attributes = resource.estate, resource.attributes
        estate.is_asked = False
        resource.attributes = noted = _Noted(attributes)
        try:
            verdict = judge(policy, resource, settings)
        finally:
            resource.attributes = attributes
        is_alone = not estate.is_asked and not noted.is_read_whole
        if is_alone and not _is_open(verdict):
            known.append(_Judged(resource, frozenset(noted.read), verdict))
        return verdict


def _is_open(verdict: Verdict | None) -> bool:
    """Return whether a verdict has a question, which each deployment may answer."""
    return verdict is not None and any(one.question is not None for one in verdict.reasons)


def _is_same(one: Resource, other: Resource, read: frozenset[str]) -> bool:
    """Return whether two resources are the same but for attributes that are not read."""
    return (
        one.existence is other.existence
        and one.place == other.place
        and one.calls == other.calls
        and one.skips == other.skips
        and one.spelling == other.spelling
        and one.origin == other.origin
        and one.is_by_handler == other.is_by_handler
        and all(_is_alike(one.attributes.get(name), other.attributes.get(name)) for name in read)
        and _has_same_parameters(one.parameters, other.parameters)
    )


def _has_same_parameters(one: Parameters, other: Parameters) -> bool:
    return (
        _exact(one.rest) == _exact(other.rest)
        and one.rest == other.rest
        and len(one.entries) == len(other.entries)
        and all(map(_is_same_entry, one.entries, other.entries))
    )


def _is_same_entry(one: Parameter, other: Parameter) -> bool:
    return (
        one.place == other.place
        and _is_alike(one.name, other.name)
        and _is_alike(one.value, other.value)
    )


def _is_alike(one: Value | None, other: Value | None) -> bool:
    """Return whether two values are the same, and written at the same place."""
    if one is other:
        return True
    return (
        one is not None
        and other is not None
        and isinstance(one.data, _PLAIN)
        and _exact(one.data) == _exact(other.data)
        and one == other
    )


def _exact(data: object) -> str:
    """Return what tells two values apart that are equal in Python: `1` and `true`, `0` and `-0`."""
    return '' if isinstance(data, Unknown) else repr(data)
