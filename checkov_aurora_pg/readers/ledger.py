"""The ledger: what became of each file that names Aurora PostgreSQL.

It starts from what was found, not from what was read. So a filter, a reader or a root that
forgets a file is seen: the file is then not judged, which is a problem.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from collections.abc import Iterator
from typing import TYPE_CHECKING

from checkov_aurora_pg.core.reading import Account
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.core.reading import State
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import real_path
from checkov_aurora_pg.readers.terraform.terragrunt.units_elsewhere import OF_ANOTHER_NAME
from checkov_aurora_pg.readers.walking.file_names import is_configuration
from checkov_aurora_pg.readers.walking.file_names import is_of_another_kind
from checkov_aurora_pg.readers.walking.file_names import is_unit
from checkov_aurora_pg.readers.walking.relevance import unreadable

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.programs.cloud_apps import App

_UNCREATED = 'names Aurora PostgreSQL, and no judged root module uses it'
EXCLUDED = '`exclude` in the configuration'


def _key(path: str) -> str:
    """Return a path whose directory has no links, by which a file is known."""
    directory, name = os.path.split(path)
    return os.path.join(real_path(directory), name)


class Ledger:
    """The accounts of one scan."""

    def __init__(self, sources: Sources) -> None:
        """Take what was found."""
        self._sources = sources
        self._created: set[str] = set()
        self._judged: dict[str, dict[str, bool]] = {}
        self._failed: dict[str, str] = {}
        self._absent: dict[str, list[str]] = {}
        self._named: dict[str, str] = {}

    def note(self, problems: Iterable[Problem]) -> None:
        """Note what could not be judged: its file, or all that is in its directory."""
        for problem in problems:
            path = problem.place.path
            self._failed.setdefault(_key(path), problem.message)
            if is_of_another_kind(os.path.basename(path)):
                self._named.setdefault(path, problem.message)

    def add(self, name: str, reading: Reading, *, is_on_its_own: bool = False) -> None:
        """Note what a deployment covers. `name` is its root module or its plan.

        Without a name, each file that it covers is a deployment. `is_on_its_own` says that
        other code calls it, and that nothing that is judged creates it.
        """
        self.note(reading.problems)
        for path in sorted(reading.covered | reading.files):
            key = _key(path)
            if reading.problems and path not in reading.covered:
                first = reading.problems[0]
                said = f'`{os.path.basename(first.place.path)}` {first.message}'
                self._failed.setdefault(key, said)
                continue
            own = is_on_its_own or path in reading.on_its_own
            self._judged.setdefault(key, {}).setdefault(name or path, own)
            # What nothing creates creates nothing.
            is_code = is_configuration(os.path.basename(path)) or is_unit(os.path.basename(path))
            if not own and is_code and path in reading.covered:
                self._created.add(os.path.dirname(key))
        for template, deployment in reading.deployed:
            for path in deployment.parameter_files:
                self._judged.setdefault(_key(path), {}).setdefault(template, False)
        for absent in reading.absent:
            said = f'`{absent.address}` is not created: {absent.reason}'
            self._absent.setdefault(_key(absent.place.path), []).append(said)

    def creates(self, directory: str) -> bool:
        """Return whether a root so far, which nothing calls, has a module of a directory in it."""
        return real_path(directory) in self._created

    def accounts(self) -> Iterator[Account]:
        """Yield the account of every file that was found, and of every folder that was left out.

        One that is not judged, and of which no problem tells, is in no state but that one.
        """
        subjects = self._sources.subjects
        # What is excluded is a part of its directory's configuration too.
        excluded = set(map(_key, subjects.excluded))
        for path in subjects.configuration:
            if _key(path) not in excluded:
                yield self._read(path) or Account(path, State.NOT_JUDGED, reason=_UNCREATED)
        for path in (*subjects.documents, *subjects.parts):
            account = self._read(path) or _unread(path)
            if account is not None:
                yield account
        yield from self._units()
        for app in subjects.apps:
            yield from self._of_app(app)
        told = {*subjects.documents, *subjects.excluded}
        yield from self._programs(told.union(*(app.sources for app in subjects.apps)))
        for path in subjects.excluded:
            yield self._read(path) or Account(path, State.LEFT_OUT, reason=EXCLUDED)
        for path, reason in self._sources.left_out:
            yield Account(path, State.LEFT_OUT, reason=reason, is_folder=True)

    def _units(self) -> Iterator[Account]:
        """Yield the accounts of units under another name that no unit reads."""
        for path in self._sources.subjects.units:
            if path not in self._sources.subjects.parts and self._read(path) is None:
                yield Account(path, State.NOT_JUDGED, reason=OF_ANOTHER_NAME)

    def _of_app(self, app: App) -> Iterator[Account]:
        """Yield the accounts of an app's sources, of which one problem tells."""
        for path in app.sources:
            if app.reason:
                yield Account(path, State.LEFT_OUT, reason=app.reason)
            elif app.problem is None:
                yield Account(path, State.JUDGED, (app.assembly,))
            else:
                self._failed.setdefault(_key(path), app.problem.message)
                yield Account(path, State.NOT_JUDGED, reason=app.problem.message)

    def _programs(self, told: set[str]) -> Iterator[Account]:
        """Yield the accounts of programs that name a database and whose output is not here."""
        for path, reason in self._named.items():
            if path not in told:
                yield Account(path, State.NOT_JUDGED, reason=reason)

    def _read(self, path: str) -> Account | None:
        key = _key(path)
        judged = self._judged.get(key)
        failure = self._failed.get(key)
        if judged is None and failure is None:
            # What stopped a root from being read stands at its directory.
            failure = self._failed.get(os.path.dirname(key))
        if failure is not None:
            return Account(path, State.NOT_JUDGED, reason=failure)
        if judged is None:
            return None
        own = all(judged.values())
        return Account(
            path,
            State.ON_ITS_OWN if own else State.JUDGED,
            tuple(judged),
            '; '.join(dict.fromkeys(self._absent.get(key, ()))),
        )

    def unsaid(self, accounts: Iterable[Account]) -> Iterator[Problem]:
        """Yield a problem for each file that is not judged and of which none has told yet."""
        for account in accounts:
            key = _key(account.path)
            if account.state is State.NOT_JUDGED and self._failed.keys().isdisjoint(
                (key, os.path.dirname(key)),
            ):
                yield Problem(Place(account.path, 1, 1), account.reason)


def _unread(path: str) -> Account | None:
    """Return the account of a file that nothing has read, or None where it describes nothing."""
    from checkov_aurora_pg.readers.unread_files import why_left_out
    from checkov_aurora_pg.readers.unread_files import why_not_judged

    try:
        reason = why_left_out(path)
    except (OSError, FileRefused) as error:
        return Account(path, State.NOT_JUDGED, reason=unreadable(path, error).message)
    if reason is None:
        return Account(path, State.NOT_JUDGED, reason=why_not_judged(path))
    return Account(path, State.LEFT_OUT, reason=reason) if reason else None
