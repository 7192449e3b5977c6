"""The tool that changes the code says which changes no test notices, and keeps its list honest."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent

GATE = '''
from functools import cache
from typing import TYPE_CHECKING

def twice(function):
    return lambda number: function(number) and function(number)

@twice
def is_open(number):
    """Whether a number is a door's."""
    if number > 2 and number != 7:
        return True
    return False

@cache
def doors(numbers):
    return [number for number in numbers if not is_open(number)]

LIMITS = {'least': 2}

if TYPE_CHECKING:
    from collections.abc import Callable
'''
TEST = """
from gate import LIMITS
from gate import doors
from gate import is_open

def test_open():
    assert is_open(3) is True
    assert is_open(2) is False
    assert is_open(7) is False

def test_doors():
    assert doors((2, 3, 7)) == [2, 7]

def test_limits():
    assert LIMITS == {'least': 2}
"""
TESTS = '[[tests]]\npath = "."\nrun = ["gate_test.py"]\n'
EQUIVALENT = (
    '[[equivalent]]\npath = "gate.py"\nscope = "twice"\n'
    'line = "return lambda number: function(number) and function(number)"\n'
    'before = "function(number) and function(number)"\nafter = "{after}"\nreason = "{reason}"\n'
)
BOTH = EQUIVALENT.format(after='function(number) or function(number)', reason='both are the same')
ONE = EQUIVALENT.format(after='function(number)', reason='both are the same')


def _run(
    directory: Path,
    listed: str = '',
    gate: str = GATE,
    test: str = TEST,
) -> subprocess.CompletedProcess[str]:
    (directory / 'gate.py').write_text(gate)
    (directory / 'gate_test.py').write_text(test)
    (directory / 'list.toml').write_text(TESTS + listed)
    return subprocess.run(
        [
            sys.executable,
            '-m',
            'testing.mutants',
            '--list',
            'list.toml',
            '--seconds',
            '2',
            'gate.py',
        ],
        cwd=directory,
        env={**os.environ, 'PYTHONPATH': str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_what_no_test_notices_is_said_with_its_place(tmp_path: Path) -> None:
    done = _run(tmp_path)

    assert done.returncode == 1, done.stderr
    lines = done.stdout.splitlines()
    assert sorted(lines[:-1]) == [
        *['survives: gate.py:6: twice: function(number) and function(number) -> function(number)']
        * 2,
        'survives: gate.py:6: twice: function(number) and function(number) -> '
        'function(number) or function(number)',
    ]
    assert lines[-1].endswith('mutants, 3 survive that are not listed')


def test_a_decorated_function_a_table_and_what_is_kept_are_changed(tmp_path: Path) -> None:
    weaker = (
        '\n'.join(line for line in TEST.splitlines() if 'is_open(7)' not in line)
        .replace('doors((2, 3, 7)) == [2, 7]', 'doors((2, 3, 7))')
        .replace("== {'least': 2}", '')
    )
    done = _run(tmp_path, test=weaker)

    assert done.returncode == 1, done.stderr
    assert 'gate.py:11: is_open: number > 2 and number != 7 -> number > 2\n' in done.stdout
    assert 'gate.py:17: doors: not is_open(number) -> True\n' in done.stdout
    assert 'gate.py:19: module: 2 -> 3\n' in done.stdout


def test_what_is_listed_with_a_reason_may_survive(tmp_path: Path) -> None:
    done = _run(tmp_path, ONE + BOTH)

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith('mutants, 0 survive that are not listed\n')


def test_a_listed_mutant_that_dies_or_is_no_more_is_an_error(tmp_path: Path) -> None:
    dies = (
        '[[equivalent]]\npath = "gate.py"\nscope = "is_open"\nline = "return False"\n'
        'before = "False"\nafter = "True"\nreason = "nobody looks"\n'
    )
    done = _run(tmp_path, ONE + BOTH + dies + BOTH.replace('twice', 'thrice'))

    assert done.returncode == 2
    assert [line.partition(', and')[0] for line in done.stdout.splitlines()[:-1]] == [
        'dies',
        'is no more',
    ]


def test_a_listed_mutant_without_a_reason_is_an_error(tmp_path: Path) -> None:
    done = _run(tmp_path, BOTH.replace('both are the same', ''))

    assert done.returncode == 2
    assert 'has no reason' in done.stderr


def test_tests_that_fail_anyway_show_nothing(tmp_path: Path) -> None:
    done = _run(tmp_path, test=TEST.replace('is_open(3) is True', 'is_open(3) is False'))

    assert done.returncode == 2
    assert 'the tests do not pass on the code as it is' in done.stderr


def test_a_mutant_that_does_not_end_is_noticed(tmp_path: Path) -> None:
    gate = 'def count():\n    number = 0\n    while number < 3:\n        number += 1\n'
    test = 'from gate import count\n\ndef test_count():\n    assert count() is None\n'
    done = _run(tmp_path, gate=gate, test=test)

    assert 'number += 1' not in done.stdout, 'without it, the loop has no end'
    assert 'count: number < 3 -> False' in done.stdout, 'with it, the loop has none'


def test_a_module_that_a_test_is_the_first_to_import_is_changed(tmp_path: Path) -> None:
    _, _, tests = TEST.partition('is_open\n')
    late = tests.replace('():\n', '():\n    from gate import LIMITS, doors, is_open\n')
    at_once, at_last = _run(tmp_path), _run(tmp_path, test=late)

    assert sorted(at_last.stdout.splitlines()) == sorted(at_once.stdout.splitlines())
