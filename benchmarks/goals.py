"""The goals, and what is measured for each."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks import trees
from benchmarks.deployed_roots import SHAPES
from benchmarks.measure import ROOT
from benchmarks.measure import Sample
from benchmarks.measure import measured
from benchmarks.programs import CHECKS
from benchmarks.programs import OURS
from benchmarks.programs import checkov
from benchmarks.programs import found
from benchmarks.programs import plugin

_EXAMPLES = ROOT / 'examples'
_POLICIES = ','.join(f'CKV2_AURORAPG_{number}' for number in range(11))
# A check of Checkov's own, so that a run of it without the plugin has something to do.
_OWN_CHECK = 'CKV_AWS_96'
_MEMORY = 200
_ROOTS = 200
_FILES = 5
# What two measurements of one thing differ by on a machine that does other work.
_NOISE = 0.1


@dataclass(frozen=True)
class Size:
    """How much is measured: numbers of runs, files and clusters, and seconds for one run."""

    runs: int
    limit: float
    monorepo: int
    without_aurora: int
    with_checkov: int
    clusters: tuple[int, int]
    files: tuple[int, int]
    plan: tuple[int, int]


QUICK = Size(
    runs=3,
    limit=120,
    monorepo=1_000,
    without_aurora=1_000,
    with_checkov=150,
    clusters=(10, 1_000),
    files=(100, 10_000),
    plan=(10, 5_000),
)
FULL = Size(
    runs=5,
    limit=600,
    monorepo=4_500,
    without_aurora=4_500,
    with_checkov=2_400,
    clusters=(10, 10_000),
    files=(100, 100_000),
    plan=(100, 40_000),
)


class Row(NamedTuple):
    """A goal, what was measured, and whether it is reached; None where that has no answer."""

    work: str
    goal: str
    measured: str
    is_reached: bool | None


Measure = Callable[[Path, Size], Iterator[Row]]


def _said(sample: Sample) -> str:
    least = '' if sample.is_whole else 'stopped after '
    return f'{least}{sample.seconds:.2f} s'


def _goal(name: str, factor: float) -> str:
    return f'below {name}' if factor == 1 else f'1/{factor:.0f} of {name}'


def _beside(
    work: str,
    ours: Sample,
    others: dict[str, Sample],
    goals: dict[str, float],
) -> Row:
    """Return a row of each program's time and how many times ours it is."""
    parts = [f'{ours.seconds:.2f} s']
    reached: list[bool] = []
    for name, sample in others.items():
        ratio = sample.seconds / ours.seconds
        least = '' if sample.is_whole else 'over '
        parts.append(f'{name} {_said(sample)}, {least}{ratio:.1f} times as long')
        if ratio >= goals[name] or sample.is_whole:
            reached.append(ratio >= goals[name])
    goal = ', '.join(_goal(name, goals[name]) for name in others)
    return Row(work, goal, '; '.join(parts), all(reached) if reached else None)


def _compared(
    work: str,
    directory: Path,
    size: Size,
    others: dict[str, tuple[float, tuple[str, ...]]],
) -> Iterator[Row]:
    """Yield a row of our command beside others, each with its factor and its command line.

    One that is not installed has a row of its own that says so.
    """
    there = {
        name: (path, *command[1:])
        for name, (_, command) in others.items()
        if (path := found(command[0])) is not None
    }
    samples = measured({'ours': OURS, **there}, directory, size.runs, size.limit)
    goals = {name: factor for name, (factor, _) in others.items()}
    yield _beside(work, samples['ours'], {name: samples[name] for name in there}, goals)
    for name in others.keys() - there.keys():
        yield Row(work, _goal(name, goals[name]), 'not measured: it is not installed', None)


def one_stack(directory: Path, size: Size) -> Iterator[Row]:
    """Measure one small stack in each format."""
    stack = directory / 'terraform'
    shutil.copytree(_EXAMPLES / 'terraform' / 'violating', stack)
    yield from _compared(
        'one Terraform stack',
        stack,
        size,
        {
            'Checkov with the plugin': (8, plugin('terraform')),
            'Trivy': (1, ('trivy', 'config', '--skip-check-update', '--quiet', '.')),
        },
    )
    template = directory / 'cloudformation'
    template.mkdir()
    shutil.copy(_EXAMPLES / 'cloudformation' / 'violating.yaml', template)
    yield from _compared(
        'one CloudFormation template',
        template,
        size,
        {
            'Checkov with the plugin': (12, plugin('cloudformation')),
            'cfn-lint': (1, ('cfn-lint', 'violating.yaml')),
        },
    )
    app = directory / 'cdk.out'
    shutil.copytree(_EXAMPLES / 'cdk' / 'violating' / 'cdk.out', app)
    yield from _compared(
        'one CDK assembly',
        app,
        size,
        {
            'Checkov with the plugin': (12, plugin('cloudformation')),
            'cfn-lint': (1, ('cfn-lint', '*.template.json')),
        },
    )


def without_aurora(directory: Path, size: Size) -> Iterator[Row]:
    """Measure a tree, and a commit of twenty files, that have nothing to do with Aurora."""
    trees.without_aurora(directory, size.without_aurora)
    subprocess.run(('git', 'init', '--quiet', '.'), cwd=directory, check=True)
    changed = sorted(str(path.relative_to(directory)) for path in directory.rglob('*.tf'))[:20]
    samples = measured(
        {
            'tree': OURS,
            'commit': (*OURS, *changed),
            'checkov': (found('checkov') or 'checkov', '--version'),
        },
        directory,
        size.runs,
        size.limit,
    )
    allowed = samples['checkov'].seconds / 20 + size.without_aurora / 20 / 1_000
    for name, work in (
        ('tree', f'{size.without_aurora:,} files without Aurora'),
        ('commit', f'a commit of 20 files without Aurora, of {size.without_aurora:,}'),
    ):
        seconds = samples[name].seconds
        yield Row(
            work,
            '1/20 of `checkov --version` and 1 ms for 20 files',
            f'{seconds:.2f} s of {allowed:.2f} s',
            seconds <= allowed,
        )


