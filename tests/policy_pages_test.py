"""The documentation's pages are those that the policies, facts and examples make now."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.policies.health import health
from testing.policy_pages import FAILING
from testing.policy_pages import FORMATS
from testing.policy_pages import PAGES
from testing.policy_pages import PASSING
from testing.policy_pages import Example
from testing.policy_pages import Format
from testing.policy_pages import example
from testing.policy_pages import pages

JUDGING = [policy for policy in POLICIES if policy is not health]

each_example = pytest.mark.parametrize(
    ('policy', 'format'),
    [(policy, format) for policy in JUDGING for format in FORMATS],
    ids=lambda value: value.title.lower() if isinstance(value, Format) else value.name,
)


def _example(policy: Policy, format: Format, outcome: str) -> Example:
    found = example(policy, format, outcome)
    assert found is not None, f'`{policy.name}` has no {outcome} example in {format.title}'
    return found


@pytest.mark.parametrize('file', sorted(pages()), ids=lambda file: file.stem)
def test_a_page_is_up_to_date(file: Path) -> None:
    assert file.exists(), 'run `python -m testing.policy_pages`'
    assert file.read_text(encoding='utf-8') == pages()[file], 'run `python -m testing.policy_pages`'


def test_every_policy_has_a_page_and_no_page_is_left_over() -> None:
    names = {policy.id for policy in POLICIES} | {'README'}

    assert {file.stem for file in PAGES.glob('*.md')} == names


@each_example
def test_the_failing_example_fails_once(policy: Policy, format: Format) -> None:
    out = _example(policy, format, FAILING).scan(policy).out

    counts = f'1 failed (1 {policy.severity.lower()}), 0 undetermined, 0 skipped, 0 passed'
    assert counts in out.splitlines()


@each_example
def test_the_passing_example_passes_once(policy: Policy, format: Format) -> None:
    out = _example(policy, format, PASSING).scan(policy).out

    assert out == 'files: 1 judged\n0 failed, 0 undetermined, 0 skipped, 1 passed\n'
