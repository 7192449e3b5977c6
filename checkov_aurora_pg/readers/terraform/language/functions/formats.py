"""`format` and `formatlist`."""

from __future__ import annotations

import re
from collections.abc import Callable

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import MAX_ELEMENTS
from checkov_aurora_pg.readers.limits import MAX_TEXT
from checkov_aurora_pg.readers.limits import limit
from checkov_aurora_pg.readers.limits import limit_value
from checkov_aurora_pg.readers.terraform.language import decimal_digits
from checkov_aurora_pg.readers.terraform.language.conversion import normalized
from checkov_aurora_pg.readers.terraform.language.conversion import to_text
from checkov_aurora_pg.readers.terraform.language.exact_numbers import Number
from checkov_aurora_pg.readers.terraform.language.exact_numbers import exact_digits
from checkov_aurora_pg.readers.terraform.language.exact_numbers import is_infinite
from checkov_aurora_pg.readers.terraform.language.exact_numbers import is_negative
from checkov_aurora_pg.readers.terraform.language.exact_numbers import number_text
from checkov_aurora_pg.readers.terraform.language.exact_numbers import shortest
from checkov_aurora_pg.readers.terraform.language.functions.encoding import json_text
from checkov_aurora_pg.readers.terraform.language.functions.graphemes import graphemes
from checkov_aurora_pg.readers.terraform.language.functions.signature import Function
from checkov_aurora_pg.readers.terraform.language.functions.signature import Undecided
from checkov_aurora_pg.readers.terraform.language.functions.signature import Unsupported
from checkov_aurora_pg.readers.terraform.language.functions.signature import boolean
from checkov_aurora_pg.readers.terraform.language.functions.signature import builtin
from checkov_aurora_pg.readers.terraform.language.functions.signature import number
from checkov_aurora_pg.readers.terraform.language.functions.signature import place_of
from checkov_aurora_pg.readers.terraform.language.functions.signature import text
from checkov_aurora_pg.readers.terraform.language.functions.signature import whole

_VERB = re.compile(
    r'%(?P<flags>[ +\-0#]*)(?P<width>[1-9][0-9]*)?(?:\.(?P<precision>[0-9]*))?'
    r'(?:\[(?P<index>[1-9][0-9]*)\])?(?P<mode>[A-Za-z%])'
)
_BASES = {'b': ('b', '0b'), 'o': ('o', '0'), 'x': ('x', '0x'), 'X': ('X', '0X'), 'd': ('d', '')}
_MAX_WIDTH_DIGITS = len(str(MAX_TEXT))
_MAX_PRECISION = 400


class _Verb:
    """One verb of a format, such as `%-5.2f`."""

    def __init__(self, match: re.Match[str]) -> None:
        self.flags = match['flags']
        self.width = self._bounded(match['width'] or '0')
        self.precision = (
            None if match['precision'] is None else self._bounded(match['precision'] or '0')
        )
        self.index = None if match['index'] is None else self._bounded(match['index'])
        self.mode = match['mode']

    @staticmethod
    def _bounded(digits: str) -> int:
        limit(len(digits), _MAX_WIDTH_DIGITS, 'digits in the width of a format')
        limit(int(digits), MAX_TEXT, 'characters in a string')
        return int(digits)

    def write(self, value: Value) -> str:
        """Return a known argument as this verb writes it."""
        write = _MODES.get(self.mode)
        if write is None:
            raise EvaluationError(f'`%{self.mode}` is not a verb of formats')
        return write(self, value)

    def pad(self, body: str) -> str:
        """Return a text padded to the width."""
        missing = self.width - len(graphemes(body))
        if missing <= 0:
            return body
        if '-' in self.flags:
            return body + ' ' * missing
        return ('0' if '0' in self.flags else ' ') * missing + body

    def pad_number(self, body: str) -> str:
        """Return a number's text with its sign, padded to the width."""
        negative = body.startswith('-')
        digits = body.removeprefix('-')
        sign = '-' if negative else '+' if '+' in self.flags else ' ' if ' ' in self.flags else ''
        if '0' in self.flags and '-' not in self.flags:
            return sign + digits.rjust(self.width - len(sign), '0')
        padded = sign + digits
        return padded.ljust(self.width) if '-' in self.flags else padded.rjust(self.width)

    def pad_infinity(self, body: str) -> str:
        """Return infinity, which has a sign always and zeros never, padded to the width."""
        padded = body.replace('+', ' ') if ' ' in self.flags else body
        return padded.ljust(self.width) if '-' in self.flags else padded.rjust(self.width)


def _general(subject: Number, precision: int | None) -> str:
    """Return a number as `%g` writes it."""
    if is_infinite(subject):
        return number_text(subject)
    if precision is None:
        return _signed(subject, decimal_digits.general(shortest(subject)))
    return _signed(subject, decimal_digits.general(exact_digits(subject), precision))


