"""What is read in one piece, and in which deployments."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aurora_pg.core.deployments import Declared
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.formats import parts_of
from checkov_aurora_pg.readers.options import ReadOptions
from testing.ways import Tree
from testing.ways import plant

ROOT = 'variable "iam" {}\nresource "aws_rds_cluster" "this" {\n  engine = var.iam\n}\n'


@pytest.mark.parametrize(
    ('tree', 'declared', 'names'),
    [
        ({}, (), ['']),
        ({}, (Deployment('prod', workspace='prod'),), ['prod']),
        ({}, (Deployment('prod', parameters=(('Size', '1'),)),), ['']),
        ({'dev.tfvars': 'iam = 1\n', 'prod.tfvars': 'iam = 2\n'}, (), ['dev', 'prod']),
        ({'dev.tfvars': 'iam = 1\n'}, (Deployment('prod', workspace='prod'),), ['prod']),
    ],
)
def test_a_root_has_the_deployments_that_are_declared_or_found(
    tmp_path: Path,
    tree: Tree,
    declared: tuple[Deployment, ...],
    names: list[str],
) -> None:
    """A declared one needs no file of variables around the root."""
    plant(tmp_path, {'main.tf': ROOT, '.git/HEAD': '', **tree})
    options = ReadOptions(declared=tuple(map(Declared, declared)))
    (part,) = parts_of(Sources(roots=(str(tmp_path),), walked=(str(tmp_path),)), options)

    assert [one.name for one in part.deployments()] == names


def test_a_deployment_that_cannot_be_judged_is_a_problem_of_its_root() -> None:
    """Nothing is read of it."""
    (part,) = parts_of(Sources(roots=('/code/a',), walked=('/code/a',)), ReadOptions())
    reading = part.read(Deployment('prod', refusal='has too many files'), ())

    assert reading.problems == (Problem(Place('/code/a', 1, 1), 'has too many files'),)
    assert (reading.estates, reading.covered) == ((), frozenset())
