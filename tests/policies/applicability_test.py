"""Which resources are Aurora PostgreSQL's, where they do not say it themselves."""

from __future__ import annotations

from typing import Any

import pytest

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.policies.aurora_postgresql import family_name
from checkov_aurora_pg.policies.aurora_postgresql import is_cluster
from checkov_aurora_pg.policies.aurora_postgresql import is_instance
from checkov_aurora_pg.policies.aurora_postgresql import is_parameter_group
from testing.estates import Written
from testing.estates import in_estate
from testing.estates import reference
from testing.estates import resource
from testing.estates import several
from testing.estates import unknown

UNKNOWN = unknown('`var.x`')
POSTGRESQL = 'aurora-postgresql'
DEFAULT = 'default.aurora-postgresql16'


def cluster(engine: Written, **attributes: Written) -> DescribedResource:
    return named('cluster', engine, **attributes)


def named(address: str, engine: Written, **attributes: Written) -> DescribedResource:
    return resource(Kind.CLUSTER, address, None, engine=engine, **attributes)


@pytest.mark.parametrize(
    ('engine', 'attributes', 'expected'),
    [
        (POSTGRESQL, {'parameter_group': 'default.aurora-mysql8.0'}, True),
        ('aurora-mysql', {'parameter_group': DEFAULT}, False),
        (UNKNOWN, {'parameter_group': DEFAULT}, True),
        (UNKNOWN, {'parameter_group': 'default.aurora-mysql8.0'}, False),
        (None, {'parameter_group': DEFAULT}, True),
        (None, {'parameter_group': 'default.aurora-mysql8.0'}, False),
        (None, {}, False),
        (None, {'restored_from': 'snapshot', 'parameter_group': DEFAULT}, True),
        (None, {'restored_from': 'snapshot', 'parameter_group': 'default.aurora-mysql8.0'}, False),
        (None, {'restored_from': None}, False),
    ],
)
def test_a_cluster_is_what_it_says_else_what_tells_it(
    engine: Written,
    attributes: dict[str, Any],
    expected: bool,
) -> None:
    subject = in_estate(cluster(engine, **attributes))
    assert is_cluster(subject) is expected


@pytest.mark.parametrize(
    ('engine', 'attributes', 'reason'),
    [
        (UNKNOWN, {}, '`var.x`'),
        (None, {'restored_from': 'snapshot'}, 'takes it from what it is created from'),
        (None, {'global_cluster': 'global'}, 'takes it from what it is created from'),
        (None, {'replicated_from': UNKNOWN}, 'takes it from what it is created from'),
    ],
)
def test_a_cluster_of_which_nothing_tells_the_engine_is_undetermined(
    engine: Written,
    attributes: dict[str, Any],
    reason: str,
) -> None:
    subject = in_estate(cluster(engine, **attributes))
    with pytest.raises(Undetermined) as raised:
        is_cluster(subject)
    assert raised.value.reason.attribute == 'engine'
    assert raised.value.reason.text.endswith(reason)
    assert raised.value.reason.place == (subject.place if engine is None else UNKNOWN.place)


@pytest.mark.parametrize(
    ('family', 'clusters', 'expected'),
    [
        ('aurora-postgresql16', [], True),
        ('aurora-mysql8.0', [(POSTGRESQL, reference('group'))], False),
        (UNKNOWN, [(POSTGRESQL, reference('group'))], True),
        (UNKNOWN, [(POSTGRESQL, reference('group')), (POSTGRESQL, reference('group'))], True),
        (UNKNOWN, [(POSTGRESQL, reference('group')), ('aurora-mysql', reference('other'))], True),
        (None, [(POSTGRESQL, reference('group'))], True),
        (UNKNOWN, [], None),
        (UNKNOWN, [('aurora-mysql', reference('group'))], None),
        (UNKNOWN, [(POSTGRESQL, reference('group')), ('aurora-mysql', reference('group'))], None),
        (UNKNOWN, [(POSTGRESQL, UNKNOWN)], None),
        (UNKNOWN, [(POSTGRESQL, reference('other'))], None),
        (UNKNOWN, [(UNKNOWN, reference('group'))], None),
    ],
)
def test_a_group_is_of_its_family_else_of_its_clusters(
    family: Written,
    clusters: list[tuple[Written, Written]],
    expected: bool | None,
) -> None:
    subject = in_estate(
        resource(Kind.PARAMETER_GROUP, 'group', None, family=family),
        resource(Kind.PARAMETER_GROUP, 'other', None, family=UNKNOWN),
        *(
            named(f'cluster-{index}', engine, parameter_group=group)
            for index, (engine, group) in enumerate(clusters)
        ),
    )
    if expected is None:
        with pytest.raises(Undetermined):
            is_parameter_group(subject)
    else:
        assert is_parameter_group(subject) is expected


def test_a_group_of_a_cluster_that_writes_no_engine_is_not_known() -> None:
    subject = in_estate(
        resource(Kind.PARAMETER_GROUP, 'group', None, family=UNKNOWN),
        resource(Kind.CLUSTER, 'bare', None, parameter_group=reference('group')),
        cluster(POSTGRESQL, parameter_group=reference('group')),
    )
    assert is_parameter_group(subject)


def test_a_family_that_is_not_written_is_said() -> None:
    subject = in_estate(resource(Kind.PARAMETER_GROUP, 'group', None))
    with pytest.raises(Undetermined) as raised:
        family_name(subject)
    assert (raised.value.reason.attribute, raised.value.reason.place) == ('family', subject.place)


@pytest.mark.parametrize(
    ('engines', 'expected'),
    [
        ([POSTGRESQL], True),
        (['aurora-mysql'], False),
        ([POSTGRESQL, 'aurora-mysql'], True),
        (['aurora-mysql', POSTGRESQL], True),
        ([UNKNOWN], None),
        ([], None),
    ],
)
def test_an_instance_of_an_unknown_engine_follows_its_clusters(
    engines: list[Written],
    expected: bool | None,
) -> None:
    clusters = [named(f'cluster-{index}', engine) for index, engine in enumerate(engines)]
    ties = several(*(reference(one.address) for one in clusters), rest='`var.more`')
    engine = unknown('`var.engine`')
    instance = resource(Kind.INSTANCE, 'one', None, engine=engine, cluster=ties)
    subject = in_estate(instance, *clusters)
    if expected is None:
        with pytest.raises(Undetermined) as raised:
            is_instance(subject)
        assert raised.value.reason.place == engine.place
    else:
        assert is_instance(subject) is expected
