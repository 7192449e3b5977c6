"""The deployments of templates: those that are declared, else what files of parameters say."""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Set
from dataclasses import dataclass

from checkov_aurora_pg.core.deployments import Declared
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.deployments.deployed import Deployed
from checkov_aurora_pg.readers.cloudformation.deployments.deployment_names import NamedFile
from checkov_aurora_pg.readers.cloudformation.deployments.deployment_names import is_general
from checkov_aurora_pg.readers.cloudformation.deployments.deployment_names import names_of
from checkov_aurora_pg.readers.cloudformation.deployments.deployment_names import stem_of
from checkov_aurora_pg.readers.cloudformation.deployments.deployment_names import without
from checkov_aurora_pg.readers.cloudformation.deployments.parameter_files import given_in
from checkov_aurora_pg.readers.cloudformation.deployments.parameter_files import values_in
from checkov_aurora_pg.readers.cloudformation.deployments.parameter_folders import ParameterFolders
from checkov_aurora_pg.readers.cloudformation.deployments.parameter_folders import folders_above
from checkov_aurora_pg.readers.cloudformation.deployments.parameter_folders import has_resources
from checkov_aurora_pg.readers.cloudformation.deployments.parameter_folders import may_give
from checkov_aurora_pg.readers.cloudformation.deployments.parameter_folders import names_in_text
from checkov_aurora_pg.readers.cloudformation.deployments.sam_configuration import NAMES
from checkov_aurora_pg.readers.cloudformation.deployments.sam_configuration import environments_in
from checkov_aurora_pg.readers.cloudformation.deployments.stage_deployments import declared_stage
from checkov_aurora_pg.readers.cloudformation.language.evaluation import scalar_text
from checkov_aurora_pg.readers.cloudformation.language.templates import MOST_DEPLOYMENTS
from checkov_aurora_pg.readers.cloudformation.language.templates import Template
from checkov_aurora_pg.readers.documents.document import decode
from checkov_aurora_pg.readers.documents.document import read_document
from checkov_aurora_pg.readers.documents.nodes import DocumentError
from checkov_aurora_pg.readers.documents.nodes import Node
from checkov_aurora_pg.readers.files import FileRefused
from checkov_aurora_pg.readers.files import read_bytes
from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.options import ReadOptions

# How a file in a folder (an absolute path) is to be read.
OptionsOf = Callable[[str], ReadOptions]


@dataclass(frozen=True, slots=True)
class _File:
    """What a file gives. `environment` is the deployment's name where the file has it.

    `templates` are paths of those that it names, or the ends of such.
    """

    path: str
    values: Mapping[str, Value]
    environment: str = ''
    templates: tuple[str, ...] = ()


def declared_for(
    templates: Iterable[Template],
    declared: Iterable[Declared],
    problems: list[Problem],
) -> Iterator[Deployed]:
    """Yield what the configuration declares of templates; what cannot be read is a problem."""
    templates = tuple(templates)
    for one in declared:
        deployment = one.deployment
        if one.root and not one.templates:
            continue
        values: dict[str, Value] = {}
        for path in deployment.parameter_files:
            # The user gives it, wherever it is.
            found = values_in(path, None)
            if isinstance(found, Problem):
                problems.append(found)
            else:
                values |= found
        values |= {name: Value(text) for name, text in deployment.parameters}
        for template in templates:
            if one.has_template(template.path) or (
                not one.templates and values and values.keys() <= _names(template)
            ):
                there = declared_stage(template, deployment)
                if isinstance(there, Problem):
                    problems.append(there)
                else:
                    yield Deployed(there, deployment, values)


def is_complete(template: Template) -> bool:
    """Return whether a template can be deployed without giving it a parameter."""
    return not _required(template)


def _names(template: Template) -> Set[str]:
    return template.section('Parameters').keys()


def _takes_values(template: Template) -> bool:
    """Return whether a template has a parameter that is not read from the Parameter Store.

    A template of the CDK has none but such a one.
    """
    kinds = (entry.value.get('Type') for entry in template.section('Parameters').values())
    return any(
        kind is None or not (kind.text or '').startswith('AWS::SSM::Parameter::Value<')
        for kind in kinds
    )


def _is_refused(values: Mapping[str, Value], template: Template) -> bool:
    """Return whether CloudFormation refuses values, since a parameter allows others only."""
    for name, entry in template.section('Parameters').items():
        kind, allowed = entry.value.get('Type'), entry.value.get('AllowedValues')
        value = values.get(name)
        if value is None or allowed is None or kind is None or kind.text != 'String':
            continue
        texts = [
            None if isinstance(node.data, (tuple, dict)) else scalar_text(Value(node.data))
            for node in allowed.elements
        ]
        if isinstance(value.data, str) and texts and value.data not in texts:
            return True
    return False


def _required(template: Template) -> frozenset[str]:
    return frozenset(
        name
        for name, entry in template.section('Parameters').items()
        if entry.value.get('Default') is None
    )


