"""The templates of one scan, parsed once, and read with any answers to what they leave open."""

from __future__ import annotations

import os
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from dataclasses import replace
from itertools import groupby
from itertools import islice

from checkov_aurora_pg.core.deployments import SOLE
from checkov_aurora_pg.core.deployments import Declared
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.estate import Estate
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.cloudformation.deployments.deployment_plan import Plan
from checkov_aurora_pg.readers.cloudformation.deployments.deployment_plan import Version
from checkov_aurora_pg.readers.cloudformation.deployments.of_templates import FoundDeployments
from checkov_aurora_pg.readers.cloudformation.deployments.of_templates import OptionsOf
from checkov_aurora_pg.readers.cloudformation.deployments.of_templates import declared_for
from checkov_aurora_pg.readers.cloudformation.deployments.stage_deployments import staged
from checkov_aurora_pg.readers.cloudformation.language.evaluation import EXCEEDED
from checkov_aurora_pg.readers.cloudformation.language.evaluation import Evaluator
from checkov_aurora_pg.readers.cloudformation.language.templates import Template
from checkov_aurora_pg.readers.cloudformation.language.templates import in_all_stages
from checkov_aurora_pg.readers.cloudformation.resources import read_resources
from checkov_aurora_pg.readers.cloudformation.stacks.absences import absences
from checkov_aurora_pg.readers.cloudformation.stacks.origins import Origins
from checkov_aurora_pg.readers.cloudformation.stacks.template_files import TemplateFiles
from checkov_aurora_pg.readers.cloudformation.stacks.template_reader import templates_in
from checkov_aurora_pg.readers.cloudformation.stacks.tied_stacks import Stacks
from checkov_aurora_pg.readers.cloudformation.stacks.tied_stacks import outermost
from checkov_aurora_pg.readers.cloudformation.subjects import subjects_in
from checkov_aurora_pg.readers.cloudformation.unread import unread
from checkov_aurora_pg.readers.limits import MAX_RESOURCES
from checkov_aurora_pg.readers.walking.relevance import includes_files
from checkov_aurora_pg.readers.walking.relevance import mentions_aurora
from checkov_aurora_pg.readers.walking.relevance import nests_templates


def _content(path: str) -> bytes | Problem:
    try:
        with open(path, 'rb') as file:
            return file.read()
    except OSError as error:
        return Problem(Place(path, 1, 1), f'cannot be read: {error.strerror or error}')


def _is_of_interest(content: bytes) -> bool:
    return mentions_aurora(content) or nests_templates(content) or includes_files(content)


def _without_parts(templates: Iterable[Template]) -> Iterator[Template]:
    """Yield the templates without those of which services include every resource."""
    own: dict[str, set[Place]] = {}
    included: set[Place] = set()
    templates = tuple(templates)
    for template in templates:
        places = {
            entry.value.place
            for one in in_all_stages(template)
            for entry in one.section('Resources').values()
        }
        own[template.key] = {place for place in places if place.path == template.path}
        included |= places - own[template.key]
    for template in templates:
        if not own[template.key] or not own[template.key] <= included:
            yield template


def _not_judged(stacks: Stacks) -> Iterator[Problem]:
    """Yield what the evaluation could not reach."""
    for evaluator in stacks.evaluators:
        place = evaluator.template.root.items['Resources'].place
        lost = evaluator.section('Resources').lost
        if lost is not None and lost.reason != EXCEEDED:
            yield Problem(place, lost.reason)
    if stacks.budget.is_exceeded:
        yield Problem(Place(stacks.evaluators[0].template.path, 1, 1), EXCEEDED)


def _is_read_as_a_whole(fragment: Template) -> bool:
    """Return whether all that is judged in a part of a template is one of its resources."""
    resources = [entry.value for entry in fragment.section('Resources').values()]
    return all(subject in resources for subject in subjects_in(fragment.root))


def _covered(stacks: Stacks) -> frozenset[str]:
    """Return the templates that are used, and what they include as a whole."""
    covered: set[str] = set()
    for template in {
        evaluator.template.key: evaluator.template for evaluator in stacks.evaluators
    }.values():
        if not template.is_fragment or _is_read_as_a_whole(template):
            covered.add(template.path)
        used = {node.place for node in subjects_in(template.root)} if template.included else set()
        for document in template.included:
            subjects = {node.place for node in subjects_in(document)}
            if subjects and subjects <= used:
                covered.add(document.place.path)
    return frozenset(covered)


def _found(contents: AbstractMapping[str, bytes]) -> tuple[list[Template], list[Problem]]:
    templates: list[Template] = []
    problems: list[Problem] = []
    for path, content in contents.items():
        for found in templates_in(path, content):
            if isinstance(found, Template):
                templates.append(found)
            else:
                problems.append(found)
    return templates, problems


