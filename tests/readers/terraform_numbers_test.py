"""Terraform's numbers, where Terraform itself is not asked; `tests/oracle` asks it."""

from __future__ import annotations

import math
import operator
import pickle
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkov_aurora_pg.core.scalars import text_of
from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.readers.limits import MAX_DIGITS
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.terraform.language import exact_numbers
from checkov_aurora_pg.readers.terraform.language import number_arithmetic as arithmetic
from checkov_aurora_pg.readers.terraform.language.exact_numbers import Number
from checkov_aurora_pg.readers.terraform.language.exact_numbers import number_text


def number(text: str) -> Number:
    parsed = exact_numbers.parse(text)
    assert parsed is not None
    return parsed


@given(st.decimals(allow_nan=False, allow_infinity=False, places=40))
def test_a_number_is_read_back_as_it_is_written(decimal: object) -> None:
    written = number_text(number(str(decimal)))
    assert number_text(number(written)) == written


@given(st.fractions(max_denominator=10**9), st.fractions(max_denominator=10**9))
def test_a_result_is_as_near_as_the_precision_allows(a: Fraction, b: Fraction) -> None:
    x, y = (arithmetic.divide(f.numerator, f.denominator) for f in (a, b))
    for calculate, exact in (
        (arithmetic.add, a + b),
        (arithmetic.subtract, a - b),
        (arithmetic.multiply, a * b),
    ):
        difference = abs(Fraction(number_text(calculate(x, y))) - exact)
        assert difference * 2**500 <= abs(a) + abs(b) + abs(exact)


@pytest.mark.parametrize('text', ['0.1', '-2.5', '7', '1e200', '-0', 'Inf'])
def test_a_number_crosses_processes(text: str) -> None:
    for value in (number(text), arithmetic.multiply(number(text), exact_numbers.counted(3))):
        copy = pickle.loads(pickle.dumps(value))
        assert (type(copy), number_text(copy)) == (type(value), number_text(value))


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('0.1', '0.1'),
        ('1.0', '1'),
        ('-0', '-0'),
        ('1e3', '1000'),
        ('-Inf', '-Inf'),
        ('12345678901234567890.50', '12345678901234567890.5'),
    ],
)
def test_a_policy_reads_a_number_as_terraform_writes_it(text: str, expected: str) -> None:
    assert text_of(number(text)) == expected


def test_a_number_of_another_reader_keeps_its_fraction() -> None:
    assert number_text(1.5) == '1.5'
    assert number_text(arithmetic.add(1.5, 1)) == '2.5'
    assert exact_numbers.whole_number(1.5) is None
    assert exact_numbers.whole_number(2.0) == 2


@pytest.mark.parametrize(
    ('compare', 'a', 'b', 'expected'),
    [
        (operator.lt, '0.5', '1', True),
        (operator.gt, '0.5', 'Inf', False),
        (operator.gt, '0.5', '-Inf', True),
        (operator.lt, 'Inf', '0.5', False),
        (operator.eq, '0.5', '0.5', True),
        (operator.eq, '0.5', '1', False),
        (operator.le, '0.5', '0.50', True),
        (operator.ge, '-0.5', '-0', False),
        (operator.eq, '-0', '0', True),
        (operator.lt, '9007199254740993', '9007199254740993.5', True),
    ],
)
def test_numbers_of_all_kinds_are_compared(
    compare: Callable[[Number, Number], bool],
    a: str,
    b: str,
    expected: bool,
) -> None:
    assert compare(number(a), number(b)) is expected


def test_two_precisions_are_equal_that_are_written_alike_and_yet_ordered() -> None:
    short, long = exact_numbers.from_float(0.1), number('0.1')
    assert short == long
    assert hash(short) == hash(long)
    assert short > long
    assert short >= long
    assert short <= long
    assert arithmetic.add(short, number('0.2')) != number('0.3')


@pytest.mark.parametrize(
    'text', ['9' * (MAX_DIGITS + 1), '1e401', '1e-401', '1p9999', f'1e{"9" * 99}']
)
def test_a_number_has_a_bound(text: str) -> None:
    with pytest.raises(LimitExceeded):
        exact_numbers.parse(text)


def test_a_result_has_a_bound() -> None:
    great = number('1e400')
    with pytest.raises(LimitExceeded):
        arithmetic.multiply(great, great)
    with pytest.raises(LimitExceeded):
        arithmetic.divide(arithmetic.divide(1, great), great)


@pytest.mark.parametrize(
    'calculate',
    [
        lambda: arithmetic.divide(0, 0),
        lambda: arithmetic.divide(math.inf, -math.inf),
        lambda: arithmetic.add(math.inf, -math.inf),
        lambda: arithmetic.multiply(0, math.inf),
        lambda: arithmetic.remainder(1, math.inf),
        lambda: exact_numbers.to_float(number('1e400')),
    ],
)
def test_what_is_not_a_number_has_no_value(calculate: Callable[[], Number]) -> None:
    with pytest.raises(EvaluationError):
        calculate()
