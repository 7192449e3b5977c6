"""Functions that encode and decode: JSON, Base64, CSV, URLs, and digests."""

from __future__ import annotations

import base64
import binascii
import csv
import hashlib
import io
import json
from collections.abc import Callable
from urllib.parse import quote_plus

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Handle
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.terraform.language.exact_numbers import Number
from checkov_aurora_pg.readers.terraform.language.exact_numbers import is_infinite
from checkov_aurora_pg.readers.terraform.language.exact_numbers import number_text
from checkov_aurora_pg.readers.terraform.language.exact_numbers import parse
from checkov_aurora_pg.readers.terraform.language.functions.signature import Function
from checkov_aurora_pg.readers.terraform.language.functions.signature import Plain
from checkov_aurora_pg.readers.terraform.language.functions.signature import Unsupported
from checkov_aurora_pg.readers.terraform.language.functions.signature import pure
from checkov_aurora_pg.readers.terraform.language.functions.signature import text

# Go's encoder writes these so that JSON can stand in HTML and JavaScript.
_ESCAPES = str.maketrans(
    {
        '<': '\\u003c',
        '>': '\\u003e',
        '&': '\\u0026',
        '\u2028': '\\u2028',
        '\u2029': '\\u2029',
    }
)


def json_text(value: Value) -> str:
    """Return a wholly known value as Terraform's JSON. Raises `Unsupported` for handles."""
    data = value.data
    if isinstance(data, str):
        return json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    if data is None or isinstance(data, bool):
        return json.dumps(data)
    if isinstance(data, (int, float)):
        if is_infinite(data):
            raise EvaluationError('infinity cannot be written as JSON')
        return number_text(data)
    if isinstance(data, Sequence):
        return f'[{",".join(map(json_text, data.items))}]'
    if isinstance(data, Mapping):
        pairs = (
            f'{json_text(Value(key))}:{json_text(item)}'
            for key, item in sorted(data.items.items(), key=lambda pair: pair[0])
        )
        return f'{{{",".join(pairs)}}}'
    assert isinstance(data, Handle)
    raise Unsupported('encoding a whole object of resources is not supported')


def _no_constant(name: str) -> Plain:
    raise EvaluationError(f'`{name}` is not JSON')


def _number(digits: str) -> Number:
    number = parse(digits)
    assert number is not None, 'the JSON parser takes no more for a number than Terraform'
    return number


def _without_surrogates(data: Plain) -> Plain:
    """Replace halves of surrogate pairs, which no text can have, as Go does."""
    if isinstance(data, str):
        return data.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')
    if isinstance(data, list):
        return [_without_surrogates(item) for item in data]
    if isinstance(data, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in data.items()}
    return data


def _jsondecode(subject: str) -> Plain:
    try:
        return _without_surrogates(
            json.loads(subject, parse_int=_number, parse_float=_number, parse_constant=_no_constant)
        )
    except ValueError as error:
        raise EvaluationError(f'not JSON: {error}') from None
    except RecursionError:
        raise LimitExceeded('a JSON text is nested too deeply') from None


def _base64decode(subject: str) -> str:
    try:
        data = base64.b64decode(subject.replace('\n', '').replace('\r', ''), validate=True)
        return data.decode('utf-8')
    except binascii.Error:
        raise EvaluationError('not Base64') from None
    except UnicodeDecodeError:
        raise EvaluationError('the decoded text is not UTF-8') from None
    except ValueError:
        raise EvaluationError('not Base64') from None


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode('ascii')


def _csvdecode(subject: str) -> list[dict[str, str]]:
    try:
        rows = [row for row in csv.reader(io.StringIO(subject, newline=''), strict=True) if row]
    except csv.Error as error:
        raise EvaluationError(f'not CSV: {error}') from None
    if not rows:
        raise EvaluationError('the header line is missing')
    header, *records = rows
    if len(set(header)) != len(header):
        raise EvaluationError('two columns have one name')
    if any(len(record) != len(header) for record in records):
        raise EvaluationError('a line has another number of fields than the header')
    return [dict(zip(header, record, strict=True)) for record in records]


def _urlencode(subject: str) -> str:
    return quote_plus(subject)


def _digest(algorithm: str) -> Callable[[str], str]:
    def digest(subject: str) -> str:
        data = subject.encode('utf-8')
        return hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()

    return digest


def _base64_digest(algorithm: str) -> Callable[[str], str]:
    def digest(subject: str) -> str:
        return _base64(bytes.fromhex(_digest(algorithm)(subject)))

    return digest


ENCODING: dict[str, Function] = {
    'base64decode': pure(_base64decode, text),
    'base64encode': pure(lambda subject: _base64(subject.encode('utf-8')), text),
    'base64sha256': pure(_base64_digest('sha256'), text),
    'base64sha512': pure(_base64_digest('sha512'), text),
    'csvdecode': pure(_csvdecode, text),
    'jsondecode': pure(_jsondecode, text),
    'jsonencode': pure(json_text, lambda value: value),
    'md5': pure(_digest('md5'), text),
    'sha1': pure(_digest('sha1'), text),
    'sha256': pure(_digest('sha256'), text),
    'sha512': pure(_digest('sha512'), text),
    'urlencode': pure(_urlencode, text),
}