class FoundDeployments:
    """The deployments that files around some templates describe."""

    def __init__(
        self,
        templates: Iterable[Template],
        alone: Set[str],
        options_of: OptionsOf,
    ) -> None:
        """Take the templates, and the keys of those that no other one nests.

        `problems` are broken files.
        """
        self.problems: list[Problem] = []
        self._templates = tuple(filter(_takes_values, templates))
        self._alone = alone
        self._options_of = options_of
        self._by_name: dict[str, list[Template]] = {}
        # Templates that are not asked about: what is nearer to one of them is not for ours.
        self._others: dict[str, Template | None] = {}
        for template in self._templates:
            for name in template.section('Parameters'):
                self._by_name.setdefault(name, []).append(template)

    def __iter__(self) -> Iterator[Deployed]:
        """Yield each template that a file fits, with what the file gives."""
        found: dict[str, list[tuple[Template, _File, str]]] = {}
        for file in tuple(self._files()):
            templates, top = self._targets(file)
            for template in templates:
                found.setdefault(template.key, []).append((template, file, top))
        for ones in found.values():
            if len(ones) > MOST_DEPLOYMENTS:
                place = Place(ones[0][0].path, 1, 1)
                self.problems.append(Problem(place, f'more than {MOST_DEPLOYMENTS} deployments'))
            yield from _named(ones[:MOST_DEPLOYMENTS])

    def _files(self) -> Iterator[_File]:
        folders = ParameterFolders()
        words = frozenset(name.encode() for name in self._by_name)
        own = {template.path for template in self._templates}
        for directory in dict.fromkeys(os.path.dirname(one.path) for one in self._templates):
            boundary = self._options_of(directory).boundary
            try:
                for path in folders.files_around(directory, boundary):
                    if path not in own:
                        yield from self._read(path, boundary, words)
            except LimitExceeded as error:
                self.problems.append(Problem(Place(directory, 1, 1), str(error)))

    def _read(self, path: str, boundary: str | None, words: frozenset[bytes]) -> Iterator[_File]:
        try:
            content = decode(read_bytes(path, boundary)).encode()
        except (FileRefused, DocumentError):  # no tool reads it
            return
        is_of_sam = os.path.basename(path) in NAMES
        if has_resources(content):
            self._others[path] = None
            return
        if not is_of_sam and not may_give(path, content, words):
            return
        try:
            yield from _of_sam(path, content) if is_of_sam else _of_document(path, content)
        except DocumentError as error:
            names = names_in_text(path, content)
            if self._fitting(names) or (is_of_sam and b'parameter_overrides' in content):
                place = error.place(path)
                self.problems.append(Problem(place, f'cannot be read: {error.message}'))

    def _fitting(self, names: Iterable[str]) -> list[Template]:
        """Return the templates that declare all of some names: AWS refuses any other name."""
        names = frozenset(names)
        first = next(iter(names), '')
        return [one for one in self._by_name.get(first, ()) if names <= _names(one)]

    def _targets(self, file: _File) -> tuple[list[Template], str]:
        """Return the templates that a file is for, and the folder that has both."""
        for one in self._templates:
            if one.path in file.templates and not file.values.keys().isdisjoint(_names(one)):
                return [one], os.path.dirname(file.path)
        fitting = self._fitting(file.values)
        if fitting:
            fitting += (one for one in self._all_others() if file.values.keys() <= _names(one))
        named = [one for one in fitting if one.path.endswith(file.templates)]
        boundary = self._options_of(os.path.dirname(file.path)).boundary
        for folder in folders_above(file.path, boundary):
            near = [
                one
                for one in named or fitting
                # One that is nested can be deployed by itself as well.
                if _is_below(one.path, folder)
                and (self._is_stack(one) or _suffices(file, one))
                and not _is_refused(file.values, one)
            ]
            if near:
                meant = _meant(file, folder, near)
                stacks = list(filter(self._is_stack, meant))
                return [one for one in stacks or meant if one.path not in self._others], folder
        return [], ''

    def _is_stack(self, template: Template) -> bool:
        return template.key in self._alone or template.path in self._others

    def _all_others(self) -> Iterator[Template]:
        for path, known in self._others.items():
            if known is None:
                self._others[path] = known = _outline(path)
            yield known


def _outline(path: str) -> Template:
    """Return a template for its parameters alone; one that cannot be read has none."""
    try:
        root = read_document(read_bytes(path, None), path)[0]
    except (DocumentError, FileRefused, IndexError):
        root = Node({}, Place(path, 1, 1))
    return Template(path, root, {})


def _of_sam(path: str, content: bytes) -> Iterator[_File]:
    for one in environments_in(path, content):
        yield _File(path, one.values, one.name, one.templates)


def _of_document(path: str, content: bytes) -> Iterator[_File]:
    documents = read_document(content, path)
    given = given_in(documents[0]) if len(documents) == 1 else None
    if given is not None:
        end = os.sep + os.path.normpath(given.template).lstrip('./')
        yield _File(path, given.values, '', (end,) if given.template else ())


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def _meant(file: _File, folder: str, near: list[Template]) -> list[Template]:
    """Return which of the templates that a file fits it is for.

    Those whose name is in its own or in its folder's; else those that need no more than it gives.
    """
    if len(near) == 1:
        return near
    below = os.path.relpath(file.path, folder)
    told = [
        one
        for one in near
        if not is_general(stem_of(one.path)) and without(stem_of(one.path), below) != below
    ]
    if told:
        longest = max(len(stem_of(one.path)) for one in told)
        return [one for one in told if len(stem_of(one.path)) == longest]
    return [one for one in near if _suffices(file, one)]


def _suffices(file: _File, template: Template) -> bool:
    return _required(template) <= file.values.keys()


def _named(found: list[tuple[Template, _File, str]]) -> Iterator[Deployed]:
    """Yield the deployments of one template, each with a name of its own."""
    named = [
        NamedFile(file.path, file.environment, template.path, top) for template, file, top in found
    ]
    for name, one, (template, file, _) in zip(names_of(named), named, found, strict=True):
        deployment = Deployment(name, parameter_files=(file.path,), reason=f'`{one.shown}`')
        yield Deployed(template, deployment, file.values)
