"""Terraform itself as the judge of the Terraform reader.

Outputs, locals, modules and `terraform_data` need no provider, so a plan of them is the
truth about the language, wherever the program is installed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Handle
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.terraform.language.exact_numbers import parse
from checkov_aurora_pg.readers.terraform.reader import root_module

TERRAFORM = shutil.which('terraform')
_SECONDS = 120

# What JSON has no word for.
UNKNOWN = '(known after apply)'


def planned_outputs(directory: Path, work: Path) -> dict[str, object]:
    """Return what Terraform plans for each output of a root module; unknown is `UNKNOWN`.

    The module is planned in `work`, an empty directory. Raises `AssertionError` with
    Terraform's own words when it refuses.
    """
    assert TERRAFORM is not None, 'the caller checks that Terraform is present'
    copy = work / directory.name
    shutil.copytree(directory, copy)
    _run(copy, 'init', '-input=false', '-backend=false')
    _run(copy, 'plan', '-input=false', '-out=plan')
    plan = json.loads(_run(copy, 'show', '-json', 'plan'), parse_float=parse, parse_int=parse)
    return {
        name: UNKNOWN if change['after_unknown'] is True else change['after']
        for name, change in plan['output_changes'].items()
    }


def _run(directory: Path, *arguments: str) -> str:
    environment = {**os.environ, 'TF_IN_AUTOMATION': '1', 'CHECKPOINT_DISABLE': '1'}
    result = subprocess.run(
        (TERRAFORM or 'terraform', *arguments),
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert result.returncode == 0, f'{arguments[0]}: {result.stdout}{result.stderr}'
    return result.stdout


def read_outputs(directory: Path) -> dict[str, object]:
    """Return what our reader makes of each output of a root module."""
    module = root_module(str(directory), options=ReadOptions())
    return {name: _output(module.output, name) for name in module.source.outputs}


def _output(output: object, name: str) -> object:
    assert callable(output)
    try:
        return plain(output(name))
    except EvaluationError as error:
        return f'refused: {error}'


def plain(value: Value) -> object:
    """Return a value as JSON would have it; what is unknown within is `UNKNOWN`.

    Of a collection with unknown elements, all is unknown, as in Terraform.
    """
    data = value.data
    if isinstance(data, Unknown):
        return UNKNOWN
    if isinstance(data, Sequence):
        return UNKNOWN if data.rest else [plain(item) for item in data.items]
    if isinstance(data, Mapping):
        return UNKNOWN if data.rest else {k: plain(item) for k, item in data.items.items()}
    if isinstance(data, Handle):
        names = data.names()
        if names is None:
            return UNKNOWN
        return {name: plain(data.attribute(name)) for name in names}
    return data
