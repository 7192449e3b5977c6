from __future__ import annotations

from dataclasses import replace

import pytest

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.facts.families import families
from checkov_aurora_pg.policies.cluster_tls import cluster_tls
from testing.estates import Written
from testing.estates import parameter_group
from testing.estates import reference
from testing.estates import resource
from testing.estates import unknown
from testing.estates import verdict


def cluster(**attributes: Written) -> DescribedResource:
    written: dict[str, Written] = {'engine': 'aurora-postgresql', **attributes}
    return resource(Kind.CLUSTER, 'cluster', None, **written)


def outcome_of(subject: DescribedResource, *others: DescribedResource) -> Outcome | None:
    result = verdict(cluster_tls, subject, *others)
    return result.outcome if result else None


@pytest.mark.parametrize(
    ('attributes', 'outcome'),
    [
        ({'engine_version': '9.6.22'}, Outcome.FAIL),
        ({'engine_version': '10.14'}, Outcome.FAIL),
        ({'engine_version': '11'}, Outcome.FAIL),
        ({'engine_version': '16.4'}, Outcome.FAIL),
        ({'engine_version': '17'}, Outcome.PASS),
        ({'engine_version': '17.4'}, Outcome.PASS),
        ({'engine_version': '18.3'}, Outcome.PASS),
        ({'engine_version': '19.1'}, Outcome.UNDETERMINED),
        ({'engine_version': '9.4'}, Outcome.UNDETERMINED),
        ({'engine_version': '16.4-limitless'}, Outcome.UNDETERMINED),
        ({'engine_version': 'latest'}, Outcome.UNDETERMINED),
        ({'engine_version': ''}, Outcome.UNDETERMINED),
        ({'engine_version': unknown('`var.version`')}, Outcome.UNDETERMINED),
        ({}, Outcome.UNDETERMINED),
        ({'engine_version': '13.9', 'engine_mode': 'serverless'}, Outcome.FAIL),
        ({'engine_mode': 'serverless'}, Outcome.FAIL),
        ({'engine_mode': 'serverless', 'engine_version': unknown('`var.version`')}, Outcome.FAIL),
        ({'engine_mode': 'serverless', 'engine_version': '16.4-limitless'}, Outcome.UNDETERMINED),
        ({'engine_mode': 'provisioned'}, Outcome.UNDETERMINED),
        ({'engine_mode': unknown('`var.mode`')}, Outcome.UNDETERMINED),
        ({'engine_version': '14.6', 'restored_from': 'snapshot'}, Outcome.FAIL),
        ({'engine': 'aurora-mysql', 'engine_version': '8.0'}, None),
        ({'engine': 'postgres', 'engine_version': '14.6'}, None),
        ({'engine': unknown('`var.engine`')}, Outcome.UNDETERMINED),
    ],
)
def test_a_cluster_without_a_group_has_the_default_of_its_version(
    attributes: dict[str, Written],
    outcome: Outcome | None,
) -> None:
    assert outcome_of(cluster(**attributes)) is outcome


@pytest.mark.parametrize(
    ('name', 'outcome'),
    [
        ('default.aurora-postgresql16', Outcome.FAIL),
        ('default.aurora-postgresql17', Outcome.PASS),
        ('default.aurora-postgresql99', Outcome.UNDETERMINED),
        ('default.aurora-mysql8.0', Outcome.UNDETERMINED),
        ('aurora-postgresql17', Outcome.UNDETERMINED),
        ('elsewhere', Outcome.UNDETERMINED),
    ],
)
def test_a_name_decides_where_it_is_of_a_default_group(name: str, outcome: Outcome) -> None:
    assert outcome_of(cluster(parameter_group=name, engine_version='17.4')) is outcome


@pytest.mark.parametrize(
    ('group', 'outcome'),
    [
        (parameter_group('aurora-postgresql15', rds__force_ssl='1'), Outcome.PASS),
        (parameter_group('aurora-postgresql15', rds__force_ssl='0'), Outcome.FAIL),
        (parameter_group('aurora-postgresql15'), Outcome.FAIL),
        (parameter_group('aurora-postgresql17'), Outcome.PASS),
        (parameter_group('aurora-postgresql17', rds__force_ssl='on'), Outcome.UNDETERMINED),
        (parameter_group(unknown('`var.family`')), Outcome.UNDETERMINED),
    ],
)
def test_a_group_in_the_code_is_judged_as_policy_1_judges_it(
    group: DescribedResource,
    outcome: Outcome,
) -> None:
    subject = cluster(parameter_group=reference('group'), engine_version='17.4')
    assert outcome_of(subject, group) is outcome


