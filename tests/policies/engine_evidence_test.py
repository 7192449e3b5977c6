"""What a cluster is tied to tells its engine, where the cluster does not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.policies.engine_evidence import is_evidently_aurora_postgresql
from testing.estates import Written
from testing.estates import in_estate
from testing.estates import reference
from testing.estates import resource
from testing.estates import several
from testing.estates import unknown

POSTGRESQL, MYSQL = 'aurora-postgresql', 'aurora-mysql'
UNKNOWN = unknown('`var.x`')


def evident(attributes: Mapping[str, Written], *others: DescribedResource) -> bool | None:
    subject = resource(Kind.CLUSTER, 'cluster', None, engine=UNKNOWN, **attributes)
    return is_evidently_aurora_postgresql(in_estate(subject, *others))


def group(family: Written, address: str = 'group') -> DescribedResource:
    return resource(Kind.PARAMETER_GROUP, address, name=address, family=family)


@pytest.mark.parametrize(
    ('family', 'expected'),
    [
        ('aurora-postgresql16', True),
        ('aurora-postgresql99', True),
        ('aurora-mysql8.0', False),
        ('postgres16', False),
        (UNKNOWN, None),
        (None, None),
    ],
)
def test_a_parameter_group_tells_by_its_family(family: Written, expected: bool | None) -> None:
    assert evident({'parameter_group': reference('group')}, group(family)) is expected
    assert evident({'parameter_group': 'group'}, group(family)) is expected


@pytest.mark.parametrize(
    ('name', 'expected'),
    [
        ('default.aurora-postgresql16', True),
        ('default.aurora-postgresql99', True),
        ('default.aurora-mysql8.0', False),
        ('aurora-postgresql16', None),
        ('made-elsewhere', None),
        (UNKNOWN, None),
    ],
)
def test_a_group_that_aws_makes_tells_by_its_name(name: Written, expected: bool | None) -> None:
    assert evident({'parameter_group': name}) is expected


def test_a_group_in_the_code_counts_and_not_its_name() -> None:
    named = group('aurora-mysql8.0', 'default.aurora-postgresql16')
    assert evident({'parameter_group': 'default.aurora-postgresql16'}, named) is False


@pytest.mark.parametrize(
    ('tie', 'engine', 'expected'),
    [
        (reference('cluster'), POSTGRESQL, True),
        (reference('cluster'), MYSQL, False),
        (reference('cluster'), UNKNOWN, None),
        (reference('cluster'), None, None),
        (reference('another'), POSTGRESQL, None),
        (UNKNOWN, POSTGRESQL, None),
    ],
)
def test_an_instance_tells_by_its_engine(
    tie: Written,
    engine: Written,
    expected: bool | None,
) -> None:
    assert evident({}, resource(Kind.INSTANCE, 'one', cluster=tie, engine=engine)) is expected


@pytest.mark.parametrize(
    ('engine', 'source', 'expected'),
    [
        (POSTGRESQL, None, True),
        (MYSQL, None, False),
        (None, reference('other'), True),
        (UNKNOWN, None, None),
        (None, 'elsewhere', None),
        (MYSQL, reference('other'), None),
    ],
)
def test_a_global_cluster_tells_by_its_engine_and_its_source(
    engine: Written,
    source: Written,
    expected: bool | None,
) -> None:
    joined = resource(Kind.GLOBAL_CLUSTER, 'global', engine=engine, source_cluster=source)
    other = resource(Kind.CLUSTER, 'other', engine=POSTGRESQL)
    assert evident({'global_cluster': reference('global')}, joined, other) is expected


@pytest.mark.parametrize('attribute', ['restored_from', 'replicated_from'])
@pytest.mark.parametrize(
    ('engine', 'family', 'expected'),
    [
        (POSTGRESQL, None, True),
        (MYSQL, None, False),
        (UNKNOWN, 'aurora-postgresql16', True),
        (MYSQL, 'aurora-postgresql16', False),
        (UNKNOWN, None, None),
    ],
)
def test_a_source_tells_by_its_own_engine_and_what_tells_that(
    attribute: str,
    engine: Written,
    family: Written,
    expected: bool | None,
) -> None:
    source = resource(
        Kind.CLUSTER,
        'source',
        engine=engine,
        parameter_group=reference('group'),
    )
    written = {attribute: several(reference('source'))}
    assert evident(written, source, group(family)) is expected


def test_clusters_that_are_each_others_source_tell_nothing() -> None:
    source = resource(Kind.CLUSTER, 'source', engine=UNKNOWN, replicated_from=reference('cluster'))
    assert evident({'replicated_from': reference('source')}, source) is None


def test_what_disagrees_tells_nothing() -> None:
    mysql = resource(Kind.INSTANCE, 'one', cluster=reference('cluster'), engine=MYSQL)
    assert evident({'parameter_group': 'default.aurora-postgresql16'}, mysql) is None
