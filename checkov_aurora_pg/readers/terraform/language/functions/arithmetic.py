"""Functions of numbers.

`pow` and `log` calculate in Go's floating point, step for step as Go does, so that the last
digit is Terraform's. Sources: `pow.go`, `log.go` and `log_amd64.s` of Go's `math`.
"""

from __future__ import annotations

import math
from functools import reduce

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import MAX_DIGITS
from checkov_aurora_pg.readers.limits import limit
from checkov_aurora_pg.readers.terraform.language import exact_numbers
from checkov_aurora_pg.readers.terraform.language import number_arithmetic
from checkov_aurora_pg.readers.terraform.language.conversion import kind
from checkov_aurora_pg.readers.terraform.language.exact_numbers import Number
from checkov_aurora_pg.readers.terraform.language.functions.signature import Function
from checkov_aurora_pg.readers.terraform.language.functions.signature import Unsupported
from checkov_aurora_pg.readers.terraform.language.functions.signature import known
from checkov_aurora_pg.readers.terraform.language.functions.signature import machine_word
from checkov_aurora_pg.readers.terraform.language.functions.signature import number
from checkov_aurora_pg.readers.terraform.language.functions.signature import pure

# The digits of base 62: those of `int` up to base 36, then capital letters.
_DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

_HALF_ROOT_OF_TWO = 0.7071067811865476
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_LOG_TERMS = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)

# The power of two from which on a product is zero or infinity.
_GREAT_EXPONENT = 1 << 12

# Where Go no longer takes an exponent for a whole number.
_HUGE_EXPONENT = 1 << 63


def _logarithm(x: float) -> float:
    """Return the natural logarithm."""
    if x == 0:
        return -math.inf
    if x < 0 or math.isinf(x):
        return x if x > 0 else math.nan
    fraction, exponent = math.frexp(x)
    if fraction < _HALF_ROOT_OF_TWO:
        fraction, exponent = fraction * 2, exponent - 1
    f = fraction - 1
    s = f / (2 + f)
    s2 = s * s
    s4 = s2 * s2
    a, b, c, d, e, g, h = _LOG_TERMS
    t1 = s2 * (a + s4 * (c + s4 * (e + s4 * h)))
    t2 = s4 * (b + s4 * (d + s4 * g))
    half = 0.5 * f * f
    rest = s * (half + (t1 + t2)) + exponent * _LN2_LOW
    return exponent * _LN2_HIGH - ((half - rest) - f)


def _log(subject: Number, base: Number) -> Number:
    above, below = (_logarithm(exact_numbers.to_float(one)) for one in (subject, base))
    if (
        math.isnan(above)
        or math.isnan(below)
        or (above == 0 and below == 0)
        or (math.isinf(above) and math.isinf(below))
    ):
        raise EvaluationError('the logarithm is not a number')
    if below == 0:
        return math.copysign(math.inf, above)
    return exact_numbers.from_float(above / below)


def _whole_power(base: float, exponent: int) -> float:
    """Return a finite number other than zero to a whole power."""
    result, result_power = 1.0, 0
    factor, power = math.frexp(base)
    rest = abs(exponent)
    while rest:
        if abs(power) > _GREAT_EXPONENT:
            result_power += power
            break
        if rest & 1:
            result, result_power = result * factor, result_power + power
        factor, power = factor * factor, power * 2
        if factor < 0.5:
            factor, power = factor + factor, power - 1
        rest >>= 1
    if exponent < 0:
        result, result_power = 1 / result, -result_power
    try:
        return math.ldexp(result, result_power)
    except OverflowError:
        return math.copysign(math.inf, result)


def _pow(base: Number, exponent: Number) -> Number:
    x, y = exact_numbers.to_float(base), exact_numbers.to_float(exponent)
    whole = exact_numbers.whole_number(exponent)
    if y == 0 or x == 1:
        return exact_numbers.from_float(1.0)
    if y == 1:
        return exact_numbers.from_float(x)
    if x == 0 and y < 0:
        return math.copysign(math.inf, x if whole is not None and whole % 2 else 1)
    if x == 0 or math.isinf(x) or math.isinf(y):
        return exact_numbers.from_float(math.pow(x, y))
    if x < 0 and not y.is_integer():
        raise EvaluationError('the power is not a number')
    if y in (0.5, -0.5):
        return exact_numbers.from_float(math.sqrt(x) if y > 0 else 1 / math.sqrt(x))
    if not y.is_integer() or abs(y) >= _HUGE_EXPONENT:
        raise Unsupported(f'the power `{exponent}` is not evaluated')
    return exact_numbers.from_float(_whole_power(x, int(y)))


def _signum(subject: int) -> int:
    return exact_numbers.counted((subject > 0) - (subject < 0))


def _least(first: Number, *further: Number) -> Number:
    return reduce(lambda least, other: other if other < least else least, further, first)


def _greatest(first: Number, *further: Number) -> Number:
    return reduce(lambda most, other: other if other > most else most, further, first)


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
    precision = max(total.bit_length(), exact_numbers.COUNTED)
    return exact_numbers.whole(-total if subject[0] == '-' else total, precision)


NUMBERS: dict[str, Function] = {
    'abs': pure(number_arithmetic.absolute, number),
    'ceil': pure(number_arithmetic.ceiling, number),
    'floor': pure(number_arithmetic.floor, number),
    'log': pure(_log, number, number),
    'max': pure(_greatest, number, more=number),
    'min': pure(_least, number, more=number),
    'parseint': pure(_parseint, _only_text, machine_word),
    'pow': pure(_pow, number, number),
    'signum': pure(_signum, machine_word),
}
