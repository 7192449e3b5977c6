from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.described_resource import Skip
from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.core.policy import judge
from checkov_aurora_pg.core.policy import judge_unseen
from checkov_aurora_pg.core.policy import policy
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from testing.estates import in_estate

PLACE = Place('/code/main.tf', 1, 9)


def named_well(cluster: Resource) -> bool:
    return cluster.text('engine') == 'aurora-postgresql'


@policy(
    id='X_1',
    title='Cluster has a good name',
    severity=Severity.LOW,
    subject=Kind.CLUSTER,
    applies=named_well,
    remedy='name it well',
    references=('https://example.com',),
)
def good_name(cluster: Resource, settings: Settings) -> Iterator[Finding]:
    """Names matter."""
    if cluster.text('name') == 'bad':
        yield Finding('name', '`name` is `bad`', cluster.written('name'))
    cluster.read('port')


def cluster(
    kind: Kind = Kind.CLUSTER,
    existence: Unknown | None = None,
    skips: tuple[Skip, ...] = (),
    **attributes: str | Unknown,
) -> Resource:
    written = {'engine': 'aurora-postgresql', **attributes}
    values = {name: Value(data, PLACE) for name, data in written.items()}
    return in_estate(
        DescribedResource(
            kind, 'aws_rds_cluster.a', PLACE, values, existence=existence, skips=skips
        )
    )


UNKNOWN = Unknown('`var.x` has no default', 'give it one')


@pytest.mark.parametrize(
    ('resource', 'outcome'),
    [
        pytest.param(cluster(), Outcome.PASS, id='nothing wrong'),
        pytest.param(cluster(name='bad'), Outcome.FAIL, id='a finding'),
        pytest.param(cluster(port=UNKNOWN), Outcome.UNDETERMINED, id='an unknown'),
        pytest.param(
            cluster(name='bad', port=UNKNOWN), Outcome.FAIL, id='a finding before an unknown'
        ),
        pytest.param(
            cluster(engine=UNKNOWN), Outcome.UNDETERMINED, id='unknown whether it applies'
        ),
        pytest.param(cluster(engine='postgres'), None, id='does not apply'),
        pytest.param(cluster(Kind.VPC), None, id='another kind'),
        pytest.param(cluster(existence=UNKNOWN), Outcome.PASS, id='may not exist, and is fine'),
        pytest.param(
            cluster(existence=UNKNOWN, name='bad'), Outcome.FAIL, id='may not exist, fails'
        ),
    ],
)
def test_a_verdict_keeps_the_four_outcomes_apart(
    resource: Resource,
    outcome: Outcome | None,
) -> None:
    verdict = judge(good_name, resource, Settings())
    assert (verdict.outcome if verdict else None) is outcome


def test_an_undetermined_verdict_has_its_reason_and_how_to_decide() -> None:
    verdict = judge(good_name, cluster(port=UNKNOWN), Settings())
    assert verdict is not None
    assert [(r.attribute, r.text, r.decide, r.place) for r in verdict.reasons] == [
        ('port', UNKNOWN.reason, UNKNOWN.decide, PLACE),
    ]


def test_a_finding_on_what_may_not_exist_says_what_decides_that() -> None:
    verdict = judge(good_name, cluster(existence=UNKNOWN, name='bad'), Settings())
    assert verdict is not None
    assert verdict.findings[0].message == (
        '`name` is `bad` (it may not be created: `var.x` has no default)'
    )


@pytest.mark.parametrize(
    'resource',
    [
        cluster(),
        cluster(name='bad'),
        cluster(port=UNKNOWN),
        cluster(engine=UNKNOWN),
    ],
    ids=['pass', 'fail', 'undetermined', 'applicability undetermined'],
)
def test_a_skip_covers_every_outcome_and_keeps_its_reason(resource: Resource) -> None:
    skipped = replace(resource, skips=(Skip('X_1', 'accepted', PLACE),))
    verdict = judge(good_name, skipped, Settings())
    assert verdict is not None
    assert (verdict.outcome, verdict.skip_reason) == (Outcome.SKIP, 'accepted')


