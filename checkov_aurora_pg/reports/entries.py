"""What people read once: findings that are alike, or that one finding is the cause of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.scanning.diagnostics import Diagnostic

# What tells apart the instances of one block and the calls of one module, in an address.
_MODULE = re.compile(r'(?:module\.[^.\[\s`]+(?:\[[^\]]*\])?\.)+')
_INDEX = re.compile(r'\[[^\]]*\]')


class Entry:
    """One entry of a report for people.

    `alike` are further diagnostics of the same, in other instances of its resource: of one
    `count` or `for_each`, or of other calls of its module. `repeats` are those that only say
    again, of another resource, what this one says.
    """

    def __init__(self, diagnostic: Diagnostic) -> None:
        """Take the first diagnostic of the entry."""
        self.diagnostic = diagnostic
        self.alike: list[Diagnostic] = []
        self.repeats: list[Diagnostic] = []


def entries_of(diagnostics: Iterable[Diagnostic]) -> list[Entry]:
    """Return diagnostics as entries, in the order of the first of each."""
    every = list(diagnostics)
    causes = _causes(every)
    entries: dict[object, Entry] = {}
    entry_of: dict[int, Entry] = {}
    for one in every:
        if id(one) in causes:
            continue
        entry = entries.setdefault(_sameness(one), Entry(one))
        if entry.diagnostic is not one:
            entry.alike.append(one)
        entry_of[id(one)] = entry
    for one in every:
        if id(one) in causes:
            entry_of[id(causes[id(one)])].repeats.append(one)
    return list(entries.values())


def _causes(diagnostics: Iterable[Diagnostic]) -> dict[int, Diagnostic]:
    """Return the cause of each failure that only repeats one of another resource, by its `id`.

    It does where the resource that decides it fails itself, at a place that it speaks of, for the
    attribute or parameter that its message names.
    """
    failures = [one for one in diagnostics if one.outcome is Outcome.FAIL and one.resource]
    of_resources: dict[tuple[str, str], list[Diagnostic]] = {}
    for one in failures:
        if not one.chain:
            of_resources.setdefault((one.root, one.resource), []).append(one)
    found = {}
    for one in failures:
        if not one.chain or one.chain[-1].address == one.resource:
            continue
        spoken_of = {one.place, *(related.place for related in one.related)}
        for cause in of_resources.get((one.root, one.chain[-1].address), ()):
            if cause.place in spoken_of and f'`{cause.attribute}`' in one.message:
                found[id(one)] = cause
                break
    return found


def _sameness(diagnostic: Diagnostic) -> object:
    """Return what is the same of a finding in each instance of a block, and in each call."""
    return (
        diagnostic.id,
        diagnostic.outcome,
        diagnostic.place,
        diagnostic.attribute,
        _without_instances(diagnostic.resource),
        _without_instances(diagnostic.message),
        diagnostic.decide,
        diagnostic.others,
        diagnostic.deployments,
    )


def _without_instances(text: str) -> str:
    return _INDEX.sub('', _MODULE.sub('', text))
