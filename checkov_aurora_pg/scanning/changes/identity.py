"""What makes a finding the same finding after lines have moved."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from typing import NamedTuple

from checkov_aurora_pg.scanning.diagnostics import Diagnostic
from checkov_aurora_pg.scanning.repository_paths import repository_relative


class Identity(NamedTuple):
    """A diagnostic's policy, file (from its repository's root), resource and attribute.

    Neither its lines nor its message count: both change where the finding does not. The file
    is the one that was read, though a program of its author's may have generated it.
    """

    id: str
    path: str
    resource: str
    attribute: str


def identity(diagnostic: Diagnostic, named: Callable[[str], str] = repository_relative) -> Identity:
    """Return a diagnostic's identity. `named` makes an absolute path one from the root."""
    place = diagnostic.generated or diagnostic.place
    return Identity(diagnostic.id, named(place.path), diagnostic.resource, diagnostic.attribute)


def fingerprint(diagnostic: Diagnostic) -> str:
    """Return 32 hexadecimal digits of a diagnostic's identity."""
    written = '\0'.join(identity(diagnostic)).encode(errors='surrogatepass')
    return hashlib.sha256(written).hexdigest()[:32]


def with_fingerprints(diagnostics: Iterable[Diagnostic]) -> Iterator[tuple[Diagnostic, str]]:
    """Yield each diagnostic with a fingerprint that no other one has.

    Findings of one policy on one attribute, such as two values of a list, are told apart
    by their order.
    """
    seen: Counter[str] = Counter()
    for diagnostic in diagnostics:
        first = fingerprint(diagnostic)
        seen[first] += 1
        yield diagnostic, first if seen[first] == 1 else f'{first}-{seen[first]}'
