from __future__ import annotations

import pytest

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Verdict
from checkov_aurora_pg.policies.dedicated_tenancy import dedicated_tenancy
from testing.estates import Written
from testing.estates import reference
from testing.estates import resource
from testing.estates import several
from testing.estates import unknown
from testing.estates import value
from testing.estates import verdict

NO_CODE = 'is not in the scanned code'


def instance(instance_class: Written = 'db.t3.medium', **attributes: Written) -> DescribedResource:
    written: dict[str, Written] = {
        'engine': 'aurora-postgresql',
        'cluster': reference('cluster'),
        **attributes,
    }
    return resource(Kind.INSTANCE, 'instance', None, instance_class=instance_class, **written)


def cluster(
    subnet_group: Written = None, engine: Written = 'aurora-postgresql'
) -> DescribedResource:
    return resource(
        Kind.CLUSTER,
        'cluster',
        engine=engine,
        name='main',
        subnet_group=subnet_group,
    )


def network(
    tenancy: Written = 'dedicated', subnets: Written = None
) -> tuple[DescribedResource, ...]:
    return (
        resource(
            Kind.SUBNET_GROUP,
            'group',
            name='db',
            subnets=subnets
            or several(
                reference('subnet'),
                reference('subnet'),
            ),
        ),
        resource(Kind.SUBNET, 'subnet', vpc=reference('vpc')),
        resource(Kind.VPC, 'vpc', tenancy=tenancy),
    )


def judged(subject: DescribedResource, *others: DescribedResource) -> Verdict:
    result = verdict(dedicated_tenancy, subject, *others)
    assert result is not None
    return result


@pytest.mark.parametrize(
    ('instance_class', 'tenancy', 'outcome'),
    [
        ('db.t3.medium', 'dedicated', Outcome.FAIL),
        ('db.t4g.large', 'dedicated', Outcome.FAIL),
        ('db.t2.small', 'dedicated', Outcome.FAIL),
        ('db.r6g.large', 'dedicated', Outcome.PASS),
        ('db.x2g.large', 'dedicated', Outcome.PASS),
        ('db.serverless', 'dedicated', Outcome.PASS),
        ('db.t3.medium', 'default', Outcome.PASS),
        ('db.t3.medium', None, Outcome.PASS),
        ('db.t3.medium', 'host', Outcome.UNDETERMINED),
        ('db.t3.medium', unknown('`var.tenancy`'), Outcome.UNDETERMINED),
        ('db.r6g.large', unknown('`var.tenancy`'), Outcome.PASS),
        (unknown('`var.class`'), 'dedicated', Outcome.UNDETERMINED),
        (unknown('`var.class`'), 'default', Outcome.PASS),
        (None, 'dedicated', Outcome.UNDETERMINED),
        (None, 'default', Outcome.PASS),
    ],
)
def test_a_class_is_judged_by_the_tenancy_of_its_vpc(
    instance_class: Written,
    tenancy: Written,
    outcome: Outcome,
) -> None:
    result = judged(instance(instance_class), cluster(reference('group')), *network(tenancy))
    assert result.outcome is outcome


def test_a_finding_stands_on_the_class_and_shows_the_vpc() -> None:
    subject = instance()
    vpc = resource(Kind.VPC, 'aws_vpc.main', tenancy='dedicated')
    group = resource(Kind.SUBNET_GROUP, 'group', subnets=several(reference('s')))
    subnet = resource(Kind.SUBNET, 's', vpc=reference('aws_vpc.main'))
    (finding,) = judged(subject, cluster(reference('group')), group, subnet, vpc).findings
    assert finding.place == subject.written('instance_class') != subject.place
    assert finding.message == (
        '`instance_class` is `db.t3.medium`, a burstable class, but VPC `aws_vpc.main` has '
        '`dedicated` tenancy, which burstable classes do not support; set a class such as '
        '`db.r6g.large`, or give the '
        'VPC `default` tenancy'
    )
    (related,) = finding.related
    assert related.place == vpc.written('tenancy')
    assert 'VPC `aws_vpc.main`' in related.message


@pytest.mark.parametrize(
    ('subject', 'others', 'outcome'),
    [
        (instance(), (cluster(reference('group')),), Outcome.FAIL),
        (instance(), (cluster('db'),), Outcome.FAIL),
        (instance(cluster='main'), (cluster('db'),), Outcome.FAIL),
        (instance(), (cluster(),), Outcome.PASS),
        (instance(subnet_group='db'), (cluster(),), Outcome.FAIL),
        (instance(subnet_group='db'), (), Outcome.FAIL),
        (instance(subnet_group='db', cluster=None), (), Outcome.FAIL),
        (instance(subnet_group='elsewhere'), (cluster('db'),), Outcome.FAIL),
        (instance(subnet_group='db'), (cluster('elsewhere'),), Outcome.FAIL),
        (instance(subnet_group='elsewhere'), (cluster(),), Outcome.UNDETERMINED),
        (instance(), (), Outcome.UNDETERMINED),
        (instance(cluster=None), (), Outcome.UNDETERMINED),
        (instance(), (cluster('elsewhere'),), Outcome.UNDETERMINED),
        (instance(), (cluster('default'),), Outcome.UNDETERMINED),
    ],
    ids=[
        'referred',
        'named',
        'cluster named',
        'default VPC',
        "instance's own",
        'no cluster in code',
        'no cluster',
        "cluster's where own is elsewhere",
        "own where cluster's is elsewhere",
        'own elsewhere',
        'cluster elsewhere',
        'no cluster nor group',
        'group elsewhere',
        'group named default',
    ],
)
def test_the_vpc_is_found_through_the_cluster_or_the_instance(
    subject: DescribedResource,
    others: tuple[DescribedResource, ...],
    outcome: Outcome,
) -> None:
    assert judged(subject, *others, *network()).outcome is outcome


