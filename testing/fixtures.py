r"""The grammar in which a fixture says what the policies must say of it.

In HCL and YAML a comment stands at the end of the line concerned, or alone above it:

    # expect: fail CKV2_AURORAPG_1 "fragment of the message"
    # expect: pass CKV2_AURORAPG_2; unknown CKV2_AURORAPG_3 "fragment of the reason"
    # expect: nothing

A CloudFormation template in JSON has the same items in a resource's metadata, as
`"Metadata": {"expect": ["fail CKV2_AURORAPG_1 \"fragment\""]}`. For JSON that has no
room for them, `<file>.expect` has lines of an address and an item:

    aws_rds_cluster.this fail CKV2_AURORAPG_4 "fragment"

and, where the finding stands in the file that this one was generated from, that file's path
from here and the line: `OrdersA9B65338 fail CKV2_AURORAPG_4 "fragment" at ../app.js:31`.

Two instances of one block have two verdicts on its line, and the item stands there twice.

A fixture speaks of the policy that its folder is named after, of every policy that it
mentions, and of policy 0. Of these it states every verdict, and of the others none: a new
policy leaves the fixtures of the old ones as they are. A fixture that expects nothing, in a
folder named after no policy, speaks of all.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.policies.health import health

FIXTURES = Path(__file__).resolve().parent.parent / 'tests' / 'fixtures'

_COMMENTED = ('.tf', '.tofu', '.tfvars', '.hcl', '.yaml', '.yml')
_COMMENT = re.compile(r'(?P<before>.*?)#\s*expect:\s*(?P<items>.*?)\s*$')
_ITEM = re.compile(
    r'\s*(?P<verdict>fail|pass|skip|unknown)\s+(?P<id>CKV2_AURORAPG_\d+)'
    r'(?:\s+"(?P<fragment>(?:[^"\\]|\\.)*)")?\s*(?:;|$)',
)
_SOURCE = re.compile(r'(?P<item>.*) at (?P<path>\S+):(?P<line>\d+)')
_VERDICTS = {'unknown': 'undetermined'}


class GrammarError(Exception):
    """An annotation that cannot be read: it would otherwise expect nothing."""


@dataclass(frozen=True)
class Expectation:
    """What is expected on a line, or of a resource, of a file."""

    path: str
    line: int | None
    resource: str | None
    verdict: str
    id: str
    fragment: str

    def __str__(self) -> str:
        where = self.line if self.line is not None else self.resource
        return f'{self.path}:{where}: {self.verdict} {self.id} "{self.fragment}"'

    def meets(self, entry: Mapping[str, Any]) -> bool:
        """Return whether an entry of the JSON report is what is expected."""
        return (
            (entry['verdict'], entry['id'], entry['path']) == (self.verdict, self.id, self.path)
            and self.line in (None, entry['line'])
            and self.resource in (None, entry['resource'])
            and self.fragment in entry['message']
        )


@dataclass(frozen=True)
class Fixture:
    """One scan: a directory, what is expected in it, and whether nothing is."""

    directory: Path
    expectations: tuple[Expectation, ...]
    nothing: bool

    @property
    def name(self) -> str:
        """The directory's path below the fixtures."""
        return self.directory.relative_to(FIXTURES).as_posix()

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the policies that the fixture speaks of."""
        own = {policy.id for policy in POLICIES if policy.name == self.directory.parent.name}
        if self.nothing and not own:
            return frozenset(policy.id for policy in POLICIES)
        return frozenset({health.id, *own, *(one.id for one in self.expectations)})

    def differences(self, entries: Iterable[Mapping[str, Any]]) -> list[str]:
        """Return what is expected and missing, and what is there and not expected."""
        entries = [entry for entry in entries if entry['id'] in self.ids]
        met = _matched(self.expectations, entries)
        missing = [
            f'missing: {expectation}'
            for index, expectation in enumerate(self.expectations)
            if index not in met.values()
        ]
        unexpected = [
            f'unexpected: {_shown(entry)}'
            for index, entry in enumerate(entries)
            if index not in met
        ]
        if not self.expectations and not self.nothing:
            missing.append('missing: any expectation, or `# expect: nothing`')
        return [*missing, *unexpected]


def _matched(
    expectations: Sequence[Expectation],
    entries: Sequence[Mapping[str, Any]],
) -> dict[int, int]:
    """Return which entry meets which expectation, one to one and as many as can be.

    The fragment of one expectation may be in the messages of several entries, so that the
    first that fits need not be the right one: an entry that is taken may move to another
    expectation (an augmenting path).
    """
    met: dict[int, int] = {}

    def find(expectation: int, tried: set[int]) -> bool:
        for index, entry in enumerate(entries):
            if index in tried or not expectations[expectation].meets(entry):
                continue
            tried.add(index)
            if index not in met or find(met[index], tried):
                met[index] = expectation
                return True
        return False

    for expectation in range(len(expectations)):
        find(expectation, set())
    return met


def _shown(entry: Mapping[str, Any]) -> str:
    return (
        f'{entry["path"]}:{entry["line"]}: {entry["verdict"]} {entry["id"]} '
        f'[{entry["resource"]}] "{entry["message"]}"'
    )


def _items(text: str, path: str, line: int | None, resource: str | None) -> Iterator[Expectation]:
    position = 0
    while position < len(text):
        match = _ITEM.match(text, position)
        if match is None:
            raise GrammarError(f'{path}:{line or resource}: `{text[position:]}` is no expectation')
        verdict, fragment = match['verdict'], match['fragment']
        if (fragment is not None) != (verdict in ('fail', 'unknown')):
            raise GrammarError(f'{path}:{line or resource}: only fail and unknown have a fragment')
        fragment = (fragment or '').replace('\\"', '"')
        yield Expectation(
            path,
            line,
            resource,
            _VERDICTS.get(verdict, verdict),
            match['id'],
            fragment,
        )
        position = match.end()


def _commented(path: str, text: str) -> Iterator[Expectation | None]:
    """Yield the expectations of a file with comments; None for `nothing`."""
    above: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _COMMENT.match(line)
        if match is not None and match['items'] == 'nothing':
            yield None
        elif match is not None and not match['before'].strip():
            above.append(match['items'])
        else:
            for items in [*above, *([match['items']] if match else [])]:
                yield from _items(items, path, number, None)
            above.clear()
    if above:
        raise GrammarError(f'{path}: an expectation has no line below it')


def _in_metadata(path: str, text: str) -> Iterator[Expectation]:
    document = json.loads(text)
    resources = document.get('Resources', {}) if isinstance(document, dict) else {}
    for logical_id, body in resources.items():
        for item in body.get('Metadata', {}).get('expect', []):
            yield from _items(item, path, None, logical_id)


def _beside(path: str, text: str) -> Iterator[Expectation | None]:
    for line in filter(None, map(str.strip, text.splitlines())):
        if line == 'nothing':
            yield None
            continue
        address, _, item = line.partition(' ')
        source = _SOURCE.fullmatch(item)
        if source is None:
            yield from _items(item, path, None, address)
        else:
            where = posixpath.normpath(posixpath.join(posixpath.dirname(path), source['path']))
            yield from _items(source['item'], where, int(source['line']), address)


def _expectations(path: Path, shown: str) -> Iterator[Expectation | None]:
    if path.name.endswith('.expect'):
        yield from _beside(shown.removesuffix('.expect'), path.read_text(encoding='utf-8'))
    elif path.name.endswith(_COMMENTED):
        yield from _commented(shown, path.read_text(encoding='utf-8'))
    elif path.name.endswith('.json') and '"expect"' in path.read_text(encoding='utf-8'):
        yield from _in_metadata(shown, path.read_text(encoding='utf-8'))


def read(directory: Path, start: Path) -> Fixture:
    """Return the fixture in a directory, its paths from `start`, where the scan runs.

    Raises `GrammarError` for an annotation that is misspelt.
    """
    found: list[Expectation | None] = []
    for parent, names, files in os.walk(directory):
        names[:] = [name for name in names if name != 'node_modules']
        for file in sorted(files):
            path = Path(parent, file)
            found.extend(_expectations(path, path.relative_to(start).as_posix()))
    expectations = tuple(one for one in found if one is not None)
    if None in found and expectations:
        raise GrammarError(f'{directory}: expects nothing, and something')
    return Fixture(directory, expectations, None in found)


def without_expectations(text: str) -> str:
    """Return a file's text as its author would have written it: its lines stay where they are."""
    return ''.join(
        f'{match["before"].rstrip()}\n' if (match := _COMMENT.match(line)) else line
        for line in text.splitlines(keepends=True)
    )


def directories() -> list[Path]:
    """Return every fixture's directory: those two levels below the fixtures."""
    return sorted(path for path in FIXTURES.glob('*/*') if path.is_dir())
