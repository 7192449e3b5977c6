"""The `resources` section of a Serverless Framework service, as a template, in one of its stages.

Source: the Framework's guides, "AWS Resources", "Variables" and "Parameters", and what resolves
them (`sf-core/src/lib/resolvers` of version 4, `configuration/variables` of version 3). What the
file itself says is read, and what YAML and JSON files say that it includes; what the environment,
an account or a program says is unknown. A program that makes resources is searched for a database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace

from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.cloudformation.language.evaluation import MAX_TEXT_LENGTH
from checkov_aurora_pg.readers.cloudformation.language.serverless_variables import LiteralText
from checkov_aurora_pg.readers.cloudformation.language.serverless_variables import Variable
from checkov_aurora_pg.readers.cloudformation.language.serverless_variables import VariableSource
from checkov_aurora_pg.readers.cloudformation.language.serverless_variables import has_variable
from checkov_aurora_pg.readers.cloudformation.language.serverless_variables import parsed
from checkov_aurora_pg.readers.cloudformation.language.templates import MACRO
from checkov_aurora_pg.readers.cloudformation.services.included_files import IncludedFiles
from checkov_aurora_pg.readers.documents.nodes import Entry
from checkov_aurora_pg.readers.documents.nodes import Items
from checkov_aurora_pg.readers.documents.nodes import Node

# What the Framework takes where nothing names a stage.
DEFAULT_STAGE = 'dev'

_SECTIONS = ('Conditions', 'Mappings', 'Outputs', 'Parameters', 'Resources')
_PROVIDER_STAGE = ('provider', 'stage')
# The version that puts the stage that is given there.
_OVERWRITES = 4
_EXACT = re.compile(r'[\^~=v ]*(\d+)(?:\.[\dx*]+){0,2}')
_TRUTHS = {'true': True, '1': True, 'false': False, '0': False}
# A document nests 100 levels at most; variables lead from one to another.
_MAX_DEPTH = 120
# So many variables may lead from one to the next.
_MAX_CHAIN = 25


@dataclass(frozen=True, slots=True)
class Stage:
    """How a service is deployed. `name` is empty where it is not known.

    `is_given` says that it is with `--stage`; `parameters` are those of `--param`.
    """

    name: str = ''
    is_given: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)


class Unresolved(Exception):
    """What a variable stands for is not in the files of a service."""


class Service:
    """Replaces the variables that lead to another place of the same file, of another, or a stage.

    `is_mixed` says that somewhere another stage than `stage` counts, since none is given.
    """

    def __init__(self, root: Node, files: IncludedFiles, stage: Stage) -> None:
        self.root = root
        self.files = files
        self.stage = stage
        self.is_mixed = False
        self.done: dict[int, tuple[Node, Node]] = {}
        self.active: set[int] = set()
        self.opening: set[str] = set()
        # By the text of a variable; None where it is unresolved.
        self.known: dict[str, tuple[Node | None] | None] = {}

    def node(self, node: Node) -> Node:
        """Return a node with its variables replaced; one that leads to itself stays."""
        if id(node) in self.active or len(self.active) > _MAX_DEPTH:
            return node
        if id(node) not in self.done:
            self.active.add(id(node))
            self.done[id(node)] = node, self.replaced(node)
            self.active.discard(id(node))
        return self.done[id(node)][1]

    def replaced(self, node: Node) -> Node:
        """Return a node of which nothing is known yet with its variables replaced."""
        if node.text is not None:
            return self.text(node, node.text) if '${' in node.text else node
        if node.elements:
            return Node(tuple(map(self.node, node.elements)), node.place)
        return Node(self.items(node.items), node.place) if node.items else node

    def items(self, items: Items) -> Items:
        """Return the entries of a mapping with their variables replaced."""
        return {key: self.entry(entry) for key, entry in items.items()}

    def entry(self, entry: Entry) -> Entry:
        """Return an entry with its variables replaced; a mapping stands where it is written."""
        value = self.node(entry.value)
        is_elsewhere = value.items and value.place.path != entry.place.path
        return replace(entry, place=value.place if is_elsewhere else entry.place, value=value)

    def text(self, node: Node, text: str) -> Node:
        """Return what a text is: whatever its one variable stands for, else another text."""
        pieces = parsed(text)
        if len(pieces) == 1 and isinstance(pieces[0], Variable):
            try:
                target = self.value(pieces[0], node.place)
            except Unresolved:
                target = None
            return node if target is None else self.node(target)
        replaced = self.joined(self.piece(piece, node.place) for piece in pieces)
        return node if replaced is None else Node(replaced, node.place)

    def joined(self, pieces: Iterable[str]) -> str | None:
        """Return pieces put together, or None where that is longer than a text may be."""
        found: list[str] = []
        length = 0
        for piece in pieces:
            found.append(piece)
            length += len(piece)
            if length > MAX_TEXT_LENGTH:
                return None
        return ''.join(found)

    def piece(self, piece: str | Variable, place: Place) -> str:
        """Return a piece of a text; a variable that is unresolved stays as it is."""
        try:
            return piece if isinstance(piece, str) else self.scalar(piece, place)
        except Unresolved:
            return piece if isinstance(piece, str) else piece.text

    def scalar(self, variable: Variable, place: Place) -> str:
        """Return a variable as it stands in a text. Raises `Unresolved`."""
        target = self.value(variable, place)
        data = self.node(target).data if target is not None else None
        if isinstance(data, bool) or not isinstance(data, (int, str)):
            raise Unresolved
        return str(data)

    def plain(self, text: str, place: Place) -> str:
        """Return a text of a variable without those in it. Raises `Unresolved`."""
        found = self.joined(
            piece if isinstance(piece, str) else self.scalar(piece, place) for piece in parsed(text)
        )
        if found is None or has_variable(found):
            raise Unresolved
        return found.strip()

    def value(self, variable: Variable, place: Place) -> Node | None:
        """Return what a variable stands for, or None where nothing. Raises `Unresolved`."""
        if variable.text not in self.known:
            if variable.text in self.opening or len(self.opening) > _MAX_CHAIN:
                raise Unresolved
            self.opening.add(variable.text)
            try:
                self.known[variable.text] = (self.first(variable, place),)
            except Unresolved:
                self.known[variable.text] = None
            finally:
                self.opening.discard(variable.text)
        known = self.known[variable.text]
        if known is None:
            raise Unresolved
        return known[0]

    def first(self, variable: Variable, place: Place) -> Node | None:
        """Return the first of a variable's sources that is something. Raises `Unresolved`."""
        is_stage = self.is_option(variable.sources[0]) and not self.stage.is_given
        if is_stage and len(variable.sources) == 1:
            return self.of_stage(place)
        try:
            found = self.first_of(variable.sources, place)
        except Unresolved:
            self.is_mixed |= is_stage
            raise
        self.is_mixed |= is_stage and (found is None or self.node(found).data != self.stage.name)
        return found

    def first_of(
        self,
        sources: Iterable[VariableSource | LiteralText | str],
        place: Place,
    ) -> Node | None:
        """Return the first that is something, or a literal null. Raises `Unresolved`."""
        found = None
        for source in sources:
            found = self.source(source, place)
            if found is not None and found.data is not None:
                return found
        return found if isinstance(source, LiteralText) else None

    def is_option(self, source: VariableSource | LiteralText | str) -> bool:
        """Return whether a source is the stage that is given with `--stage`."""
        return isinstance(source, VariableSource) and (
            (source.kind, source.address) == ('opt', 'stage')
        )

    def source(self, source: VariableSource | LiteralText | str, place: Place) -> Node | None:
        """Return what a source has, or None where it has nothing. Raises `Unresolved`."""
        if isinstance(source, LiteralText):
            return Node(source.data, place)
        if isinstance(source, str):
            pieces = parsed(source)
            if len(pieces) != 1 or not isinstance(pieces[0], Variable):
                raise Unresolved
            return self.value(pieces[0], place)
        address = self.plain(source.address or '', place)
        if source.kind == 'file':
            return self.in_file(self.plain(source.argument or '', place), _keys(address))
        if source.kind == 'strToBool':
            truth = _TRUTHS.get(self.plain(source.argument or '', place).lower())
            if truth is None:
                raise Unresolved
            return Node(truth, place)
        return self.named(source.kind, address, place)

    def named(self, kind: str, address: str, place: Place) -> Node | None:
        """Return what a source without an argument has. Raises `Unresolved`."""
        if (kind, address) in {('self', 'provider.stage'), ('sls', 'stage')}:
            return self.own_stage(place) if kind == 'self' else self.of_stage(place)
        if kind == 'self' and address:
            return self.at(_keys(address))
        if kind == 'param':
            return self.parameter(address, place)
        if kind == 'opt':
            # An option that is not given; of the others, nothing is known.
            is_given = address == 'stage' and self.stage.is_given
            return self.of_stage(place) if is_given else None
        raise Unresolved

    def of_stage(self, place: Place) -> Node:
        """Return the stage's name. Raises `Unresolved`."""
        if not self.stage.name:
            raise Unresolved
        return Node(self.stage.name, place)

    def own_stage(self, place: Place) -> Node:
        """Return `provider.stage`. Raises `Unresolved`.

        Version 4 puts the stage there that is given, and earlier ones leave what is written.
        """
        written = self.written_stage() if self.stage.is_given else self.stage.name
        if written == self.stage.name:
            return self.of_stage(place)
        version = self.major_version() or 0
        if version >= _OVERWRITES:
            return self.of_stage(place)
        found = self.at(_PROVIDER_STAGE)
        if not version or found is None or found.data is None:
            raise Unresolved
        return Node(written, place)

    def major_version(self) -> int | None:
        """Return the version of the Framework that the file asks for; None where any will do."""
        asked = self.root.get('frameworkVersion')
        exact = _EXACT.fullmatch(str(asked.data)) if asked is not None else None
        return int(exact[1]) if exact is not None else None

    def written_stage(self) -> str:
        """Return the stage that the file names, or the Framework. Raises `Unresolved`."""
        written = self.at(_PROVIDER_STAGE)
        if written is None or written.data is None:
            return DEFAULT_STAGE
        found = self.node(written).data
        if (
            isinstance(found, bool)
            or not isinstance(found, (int, str))
            or (has_variable(str(found)))
        ):
            raise Unresolved
        return str(found)

    def parameter(self, name: str, place: Place) -> Node | None:
        """Return a parameter: what is given, else the stage's own, else what all stages have."""
        if name in self.stage.parameters:
            return Node(self.stage.parameters[name], place)
        if not self.stage.name:
            raise Unresolved
        for stage in (self.stage.name, 'default'):
            for address in (('stages', stage, 'params', name), ('params', stage, name)):
                found = self.at(address)
                if found is not None and found.data is not None:
                    return found
        return None

    def at(self, address: tuple[str, ...], start: Node | None = None) -> Node | None:
        """Return what is at an address, or None where nothing is. Raises `Unresolved`."""
        node = self.root if start is None else start
        for number, key in enumerate(address):
            opened = self.opened(node)
            found = opened.get(key)
            if found is None:
                return self.nothing(opened, address[number:])
            node = found
        return node

    def nothing(self, node: Node, address: tuple[str, ...]) -> Node | None:
        """Return what stands for a key that a mapping does not have."""
        return None

    def opened(self, node: Node) -> Node:
        """Return what a node is, where it is a variable. Raises `Unresolved`."""
        for _ in range(_MAX_CHAIN):
            pieces = parsed(node.text) if node.text is not None and '${' in node.text else ()
            if len(pieces) != 1 or not isinstance(pieces[0], Variable):
                return node
            found = self.value(pieces[0], node.place)
            if found is None:
                break
            node = found
        raise Unresolved

    def in_file(self, name: str, address: tuple[str, ...]) -> Node | None:
        """Return what is at an address in another file. Raises `Unresolved`."""
        root = self.files.root(name)
        if root is None:
            raise Unresolved
        return self.at(address, root)