class TemplateSet:
    """The templates among YAML and JSON files, as the stacks of one deployment.

    Files that hold no template are passed over, also those that do not parse, unless
    they speak of a database: then they are problems. A template that others nest, and create, is
    read in each use of it, and a file that a service includes in the service, and neither by
    itself. A template that has deployments is judged in these, and every other one in one that
    has no name.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        contents = {path: _content(path) for path in sorted({os.path.abspath(p) for p in paths})}
        problems = [content for content in contents.values() if isinstance(content, Problem)]
        read = {path: c for path, c in contents.items() if isinstance(c, bytes)}
        templates: list[Template] = []
        if any(map(_is_of_interest, read.values())):
            templates, broken = _found(read)
            problems.extend(broken)
        self._top = os.path.commonpath(read) if read else ''
        self._files = TemplateFiles(_without_parts(templates))
        self._problems = problems
        self._origins = Origins()
        self._plan = Plan()
        self._versions: dict[str, Version] = {}
        self._readings: dict[str, Reading] = {}

    def deployments(
        self,
        options_of: OptionsOf,
        declared: tuple[Declared, ...],
    ) -> tuple[Deployment, ...]:
        """Return the deployments of all templates, of which the first has no name.

        `options_of` says how a file in a folder is to be read.
        """
        if not self._files.scanned:
            return (SOLE,)
        first = self._version('').stacks
        alone = set(map(outermost, first.evaluators))
        deployed = list(declared_for(self._files.scanned, declared, self._problems))
        said = {one.template.key for one in deployed}
        others = [one for one in self._files.scanned if one.key not in said and not one.is_fragment]
        found = FoundDeployments(others, alone, options_of)
        deployed += found
        deployed += staged(others, self._problems)
        self._problems += found.problems
        if not deployed:
            return (SOLE,)
        self._plan = Plan.of(deployed, first)
        self._plan = self._plan.settled(
            said, {name: self._version(name) for name in ('', *self._plan.given)}
        )
        return self._plan.deployments()

    def read(self, assumed: tuple[Answer, ...] = (), name: str = '') -> Reading:
        """Return what the templates describe where the answers in `assumed` are true.

        The answers are of questions that a reading without them asks, or one with some of
        them. They change the estate, which may be empty, and nothing else of a reading. `name` is
        the deployment's.
        """
        version = self._version(name)
        if name not in self._readings:
            self._readings[name] = self._reading(version, name)
        reading = self._readings[name]
        if not assumed or not reading.estates:
            return reading
        stacks = Stacks(self._files, assumed, version.stacks)
        found = {
            stack: self._of_stack(evaluators)
            if version.stacks.may_change(stack, assumed)
            else version.found[stack]
            for stack, evaluators in groupby(stacks.evaluators, outermost)
        }
        estate = Estate(self._top, islice(self._plan.resources(found, name), MAX_RESOURCES))
        return replace(reading, estates=(estate,))

    def _version(self, name: str) -> Version:
        """Return the stacks with the parameters of a deployment, and their resources."""
        given = self._plan.given.get(name)
        if given is None:
            name = ''
        if name not in self._versions:
            first = self._version('') if name else None
            stacks = Stacks(self._files, (), first.stacks if first else None, given)
            self._versions[name] = Version(stacks, self._found_in(stacks, first))
        return self._versions[name]

    def _found_in(
        self, stacks: Stacks, first: Version | None
    ) -> dict[str, tuple[DescribedResource, ...]]:
        same = set(map(id, first.stacks.evaluators)) if first is not None else set()
        found: dict[str, tuple[DescribedResource, ...]] = {}
        count = 0
        for stack, group in groupby(stacks.evaluators, outermost):
            evaluators = tuple(group)
            is_same = first is not None and id(evaluators[0]) in same
            found[stack] = (
                first.found.get(stack, ())
                if first is not None and is_same
                else (self._of_stack(evaluators))
            )
            count += len(found[stack])
            if count > MAX_RESOURCES:
                break
        return found

    def _reading(self, version: Version, name: str) -> Reading:
        stacks = version.stacks
        resources = tuple(islice(self._plan.resources(version.found, name), MAX_RESOURCES + 1))
        problems = [
            *self._problems,
            *self._files.problems,
            *stacks.problems,
            *_not_judged(stacks),
        ]
        if len(resources) > MAX_RESOURCES:
            message = f'more than {MAX_RESOURCES} resources'
            problems.append(Problem(Place(resources[-1].place.path, 1, 1), message))
            return Reading((), tuple(problems))
        return Reading(
            (Estate(self._top, resources),) if resources else (),
            tuple(dict.fromkeys(problems)),
            covered=_covered(stacks),
            on_its_own=frozenset(self._version('').stacks.on_its_own),
            absent=tuple(
                absences(one for one in stacks.evaluators if self._plan.has(outermost(one), name))
            ),
            deployed=tuple(self._plan.deployed(version, name)),
        )

    def _of_stack(self, evaluators: Iterable[Evaluator]) -> tuple[DescribedResource, ...]:
        return tuple(islice(self._resources_of(evaluators), MAX_RESOURCES + 1))

    def _resources_of(self, evaluators: Iterable[Evaluator]) -> Iterator[DescribedResource]:
        for evaluator in evaluators:
            for resource in (*read_resources(evaluator), *unread(evaluator)):
                yield self._origins.traced(evaluator.template, resource)
