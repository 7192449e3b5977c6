"""What a release must agree on: its tag, the package's version and the changelog.

`python -m testing.release_checklist TAG` prints what is wrong, one sentence a line, and exits with
1 where something is.
"""

from __future__ import annotations

import datetime
import re
import sys
from pathlib import Path

from checkov_aurora_pg import __version__

_CHANGELOG = Path(__file__).resolve().parent.parent / 'CHANGELOG.md'
_HEADING = re.compile(r'^## (?P<version>\S+) \((?P<date>[^)]*)\)$', re.MULTILINE)


def complaints(tag: str, version: str, changelog: str) -> list[str]:
    """Return what is wrong with a release of that tag, version and changelog's text."""
    found = [] if tag == f'v{version}' else [f'the tag `{tag}` is not `v{version}`']
    heading = _HEADING.search(changelog)
    if heading is None:
        return [*found, 'the changelog has no heading `## VERSION (YYYY-MM-DD)`']
    if heading['version'] != version:
        found.append(f'the changelog begins with `{heading["version"]}`, not with `{version}`')
    if not _is_date(heading['date']):
        found.append(f'the changelog says `{heading["date"]}` of it: write the date, `YYYY-MM-DD`')
    section = changelog[heading.end() :].partition('\n## ')[0]
    if not re.search(r'^- ', section, re.MULTILINE):
        found.append('the changelog says nothing of it')
    return found


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def main(tag: str) -> int:
    """Print what is wrong with a release of that tag from this tree, and return the exit code."""
    found = complaints(tag, __version__, _CHANGELOG.read_text(encoding='utf-8'))
    print(*found, sep='\n', end='\n' if found else '')
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
