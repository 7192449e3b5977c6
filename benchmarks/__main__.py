"""Measure the goals: `python -m benchmarks`, with `--full` for the sizes that they speak of.

`--save FILE` writes the table to a file too. `--only NAME` measures one part of it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.goals import FULL
from benchmarks.goals import MEASURES
from benchmarks.goals import QUICK
from benchmarks.goals import Row
from benchmarks.programs import cpu
from benchmarks.programs import versions

_HEAD = '| work | goal | measured | reached |\n|---|---|---|---|\n'
_REACHED = {True: 'yes', False: '**no**', None: ''}


def _line(row: Row) -> str:
    return f'| {row.work} | {row.goal} | {row.measured} | {_REACHED[row.is_reached]} |\n'


def main() -> None:
    """Measure, and print a table in Markdown while it grows."""
    parser = argparse.ArgumentParser(prog='python -m benchmarks', description=__doc__)
    parser.add_argument('--full', action='store_true', help='an hour instead of minutes')
    parser.add_argument('--only', choices=MEASURES, action='append', default=[])
    parser.add_argument('--save', type=Path, metavar='FILE')
    arguments = parser.parse_args()
    size = FULL if arguments.full else QUICK
    command = ' '.join(('python -m benchmarks', *sys.argv[1:]))
    text = f'`{command}` on {cpu()}; {versions()}; medians of {size.runs} runs.\n\n{_HEAD}'
    sys.stdout.write(text)
    for name in arguments.only or MEASURES:
        with tempfile.TemporaryDirectory() as directory:
            for row in MEASURES[name](Path(directory, name), size):
                text += _line(row)
                sys.stdout.write(_line(row))
                sys.stdout.flush()
    if arguments.save is not None:
        arguments.save.write_text(text)


if __name__ == '__main__':
    main()
