"""The list of messages has every policy and outcome, and each message can be read as it is."""

from __future__ import annotations

import pytest

from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.policies.health import health
from testing.messages import OUTCOMES
from testing.messages import Message
from testing.messages import distinct
from testing.messages import markdown
from testing.messages import messages
from testing.messages import scanned
from testing.messages import sentences

# Terraform and CloudFormation have every outcome; a synthesised template knows most values.
FORMATS = ('Terraform', 'CloudFormation')


@pytest.fixture(scope='module')
def found() -> list[Message]:
    return distinct(messages(scanned()))


def test_every_policy_has_each_outcome_in_each_format(found: list[Message]) -> None:
    there = {(message.id, message.outcome, message.format) for message in found}
    judging = [policy.id for policy in POLICIES if policy is not health]
    wanted = {(id, outcome, format) for id in judging for outcome in OUTCOMES for format in FORMATS}
    wanted |= {(id, 'fail', 'CDK') for id in judging}
    wanted |= {(health.id, 'fail', format) for format in FORMATS}
    assert not wanted - there


def test_a_message_is_one_line(found: list[Message]) -> None:
    assert all(len(message.text.splitlines()) == 1 for message in found)


def test_messages_that_differ_in_their_values_alone_are_one() -> None:
    first, second, other = (
        Message('CKV2_AURORAPG_1', 'fail', 'CDK', text)
        for text in ('`a` is `0`', '`a` is `1`', '`a` is not set')
    )
    assert distinct([first, second, other]) == [first, other]


def test_the_page_has_the_texts_that_no_fixture_brings_about(found: list[Message]) -> None:
    page = '\n'.join(markdown(found, sentences()))
    assert all(f'## {policy.id}: {policy.title}' in page for policy in POLICIES)
    assert '## scanning/changes/baseline.py' in page
    assert 'is not a baseline: write one with `--write-baseline`' in page
