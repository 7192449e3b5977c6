"""Arithmetic of Terraform's numbers: sums, products, quotients, remainders and whole parts.

Sources: `value_ops.go` and `function/stdlib/number.go` of go-cty.
"""

from __future__ import annotations

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.readers.terraform.language.exact_numbers import WRITTEN
from checkov_aurora_pg.readers.terraform.language.exact_numbers import NegativeZero
from checkov_aurora_pg.readers.terraform.language.exact_numbers import Number
from checkov_aurora_pg.readers.terraform.language.exact_numbers import Real
from checkov_aurora_pg.readers.terraform.language.exact_numbers import infinity
from checkov_aurora_pg.readers.terraform.language.exact_numbers import is_infinite
from checkov_aurora_pg.readers.terraform.language.exact_numbers import is_negative
from checkov_aurora_pg.readers.terraform.language.exact_numbers import made
from checkov_aurora_pg.readers.terraform.language.exact_numbers import parts_of
from checkov_aurora_pg.readers.terraform.language.exact_numbers import quotient
from checkov_aurora_pg.readers.terraform.language.exact_numbers import reduced
from checkov_aurora_pg.readers.terraform.language.exact_numbers import whole
from checkov_aurora_pg.readers.terraform.language.exact_numbers import zero


def negative(a: Number) -> Number:
    """Return `-a`."""
    if is_infinite(a) or (type(a) is int and a):
        return -a
    mantissa, exponent, precision = parts_of(a)
    if mantissa == 0:
        return zero(not is_negative(a), precision)
    return made(-mantissa, exponent, precision)


def absolute(a: Number) -> Number:
    """Return the number without its sign."""
    return negative(a) if is_negative(a) else a


def add(a: Number, b: Number) -> Number:
    """Return `a + b`. Raises `EvaluationError` for infinities of opposite signs."""
    if type(a) is int and type(b) is int:
        return made(a + b, 0, WRITTEN)
    if is_infinite(a) or is_infinite(b):
        if is_infinite(a) and is_infinite(b) and a != b:
            raise EvaluationError('opposite infinities have no sum')
        return a if is_infinite(a) else b
    (m, e, p), (n, f, q) = parts_of(a), parts_of(b)
    if m == n == 0:
        return zero(is_negative(a) and is_negative(b), max(p, q))
    least = min(e, f)
    return made((m << (e - least)) + (n << (f - least)), least, max(p, q))


def subtract(a: Number, b: Number) -> Number:
    """Return `a - b`. Raises `EvaluationError` for infinities of one sign."""
    return add(a, negative(b))


def multiply(a: Number, b: Number) -> Number:
    """Return `a * b`. Raises `EvaluationError` for zero times infinity."""
    minus = is_negative(a) is not is_negative(b)
    if is_infinite(a) or is_infinite(b):
        if a == 0 or b == 0:
            raise EvaluationError('zero times infinity is not a number')
        return infinity(minus)
    (m, e, p), (n, f, q) = parts_of(a), parts_of(b)
    if m == 0 or n == 0:
        return zero(minus, max(p, q))
    mantissa, exponent = reduced(m * n, e + f, WRITTEN)
    # The product keeps all its bits, even where both operands have fewer.
    return made(mantissa, exponent, max(p, q, mantissa.bit_length()))


def divide(a: Number, b: Number) -> Number:
    """Return `a / b`, infinite where `b` alone is zero.

    Raises `EvaluationError` for zero by zero and infinity by infinity.
    """
    minus = is_negative(a) is not is_negative(b)
    if (a == 0 and b == 0) or (is_infinite(a) and is_infinite(b)):
        raise EvaluationError('zero by zero, or infinity by infinity, is not a number')
    if b == 0 or is_infinite(a):
        return infinity(minus)
    if is_infinite(b):
        return zero(minus, parts_of(a)[2])
    if a == 0:
        return zero(minus, max(parts_of(a)[2], parts_of(b)[2]))
    (m, e, p), (n, f, q) = parts_of(a), parts_of(b)
    return quotient(m, e, n, f, max(p, q))


def remainder(a: Number, b: Number) -> Number:
    """Return `a % b`, which has the sign of `a`; of a division by zero it is `a`.

    Raises `EvaluationError` where a number is infinite.
    """
    if b == 0:
        return a
    if is_infinite(a) or is_infinite(b):
        raise EvaluationError('infinity has no remainder')
    precision = parts_of(a)[2]
    if a == 0:
        return zero(is_negative(a) and not is_negative(b), precision)
    times = made(truncated(divide(a, b)), 0, precision)
    (m, e, _), (n, f, _) = parts_of(b), parts_of(times)
    product = made(m * n, e + f, precision)
    (m, e, _), (n, f, _) = parts_of(a), parts_of(product)
    least = min(e, f)
    return made((m << (e - least)) - (n << (f - least)), least, precision)


def truncated(a: Number) -> int:
    """Return the whole part of a finite number."""
    mantissa, exponent, _ = parts_of(a)
    if exponent >= 0:
        return mantissa << exponent
    part = abs(mantissa) >> -exponent
    return -part if mantissa < 0 else part


def floor(a: Number) -> Number:
    """Return the greatest whole number that is not greater."""
    if not isinstance(a, Real):
        return _without_sign_of_zero(a)
    return made(truncated(a) - (a.mantissa < 0), 0, a.precision)


def ceiling(a: Number) -> Number:
    """Return the least whole number that is not less."""
    if not isinstance(a, Real):
        return _without_sign_of_zero(a)
    return made(truncated(a) + (a.mantissa > 0), 0, a.precision)


def _without_sign_of_zero(a: Number) -> Number:
    return whole(0, a.precision) if isinstance(a, NegativeZero) else a
