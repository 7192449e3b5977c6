"""Our functions and type conversions against Terraform's own, in one plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.readers.terraform.language.exact_numbers import number_text
from checkov_aurora_pg.readers.terraform.language.type_constraints import convert
from testing.terraform_constraints import CONVERSIONS
from testing.terraform_functions import CALLS
from testing.terraform_functions import call
from testing.terraform_functions import hcl
from testing.terraform_functions import plain
from testing.terraform_functions import value_of
from testing.terraform_oracle import TERRAFORM
from testing.terraform_oracle import planned_outputs

pytestmark = pytest.mark.skipif(TERRAFORM is None, reason='terraform is not installed')

_REFUSED = 'refused'


def _expression(name: object, *arguments: object) -> str:
    return f'{name}({", ".join(map(hcl, arguments))})'


def _ours(name: object, *arguments: object) -> object:
    try:
        value = call(name, *arguments)
    except EvaluationError:
        return _REFUSED
    return {'value': _exact(plain(value))}


def _exact(data: object) -> object:
    """Return data for comparison: numbers are equal that are written alike."""
    if isinstance(data, bool) or data is None:
        return data
    if isinstance(data, (int, float)):
        return f'number {number_text(data)}'
    if isinstance(data, list):
        return [_exact(item) for item in data]
    if isinstance(data, dict):
        return {key: _exact(item) for key, item in data.items()}
    return data


@pytest.fixture(scope='module')
def planned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Plan one output for each call and each conversion."""
    directory: Path = tmp_path_factory.mktemp('functions')
    lines = [
        f'output "f{index}" {{\n  value = '
        f'try({{ value = {_expression(*arguments)} }}, "{_REFUSED}")\n}}'
        for index, arguments in enumerate(CALLS)
    ]
    for index, (constraint, _, data) in enumerate(CONVERSIONS):
        lines.append(
            f'variable "v{index}" {{\n  type = {constraint}\n  default = {hcl(data)}\n}}\n'
            f'output "v{index}" {{\n  value = {{ value = var.v{index} }}\n}}'
        )
    (directory / 'main.tf').write_text('\n'.join(lines), encoding='utf-8')
    return planned_outputs(directory, tmp_path_factory.mktemp('work'))


@pytest.mark.parametrize(
    ('index', 'arguments'), list(enumerate(CALLS)), ids=[_expression(*each) for each in CALLS]
)
def test_function_gives_what_terraform_gives(
    planned: dict[str, object],
    index: int,
    arguments: tuple[object, ...],
) -> None:
    assert _ours(*arguments) == _exact(planned[f'f{index}'])


@pytest.mark.parametrize(
    ('index', 'conversion'),
    list(enumerate(CONVERSIONS)),
    ids=[f'{each[0]} from {hcl(each[2])}' for each in CONVERSIONS],
)
def test_conversion_gives_what_terraform_gives(
    planned: dict[str, object],
    index: int,
    conversion: tuple[str, object, object],
) -> None:
    _, constraint, data = CONVERSIONS[index]
    value = convert(value_of(data), constraint)
    assert not isinstance(value.data, Unknown)
    assert {'value': _exact(plain(value))} == _exact(planned[f'v{index}'])
