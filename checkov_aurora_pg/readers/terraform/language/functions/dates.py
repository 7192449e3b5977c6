"""Functions of timestamps."""

from __future__ import annotations

import re
from datetime import datetime
from datetime import timedelta

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.readers.terraform.language.exact_numbers import counted
from checkov_aurora_pg.readers.terraform.language.functions.signature import Function
from checkov_aurora_pg.readers.terraform.language.functions.signature import Unsupported
from checkov_aurora_pg.readers.terraform.language.functions.signature import pure
from checkov_aurora_pg.readers.terraform.language.functions.signature import text

_TIMESTAMP = re.compile(
    r'[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?'
    r'(?:Z|[+-][0-9]{2}:[0-9]{2})'
)
_DURATION = re.compile(r'([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|ms|s|m|h)')
_SECONDS = {'ns': 1e-9, 'us': 1e-6, 'µs': 1e-6, 'ms': 1e-3, 's': 1.0, 'm': 60.0, 'h': 3600.0}
_MAX_SECONDS = 1e10

_TOKEN = re.compile(r"'((?:[^']|'')*)'|(([A-Za-z])\3*)|([^A-Za-z']+)")
_MONTHS = (
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
)
_DAYS = ('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')


def _moment(stamp: str) -> datetime:
    if not _TIMESTAMP.fullmatch(stamp):
        raise EvaluationError(f'`{stamp}` is not an RFC 3339 timestamp')
    try:
        return datetime.fromisoformat(stamp)
    except ValueError:
        raise EvaluationError(f'`{stamp}` is not an RFC 3339 timestamp') from None


def _zone(moment: datetime, separator: str) -> str:
    offset = moment.strftime('%z')
    return f'{offset[:3]}{separator}{offset[3:5]}'


def _written(moment: datetime) -> str:
    zone = _zone(moment, ':')
    return f'{moment:%Y-%m-%dT%H:%M:%S}'.rjust(19, '0') + ('Z' if zone == '+00:00' else zone)


def _verbs(moment: datetime) -> dict[str, str]:
    hour = moment.hour % 12 or 12
    half = 'am' if moment.hour < 12 else 'pm'
    utc = not moment.utcoffset()
    return {
        'YY': f'{moment.year % 100:02}',
        'YYYY': f'{moment.year:04}',
        'M': f'{moment.month}',
        'MM': f'{moment.month:02}',
        'MMM': _MONTHS[moment.month - 1][:3],
        'MMMM': _MONTHS[moment.month - 1],
        'D': f'{moment.day}',
        'DD': f'{moment.day:02}',
        'EEE': _DAYS[moment.weekday()][:3],
        'EEEE': _DAYS[moment.weekday()],
        'h': f'{moment.hour}',
        'hh': f'{moment.hour:02}',
        'H': f'{hour}',
        'HH': f'{hour:02}',
        'AA': half.upper(),
        'aa': half,
        'm': f'{moment.minute}',
        'mm': f'{moment.minute:02}',
        's': f'{moment.second}',
        'ss': f'{moment.second:02}',
        'Z': 'Z' if utc else _zone(moment, ':'),
        'ZZZ': 'UTC' if utc else _zone(moment, ''),
        'ZZZZ': _zone(moment, ''),
        'ZZZZZ': _zone(moment, ':'),
    }


def _formatdate(form: str, stamp: str) -> str:
    verbs = _verbs(_moment(stamp))
    parts: list[str] = []
    position = 0
    while position < len(form):
        token = _TOKEN.match(form, position)
        if token is None:
            raise EvaluationError("a literal in the date format has no closing `'`")
        quoted, verb, _, other = token.groups()
        if verb is not None and verb not in verbs:
            raise EvaluationError(f'`{verb}` is not a verb of date formats')
        parts.append(
            quoted.replace("''", "'")
            if quoted is not None
            else other
            if verb is None
            else verbs[verb]
        )
        position = token.end()
    return ''.join(parts)


def _duration(spelled: str) -> timedelta:
    body = spelled[1:] if spelled[:1] in ('+', '-') else spelled
    if body == '0':
        return timedelta()
    terms = _DURATION.findall(body)
    if not body or ''.join(number + unit for number, unit in terms) != body:
        raise EvaluationError(f'`{spelled}` is not a duration')
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in terms)
    if seconds > _MAX_SECONDS:
        raise Unsupported(f'the duration `{spelled}` is not supported')
    return timedelta(seconds=-seconds if spelled[0] == '-' else seconds)


def _timeadd(stamp: str, duration: str) -> str:
    try:
        return _written(_moment(stamp) + _duration(duration))
    except OverflowError:
        raise Unsupported('years beyond 9999 are not supported') from None


def _timecmp(a: str, b: str) -> int:
    left, right = _moment(a), _moment(b)
    return counted((left > right) - (left < right))


DATES: dict[str, Function] = {
    'formatdate': pure(_formatdate, text, text, subject=1),
    'timeadd': pure(_timeadd, text, text),
    'timecmp': pure(_timecmp, text, text),
}
