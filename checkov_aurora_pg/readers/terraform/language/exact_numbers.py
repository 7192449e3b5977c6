"""Terraform's numbers: binary ones of up to 512 bits, each with a precision of its own.

Written numbers have 512 bits, those that a function counts 64, and those of `log` and `pow`
53. A result has the greater precision of its operands, which decides what it is equal to:
`0.1 + 0.2 == 0.3` holds, `1 - 0.9 == 0.1` does not. Sources: `value_ops.go`,
`primitive_type.go` and `value_init.go` of go-cty, and Go's `math/big`.

A whole number of 512 bits is an `int`, as nearly all are. A `float` itself is infinity; any
other is taken for a number of Go's own.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.readers.limits import MAX_DIGITS
from checkov_aurora_pg.readers.limits import limit
from checkov_aurora_pg.readers.terraform.language import decimal_digits
from checkov_aurora_pg.readers.terraform.language.decimal_digits import Decimal

# The bits of a number that is written, or read from a text.
WRITTEN = 512

# The bits of a length, an index, and other numbers that the program itself counts.
COUNTED = 64

# The bits of Go's own floating point, in which `log` and `pow` calculate.
NATIVE = 53

# More than the bits of any number of `MAX_DIGITS` digits.
_MAX_BITS = 4 * MAX_DIGITS

_NUMBER = re.compile(
    r'([+-]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))(?:([eEpP])([+-]?[0-9]+))?', re.ASCII
)
_INFINITE = re.compile(r'([+-]?)[Ii]nf')


class Whole(int):
    """A whole number of another precision than a written one, or with more digits than it."""

    precision: int

    def __new__(cls, number: int, precision: int) -> Whole:
        """Make one of so many bits, to which `number` is already rounded."""
        self = super().__new__(cls, number)
        self.precision = precision
        return self

    def __getnewargs__(self) -> tuple[int, int]:  # type: ignore[override]
        return int(self), self.precision

    def __str__(self) -> str:
        return number_text(self)


class NegativeZero(float):
    """A zero with a minus sign."""

    __slots__ = ('precision',)

    precision: int

    def __new__(cls, precision: int) -> NegativeZero:
        """Make one of so many bits."""
        self = super().__new__(cls, -0.0)
        self.precision = precision
        return self

    def __getnewargs__(self) -> tuple[int]:
        return (self.precision,)


class Real(float):
    """A number that is not whole: `mantissa * 2**exponent`, the mantissa odd.

    As a plain float it is the nearest one.
    """

    __slots__ = ('_text', 'exponent', 'mantissa', 'precision')

    mantissa: int
    exponent: int
    precision: int
    _text: str | None

    def __new__(cls, mantissa: int, exponent: int, precision: int) -> Real:
        """Make one of so many bits, to which the mantissa is already rounded."""
        self = super().__new__(cls, math.ldexp(float(mantissa), exponent))
        self.mantissa, self.exponent, self.precision = mantissa, exponent, precision
        self._text = None
        return self

    def __getnewargs__(self) -> tuple[int, int, int]:  # type: ignore[override]
        return self.mantissa, self.exponent, self.precision

    @property
    def text(self) -> str:
        """The number as Terraform writes it."""
        if self._text is None:
            self._text = _signed(self.mantissa < 0, decimal_digits.fixed(shortest(self)))
        return self._text

    def __str__(self) -> str:
        return self.text

    def is_integer(self) -> bool:
        """Return False, also where the nearest float is whole."""
        return False

    def __eq__(self, other: object) -> bool:
        """Two are equal that are written alike, whatever their precision."""
        return isinstance(other, Real) and self.text == other.text

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.text)

    def __lt__(self, other: float) -> bool:
        return _difference(self, other) < 0

    def __gt__(self, other: float) -> bool:
        return _difference(self, other) > 0

    def __le__(self, other: float) -> bool:
        return self < other or self == other

    def __ge__(self, other: float) -> bool:
        return self > other or self == other


Number = int | float


def parts_of(number: Number) -> tuple[int, int, int]:
    """Return mantissa, exponent and precision of a finite number."""
    if isinstance(number, Real):
        return number.mantissa, number.exponent, number.precision
    if isinstance(number, NegativeZero):
        return 0, 0, number.precision
    if isinstance(number, float):
        numerator, denominator = number.as_integer_ratio()
        return numerator, 1 - denominator.bit_length(), NATIVE
    return number, 0, number.precision if isinstance(number, Whole) else WRITTEN


def is_infinite(number: Number) -> bool:
    """Return whether a number is infinity."""
    return type(number) is float and math.isinf(number)


def is_negative(number: Number) -> bool:
    """Return whether a number has a minus sign, which zero can have too."""
    if isinstance(number, Real):
        return number.mantissa < 0
    return math.copysign(1, number) < 0 if isinstance(number, float) else number < 0


def zero(negative: bool, precision: int) -> Number:
    """Return zero, with a minus sign where it is to have one."""
    return NegativeZero(precision) if negative else whole(0, precision)


def infinity(negative: bool) -> float:
    """Return infinity of a sign."""
    return -math.inf if negative else math.inf


def _rounded(mantissa: int, bits: int) -> int:
    """Return a mantissa without its last bits; a half goes to the even neighbour."""
    kept, lost = divmod(abs(mantissa), 1 << bits)
    half = 1 << (bits - 1)
    kept += lost > half or (lost == half and kept & 1)
    return -kept if mantissa < 0 else kept


def reduced(mantissa: int, exponent: int, precision: int) -> tuple[int, int]:
    """Return a number rounded to a precision, with an odd mantissa.

    Raises `LimitExceeded` for one of more than `MAX_DIGITS` digits.
    """
    if mantissa == 0:
        return 0, 0
    excess = mantissa.bit_length() - precision
    if excess > 0:
        mantissa, exponent = _rounded(mantissa, excess), exponent + excess
    zeros = (mantissa & -mantissa).bit_length() - 1
    mantissa, exponent = mantissa >> zeros, exponent + zeros
    limit(abs(exponent + mantissa.bit_length()), _MAX_BITS, 'bits in a number')
    return mantissa, exponent


def made(mantissa: int, exponent: int, precision: int) -> Number:
    """Return `mantissa * 2**exponent`, rounded to a precision."""
    if exponent == 0 and precision == WRITTEN and mantissa.bit_length() <= WRITTEN:
        return mantissa
    mantissa, exponent = reduced(mantissa, exponent, precision)
    if exponent < 0:
        return Real(mantissa, exponent, precision)
    return whole(mantissa << exponent, precision)


def whole(number: int, precision: int) -> int:
    """Return a whole number of a precision, to which it is already rounded."""
    if precision == WRITTEN and number.bit_length() <= WRITTEN:
        return number
    return Whole(number, precision)


@lru_cache(maxsize=1024)
def counted(number: int) -> int:
    """Return a number that Terraform itself counts, such as a length."""
    return Whole(number, COUNTED)


def from_float(number: float) -> Number:
    """Return what Go's own floating point makes a number. It must not be "not a number"."""
    if math.isinf(number):
        return number
    if number == 0:
        return zero(math.copysign(1, number) < 0, NATIVE)
    return made(*parts_of(number)[:2], NATIVE)


