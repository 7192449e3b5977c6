"""What our reader makes of a root module in each of its deployments, beside Terraform's plans."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from checkov_aurora_pg.core.deployments import Declared
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.terraform.deployments import Deployments
from checkov_aurora_pg.readers.terraform.language.exact_numbers import parse
from checkov_aurora_pg.readers.terraform.modules.sources import Library
from testing.configuration_comparison import Comparison
from testing.configuration_comparison import Planned
from testing.configuration_comparison import differences_of
from testing.configuration_comparison import planned_groups
from testing.drawn_deployments import ROOT
from testing.drawn_deployments import Deployed
from testing.terraform_oracle import TERRAFORM
from testing.terraform_provider import running_provider

# Plans that are made at once.
_AT_ONCE = 2
_SECONDS = 60


def compare(drawn: list[Deployed], work: Path) -> Comparison:
    """Compare each root module in each of its ways, and in those that are found without them.

    `work` is an empty directory. What Terraform refuses is counted and left out.
    """
    found = Comparison()
    with running_provider() as environment, ThreadPoolExecutor(_AT_ONCE) as pool:
        for index, one in enumerate(drawn):
            root = _written(one, work / str(index)) / ROOT
            terraform = partial(_run, root, environment)
            if terraform('default', 'init', '-backend=false').returncode:
                found.refused += len(one.ways)
                continue
            deployments = _deployments(one, root)
            plans = pool.map(partial(_planned, root, environment), deployments)
            differences = list(_all_differences(root, deployments, plans, found))
            if differences:
                found.differences[index] = '\n'.join(differences)
    return found


def _written(one: Deployed, directory: Path) -> Path:
    for path, text in one.files.items():
        file = directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding='utf-8')
    return directory


def _deployments(one: Deployed, root: Path) -> list[Deployment]:
    """Return the drawn ways, and what is found, in the workspace of that name."""
    drawn = [
        Deployment(
            'drawn', tuple(os.path.normpath(root / path) for path in way.var_files), way.workspace
        )
        for way in one.ways
    ]
    options = ReadOptions(boundary=str(root.parent))
    by_itself = Deployments(Library()).of(os.path.normpath(root), options)
    found = [Deployment(each.name, each.var_files, 'default') for each in by_itself]
    return list({(each.var_files, each.workspace): each for each in (*found, *drawn)}.values())


def _told(root: Path, deployments: list[Deployment]) -> Library:
    """Return a library that knows what differs, so that the rest is evaluated once."""
    library, directory = Library(), os.path.normpath(root)
    declared = tuple(Declared(one, root=directory) for one in deployments)
    Deployments(library).of(directory, ReadOptions(declared=declared))
    return library


def _planned(
    root: Path,
    environment: Mapping[str, str],
    deployment: Deployment,
) -> Planned | None:
    """Return what Terraform plans; None where it refuses to."""
    terraform = partial(_run, root, environment, deployment.workspace or 'default')
    files = (f'-var-file={os.path.relpath(path, root)}' for path in deployment.var_files)
    plan = f'plan{abs(hash((deployment.var_files, deployment.workspace)))}'
    if terraform(
        'plan', '-input=false', '-refresh=false', '-lock=false', f'-out={plan}', *files
    ).returncode:
        return None
    shown = json.loads(terraform('show', '-json', plan).stdout, parse_float=parse, parse_int=parse)
    return Planned(
        {name: change['after'] for name, change in shown['output_changes'].items()},
        dict(planned_groups(shown['planned_values'].get('root_module', {}))),
    )


def _run(
    root: Path,
    environment: Mapping[str, str],
    workspace: str,
    *arguments: str,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (TERRAFORM or 'terraform', *arguments),
        cwd=root,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
        env={
            **os.environ,
            **environment,
            'CHECKPOINT_DISABLE': '1',
            'TF_IN_AUTOMATION': '1',
            'TF_WORKSPACE': workspace,
            'GOGC': 'off',
            'GOMAXPROCS': '1',
        },
    )


def _all_differences(
    root: Path,
    deployments: list[Deployment],
    plans: Iterator[Planned | None],
    found: Comparison,
) -> Iterator[str]:
    library = _told(root, deployments)
    for deployment, planned in zip(deployments, plans, strict=True):
        if planned is None:
            found.refused += 1
            continue
        found.compared += 1
        options = ReadOptions(boundary=str(root.parent), deployment=deployment)
        given = ' '.join(os.path.relpath(path, root) for path in deployment.var_files)
        for difference in differences_of(
            root,
            options,
            planned,
            found,
            tells_all=True,
            library=library,
        ):
            yield f'{deployment.name} [{given}] in `{deployment.workspace}`: {difference}'
