"""The configuration of the SAM CLI: the parameters that it gives in each environment.

Source: the AWS SAM developer guide, "AWS SAM CLI configuration file".
"""

from __future__ import annotations

import os
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.deployments.parameter_files import overrides_in
from checkov_aurora_pg.readers.cloudformation.language.evaluation import MAX_TEXT_LENGTH
from checkov_aurora_pg.readers.documents.document import decode
from checkov_aurora_pg.readers.documents.document import read_document
from checkov_aurora_pg.readers.documents.nodes import Content
from checkov_aurora_pg.readers.documents.nodes import DocumentError
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Node

NAMES = frozenset({'samconfig.toml', 'samconfig.yaml', 'samconfig.yml'})

_OVERRIDES = 'parameter_overrides'
# The command that deploys comes before what holds for all of them.
_COMMANDS = ('deploy', 'global')
_TEMPLATES = ('template_file', 'template')
_BUILT = '.aws-sam'
_DEFAULT = ('template.yaml', 'template.yml', 'template.json')

_LINE = re.compile(r'line (\d+)')
_PAIR = re.compile(r'ParameterKey=(?P<name>[^,]*),ParameterValue=(?P<text>.*)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment: its name, the templates that it may deploy by their paths, and values."""

    name: str
    templates: tuple[str, ...]
    values: dict[str, Value]


def environments_in(path: str, content: bytes) -> Iterator[Environment]:
    """Yield the environments that give parameters. Raises `DocumentError`."""
    is_toml = path.endswith('.toml')
    root = _read_toml(path, content) if is_toml else read_document(content, path)[0]
    for name, entry in root.items.items():
        node = _parameter(entry.value, _OVERRIDES, _COMMANDS)
        values = _overrides(node) if node is not None else None
        if values:
            if is_toml:
                values = _placed(values, name, path, decode(content))
            yield Environment(name, _templates(path, entry.value), values)


def _parameter(environment: Node, name: str, commands: tuple[str, ...]) -> Node | None:
    for command in commands:
        node = environment.get(command)
        parameters = node.get('parameters') if node is not None else None
        found = parameters.get(name) if parameters is not None else None
        if found is not None:
            return found
    return None


def _templates(path: str, environment: Node) -> tuple[str, ...]:
    """Return the template that an environment names, else those that the SAM CLI looks for.

    What it has built stands for what it was built from.
    """
    directory = os.path.dirname(path)
    for commands in (_COMMANDS, ('build',)):
        for name in _TEMPLATES:
            node = _parameter(environment, name, commands)
            text = node.text if node is not None else None
            if text and _BUILT not in text.split('/'):
                return (os.path.normpath(os.path.join(directory, text)),)
    return tuple(os.path.join(directory, name) for name in _DEFAULT)


def _overrides(node: Node) -> dict[str, Value] | None:
    if node.text is None:
        return overrides_in(node)
    if len(node.text) > MAX_TEXT_LENGTH:
        return None
    try:
        words = shlex.split(node.text)
    except ValueError:  # a quotation mark without its partner, which the SAM CLI refuses
        return None
    pairs = (_PAIR.sub(r'\g<name>=\g<text>', word) for word in words)
    return overrides_in(Node(tuple(Node(pair, node.place) for pair in pairs), node.place))


def _read_toml(path: str, content: bytes) -> Node:
    try:
        return _node(tomllib.loads(decode(content)), Place(path, 1, 1))
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        raise DocumentError('is not TOML', int(line[1]) if line else 1) from None
    except RecursionError:
        raise DocumentError('is nested too deeply') from None


def _node(data: object, place: Place) -> Node:
    found: Content
    if isinstance(data, dict):
        found = {str(key): Entry(place, _node(value, place)) for key, value in data.items()}
    elif isinstance(data, list):
        found = tuple(_node(value, place) for value in data)
    else:
        found = data if isinstance(data, (bool, int, float, str)) else str(data)
    return Node(found, place)


def _placed(
    values: dict[str, Value],
    environment: str,
    path: str,
    text: str,
) -> dict[str, Value]:
    """Return values with the lines on which they are written: TOML's reader has none."""
    lines = text.split('\n')
    headings = [f'[{environment}.{command}.parameters]' for command in _COMMANDS]
    start = next((n for n, line in enumerate(lines) if line.strip() in headings), 0)
    overrides = next((n for n in range(start, len(lines)) if _OVERRIDES in lines[n]), start)
    placed: dict[str, Value] = {}
    for name, value in values.items():
        word = re.compile(rf'\b{re.escape(name)}\b')
        number = next((n for n in range(overrides, len(lines)) if word.search(lines[n])), overrides)
        placed[name] = Value(value.data, Place(path, number + 1, number + 1))
    return placed