def to_float(number: Number) -> float:
    """Return the nearest number of Go's own. Raises `EvaluationError` where it is too large."""
    if is_infinite(number):
        return number
    mantissa, exponent, _ = parts_of(number)
    try:
        return mantissa / (1 << -exponent)
    except OverflowError:
        raise EvaluationError(f'`{number_text(number)}` is too large') from None


def parse(text: str) -> Number | None:
    """Return the number that a text spells as Terraform reads it, or None.

    Raises `LimitExceeded` for numbers of more than `MAX_DIGITS` digits.
    """
    limit(len(text), MAX_DIGITS, 'digits in a number')
    if text.isascii() and text.isdigit():
        return made(int(text), 0, WRITTEN)
    if infinite := _INFINITE.fullmatch(text):
        return infinity(infinite[1] == '-')
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, before, after, only, mark, power = match.groups()
    fraction = (after or only or '').rstrip('0')
    mantissa = int((before or '') + fraction or '0')
    if mantissa == 0:
        return zero(sign == '-', WRITTEN)
    limit(len(power or ''), MAX_DIGITS, 'digits in a number')
    exponent = int(power or 0)
    limit(abs(exponent), _MAX_BITS if mark in ('p', 'P') else MAX_DIGITS, 'digits in a number')
    two, ten = (exponent, 0) if mark in ('p', 'P') else (0, exponent)
    return _scaled(-mantissa if sign == '-' else mantissa, two, ten - len(fraction))


def _scaled(mantissa: int, two: int, ten: int) -> Number:
    """Return `mantissa * 2**two * 10**ten` as it is read from a text."""
    if ten >= 0:
        return made(mantissa * 5**ten, two + ten, WRITTEN)
    return quotient(mantissa, two + ten, 5**-ten, 0, WRITTEN)


def quotient(m: int, e: int, n: int, f: int, precision: int) -> Number:
    """Return `m * 2**e / (n * 2**f)`, rounded to a precision."""
    shift = max(precision + 1 + n.bit_length() - m.bit_length(), 0)
    quotient, left = divmod(abs(m) << shift, abs(n))
    # One more bit stands for all that is left, so that rounding sees it.
    quotient = quotient << 1 | (left != 0)
    minus = (m < 0) is not (n < 0)
    return made(-quotient if minus else quotient, e - f - shift - 1, precision)


def number_text(number: Number) -> str:
    """Return a number as Terraform writes it: never with an exponent."""
    if type(number) is int:
        return str(number)
    if isinstance(number, Real):
        return number.text
    if is_infinite(number):
        return '-Inf' if number < 0 else '+Inf'
    return _signed(is_negative(number), decimal_digits.fixed(shortest(number)))


def _signed(negative: bool, digits: str) -> str:
    return f'-{digits}' if negative else digits


def shortest(number: Number) -> Decimal:
    """Return the fewest digits that tell a finite number of its precision, without its sign."""
    mantissa, exponent, precision = parts_of(number)
    zeros = max((mantissa & -mantissa).bit_length() - 1, 0)
    mantissa, exponent = abs(mantissa) >> zeros, exponent + zeros
    if mantissa == 0 or (exponent >= 0 and mantissa.bit_length() + exponent <= precision):
        return decimal_digits.exact(mantissa, exponent)
    return decimal_digits.shortest(mantissa, exponent, precision)


def exact_digits(number: Number) -> Decimal:
    """Return all digits of a finite number, without its sign."""
    mantissa, exponent, _ = parts_of(number)
    return decimal_digits.exact(abs(mantissa), exponent)


def whole_number(number: Number) -> int | None:
    """Return a number as an `int`, or None where it is not whole."""
    if isinstance(number, float) and not number.is_integer():
        return None
    return int(number)


def _difference(a: Number, b: Number) -> int:
    """Return a number that has the sign of `a - b`."""
    if is_infinite(b):
        return -1 if b > 0 else 1
    (m, e, _), (n, f, _) = parts_of(a), parts_of(b)
    least = min(e, f)
    return (m << (e - least)) - (n << (f - least))
