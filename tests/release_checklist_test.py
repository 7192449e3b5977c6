"""A release whose tag, version and changelog do not agree is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aurora_pg import __version__
from testing.release_checklist import complaints

ROOT = Path(__file__).resolve().parent.parent
CHANGELOG = """# Changelog

## 1.2.0 (2026-03-04)

- What changed.

## 1.1.0 (2026-01-02)

- It.
"""


@pytest.mark.parametrize(
    ('tag', 'version', 'changelog', 'said'),
    [
        ('v1.2.0', '1.2.0', CHANGELOG, []),
        ('1.2.0', '1.2.0', CHANGELOG, ['the tag `1.2.0` is not `v1.2.0`']),
        (
            'v1.2.0',
            '1.3.0',
            CHANGELOG,
            [
                'the tag `v1.2.0` is not `v1.3.0`',
                'the changelog begins with `1.2.0`, not with `1.3.0`',
            ],
        ),
        (
            'v1.2.0',
            '1.2.0',
            CHANGELOG.replace('2026-03-04', 'not released'),
            ['the changelog says `not released` of it: write the date, `YYYY-MM-DD`'],
        ),
        (
            'v1.2.0',
            '1.2.0',
            CHANGELOG.replace('2026-03-04', '2026-02-30'),
            ['the changelog says `2026-02-30` of it: write the date, `YYYY-MM-DD`'],
        ),
        (
            'v1.2.0',
            '1.2.0',
            CHANGELOG.replace('- What changed.\n', ''),
            ['the changelog says nothing of it'],
        ),
        (
            'v1.2.0',
            '1.2.0',
            '# Changelog\n',
            ['the changelog has no heading `## VERSION (YYYY-MM-DD)`'],
        ),
    ],
)
def test_what_disagrees_is_said(tag: str, version: str, changelog: str, said: list[str]) -> None:
    assert complaints(tag, version, changelog) == said


def test_this_changelog_begins_with_this_version() -> None:
    changelog = (ROOT / 'CHANGELOG.md').read_text(encoding='utf-8')

    found = complaints(f'v{__version__}', __version__, changelog)

    assert all('write the date' in one for one in found), found


def test_the_release_runs_it() -> None:
    workflow = (ROOT / '.github' / 'workflows' / 'release.yml').read_text(encoding='utf-8')

    assert 'python -m testing.release_checklist "$GITHUB_REF_NAME"' in workflow
