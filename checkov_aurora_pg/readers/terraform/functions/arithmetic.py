"""Functions of numbers."""
from __future__ import annotations

import math
from decimal import Decimal

from checkov_aurora_pg.readers.limits import MAX_DIGITS
from checkov_aurora_pg.readers.limits import limit
from checkov_aurora_pg.readers.terraform.conversion import kind
from checkov_aurora_pg.readers.terraform.conversion import number_from
from checkov_aurora_pg.readers.terraform.functions.signature import Function
from checkov_aurora_pg.readers.terraform.functions.signature import Unsupported
from checkov_aurora_pg.readers.terraform.functions.signature import known
from checkov_aurora_pg.readers.terraform.functions.signature import number
from checkov_aurora_pg.readers.terraform.functions.signature import pure
from checkov_aurora_pg.readers.terraform.functions.signature import whole
from checkov_aurora_pg.values import EvaluationError
from checkov_aurora_pg.values import Value

# The digits of base 62: those of `int` up to base 36, then capital letters.
_DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'


def _finite(result: float) -> int | float:
    if not math.isfinite(result):
        raise Unsupported('infinite numbers are not supported')
    return number_from(Decimal(repr(result)))


def _log(subject: float, base: float) -> int | float:
    try:
        return _finite(math.log(subject) / math.log(base))
    except (ValueError, ZeroDivisionError, OverflowError):
        raise Unsupported(f'the logarithm of `{subject}` to base `{base}` is none') from None


def _pow(base: float, exponent: float) -> int | float:
    try:
        return _finite(math.pow(base, exponent))
    except (ValueError, OverflowError):
        raise Unsupported(f'`{base}` to the power of `{exponent}` is not a number') from None


def _signum(subject: int) -> int:
    return (subject > 0) - (subject < 0)


def _only_text(value: Value) -> str:
    """Return a string argument that is not converted from anything else."""
    data = known(value).data
    if not isinstance(data, str):
        raise EvaluationError(f'a string is required, not {kind(data)}')
    return data


def _parseint(subject: str, base: int) -> int:
    if not 2 <= base <= 62:
        raise EvaluationError('the base must be between 2 and 62')
    limit(len(subject), MAX_DIGITS, 'digits in a number')
    digits = subject[1:] if subject[:1] in ('+', '-') else subject
    digits = digits.lower() if base <= 36 else digits
    total = 0
    for digit in digits:
        worth = _DIGITS.find(digit)
        if not 0 <= worth < base:
            raise EvaluationError(f'`{subject}` is not a whole number of base {base}')
        total = total * base + worth
    if not digits:
        raise EvaluationError(f'`{subject}` is not a whole number of base {base}')
    return -total if subject[0] == '-' else total


NUMBERS: dict[str, Function] = {
    'abs': pure(abs, number),
    'ceil': pure(math.ceil, number),
    'floor': pure(math.floor, number),
    'log': pure(_log, number, number),
    'max': pure(lambda *numbers: max(numbers), number, more=number),
    'min': pure(lambda *numbers: min(numbers), number, more=number),
    'parseint': pure(_parseint, _only_text, whole),
    'pow': pure(_pow, number, number),
    'signum': pure(_signum, whole),
}
