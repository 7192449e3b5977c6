"""The numbers that labels come to, as a table, in the README and in a file beside the labels.

Clones cannot be fetched wherever the tests run. So the program writes what it counted into
`testing/labels/result.json`, and a test holds the README's table and the labels against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import asdict
from dataclasses import dataclass
from typing import Any

from testing.labels import LABELS

RESULT = LABELS / 'result.json'

_BEGIN = '<!-- Made by `python -m testing.accuracy --readme`. -->'
_END = '<!-- The end of what it made. -->'
_MADE = re.compile(f'{re.escape(_BEGIN)}.*?{re.escape(_END)}', re.DOTALL)

_HEAD = (
    '| policy | labels | true positives | false positives | false negatives | true negatives '
    '| precision | recall | left open | over-decided |\n'
    '|---|---|---|---|---|---|---|---|---|---|'
)

_DECIDED, _OPEN = ('pass', 'fail'), ('undetermined', 'not judged')


@dataclass
class Tally:
    """How labels and verdicts meet; `testing/accuracy.py` says what is counted as what."""

    true_positives: int = 0
    false_positives: int = 0
    false_negatives: int = 0
    true_negatives: int = 0
    left_open: int = 0
    over_decided: int = 0

    @property
    def labels(self) -> int:
        """How many labels are counted."""
        return (
            self.true_positives + self.false_positives + self.false_negatives + self.true_negatives
        )

    @property
    def precision(self) -> float | None:
        """The share of what fails that is labelled so; None where nothing fails."""
        return _share(self.true_positives, self.false_positives)

    @property
    def recall(self) -> float | None:
        """The share of what is labelled fail that fails; None where nothing is labelled so."""
        return _share(self.true_positives, self.false_negatives)

    def add(self, expected: str, said: str) -> None:
        """Count one label and what the program says."""
        match expected == 'fail', said == 'fail':
            case True, True:
                self.true_positives += 1
            case False, True:
                self.false_positives += 1
            case True, False:
                self.false_negatives += 1
            case _:
                self.true_negatives += 1
        self.left_open += expected in _DECIDED and said in _OPEN
        self.over_decided += expected == 'undetermined' and said in _DECIDED


def _share(hit: int, missed: int) -> float | None:
    return hit / (hit + missed) if hit + missed else None


def _sum(tallies: Mapping[str, Tally]) -> Tally:
    total = Tally()
    for tally in tallies.values():
        for name, count in asdict(tally).items():
            setattr(total, name, getattr(total, name) + count)
    return total


def _percent(share: float | None) -> str:
    return '–' if share is None else f'{100 * share:.1f} %'


def _rows(tallies: Mapping[str, Tally]) -> Iterator[str]:
    by_number = sorted(tallies.items(), key=lambda item: (len(item[0]), item[0]))
    for name, tally in (
        *((f'`{policy}`', one) for policy, one in by_number),
        ('all', _sum(tallies)),
    ):
        cells = (
            name,
            tally.labels,
            tally.true_positives,
            tally.false_positives,
            tally.false_negatives,
            tally.true_negatives,
            _percent(tally.precision),
            _percent(tally.recall),
            tally.left_open,
            tally.over_decided,
        )
        yield f'| {" | ".join(str(cell) for cell in cells)} |'


def table(tallies: Mapping[str, Tally]) -> str:
    """Return a table in Markdown: a row for each policy that has labels, and one for all."""
    return '\n'.join([_HEAD, *_rows(tallies)])


def recorded(tallies: Mapping[str, Tally], repositories: int) -> dict[str, Any]:
    """Return what is written beside the labels, which the table can be made from again."""
    return {
        'labels': _sum(tallies).labels,
        'repositories': repositories,
        'policies': {policy: asdict(tally) for policy, tally in sorted(tallies.items())},
    }


def put_into(readme: str, result: Mapping[str, Any]) -> str:
    """Return a README with what a result says between its marks.

    Raises `ValueError` where it does not have them once.
    """
    tallies = {policy: Tally(**counts) for policy, counts in result['policies'].items()}
    made = (
        f'{_BEGIN}\n{result["labels"]} labels in {result["repositories"]} repositories:\n\n'
        f'{table(tallies)}\n{_END}'
    )
    text, count = _MADE.subn(lambda _: made, readme)
    if count != 1:
        raise ValueError(f'the README has {count} places for the table')
    return text