def _keys(address: str) -> tuple[str, ...]:
    return tuple(address.split('.')) if address else ()


def _parts(resources: Node) -> Iterator[Node]:
    """Yield the mappings of sections; one in another file stands for resources."""
    for part in resources.elements or (resources,):
        is_elsewhere = part.text is not None
        yield Node({'Resources': Entry(part.place, part)}, part.place) if is_elsewhere else part


def _entries(section: Node | None) -> Items:
    if section is not None and section.text is not None:
        return {MACRO: Entry(section.place, section)}
    return section.items if section is not None else {}


def _search_programs(resources: Items, files: IncludedFiles) -> None:
    for entry in resources.values():
        for piece in parsed(entry.value.text or ''):
            for source in piece.sources if isinstance(piece, Variable) else ():
                if isinstance(source, VariableSource) and source.kind == 'file' and source.argument:
                    files.search(source.argument.strip())


def _with_unread(resources: Items) -> Items:
    """Return resources, with one macro in place of all those that could not be read.

    Like a macro, such a part may add any resource.
    """
    unread = {key: entry for key, entry in resources.items() if entry.value.text is not None}
    read = {key: entry for key, entry in resources.items() if key not in unread}
    return {**read, MACRO: next(iter(unread.values()))} if unread else read


def is_service(root: Node) -> bool:
    """Return whether a document is a service of the Serverless Framework."""
    return root.get('resources') is not None and root.get('provider') is not None


def template_of(service: Service) -> Node:
    """Return the template in a service's `resources`.

    `resources` is a mapping of sections, or a list of such mappings, which are merged. A file
    that cannot be read is as a macro that may add to the section.
    """
    resources = service.root.items['resources'].value
    sections: dict[str, Items] = {'Resources': {}}
    for part in _parts(service.node(resources)):
        for name in _SECTIONS:
            entries = _entries(part.get(name))
            if name == 'Resources':
                _search_programs(entries, service.files)
            if entries:
                sections[name] = {**sections.get(name, {}), **entries}
    sections['Resources'] = _with_unread(sections['Resources'])
    place = resources.place
    return Node({name: Entry(place, Node(items, place)) for name, items in sections.items()}, place)
