from __future__ import annotations

import re

import pytest

from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import judge
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.policies.health import health
from testing.estates import in_estate
from testing.estates import resource

each_policy = pytest.mark.parametrize('policy', POLICIES, ids=[policy.name for policy in POLICIES])


def test_the_policies_stand_in_the_order_of_their_ids() -> None:
    assert [policy.id for policy in POLICIES] == [
        f'CKV2_AURORAPG_{number}' for number in range(len(POLICIES))
    ]


@each_policy
def test_a_policy_documents_itself(policy: Policy) -> None:
    assert policy.title.startswith('Aurora PostgreSQL ')
    assert not policy.title.endswith('.')
    for prose in (policy.why, policy.remedy):
        assert len(prose) > 80
        assert prose.rstrip().endswith('.')
    assert policy.references
    assert all(url.startswith('https://docs.aws.amazon.com/') for url in policy.references)


@each_policy
def test_a_policy_says_what_its_severity_follows_from(policy: Policy) -> None:
    assert f'The severity is {policy.severity.lower()} since ' in ' '.join(policy.why.split())


@each_policy
def test_a_policy_names_no_format(policy: Policy) -> None:
    words = re.compile(r'\b(terraform|cloudformation|cdk|aws_|AWS::)', re.IGNORECASE)
    assert not words.search(f'{policy.title} {policy.why} {policy.remedy}')


@pytest.mark.parametrize('kind', list(Kind))
def test_health_has_no_verdict_of_its_own(kind: Kind) -> None:
    subject = in_estate(resource(kind, 'subject', engine='aurora-postgresql'))
    assert judge(health, subject, Settings()) is None
