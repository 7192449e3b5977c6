"""Whether the tests still reach as many lines of each ring as they did.

`python -m testing.coverage_floors`, after `pytest --cov`, prints the share of each ring and exits
with 1 where one is below its floor.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from coverage import Coverage

# In percent of the lines: a little less than what is reached, which differs by Python's version.
# A ring is what lies below these patterns.
FLOORS = {
    'core': (99, ('core/*.py',)),
    'facts': (99, ('facts/*.py',)),
    'policies': (99, ('policies/*.py',)),
    'readers': (96, ('readers/**',)),
}
_PACKAGE = 'checkov_aurora_pg'
_TOP = Path(__file__).resolve().parent.parent / _PACKAGE


def unmatched() -> list[str]:
    """Return the patterns that no file of the package is below."""
    return [
        pattern
        for _, patterns in FLOORS.values()
        for pattern in patterns
        if not any(_TOP.glob(pattern))
    ]


def main() -> int:
    """Print the share of each ring, and return the exit code."""
    coverage = Coverage()
    coverage.load()
    is_below = False
    for ring, (floor, patterns) in FLOORS.items():
        share = coverage.report(
            file=io.StringIO(),
            include=[f'*/{_PACKAGE}/{pattern}' for pattern in patterns],
        )
        is_below |= share < floor
        print(f'{ring:<10} {share:5.1f} %, at least {floor} %')
    return 1 if is_below else 0


if __name__ == '__main__':
    sys.exit(main())
