"""The documentation: its commands run, its outputs are real, its links lead on."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from checkov_aurora_pg.command_line.arguments import parser
from checkov_aurora_pg.facts.approved_lists import approved_lists
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.scanning.configuration_file import KEYS
from checkov_aurora_pg.scanning.configuration_file import read
from testing.sessions import DOCS
from testing.sessions import PAGES
from testing.sessions import README
from testing.sessions import REPOSITORY
from testing.sessions import reasons
from testing.sessions import refreshed

GUIDES = DOCS / 'guides'
ALL = [README, *sorted(REPOSITORY.glob('CONTRIBUTING.md')), *sorted(DOCS.rglob('*.md'))]

# Blocks that no test runs: each says why, and there are no more than these.
NOT_RUN = 7

_FENCE = re.compile(r'^```(?P<language>\w*)\n(?P<body>.*?)^```$', re.DOTALL | re.MULTILINE)
_LINK = re.compile(r'\]\((?!https?:)(?P<path>[^)#]*)(?:#(?P<anchor>[^)]+))?\)')
_HEADING = re.compile(r'^#+ (.+)$', re.MULTILINE)


def _shown(page: Path) -> str:
    return page.relative_to(REPOSITORY).as_posix()


def _text(page: Path) -> str:
    return page.read_text(encoding='utf-8')


def _blocks(page: Path, language: str) -> list[str]:
    return [one['body'] for one in _FENCE.finditer(_text(page)) if one['language'] == language]


def _with(mark: str) -> list[Path]:
    return [page for page in PAGES if mark in _text(page)]


def _anchors(page: Path) -> set[str]:
    """Return the names that GitHub gives to a page's headings."""
    return {
        re.sub(r'[^\w\- ]', '', heading.lower()).replace(' ', '-')
        for heading in _HEADING.findall(_FENCE.sub('', _text(page)))
    }


@pytest.mark.parametrize('page', _with('```console'), ids=_shown)
def test_the_outputs_are_those_of_the_commands(page: Path) -> None:
    # Checkov prints its checks in the order in which its threads end.
    now = Counter(refreshed(_text(page)).splitlines())

    assert now == Counter(_text(page).splitlines()), 'run `python -m testing.sessions`'


def test_what_is_not_run_says_why() -> None:
    why = [reason for page in PAGES for reason in reasons(_text(page))]

    assert all(why)
    assert len(why) <= NOT_RUN


@pytest.mark.parametrize('page', ALL, ids=_shown)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in _LINK.finditer(_FENCE.sub('', _text(page))):
        target = page.parent / link['path'] if link['path'] else page
        assert target.exists(), link[0]
        if link['anchor']:
            assert link['anchor'] in _anchors(target), link[0]


def test_the_index_leads_to_every_guide() -> None:
    linked = {link['path'] for link in _LINK.finditer(_text(DOCS / 'README.md'))}

    assert {f'guides/{page.name}' for page in GUIDES.glob('*.md')} <= linked


def test_the_readme_has_a_row_for_every_policy() -> None:
    rows = re.findall(r'^\| \[`(CKV2_AURORAPG_\d+)`\]\((.+?)\) \| (.+?) \|', _text(README), re.M)

    assert rows == [
        (policy.id, f'docs/policies/{policy.id}.md', policy.title) for policy in POLICIES
    ]


@pytest.mark.parametrize('page', [README, GUIDES / 'configuration.md'], ids=_shown)
def test_every_key_and_list_is_named(page: Path) -> None:
    for name in (*KEYS, *approved_lists()):
        assert f'`{name}`' in _text(page) or re.search(rf'^{name}:', _text(page), re.M), name


def test_the_readme_names_every_option() -> None:
    options = {
        name
        for action in parser()._actions
        for name in action.option_strings
        if name.startswith('--')
    }

    assert [name for name in sorted(options - {'--help'}) if f'`{name}' not in _text(README)] == []


def test_the_defaults_that_are_shown_are_the_defaults(tmp_path: Path) -> None:
    shown = next(block for block in _blocks(GUIDES / 'configuration.md', 'yaml'))
    file = tmp_path / 'shown.yaml'
    file.write_text(shown)

    assert read(file).settings == read(_empty(tmp_path)).settings


def _empty(directory: Path) -> Path:
    file = directory / 'empty.yaml'
    file.write_text('')
    return file


YAML = [(page, block) for page in PAGES for block in _blocks(page, 'yaml')]


@pytest.mark.parametrize(
    ('page', 'block'), YAML, ids=lambda value: _shown(value) if isinstance(value, Path) else ''
)
def test_what_pipelines_run_is_what_there_is(page: Path, block: str) -> None:
    inputs = yaml.safe_load((REPOSITORY / 'action.yml').read_text())['inputs']
    steps = _steps(yaml.safe_load(block))

    for step in steps:
        if '/checkov-aurora-pg@' in step.get('uses', ''):
            assert set(step.get('with', {})) <= set(inputs)
        for command in _commands(step.get('script', [])):
            parser().parse_args(command)


def _steps(document: Any) -> list[dict[str, Any]]:
    """Return the steps of a workflow's jobs, or the jobs of a pipeline."""
    jobs = document.get('jobs', document) if isinstance(document, dict) else {}
    found = [job for job in jobs.values() if isinstance(job, dict)]
    return [*found, *(step for job in found for step in job.get('steps', []))]


def _commands(script: list[str]) -> list[list[str]]:
    """Return the arguments of every run of the command in a script."""
    lines = [shlex.split(line) for line in script]
    return [words[1:] for words in lines if words[0] == 'checkov-aurora-pg']
