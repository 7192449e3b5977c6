"""The bytes of a YAML or JSON file -> its documents, as nodes with their places."""
from __future__ import annotations

import re
from codecs import BOM_UTF16_BE
from codecs import BOM_UTF16_LE

from checkov_aurora_pg.readers.json_nodes import read_json
from checkov_aurora_pg.readers.nodes import DocumentError
from checkov_aurora_pg.readers.nodes import Node

_TRAILING_TAB = re.compile(r'[ \t]*\t[ \t]*(?=\r?$)', re.MULTILINE)


def decode(content: bytes) -> str:
    """Return a file's text. Raises `DocumentError` where it is no Unicode text."""
    # UTF-16 is what PowerShell's `>` writes.
    encoding = 'utf-16' if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else 'utf-8-sig'
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b'\n', 0, error.start) + 1
        raise DocumentError('is not UTF-8 text; save it as UTF-8', line) from None


def _read_yaml(text: str, path: str) -> tuple[Node, ...]:
    # JSON needs no YAML parser, and Terraform's own syntax neither.
    from checkov_aurora_pg.readers.yaml_nodes import read_yaml
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
    what is neither JSON nor YAML, is not UTF-8, or is nested too deeply.
    """
    text = decode(content)
    if not text.lstrip().startswith(('{', '[')):
        return _read_yaml(text, path)
    try:
        return (read_json(text, path),)
    except DocumentError as json_error:
        # YAML's flow style also begins with a bracket.
        try:
            return _read_yaml(text, path)
        except DocumentError:
            raise json_error from None
