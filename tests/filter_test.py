"""What is not read could not matter: with every filter open, the same is found."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import trees
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.readers import discovery
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.terraform import module_directories
from checkov_aurora_pg.readers.terraform import roots as terraform_roots
from checkov_aurora_pg.readers.terraform.modules import sources
from checkov_aurora_pg.readers.terraform.plan import reader as terraform_plan
from checkov_aurora_pg.readers.walking.relevance import content_of
from checkov_aurora_pg.readers.walking.relevance import mentions_aurora
from checkov_aurora_pg.reports import as_json
from checkov_aurora_pg.scanning.assessment import assess
from checkov_aurora_pg.scanning.diagnostics import report_of
from testing.fixtures import FIXTURES

REPOSITORY = Path(__file__).parent.parent

WRITTEN = [
    *sorted(path for path in FIXTURES.iterdir() if path.is_dir()),
    REPOSITORY / 'examples',
    REPOSITORY / 'docs',
]

GENERATED = {
    'monorepo': lambda directory: trees.monorepo(directory, 400),
    'templates': lambda directory: trees.templates(directory, 40),
    'assembly': lambda directory: trees.assembly(directory, 40),
    'plan': lambda directory: trees.large_plan(directory, 20, 200),
}


def _scanned(directory: Path) -> Counter[str]:
    """Return the findings, each in JSON."""
    found = discovery.discover([str(directory)])
    report = as_json.render(report_of(assess(found, POLICIES, Settings(), ReadOptions())))
    return Counter(map(json.dumps, json.loads(report)['findings']))


def _is_about_what_cannot_matter(text: str) -> bool:
    """Return whether it is said of a file without a token that it cannot be judged."""
    finding = json.loads(text)
    path = Path(finding['path'])
    files = [path] if path.is_file() else [file for file in path.glob('*') if file.is_file()]
    return finding['id'] == 'CKV2_AURORAPG_0' and not any(
        mentions_aurora(content_of(str(file))) for file in files
    )


def _open_every_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (discovery, module_directories, terraform_roots):
        monkeypatch.setattr(module, 'mentions_aurora', lambda content: True)
    monkeypatch.setattr(terraform_plan, '_SELECTION', None)
    monkeypatch.setattr(sources, '_KEPT_BYTES', 0)


def _compare(directory: Path, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    filtered = _scanned(directory)
    with monkeypatch.context() as opened:
        _open_every_filter(opened)
        unfiltered = _scanned(directory)

    assert not filtered - unfiltered
    assert [one for one in unfiltered - filtered if not _is_about_what_cannot_matter(one)] == []
    return filtered


@pytest.mark.parametrize('directory', WRITTEN, ids=lambda path: path.name)
def test_what_people_write(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _compare(directory, monkeypatch)

    assert found or directory.name == 'not_applicable'


@pytest.mark.parametrize('name', GENERATED)
def test_what_is_generated(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    GENERATED[name](tmp_path / name)

    assert _compare(tmp_path / name, monkeypatch)


def test_an_open_filter_reads_what_a_filter_leaves_out(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trees.without_aurora(tmp_path / 'tree', 40)

    assert discovery.discover([str(tmp_path)]).roots == ()
    _open_every_filter(monkeypatch)
    assert len(discovery.discover([str(tmp_path)]).roots) == 5
