"""Rules count together, a default group is a VPC's, and a port may be one of a few."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Verdict
from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.core.values import Question
from checkov_aurora_pg.core.values import Reference
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.policies.open_ingress import open_ingress
from testing.estates import Written
from testing.estates import place
from testing.estates import reference
from testing.estates import resource
from testing.estates import several
from testing.estates import unknown
from testing.estates import value
from testing.estates import verdict

LOW, HIGH = '16.0.0.0/6', '20.0.0.0/6'
UNKNOWN = unknown('`var.x`')


def cluster(groups: Written = None, **attributes: Written) -> DescribedResource:
    return resource(
        Kind.CLUSTER,
        'cluster',
        None,
        engine='aurora-postgresql',
        security_groups=groups,
        **attributes,
    )


def by_handler(subject: DescribedResource) -> DescribedResource:
    return replace(subject, is_by_handler=True)


def group(address: str, **attributes: Written) -> DescribedResource:
    return resource(Kind.SECURITY_GROUP, address, None, **attributes)


def rule(ranges: Written, tie: Written = None, **attributes: Written) -> DescribedResource:
    written: dict[str, Written] = {
        'security_group': tie or reference('group'),
        'protocol': 'tcp',
        'from_port': 5432,
        'to_port': 5432,
        'ipv4_ranges': ranges,
        **attributes,
    }
    return resource(Kind.SECURITY_GROUP_RULE, 'rule', None, **written)


def judged(subject: DescribedResource, *others: DescribedResource) -> Verdict:
    result = verdict(open_ingress, subject, *others)
    assert result is not None
    return result


@pytest.mark.parametrize(
    ('second', 'outcome'),
    [
        ({}, Outcome.FAIL),
        ({'from_port': 0, 'to_port': 65535}, Outcome.FAIL),
        ({'from_port': 22, 'to_port': 22}, Outcome.PASS),
        ({'direction': 'egress'}, Outcome.PASS),
        ({'direction': UNKNOWN}, Outcome.UNDETERMINED),
        ({'to_port': UNKNOWN}, Outcome.UNDETERMINED),
        ({'tie': UNKNOWN}, Outcome.UNDETERMINED),
        ({'tie': reference('other')}, Outcome.PASS),
        ({'ranges': '16.0.0.0/6'}, Outcome.PASS),
        ({'ranges': several(value(HIGH), rest='`var.x`')}, Outcome.FAIL),
        ({'ranges': several(value('10.0.0.0/8'), rest='`var.x`')}, Outcome.UNDETERMINED),
        ({'ranges': several(value('10.0.0.0/8'), rest='`var.x`'), 'from_port': 6000}, Outcome.PASS),
    ],
)
def test_two_rules_are_open_together(second: dict[str, Written], outcome: Outcome) -> None:
    others = rule(LOW), rule(**{'ranges': HIGH, **second})
    subject = cluster(reference('group'))
    assert judged(subject, group('group'), group('other'), *others).outcome is outcome


def test_what_is_open_together_is_one_finding_that_shows_every_rule() -> None:
    first, second = rule(several(low := value(LOW))), rule(HIGH, reference('other'))
    groups = group('group'), group('other')
    subject = cluster(several(reference('group'), reference('other')))
    (finding,) = judged(subject, *groups, first, second, rule('10.0.0.0/8')).findings
    assert finding.place == low.place
    assert 'lets `16.0.0.0/6`, `10.0.0.0/8`, `20.0.0.0/6` reach port `5432`' in finding.message
    assert second.place in [related.place for related in finding.related]
    assert {one.place for one in groups} <= {related.place for related in finding.related}


def test_the_ranges_of_one_rule_are_open_together() -> None:
    halves = several(low := value(LOW), value(HIGH))
    result = judged(cluster(reference('group')), group('group'), rule(halves), rule('8.0.0.0/8'))
    (finding,) = result.findings
    assert finding.place == low.place
    assert 'lets `16.0.0.0/6`, `20.0.0.0/6` reach' in finding.message
    assert len(finding.related) == 2


def test_a_rule_that_is_open_alone_is_the_finding() -> None:
    others = rule(LOW), rule('0.0.0.0/0'), rule(HIGH)
    (finding,) = judged(cluster(reference('group')), group('group'), *others).findings
    assert '`0.0.0.0/0` reach' in finding.message
    assert len(finding.related) == 2


def test_what_may_be_open_together_beside_what_is_open_is_not_said_again() -> None:
    others = rule('0.0.0.0/0'), rule(LOW, to_port=UNKNOWN)
    assert judged(cluster(reference('group')), group('group'), *others).reasons == ()


def test_what_may_be_open_alone_is_said_beside_what_is_open() -> None:
    others = rule('0.0.0.0/0'), rule(UNKNOWN)
    result = judged(cluster(reference('group')), group('group'), *others)
    assert result.outcome is Outcome.FAIL
    assert [reason.text for reason in result.reasons] == [
        '`ipv4_ranges` of security group rule `rule`: `var.x`'
    ]


@pytest.mark.parametrize(
    ('first', 'last', 'outcome'),
    [
        (3306, 5432, Outcome.FAIL),
        (0, 65535, Outcome.FAIL),
        (5432, 5432, Outcome.UNDETERMINED),
        (3306, 3306, Outcome.UNDETERMINED),
        (3307, 5431, Outcome.PASS),
        (22, 22, Outcome.PASS),
        (5433, 65535, Outcome.PASS),
        (3307, UNKNOWN, Outcome.UNDETERMINED),
        (UNKNOWN, 3305, Outcome.PASS),
        (UNKNOWN, 5431, Outcome.UNDETERMINED),
    ],
)
def test_a_port_may_be_one_of_a_few(first: Written, last: Written, outcome: Outcome) -> None:
    subject = by_handler(cluster(reference('group')))
    opened = rule('0.0.0.0/0', from_port=first, to_port=last)
    assert judged(subject, group('group'), opened).outcome is outcome


@pytest.mark.parametrize(
    ('attributes', 'port', 'outcome'),
    [
        ({'engine_mode': 'serverless'}, 5432, Outcome.FAIL),
        ({'engine_mode': ' Serverless '}, 5432, Outcome.FAIL),
        ({'engine_mode': 'serverless'}, 3306, Outcome.PASS),
        ({'engine_mode': 'serverless', 'port': 3306}, 3306, Outcome.FAIL),
        ({'engine_mode': 'serverless', 'port': UNKNOWN}, 5432, Outcome.UNDETERMINED),
        ({'engine_mode': 'provisioned'}, 5432, Outcome.UNDETERMINED),
        ({'engine_mode': 'parallelquery'}, 5432, Outcome.UNDETERMINED),
        ({'engine_mode': UNKNOWN}, 5432, Outcome.UNDETERMINED),
        ({'engine_mode': UNKNOWN}, 4000, Outcome.PASS),
        ({'restored_from': 'snapshot'}, 4000, Outcome.UNDETERMINED),
        ({'engine_mode': 'serverless', 'restored_from': 'snapshot'}, 5432, Outcome.UNDETERMINED),
    ],
)
def test_the_mode_says_which_port_cloudformation_gives(
    attributes: dict[str, Written],
    port: int,
    outcome: Outcome,
) -> None:
    opened = rule('0.0.0.0/0', from_port=port, to_port=port)
    subject = by_handler(cluster(reference('group'), **attributes))
    assert judged(subject, group('group'), opened).outcome is outcome


def test_a_mode_says_nothing_where_the_api_is_called_as_it_is_written() -> None:
    opened = rule('0.0.0.0/0')
    subject = cluster(reference('group'), engine_mode='provisioned')
    assert judged(subject, group('group'), opened).outcome is Outcome.FAIL


def test_the_question_of_a_mode_is_that_of_the_port() -> None:
    mode = Question((Answer('m', 'serverless'), Answer('m', 'provisioned')))
    subject = by_handler(
        cluster(reference('group'), engine_mode=Value(Unknown('`Mode`', question=mode), place()))
    )
    (reason, *_) = judged(subject, group('group'), rule('0.0.0.0/0')).reasons
    assert reason.question is mode


def test_a_rule_that_writes_no_port_is_undetermined() -> None:
    opened = resource(
        Kind.SECURITY_GROUP_RULE,
        'rule',
        None,
        security_group=reference('group'),
        protocol='tcp',
        ipv4_ranges='0.0.0.0/0',
    )
    (reason, *_) = judged(cluster(reference('group')), group('group'), opened).reasons
    assert reason.text == '`from_port` of security group rule `rule`: it is not set'


def test_a_port_that_is_kept_is_said_where_the_cluster_is_restored() -> None:
    subject = cluster(reference('group'), restored_from=(restored := value('snapshot')))
    (reason, *_) = judged(subject, group('group'), rule('0.0.0.0/0')).reasons
    assert (reason.attribute, reason.place) == ('port', restored.place)


def test_a_rule_for_a_few_may_hold_the_port_or_not() -> None:
    others = rule('10.0.0.0/8', to_port=UNKNOWN), rule(LOW)
    result = judged(cluster(reference('group')), group('group'), *others)
    assert result.outcome is Outcome.PASS


def test_the_second_of_two_rules_that_are_open_together_is_shown() -> None:
    first, second = rule(LOW), rule(HIGH)
    (finding,) = judged(cluster(reference('group')), group('group'), first, second).findings
    assert finding.related[0].place == second.place
    assert len(finding.related) == 3


def test_a_rule_without_addresses_is_no_part_of_what_is_open_together() -> None:
    inner = rule(None)
    result = judged(cluster(reference('group')), group('group'), rule(LOW), inner, rule(HIGH))
    (finding,) = result.findings
    assert inner.place not in [related.place for related in finding.related]


def test_everyone_beside_what_is_not_known_is_certain() -> None:
    opened = rule(several(value('0.0.0.0/0'), rest='`var.x`'))
    result = judged(cluster(reference('group')), group('group'), opened)
    assert (result.outcome, result.reasons) == (Outcome.FAIL, ())


def test_a_default_group_may_be_open_together() -> None:
    others = (
        group('adopted', default_of=reference('vpc')),
        resource(Kind.VPC, 'vpc', None),
        rule(LOW, reference('adopted')),
        rule(HIGH, reference('adopted'), to_port=UNKNOWN),
    )
    assert judged(cluster(), *others).outcome is Outcome.UNDETERMINED
    assert judged(cluster(), *others[:3]).outcome is Outcome.PASS


def test_what_may_be_open_alone_for_its_port_is_said_beside_what_is_open() -> None:
    others = rule('0.0.0.0/0'), rule('0.0.0.0/0', to_port=UNKNOWN)
    result = judged(cluster(reference('group')), group('group'), *others)
    assert result.outcome is Outcome.FAIL
    assert [reason.place for reason in result.reasons] == [UNKNOWN.place]


@pytest.mark.parametrize(
    'ranges',
    [
        {'ranges': Value(Unknown('`var.x`'))},
        {'ranges': None, 'prefix_lists': Value('pl-1')},
    ],
)
def test_a_reason_without_a_place_stands_on_the_rule(ranges: dict[str, Written]) -> None:
    opened = rule(**{'ranges': None, **ranges})
    (reason, *_) = judged(cluster(reference('group')), group('group'), opened).reasons
    assert (reason.place, reason.decide) == (opened.place, '')


def test_a_range_without_a_place_stands_on_the_rule() -> None:
    opened = rule(Value('0.0.0.0/0'))
    (finding,) = judged(cluster(reference('group')), group('group'), opened).findings
    assert finding.place == opened.place


def test_a_rule_without_a_protocol_is_said() -> None:
    opened = rule('0.0.0.0/0', protocol=None)
    (reason, *_) = judged(cluster(reference('group')), group('group'), opened).reasons
    assert (reason.attribute, reason.place) == ('security_groups', opened.place)


@pytest.mark.parametrize(
    ('written', 'wrong'),
    [
        ({}, ('IPv4',)),
        ({'ranges': None, 'ipv6_ranges': '::/0'}, ('IPv6',)),
        ({'ipv6_ranges': '::/0'}, ('IPv4', 'IPv6')),
        ({'to_port': 5433}, ('IPv4', '2 ports or more')),
        (
            {'from_port': 5001, 'to_port': 6000},
            ('IPv4', *(f'{step} ports or more' for step in (2, 10, 100, 1000))),
        ),
        (
            {'protocol': '-1'},
            ('IPv4', *(f'{step} ports or more' for step in (2, 10, 100, 1000, 10000, 65535))),
        ),
    ],
)
def test_a_finding_names_whose_addresses_and_how_many_ports(
    written: dict[str, Written],
    wrong: tuple[str, ...],
) -> None:
    opened = rule(**{'ranges': '0.0.0.0/0', **written})
    (finding,) = judged(cluster(reference('group')), group('group'), opened).findings
    assert finding.wrong == wrong


def test_what_is_no_port_is_said_without_advice() -> None:
    (reason, *_) = judged(
        cluster(reference('group'), port='postgres'),
        group('group'),
        rule('0.0.0.0/0'),
    ).reasons
    assert (reason.text, reason.decide) == ('`postgres` is not a port', '')


def default_group(address: str, attribute: str = 'default_security_group_id') -> Value:
    return Value(Unknown('is known after apply'), place(), (Reference(address, attribute),))


def network(name: str = 'vpc') -> tuple[DescribedResource, ...]:
    return (
        resource(Kind.SUBNET_GROUP, f'{name}-group', subnets=several(reference(f'{name}-subnet'))),
        resource(Kind.SUBNET, f'{name}-subnet', vpc=reference(name)),
        resource(Kind.VPC, name),
    )


IN_VPC = reference('vpc-group')


@pytest.mark.parametrize(
    ('attribute', 'outcome'),
    [
        ('default_security_group_id', Outcome.FAIL),
        ('DefaultSecurityGroup', Outcome.FAIL),
        ('id', Outcome.PASS),
        ('default_route_table_id', Outcome.PASS),
    ],
)
def test_a_rule_for_the_default_group_of_the_vpc_counts(attribute: str, outcome: Outcome) -> None:
    opened = rule('0.0.0.0/0', default_group('vpc', attribute))
    result = judged(cluster(subnet_group=IN_VPC), *network(), opened)
    assert result.outcome is outcome
    for finding in result.findings:
        assert finding.message.startswith('the default security group of VPC `vpc` lets')


@pytest.mark.parametrize(
    ('groups', 'outcome'),
    [
        (several(), Outcome.FAIL),
        (default_group('vpc'), Outcome.FAIL),
        (reference('adopted'), Outcome.FAIL),
        (reference('group'), Outcome.PASS),
        (default_group('other'), Outcome.PASS),
    ],
)
@pytest.mark.parametrize('tie', [default_group('vpc'), reference('adopted')])
def test_a_default_group_is_one_by_every_name(
    groups: Written,
    outcome: Outcome,
    tie: Written,
) -> None:
    others = (
        *network(),
        *network('other'),
        group('group'),
        group('adopted', default_of=reference('vpc')),
        rule('0.0.0.0/0', tie),
    )
    assert judged(cluster(groups, subnet_group=IN_VPC), *others).outcome is outcome


@pytest.mark.parametrize(
    ('subnet_group', 'outcome'),
    [
        (IN_VPC, Outcome.FAIL),
        (reference('other-group'), Outcome.PASS),
        (None, Outcome.UNDETERMINED),
        ('made-elsewhere', Outcome.UNDETERMINED),
        (UNKNOWN, Outcome.UNDETERMINED),
    ],
)
def test_the_default_group_is_that_of_the_clusters_own_vpc(
    subnet_group: Written,
    outcome: Outcome,
) -> None:
    opened = rule('0.0.0.0/0', default_group('vpc'))
    subject = cluster(subnet_group=subnet_group)
    result = judged(subject, *network(), *network('other'), opened)
    assert result.outcome is outcome
    for reason in result.reasons:
        assert 'if that is the default security group of VPC `vpc`, it may' in reason.text


@pytest.mark.parametrize('tie', [UNKNOWN, reference('group'), 'sg-1'])
def test_a_rule_of_another_group_is_none_of_the_default_group(tie: Written) -> None:
    others = *network(), group('group'), rule('0.0.0.0/0', tie)
    assert judged(cluster(subnet_group=IN_VPC), *others).outcome is Outcome.PASS
    assert judged(cluster(), *others).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ('default_of', 'outcome'),
    [
        (reference('vpc'), Outcome.FAIL),
        (reference('other'), Outcome.PASS),
        (UNKNOWN, Outcome.UNDETERMINED),
    ],
)
def test_an_adopted_default_group_is_that_of_the_vpc_it_names(
    default_of: Written,
    outcome: Outcome,
) -> None:
    adopted = group('adopted', default_of=default_of)
    others = *network(), *network('other'), adopted, rule('0.0.0.0/0', reference('adopted'))
    assert judged(cluster(subnet_group=IN_VPC), *others).outcome is outcome
