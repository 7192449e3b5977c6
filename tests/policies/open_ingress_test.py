from __future__ import annotations

from dataclasses import replace

import pytest

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Verdict
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

ANYONE = '0.0.0.0/0'
UNKNOWN = unknown('`var.x`')
GROUP = reference('group')


def cluster(groups: Written = GROUP, **attributes: Written) -> DescribedResource:
    written: dict[str, Written] = {'engine': 'aurora-postgresql', **attributes}
    return resource(Kind.CLUSTER, 'cluster', None, security_groups=groups, **written)


def group(address: str = 'group', **attributes: Written) -> DescribedResource:
    return resource(Kind.SECURITY_GROUP, address, None, **attributes)


def rule(**attributes: Written) -> DescribedResource:
    """Return a rule that lets anyone reach the default port, but for what is told."""
    written: dict[str, Written] = {
        'security_group': GROUP,
        'protocol': 'tcp',
        'from_port': 5432,
        'to_port': 5432,
        'ipv4_ranges': several(value(ANYONE)),
        **attributes,
    }
    return resource(Kind.SECURITY_GROUP_RULE, 'rule', None, **written)


def judged(subject: DescribedResource, *others: DescribedResource) -> Verdict:
    result = verdict(open_ingress, subject, *others)
    assert result is not None
    return result


def traversal(address: str, attribute: str = 'port') -> Value:
    return Value(Unknown('is known after apply'), place(), (Reference(address, attribute),))


@pytest.mark.parametrize(
    ('ranges', 'outcome'),
    [
        ({'ipv4_ranges': ANYONE}, Outcome.FAIL),
        ({'ipv4_ranges': '10.0.0.0/0'}, Outcome.FAIL),
        ({'ipv4_ranges': '0.0.0.0/1'}, Outcome.FAIL),
        ({'ipv4_ranges': '10.0.0.0/8'}, Outcome.PASS),
        ({'ipv4_ranges': 'anywhere'}, Outcome.PASS),
        ({'ipv4_ranges': several(value('10.0.0.0/8'), value(ANYONE))}, Outcome.FAIL),
        ({'ipv4_ranges': several(UNKNOWN, value(ANYONE))}, Outcome.FAIL),
        ({'ipv4_ranges': several(value(ANYONE), rest='`var.x`')}, Outcome.FAIL),
        ({'ipv4_ranges': several(value('10.0.0.0/8'), rest='`var.x`')}, Outcome.UNDETERMINED),
        ({'ipv4_ranges': UNKNOWN}, Outcome.UNDETERMINED),
        ({'ipv4_ranges': several()}, Outcome.PASS),
        ({'ipv4_ranges': None}, Outcome.PASS),
        ({'ipv4_ranges': None, 'ipv6_ranges': '::/0'}, Outcome.FAIL),
        ({'ipv4_ranges': None, 'ipv6_ranges': '0:0:0:0:0:0:0:0/0'}, Outcome.FAIL),
        ({'ipv4_ranges': None, 'ipv6_ranges': 'fd00::/8'}, Outcome.PASS),
        ({'ipv4_ranges': None, 'ipv6_ranges': UNKNOWN}, Outcome.UNDETERMINED),
        ({'ipv4_ranges': None, 'prefix_lists': 'pl-1'}, Outcome.UNDETERMINED),
        ({'ipv4_ranges': ANYONE, 'prefix_lists': UNKNOWN}, Outcome.FAIL),
        ({'ipv4_ranges': several(traversal('vpc', 'CidrBlock'))}, Outcome.PASS),
        ({'ipv4_ranges': several(traversal('vpc', 'tags'))}, Outcome.UNDETERMINED),
    ],
)
def test_a_rule_is_open_for_all_of_ipv4_or_of_ipv6(
    ranges: dict[str, Written],
    outcome: Outcome,
) -> None:
    vpc = resource(Kind.VPC, 'vpc', None)
    assert judged(cluster(), group(), rule(**ranges), vpc).outcome is outcome