@pytest.mark.parametrize(
    ('subnets', 'outcome', 'reason'),
    [
        (several(reference('subnet'), unknown('`var.more`')), Outcome.FAIL, ''),
        (several(reference('subnet'), rest='`var.more`'), Outcome.FAIL, ''),
        (several(unknown('`data.aws_subnets.db`')), Outcome.UNDETERMINED, '`data.aws_subnets.db`'),
        (unknown('`var.subnets`'), Outcome.UNDETERMINED, '`var.subnets`'),
        (several(), Outcome.UNDETERMINED, 'is not set in subnet group `group`'),
        ('subnet-1', Outcome.UNDETERMINED, NO_CODE),
    ],
)
def test_a_dedicated_vpc_is_enough_and_an_unknown_one_is_not_a_default_one(
    subnets: Written,
    outcome: Outcome,
    reason: str,
) -> None:
    result = judged(instance(), cluster(reference('group')), *network(subnets=subnets))
    assert result.outcome is outcome
    assert [reason in each.text for each in result.reasons] == ([True] if reason else [])
    assert all(each.decide == '' for each in result.reasons)


def test_a_subnet_whose_vpc_is_elsewhere_is_undetermined() -> None:
    group, _, vpc = network()
    subnet = resource(Kind.SUBNET, 'subnet', vpc='vpc-1')
    result = judged(instance(), cluster(reference('group')), group, subnet, vpc)
    assert result.outcome is Outcome.UNDETERMINED
    assert NO_CODE in result.reasons[0].text


@pytest.mark.parametrize(
    ('engine', 'of_cluster', 'outcome'),
    [
        (None, 'aurora-postgresql', Outcome.FAIL),
        (None, 'aurora-mysql', None),
        ('aurora-mysql', 'aurora-postgresql', None),
        ('postgres', 'postgres', None),
        ('docdb', 'docdb', None),
        (None, unknown('`var.engine`'), Outcome.UNDETERMINED),
        (unknown('`var.engine`'), 'aurora-postgresql', Outcome.FAIL),
        (unknown('`var.engine`'), 'aurora-mysql', None),
        (unknown('`var.engine`'), unknown('`var.other`'), Outcome.UNDETERMINED),
        (None, None, None),
    ],
)
def test_the_engine_is_the_instances_or_its_clusters(
    engine: Written,
    of_cluster: Written,
    outcome: Outcome | None,
) -> None:
    result = verdict(
        dedicated_tenancy,
        instance(engine=engine),
        cluster(reference('group'), of_cluster),
        *network(),
    )
    assert (result.outcome if result else None) is outcome


def test_what_is_undetermined_names_its_attribute() -> None:
    group = reference('group')
    subnets, subnet, _ = network()
    host = resource(Kind.VPC, 'vpc', None, tenancy=(tenancy := value('host')))
    (reason,) = judged(instance(), cluster(group), subnets, subnet, host).reasons
    assert (reason.attribute, reason.place) == ('tenancy', tenancy.place)
    (reason,) = judged(instance(instance_class=None), cluster(group), *network()).reasons
    assert reason.attribute == 'instance_class'


def test_an_instance_with_neither_engine_nor_cluster_is_not_auroras() -> None:
    assert verdict(dedicated_tenancy, instance(engine=None, cluster=None)) is None


def test_a_finding_leads_from_the_instance_to_the_vpc() -> None:
    subject, group = instance(), reference('group')
    main, (subnets, subnet, vpc) = cluster(group), network()

    (finding,) = judged(subject, main, subnets, subnet, vpc).findings

    assert [one.address for one in finding.chain] == [
        subject.address,
        main.address,
        subnets.address,
        subnet.address,
        vpc.address,
    ]
    assert finding.attribute == 'instance_class'


def test_a_finding_leads_by_the_instances_own_group_where_the_cluster_has_none() -> None:
    subject = instance(subnet_group=reference('group'))
    main, (subnets, subnet, vpc) = cluster(), network()

    (finding,) = judged(subject, main, subnets, subnet, vpc).findings

    assert [one.address for one in finding.chain] == [
        subject.address,
        subnets.address,
        subnet.address,
        vpc.address,
    ]


def test_a_group_that_is_known_stands_for_one_that_is_not() -> None:
    subject = instance(subnet_group=unknown('`var.group`'))
    assert judged(subject, cluster(reference('group')), *network()).outcome is Outcome.FAIL
    other = network('default')
    assert judged(subject, cluster(reference('group')), *other).outcome is Outcome.PASS


def test_a_finding_leads_to_the_vpc_that_it_is_about() -> None:
    subject, main = instance(), cluster(reference('group'))
    subnets, subnet, vpc = network(subnets=several(reference('other'), reference('subnet')))
    other = resource(Kind.SUBNET, 'other', vpc=reference('default'))
    default = resource(Kind.VPC, 'default')

    (finding,) = judged(subject, main, subnets, other, default, subnet, vpc).findings

    assert [one.address for one in finding.chain] == [
        subject.address,
        main.address,
        subnets.address,
        subnet.address,
        vpc.address,
    ]
