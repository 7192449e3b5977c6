"""Which Terraform directories are root modules, and which of them can matter.

This reads names and bytes alone: a monorepo has thousands of directories, and most have
nothing to do with Aurora. The evaluator decides everything else.
"""
from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aurora_pg.estate import Problem
from checkov_aurora_pg.readers.relevance import TooLarge
from checkov_aurora_pg.readers.relevance import content_of
from checkov_aurora_pg.readers.relevance import mentions_aurora
from checkov_aurora_pg.readers.relevance import unreadable

CONFIGURATION = ('.tf', '.tf.json', '.tofu', '.tofu.json')
VARIABLES = ('.tfvars', '.tfvars.json')

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
_MANIFEST = os.path.join('.terraform', 'modules', 'modules.json')


@dataclass(frozen=True, slots=True)
class _Module:
    """A directory: whether it has a token, whom it calls, and what is installed below it."""

    mentions: bool
    called: frozenset[str]
    installed: frozenset[str]


def local_sources(content: bytes) -> Iterator[str]:
    """Yield the local `source` of every module block in HCL, as written."""
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


def _installed(directory: str) -> Iterator[str]:
    """Yield the directories below a root that `terraform init` has put remote modules into."""
    try:
        with open(os.path.join(directory, _MANIFEST), 'rb') as file:
            entries = json.loads(file.read())['Modules']
        for entry in entries:
            if entry['Dir'].startswith('.terraform'):
                yield os.path.join(directory, entry['Dir'])
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return  # no manifest that Terraform wrote: nothing is installed


def _real(directories: Iterable[str]) -> frozenset[str]:
    return frozenset(os.path.realpath(directory) for directory in directories)


class _Modules:
    """The directories of one scan, each inspected once; its keys are real paths."""

    def __init__(self) -> None:
        self._inspected: dict[str, _Module] = {}
        self.problems: list[Problem] = []

    def __getitem__(self, directory: str) -> _Module:
        if directory not in self._inspected:
            self._inspected[directory] = self._inspect(directory)
        return self._inspected[directory]

    def reachable(self, directory: str) -> set[str]:
        """Return a directory and those that it calls, by any number of steps."""
        found: set[str] = set()
        waiting = [directory]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting.extend(self[current].called | self[current].installed)
        return found

    def _inspect(self, directory: str) -> _Module:
        mentions = False
        called: set[str] = set()
        for path in self._files(directory):
            try:
                content = content_of(path)
            except (OSError, TooLarge) as error:
                self.problems.append(unreadable(path, error))
                continue
            mentions = mentions or mentions_aurora(content)
            if path.endswith(CONFIGURATION) and b'module' in content:
                sources = json_local_sources if path.endswith('.json') else local_sources
                called |= {os.path.join(directory, source) for source in sources(content)}
        return _Module(mentions, _real(called), _real(_installed(directory)))

    def _files(self, directory: str) -> Iterator[str]:
        try:
            names = sorted(os.listdir(directory))
        except OSError:  # a call to what does not exist: the evaluator says so
            return
        for name in names:
            path = os.path.join(directory, name)
            visible = not name.startswith('.')
            if visible and name.endswith((*CONFIGURATION, *VARIABLES)) and os.path.isfile(path):
                yield path


def _uncalled(directories: list[str], modules: _Modules) -> Iterator[str]:
    """Yield the directories that no other one calls, and one for each cycle without any.

    A directory from which most of the unvisited ones are reached calls every member of its
    cycle, and nothing outside the cycle calls it.
    """
    called = {target for one in directories for target in modules[one].called - {one}}
    unvisited = dict.fromkeys(directories)
    for directory in directories:
        if directory not in called:
            yield directory
            for reached in modules.reachable(directory):
                unvisited.pop(reached, None)
    while unvisited:
        top = max(unvisited, key=lambda one: len(modules.reachable(one) & unvisited.keys()))
        yield top
        for reached in modules.reachable(top):
            unvisited.pop(reached, None)


def relevant_roots(
    directories: Iterable[str], var_files: Iterable[str] = (),
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Return the root modules among `directories` that may hold a part of a cluster.

    A root is a directory that no other one of `directories` calls. It is relevant when it, a
    module that it calls, or a tfvars file has an Aurora token. The roots are in path order
    and keep the spelling of `directories`; the problems are the files that could not be read.
    """
    spelled: dict[str, str] = {}
    for directory in sorted(directories):
        spelled.setdefault(os.path.realpath(directory), directory)
    modules = _Modules()
    given = any(mentions_aurora(content_of(path)) for path in var_files)
    roots = tuple(
        spelled[root] for root in _uncalled(list(spelled), modules)
        if given or any(modules[one].mentions for one in modules.reachable(root))
    )
    return tuple(sorted(roots)), tuple(modules.problems)
