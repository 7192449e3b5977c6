"""What our reader makes of generated configurations, beside what Terraform plans."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence as Many
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any
from typing import NamedTuple

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.parameters import Parameters
from checkov_aurora_pg.core.scalars import text_of
from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Handle
from checkov_aurora_pg.core.values import Mapping as MappingData
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.terraform.language.doubt import unlisted
from checkov_aurora_pg.readers.terraform.language.exact_numbers import number_text
from checkov_aurora_pg.readers.terraform.language.exact_numbers import parse
from checkov_aurora_pg.readers.terraform.modules.sources import Library
from checkov_aurora_pg.readers.terraform.reader import read_root
from checkov_aurora_pg.readers.terraform.reader import root_module
from testing.terraform_configurations import Configuration
from testing.terraform_oracle import TERRAFORM
from testing.terraform_provider import running_provider

# Terraform's own graph grows faster than the number of modules.
_AT_ONCE = 25
_SECONDS = 300
_BLAMED = re.compile(r'\bc(\d+)\b')
_INDEX = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|\d+)\]')


@dataclass
class Comparison:
    """What a comparison found: differences by configuration, and how much was unknown.

    `undetermined` has the reasons where nothing is withheld from our reader, `unknown` the
    others.
    """

    differences: dict[int, str] = field(default_factory=dict)
    compared: int = 0
    refused: int = 0
    values: int = 0
    determinable: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    undetermined: Counter[str] = field(default_factory=Counter)

    def count(self, doubt: Unknown | None, *, determinable: bool) -> None:
        """Count a value, and why it is unknown; `determinable` where nothing is withheld."""
        self.values += 1
        self.determinable += determinable
        if doubt is not None:
            reasons = self.undetermined if determinable else self.unknown
            reasons[re.sub('`[^`]*`', '`…`', doubt.reason)] += 1

    @property
    def undetermined_share(self) -> float:
        """The share of unknown values among those that nothing is withheld of."""
        return self.undetermined.total() / max(self.determinable, 1)


def compare(configurations: Many[Configuration], work: Path) -> Comparison:
    """Compare each configuration; `work` is an empty directory.

    A configuration that Terraform refuses is counted and left out.
    """
    found = Comparison()
    with running_provider() as environment:
        for start in range(0, len(configurations), _AT_ONCE):
            batch = dict(enumerate(configurations[start : start + _AT_ONCE], start))
            plan = _Plan(work / str(start), batch, environment)
            found.compared += len(plan.accepted)
            found.refused += len(batch) - len(plan.accepted)
            for index in sorted(plan.accepted):
                differences = list(
                    differences_of(
                        plan.directory_of(index),
                        ReadOptions(),
                        plan.planned(index),
                        found,
                        tells_all=plan.tells_all(index),
                    )
                )
                if differences:
                    found.differences[index] = '\n'.join(differences)
    return found


class Planned(NamedTuple):
    """What Terraform plans: the outputs by name, and the parameter groups by address."""

    outputs: Mapping[str, Any]
    groups: Mapping[str, Any]


def planned_groups(module: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the address and the values of each parameter group in a part of a plan."""
    for resource in module.get('resources', ()):
        yield resource['address'], resource['values']
    for child in module.get('child_modules', ()):
        yield from planned_groups(child)


