"""Reports in which every text that a scanned file can choose is hostile."""

from __future__ import annotations

import sys

from hypothesis import strategies as st

from checkov_aurora_pg.core.described_resource import Call
from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.estate import Estate
from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Related
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.scanning.diagnostics import Diagnostic
from checkov_aurora_pg.scanning.diagnostics import Report

NASTY = (
    '\n',
    '\r',
    '\0',
    '\x1b[2J',
    '\x1b]0;title\x07',
    '\u202e',
    '\u2028',
    '\x85',
    '\ud800',
    '\udc80',
    '::error file=a::b',
    '\n::stop-commands::x',
    '##[stop-commands]x',
    '##vso[task.complete]',
    '%0A',
    '%25',
    '%',
    ',',
    ':',
    ']]>',
    '<!--',
    '-->',
    '<script>alert(1)</script>',
    '&amp;',
    '"',
    "'",
    '|',
    '\\|',
    '\\',
    '`',
    '``',
    '```\n',
    '@everyone',
    '#1',
    '![x](https://x.example/y)',
    '[x](javascript:x)',
    'https://x.example',
    'www.x.example',
    '<https://x.example>',
    '*x*',
    '_x_',
    '~~x~~',
    '$x$',
    '- [ ] x',
    '\n# x',
    '\n\n| a | b |\n|---|---|',
    '"]; click r0 "x"',
    '%%{init}%%',
    '\n  end\n',
    '#quot;',
    'á',
    'e\u0301',
    '東京',
    '\U0001f512',
    '../..',
    '/',
    '.',
    ' ',
    '\t',
    'x',
)

CHARACTERS = st.integers(0, sys.maxunicode).map(chr)

TEXT = st.lists(st.sampled_from(NASTY) | CHARACTERS, max_size=6).map(''.join)

# A path is absolute, and its names are none of the two that mean a directory.
PATHS = TEXT.map(lambda text: '/repository/' + text.replace('/', '').replace('..', '') + 'x.tf')


@st.composite
def places(draw: st.DrawFn) -> Place:
    """Return a place in a file of any name."""
    line = draw(st.integers(1, 9))
    column = draw(st.sampled_from((0, 1, 7)))
    return Place(draw(PATHS), line, line + 1, column, column and column + 1)


@st.composite
def _chains(draw: st.DrawFn) -> tuple[Resource, ...]:
    addresses = draw(st.lists(TEXT, min_size=2, max_size=3))
    described = [DescribedResource(Kind.CLUSTER, address, draw(places())) for address in addresses]
    return Estate('/code', described).resources


@st.composite
def _entries(draw: st.DrawFn) -> Diagnostic:
    outcome = draw(st.sampled_from(Outcome))
    return Diagnostic(
        draw(st.sampled_from(POLICIES)),
        outcome,
        draw(places()),
        draw(TEXT),
        draw(TEXT),
        draw(TEXT),
        tuple(draw(st.lists(st.builds(Related, places(), TEXT), max_size=2))),
        draw(TEXT) if outcome is Outcome.UNDETERMINED else '',
        tuple(draw(st.lists(st.builds(Call, TEXT, places()), max_size=2))),
        draw(st.just(()) | _chains()) if outcome is Outcome.FAIL else (),
    )


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Return a report of a few entries."""
    entries = tuple(draw(st.lists(_entries(), max_size=4)))
    return Report(entries)
