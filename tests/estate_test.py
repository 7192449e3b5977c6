"""What a policy reads of a resource: a value, nothing, or why it cannot be known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from checkov_aurora_pg.core.deployments import SOLE
from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.described_resource import Origin
from checkov_aurora_pg.core.estate import Estate
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.parameters import Parameter
from checkov_aurora_pg.core.parameters import Parameters
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.core.scalars import text_of
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Reference
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from testing.estates import Written
from testing.estates import in_estate
from testing.estates import place
from testing.estates import reference
from testing.estates import resource
from testing.estates import several
from testing.estates import unknown
from testing.estates import value

NAME = 'rds.force_ssl'


def group(*entries: tuple[Written, Written], rest: str = '') -> DescribedResource:
    parameters = tuple(Parameter(value(name), value(written), place()) for name, written in entries)
    return DescribedResource(
        Kind.PARAMETER_GROUP,
        'group',
        place(),
        {},
        Parameters(parameters, Unknown(rest) if rest else None),
    )


@pytest.mark.parametrize('compound', [several(value('a')), Value(Mapping({})), several()])
def test_what_is_no_single_value_is_not_taken_for_one(compound: Value) -> None:
    cluster = resource(Kind.CLUSTER, 'cluster', engine=compound)
    with pytest.raises(Undetermined, match='it is not a single value') as raised:
        cluster.read('engine')
    assert raised.value.reason.place == compound.place


@pytest.mark.parametrize(
    ('written', 'expected'),
    [
        (True, 'true'),
        (False, 'false'),
        (1, '1'),
        (1.0, '1'),
        (1.5, '1.5'),
        ('1.0', '1.0'),
    ],
)
def test_a_scalar_is_the_text_that_the_api_receives(
    written: bool | int | float | str,
    expected: str,
) -> None:
    assert text_of(written) == expected


def test_a_parameter_set_twice_alike_is_found_where_it_is_first_written() -> None:
    subject = group((NAME, 1), ('other', 0), (NAME, '1'))
    setting = subject.parameter(NAME)
    assert setting is not None
    assert (setting.value, setting.place) == ('1', subject.parameters.entries[0].value.place)


def test_a_parameter_set_twice_differently_is_not_known() -> None:
    subject = group((NAME, 1), (NAME, 0))
    with pytest.raises(Undetermined, match='more than once') as raised:
        subject.parameter(NAME)
    assert raised.value.reason.place == subject.parameters.entries[0].place


@pytest.mark.parametrize(
    ('written', 'why'),
    [
        (None, 'it is null'),
        (several(), 'it is not a single value'),
        (unknown('`var.x`'), '`var.x`'),
    ],
)
def test_a_parameter_without_a_scalar_is_not_known(written: Written, why: str) -> None:
    subject = group((NAME, written))
    with pytest.raises(Undetermined) as raised:
        subject.parameter(NAME)
    assert raised.value.reason.text == why
    assert raised.value.reason.place == subject.parameters.entries[0].value.place


def test_a_parameter_of_an_unknown_name_may_be_the_one() -> None:
    subject = group(('other', 0), (unknown('`var.name`'), 0))
    with pytest.raises(Undetermined) as raised:
        subject.parameter(NAME)
    assert (raised.value.reason.attribute, raised.value.reason.text) == (NAME, '`var.name`')
    assert raised.value.reason.place == subject.parameters.entries[1].place


def test_a_known_parameter_counts_beside_unknown_ones() -> None:
    setting = group((unknown('`var.name`'), 0), (NAME, 1), rest='`var.more`').parameter(NAME)
    assert setting is not None
    assert setting.value == '1'


def test_parameters_that_are_not_known_may_hold_the_one() -> None:
    with pytest.raises(Undetermined, match=r'`var\.more`'):
        group(('other', 0), rest='`var.more`').parameter(NAME)
    assert group(('other', 0)).parameter(NAME) is None


def test_a_tie_that_is_not_known_is_not_left_out() -> None:
    groups = several(reference('one'), unknown('`var.more`'))
    one = resource(Kind.SECURITY_GROUP, 'one')
    cluster = in_estate(resource(Kind.CLUSTER, 'cluster', security_groups=groups), one)

    known, why = cluster.targets('security_groups')

    assert known is cluster.estate.resources[1]
    assert isinstance(why, Reason)
    with pytest.raises(Undetermined, match=r'`var\.more`'):
        cluster.tied('security_groups')


@pytest.mark.parametrize(
    ('written', 'why'),
    [
        ('elsewhere', 'cluster parameter group `elsewhere` is not in the scanned code'),
        (1, 'it is not a single name'),
        (unknown('`var.x`'), '`var.x`'),
    ],
)
def test_a_tie_says_why_it_leads_nowhere(written: Written, why: str) -> None:
    cluster = in_estate(resource(Kind.CLUSTER, 'cluster', parameter_group=written))

    (target,) = cluster.targets('parameter_group')

    assert isinstance(target, Reason)
    assert (target.text, target.decide) == (why, '')
    assert target.place == cluster.attributes['parameter_group'].place


@pytest.mark.parametrize(
    ('written', 'expected'),
    [
        (float('inf'), '+Inf'),
        (float('-inf'), '-Inf'),
        (0.5, '0.5'),
        (-2.0, '-2'),
    ],
)
def test_a_number_is_written_as_terraform_does(written: float, expected: str) -> None:
    assert text_of(written) == expected


def test_only_a_name_that_aws_compares_without_case_has_one_spelling() -> None:
    cluster = resource(
        Kind.CLUSTER,
        'cluster',
        engine=' Aurora-PostgreSQL ',
        engine_version='16.4-Limitless ',
    )
    assert cluster.text('engine') == 'aurora-postgresql'
    assert cluster.text('engine_version') == '16.4-Limitless '


@pytest.mark.parametrize(
    ('written', 'expected'),
    [
        (True, True),
        ('TRUE', True),
        ('False', False),
        (None, None),
    ],
)
def test_a_flag_is_a_boolean_in_any_letters(written: Written, expected: bool | None) -> None:
    assert (
        resource(Kind.CLUSTER, 'cluster', iam_authentication=written).flag(
            'iam_authentication',
        )
        is expected
    )


def test_what_is_wrong_with_a_value_is_said_without_advice() -> None:
    cluster = resource(Kind.CLUSTER, 'cluster', iam_authentication='perhaps', engine=several())
    twice = group((NAME, 1), (NAME, 0))
    compound = group((NAME, several()))
    for ask in (
        lambda: cluster.flag('iam_authentication'),
        lambda: cluster.read('engine'),
        lambda: twice.parameter(NAME),
        lambda: compound.parameter(NAME),
    ):
        with pytest.raises(Undetermined) as raised:
            ask()
        assert raised.value.reason.decide == ''


def test_what_has_no_place_of_its_own_stands_on_what_holds_it() -> None:
    cluster = resource(Kind.CLUSTER, 'cluster', port=Value(5432))
    assert cluster.written('port') == cluster.written('engine') == cluster.place
    subject = group((NAME, Value(1)))
    setting = subject.parameter(NAME)
    assert setting is not None
    assert setting.place == subject.parameters.entries[0].place


@pytest.mark.parametrize(('written', 'expected'), [(True, 'true'), (1.5, '1.5'), ('a', 'a')])
def test_a_parameter_is_the_text_of_any_scalar(
    written: bool | float | str,
    expected: str,
) -> None:
    setting = group((NAME, Value(written))).parameter(NAME)
    assert setting is not None
    assert setting.value == expected


EAST, WEST, UNKNOWN_REGION = 'us-east-1', 'us-west-2', unknown('`var.region`')


@pytest.mark.parametrize(
    ('own', 'others', 'found'),
    [
        (EAST, [EAST], [0]),
        (EAST, [WEST], []),
        (EAST, [WEST, EAST], [1]),
        (None, [None], [0]),
        (EAST, [UNKNOWN_REGION], None),
        (UNKNOWN_REGION, [EAST], None),
        (EAST, [None], None),
        (None, [WEST], None),
        (EAST, [UNKNOWN_REGION, EAST], [1]),
        (EAST, [WEST, None], None),
    ],
)
def test_a_name_ties_in_its_own_region(
    own: Written,
    others: list[Written],
    found: list[int] | None,
) -> None:
    groups = [
        resource(Kind.PARAMETER_GROUP, f'group-{index}', name='group', region=region)
        for index, region in enumerate(others)
    ]
    cluster = in_estate(
        resource(Kind.CLUSTER, 'cluster', parameter_group='group', region=own), *groups
    )

    targets = cluster.targets('parameter_group')

    if found:
        assert targets == tuple(cluster.estate.resources[1 + index] for index in found)
    else:
        (why,) = targets
        assert isinstance(why, Reason)
        assert (why.decide, why.is_elsewhere) == ('', found is not None)
        assert why.place == cluster.attributes['parameter_group'].place


def test_a_kind_that_has_no_region_ties_in_every_one() -> None:
    joined = resource(Kind.GLOBAL_CLUSTER, 'global', name='all')
    tied = resource(Kind.CLUSTER, 'cluster', global_cluster='all', region=EAST)
    cluster, other = Estate('/code', (tied, joined)).resources
    assert cluster.targets('global_cluster') == (other,)


def test_only_where_a_group_is_wanted_a_vpc_stands_for_its_default_group() -> None:
    traversal = Value(
        Unknown('is known after apply'),
        place(),
        (Reference('vpc', 'default_security_group_id'),),
    )
    described = (
        resource(
            Kind.CLUSTER,
            'cluster',
            security_groups=traversal,
            subnet_group=traversal,
        ),
        resource(Kind.VPC, 'vpc'),
    )
    cluster, vpc = Estate('/code', described).resources
    assert cluster.targets('security_groups') == (vpc,)
    (why,) = cluster.targets('subnet_group')
    assert isinstance(why, Reason)


@pytest.mark.parametrize(
    ('line', 'name'),
    [
        (9, None),
        (10, 'first'),
        (12, 'first'),
        (14, 'first'),
        (15, None),
        (20, 'second'),
    ],
)
def test_an_origin_is_that_of_the_resource_at_a_line(line: int, name: str | None) -> None:
    def at(first: int, last: int) -> Place:
        return Place('/code/stack.json', first, last)

    estate = Estate(
        '/code',
        (
            DescribedResource(Kind.VPC, 'by hand', at(1, 100)),
            DescribedResource(Kind.VPC, 'first', at(10, 14), origin=Origin('first')),
            DescribedResource(Kind.VPC, 'second', at(20, 20), origin=Origin('second')),
        ),
    )

    found = estate.origin_at(at(line, line))

    assert (found.name if found else None) == name
    assert estate.origin_at(Place('/code/other.json', line, line)) is None


def test_an_estate_keeps_its_root() -> None:
    assert Estate('/code', ()).root == '/code'


@pytest.mark.parametrize(
    ('kind', 'attribute', 'ties'),
    [
        (Kind.PARAMETER_GROUP, 'parameter_group', True),
        (Kind.SECURITY_GROUP, 'security_groups', False),
    ],
)
def test_only_names_that_aws_keeps_in_one_case_tie_without_case(
    kind: Kind,
    attribute: str,
    ties: bool,
) -> None:
    described = (
        resource(Kind.CLUSTER, 'cluster', None, **{attribute: 'orders'}),
        resource(kind, 'named', None, name='Orders'),
    )
    cluster, named = Estate('/code', described).resources
    assert (cluster.targets(attribute) == (named,)) is ties


@pytest.mark.parametrize(
    'attribute',
    [
        'ca_certificate',
        'direction',
        'engine',
        'engine_mode',
        'family',
        'instance_class',
        'master_user_authentication',
        'parameter_group',
        'protocol',
        'tenancy',
    ],
)
def test_what_aws_keeps_in_one_case_is_read_so(attribute: str) -> None:
    written = {attribute: value(' Aurora '), 'other': value('A ')}
    one = DescribedResource(Kind.CLUSTER, 'cluster', place(), written)

    assert (one.text(attribute), one.text('other')) == ('aurora', 'A ')


@pytest.mark.parametrize(
    ('kind', 'is_alike'),
    [
        (Kind.CLUSTER, True),
        (Kind.INSTANCE, True),
        (Kind.PARAMETER_GROUP, True),
        (Kind.INSTANCE_PARAMETER_GROUP, True),
        (Kind.GLOBAL_CLUSTER, True),
        (Kind.SUBNET_GROUP, True),
        (Kind.SECURITY_GROUP, False),
    ],
)
def test_the_names_of_databases_compare_without_case(kind: Kind, is_alike: bool) -> None:
    estate = Estate('/root', (resource(kind, 'one', name=value('Orders')),))

    assert estate.named(kind, 'orders') == (estate.resources if is_alike else ())


@pytest.mark.parametrize(
    'ask',
    [
        lambda estate: estate.resources,
        lambda estate: estate.named(Kind.CLUSTER, 'orders'),
        lambda estate: estate.referred(Kind.CLUSTER, value('orders')),
        lambda estate: estate.origin_at(place()),
        lambda estate: estate.ties(Kind.INSTANCE, 'cluster'),
    ],
)
def test_an_estate_knows_whether_it_was_asked(ask: Callable[[Estate], object]) -> None:
    estate = Estate('/root', ())
    before = estate.is_asked

    ask(estate)

    assert (before, estate.is_asked) == (False, True)


def test_an_estate_is_of_one_deployment() -> None:
    prod = Deployment('prod')

    assert Estate('/root', (), prod).deployment is prod
    assert Estate('/root', ()).deployment is SOLE