class _Plan:
    """One plan of several configurations, each a module; those that Terraform refuses go."""

    def __init__(
        self,
        work: Path,
        configurations: Mapping[int, Configuration],
        environment: Mapping[str, str],
    ) -> None:
        self._work = work
        self._configurations = configurations
        self._environment = {
            **os.environ,
            **environment,
            'CHECKPOINT_DISABLE': '1',
            'TF_IN_AUTOMATION': '1',
        }
        for index, configuration in configurations.items():
            for path, text in configuration.files.items():
                file = self.directory_of(index) / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding='utf-8')
        self._outputs: dict[int, Any] = {}
        self._groups: dict[int, dict[str, Any]] = {index: {} for index in configurations}
        self.accepted = self._plan(set(configurations))

    def directory_of(self, index: int) -> Path:
        """Return the directory of a configuration."""
        return self._work / f'c{index}'

    def tells_all(self, index: int) -> bool:
        """Return whether a configuration withholds nothing from our reader."""
        return not self._configurations[index].withheld

    def planned(self, index: int) -> Planned:
        """Return what is planned of a configuration."""
        return Planned(self._outputs[index], self._groups[index])

    def _plan(self, candidates: set[int]) -> set[int]:
        """Return the candidates that Terraform plans, which takes a few attempts."""
        while candidates:
            calls = (_call(index, self._configurations[index]) for index in sorted(candidates))
            (self._work / 'main.tf').write_text('\n'.join(calls), encoding='utf-8')
            result = self._run('init', '-backend=false', '-json')
            if result.returncode == 0:
                result = self._run('plan', '-json', '-refresh=false', '-out=plan')
            if result.returncode == 0:
                self._keep(
                    json.loads(
                        self._run('show', '-json', 'plan').stdout,
                        parse_float=parse,
                        parse_int=parse,
                    )
                )
                break
            refused = set(_blamed(result.stdout)) & candidates
            if not refused:  # Terraform itself fell over one of them, and does not say which
                return self._halved(sorted(candidates))
            candidates = candidates - refused
        return candidates

    def _halved(self, candidates: list[int]) -> set[int]:
        if len(candidates) == 1:
            return set()
        middle = len(candidates) // 2
        return self._plan(set(candidates[:middle])) | self._plan(set(candidates[middle:]))

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            (TERRAFORM or 'terraform', *arguments),
            cwd=self._work,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )

    def _keep(self, plan: Mapping[str, Any]) -> None:
        for name, change in plan['output_changes'].items():
            self._outputs[int(name.removeprefix('c'))] = change['after']
        for address, group in planned_groups(plan['planned_values'].get('root_module', {})):
            call, _, inner = address.removeprefix('module.c').partition('.')
            self._groups[int(call)][inner] = group


def _call(index: int, configuration: Configuration) -> str:
    inputs = ''.join(f'  {name} = {text}\n' for name, text in configuration.withheld.items())
    return (
        f'module "c{index}" {{\n  source = "./c{index}"\n{inputs}}}\n'
        f'output "c{index}" {{\n  value = module.c{index}\n}}'
    )


def _blamed(stdout: str) -> Iterator[int]:
    """Yield the configurations that Terraform's errors stand in."""
    for line in stdout.splitlines():
        diagnostic = json.loads(line).get('diagnostic', {})
        if diagnostic.get('severity') == 'error':
            yield int(_BLAMED.findall(_where(diagnostic))[0])


def _where(diagnostic: Mapping[str, Any]) -> str:
    """Return the text that names the module in which an error stands."""
    if 'range' not in diagnostic:  # a circle
        return str(diagnostic['summary'])
    file = str(diagnostic['range']['filename'])
    return file if '/' in file else str(diagnostic['snippet']['context'])


def differences_of(
    directory: Path,
    options: ReadOptions,
    planned: Planned,
    found: Comparison,
    *,
    tells_all: bool,
    library: Library | None = None,
) -> Iterator[str]:
    """Yield how what is read of a root module differs from what is planned.

    `tells_all` says that nothing is withheld from our reader. What is unknown is counted.
    `library` has what was read in other deployments of it.
    """
    module = root_module(str(directory), options=options)
    for name, truth in planned.outputs.items():
        try:
            value = module.output(name)
        except EvaluationError as error:
            value = Value(Unknown(f'refused: {error}'))
        found.count(value.first_unknown(), determinable=tells_all)
        if not agrees(value, truth, strict=tells_all):
            yield f'output `{name}`: read {shown(value)}, planned {json.dumps(truth)}'
    reading = read_root(os.path.normpath(directory), options=options, library=library)
    yield from (problem.message for problem in reading.problems)
    resources = [resource for estate in reading.estates for resource in estate.resources]
    for resource in resources:
        found.count(resource.existence or resource.parameters.rest, determinable=tells_all)
    yield from _group_differences(resources, planned.groups)


