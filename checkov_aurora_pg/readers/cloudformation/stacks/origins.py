"""The constructs of a CDK app that the resources of its assembly come from, and their lines.

A template names a resource's construct by its path. The assembly's metadata has, under that
path, the call stack that created it:

- aws-cdk-lib 2.276 writes the entry `aws:cdk:creationStack`, and of an app in Python its
  frames too where `JSII_HOST_STACK_TRACES` is set, as `cdk synth --debug` does;
- 2.100 writes a `trace` into the entry `aws:cdk:logicalId`, where `CDK_DEBUG` is set.

The metadata is a file of each stack or, in assemblies of older versions, in the manifest. It
also has, as `aws:cdk:acknowledged-rules`, what `Validations.of(scope).acknowledge()` was told
in or below a stack (2.276, `core/lib/validation/validations.js`): an object of ids and reasons,
where the id follows the name of a plugin, or `Annotation`, and `::`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.described_resource import Origin
from checkov_aurora_pg.core.described_resource import Skip
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.cloudformation.language.templates import Template
from checkov_aurora_pg.readers.cloudformation.skips import is_id_of_checkov
from checkov_aurora_pg.readers.cloudformation.stacks.assemblies import object_at
from checkov_aurora_pg.readers.cloudformation.stacks.assemblies import read_object
from checkov_aurora_pg.readers.cloudformation.stacks.assemblies import stacks_of
from checkov_aurora_pg.readers.cloudformation.stacks.construct_spellings import Language
from checkov_aurora_pg.readers.cloudformation.stacks.construct_spellings import spelling_of
from checkov_aurora_pg.readers.cloudformation.stacks.construct_tree import classes_around
from checkov_aurora_pg.readers.cloudformation.stacks.construct_tree import construct_of
from checkov_aurora_pg.readers.cloudformation.stacks.construct_tree import read_classes
from checkov_aurora_pg.readers.documents.nodes import Node
from checkov_aurora_pg.readers.files import within
from checkov_aurora_pg.readers.options import boundary_of

_PATH = 'aws:cdk:path'
_LOGICAL_ID = 'aws:cdk:logicalId'
_CREATION_STACK = 'aws:cdk:creationStack'
_ACKNOWLEDGED = 'aws:cdk:acknowledged-rules'

# Every assembly has this file; an app's directory has a directory of this name.
_MARKER = 'cdk.out'

# How an app is run, where no line of it is known: `python3 app.py`, `uv run app.py`.
_PYTHON = re.compile(r'\bpython[0-9.]*\b|\.py\b')

# Where packages are installed, which are not the author's.
_LIBRARIES = frozenset({'node_modules', 'site-packages', 'dist-packages'})

# `new Database (/app/database.ts:14:5)`, `<module> (/app/app.py:24)`, `/app/app.js:3:1`
_POSITION = re.compile(r':(?P<line>[1-9][0-9]{0,6})(?::[0-9]{1,7})?\)?$')

# The CDK's own limit is 10, unless `--stack-trace-limit` says otherwise.
_MAX_FRAMES = 100
_MAX_FRAME_LENGTH = 4096
# CloudFormation takes names of 255 characters; a path is of a few.
_MAX_SHOWN_PATH = 255


@dataclass(slots=True)
class _Assembly:
    """`app` and `boundary` are directories: what frames are relative to, and must lie in.

    `frames` are by construct path. `paths` are construct paths by template and logical id,
    None where several constructs of one stack have the id. `classes` are those of the constructs,
    and `acknowledged` the reasons for ids, both by construct path.
    """

    app: str
    boundary: str
    frames: dict[str, tuple[str, ...]] = field(default_factory=dict)
    paths: dict[tuple[str, str], str | None] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    acknowledged: dict[str, dict[str, str]] = field(default_factory=dict)

    def reasons_at(self, path: str) -> dict[str, str]:
        """Return the reasons for ids at a construct: of several around it, the nearest counts."""
        steps = path.split('/')
        reasons: dict[str, str] = {}
        for length in range(1, len(steps) + 1):
            reasons |= self.acknowledged.get('/'.join(steps[:length]), {})
        return reasons

    def language(self, place: Place | None) -> Language:
        """Return the language of the app that has a line, or is run as `cdk.json` says."""
        if place is not None:
            is_python = place.path.endswith('.py')
        else:
            command = read_object(os.path.join(self.app, 'cdk.json')).get('app')
            is_python = isinstance(command, str) and _PYTHON.search(command) is not None
        return Language.PYTHON if is_python else Language.TYPESCRIPT

    def place_of(self, path: str) -> Place | None:
        """Return where the author creates a construct: the innermost frame of their own."""
        for frame in self.frames.get(path, ()):
            file, line = _position(frame)
            source = self._source(file) if file else None
            if source is not None:
                return Place(source, line, line)
        return None

    def _source(self, file: str) -> str | None:
        try:
            source = os.path.realpath(os.path.join(self.app, file))
            if not within(source, self.boundary) or not os.path.isfile(source):
                return None
            inside = os.path.relpath(source, os.path.realpath(self.boundary))
        except ValueError:  # a name that no file can have
            return None
        return None if _LIBRARIES.intersection(inside.split(os.sep)) else source


def _position(frame: str) -> tuple[str, int]:
    """Return the file and the line of a frame; an empty file where it has none."""
    match = _POSITION.search(frame)
    if match is None:
        return '', 0
    file = frame[: match.start()]
    if frame.endswith(')'):
        file = file.partition(' (')[2]
    file = file.removeprefix('async ')
    if file.startswith('file://'):
        file = unquote(file.removeprefix('file://'))
    return file, int(match['line'])


def _app_of(directory: str) -> str:
    """Return the directory of the app whose assembly, or one nested in it, is in `directory`."""
    while os.path.isfile(os.path.join(directory, _MARKER)):
        directory = os.path.dirname(directory)
    return directory


def _metadata(directory: str, stack: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the construct paths of a stack, each with its entries."""
    sources = [object_at(stack, 'metadata')]
    file = stack.get('additionalMetadataFile')
    if isinstance(file, str) and file == os.path.basename(file):
        sources.append(read_object(os.path.join(directory, file)))
    for source in sources:
        for path, entries in source.items():
            if isinstance(entries, list):
                yield path.lstrip('/'), [entry for entry in entries if isinstance(entry, dict)]


