"""Trees of any size, the same ones for the same seed."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from benchmarks.clusters import plan
from benchmarks.clusters import template
from benchmarks.clusters import write_assembly
from benchmarks.clusters import write_module
from benchmarks.clusters import write_service
from benchmarks.clusters import write_stack
from benchmarks.deployed_roots import SHAPES

SEED = 6

# As in real repositories: what one team deploys together.
_FILES_OF_A_SERVICE = 8
_CLUSTERS_OF_A_STACK = 2
# The stack's own file is the only one that speaks of Aurora.
_SHARE_OF_AURORA = 0.02


def without_aurora(directory: Path, files: int, seed: int = SEED) -> None:
    """Write so many Terraform files, none of which has to do with Aurora."""
    random = Random(seed)
    for number, start in enumerate(range(0, files, _FILES_OF_A_SERVICE)):
        count = min(_FILES_OF_A_SERVICE, files - start)
        write_service(directory / f'team{number % 20}' / f'service{number}', count, random)


def monorepo(directory: Path, files: int, seed: int = SEED) -> None:
    """Write about so many Terraform files, of which a fiftieth has to do with Aurora."""
    random = Random(seed)
    without_aurora(directory, files - round(files * _SHARE_OF_AURORA), seed)
    write_module(directory / 'modules' / 'database')
    for number in range(round(files * _SHARE_OF_AURORA)):
        stack = directory / f'team{number % 20}' / f'database{number}'
        write_stack(stack, _CLUSTERS_OF_A_STACK, '../../modules/database', random)


def stacks(directory: Path, clusters: int, of_a_stack: int = 10, seed: int = SEED) -> None:
    """Write Terraform roots that have so many clusters between them."""
    random = Random(seed)
    write_module(directory / 'modules' / 'database')
    for start in range(0, clusters, of_a_stack):
        count = min(of_a_stack, clusters - start)
        write_stack(directory / f'stack{start}', count, '../modules/database', random)


def environments(
    directory: Path,
    shape: str,
    roots: int,
    files: int,
    seed: int = SEED,
) -> None:
    """Write so many Terraform roots of a shape, each with so many files of variables."""
    for number in range(roots):
        # What a root has does not depend on how many files it has.
        random = Random(f'{seed} {number}')
        name = f'db{number}'
        SHAPES[shape](directory / f'team{number % 20}' / name, name, files, random)


def templates(directory: Path, clusters: int, of_a_stack: int = 10, seed: int = SEED) -> None:
    """Write CloudFormation templates that have so many clusters between them."""
    random = Random(seed)
    directory.mkdir(parents=True)
    for start in range(0, clusters, of_a_stack):
        made = template(min(of_a_stack, clusters - start), random)
        (directory / f'stack{start}.json').write_text(json.dumps(made, indent=1))


def assembly(directory: Path, clusters: int, of_a_stack: int = 10, seed: int = SEED) -> None:
    """Write a CDK assembly whose stacks have so many clusters between them."""
    write_assembly(directory, -(-clusters // of_a_stack), of_a_stack, Random(seed))


def large_plan(directory: Path, clusters: int, others: int, seed: int = SEED) -> None:
    """Write a plan of so many clusters and other resources, as Terraform does: on one line."""
    directory.mkdir(parents=True)
    (directory / 'plan.json').write_text(json.dumps(plan(clusters, others, Random(seed))))