def monorepo(directory: Path, size: Size) -> Iterator[Row]:
    """Measure a repository of which a fiftieth has to do with Aurora."""
    trees.monorepo(directory, size.monorepo)
    samples = measured(
        {'ours': OURS, 'checkov': plugin('terraform')},
        directory,
        size.runs,
        size.limit,
    )
    ours = samples['ours']
    work, name = f'a monorepo of {size.monorepo:,} files', 'Checkov with the plugin'
    yield _beside(work, ours, {name: samples['checkov']}, {name: 60})
    yield Row(
        work,
        f'below 10 s and {_MEMORY} MiB',
        f'{_said(ours)}, {ours.mebibytes:.0f} MiB',
        ours.seconds < 10 and ours.mebibytes < _MEMORY,
    )


def growth(directory: Path, size: Size) -> Iterator[Row]:
    """Measure whether what one cluster, or one file, costs rises with their number."""
    formats = {
        'Terraform': trees.stacks,
        'CloudFormation': trees.templates,
        'CDK': trees.assembly,
    }
    for name, write in formats.items():
        yield _growth(f'clusters in {name}', directory / name, size.clusters, write, size)
    yield _growth('files', directory / 'files', size.files, trees.without_aurora, size)


def _growth(
    what: str,
    directory: Path,
    numbers: tuple[int, int],
    write: Callable[[Path, int], None],
    size: Size,
) -> Row:
    """Return a row that compares what each costs up to the geometric mean, and beyond it.

    What a process costs without any of them is in neither.
    """
    least, most = numbers
    steps = (least, round((least * most) ** 0.5), most)
    directory.mkdir(parents=True)
    samples: list[Sample] = []
    for number in steps:
        write(directory / str(number), number)
        tree = directory / str(number)
        samples.append(measured({'ours': OURS}, tree, size.runs, size.limit)['ours'])
    each = [
        (samples[step + 1].seconds - samples[step].seconds) / (steps[step + 1] - steps[step])
        for step in (0, 1)
    ]
    return Row(
        f'from {least:,} to {most:,} {what}',
        'time for each does not rise',
        f'{each[0] * 1_000:.2f} ms for each up to {steps[1]:,}, {each[1] * 1_000:.2f} ms beyond; '
        f'{_said(samples[2])} and {samples[2].mebibytes:.0f} MiB for all',
        each[1] <= each[0] * (1 + _NOISE) if samples[2].is_whole else None,
    )


def added_to_checkov(directory: Path, size: Size) -> Iterator[Row]:
    """Measure what the plugin adds to a run of Checkov that takes its time."""
    trees.monorepo(directory, size.with_checkov)
    with_plugin = f'{_OWN_CHECK},{_POLICIES}'
    samples = measured(
        {
            'without': checkov('terraform', '--check', _OWN_CHECK),
            'with': checkov(
                'terraform',
                '--check',
                with_plugin,
                '--external-checks-dir',
                CHECKS,
            ),
        },
        directory,
        size.runs,
        size.limit,
    )
    before, after = samples['without'], samples['with']
    added = after.seconds / before.seconds - 1
    is_whole = before.is_whole and after.is_whole
    yield Row(
        f'Checkov with the plugin, {size.with_checkov:,} files',
        'below 3 % more than without',
        f'{_said(before)} without, {_said(after)} with: {added:+.1%}',
        added < 0.03 if is_whole else None,
    )


def deployments(directory: Path, size: Size) -> Iterator[Row]:
    """Measure roots with a file of variables for each environment, beside the same with one."""
    for number, shape in enumerate(SHAPES):
        yield _deployed(shape, directory / str(number), size)


def _deployed(shape: str, directory: Path, size: Size) -> Row:
    trees.environments(directory / 'one', shape, _ROOTS, 1)
    trees.environments(directory / 'several', shape, _ROOTS, _FILES)
    commands = {name: (*OURS, name) for name in ('one', 'several')}
    one, several = measured(commands, directory, size.runs, size.limit).values()
    ratio = several.processor / one.processor
    return Row(
        f'{_ROOTS} {shape}, with {_FILES} files of variables each',
        'twice those with one file',
        f'{several.processor:.2f} s of the processor; {one.processor:.2f} s with one file: '
        f'{ratio:.2f} times as long',
        ratio < 2 if one.is_whole and several.is_whole else None,
    )


def plan(directory: Path, size: Size) -> Iterator[Row]:
    """Measure a large plan, most of which has nothing to do with Aurora."""
    clusters, others = size.plan
    trees.large_plan(directory, clusters, others)
    ours = measured({'ours': OURS}, directory, size.runs, size.limit)['ours']
    mebibytes = (directory / 'plan.json').stat().st_size / 1024 / 1024
    yield Row(
        f'a plan of {mebibytes:.0f} MiB with {clusters:,} clusters',
        '',
        f'{_said(ours)}, {ours.mebibytes:.0f} MiB',
        None,
    )


MEASURES: dict[str, Measure] = {
    'stack': one_stack,
    'without': without_aurora,
    'monorepo': monorepo,
    'growth': growth,
    'checkov': added_to_checkov,
    'plan': plan,
    'deployments': deployments,
}
