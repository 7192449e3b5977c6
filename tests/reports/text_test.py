"""`-o text`: in a terminal, in a pipe, and quietly."""

from __future__ import annotations

import io
import os
import pty
import re
import struct
import subprocess
import sys
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

import pytest

import checkov_aurora_pg
from checkov_aurora_pg.command_line import progress
from checkov_aurora_pg.command_line.progress import Progress
from checkov_aurora_pg.reports.screen import PLAIN
from checkov_aurora_pg.reports.screen import screen_of
from testing.scans import run

CLUSTER = """
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  engine_version                      = "17.4"
  iam_database_authentication_enabled = ON
}
"""
ONE_POLICY = ('--check', 'CKV2_AURORAPG_4')
_STYLE = re.compile(r'\x1b\[[\d;]*m|\x1b\]8;;[^\x1b]*\x1b\\')
_ERASED = re.compile(r'[^\n]*\r\x1b\[K')
WITHOUT_PATIENCE = """
import sys
from checkov_aurora_pg.command_line.command import main
from checkov_aurora_pg.command_line import progress
progress._PATIENCE = 0
sys.exit(main())
"""


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ('NO_COLOR', 'FORCE_COLOR', 'COLUMNS'):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv('TERM', 'xterm')


def _in_a_terminal(columns: int, *argv: str) -> str:
    """Return what stands in a terminal that wide when the command has ended.

    On a busy machine a bar is drawn, and erased again.
    """
    return _ERASED.sub('', _written_to_a_terminal(columns, '-m', 'checkov_aurora_pg', *argv))


def _written_to_a_terminal(columns: int, *argv: str) -> str:
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, struct.pack('HHHH', 50, columns, 0, 0))
    done = subprocess.run(
        [sys.executable, *argv],
        check=False,
        timeout=60,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, 'PYTHONPATH': str(Path(checkov_aurora_pg.__file__).parent.parent)},
    )
    assert done.returncode == 1
    os.close(theirs)
    shown = b''
    while block := _read(ours):
        shown += block
    os.close(ours)
    return shown.decode().replace('\r\n', '\n')


def _plain(shown: str) -> str:
    return _STYLE.sub('', shown)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # the other end is closed
        return b''


def test_a_terminal_has_colours_and_lines_that_fit() -> None:
    Path('main.tf').write_text(CLUSTER.replace('ON', 'false'))

    shown = _in_a_terminal(60, *ONE_POLICY)

    address = 'https://docs.aws.amazon.com/'
    assert shown.startswith(f'\x1b[1mmain.tf:5:\x1b[0m \x1b]8;;{address}')
    assert '\x1b[1;35mCKV2_AURORAPG_4\x1b[0m\x1b]8;;\x1b\\ \x1b[35mmedium:\x1b[0m' in shown
    lines = _plain(shown).splitlines()
    assert max(map(len, lines)) <= 60
    assert lines[1].startswith('    ')
    assert lines[-7:] == [
        '    5 |   iam_database_authentication_enabled = false',
        '      |                                         ^^^^^',
        '',
        'files: 1 judged',
        '1 failed (1 medium), 0 undetermined, 0 skipped, 0 passed',
        'why, and how to fix it: checkov-aurora-pg --explain',
        '    CKV2_AURORAPG_4',
    ]
    joined = ' '.join(line.strip() for line in lines[:-7])
    assert joined == run(*ONE_POLICY).out.splitlines()[0]


def test_a_bar_that_was_drawn_is_erased_before_the_report() -> None:
    Path('main.tf').write_text(CLUSTER.replace('ON', 'false'))

    written = _written_to_a_terminal(60, '-c', WITHOUT_PATIENCE, *ONE_POLICY)

    assert '\r\x1b[Kjudging ░' in written
    assert _ERASED.sub('', written) == _in_a_terminal(60, *ONE_POLICY)


def test_a_path_stays_whole_however_long_it_is() -> None:
    directory = Path('a' * 50)
    directory.mkdir()
    (directory / 'main.tf').write_text(CLUSTER.replace('ON', 'false'))

    first, second, *_ = _plain(_in_a_terminal(50, *ONE_POLICY)).splitlines()

    assert first == f'{directory}/main.tf:5: CKV2_AURORAPG_4 medium:'
    assert second.startswith('    `iam_database')


def test_a_pipe_has_whole_lines_and_no_colour() -> None:
    Path('main.tf').write_text(CLUSTER.replace('ON', 'false'))

    out = run(*ONE_POLICY).out

    assert len(out.splitlines()) == 6
    assert out.replace('\n', '').isprintable()


def test_a_file_has_no_colour_whatever_the_terminal() -> None:
    Path('main.tf').write_text(CLUSTER.replace('ON', 'false'))

    _in_a_terminal(60, *ONE_POLICY, '-o', 'text=report.txt')

    assert Path('report.txt').read_text() == run(*ONE_POLICY).out


@pytest.mark.parametrize(
    ('environment', 'has_colour'),
    [
        ({}, True),
        ({'TERM': 'dumb'}, False),
        ({'NO_COLOR': '1'}, False),
        ({'NO_COLOR': ''}, True),
        ({'NO_COLOR': '1', 'FORCE_COLOR': '1'}, False),
        ({'TERM': 'dumb', 'FORCE_COLOR': '1'}, True),
    ],
)
def test_the_environment_has_its_say(
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    has_colour: bool,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert screen_of(_Terminal()).has_colour is has_colour


def test_a_pipe_has_colour_where_it_is_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    assert screen_of(io.StringIO()) == PLAIN
    monkeypatch.setenv('FORCE_COLOR', '1')

    screen = screen_of(io.StringIO())

    assert (screen.has_colour, screen.width) == (True, None)


@pytest.mark.parametrize(
    ('written', 'lines'),
    [
        pytest.param('true', [], id='clean'),
        pytest.param(
            'false',
            ['main.tf:5: CKV2_AURORAPG_4', '    5 | ', '      | ', '1 failed (1 medium), 0 und'],
            id='a finding',
        ),
        pytest.param('var.iam', ['0 failed, 1 undetermined'], id='undetermined'),
    ],
)
def test_quiet_says_what_one_has_to_know(written: str, lines: list[str]) -> None:
    Path('main.tf').write_text(CLUSTER.replace('ON', written) + 'variable "iam" {}\n')

    said = run('--quiet', *ONE_POLICY).out.splitlines()

    assert len(said) == len(lines)
    assert all(line.startswith(start) for line, start in zip(said, lines, strict=True))


def test_a_bar_shows_on_a_terminal_and_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, '_PATIENCE', 0)
    monkeypatch.setattr(progress, '_PAUSE', 0)
    terminal = _Terminal()
    bar = Progress(terminal)

    bar(1, 4)
    bar(3, 4)
    bar.clear()

    assert terminal.getvalue().split('\r\x1b[K') == [
        '',
        'judging ██████░░░░░░░░░░░░░░░░░░ 1/4',
        'judging ██████████████████░░░░░░ 3/4',
        '',
    ]


def test_a_short_scan_has_no_bar() -> None:
    terminal = _Terminal()
    bar = Progress(terminal)

    bar(0, 4)
    bar.clear()

    assert terminal.getvalue() == ''


def test_a_pipe_has_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, '_PATIENCE', 0)
    Path('main.tf').write_text(CLUSTER.replace('ON', 'false'))

    assert run().err == ''
