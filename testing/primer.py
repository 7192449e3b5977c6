"""Judge public repositories by two revisions of this one, and say what is judged otherwise.

    python -m testing.primer OLD NEW [--markdown] [--cache DIR] [--from TEMPLATE] [--seconds N]

OLD and NEW are revisions of this repository. Each is written into a directory of its own and
judges the repositories in `testing/primer.toml`, and those that have labels, at the commits that
stand there. Both run with what is installed here. A repository that cannot be had or judged is
told with the reason, and left out of the comparison.

What is compared is each policy's verdict on each resource: its outcome, and by deployment where
deployments differ. Messages and lines are not. Time is what the runs took; both revisions judge a
repository one after the other, and take turns in being first.

The exit code is 0 where repositories were compared, whatever was found; 1 where none could be;
2 where a revision or the list is wrong.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

from testing.labels import LABELS
from testing.labels import LabelError
from testing.labels import labels_in
from testing.pinned_repositories import CloneError
from testing.pinned_repositories import Clones
from testing.pinned_repositories import PinError
from testing.pinned_repositories import Pinned
from testing.pinned_repositories import add_arguments
from testing.pinned_repositories import clones_of
from testing.pinned_repositories import pinned_in
from testing.primer_comparison import Compared
from testing.primer_comparison import Comparison
from testing.primer_reports import markdown
from testing.primer_reports import text
from testing.repositories import ENVIRONMENT
from testing.repositories import extract
from testing.repository_scans import Scan
from testing.repository_scans import ScanError
from testing.repository_scans import scan

REPOSITORY = Path(__file__).resolve().parent.parent
LIST = Path(__file__).with_suffix('.toml')
PACKAGE = 'checkov_aurora_pg'


def repositories(file: Path = LIST, labels: Path = LABELS) -> list[Pinned]:
    """Return the repositories of the list, and those that have labels.

    Raises `PinError` and `LabelError`.
    """
    listed = [
        entry
        for section in tomllib.loads(file.read_text(encoding='utf-8')).values()
        for entry in section.items()
    ]
    labelled = [(one.repository, one.commit) for one in labels_in(labels)]
    return pinned_in([*listed, *labelled])


@contextmanager
def _sources(top: Path, revisions: Sequence[str]) -> Iterator[list[Path]]:
    """Give the package as it is in each of the revisions, in a directory of its own."""
    with tempfile.TemporaryDirectory() as directory:
        sources = [Path(directory, str(index)) for index, _ in enumerate(revisions)]
        for source, revision in zip(sources, revisions, strict=True):
            extract(top, revision, source, PACKAGE)
        yield sources


def _commit(top: Path, revision: str) -> str:
    """Return the commit of a revision. Raises `subprocess.CalledProcessError`."""
    return subprocess.run(
        [
            'git',
            '-C',
            str(top),
            'rev-parse',
            '--verify',
            '--end-of-options',
            f'{revision}^{{commit}}',
        ],
        check=True,
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
    ).stdout.split()[-1]


def _compared(
    clones: Clones, one: Pinned, sources: Sequence[Path], seconds: float, is_new_first: bool
) -> Compared:
    """Judge a repository by the old source and by the new one, in one of both orders."""
    try:
        clone = clones.get(one)
    except CloneError as error:
        return Compared(one.repository, trouble=f'not fetched: {error}')
    found: dict[Path, Scan] = {}
    for source in reversed(sources) if is_new_first else sources:
        which = 'old' if source == sources[0] else 'new'
        try:
            found[source] = scan(source, clone, seconds)
        except ScanError as error:
            return Compared(one.repository, trouble=f'not judged by the {which} one: {error}')
    return Compared(one.repository, found[sources[0]], found[sources[1]])


def compare(
    top: Path,
    revisions: tuple[str, str],
    pinned: Sequence[Pinned],
    clones: Clones,
    seconds: float,
) -> Comparison:
    """Judge repositories by two revisions of the repository in `top`.

    Raises `subprocess.CalledProcessError` where a revision is none, or is not of this package.
    """
    commits = [_commit(top, revision) for revision in revisions]
    with _sources(top, commits) as sources:
        return Comparison(
            commits[0],
            commits[1],
            tuple(
                _compared(clones, one, sources, seconds, index % 2 == 1)
                for index, one in enumerate(pinned)
            ),
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Print the comparison; see the module for the exit codes."""
    parser = argparse.ArgumentParser(
        prog='python -m testing.primer',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('old', metavar='OLD')
    parser.add_argument('new', metavar='NEW')
    parser.add_argument('--markdown', action='store_true', help='for a comment on a pull request')
    parser.add_argument('--list', type=Path, default=LIST, help='another list of repositories')
    parser.add_argument('--labels', type=Path, default=LABELS, help='another directory of labels')
    parser.add_argument('--top', type=Path, default=REPOSITORY, help=argparse.SUPPRESS)
    add_arguments(parser)
    given = parser.parse_args(argv)
    try:
        found = compare(
            given.top,
            (given.old, given.new),
            repositories(given.list, given.labels),
            clones_of(given),
            given.seconds,
        )
    except subprocess.CalledProcessError as error:
        said = error.stderr if isinstance(error.stderr, str) else error.stderr.decode()
        sys.stderr.write(f'{parser.prog}: {said.strip()}\n')
        return 2
    except (OSError, PinError, LabelError, tomllib.TOMLDecodeError) as error:
        sys.stderr.write(f'{parser.prog}: {error}\n')
        return 2
    sys.stdout.write(markdown(found) if given.markdown else text(found))
    return 0 if found.judged else 1


if __name__ == '__main__':
    raise SystemExit(main())