def test_a_skip_of_another_policy_changes_nothing() -> None:
    skipped = replace(cluster(name='bad'), skips=(Skip('X_2', '', PLACE),))
    verdict = judge(good_name, skipped, Settings())
    assert verdict is not None
    assert verdict.outcome is Outcome.FAIL


def test_what_a_policy_raises_by_mistake_is_not_swallowed() -> None:
    def broken(resource: Resource, settings: Settings) -> Iterator[Finding]:
        raise ZeroDivisionError
        yield

    with pytest.raises(ZeroDivisionError):
        judge(replace(good_name, findings=broken), cluster(), Settings())


def test_the_docstring_says_why() -> None:
    assert good_name.why == 'Names matter.'
    assert good_name.name == 'good_name'


def test_undetermined_names_the_attribute() -> None:
    assert str(Undetermined.because('engine', 'is unknown')) == '`engine`: is unknown'


def _policy(id: str, subject: Kind, reads: bool = True) -> Policy:
    return replace(
        good_name,
        id=id,
        subject=subject,
        reads={Kind.CLUSTER: ('name',)} if reads else {},
    )


OF_GROUPS = _policy('X_2', Kind.PARAMETER_GROUP)
OF_CLUSTERS = _policy('X_3', Kind.CLUSTER)
OF_INSTANCES = _policy('X_4', Kind.INSTANCE)
OF_NOTHING = _policy('X_5', Kind.CLUSTER, reads=False)
UNSEEN = replace(cluster(engine=UNKNOWN, name='bad'), is_unseen=True)


def test_what_is_not_here_is_said_once_for_every_policy_that_reads_something() -> None:
    policies = (OF_GROUPS, OF_CLUSTERS, OF_NOTHING, OF_INSTANCES)
    (verdict,) = judge_unseen(policies, UNSEEN, Settings())
    assert verdict.outcome is Outcome.UNDETERMINED
    assert verdict.policies == (OF_CLUSTERS, OF_GROUPS, OF_INSTANCES)
    assert [(r.attribute, r.text, r.decide, r.place) for r in verdict.reasons] == [
        ('engine', UNKNOWN.reason, UNKNOWN.decide, PLACE),
    ]


def test_a_skip_of_what_is_not_here_is_its_policys_alone() -> None:
    skipped = replace(UNSEEN, skips=(Skip('X_3', 'accepted', PLACE),))
    first, second = judge_unseen((OF_GROUPS, OF_CLUSTERS), skipped, Settings())
    assert (first.outcome, first.policies) == (Outcome.SKIP, (OF_CLUSTERS,))
    assert (second.outcome, second.policies) == (Outcome.UNDETERMINED, (OF_GROUPS,))


def test_nothing_is_said_of_what_is_not_here_where_no_policy_reads_anything() -> None:
    skipped = replace(UNSEEN, skips=(Skip('X_3', 'accepted', PLACE),))
    assert list(judge_unseen((OF_NOTHING,), UNSEEN, Settings())) == []
    assert [one.outcome for one in judge_unseen((OF_CLUSTERS,), skipped, Settings())] == [
        Outcome.SKIP,
    ]


def test_what_nobody_says_has_its_default() -> None:
    @policy(
        id='X_6',
        title='Silent',
        severity=Severity.CRITICAL,
        subject=Kind.CLUSTER,
        applies=named_well,
        remedy='',
        references=(),
    )
    def silent(cluster: Resource, settings: Settings) -> Iterator[Finding]:
        yield from ()

    assert (silent.name, silent.why, silent.reads, silent.settings) == ('silent', '', {}, ())
    verdict = judge(silent, cluster(), Settings())
    assert verdict is not None
    assert (verdict.findings, verdict.reasons, verdict.skip_reason) == ((), (), '')
    assert Settings() == Settings('aurora-ecdhe', False, True, False)
    assert {str(severity) for severity in Severity} == {'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'}