def test_a_finding_names_the_group_in_one_sentence() -> None:
    group = parameter_group('aurora-postgresql15', rds__force_ssl='0')
    subject = cluster(parameter_group=reference('group'))
    result = verdict(cluster_tls, subject, group)
    assert result is not None
    (finding,) = result.findings
    assert finding.place == subject.written('parameter_group')
    assert finding.message == (
        'cluster parameter group `group` does not require TLS; set `rds.force_ssl` to `1` there'
    )
    assert [one.address for one in finding.chain] == [subject.address, group.address]
    (related,) = finding.related
    assert related.place == group.parameters.entries[0].value.place


def test_serverless_v1_is_judged_by_its_families_only_where_they_are_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    subject = cluster(engine_mode='serverless')
    (finding,) = verdict(cluster_tls, subject).findings  # type: ignore[union-attr]
    assert finding.message.startswith(
        '`parameter_group` is not set, so the cluster gets a default group of Aurora '
        'Serverless v1, which leaves `rds.force_ssl` at `0`',
    )
    unlike = tuple(families()[f'aurora-postgresql{version}'] for version in (16, 17))
    monkeypatch.setattr('checkov_aurora_pg.policies.cluster_tls.of_serverless_v1', lambda: unlike)
    assert outcome_of(cluster(engine_mode='serverless')) is Outcome.UNDETERMINED


def test_a_finding_about_no_group_says_what_to_write() -> None:
    subject = replace(
        cluster(engine_version='16.4'),
        spelling={'parameter_group': 'DBClusterParameterGroupName'},
    )
    result = verdict(cluster_tls, subject)
    assert result is not None
    (finding,) = result.findings
    assert finding.place == subject.place
    assert finding.message == (
        '`DBClusterParameterGroupName` is not set, so the cluster of engine version `16.4` '
        'gets `default.aurora-postgresql16`, which leaves `rds.force_ssl` at `0`: connections '
        'without TLS are accepted; give the cluster a parameter group that sets it to `1`'
    )


def test_that_the_parameter_is_to_be_written_is_the_groups_matter_alone() -> None:
    group = parameter_group('aurora-postgresql17')
    subject = cluster(parameter_group=reference('group'))
    result = verdict(
        cluster_tls,
        subject,
        group,
        settings=Settings(require_explicit_force_ssl=True),
    )
    assert result is not None
    assert result.outcome is Outcome.PASS


@pytest.mark.parametrize(
    ('others', 'outcome'),
    [
        (('1', '1'), Outcome.PASS),
        (('0', '0'), Outcome.FAIL),
        (('1', '0'), Outcome.UNDETERMINED),
    ],
)
def test_a_cluster_that_may_have_one_of_several_groups(
    others: tuple[str, str],
    outcome: Outcome,
) -> None:
    groups = [
        replace(parameter_group('aurora-postgresql15', rds__force_ssl=value), address=address)
        for address, value in zip(('first', 'second'), others, strict=True)
    ]
    subject = cluster(parameter_group=reference('first', 'second'))
    result = verdict(cluster_tls, subject, *groups)
    assert result is not None
    assert result.outcome is outcome
    assert all(reason.decide.startswith('set `rds.force_ssl`') for reason in result.reasons)


@pytest.mark.parametrize(
    ('version', 'outcome'),
    [
        ('16.4', Outcome.FAIL),
        ('17.4', Outcome.PASS),
        (None, Outcome.UNDETERMINED),
        (unknown('`var.version`'), Outcome.UNDETERMINED),
    ],
)
def test_a_member_has_the_version_of_its_global_cluster(
    version: Written,
    outcome: Outcome,
) -> None:
    joined = resource(Kind.GLOBAL_CLUSTER, 'global', None, engine_version=version)
    assert outcome_of(cluster(global_cluster=reference('global')), joined) is outcome


@pytest.mark.parametrize(
    ('attributes', 'reason'),
    [
        ({}, 'AWS chooses it'),
        ({'restored_from': 'snapshot'}, 'created from'),
        ({'global_cluster': 'elsewhere'}, 'created from'),
        ({'engine_version': '16.4-limitless'}, '`16.4-limitless`'),
        ({'engine_version': '19.1'}, '`aurora-postgresql18`'),
    ],
)
def test_what_is_undetermined_says_why_and_what_to_write(
    attributes: dict[str, Written],
    reason: str,
) -> None:
    result = verdict(cluster_tls, cluster(**attributes))
    assert result is not None
    (undetermined,) = result.reasons
    assert reason in undetermined.text
    assert undetermined.decide == 'set `parameter_group`'