@pytest.mark.parametrize(
    ('port', 'ports', 'outcome'),
    [
        (None, {}, Outcome.FAIL),
        (5432, {}, Outcome.FAIL),
        ('5432', {'from_port': '5432', 'to_port': '5432'}, Outcome.FAIL),
        (6000, {}, Outcome.PASS),
        (6000, {'to_port': 6000}, Outcome.FAIL),
        (6000, {'to_port': 5999}, Outcome.PASS),
        (6000, {'from_port': 6001, 'to_port': 7000}, Outcome.PASS),
        (None, {'from_port': 0, 'to_port': 0}, Outcome.PASS),
        (None, {'from_port': None, 'to_port': None}, Outcome.UNDETERMINED),
        (None, {'from_port': UNKNOWN}, Outcome.UNDETERMINED),
        (None, {'from_port': UNKNOWN, 'to_port': 5431}, Outcome.PASS),
        (None, {'from_port': 5433, 'to_port': UNKNOWN}, Outcome.PASS),
        (None, {'from_port': 'postgres'}, Outcome.UNDETERMINED),
        (None, {'protocol': 'udp'}, Outcome.PASS),
        (None, {'protocol': 'TCP'}, Outcome.FAIL),
        (None, {'protocol': 6}, Outcome.FAIL),
        (None, {'protocol': 17, 'from_port': UNKNOWN}, Outcome.PASS),
        (None, {'protocol': -1, 'from_port': 0, 'to_port': 0}, Outcome.FAIL),
        (None, {'protocol': 'all', 'from_port': None, 'to_port': None}, Outcome.FAIL),
        (None, {'protocol': UNKNOWN}, Outcome.UNDETERMINED),
        (None, {'protocol': None}, Outcome.UNDETERMINED),
        (UNKNOWN, {}, Outcome.UNDETERMINED),
        (UNKNOWN, {'from_port': 0, 'to_port': 65535}, Outcome.FAIL),
        (UNKNOWN, {'from_port': 1150, 'to_port': 65535}, Outcome.FAIL),
        (UNKNOWN, {'from_port': 80, 'to_port': 443}, Outcome.PASS),
        (UNKNOWN, {'protocol': '-1'}, Outcome.FAIL),
        ('postgres', {}, Outcome.UNDETERMINED),
    ],
)
def test_a_rule_matters_for_the_clusters_own_port(
    port: Written,
    ports: dict[str, Written],
    outcome: Outcome,
) -> None:
    assert judged(cluster(port=port), group(), rule(**ports)).outcome is outcome


@pytest.mark.parametrize(
    ('attribute', 'address', 'outcome'),
    [
        ('port', 'cluster', Outcome.FAIL),
        ('Endpoint.Port', 'cluster', Outcome.FAIL),
        ('port', 'another', Outcome.UNDETERMINED),
        ('id', 'cluster', Outcome.UNDETERMINED),
    ],
)
def test_a_rule_may_take_the_port_from_the_cluster_itself(
    attribute: str,
    address: str,
    outcome: Outcome,
) -> None:
    port = traversal(address, attribute)
    result = judged(cluster(port=UNKNOWN), group(), rule(from_port=port, to_port=port))
    assert result.outcome is outcome


@pytest.mark.parametrize(
    ('attributes', 'outcome'),
    [
        ({'restored_from': 'snapshot'}, Outcome.UNDETERMINED),
        ({'restored_from': several(value('source'))}, Outcome.UNDETERMINED),
        ({'restored_from': UNKNOWN}, Outcome.UNDETERMINED),
        ({'restored_from': ''}, Outcome.FAIL),
        ({'restored_from': several()}, Outcome.FAIL),
        ({'restored_from': 'snapshot', 'port': 5432}, Outcome.FAIL),
        ({'replicated_from': 'cluster'}, Outcome.FAIL),
    ],
)
def test_a_restored_cluster_may_have_the_port_of_its_source(
    attributes: dict[str, Written],
    outcome: Outcome,
) -> None:
    assert judged(cluster(**attributes), group(), rule()).outcome is outcome


@pytest.mark.parametrize(
    ('direction', 'outcome'),
    [
        (None, Outcome.FAIL),
        ('ingress', Outcome.FAIL),
        ('egress', Outcome.PASS),
        (UNKNOWN, Outcome.UNDETERMINED),
    ],
)
def test_a_rule_about_traffic_outwards_does_not_matter(
    direction: Written,
    outcome: Outcome,
) -> None:
    assert judged(cluster(), group(), rule(direction=direction)).outcome is outcome


@pytest.mark.parametrize(
    ('tie', 'outcome'),
    [
        (reference('group'), Outcome.FAIL),
        (reference('another'), Outcome.PASS),
        ('sg-1', Outcome.PASS),
        (None, Outcome.PASS),
        (UNKNOWN, Outcome.UNDETERMINED),
    ],
)
def test_a_rule_counts_in_its_own_group(tie: Written, outcome: Outcome) -> None:
    result = judged(cluster(), group(), group('another'), rule(security_group=tie))
    assert result.outcome is outcome


