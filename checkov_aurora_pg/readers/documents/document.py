"""The bytes of a YAML or JSON file -> its documents, as nodes with their places."""

from __future__ import annotations

import codecs
import re

from checkov_aurora_pg.readers.documents.json_nodes import read_json
from checkov_aurora_pg.readers.documents.nodes import DocumentError
from checkov_aurora_pg.readers.documents.nodes import Node

_TRAILING_TAB = re.compile(r'[ \t]*\t[ \t]*(?=\r?$)', re.MULTILINE)
_JSON = ('{', '[')
# What ends a line in YAML 1.1, by which libyaml counts; the JSON reader counts the first alone.
_LINE_END = re.compile('\r\n|[\n\r\x85\u2028\u2029]')

# The mark of UTF-32 begins with that of UTF-16.
_MARKS = {
    codecs.BOM_UTF8: 'utf-8-sig',
    codecs.BOM_UTF32_LE: 'utf-32',
    codecs.BOM_UTF32_BE: 'utf-32',
    codecs.BOM_UTF16_LE: 'utf-16',
    codecs.BOM_UTF16_BE: 'utf-16',
}
# Without its mark, by where the first four bytes are zero: the first character is ASCII.
# Source: YAML 1.2, section 5.2.
_ZEROS = (
    ((0, 1, 2), 'utf-32-be'),
    ((1, 2, 3), 'utf-32-le'),
    ((0,), 'utf-16-be'),
    ((1,), 'utf-16-le'),
)


def _encoding(content: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return encoding
    start = content[:4]
    for zeros, encoding in _ZEROS:
        if len(start) > zeros[-1] and not any(start[index] for index in zeros):
            return encoding
    return 'utf-8'


def decode(content: bytes) -> str:
    """Return a file's text. Raises `DocumentError` where it is no Unicode text."""
    try:
        return content.decode(_encoding(content))
    except UnicodeDecodeError as error:
        line = content.count(b'\n', 0, error.start) + 1
        raise DocumentError('is not UTF-8 text; save it as UTF-8', line) from None


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a YAML or JSON text, as its places count them."""
    is_json = text.lstrip().startswith(_JSON)
    return tuple(text.split('\n') if is_json else _LINE_END.split(text))


def _read_yaml(text: str, path: str) -> tuple[Node, ...]:
    # JSON needs no YAML parser, and Terraform's own syntax neither.
    from checkov_aurora_pg.readers.documents.yaml_nodes import read_yaml

    try:
        return read_yaml(text, path)
    except DocumentError:
        # libyaml refuses a tab at the end of some lines, where Checkov takes it.
        stripped = _TRAILING_TAB.sub('', text)
        if stripped == text:
            raise
        return read_yaml(stripped, path)


def read_document(content: bytes, path: str) -> tuple[Node, ...]:
    """Return the documents that a file's content holds; JSON holds exactly one.

    `path` is absolute and becomes the path of every place. Raises `DocumentError` for
    what is neither JSON nor YAML, is no Unicode text, or is nested too deeply.
    """
    return read_text(decode(content), path)


def read_text(text: str, path: str) -> tuple[Node, ...]:
    """Return the documents that a text holds, as `read_document` does of a file's content."""
    if not text.lstrip().startswith(_JSON):
        return _read_yaml(text, path)
    try:
        return (read_json(text, path),)
    except DocumentError as json_error:
        # YAML's flow style also begins with a bracket.
        try:
            return _read_yaml(text, path)
        except DocumentError:
            raise json_error from None
