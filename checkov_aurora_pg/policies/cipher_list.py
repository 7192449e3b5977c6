"""A list of cipher suite names, sorted by what is to be said of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field
from difflib import get_close_matches
from functools import lru_cache

from checkov_aurora_pg.facts.approved_lists import ApprovedList
from checkov_aurora_pg.facts.cipher_suites import suite
from checkov_aurora_pg.facts.families import CipherParameter
from checkov_aurora_pg.facts.openssl_keywords import is_cipher_string

# Comparing a name with the real ones takes time, and the text may be anybody's.
MOST_COMPARED = 20
LONGEST_COMPARED = 80


@dataclass(slots=True)
class CipherList:
    """The names as they were written, except that `approved` has what to keep of them.

    `unapproved` has them by what is weak about them, `unoffered` with the nearest real
    name (empty where none is near). `inert` ones have no effect, and are in no other group.
    """

    approved: list[str] = field(default_factory=list)
    unapproved: dict[str, list[str]] = field(default_factory=dict)
    unconfirmed: list[str] = field(default_factory=list)
    cipher_strings: list[str] = field(default_factory=list)
    unoffered: dict[str, str] = field(default_factory=dict)
    inert: list[str] = field(default_factory=list)

    @property
    def has_no_effect(self) -> bool:
        """Whether there are names, and every one of them is inert."""
        others = (
            self.approved,
            self.unapproved,
            self.unconfirmed,
            self.cipher_strings,
            self.unoffered,
        )
        return bool(self.inert) and not any(others)

    def add(self, name: str, parameter: CipherParameter, allowed: ApprovedList) -> None:
        """Sort in one name."""
        member = suite(name)
        if name in parameter.inert:
            self.inert.append(name)
        elif member is None and is_cipher_string(name):
            self.cipher_strings.append(name)
            self.approved += [word for word in name.split(':') if suite(word) in allowed.suites]
        elif member is None:
            near = self.unoffered[name] = self._nearest(name, parameter)
            self.approved += [near] if suite(near) in allowed.suites else []
        elif member in allowed.suites:
            self.approved.append(name)
        elif member in allowed.unconfirmed:
            self.unconfirmed.append(name)
        else:
            reason = ', '.join(member.weaknesses()) or 'not on the list'
            self.unapproved.setdefault(reason, []).append(name)

    def _nearest(self, name: str, parameter: CipherParameter) -> str:
        if len(self.unoffered) >= MOST_COMPARED:
            return ''
        near = get_close_matches(name[:LONGEST_COMPARED].upper(), parameter.offered, n=1)
        return near[0] if near else ''


def cipher_list(
    names: Iterable[str],
    parameter: CipherParameter,
    allowed: ApprovedList,
) -> CipherList:
    """Return names sorted, each once."""
    ciphers = CipherList()
    for name in dict.fromkeys(names):
        ciphers.add(name, parameter, allowed)
    return ciphers


@lru_cache(maxsize=64)
def default_list(parameter: CipherParameter, allowed: ApprovedList) -> CipherList:
    """Return the suites of a parameter's default sorted, the weakest first. It is not changed."""
    return cipher_list(reversed(parameter.default), parameter, allowed)


def names_in(text: str) -> tuple[str, ...]:
    """Return the names in a parameter's value, which separates them by commas."""
    names = (name.strip() for name in text.split(','))
    return tuple(name for name in names if name)
