"""What a change does to the gate itself: a pull request must not switch it off unseen."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Iterator

from checkov_aurora_pg.core.deployments import Declared
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.facts.approved_lists import approved
from checkov_aurora_pg.policies.wording import listed
from checkov_aurora_pg.policies.wording import quoted
from checkov_aurora_pg.scanning.changes.identity import Identity
from checkov_aurora_pg.scanning.changes.identity import identity
from checkov_aurora_pg.scanning.changes.novelty import Known
from checkov_aurora_pg.scanning.changes.novelty import new_in
from checkov_aurora_pg.scanning.changes.revision import Revision
from checkov_aurora_pg.scanning.changes.selection_changes import selection_changes
from checkov_aurora_pg.scanning.configuration import Configuration
from checkov_aurora_pg.scanning.diagnostics import Diagnostic
from checkov_aurora_pg.scanning.diagnostics import GateChange
from checkov_aurora_pg.scanning.diagnostics import Report
from checkov_aurora_pg.scanning.repository_paths import repository_relative


def _was_and_is(key: str, was: str, now: str) -> str:
    return f'`{key}` was `{was}` and is `{now}`'


def _weakened(before: Settings, now: Settings) -> Iterator[str]:
    if before.fail_undetermined and not now.fail_undetermined:
        yield _was_and_is('undetermined', 'fail', 'report')
    if before.require_explicit_force_ssl and not now.require_explicit_force_ssl:
        yield _was_and_is('require_explicit_force_ssl', 'true', 'false')
    if now.accept_md5_logins and not before.accept_md5_logins:
        yield _was_and_is('accept_md5_logins', 'false', 'true')
    more = _suites(now) - _suites(before)
    if more:
        yield f'`approved_ciphers` approves {len(more)} more: {", ".join(sorted(more))}'


def _suites(settings: Settings) -> set[str]:
    choice = approved(settings.approved_ciphers)
    return {f'`{suite.iana}`' for suite in choice.suites | choice.unconfirmed}


def _left_out_more(before: tuple[str, ...], now: tuple[str, ...]) -> Iterator[str]:
    """Name the patterns by which `exclude` may leave out more than before.

    The last pattern that fits a file decides, and one with `!` takes it in again. Patterns in
    another directory's file are others.
    """
    added = [one for one in now if one not in before and not one.startswith('!')]
    removed = [one for one in before if one not in now and one.startswith('!')]
    if added:
        yield f'`exclude` leaves out more: {listed(added)}'
    if removed:
        yield f'`exclude` no longer takes in again: {listed(removed)}'
    kept = [one for one in now if one in before]
    if kept != [one for one in before if one in now] and any(one.startswith('!') for one in kept):
        yield f'`exclude` has its patterns in another order: {listed(now)}'


def _configured(before: Configuration, now: Configuration, revision: Revision) -> Iterator[str]:
    yield from _weakened(before.settings, now.settings)
    yield from selection_changes(before, now)
    is_elsewhere = (
        before.path is None
        or now.path is None
        or (
            os.path.dirname(revision.path_today(before.path))
            != os.path.dirname(repository_relative(now.path))
        )
    )
    yield from _left_out_more(() if is_elsewhere else before.exclude, now.exclude)
    then = [revision.path_today(path) for path in before.var_files]
    today = [repository_relative(path) for path in now.var_files]
    yield from _deployed_otherwise(before, now, revision)
    folders = {source: revision.path_today(folder) for source, folder in before.modules}
    changed = [
        source
        for source, folder in now.modules
        if folders.get(source) != repository_relative(folder)
    ]
    if changed:
        yield f'`modules` gives another folder for {listed(changed)}'
    if then != today:
        yield _was_and_is('var_files', ', '.join(then) or 'none', ', '.join(today) or 'none')


def _deployed_otherwise(
    before: Configuration,
    now: Configuration,
    revision: Revision,
) -> Iterator[str]:
    """Name the deployments that the configuration declares no more, or declares otherwise."""
    then = Counter(_declaration(one, revision.path_today) for one in before.deployments)
    today = Counter(_declaration(one, repository_relative) for one in now.deployments)
    for name in dict.fromkeys(name for name, _ in then - today):
        is_there = any(one.deployment.name == name for one in now.deployments)
        what = 'is declared differently' if is_there else 'is no longer declared'
        yield f'the deployment {quoted(name)} {what}'
    if now.deployments and not before.deployments:
        names = listed(one.deployment.name for one in now.deployments)
        yield f'`deployments` declares {names}, so others are no longer looked for'


def _declaration(one: Declared, named: Callable[[str], str]) -> tuple[str, Hashable]:
    told = one.deployment
    return told.name, (
        *(path and named(path) for path in (one.root, one.templates)),
        *(tuple(map(named, paths)) for paths in (told.var_files, told.parameter_files)),
        told.workspace,
        told.parameters,
    )


def _taken_away(
    before: Report,
    now: Report,
    revision: Revision,
) -> Iterator[GateChange]:
    """Yield the deployments that are no longer judged, of roots that are still there."""
    there = {repository_relative(path) for path, _ in now.deployments}
    today = {(repository_relative(path), one.name) for path, one in now.deployments}
    for path, one in before.deployments:
        root = revision.path_today(path)
        if one.name and root in there and (root, one.name) not in today:
            yield GateChange(f'the deployment {quoted(one.name)} of {quoted(root)} is gone')


def _skips(
    report: Report,
    named: Callable[[str], str],
) -> Iterator[tuple[Identity, Diagnostic]]:
    for diagnostic in report.having(Outcome.SKIP):
        yield identity(diagnostic, named), diagnostic


def _new_skips(before: Report, now: Report, revision: Revision) -> Iterator[GateChange]:
    former = Counter(one for one, _ in _skips(before, revision.path_today))
    for one, skipped in _skips(now, repository_relative):
        if former[one]:
            former[one] -= 1
            continue
        reason = f': {skipped.message}' if skipped.message else ', without a reason'
        yield GateChange(
            f'`{skipped.id}` is skipped on `{skipped.resource}`{reason}',
            skipped.skip,
        )


def gate_changes(
    before: tuple[Configuration, Report],
    now: tuple[Configuration, Report],
    revision: Revision,
) -> tuple[GateChange, ...]:
    """Return what lets more through now than at a revision: configuration and skips."""
    configured = (
        _configured_so(said, before[0].path, now[0].path)
        for said in _configured(before[0], now[0], revision)
    )
    return (
        *configured,
        *_taken_away(before[1], now[1], revision),
        *dict.fromkeys(_new_skips(before[1], now[1], revision)),
    )


def _configured_so(said: str, before: str | None, now: str | None) -> GateChange:
    if now is not None:
        return GateChange(said, _top_of(now))
    # What was configured, and is no more, was so in a file.
    assert before is not None
    return GateChange(f'{said} (`{os.path.basename(before)}` is gone)', None)


def _top_of(path: str) -> Place:
    return Place(os.path.abspath(path), 1, 1)


def baseline_changes(
    path: str,
    before: Iterable[Known],
    now: Iterable[Known],
) -> tuple[GateChange, ...]:
    """Return that a baseline has more in it than it had, or worse, if it has."""
    more = new_in(now, before)
    what = 'finding' if more == 1 else 'findings'
    change = GateChange(f'the baseline has {more} {what} more', _top_of(path))
    return (change,) if more else ()
