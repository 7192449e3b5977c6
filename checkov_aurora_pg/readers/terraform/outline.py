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
# A source that is a directory, is computed, or has an escape; not the address of a provider.
_MAY_LEAD = re.compile(rb'source\s*=\s*(?:"\.|"[^"\n]*[\\$%]|[^"\s]|/[/*])')
_ESCAPED = re.compile(rb'\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})')

# A function that reads a file is written `file(` or `templatefile(`.
READS = b'file'

# What every block of a module may depend on; at the start of a line, where blocks begin.
_SHARED = re.compile(
    rb'(?:^(?:\xef\xbb\xbf)?|\*/)[ \t]*(?:variable|locals|module|output)\b',
    re.MULTILINE,
)
_SHARED_IN_JSON = re.compile(rb'"(?:variable|locals|module|output)"|\\u')


def sources(content: bytes, *, with_remote: bool = False) -> Iterator[str | None]:
    """Yield the `source` of every module block in HCL; None where it is no plain string.

    Of a file whose modules are all from elsewhere it yields none, unless it is `with_remote`.
    """
    if b'module' not in content or not (with_remote or _MAY_LEAD.search(content)):
        return
    depth = 0
    words: list[bytes] = []
    module_depth: int | None = None
    for match in _TOKENS.finditer(content):
        kind, text = match.lastgroup, match.group()
        if kind == 'comment':
            continue
        if depth == module_depth and words == [b'source', b'=']:
            yield _source(text) if kind == 'string' else None
        if text == b'{':
            if depth == 0 and words[:-1] == [b'module']:
                module_depth = 1
            depth += 1
            words = []
        elif text == b'}':
            depth = max(depth - 1, 0)
            module_depth = module_depth if depth else None
            words = []
        else:
            words = [*words[-1:], text]


def _source(text: bytes) -> str | None:
    if b'${' in text or b'%{' in text:
        return None
    plain = _ESCAPED.sub(
        lambda code: chr(int(code[1] or code[2], 16) % 0x110000).encode(errors='surrogatepass'),
        text[1:-1],
    )
    return plain.decode(errors='surrogateescape')


def is_local(source: str) -> bool:
    """Return whether a module's source is a directory of the same file tree."""
    return source.startswith(_LOCAL)


def json_sources(content: bytes) -> Iterator[str | None]:
    """Yield the `source` of every module block in Terraform's JSON, as `sources` does.

    A key that is written twice counts twice.
    """
    try:
        document = json.loads(content, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):  # the evaluator says what is wrong with it
        return
    for body in _bodies(document, 'module', 2):
        for source in body.under('source'):
            yield (
                source
                if (isinstance(source, str) and '${' not in source and '%{' not in source)
                else None
            )


class _Pairs:
    """A JSON object, with every key as often as it is written."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        self.pairs = pairs

    def under(self, key: str) -> list[object]:
        return [value for name, value in self.pairs if name == key]


def _objects(value: object) -> Iterator[_Pairs]:
    """Yield an object, or the objects of a list: the language takes one for the other."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, _Pairs):
            yield item


def _bodies(document: object, type: str, labels: int) -> Iterator[_Pairs]:
    """Yield the bodies of a document's blocks of a type that has so many labels, counting it."""
    found = list(_objects(document))
    found = [body for one in found for value in one.under(type) for body in _objects(value)]
    for _ in range(labels - 1):
        found = [body for one in found for _, value in one.pairs for body in _objects(value)]
    yield from found


# What a module may say of a provider without configuring it.
_PROXY = frozenset({'alias', 'version'})
# The key of a comment in Terraform's JSON.
_COMMENT = '//'
_MARKS = re.compile(rb'\b(?:backend|cloud|provider)\b')
_OF_TERRAFORM = frozenset({b'backend', b'cloud'})


def is_of_a_root(path: str, content: bytes) -> bool:
    """Return whether configuration has what only a root module has.

    That is a `backend` or a `cloud` block, or a provider with configuration.
    """
    if path.endswith('.json'):
        return _marks_in_json(content)
    return _MARKS.search(content) is not None and _marks_in_blocks(content)


def _marks_in_blocks(content: bytes) -> bool:
    within: list[bytes] = []
    words: list[bytes] = []
    for match in _TOKENS.finditer(content):
        if match.lastgroup == 'comment':
            continue
        text = match.group()
        if text == b'{':
            # Before the block there may be a value, and after its type a label.
            if within == [b'provider'] or (
                within == [b'terraform'] and not _OF_TERRAFORM.isdisjoint(words)
            ):
                return True
            within.append(words[0] if words else b'')
            words = []
        elif text == b'}':
            within = within[:-1]
            words = []
        elif text == b'=':
            if within == [b'provider'] and words and words[-1].decode() not in _PROXY:
                return True
            words = []
        else:
            words.append(text)
    return False


def _marks_in_json(content: bytes) -> bool:
    try:
        document = json.loads(content, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):  # the evaluator says what is wrong with it
        return False
    settings = (name for body in _bodies(document, 'terraform', 1) for name, _ in body.pairs)
    providers = (name for body in _bodies(document, 'provider', 2) for name, _ in body.pairs)
    return any(name in ('backend', 'cloud') for name in settings) or any(
        name not in _PROXY and name != _COMMENT for name in providers
    )


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
