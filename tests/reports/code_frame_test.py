"""The line under a finding: what is marked is what is meant, whatever the line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.reports.code_frame import code_frame
from checkov_aurora_pg.reports.screen import PLAIN
from checkov_aurora_pg.reports.screen import Screen


def _frame(path: Path, text: str, start: int, end: int, screen: Screen = PLAIN) -> list[str]:
    """Return the frame of the first line, where these characters of it are meant."""
    path.write_text(text, encoding='utf-8', newline='')
    # A path of its own for each text, since lines are kept.
    return code_frame(Place(str(path), 1, 1, start + 1, end + 1), screen)


@pytest.mark.parametrize(
    ('line', 'shown', 'mark'),
    [
        ('  value = "0"', '    1 |   value = "0"', '      |           ^^^'),
        ('\tvalue = "0"', '    1 |  value = "0"', '      |          ^^^'),
        ('値 = "0"', '    1 | 値 = "0"', '      |      ^^^'),
        ('a\x1b[2J = "0"', '    1 | a\\x1b[2J = "0"', '      |            ^^^'),
        ('  value = "0"\r', '    1 |   value = "0"', '      |           ^^^'),
        (
            'x' * 200 + ' = "0"',
            '    1 | …' + 'x' * 125 + ' = "0"',
            '      | ' + ' ' * 129 + '^^^',
        ),
        (
            'value = "0" # ' + 'x' * 200,
            '    1 | value = "0" # ' + 'x' * 117 + '…',
            '      |         ^^^',
        ),
    ],
    ids=['plain', 'a tab', 'wide', 'an escape', 'CR', 'far to the right', 'much after it'],
)
def test_the_mark_is_under_what_is_meant(tmp_path: Path, line: str, shown: str, mark: str) -> None:
    start = line.index('"0"')

    assert _frame(tmp_path / 'a.tf', f'{line}\n', start, start + 3) == [shown, mark]


def test_of_a_block_the_first_line_is_marked(tmp_path: Path) -> None:
    path = tmp_path / 'a.tf'
    path.write_text('\n  resource "a" "b" {\n  }\n')

    assert code_frame(Place(str(path), 2, 3), PLAIN) == [
        '    2 |   resource "a" "b" {',
        '      |   ^^^^^^^^^^^^^^^^^^',
    ]


@pytest.mark.parametrize(
    'line',
    [
        'Db: {MasterUserPassword: hunter2, Engine: aurora-postgresql}',
        '{"master_password": "hunter2", "engine": "aurora-postgresql"}',
        'Db: {Secret: hunter2}',
        'x = { password = "hunter2" }',
        'x = "user:hunter2", token = "hunter2"',
    ],
)
def test_a_line_that_may_hold_a_secret_is_not_shown(tmp_path: Path, line: str) -> None:
    assert _frame(tmp_path / 'a.tf', line, 0, 5) == []


@pytest.mark.parametrize('line', ['password_encryption: md5', 'name = "password_encryption"'])
def test_a_parameter_about_passwords_is_shown(tmp_path: Path, line: str) -> None:
    assert _frame(tmp_path / 'a.tf', line, 0, 5)


def test_what_cannot_be_read_has_no_frame(tmp_path: Path) -> None:
    (tmp_path / 'utf-16.tf').write_bytes('value = 0'.encode('utf-16'))
    (tmp_path / 'short.tf').write_text('a\n')

    for place in (
        Place(str(tmp_path / 'utf-16.tf'), 1, 1),
        Place(str(tmp_path / 'short.tf'), 9, 9),
        Place(str(tmp_path / 'short.tf'), 2, 2),
        Place(str(tmp_path / 'missing.tf'), 1, 1),
        Place(str(tmp_path), 1, 1),
        Place('/\ud800', 1, 1),
    ):
        assert code_frame(place, PLAIN) == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    line=st.text(
        st.characters(exclude_categories=['Cs'], exclude_characters='\n'), min_size=1, max_size=300
    ),
    start=st.integers(0, 310),
    length=st.integers(0, 310),
    width=st.sampled_from([None, 40, 80]),
    number=st.integers(0),
)
def test_a_frame_is_printable_and_fits(
    tmp_path: Path, line: str, start: int, length: int, width: int | None, number: int
) -> None:
    frame = _frame(tmp_path / f'{number}.tf', line, start, start + length, Screen(width))

    assert len(frame) in (0, 2)
    assert all(one.isprintable() for one in frame)
    assert all('^' in one for one in frame[1:])
