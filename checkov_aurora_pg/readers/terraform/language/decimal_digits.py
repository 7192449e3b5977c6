"""Binary numbers in decimal, digit for digit as Go's `math/big` writes them.

A positive number is `mantissa * 2**exponent`. Its decimal is digits without trailing zeros
and where the point stands: `('25', 1)` is 2.5, `('25', -1)` is 0.025. Zero is `('', 0)`.
"""

from __future__ import annotations

# The exponent from which on `%g` of the shortest digits has one.
_FEW_DIGITS = 6

# The smallest exponent for which `%g` has none.
_LEAST_EXPONENT = -4

Decimal = tuple[str, int]


def exact(mantissa: int, exponent: int) -> Decimal:
    """Return all digits of a number."""
    if mantissa == 0:
        return '', 0
    digits = str(mantissa << exponent if exponent >= 0 else mantissa * 5**-exponent)
    return digits.rstrip('0'), len(digits) + min(exponent, 0)


def shortest(mantissa: int, exponent: int, precision: int) -> Decimal:
    """Return the fewest digits that are read back as this number of `precision` bits."""
    digits, point = exact(mantissa, exponent)
    shift = precision + 1 - mantissa.bit_length()
    # The last bit of `middle` is half of what one more in the last place adds.
    middle = mantissa << shift
    lower, _ = exact(middle - 1, exponent - shift)
    upper, _ = exact(middle + 1, exponent - shift)
    inclusive = middle & 2 == 0
    for index, digit in enumerate(digits):
        low, high = lower[index : index + 1] or '0', upper[index : index + 1] or '0'
        last = index + 1
        down = low != digit or (inclusive and last == len(lower))
        up = digit != high and (inclusive or int(digit) + 1 < int(high) or last < len(upper))
        if down and up:
            return rounded(digits, point, last)
        if down:
            return digits[:last].rstrip('0'), point
        if up:
            return _rounded_up(digits, point, last)
    return digits, point


def rounded(digits: str, point: int, count: int) -> Decimal:
    """Return a decimal with at most so many digits; a half goes to the even neighbour."""
    if not 0 <= count < len(digits):
        return digits, point
    if digits[count:] == '5':
        up = count > 0 and digits[count - 1] in '13579'
    else:
        up = digits[count] >= '5'
    return _rounded_up(digits, point, count) if up else _cut(digits, point, count)


def _cut(digits: str, point: int, count: int) -> Decimal:
    kept = digits[:count].rstrip('0')
    return kept, point if kept else 0


def _rounded_up(digits: str, point: int, count: int) -> Decimal:
    more = str(int(digits[:count] or '0') + 1)
    return more.rstrip('0'), point + len(more) - count


def fixed(decimal: Decimal, places: int | None = None) -> str:
    """Return a decimal without an exponent, with `places` after the point: as `%f`."""
    digits, point = decimal
    if places is None:
        places = max(len(digits) - point, 0)
    else:
        digits, point = rounded(digits, point, point + places)
    whole = digits[: max(point, 0)].ljust(point, '0') or '0'
    if not places:
        return whole
    fraction = '0' * min(-point, places) + digits[max(point, 0) :] if point < 0 else digits[point:]
    return f'{whole}.{fraction[:places].ljust(places, "0")}'


def scientific(decimal: Decimal, places: int) -> str:
    """Return a decimal with one digit before the point, and an exponent: as `%e`."""
    digits, point = rounded(*decimal, 1 + places)
    fraction = f'.{digits[1:].ljust(places, "0")}' if places else ''
    power = point - 1 if digits else 0
    return f'{digits[:1] or "0"}{fraction}e{"-" if power < 0 else "+"}{abs(power):02}'


def general(decimal: Decimal, precision: int | None = None) -> str:
    """Return a decimal with an exponent only where that is shorter: as `%g`.

    Without a precision, the digits are taken as the fewest that tell the number.
    """
    few = _FEW_DIGITS
    if precision is not None:
        precision = precision or 1
        decimal = rounded(*decimal, precision)
    digits, point = decimal
    if precision is not None:
        few = len(digits) if precision > len(digits) >= point else precision
    if not _LEAST_EXPONENT <= point - 1 < few and digits:
        return scientific(decimal, len(digits) - 1)
    return fixed(decimal)