def _frames(entries: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    for entry in entries:
        for key in ('data', 'trace'):
            frames = entry.get(key)
            if entry.get('type') in (_CREATION_STACK, _LOGICAL_ID) and isinstance(frames, list):
                return tuple(
                    frame
                    for frame in frames[:_MAX_FRAMES]
                    if isinstance(frame, str) and len(frame) <= _MAX_FRAME_LENGTH
                )
    return ()


def _acknowledged(entries: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Return the reasons that were given for ids of Checkov's form."""
    reasons: dict[str, str] = {}
    for entry in entries:
        if entry.get('type') == _ACKNOWLEDGED:
            for qualified, reason in object_at(entry, 'data').items():
                id = qualified.rpartition('::')[2]
                if is_id_of_checkov(id) and isinstance(reason, str):
                    reasons[id] = reason
    return reasons


def _outermost(directory: str) -> str:
    """Return the directory of the assembly in which the one in `directory` is nested, or itself."""
    while os.path.isfile(os.path.join(os.path.dirname(directory), _MARKER)):
        directory = os.path.dirname(directory)
    return directory


def _read_assembly(directory: str) -> _Assembly:
    app = _app_of(directory)
    assembly = _Assembly(app, boundary_of(directory) or app)
    assembly.classes = read_classes(_outermost(directory))
    for stack in stacks_of(directory):
        file = object_at(stack, 'properties').get('templateFile')
        for path, entries in _metadata(directory, stack):
            assembly.frames[path] = _frames(entries) or assembly.frames.get(path, ())
            acknowledged = _acknowledged(entries)
            if acknowledged:
                assembly.acknowledged[path] = acknowledged
            for entry in entries:
                logical_id = entry.get('data')
                if entry.get('type') == _LOGICAL_ID and isinstance(logical_id, str):
                    key = os.path.join(directory, str(file)), logical_id
                    known = assembly.paths.setdefault(key, path)
                    assembly.paths[key] = path if known == path else None
    return assembly


class Origins:
    """Traces the resources of templates to the constructs that they come from."""

    def __init__(self) -> None:
        """Start with no assembly read; each is read once."""
        self._assemblies: dict[str, _Assembly] = {}

    def traced(self, template: Template, resource: DescribedResource) -> DescribedResource:
        """Return a resource with the construct that it comes from, as its author speaks of it."""
        entry = template.section('Resources').get(resource.address)
        if entry is None:
            return resource
        directory = os.path.dirname(template.path)
        if directory not in self._assemblies:
            self._assemblies[directory] = _read_assembly(directory)
        assembly = self._assemblies[directory]
        metadata = entry.value.get('Metadata')
        named = metadata.get(_PATH) if metadata is not None else None
        path = named.text if named is not None else None
        path = path or assembly.paths.get((template.path, resource.address))
        if path is None:
            return resource
        return _by_construct(resource, assembly, entry.value.get('Type'), path)


def _by_construct(
    resource: DescribedResource,
    assembly: _Assembly,
    type: Node | None,
    path: str,
) -> DescribedResource:
    """Return a resource with the origin, the spelling and the skips that its construct gives it."""
    inside = path.lstrip('/')
    place = assembly.place_of(inside)
    spelling = spelling_of(
        (type.text if type is not None else None) or '',
        classes_around(assembly.classes, inside),
        assembly.language(place),
    )
    origin = Origin(
        f'construct `{_shown(path)}`',
        place,
        _shown(construct_of(assembly.classes, inside)),
        tuple(spelling.written.items()),
    )
    skips = (
        Skip(id, reason, resource.place, is_of_checkov=False)
        for id, reason in assembly.reasons_at(inside).items()
    )
    return replace(
        resource,
        origin=origin,
        spelling={**resource.spelling, **spelling.names},
        skips=(*resource.skips, *skips),
    )


def _shown(path: str) -> str:
    return path if len(path) <= _MAX_SHOWN_PATH else f'{path[:_MAX_SHOWN_PATH]}…'
