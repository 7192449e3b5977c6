"""Whatever a scanned file contains, each format stays what its reader takes it for."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.reports import as_github
from checkov_aurora_pg.reports import as_gitlab
from checkov_aurora_pg.reports import as_json
from checkov_aurora_pg.reports import as_junit
from checkov_aurora_pg.reports import as_markdown
from checkov_aurora_pg.reports import as_sarif
from checkov_aurora_pg.reports import as_text
from checkov_aurora_pg.reports.markdown_text import code
from checkov_aurora_pg.reports.markdown_text import prose
from checkov_aurora_pg.reports.plain_text import named
from checkov_aurora_pg.reports.plain_text import printable
from checkov_aurora_pg.reports.screen import PLAIN
from checkov_aurora_pg.reports.screen import Screen
from checkov_aurora_pg.reports.sentences import sentence
from checkov_aurora_pg.scanning.diagnostics import Report
from checkov_aurora_pg.scanning.repository_paths import repository_relative
from testing.hostile_reports import NASTY
from testing.hostile_reports import TEXT
from testing.hostile_reports import reports
from testing.workflow_commands import command
from testing.workflow_commands import commands

# Each example has many hostile texts.
FEW = settings(max_examples=50)

MARKDOWN = MarkdownIt('commonmark', {'html': True}).enable('table').enable('strikethrough')

OWN_HTML = {'<code>', '</code>'}
OWN_BLOCKS = {'<details><summary>How to fix</summary>', '</details>'}
PICTURE = re.compile(
    r'flowchart LR\n'
    r'(?:    r\d+\["[a-z ]+<br/>(?:[\w .:/-]|#\d+;)*<br/>(?:[\w .:/-]|#\d+;)*"\]\n)+'
    r'    r0(?: --> r\d+)+\n    style r\d+ stroke:#d1242f,stroke-width:3px\n',
)


def _shown(report: Report) -> int:
    return len(report.having(Outcome.FAIL)) + len(report.having(Outcome.UNDETERMINED))


def _legible(path: str) -> str:
    """Return a path as it is, line breaks too, but for what no log should have."""
    shown = repository_relative(path)
    return ''.join(char if char in '\r\n' else printable(char) for char in shown)


@FEW
@given(reports())
def test_a_log_has_the_commands_that_are_meant_and_no_others(report: Report) -> None:
    *written, counts = as_github.render(report).splitlines()

    found = [one for line in written if (one := command(line)) is not None]

    assert len(found) == len(written) == _shown(report)
    assert {one.name for one in found} <= {'error', 'warning', 'notice'}
    assert all(set(one.properties) == {'file', 'line', 'endLine', 'title'} for one in found)
    assert {one.properties['file'] for one in found} <= {
        _legible(place.path)
        for entry in report.diagnostics
        for place in (entry.place, *(call.place for call in entry.calls))
    }
    assert {one.message.partition('; defined at ')[0] for one in found} == {
        printable(sentence(entry))
        for entry in report.diagnostics
        if entry.outcome in (Outcome.FAIL, Outcome.UNDETERMINED)
    }
    assert command(counts) is None


@FEW
@given(reports())
@pytest.mark.parametrize('screen', [PLAIN, Screen(40), Screen(80, True, has_links=True)])
def test_a_terminal_shows_text_alone(screen: Screen, report: Report) -> None:
    text = as_text.render(report, screen)

    plain = re.sub(r'\x1b\[[\d;]*m|\x1b\]8;;[^\x1b]*\x1b\\', '', text)
    assert all(line.isprintable() for line in plain.split('\n'))
    assert screen.has_colour or plain == text


@FEW
@given(reports())
def test_no_other_format_is_obeyed_in_a_log(report: Report) -> None:
    for render in (
        as_text.render,
        as_json.render,
        as_sarif.render,
        as_gitlab.render,
        as_junit.render,
        as_markdown.render,
    ):
        text = render(report)
        assert commands(text) == []
        assert '##vso[' not in text


@FEW
@given(reports())
def test_json_is_read_back(report: Report) -> None:
    read = json.loads(as_json.render(report))['findings']

    assert [(one['resource'], one['attribute']) for one in read] == [
        (entry.resource, entry.attribute) for entry in report.diagnostics
    ]


@FEW
@given(reports())
def test_gitlab_reads_each_finding_as_one_of_its_own(report: Report) -> None:
    read = json.loads(as_gitlab.render(report))

    assert len({one['fingerprint'] for one in read}) == len(read) == _shown(report)
    assert all(one['description'].isprintable() for one in read)
    assert all(one['location']['path'].isprintable() for one in read)


@FEW
@given(reports())
def test_sarif_has_uris_and_plain_text(report: Report) -> None:
    (run,) = json.loads(as_sarif.render(report))['runs']

    expected = len(report.having(Outcome.FAIL)) + len(report.having(Outcome.SKIP))
    assert len(run['results']) == expected
    for result in run['results']:
        (located,) = result['locations']
        uri = located['physicalLocation']['artifactLocation']['uri']
        assert re.fullmatch(r'(file:/)?[\w/.~%-]+', uri, re.ASCII)
        assert unquote(uri).endswith('x.tf')
        assert result['message']['text'].isprintable()


@FEW
@given(reports())
def test_xml_is_well_formed(report: Report) -> None:
    root = ElementTree.fromstring(as_junit.render(report))

    cases = root.findall('testsuite/testcase')
    assert len({(case.get('classname'), case.get('name')) for case in cases}) == len(cases)
    assert len(cases) == len(report.diagnostics)
    assert {element.tag for element in root.iter()} <= {
        'testsuites',
        'testsuite',
        'testcase',
        'failure',
        'error',
        'skipped',
    }


def _flat(tokens: list[Token]) -> list[Token]:
    return [one for token in tokens for one in (token, *_flat(token.children or []))]


def _outside_code(tokens: list[Token]) -> str:
    """Return the text that is in no code, neither a span nor between `<code>` tags."""
    found, inside = [], False
    for token in tokens:
        if token.type == 'html_inline':
            inside = token.content == '<code>'
        elif token.type == 'text' and not inside:
            found.append(token.content)
    return '\n'.join(found)


@FEW
@given(reports())
def test_markdown_is_a_page_of_our_own_making(report: Report) -> None:
    tokens = _flat(MARKDOWN.parse(as_markdown.render(report)))

    assert {one.content for one in tokens if one.type == 'html_inline'} <= OWN_HTML
    assert {one.content.strip() for one in tokens if one.type == 'html_block'} <= OWN_BLOCKS
    assert all(
        str(one.attrs['href']).startswith('https://docs.aws.amazon.com/')
        for one in tokens
        if one.type == 'link_open'
    )
    kinds = [one.type for one in tokens]
    assert not {'image', 'em_open', 's_open', 'code_block', 'hr', 'blockquote_open'} & {*kinds}
    assert kinds.count('tr_open') == sum(
        1 + len(report.having(outcome))
        for outcome in (Outcome.FAIL, Outcome.UNDETERMINED, Outcome.SKIP)
        if report.having(outcome)
    )
    fences = [one for one in tokens if one.type == 'fence']
    assert all(one.info == 'mermaid' and PICTURE.fullmatch(one.content) for one in fences)


@given(TEXT)
@pytest.mark.parametrize('show', [code, prose])
def test_a_cell_says_what_it_is_given_and_calls_nobody(show: object, text: str) -> None:
    assert callable(show)
    written = show(text)

    row = MARKDOWN.parse(f'| a | b |\n| --- | --- |\n| {written} | end |\n')

    cells = [inline for opening, inline in pairwise(row) if opening.type == 'td_open']
    assert [cell.content for cell in cells][1:] == ['end']
    plain = _outside_code(_flat([cells[0]]))
    assert not re.search(r'[@#<>|\[\]!*_~$\\&]|://|www\.', plain)


@pytest.mark.parametrize('text', NASTY)
def test_printable_is_on_one_line_and_obeyed_by_nobody(text: str) -> None:
    shown = printable(f'{text}{text}')

    assert shown.isprintable()
    assert '##' not in shown


@pytest.mark.parametrize('name', ['::error file=x::y.tf', ' ::stop-commands::x', '::debug::##[x]'])
def test_a_file_name_is_no_command_at_the_start_of_a_line(name: str) -> None:
    assert command(f'{name}:1: CKV2_AURORAPG_4') is not None
    assert command(f'{named(name)}:1: CKV2_AURORAPG_4') is None
