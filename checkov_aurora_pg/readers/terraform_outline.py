"""What Terraform's files say of modules and blocks, found on their bytes without a parser.

What this overlooks in odd spelling the evaluator still reads: it only decides what to read.
"""
from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator

# Possessive, and what is not closed ends with the line or the file, so that no input makes
# it quadratic.
_TOKENS = re.compile(
    rb'(?P<comment>\#[^\n]*+|//[^\n]*+|/\*.*?(?:\*/|\Z))'
    rb'|(?P<heredoc><<-?(?P<tag>\w++)\r?\n.*?(?:^[ \t]*(?P=tag)\b|\Z))'
    rb'|(?P<string>"(?:\\.?|\$\{(?:[^{}"\\\n]|"(?:\\.|[^"\\\n])*+")*+\}|[^"\\\n])*+(?:"|$|\Z))'
    rb'|(?P<word>[A-Za-z_][\w-]*+)'
    rb'|(?P<mark>[{}=])',
    re.DOTALL | re.MULTILINE,
)
_LOCAL = ('./', '../')
_WRITES_LOCAL = re.compile(rb'"\.\.?/')

# The `source` of a Terragrunt unit; what is written with functions is left to the evaluator.
_UNIT_SOURCE = re.compile(
    rb'^terraform[ \t]*\{[^{}]*?^[ \t]*source[ \t]*=[ \t]*"([^"$\n]*)"', re.MULTILINE,
)

# A function that reads a file is written `file(` or `templatefile(`.
READS = b'file'

# What every block of a module may depend on; at the start of a line, where blocks begin.
_SHARED = re.compile(
    rb'(?:^(?:\xef\xbb\xbf)?|\*/)[ \t]*(?:variable|locals|module|output)\b', re.MULTILINE,
)
_SHARED_IN_JSON = re.compile(rb'"(?:variable|locals|module|output)"|\\u')


def local_sources(content: bytes) -> Iterator[str]:
    """Yield the local `source` of every module block in HCL, as written."""
    if not _WRITES_LOCAL.search(content):
        return
    depth = 0
    words: list[bytes] = []
    module_depth: int | None = None
    for match in _TOKENS.finditer(content):
        kind, text = match.lastgroup, match.group()
        if kind in ('comment', 'heredoc', 'tag'):
            continue
        if text == b'{':
            if depth == 0 and words[-2:-1] == [b'module']:
                module_depth = 1
            depth += 1
            words = []
        elif text == b'}':
            depth = max(depth - 1, 0)
            module_depth = module_depth if depth else None
            words = []
        elif depth == module_depth and kind == 'string' and words[-2:] == [b'source', b'=']:
            source = text[1:-1].decode('utf-8', 'surrogateescape')
            if source.startswith(_LOCAL):
                yield source
        else:
            words = [*words[-1:], text]


def unit_local_sources(content: bytes) -> Iterator[str]:
    """Yield the local source of a Terragrunt unit; `//` in it only says what is copied."""
    match = _UNIT_SOURCE.search(content)
    source = match[1].decode('utf-8', 'surrogateescape') if match else ''
    if source.startswith(_LOCAL):
        yield source.replace('//', '/')


def json_local_sources(content: bytes) -> Iterator[str]:
    """Yield the local `source` of every module block in Terraform's JSON, as written."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):  # the evaluator says what is wrong with it
        return
    for block in _blocks(document):
        for calls in _blocks(block.get('module')):
            for call in calls.values():
                for body in _blocks(call):
                    source = body.get('source')
                    if isinstance(source, str) and source.startswith(_LOCAL):
                        yield source


def _blocks(body: object) -> Iterator[dict[str, object]]:
    for item in body if isinstance(body, list) else [body]:
        if isinstance(item, dict):
            yield item


def ending_of(path: str) -> bytes:
    """Return what configuration that reads a file has to mention: its extension, or its name."""
    name = os.path.basename(path)
    return os.fsencode(os.path.splitext(name)[1] or name)


def declares_shared(path: str, content: bytes) -> bool:
    """Return whether a configuration file may declare what other files of its root depend on.

    That is a variable, a local, an output or a module call. Resources are tied to others by
    what refers to them.
    """
    pattern = _SHARED_IN_JSON if path.endswith('.json') else _SHARED
    return pattern.search(content) is not None
