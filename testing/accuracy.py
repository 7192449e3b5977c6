"""Hold what the program says of public repositories against what people say who read them.

    python -m testing.accuracy [--readme] [--cache DIR] [--from TEMPLATE] [--seconds N]

The labels are in `testing/labels` (`testing/labels.py`). Each repository that has some is judged
at their commit by this working tree, without options. For each policy, positive is *fail*:

- a true positive is labelled fail, and fails; a false positive fails and is labelled anything
  else, `none` and `undetermined` among them; a false negative is labelled fail, and does not fail;
  a true negative is neither labelled fail nor fails;
- **precision** is, of what the program fails, the share that is labelled fail;
- **recall** is, of what is labelled fail, the share that the program fails.

Undetermined counts as not failing, and so do a skip and silence. It is counted on its own too:
`left open` is where the label says pass or fail and the program undetermined, or that it could not
judge the file; `over-decided` where the label says undetermined and the program passes or fails.

Which verdicts a label is held against is in `testing/label_verdicts.py`. Where the program has
none, it says `none`, or `not judged` where policy 0 fails in that file.

The exit code is 1 where a label fits nothing, or a repository cannot be had or judged: each is
listed. Otherwise it is 0, whatever the numbers are. `--readme` then writes the table into the
README, and what it is made of into `testing/labels/result.json`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from checkov_aurora_pg.reports.plain_text import printable
from testing.accuracy_table import RESULT
from testing.accuracy_table import Tally
from testing.accuracy_table import put_into
from testing.accuracy_table import recorded
from testing.accuracy_table import table
from testing.label_verdicts import WrongLabel
from testing.label_verdicts import verdict_on
from testing.labels import LABELS
from testing.labels import Label
from testing.labels import LabelError
from testing.labels import labels_in
from testing.pinned_repositories import CloneError
from testing.pinned_repositories import Clones
from testing.pinned_repositories import PinError
from testing.pinned_repositories import Pinned
from testing.pinned_repositories import add_arguments
from testing.pinned_repositories import clones_of
from testing.repository_scans import Said
from testing.repository_scans import ScanError
from testing.repository_scans import scan
from testing.sessions import README

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass
class Accuracy:
    """What the labels came to: the count of each policy, and what is to be looked at.

    `wrong` are labels, and repositories, that could not be held against anything; `differing`
    those that say something else than the program. Both are lines.
    """

    tallies: dict[str, Tally] = field(default_factory=dict)
    repositories: int = 0
    wrong: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)


def measure(directory: Path, clones: Clones, seconds: float) -> Accuracy:
    """Judge each repository that has labels in a directory, and hold the labels against it.

    Raises `LabelError` and `PinError`.
    """
    found = Accuracy()
    for pinned, labels in labels_in(directory).items():
        found.repositories += 1
        try:
            clone = clones.get(pinned)
            said = scan(REPOSITORY, clone, seconds).said
        except (CloneError, ScanError) as error:
            found.wrong.append(f'{pinned.repository}: {printable(str(error))}')
        else:
            _hold(pinned, labels, said, clone, found)
    return found


def _hold(
    pinned: Pinned,
    labels: Sequence[Label],
    said: Sequence[Said],
    clone: Path,
    found: Accuracy,
) -> None:
    for label in labels:
        where = printable(f'{pinned.repository} {label}')
        try:
            outcome = verdict_on(label, said, clone)
        except WrongLabel as error:
            found.wrong.append(f'{where}: {printable(str(error))}')
            continue
        found.tallies.setdefault(label.policy, Tally()).add(label.expected, outcome)
        if outcome != label.expected:
            found.differing.append(f'{where}, and the program says {outcome}')


def _told(found: Accuracy) -> str:
    parts = [table(found.tallies)]
    for head, lines in (
        ('The program says something else:', found.differing),
        ('Not held against anything:', found.wrong),
    ):
        if lines:
            parts.append('\n'.join([head, *(f'    {line}' for line in lines)]))
    return '\n\n'.join(parts) + '\n'


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; see the module for the exit codes, and 2 where a file is wrong."""
    parser = argparse.ArgumentParser(
        prog='python -m testing.accuracy',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--readme', action='store_true', help='write the table into the README')
    parser.add_argument('--labels', type=Path, default=LABELS, help='another directory of labels')
    add_arguments(parser)
    given = parser.parse_args(argv)
    try:
        found = measure(given.labels, clones_of(given), given.seconds)
    except (LabelError, PinError) as error:
        sys.stderr.write(f'{parser.prog}: {error}\n')
        return 2
    sys.stdout.write(_told(found))
    if found.wrong:
        return 1
    if given.readme:
        result = recorded(found.tallies, found.repositories)
        RESULT.write_text(json.dumps(result, indent=2) + '\n', encoding='utf-8')
        README.write_text(put_into(README.read_text(encoding='utf-8'), result), encoding='utf-8')
    return 0


if __name__ == '__main__':
    raise SystemExit(main())
