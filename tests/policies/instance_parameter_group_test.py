from __future__ import annotations

from dataclasses import replace

import pytest

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.parameters import Parameters
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.facts.cluster_parameters import cluster_parameters
from checkov_aurora_pg.policies.instance_parameter_group import instance_parameter_group
from testing.estates import Written
from testing.estates import resource
from testing.estates import unknown
from testing.estates import verdict

AURORA = 'aurora-postgresql16'


def group(family: Written, parameters: dict[str, Written]) -> DescribedResource:
    return resource(Kind.INSTANCE_PARAMETER_GROUP, 'group', parameters, family=family)


def outcome_of(subject: DescribedResource) -> Outcome | None:
    result = verdict(instance_parameter_group, subject)
    return result.outcome if result else None


@pytest.mark.parametrize('parameter', cluster_parameters())
@pytest.mark.parametrize('value', ['1', '0', 'TLSv1.2'])
def test_a_parameter_of_the_cluster_has_no_effect_whatever_its_value(
    parameter: str,
    value: str,
) -> None:
    subject = group(AURORA, {'log_statement': 'ddl', parameter: value})
    result = verdict(instance_parameter_group, subject)
    assert result is not None
    (finding,) = result.findings
    assert finding.place == subject.parameters.entries[1].value.place
    assert finding.message == (
        f'`{parameter}` has no effect in an instance parameter group: Aurora PostgreSQL reads it '
        'from the cluster parameter group only; set it there'
    )


def test_each_parameter_has_a_finding_of_its_own() -> None:
    subject = group(
        AURORA,
        {
            'password_encryption': 'scram-sha-256',
            'rds.force_ssl': '1',
            'ssl': unknown('`var.ssl`'),
        },
    )
    result = verdict(instance_parameter_group, subject)
    assert result is not None
    assert [finding.attribute for finding in result.findings] == [
        'rds.force_ssl',
        'password_encryption',
    ]
    assert [reason.attribute for reason in result.reasons] == ['ssl']


@pytest.mark.parametrize(
    ('family', 'parameters', 'outcome'),
    [
        (AURORA, {}, Outcome.PASS),
        (AURORA, {'log_statement': 'ddl'}, Outcome.PASS),
        (AURORA, {'log_statement': unknown('`var.log`')}, Outcome.PASS),
        (AURORA, {'ssl_ca_file': 'ca.pem'}, Outcome.PASS),
        (AURORA, {'rds.force_ssl': unknown('`var.ssl`')}, Outcome.UNDETERMINED),
        ('aurora-postgresql99', {'rds.force_ssl': '1'}, Outcome.FAIL),
        ('postgres16', {'rds.force_ssl': '1'}, None),
        ('aurora-mysql8.0', {'ssl': '1'}, None),
        (unknown('`var.family`'), {'log_statement': 'ddl'}, None),
        (unknown('`var.family`'), {'rds.force_ssl': '1'}, Outcome.UNDETERMINED),
        (unknown('`var.family`'), {'rds.force_ssl': unknown('`var.ssl`')}, Outcome.UNDETERMINED),
    ],
)
def test_a_group_is_judged_where_it_is_of_aurora_postgresql(
    family: Written,
    parameters: dict[str, Written],
    outcome: Outcome | None,
) -> None:
    assert outcome_of(group(family, parameters)) is outcome


@pytest.mark.parametrize('family', [AURORA, unknown('`var.family`')])
def test_parameters_that_are_not_known_may_be_any(family: Written) -> None:
    parameters = Parameters((), Unknown('`var.parameters` has no default'))
    assert outcome_of(replace(group(family, {}), parameters=parameters)) is Outcome.UNDETERMINED


def test_the_clusters_own_group_is_not_judged() -> None:
    cluster_group = resource(
        Kind.PARAMETER_GROUP,
        'group',
        {'rds.force_ssl': '1'},
        family=AURORA,
    )
    assert outcome_of(cluster_group) is None


def test_the_family_is_the_reason_where_nothing_else_is_known_either() -> None:
    family = unknown('`var.family`')
    result = verdict(
        instance_parameter_group,
        group(family, {'rds.force_ssl': unknown('`var.ssl`')}),
    )
    assert result is not None
    assert [reason.place for reason in result.reasons] == [family.place]
