"""Which files are still in their place after git took them for renamed.

A finding goes with its file where the move changes nothing of how it is judged or deployed:
within a root module's directory, with the whole of that directory, or with a template, which is
deployed by itself. It does not go with a file that joins another root, nor with one that comes
from where nobody deploys, such as a test's folder.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass

# A directory with one of these words in its name holds what nobody deploys, or not for long.
_ASIDE = frozenset(
    {
        'archive',
        'archived',
        'attic',
        'backup',
        'backups',
        'demo',
        'demos',
        'deprecated',
        'doc',
        'docs',
        'e2e',
        'example',
        'examples',
        'fixture',
        'fixtures',
        'integration',
        'legacy',
        'mock',
        'mocks',
        'old',
        'playground',
        'poc',
        'sample',
        'samples',
        'sandbox',
        'scratch',
        'snapshot',
        'snapshots',
        'spec',
        'specs',
        'stub',
        'stubs',
        'test',
        'testdata',
        'tester',
        'testing',
        'tests',
        'tmp',
        'tutorial',
        'tutorials',
        'unused',
    }
)
_WORDS = re.compile(r'[a-z]+\d*[a-z]*')


@dataclass(frozen=True, slots=True)
class Moves:
    """The present paths of files and of root directories that kept their place, by the former."""

    files: Mapping[str, str]
    directories: Mapping[str, str]

    def path_today(self, path: str) -> str:
        """Return what a file, or the directory of a root, of then is called today."""
        if path in self.files:
            return self.files[path]
        if path in self.directories:
            return self.directories[path]
        directory, name = os.path.split(path)
        return os.path.join(self.directories.get(directory, directory), name)

    def path_then(self, path: str) -> str:
        """Return what a file or a directory of today was called then."""
        return next(
            (
                old
                for moved in (self.files, self.directories)
                for old, new in moved.items()
                if new == path
            ),
            path,
        )


def is_aside(path: str) -> bool:
    """Return whether a directory is, or is below, one for what nobody deploys."""
    return any(
        word in _ASIDE for part in path.split(os.sep) for word in _WORDS.findall(part.lower())
    )


def _comes_from_aside(old: str, new: str) -> bool:
    return is_aside(old) and not is_aside(new)


def _moved_as_a_whole(
    renamed: Mapping[str, str],
    then: Iterable[str],
    today: Callable[[str], bool],
) -> dict[str, str]:
    """Return the directories of which every root file moved to one that had none."""
    targets: defaultdict[str, set[str]] = defaultdict(set)
    for old, new in renamed.items():
        targets[os.path.dirname(old)].add(os.path.dirname(new))
    occupied = {os.path.dirname(path) for path in then}
    return {
        old: new
        for old, (new, *others) in targets.items()
        if not others and new not in occupied and not today(old) and not _comes_from_aside(old, new)
    }


def moves(
    renamed: Mapping[str, str],
    of_terraform: Callable[[str], bool],
    then: Iterable[str],
    today: Callable[[str], bool],
) -> Moves:
    """Return which renamed files kept their place.

    `of_terraform` says of a path whether the file belongs to a directory, a root module, rather
    than to itself. `then` are the paths of all that do at the revision, and `today` says of a
    directory whether it has one now.
    """
    in_roots = {old: new for old, new in renamed.items() if of_terraform(old)}
    directories = _moved_as_a_whole(in_roots, then, today)
    kept = {}
    for old, new in renamed.items():
        before, now = os.path.dirname(old), os.path.dirname(new)
        if old in in_roots or of_terraform(new):
            if directories.get(before, before) == now:
                kept[old] = new
        elif not _comes_from_aside(before, now):
            kept[old] = new
    return Moves(kept, directories)
