"""Cures are written in a copy and judged again, until nothing more can be fixed."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field

from checkov_aurora_pg.fixing.edits import Edit
from checkov_aurora_pg.fixing.edits import EditRefused
from checkov_aurora_pg.fixing.edits import Edits
from checkov_aurora_pg.fixing.edits import applied
from checkov_aurora_pg.fixing.edits import merged
from checkov_aurora_pg.scanning.diagnostics import Cure
from checkov_aurora_pg.scanning.diagnostics import Diagnostic
from checkov_aurora_pg.scanning.diagnostics import Report
from checkov_aurora_pg.scanning.fixes.cure_edits import edits_of
from checkov_aurora_pg.scanning.fixes.repository_copy import RepositoryCopy
from checkov_aurora_pg.scanning.fixes.repository_copy import repository_of
from checkov_aurora_pg.scanning.fixes.standing import Standing
from checkov_aurora_pg.scanning.fixes.standing import Wrong
from checkov_aurora_pg.scanning.fixes.standing import standing_of
from checkov_aurora_pg.scanning.fixes.standing import wrong_of
from checkov_aurora_pg.scanning.fixes.unused_skips import is_unused
from checkov_aurora_pg.scanning.fixes.unused_skips import removal_of
from checkov_aurora_pg.scanning.request import Request
from checkov_aurora_pg.scanning.scan import scan

# A parameter group gets one parameter in a round, and has no more to get than these.
_MOST_ROUNDS = 10

_UNSAFE = 'it changes more than the policy asks for: give `--unsafe-fixes`'
_NO_EFFECT = 'the change here does not make the finding go away'
_HARMFUL = 'the change here would make something fail, or not known, that passes'
_NOT_THERE = 'it is not found again in a copy of the repository'

_Key = frozenset[Wrong]


@dataclass(frozen=True, slots=True, eq=False)
class Unfixed:
    """A finding that is left though it is known what to write, and why, as a fact."""

    diagnostic: Diagnostic
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Fixed:
    """What became of the findings that were to be fixed; nothing is written yet.

    `files` has a file's content before and after, by its absolute path. `removed_skips` counts the
    suppressions that nothing needed.
    """

    root: str
    files: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    fixed: tuple[Diagnostic, ...] = ()
    unfixed: tuple[Unfixed, ...] = ()
    removed_skips: int = 0


def fix(request: Request, report: Report, *, unsafe: bool) -> Fixed:
    """Return how files have to change for findings, and unused suppressions, to be gone.

    `report` is that of a scan of the request. A change is kept only if a scan of a copy with it
    does not have the finding, and nothing fails there that did not before. Raises `UsageError`.
    """
    root = repository_of(tuple(request.paths))
    asked = {wrong_of(one, root): one for one in report.diagnostics if one.cure is not None}
    unused = sum(is_unused(one) for one in report.skips)
    if not asked and not unused:
        return Fixed(root)
    with tempfile.TemporaryDirectory(prefix='checkov-aurora-pg-') as directory:
        copy = RepositoryCopy(root, os.path.join(os.path.realpath(directory), 'copy'))
        copy.fill()
        rounds = _Rounds(copy, request, unsafe=unsafe)
        rounds.run(asked)
        skips = rounds.remove_unused_skips() if unused else 0
        files = {
            os.path.join(root, os.path.relpath(path, copy.copy)): (before, _read(path))
            for path, before in rounds.before.items()
        }
    return Fixed(
        root,
        {path: pair for path, pair in files.items() if pair[0] != pair[1]},
        tuple(one for key, one in asked.items() if key in rounds.fixed),
        tuple(
            Unfixed(one, rounds.refused.get(key, _NO_EFFECT))
            for key, one in asked.items()
            if key not in rounds.fixed
        ),
        skips,
    )


class _Rounds:
    """`before` has the content that each file had that is changed, by its path in the copy."""

    def __init__(self, copy: RepositoryCopy, request: Request, *, unsafe: bool) -> None:
        self._copy, self._unsafe = copy, unsafe
        self._request = copy.request(request)
        self.before: dict[str, bytes] = {}
        self.fixed: set[_Key] = set()
        self.refused: dict[_Key, str] = {}
        # What the files had at the start of a round, and the edits that they have now.
        self._start: dict[str, bytes] = {}
        self._made: dict[_Key, Edits] = {}
        self._judge()

    def run(self, asked: Iterable[_Key]) -> None:
        """Fix what is asked for, round by round."""
        there = {self._key(one) for one, _ in self._curable()}
        wanted = there.intersection(asked)
        self.refused.update((key, _NOT_THERE) for key in set(asked) - there)
        for _ in range(_MOST_ROUNDS):
            self._start, self._made = {}, {}
            chosen = self._chosen(wanted)
            if not chosen:
                return
            held = self._held(self._standing, chosen, {})
            self._try(held)
            self.fixed = {key for key in wanted if not key & self._standing.failing.keys()}

    def remove_unused_skips(self) -> int:
        """Remove the suppressions that nothing needs, and return how many.

        They go together or stay together: without them, nothing may be judged otherwise.
        """
        edits: list[Edit] = []
        for remark in self._skips:
            if is_unused(remark):
                with contextlib.suppress(EditRefused):
                    edits.append(removal_of(remark, self._copy.copy))
        standing, contents = self._standing, {}
        for path, of_file in _by_file(merged(edits)).items():
            contents[path] = _read(path)
            self.before.setdefault(path, contents[path])
            _write(path, applied(contents[path], of_file))
        if standing.is_harmed_in(self._judge()):
            for path, content in contents.items():
                _write(path, content)
            return 0
        return len(edits)

    def _key(self, one: Diagnostic) -> _Key:
        return wrong_of(one, self._copy.copy)

    def _curable(self) -> list[tuple[Diagnostic, Cure]]:
        return [(one, one.cure) for one in self._diagnostics if one.cure is not None]

    def _chosen(self, wanted: set[_Key]) -> dict[_Key, Edits]:
        """Return edits for findings of the present tree that do not touch one another."""
        chosen: dict[_Key, Edits] = {}
        for one, cure in self._curable():
            key = self._key(one)
            if key not in wanted or key in self.refused:
                continue
            try:
                edits = self._edits(cure)
            except EditRefused as refusal:
                self.refused[key] = str(refusal)
                continue
            try:
                merged(*chosen.values(), edits)
            except EditRefused:  # the next round's
                continue
            chosen[key] = merged(chosen.get(key, ()), edits)
        return {key: edits for key, edits in chosen.items() if key not in self.refused}

    def _edits(self, cure: Cure) -> Edits:
        if cure.wanted.is_unsafe and not self._unsafe:
            raise EditRefused(_UNSAFE)
        edits = edits_of(cure, self._copy.copy)
        if not edits:
            raise EditRefused(_NO_EFFECT)
        return edits

    def _held(
        self,
        standing: Standing,
        chosen: dict[_Key, Edits],
        held: dict[_Key, Edits],
    ) -> dict[_Key, Edits]:
        """Return what holds of the chosen edits, by halves, and those that are known to."""
        if not chosen:
            return held
        together = held | chosen
        later = self._try(together)
        is_harmed = standing.is_harmed_in(later)
        useless = {key for key in chosen if key & later.wrong}
        if not is_harmed:
            self.refused.update((key, _NO_EFFECT) for key in useless)
            useful = {key: edits for key, edits in chosen.items() if key not in useless}
            return self._held(standing, useful, held) if useless else together
        if len(chosen) == 1:
            self.refused.update((key, _NO_EFFECT if useless else _HARMFUL) for key in chosen)
            return held
        keys = list(chosen)
        middle = len(keys) // 2
        for half in (keys[:middle], keys[middle:]):
            held = self._held(standing, {key: chosen[key] for key in half}, held)
        return held

    def _try(self, edits: dict[_Key, Edits]) -> Standing:
        """Make these edits, and no others of this round, and return what is judged then."""
        if edits == self._made:
            return self._standing
        contents = dict(self._start)
        for path, of_file in _by_file(merged(*edits.values())).items():
            before = self._start.setdefault(path, contents.get(path) or _read(path))
            self.before.setdefault(path, before)
            contents[path] = applied(before, of_file)
        for path, content in contents.items():
            _write(path, content)
        self._made = edits
        return self._judge()

    def _judge(self) -> Standing:
        with self._copy.entered():
            report = scan(self._request).report
        self._diagnostics, self._skips = report.diagnostics, report.skips
        self._standing = standing_of(self._diagnostics, self._copy.copy)
        return self._standing


def _by_file(edits: Edits) -> dict[str, list[Edit]]:
    files: dict[str, list[Edit]] = {}
    for edit in edits:
        files.setdefault(edit.path, []).append(edit)
    return files


def _read(path: str) -> bytes:
    with open(path, 'rb') as file:
        return file.read()


def _write(path: str, content: bytes) -> None:
    with open(path, 'wb') as file:
        file.write(content)
