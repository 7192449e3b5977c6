"""Which templates are judged in which deployment, of all that are read together.

A template that imports from another is deployed in the deployments of that one too, unless it
has its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Set
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace

from checkov_aurora_pg.core.deployments import DEFAULTS
from checkov_aurora_pg.core.deployments import SOLE
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.readers.cloudformation.deployments.deployed import Deployed
from checkov_aurora_pg.readers.cloudformation.deployments.of_templates import is_complete
from checkov_aurora_pg.readers.cloudformation.language.templates import Template
from checkov_aurora_pg.readers.cloudformation.stacks.tied_stacks import GivenStacks
from checkov_aurora_pg.readers.cloudformation.stacks.tied_stacks import GivenTemplate
from checkov_aurora_pg.readers.cloudformation.stacks.tied_stacks import Stacks
from checkov_aurora_pg.readers.cloudformation.stacks.tied_stacks import outermost

_ALONE = Deployment(DEFAULTS, reason='without a parameter file')
_STAGELESS = Deployment(DEFAULTS, reason='without a stage')
_IMPORTING = 'imports from a template that is deployed with it'


@dataclass(frozen=True, slots=True)
class Version:
    """The stacks in one deployment, and the resources of each by its outermost template's key."""

    stacks: Stacks
    found: Mapping[str, tuple[DescribedResource, ...]]


@dataclass(frozen=True, slots=True)
class Plan:
    """The deployments of the templates of one scan; without any, all have one without a name.

    `given` is what stacks are given in each, by its name and a template's key. `names` are
    those in which a stack is judged, by its outermost template's key. `named` are the keys of
    templates of which one deployment is what they are without a name.
    """

    given: Mapping[str, GivenStacks] = field(default_factory=dict)
    names: Mapping[str, Set[str]] = field(default_factory=dict)
    own: Mapping[tuple[str, str], Deployment] = field(default_factory=dict)
    templates: Mapping[str, Template] = field(default_factory=dict)
    named: Set[str] = frozenset()

    @classmethod
    def of(cls, deployed: Iterable[Deployed], first: Stacks) -> Plan:
        """Return a plan of what files and the configuration say, without what follows from it."""
        given: dict[str, dict[str, GivenTemplate]] = {}
        own: dict[tuple[str, str], Deployment] = {}
        templates = {outermost(one): one.template for one in reversed(first.evaluators)}
        named: set[str] = set()
        for one in deployed:
            key, name = one.template.key, one.deployment.name
            stacks = given.setdefault(name, {})
            values = {**stacks[key].values, **one.values} if key in stacks else one.values
            stacks[key] = GivenTemplate(one.template, values)
            own[key, name] = one.deployment
            templates.setdefault(key, one.template)
            if one.is_default:
                named.add(key)
        return cls(given, {}, own, templates, named)

    def settled(self, declared: Set[str], versions: Mapping[str, Version]) -> Plan:
        """Return the plan with the names of each stack.

        `declared` are the templates of which the configuration says all that there is, and
        `versions` are what the stacks are in each deployment, and without a name.
        """
        own: dict[str, set[str]] = {}
        for key, name in self.own:
            own.setdefault(key, set()).add(name)
        complete = {key for key, one in self.templates.items() if is_complete(one)} - declared
        names: dict[str, set[str]] = {key: set(found) for key, found in own.items()}
        for name, stacks in self.given.items():
            for key in _importing(stacks.keys(), versions[name].stacks.imported) - declared:
                if key not in own or key in complete:
                    names.setdefault(key, set()).add(name)
        incomplete = own.keys() - complete
        lacking = _importing(incomplete, versions[''].stacks.imported)
        for key, found in names.items():
            if key not in lacking and key not in declared and key not in self.named:
                found.add(DEFAULTS)
        kept = {
            key: names[key]
            for key in names
            if any(version.found.get(key) for version in versions.values())
        }
        return replace(self, names=kept)

    def deployments(self) -> tuple[Deployment, ...]:
        """Return what is to be read, each with all that is given in it."""
        found = [SOLE]
        names = set().union(*self.names.values()) if self.names else set()
        if DEFAULTS in names:
            found.append(_ALONE)
        for name in self.given:
            if name in names:
                ones = [one for (_, other), one in self.own.items() if other == name]
                files = (path for one in ones for path in one.parameter_files)
                found.append(replace(ones[0], parameter_files=tuple(dict.fromkeys(files))))
        return tuple(found)

    def has(self, stack: str, name: str) -> bool:
        """Return whether a stack is judged in a deployment."""
        return name in self.names.get(stack, {SOLE.name})

    def resources(
        self,
        found: Mapping[str, tuple[DescribedResource, ...]],
        name: str,
    ) -> Iterator[DescribedResource]:
        """Yield the resources of stacks for an estate; of those that are judged elsewhere too."""
        for stack, resources in found.items():
            is_elsewhere = not self.has(stack, name)
            for one in resources:
                yield replace(one, is_elsewhere=is_elsewhere)

    def deployed(self, version: Version, name: str) -> Iterator[tuple[str, Deployment]]:
        """Yield the templates that are judged in a deployment, by their paths, and how each is."""
        for stack, resources in version.found.items():
            template = self.templates.get(stack)
            path = template.path if template is not None else stack
            if self.has(stack, name) and (resources or (stack, name) in self.own):
                yield path, self._deployment(stack, name)

    def _deployment(self, stack: str, name: str) -> Deployment:
        if name == SOLE.name:
            return SOLE
        if name == DEFAULTS:
            template = self.templates.get(stack)
            return _STAGELESS if template is not None and template.stages is not None else _ALONE
        return self.own.get((stack, name)) or Deployment(name, reason=_IMPORTING)


def _importing(stacks: Set[str], imported: Mapping[str, Set[str]]) -> set[str]:
    """Return some stacks, and those that have a value from them, or from one that has."""
    found = set(stacks)
    while more := {key for key, others in imported.items() if others & found} - found:
        found |= more
    return found
