"""Root modules with files of variables, and ways to deploy them, drawn from a seed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck
from hypothesis import Phase
from hypothesis import given
from hypothesis import seed
from hypothesis import settings
from hypothesis import strategies as st

from testing.terraform_configurations import write_root
from testing.terraform_expressions import Draw
from testing.terraform_functions import hcl

ROOT = 'root/'

_WORKSPACES = ('default', 'dev', 'prod')
# What code asks of a workspace; it goes into expressions wherever a text does.
_BY_WORKSPACE = (
    'terraform.workspace',
    '(terraform.workspace == "prod" ? "1" : "0")',
    'lookup({ prod = "1", dev = "0" }, terraform.workspace, "rds.force_ssl")',
    '(startswith(terraform.workspace, "d") ? "a" : "b")',
)

# Terraform loads the first by itself, and a deployment is given some of the others.
_LOADED = ('terraform.tfvars', 'terraform.tfvars.json', 'a.auto.tfvars', 'B.auto.tfvars.json')
_GIVEN = (
    ('dev.tfvars', 'prod.tfvars.json', 'common.tfvars'),
    ('env/dev.tfvars', 'env/prod.tfvars', 'env/shared.tfvars.json'),
    ('envs/dev/terraform.tfvars', 'envs/prod/terraform.tfvars', 'envs/prod/more.tfvars.json'),
    ('../tfvars/dev.tfvars', '../tfvars/prod.tfvars', 'dev.tfvars', 'global.tfvars'),
)

_NAMED = [{'name': 'rds.force_ssl', 'value': 1}, {'name': 'rds.force_ssl', 'value': '0'}]
# Values for a variable of a kind, the simplest first.
_VALUES: Mapping[str, tuple[object, ...]] = {
    'text': ('1', '0', 'rds.force_ssl', '', 'a', 1, True, '${not a name}', 'two\nlines', 0.1),
    'maybe_text': ('1', None, 'd', 0, False),
    'flag': (True, False, 'true', 'false'),
    'number': (1, 0, '3', 16, '2'),
    'texts': ([], ['a', 'b'], ['1', 2], ['rds.force_ssl', 'rds.force_ssl']),
    'names': ([], ['a', 'b', 'a'], ['d', '1']),
    'map': ({}, {'rds.force_ssl': '1'}, {'rds.force_ssl': 0, 'a': 'x'}, {'value': '1'}),
    'parameters': (
        [],
        _NAMED[:1],
        _NAMED,
        [{'name': 'a', 'value': '1', 'apply_method': 'immediate'}],
    ),
    'parameter_map': ({}, {'rds.force_ssl': {'value': '1'}}, {'b': {'value': '0'}}),
    'settings': (
        {},
        {'family': None},
        {'family': 'f', 'map': {'rds.force_ssl': 1}},
        {'parameters': _NAMED[:1]},
    ),
}
# The same in HCL, which has more than data.
_WRITTEN: Mapping[str, tuple[str, ...]] = {
    'text': ('"${"a"}b"', '<<EOT\nlog\nEOT', '(1 + 1 == 2 ? "1" : "0")'),
    'flag': ('!false', '(1 > 2)'),
    'number': ('1 + 1', '-(-2)'),
    'texts': ('[for t in ["a", "b"] : "${t}1"]', '[ # none\n]'),
    'map': ('{ "a" : 1, (true ? "b" : "c") = 2 }', '{ for t in ["a"] : t => t }'),
}


@dataclass(frozen=True)
class Way:
    """What Terraform is given: files of variables in order, and a workspace."""

    var_files: tuple[str, ...]
    workspace: str


@dataclass(frozen=True)
class Deployed:
    """Files by their paths, of which the root module is in `ROOT`, and ways to deploy it."""

    files: Mapping[str, str]
    ways: tuple[Way, ...]

    def __str__(self) -> str:
        return ''.join(f'--- {path}\n{text}\n' for path, text in self.files.items())


def drawn(number: int, examples: int, ways: int) -> list[Deployed]:
    """Return so many root modules drawn from a seed, each with so many ways to deploy it."""
    found: list[Deployed] = []

    def collect(one: Deployed) -> None:
        found.append(one)

    settled = settings(
        max_examples=examples,
        phases=(Phase.generate,),
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    seed(number)(settled(given(_deployed(ways))(collect)))()
    return found


@st.composite
def _deployed(draw: Draw[Any], ways: int) -> Deployed:
    files: dict[str, str] = {}
    kinds = {name: kind for name, (kind, _) in write_root(draw, ROOT, files, _BY_WORKSPACE).items()}
    given = draw(st.sampled_from(_GIVEN))
    for path in _some(draw, _LOADED):
        files[ROOT + path] = _values(draw, path, kinds, often=False)
    for path in given:
        files[_in_root(path)] = _values(draw, path, kinds, often=True)
    return Deployed(
        files,
        tuple(
            Way(tuple(_some(draw, given)), draw(st.sampled_from(_WORKSPACES))) for _ in range(ways)
        ),
    )


def _in_root(path: str) -> str:
    return path.removeprefix('../') if path.startswith('../') else ROOT + path


def _some(draw: Draw[Any], names: Sequence[str]) -> list[str]:
    """Return some of the names, in any order."""
    return list(draw(st.permutations(names))[: draw(st.integers(0, len(names)))])


def _values(draw: Draw[Any], path: str, kinds: Mapping[str, str], *, often: bool) -> str:
    """Return a file that sets most variables, or a few of them, and one that is not declared."""
    chances = (True, True, True, False) if often else (True, False, False)
    chosen = {name: kind for name, kind in kinds.items() if draw(st.sampled_from(chances))}
    if path.endswith('.json'):
        data = {name: draw(st.sampled_from(_VALUES[kind])) for name, kind in chosen.items()}
        return json.dumps({**data, 'not_declared': 'x'}, indent=2)
    lines = [f'{name} = {_expression(draw, kind)}' for name, kind in chosen.items()]
    return '\n'.join([*lines, 'not_declared = "x"  # Terraform warns of it', ''])


def _expression(draw: Draw[Any], kind: str) -> str:
    written = [*map(hcl, _VALUES[kind]), *_WRITTEN.get(kind, ())]
    return str(draw(st.sampled_from(written)))
