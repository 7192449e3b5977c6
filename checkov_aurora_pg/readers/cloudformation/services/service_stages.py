"""The stages that a service of the Serverless Framework is written for, as its files name them.

Source: the Framework's guides, "Parameters" and "Variables" (`serverless deploy --stage prod`): the
keys of `params` and `stages`; those of a mapping that is indexed by the stage; what a name is
compared with; and the files that are there for a stage, such as `config.prod.yml` for
`${file(config.${sls:stage}.yml)}`. There are no files of parameters: `--param` gives them singly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import suppress

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.cloudformation.language.serverless_variables import LiteralText
from checkov_aurora_pg.readers.cloudformation.language.serverless_variables import Variable
from checkov_aurora_pg.readers.cloudformation.language.serverless_variables import VariableSource
from checkov_aurora_pg.readers.cloudformation.language.serverless_variables import has_variable
from checkov_aurora_pg.readers.cloudformation.language.serverless_variables import parsed
from checkov_aurora_pg.readers.cloudformation.services.included_files import IncludedFiles
from checkov_aurora_pg.readers.cloudformation.services.serverless import Service
from checkov_aurora_pg.readers.cloudformation.services.serverless import Stage
from checkov_aurora_pg.readers.cloudformation.services.serverless import Unresolved
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Node

# Stands for the stage while its names are looked for. No stage has it in its name.
_MARK = '\0'
# What counts where a stage has nothing of its own.
_GENERAL = 'default'


class _Names(Service):
    """A service in a stage that is not known: what asks for it says which ones there are."""

    def __init__(self, root: Node, files: IncludedFiles, default: str) -> None:
        super().__init__(root, files, Stage(_MARK, is_given=True))
        self.default = default
        self.found: dict[str, Place] = {}
        # The texts of variables that lead to themselves, and how often one was asked for: what
        # is beside the stages in their mapping, and made of them, is no stage.
        self.circular: set[str] = set()
        self.circles = 0

    def add(self, name: str, place: Place) -> None:
        if name and name != _GENERAL and _MARK not in name:
            self.found.setdefault(name, place)

    def own_stage(self, place: Place) -> Node:
        return self.of_stage(place)

    def first_of(
        self,
        sources: Iterable[VariableSource | LiteralText | str],
        place: Place,
    ) -> Node | None:
        """Ask every source, since each may name stages."""
        found: list[Node] = []
        is_open = False
        for source in sources:
            try:
                node = self.source(source, place)
            except Unresolved:
                is_open = True
            else:
                found += [node] if node is not None else []
        if is_open and not found:
            raise Unresolved
        return found[0] if found else None

    def value(self, variable: Variable, place: Place) -> Node | None:
        if variable.text in self.opening:
            self.circular |= self.opening
        self.circles += variable.text in self.circular
        return super().value(variable, place)

    def nothing(self, node: Node, address: tuple[str, ...]) -> Node | None:
        key, *rest = address
        if _MARK not in key:
            return None
        for name, entry in self.meant(node, key, rest):
            self.add(name, entry.place)
        raise Unresolved

    def meant(self, node: Node, key: str, rest: list[str]) -> Iterator[tuple[str, Entry]]:
        """Yield the stages among the keys of a mapping: those that have the rest of an address.

        Without a rest, they are those that look as the default stage's entry does.
        """
        pattern = _pattern(key)
        entries = {
            match[1]: entry
            for name, entry in node.items.items()
            if (match := pattern.fullmatch(name)) is not None
        }
        like = entries.get(self.default)
        for name, entry in entries.items():
            if self.has(entry.value, rest) if rest else _is_like(entry, like):
                yield name, entry

    def has(self, node: Node, address: list[str]) -> bool:
        before = self.circles
        try:
            return self.at(tuple(address), node) is not None
        except Unresolved:
            return self.circles == before

    def in_file(self, name: str, address: tuple[str, ...]) -> Node | None:
        if _MARK not in name:
            return super().in_file(name, address)
        for stage, path in self.files.beside(name, _MARK):
            root = self.files.root(path)
            if root is not None and self.has(root, list(address)):
                self.add(stage, root.place)
        raise Unresolved

    def of_parameters(self) -> None:
        for name in ('params', 'stages'):
            written = self.root.get(name)
            try:
                section = self.opened(written) if written is not None else None
            except Unresolved:
                continue
            for key, entry in section.items.items() if section is not None else ():
                self.add(key, entry.place)

    def look_at(self, node: Node, mappings: dict[str, Node]) -> None:
        if node.text is not None and '${' in node.text:
            for piece in parsed(node.text):
                self.look_into(piece, node.place)
        for name in ('Fn::Equals', 'Fn::FindInMap'):
            arguments = node.get(name)
            texts = [self.node(one) for one in arguments.elements] if arguments else []
            if len(texts) < 2:
                continue
            if name == 'Fn::Equals':
                self.compared(*texts[:2])
            elif texts[1].text == _MARK and texts[0].text in mappings:
                for key, entry in mappings[texts[0].text].items.items():
                    self.add(key, entry.place)

    def look_into(self, piece: str | Variable, place: Place) -> None:
        """Ask a variable, and those in it."""
        if isinstance(piece, str):
            return
        with suppress(Unresolved):
            self.value(piece, place)
        for source in piece.sources:
            texts = (source.argument, source.address) if isinstance(source, VariableSource) else ()
            for text in filter(None, texts):
                for inner in parsed(text):
                    self.look_into(inner, place)

    def compared(self, one: Node, two: Node) -> None:
        for stage, other in ((one, two), (two, one)):
            if stage.text == _MARK and other.text is not None and not has_variable(other.text):
                self.add(other.text, other.place)


def stages_of(root: Node, files: IncludedFiles, default: str) -> dict[str, Place]:
    """Return the stages that a service names, and where; `default` is the one without a name."""
    names = _Names(root, files, default)
    names.of_parameters()
    seen: set[int] = set()
    mappings: dict[str, Node] = {}
    while documents := [one for one in (root, *files.documents) if id(one) not in seen]:
        nodes = tuple(node for one in documents for node in _nodes(one, seen))
        mappings |= {
            name: entry.value
            for node in nodes
            if (section := node.get('Mappings')) is not None
            for name, entry in section.items.items()
        }
        for node in nodes:
            names.look_at(node, mappings)
    return dict(sorted(names.found.items()))


def _nodes(root: Node, seen: set[int]) -> Iterator[Node]:
    """Yield the nodes of a document, each once."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            waiting.extend(reversed(node.elements))
            waiting.extend(entry.value for entry in reversed(node.items.values()))


def _pattern(key: str) -> re.Pattern[str]:
    """Return what a key is for a stage, whose name is the first group."""
    first, *others = map(re.escape, key.split(_MARK))
    return re.compile(first + '(.+)' + r'\1'.join(others), re.DOTALL)


def _is_like(entry: Entry, like: Entry | None) -> bool:
    if like is None:
        return True
    one, other = entry.value, like.value
    if other.items:
        return not other.items.keys().isdisjoint(one.items)
    kinds = [(isinstance(node.data, dict), isinstance(node.data, tuple)) for node in (one, other)]
    return kinds[0] == kinds[1]