def _group_differences(resources: Many[Resource], groups: Mapping[str, Any]) -> Iterator[str]:
    for address in groups:
        if not any(_stands_for(resource, address) for resource in resources):
            yield f'`{address}` is planned and not read'
    for resource in resources:
        planned = {a: group for a, group in groups.items() if _stands_for(resource, a)}
        if resource.existence is None and not planned:
            yield f'`{resource.address}` is read and not planned'
        for address, truth in planned.items():
            name = resource.attributes.get('name', Value(None))
            if not _text_agrees(name, truth['name'] or None):
                yield f'`{address}`: read {shown(name)}, planned {truth["name"]}'
            written = [(entry['name'], entry['value']) for entry in truth['parameter']]
            if not _parameters_agree(resource.parameters, written):
                entries = resource.parameters.entries
                ours = [(shown(entry.name), shown(entry.value)) for entry in entries]
                yield f'`{address}`: read {ours}, planned {written}'


def _stands_for(resource: Resource, address: str) -> bool:
    """Return whether a resource is the planned one, or the one that stands for all."""
    if resource.existence is None:
        return resource.address == address
    return _INDEX.sub('', resource.address) == _INDEX.sub('', address)


def _parameters_agree(ours: Parameters, truth: list[tuple[str | None, str | None]]) -> bool:
    """Return whether the entries that are read can be those that are planned."""
    remaining = list(truth)
    # The surest entries choose first.
    for entry in sorted(ours.entries, key=lambda e: (not e.name.is_known) + (not e.value.is_known)):
        match = next(
            (
                (name, value)
                for name, value in remaining
                if _text_agrees(entry.name, name) and _text_agrees(entry.value, value)
            ),
            None,
        )
        if match is None:
            return False
        remaining.remove(match)
    return not remaining or ours.rest is not None


def _text_agrees(value: Value, truth: str | None) -> bool:
    data = value.data
    if isinstance(data, Unknown):
        return True
    return truth == (text_of(data) if isinstance(data, (bool, int, float, str)) else data)


def agrees(value: Value, truth: Any, *, strict: bool = True) -> bool:
    """Return whether everything that a value claims is true.

    Where it is not `strict`, a number is as good as its text: which of the two a list has
    may depend on an element that is unknown.
    """
    data = value.data
    if isinstance(data, Unknown):
        return True
    if isinstance(data, Sequence):
        return isinstance(truth, list) and _sequences_agree(data, truth, strict)
    if isinstance(data, Handle):
        names = data.names()
        data = MappingData(
            {name: data.attribute(name) for name in names or ()},
            unlisted(data) if names is None else None,
        )
    if isinstance(data, MappingData):
        return isinstance(truth, dict) and _mappings_agree(data, truth, strict)
    if not strict and isinstance(truth, str):
        return _text_agrees(value, truth)
    if isinstance(data, bool) or isinstance(truth, bool) or not isinstance(data, (int, float)):
        return type(data) is type(truth) and data == truth
    return isinstance(truth, (int, float)) and number_text(data) == number_text(truth)


def _sequences_agree(ours: Sequence, truth: list[Any], strict: bool) -> bool:
    if ours.rest is None and not ours.is_set:
        return len(ours) == len(truth) and all(
            agrees(item, other, strict=strict)
            for item, other in zip(ours.items, truth, strict=True)
        )
    sure = [item for item in ours.items if item.first_unknown() is None]
    if not all(any(agrees(item, other, strict=strict) for other in truth) for item in sure):
        return False
    return ours.rest is not None or len(sure) < len(ours) or len(ours) == len(truth)


def _mappings_agree(ours: MappingData, truth: dict[str, Any], strict: bool) -> bool:
    if ours.rest is None and ours.items.keys() != truth.keys():
        return False
    return all(
        key in truth and agrees(item, truth[key], strict=strict) for key, item in ours.items.items()
    )


def shown(value: Value) -> str:
    """Return a value as text; `?` is an unknown part."""
    data = value.data
    if isinstance(data, Unknown):
        return f'?({data.reason})'
    if isinstance(data, Sequence):
        inner = [shown(item) for item in data.items] + (['…'] if data.rest else [])
        return ('set' if data.is_set else '') + f'[{", ".join(inner)}]'
    if isinstance(data, MappingData):
        inner = [f'{k}: {shown(v)}' for k, v in data.items.items()] + (['…'] if data.rest else [])
        return f'{{{", ".join(inner)}}}'
    return repr(data)