@pytest.mark.parametrize(
    ('groups', 'outcome'),
    [
        (several(reference('group'), reference('closed')), Outcome.FAIL),
        (several(reference('closed'), UNKNOWN, reference('group')), Outcome.FAIL),
        (several(reference('group'), rest='`var.x`'), Outcome.FAIL),
        (several(reference('closed')), Outcome.PASS),
        (several(reference('closed'), rest='`var.x`'), Outcome.UNDETERMINED),
        (several(reference('closed'), value('sg-1')), Outcome.UNDETERMINED),
        (UNKNOWN, Outcome.UNDETERMINED),
        (several(), Outcome.PASS),
        (None, Outcome.PASS),
    ],
)
def test_one_open_group_is_enough_and_an_unknown_one_is_not_a_closed_one(
    groups: Written,
    outcome: Outcome,
) -> None:
    assert judged(cluster(groups), group(), group('closed'), rule()).outcome is outcome


@pytest.mark.parametrize(
    ('rules', 'outcome'),
    [
        ({}, Outcome.UNDETERMINED),
        ({'ipv4_ranges': UNKNOWN}, Outcome.UNDETERMINED),
        ({'to_port': 5432, 'from_port': 5432, 'ipv4_ranges': '10.0.0.0/8'}, Outcome.PASS),
    ],
)
def test_a_cluster_without_a_group_may_be_in_an_open_default_group(
    rules: dict[str, Written],
    outcome: Outcome,
) -> None:
    default = group(default_of=reference('vpc'))
    result = judged(cluster(None), default, rule(**rules))
    assert result.outcome is outcome
    assert all('if that is `group`' in reason.text for reason in result.reasons)


@pytest.mark.parametrize('kind', [Kind.SECURITY_GROUP, Kind.SECURITY_GROUP_RULE])
def test_what_may_not_exist_is_undetermined(kind: Kind) -> None:
    perhaps = Unknown('`var.is_public` has no default')
    others = [
        replace(one, existence=perhaps) if one.kind is kind else one for one in (group(), rule())
    ]
    result = judged(cluster(), *others)
    assert result.outcome is Outcome.UNDETERMINED
    assert 'may not be created: `var.is_public` has no default' in result.reasons[0].text


def test_a_finding_stands_on_the_addresses_and_shows_the_group_and_the_cluster() -> None:
    subject, open_group = cluster(), group()
    open_rule = rule(ipv4_ranges=several(value('10.0.0.0/8'), everyone := value(ANYONE)))
    (finding,) = judged(subject, open_group, open_rule).findings
    assert finding.place == everyone.place
    assert finding.message == (
        'security group `group` lets `0.0.0.0/0` reach port `5432` of the cluster: everyone '
        'with a route to it can try to log in; allow only the addresses or the security groups '
        'that need it'
    )
    assert [related.place for related in finding.related] == [
        open_group.place,
        subject.written('security_groups'),
    ]


def test_every_open_rule_is_a_finding() -> None:
    result = judged(cluster(), group(), rule(), replace(rule(), address='second'), rule(to_port=80))
    assert len(result.findings) == 2


def test_a_reason_names_the_rule_and_stands_on_the_unknown_value() -> None:
    subject = rule(ipv4_ranges=UNKNOWN)
    (reason,) = judged(cluster(), group(), subject).reasons
    assert reason.text == '`ipv4_ranges` of security group rule `rule`: `var.x`'
    assert reason.place == UNKNOWN.place


@pytest.mark.parametrize(
    ('engine', 'outcome'),
    [
        ('aurora-mysql', None),
        ('postgres', None),
        ('docdb', None),
        (None, None),
        (UNKNOWN, Outcome.UNDETERMINED),
    ],
)
def test_only_clusters_of_aurora_postgresql_are_judged(
    engine: Written,
    outcome: Outcome | None,
) -> None:
    result = verdict(open_ingress, cluster(engine=engine), group(), rule())
    assert (result.outcome if result else None) is outcome


@pytest.mark.parametrize(
    ('first', 'last', 'outcome'),
    [
        (1149, 65536, Outcome.FAIL),
        (1150, 65535, Outcome.FAIL),
        (0, 65535, Outcome.FAIL),
        (1151, 65535, Outcome.UNDETERMINED),
        (65535, 65535, Outcome.UNDETERMINED),
        (1150, 65534, Outcome.UNDETERMINED),
        (1150, 1150, Outcome.UNDETERMINED),
        (0, 1149, Outcome.PASS),
    ],
)
def test_a_port_that_is_not_known_may_be_any_that_aurora_takes(
    first: int,
    last: int,
    outcome: Outcome,
) -> None:
    subject = cluster(port=unknown('`var.port`'))
    assert judged(subject, group(), rule(from_port=first, to_port=last)).outcome is outcome


def test_a_prefix_list_is_said_where_it_is_written() -> None:
    prefix_list = value('pl-1')
    written = rule(ipv4_ranges=None, prefix_lists=several(prefix_list))
    (reason, *_) = judged(cluster(), group(), written).reasons
    assert reason.place == prefix_list.place
