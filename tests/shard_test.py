"""One part of several: together they are the whole, and none has much more to do."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import trees
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.discovery import Subjects
from checkov_aurora_pg.readers.discovery import discover
from checkov_aurora_pg.readers.terraform.roots import sizes
from checkov_aurora_pg.scanning.shard import Shard
from checkov_aurora_pg.scanning.shard import part_of
from testing.scans import Run
from testing.scans import run

BROKEN = 'resource "aws_rds_cluster" "broken" {\n'
CLUSTER = 'resource "aws_rds_cluster" "this" {\n  engine = "aurora-postgresql"\n}\n'


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of roots of different sizes, a plan, templates, and what is not judged."""
    (tmp_path / '.git').mkdir()
    trees.stacks(tmp_path / 'terraform', clusters=30, of_a_stack=4)
    trees.stacks(tmp_path / 'small', clusters=5, of_a_stack=1)
    trees.large_plan(tmp_path / 'plan', clusters=3, others=5)
    trees.templates(tmp_path / 'templates', clusters=6, of_a_stack=2)
    (tmp_path / 'broken').mkdir()
    (tmp_path / 'broken' / 'main.tf').write_text(BROKEN)
    (tmp_path / 'outside.json').symlink_to('/etc/hosts')
    for name in ('node_modules', 'legacy', 'uncalled'):
        (tmp_path / name).mkdir()
        (tmp_path / name / 'main.tf').write_text(CLUSTER)
    (tmp_path / 'caller').mkdir()
    (tmp_path / 'caller' / 'main.tf').write_text(
        'module "none" {\n  source = "../uncalled"\n  count  = 0\n}\n',
    )
    (tmp_path / '.checkov-aurora-pg.yaml').write_text('exclude: [legacy]\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv('CHECKOV_AURORA_PG_CONFIG', raising=False)
    return tmp_path


def _findings(report: Run) -> Counter[str]:
    return Counter(json.dumps(finding, sort_keys=True) for finding in report.findings)


def _coverage(report: Run) -> Counter[tuple[str, str, str]]:
    files: list[dict[str, str]] = json.loads(report.out)['coverage']['files']
    return Counter((file['path'], file['state'], file['reason']) for file in files)


def _summary(report: Run) -> Counter[str]:
    summary: dict[str, Any] = json.loads(report.out)['summary']
    return Counter(summary)


@pytest.mark.parametrize('total', [1, 2, 3, 40])
def test_the_parts_together_are_the_whole(tree: Path, total: int) -> None:
    whole = run('--output', 'json')
    parts = [
        run('--shard', f'{number}/{total}', '--output', 'json') for number in range(1, total + 1)
    ]

    assert len(whole.findings) > 100
    assert sum(map(_findings, parts), Counter[str]()) == _findings(whole)
    assert sum(map(_coverage, parts), Counter[tuple[str, str, str]]()) == _coverage(whole)
    assert sum(map(_summary, parts), Counter[str]()) == _summary(whole)
    assert max(part.code for part in parts) == whole.code == 3


def test_no_part_of_roots_is_larger_than_another_by_more_than_one_root(tree: Path) -> None:
    sources = discover([str(tree / 'terraform'), str(tree / 'small')])
    size = sizes(sources.roots)

    loads = [
        sum(size[root] for root in part_of(sources, Shard(number, 3)).roots) for number in (1, 2, 3)
    ]

    assert len(size) > 10
    assert max(loads) - min(loads) <= max(size.values())


def _plans(top: Path, sizes: list[int]) -> Sources:
    """Return plans named `0`, `1` and so on; there is no file of the size 0."""
    for name, size in enumerate(sizes):
        if size:
            (top / str(name)).write_bytes(b' ' * size)
    return Sources(plans=tuple(str(top / str(name)) for name in range(len(sizes))))


@pytest.mark.parametrize(
    ('sizes', 'expected'),
    [
        ([1, 1, 2], [['2'], ['0', '1']]),
        ([2, 1, 1], [['0'], ['1', '2']]),
        ([5, 5, 5, 5], [['0', '2'], ['1', '3']]),
        ([3, 0, 2], [['0'], ['1', '2']]),
    ],
)
def test_the_largest_goes_first_to_whoever_has_least(
    tmp_path: Path,
    sizes: list[int],
    expected: list[list[str]],
) -> None:
    sources = _plans(tmp_path, sizes)

    parts = [part_of(sources, Shard(number, 2)).plans for number in (1, 2)]

    assert [[Path(plan).name for plan in part] for part in parts] == expected


def test_a_part_accounts_for_what_it_reads_and_the_first_for_the_rest(tmp_path: Path) -> None:
    plans = _plans(tmp_path, [2, 1])
    sources = replace(plans, subjects=Subjects(documents=(*plans.plans, '/other')))

    parts = [part_of(sources, Shard(number, 2)) for number in (1, 2)]

    assert [part.subjects.documents for part in parts] == [
        (plans.plans[0], '/other'),
        (plans.plans[1],),
    ]


def test_a_root_is_as_large_as_all_that_it_calls(tree: Path) -> None:
    root = tree / 'terraform' / 'stack0'
    files = [*root.iterdir(), tree / 'terraform' / 'modules' / 'database' / 'main.tf']

    assert sizes([str(root)]) == {str(root): sum(file.stat().st_size for file in files)}


@pytest.mark.parametrize('text', ['0/3', '4/3', '3', '1/', '/3', '-1/3', 'a/b', '1/0'])
def test_what_is_no_part_is_refused(tree: Path, text: str) -> None:
    found = run(f'--shard={text}')

    assert found.code == 2
    assert 'is not a part such as `1/3`' in found.err


def test_a_baseline_is_not_written_of_a_part(tree: Path) -> None:
    found = run('--shard', '1/2', '--write-baseline', 'baseline.json')

    assert (found.code, (tree / 'baseline.json').exists()) == (2, False)
    assert 'without --shard' in found.err


def test_what_another_part_finds_is_not_gone_from_the_baseline(tree: Path) -> None:
    run('--write-baseline', 'baseline.json')

    found = run('--shard', '1/2', '--baseline', 'baseline.json')

    assert ('known from `baseline.json`' in found.out, 'gone' in found.out) == (True, False)
