"""Which facts their sources no longer say, and which names the sources have that we do not.

`python -m testing.facts_refresh DIRECTORY` reads saved copies of the pages that `facts/*.toml`
name as their sources. A copy is called as the last part of the page's address, such as
`AuroraPostgreSQL.Security.html`. It prints a line for each difference, and one for each page that
is not saved; the exit code is 1 where there is any. It decides nothing: a person reads the page.
"""

from __future__ import annotations

import html
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

FACTS = Path(__file__).resolve().parent.parent / 'checkov_aurora_pg' / 'facts'

# Keys that do not hold what a page says word for word.
_OUR_WORDS = frozenset({'source', 'date', 'difference', 'title', 'path'})

_ADDRESS = re.compile(r'https://[^\s;,()]+')
_MARKUP = re.compile(r'<[^>]+>')
_WORD = re.compile(r'[A-Za-z][\w.-]*\w')
# A name of the field, such as `aurora-postgresql17`: it has a letter and a digit, and no blank.
_NAME = re.compile(r'(?=\S*\d)[A-Za-z][\w.-]*\w')


def pages(table: dict[str, object]) -> set[str]:
    """Return the names of the saved copies of a table's own source."""
    addresses = _ADDRESS.findall(str(table.get('source', '')))
    return {Path(urlsplit(address).path).name for address in addresses} - {''}


def names(data: object) -> Iterator[str]:
    """Yield the names that a table holds, but those that have a source of their own."""
    if isinstance(data, str) and _NAME.fullmatch(data):
        yield data
    elif isinstance(data, list):
        for one in data:
            if not (isinstance(one, dict) and 'source' in one):
                yield from names(one)
    elif isinstance(data, dict):
        for key, one in data.items():
            if key not in _OUR_WORDS and not (isinstance(one, dict) and 'source' in one):
                yield from names(one)


def differences(known: set[str], text: str) -> Iterator[str]:
    """Yield each name that a page no longer has, and each that is new.

    A new name is one that differs from a known one in its numbers only.
    """
    written = set(_WORD.findall(html.unescape(_MARKUP.sub(' ', text))))
    yield from (f'no longer there: `{name}`' for name in sorted(known - written))
    shapes = {_shape(name) for name in known}
    yield from (
        f'new: `{word}`'
        for word in sorted(written - known)
        if _NAME.fullmatch(word) and _shape(word) in shapes
    )


def _shape(name: str) -> str:
    return re.sub(r'\d+', '0', name)


def compared(directory: Path) -> Iterator[str]:
    """Yield a line for each difference between the facts and the saved pages."""
    for path in sorted(FACTS.glob('*.toml')):
        table = tomllib.loads(path.read_text(encoding='utf-8'))
        known = set(names(table))
        if not known:
            continue
        saved = [directory / page for page in sorted(pages(table))]
        yield from (f'{path.name}: not saved: `{one.name}`' for one in saved if not one.is_file())
        texts = [one.read_text('utf-8', 'replace') for one in saved if one.is_file()]
        if texts:
            yield from (f'{path.name}: {one}' for one in differences(known, '\n'.join(texts)))


def main(directory: str) -> int:
    """Print the differences and return the exit code."""
    lines = [*compared(Path(directory))]
    print(*lines, sep='\n', end='\n' if lines else '')
    return 1 if lines else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