def _signed(subject: Number, digits: str) -> str:
    return f'-{digits}' if is_negative(subject) else digits


def _whole(verb: _Verb, value: Value) -> str:
    base, prefix = _BASES[verb.mode]
    subject = whole(value)
    body = f'{prefix if "#" in verb.flags else ""}{abs(subject):{base}}'
    return verb.pad_number(f'-{body}' if subject < 0 else body)


def _fraction(verb: _Verb, value: Value) -> str:
    subject = number(value)
    precision = 6 if verb.precision is None else verb.precision
    limit(precision, _MAX_PRECISION, 'digits in a number')
    if is_infinite(subject):
        return verb.pad_infinity(number_text(subject))
    if verb.mode in 'gG':
        body = _general(subject, verb.precision)
    else:
        write = decimal_digits.fixed if verb.mode == 'f' else decimal_digits.scientific
        body = _signed(subject, write(exact_digits(subject), precision))
    return verb.pad_number(body.upper() if verb.mode in 'EG' else body)


def _string(verb: _Verb, value: Value) -> str:
    body = text(value)
    if verb.precision is not None:
        body = ''.join(graphemes(body)[: verb.precision])
    return verb.pad(body)


def _quoted(verb: _Verb, value: Value) -> str:
    return verb.pad(json_text(Value(text(value))))


def _truth(verb: _Verb, value: Value) -> str:
    del verb
    return 'true' if boolean(value) else 'false'


def _default(verb: _Verb, value: Value) -> str:
    data = value.data
    if '#' in verb.flags:
        return verb.pad(json_text(value))
    if isinstance(data, (int, float)) and not isinstance(data, bool):
        return verb.pad(_general(data, None))
    if isinstance(data, str):
        return _string(verb, value)
    return verb.pad(json_text(value))


_MODES: dict[str, Callable[[_Verb, Value], str]] = {
    **dict.fromkeys(_BASES, _whole),
    **dict.fromkeys('eEfgG', _fraction),
    's': _string,
    'q': _quoted,
    't': _truth,
    'v': _default,
}


def _render(form: str, arguments: tuple[Value, ...]) -> str:
    parts: list[str] = []
    size = position = used = following = 0
    while (start := form.find('%', position)) >= 0:
        match = _VERB.match(form, start)
        if match is None:
            raise EvaluationError(f'the format is invalid at offset {start}')
        parts.append(form[position:start])
        position = match.end()
        verb = _Verb(match)
        if verb.mode == '%':
            parts.append('%')
            continue
        index = following + 1 if verb.index is None else verb.index
        if index > len(arguments):
            raise EvaluationError(f'`{match.group()}` wants argument {index} of {len(arguments)}')
        parts.append(verb.write(arguments[index - 1]))
        size += len(parts[-1])
        limit(size, MAX_TEXT, 'characters in a string')
        following, used = index, max(used, index)
    if used < len(arguments):
        raise EvaluationError(f'the format uses {used} of {len(arguments)} arguments')
    return ''.join((*parts, form[position:]))


def _check_known(arguments: tuple[Value, ...]) -> None:
    for argument in arguments:
        limit_value(argument)
        if doubt := argument.first_unknown():
            raise Undecided(Value(doubt, argument.place))
    _check_not_null(arguments)


def _check_not_null(arguments: tuple[Value, ...]) -> None:
    if any(argument.is_null for argument in arguments):
        # Terraform's answer depends on the type of the null, which is not known here.
        raise Unsupported('formatting null is not supported')


@builtin(1)
def _format(form: Value, *arguments: Value) -> Value:
    if form.data == '%s' and len(arguments) == 1 and not arguments[0].is_null:
        return to_text(arguments[0])
    template = text(form)
    _check_known(arguments)
    return Value(normalized(_render(template, arguments)), place_of((form, *arguments)))


@builtin(1)
def _formatlist(form: Value, *arguments: Value) -> Value:
    """Format a list; an element that an argument leaves unknown is unknown by itself."""
    text(form)
    lists = [argument.data for argument in arguments if isinstance(argument.data, Sequence)]
    if unknown := next((argument for argument in arguments if not argument.is_known), None):
        raise Undecided(unknown)
    _check_not_null(arguments)
    if rest := next((data.rest for data in lists if data.rest), None):
        raise Undecided(Value(rest, place_of(arguments)))
    lengths = {len(data) for data in lists} or {1}
    if len(lengths) > 1:
        raise EvaluationError('the lists must be equally long')
    count = lengths.pop()
    limit(count, MAX_ELEMENTS, 'elements in a list')
    columns = [
        argument.data.items if isinstance(argument.data, Sequence) else (argument,) * count
        for argument in arguments
    ]
    rows = zip(*columns, strict=True) if columns else [()]
    place = place_of(arguments) or form.place
    return Value(Sequence(tuple(_format((form, *row)) for row in rows)), place)


FORMATS: dict[str, Function] = {'format': _format, 'formatlist': _formatlist}
