from __future__ import annotations

from dataclasses import replace

import pytest

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.policies.iam_authentication import iam_authentication
from testing.estates import Written
from testing.estates import resource
from testing.estates import several
from testing.estates import unknown
from testing.estates import value
from testing.estates import verdict

BLOCK = several(value('source'))


def cluster(**attributes: Written) -> DescribedResource:
    written: dict[str, Written] = {'engine': 'aurora-postgresql', **attributes}
    return resource(Kind.CLUSTER, 'cluster', None, **written)


@pytest.mark.parametrize(
    ('attributes', 'outcome'),
    [
        ({'iam_authentication': True}, Outcome.PASS),
        ({'iam_authentication': 'true'}, Outcome.PASS),
        ({'iam_authentication': False}, Outcome.FAIL),
        ({'iam_authentication': 'false'}, Outcome.FAIL),
        ({'iam_authentication': None}, Outcome.FAIL),
        ({}, Outcome.FAIL),
        ({'iam_authentication': 'maybe'}, Outcome.UNDETERMINED),
        ({'iam_authentication': unknown('`var.iam`')}, Outcome.UNDETERMINED),
        ({'master_user_authentication': 'iam-db-auth'}, Outcome.PASS),
        ({'master_user_authentication': 'password'}, Outcome.FAIL),
        ({'master_user_authentication': unknown('`var.master`')}, Outcome.UNDETERMINED),
        (
            {'master_user_authentication': unknown('`var.master`'), 'iam_authentication': True},
            Outcome.PASS,
        ),
        ({'keeps_iam_authentication_of': 'snapshot'}, Outcome.UNDETERMINED),
        ({'keeps_iam_authentication_of': BLOCK}, Outcome.UNDETERMINED),
        ({'keeps_iam_authentication_of': unknown('`var.snapshot`')}, Outcome.UNDETERMINED),
        ({'keeps_iam_authentication_of': several(rest='`var.restore`')}, Outcome.UNDETERMINED),
        ({'keeps_iam_authentication_of': None}, Outcome.FAIL),
        ({'keeps_iam_authentication_of': ''}, Outcome.FAIL),
        ({'keeps_iam_authentication_of': several()}, Outcome.FAIL),
        ({'keeps_iam_authentication_of': 'snapshot', 'iam_authentication': False}, Outcome.FAIL),
        ({'keeps_iam_authentication_of': 'snapshot', 'iam_authentication': True}, Outcome.PASS),
        ({'restored_from': 'snapshot'}, Outcome.FAIL),
        ({'restored_from': unknown('`var.snapshot`')}, Outcome.FAIL),
        ({'engine_mode': 'serverless'}, None),
        ({'engine_mode': 'provisioned'}, Outcome.FAIL),
        ({'engine_mode': unknown('`var.mode`')}, Outcome.UNDETERMINED),
        ({'engine': 'aurora-mysql'}, None),
        ({'engine': 'postgres'}, None),
        ({'engine': 'docdb'}, None),
        ({'engine': unknown('`var.engine`')}, Outcome.UNDETERMINED),
        ({'engine': None}, None),
        ({'engine': None, 'restored_from': 'snapshot'}, Outcome.UNDETERMINED),
        ({'engine': None, 'replicated_from': 'cluster'}, Outcome.UNDETERMINED),
        ({'engine': None, 'global_cluster': 'global'}, Outcome.UNDETERMINED),
    ],
)
def test_iam_authentication_is_on_only_where_it_is_turned_on(
    attributes: dict[str, Written],
    outcome: Outcome | None,
) -> None:
    result = verdict(iam_authentication, cluster(**attributes))
    assert (result.outcome if result else None) is outcome


@pytest.mark.parametrize(
    ('attributes', 'state'),
    [
        ({}, 'is not set'),
        ({'iam_authentication': False}, 'is `false`'),
    ],
)
def test_a_finding_says_what_to_write_in_the_formats_own_words(
    attributes: dict[str, Written],
    state: str,
) -> None:
    spelling = {'iam_authentication': 'EnableIAMDatabaseAuthentication'}
    subject = replace(cluster(**attributes), spelling=spelling)
    result = verdict(iam_authentication, subject)
    assert result is not None
    (finding,) = result.findings
    assert finding.place == subject.written('iam_authentication')
    assert (finding.place == subject.place) is (not attributes)
    assert finding.message == (
        f'`EnableIAMDatabaseAuthentication` {state}: users can log in with passwords only, '
        'not with IAM tokens; set it to `true`'
    )


@pytest.mark.parametrize(
    ('restored_from', 'reason'),
    [
        ('snapshot', 'the cluster is restored'),
        (unknown('`var.snapshot` has no default'), '`var.snapshot` has no default'),
    ],
)
def test_a_restored_cluster_is_undetermined_and_says_what_decides(
    restored_from: Written,
    reason: str,
) -> None:
    subject = cluster(keeps_iam_authentication_of=restored_from)
    result = verdict(iam_authentication, subject)
    assert result is not None
    (undetermined,) = result.reasons
    assert undetermined.text.startswith('it is not set, and the cluster')
    assert reason in undetermined.text
    assert undetermined.decide == 'set `iam_authentication` to `true`'
    assert undetermined.place == subject.written('keeps_iam_authentication_of')
