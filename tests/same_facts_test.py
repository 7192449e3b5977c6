"""When the verdict of one deployment is another one's: where all that the policy saw is the same.

The policies of these tests look at what they like, as those to come may.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import suppress
from copy import copy
from dataclasses import replace

import pytest

from checkov_aurora_pg.core.described_resource import Call
from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.described_resource import Origin
from checkov_aurora_pg.core.described_resource import Skip
from checkov_aurora_pg.core.estate import Estate
from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.parameters import Parameter
from checkov_aurora_pg.core.parameters import Parameters
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Severity
from checkov_aurora_pg.core.policy import policy
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.core.values import Data
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Question
from checkov_aurora_pg.core.values import Reference
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.scanning.judged_once import JudgedOnce
from testing.estates import in_estate

Attributes = Mapping[str, Value]

HERE = Place('/code/main.tf', 1, 9)
THERE = Place('/code/main.tf', 11, 19)
ENGINE = Value('aurora-postgresql', HERE)
MYSQL = Value('aurora-mysql', HERE)
NAME, ON = Value('rds.force_ssl', HERE), Value('1', HERE)


def _looking(
    look: Callable[[Resource], object],
    applies: Callable[[Resource], bool] = lambda _: True,
) -> Policy:
    """Return a policy that looks at a resource and finds nothing."""

    @policy(
        id='TEST_1',
        title='',
        severity=Severity.LOW,
        subject=Kind.CLUSTER,
        applies=applies,
        remedy='',
        references=(),
    )
    def looking(resource: Resource, settings: Settings) -> Iterator[Finding]:
        look(resource)
        yield from ()

    return looking


def _is_shared(
    judging: Policy,
    one: DescribedResource,
    other: DescribedResource,
    around: tuple[DescribedResource, ...] = (),
    around_other: tuple[DescribedResource, ...] = (),
) -> bool:
    """Return whether the second of two resources gets the verdict of the first."""
    once = JudgedOnce()
    both = (in_estate(one, *around), in_estate(other, *around_other))
    verdicts = [once.judge(judging, resource, Settings()) for resource in both]
    assert all(verdicts)
    return verdicts[0] is verdicts[1]


def _cluster(**attributes: Value) -> DescribedResource:
    return DescribedResource(Kind.CLUSTER, 'cluster', HERE, attributes)


def _item(attributes: Attributes) -> object:
    with suppress(KeyError):
        return attributes['engine']
    return 'no such attribute'


BY_NAME: list[Callable[[Attributes], object]] = [
    _item,
    lambda attributes: attributes.get('engine'),
    lambda attributes: attributes.get('engine', MYSQL),
    lambda attributes: 'engine' in attributes,
]
AS_A_WHOLE: list[Callable[[Attributes], object]] = [
    list,
    len,
    bool,
    dict,
    lambda attributes: list(attributes.items()),
    lambda attributes: list(attributes.keys()),
    lambda attributes: list(attributes.values()),
    lambda attributes: attributes == {'engine': ENGINE},
]


@pytest.mark.parametrize('look', BY_NAME)
def test_a_verdict_is_shared_where_what_is_read_by_name_is_the_same(
    look: Callable[[Attributes], object],
) -> None:
    """What is written, and what is not, is read alike; what nobody reads does not matter."""
    judging = _looking(lambda cluster: look(cluster.attributes))
    plain, other = _cluster(engine=ENGINE), _cluster(engine=ENGINE, port=ON)
    assert _is_shared(judging, plain, other)
    assert _is_shared(judging, other, plain)
    assert _is_shared(judging, _cluster(), _cluster(port=ON))
    assert not _is_shared(judging, plain, _cluster(engine=MYSQL))
    assert not _is_shared(judging, plain, _cluster())
    assert not _is_shared(judging, _cluster(), plain)


@pytest.mark.parametrize('look', AS_A_WHOLE)
def test_a_verdict_on_which_attributes_there_are_is_not_shared(
    look: Callable[[Attributes], object],
) -> None:
    """Another deployment may write one that the first did not have to look at."""
    judging = _looking(lambda cluster: look(cluster.attributes))
    assert not _is_shared(judging, _cluster(engine=ENGINE), _cluster(engine=ENGINE, port=ON))


@pytest.mark.parametrize('look', [*BY_NAME, *AS_A_WHOLE])
@pytest.mark.parametrize('attributes', [{}, {'engine': ENGINE}, {'engine': MYSQL, 'port': ON}])
def test_a_policy_reads_what_is_written(
    look: Callable[[Attributes], object],
    attributes: dict[str, Value],
) -> None:
    """That it is noted what it reads changes nothing of it, and is over with the judging."""
    cluster = in_estate(_cluster(**attributes))
    own, read = cluster.attributes, []
    JudgedOnce().judge(_looking(lambda one: read.append(look(one.attributes))), cluster, Settings())
    assert read == [look(attributes)]
    assert cluster.attributes is own


def test_a_policy_that_breaks_leaves_the_resource_as_it_was() -> None:
    """Nor is anything kept of what it did not say."""
    cluster = in_estate(_cluster(engine=ENGINE))
    own, once = cluster.attributes, JudgedOnce()
    broken = _looking(lambda _: 1 // 0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            once.judge(broken, cluster, Settings())
    assert cluster.attributes is own


def _of(parameters: Parameters) -> DescribedResource:
    return replace(WHOLE, parameters=parameters)


ENTRY = Parameter(NAME, ON, HERE)
REST = Unknown('is not known')
PARAMETERS = Parameters((ENTRY, Parameter(MYSQL, ON, THERE)), REST)
MISSING = Unknown('`var.created` has no default')
WHOLE = DescribedResource(
    Kind.CLUSTER,
    'module.a.cluster',
    HERE,
    {'engine': ENGINE},
    PARAMETERS,
    (Call('module.a', HERE),),
    (Skip('TEST_2', 'not ours', HERE),),
    MISSING,
    'key',
    {'engine': 'engine'},
    Origin('Cluster', HERE),
)
DIFFERENT: dict[str, DescribedResource] = {
    'existence': replace(WHOLE, existence=Unknown('`var.other` has no default')),
    'it exists': replace(WHOLE, existence=None),
    'address': replace(WHOLE, address='module.a.other'),
    'key': replace(WHOLE, key='other'),
    'place': replace(WHOLE, place=THERE),
    'calls': replace(WHOLE, calls=(Call('module.a', THERE),)),
    'fewer calls': replace(WHOLE, calls=()),
    'skips': replace(WHOLE, skips=(Skip('TEST_1', 'not ours', HERE),)),
    'spelling': replace(WHOLE, spelling={'engine': 'Engine'}),
    'origin': replace(WHOLE, origin=Origin('Other', HERE)),
    'no origin': replace(WHOLE, origin=None),
    'made by a handler': replace(WHOLE, is_by_handler=True),
    'no parameters': _of(Parameters()),
    'further parameters': _of(replace(PARAMETERS, rest=None)),
    'why there may be more': _of(replace(PARAMETERS, rest=replace(REST, reason='is unknown'))),
    'a parameter less': _of(replace(PARAMETERS, entries=(ENTRY,))),
    'a parameter more': _of(replace(PARAMETERS, entries=(*PARAMETERS.entries, ENTRY))),
    'other order': _of(replace(PARAMETERS, entries=PARAMETERS.entries[::-1])),
    **{
        f'parameter {what}': _of(replace(PARAMETERS, entries=(other, PARAMETERS.entries[1])))
        for what, other in {
            'name': replace(ENTRY, name=MYSQL),
            'value': replace(ENTRY, value=Value('0', HERE)),
            'value of another kind': replace(ENTRY, value=Value(1, HERE)),
            'place': replace(ENTRY, place=THERE),
            'place of the name': replace(ENTRY, name=replace(NAME, place=THERE)),
            'place of the value': replace(ENTRY, value=replace(ON, place=THERE)),
        }.items()
    },
}


@pytest.mark.parametrize('what', DIFFERENT)
def test_a_verdict_is_not_shared_by_what_differs(what: str) -> None:
    """Whatever a policy, or what is said of its verdict, may use."""
    judging = _looking(lambda _: None)
    assert not _is_shared(judging, copy(WHOLE), DIFFERENT[what])
    assert not _is_shared(judging, DIFFERENT[what], copy(WHOLE))


def test_a_verdict_is_shared_by_what_says_the_same() -> None:
    """Equal parts will do: each deployment is read by itself."""
    judging = _looking(lambda cluster: cluster.text('engine'))
    entries = tuple(
        Parameter(copy(one.name), copy(one.value), copy(one.place)) for one in PARAMETERS.entries
    )
    assert _is_shared(
        judging,
        copy(WHOLE),
        replace(
            WHOLE,
            place=copy(HERE),
            attributes={'engine': copy(ENGINE)},
            parameters=Parameters(entries, copy(REST)),
            calls=(Call('module.a', HERE),),
            skips=(Skip('TEST_2', 'not ours', HERE),),
            spelling={'engine': 'engine'},
            origin=Origin('Cluster', HERE),
        ),
    )


def test_a_verdict_is_that_of_one_policy_on_one_kind() -> None:
    """What has the same address may be another thing."""
    once, none = JudgedOnce(), _looking(lambda _: None, lambda _: False)
    cluster, instance = Estate('/code', (WHOLE, replace(WHOLE, kind=Kind.INSTANCE))).resources
    judging = _looking(lambda _: None)
    assert once.judge(judging, instance, Settings()) is None
    verdict = once.judge(judging, cluster, Settings())
    assert verdict is not None
    assert verdict.outcome is Outcome.PASS
    other = once.judge(replace(judging, id='TEST_2'), cluster, Settings())
    assert other is not None
    assert other.outcome is Outcome.SKIP
    assert JudgedOnce().judge(none, cluster, Settings()) is None


def test_that_a_policy_does_not_apply_is_found_out_once() -> None:
    """That is judged as well."""
    asked: list[Resource] = []

    def is_asked(cluster: Resource) -> bool:
        asked.append(cluster)
        return False

    judging, once = _looking(lambda _: None, is_asked), JudgedOnce()
    for cluster in (in_estate(_cluster()), in_estate(_cluster())):
        assert once.judge(judging, cluster, Settings()) is None
    assert len(asked) == 1


def _group(address: str) -> DescribedResource:
    return DescribedResource(Kind.PARAMETER_GROUP, address, THERE, {'name': Value('group', THERE)})


LINKED = Value('group', HERE, (Reference('group', 'name'),))
ASKING: list[Callable[[Resource], object]] = [
    lambda cluster: cluster.estate.resources,
    lambda cluster: cluster.estate.named(Kind.PARAMETER_GROUP, 'group'),
    lambda cluster: cluster.estate.referred(Kind.PARAMETER_GROUP, LINKED),
    lambda cluster: cluster.estate.origin_at(THERE),
    lambda cluster: cluster.targets('parameter_group'),
    lambda cluster: cluster.tying(Kind.INSTANCE, 'cluster'),
]


@pytest.mark.parametrize('ask', ASKING)
@pytest.mark.parametrize('around', [(), (_group('group'),)])
def test_a_verdict_that_follows_from_others_is_not_shared(
    ask: Callable[[Resource], object],
    around: tuple[DescribedResource, ...],
) -> None:
    """Which others there are, and what they say, may differ, also where there is none."""
    one, other = _cluster(parameter_group=LINKED), _cluster(parameter_group=LINKED)
    reading = _looking(lambda cluster: cluster.read('parameter_group'))
    assert not _is_shared(_looking(ask), one, other, around, (_group('other'),))
    assert _is_shared(reading, one, other, around, (_group('other'),))


def test_a_link_that_is_not_written_leads_nowhere_in_any_deployment() -> None:
    """Nobody is asked for it."""
    judging = _looking(lambda cluster: cluster.targets('parameter_group'))
    assert _is_shared(judging, _cluster(), _cluster(), (), (_group('group'),))


QUESTION = Question((Answer('var.a', value=True), Answer('var.a', value=True, is_it=False)))


def _unknown(**rest: object) -> Value:
    return Value(Unknown('`var.engine` has no default', **rest), HERE)  # type: ignore[arg-type]


PLAIN: list[Data] = ['text', '', 1, 1.5, True, None]
SAME: list[tuple[Value, Value]] = [
    *((Value(data, HERE), Value(data, HERE)) for data in PLAIN),
    (_unknown(), _unknown()),
    (LINKED, copy(LINKED)),
]
DIFFER: list[tuple[Data, Data]] = [
    (True, 1),
    (1, 1.0),
    ('1', 1),
    (0.0, -0.0),
    (None, False),
    (None, ''),
    ('a', 'A'),
]
NOT_THE_SAME: list[tuple[Value, Value]] = [
    *((Value(one, HERE), Value(other, HERE)) for one, other in DIFFER),
    (_unknown(), _unknown(decide='give it one')),
    (_unknown(), _unknown(question=QUESTION)),
    (_unknown(), _unknown(is_refused=True)),
    (_unknown(), Value(Unknown('`var.other` has no default'), HERE)),
    (_unknown(), ENGINE),
    (ENGINE, replace(ENGINE, place=THERE)),
    (ENGINE, replace(ENGINE, place=None)),
    (LINKED, replace(LINKED, references=())),
    (Value(Sequence((ENGINE,)), HERE), Value(Sequence((ENGINE,)), HERE)),
    (Value(Sequence((ENGINE,)), HERE), ENGINE),
]


def _unasked(cluster: Resource) -> None:
    with suppress(Undetermined):
        cluster.read('engine')


@pytest.mark.parametrize(('one', 'other'), SAME)
def test_a_value_that_says_the_same_is_the_same(one: Value, other: Value) -> None:
    """It may have been evaluated twice."""
    assert _is_shared(_looking(_unasked), _cluster(engine=one), _cluster(engine=other))


@pytest.mark.parametrize(('one', 'other'), NOT_THE_SAME)
def test_a_value_that_says_something_else_is_not_the_same(one: Value, other: Value) -> None:
    """Python takes `True` for 1, and a list may have elements that are evaluated later."""
    for first, second in ((one, other), (other, one)):
        judging = _looking(_unasked)
        assert not _is_shared(judging, _cluster(engine=first), _cluster(engine=second))


def test_a_list_that_was_evaluated_once_is_the_same() -> None:
    """It is the same object then."""
    listed = Value(Sequence((ENGINE,)), HERE)
    judging = _looking(lambda cluster: cluster.elements('engine'))
    assert _is_shared(judging, _cluster(engine=listed), _cluster(engine=listed))


@pytest.mark.parametrize(('question', 'is_shared'), [(None, True), (QUESTION, False)])
def test_a_question_is_asked_in_each_deployment(
    question: Question | None,
    is_shared: bool,
) -> None:
    """Its answers are judged in the deployment's own estate."""
    found = _unknown(question=question)
    judging = _looking(lambda cluster: cluster.read('engine'))
    assert _is_shared(judging, _cluster(engine=found), _cluster(engine=found)) is is_shared
