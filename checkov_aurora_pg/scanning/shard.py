"""One of several equal parts of a scan, for as many machines.

Every machine that sees the same files divides them alike. A root module, or a plan, is
judged whole; templates may import from each other, so that all of them are one part.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.discovery import Subjects
from checkov_aurora_pg.readers.terraform.roots import callers
from checkov_aurora_pg.readers.terraform.roots import sizes


class Shard(NamedTuple):
    """The part `number` of `total`, both from 1."""

    number: int
    total: int


class _Work(NamedTuple):
    """What is judged in one piece, and its size in bytes."""

    size: int
    paths: tuple[str, ...]


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:  # the reader says what is wrong with it
        return 0


def _works(sources: Sources) -> Iterator[_Work]:
    for root, size in sizes((*sources.roots, *sources.called)).items():
        yield _Work(size, (root,))
    for plan in sources.plans:
        yield _Work(_size(plan), (plan,))
    yield _Work(sum(map(_size, sources.templates)), sources.templates)


def _taken(sources: Sources, shard: Shard) -> Iterator[str]:
    """Yield the paths of a shard: the largest work first, each to whoever has least."""
    loads = [0] * shard.total
    for work in sorted(_works(sources), key=lambda work: work.size, reverse=True):
        least = loads.index(min(loads))
        loads[least] += work.size
        if least == shard.number - 1:
            yield from work.paths


def part_of(sources: Sources, shard: Shard) -> Sources:
    """Return what a shard reads. What belongs to no work is the first shard's."""
    taken = frozenset(_taken(sources, shard))
    called = tuple(filter(taken.__contains__, sources.called))
    is_first = shard.number == 1
    return replace(
        sources,
        roots=tuple(filter(taken.__contains__, sources.roots)),
        called=called,
        others=callers((root for root in sources.roots if root not in taken), called),
        subjects=_subjects(sources, taken, is_first=is_first),
        left_out=sources.left_out if is_first else (),
        plans=tuple(filter(taken.__contains__, sources.plans)),
        templates=tuple(filter(taken.__contains__, sources.templates)),
        problems=sources.problems if is_first else (),
    )


def _subjects(sources: Sources, taken: frozenset[str], *, is_first: bool) -> Subjects:
    """Return the files that a shard accounts for.

    A file of variables is reported by each shard that knows it.
    """
    own = sources.subjects
    works = {*sources.roots, *sources.called, *sources.plans, *sources.templates}

    def is_taken(work: str) -> bool:
        return work in taken or (is_first and work not in works)

    return replace(
        own,
        configuration=tuple(path for path in own.configuration if is_taken(os.path.dirname(path))),
        documents=tuple(filter(is_taken, own.documents)),
        excluded=own.excluded if is_first else (),
    )
