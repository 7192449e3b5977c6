"""The driver of alternatives, over readings that are made by hand."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import replace

import pytest

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.described_resource import Skip
from checkov_aurora_pg.core.estate import Estate
from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Verdict
from checkov_aurora_pg.core.policy import judge
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.core.values import Data
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Question
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.policies.iam_authentication import iam_authentication
from checkov_aurora_pg.scanning import alternatives
from checkov_aurora_pg.scanning.alternatives import MAX_READINGS
from checkov_aurora_pg.scanning.alternatives import Alternatives

PLACE = Place('/code/main.tf', 1, 5)
SETTINGS = Settings()

Answers = tuple[Answer, ...]


def _answer(subject: str, value: str) -> Answer:
    place = Place('/code/main.tf', 9, 9)
    return Answer(subject, value, True, f'`{subject}` is `{value}`', place)


def _asking(subject: str, *values: str) -> Unknown:
    question = Question(tuple(_answer(subject, value) for value in values))
    return Unknown(f'`{subject}` has no default', 'give it a value', question=question)


def _cluster(iam: Data, address: str = 'aws_rds_cluster.this', **more: object) -> DescribedResource:
    cluster = DescribedResource(
        Kind.CLUSTER,
        address,
        PLACE,
        {
            'engine': Value('aurora-postgresql'),
            'iam_authentication': Value(iam, PLACE),
        },
    )
    for name, value in more.items():
        setattr(cluster, name, value)
    return cluster


def _reading(
    *resources: DescribedResource,
    problems: tuple[Problem, ...] = (),
    refused: bool = False,
) -> Reading:
    return Reading((Estate('/code', resources),), problems, is_refused=refused)


def _never(_: Answers) -> Reading:
    raise AssertionError('nothing is read again')


def _by_value(readings: Mapping[str, Reading]) -> Callable[[Answers], Reading]:
    """Return a reader that has a reading for the values of all answers together."""
    return lambda answers: readings['/'.join(str(answer.value) for answer in answers)]


def _settled(base: Reading, read: Callable[[Answers], Reading]) -> Verdict | None:
    verdict = judge(iam_authentication, base.estates[0].resources[0], SETTINGS)
    assert verdict is not None
    return Alternatives(base, read, SETTINGS).settled(verdict)


OPEN = _asking('var.x', 'a', 'b')


@pytest.mark.parametrize(
    'cluster',
    [
        _cluster(True),
        _cluster(False),
        _cluster(Unknown('nothing tells')),
        _cluster(OPEN, skips=(Skip('CKV2_AURORAPG_4', 'known', PLACE),)),
        _cluster(OPEN, is_unseen=True, attributes={'engine': Value(OPEN)}),
    ],
)
def test_nothing_is_read_again_where_nothing_asks(cluster: DescribedResource) -> None:
    reading = _reading(cluster)
    verdict = _settled(reading, _never)
    assert verdict is not None
    (subject,) = reading.estates[0].resources
    assert verdict == judge(iam_authentication, subject, SETTINGS) or verdict.reasons


@pytest.mark.parametrize(
    ('first', 'second', 'outcome'),
    [
        (True, True, Outcome.PASS),
        (False, False, Outcome.FAIL),
        (True, False, Outcome.UNDETERMINED),
        (False, Unknown('why'), Outcome.UNDETERMINED),
        (True, Unknown('no value', is_refused=True), Outcome.PASS),
        (Unknown('no value', is_refused=True), False, Outcome.FAIL),
        (
            Unknown('no value', is_refused=True),
            Unknown('no value', is_refused=True),
            Outcome.UNDETERMINED,
        ),
    ],
)
def test_the_verdict_is_what_all_alternatives_agree_on(
    first: Data,
    second: Data,
    outcome: Outcome,
) -> None:
    base = _reading(_cluster(OPEN))
    verdict = _settled(
        base,
        _by_value(
            {
                'a': _reading(_cluster(first)),
                'b': _reading(_cluster(second)),
            }
        ),
    )
    assert verdict is not None
    assert verdict.outcome is outcome
    assert verdict.resource is base.estates[0].resources[0]


def test_a_verdict_that_differs_says_which_value_decides_it() -> None:
    verdict = _settled(
        _reading(_cluster(_asking('var.x', *'abcdefg'))),
        _by_value({value: _reading(_cluster(value == 'g')) for value in 'abcdefg'}),
    )
    assert verdict is not None
    (reason,) = verdict.reasons
    assert reason.text == (
        '`var.x` has no default; fails where `var.x` is `a`, `b`, `c` and 3 more, '
        'passes where it is `g`'
    )
    assert [text for _, text in reason.related] == [
        'fails where `var.x` is `a`',
        'passes where `var.x` is `g`',
    ]
    assert reason.question is None


def test_what_is_still_open_is_asked_under_each_answer() -> None:
    further = _reading(_cluster(_asking('var.y', 'c', 'd')))
    verdict = _settled(
        _reading(_cluster(OPEN)),
        _by_value(
            {
                'a': _reading(_cluster(True)),
                'b': further,
                'b/c': _reading(_cluster(True)),
                'b/d': _reading(_cluster(False)),
            }
        ),
    )
    assert verdict is not None
    assert verdict.reasons[0].text.endswith(
        'fails where `var.x` is `b` and `var.y` is `d`, passes where `var.x` is `a` or '
        '`var.x` is `b` and `var.y` is `c`'
    )


def test_a_question_that_an_answer_does_not_close_is_asked_once() -> None:
    base = _reading(_cluster(OPEN))
    verdict = _settled(base, lambda _: base)
    assert verdict is not None
    assert verdict.outcome is Outcome.UNDETERMINED


@pytest.mark.parametrize(
    'other',
    [
        _reading(),
        _reading(_cluster(True), problems=(Problem(PLACE, 'broken'),)),
        Reading(),
        _reading(_cluster(True, 'aws_rds_cluster.other')),
    ],
)
def test_what_is_lost_in_an_alternative_decides_nothing(other: Reading) -> None:
    verdict = _settled(
        _reading(_cluster(OPEN)),
        _by_value(
            {
                'a': _reading(_cluster(True)),
                'b': other,
            }
        ),
    )
    assert verdict is not None
    assert verdict.outcome is Outcome.UNDETERMINED


def test_what_may_not_exist_is_judged_where_it_does() -> None:
    base = _reading(_cluster(OPEN, existence=OPEN))
    read = _by_value(
        {
            'a': _reading(),
            'b': _reading(
                _cluster(True, 'aws_rds_cluster.this[0]'),
                _cluster(False, 'aws_rds_cluster.this[1]'),
            ),
        }
    )
    verdict = _settled(base, read)
    assert verdict is not None
    assert verdict.outcome is Outcome.FAIL
    assert 'it may not be created' in verdict.findings[0].message
    nowhere = _by_value({'a': _reading(), 'b': _reading()})
    assert _settled(base, nowhere) is None


def test_an_alternative_that_is_refused_is_no_deployment() -> None:
    verdict = _settled(
        _reading(_cluster(OPEN)),
        _by_value(
            {
                'a': _reading(_cluster(False), refused=True),
                'b': _reading(_cluster(True)),
            }
        ),
    )
    assert verdict is not None
    assert verdict.outcome is Outcome.PASS


def test_a_policy_that_breaks_in_an_alternative_decides_nothing() -> None:
    def broken(_: Resource) -> bool:
        raise ValueError('broken')

    base = _reading(_cluster(OPEN))
    verdict = judge(iam_authentication, base.estates[0].resources[0], SETTINGS)
    assert verdict is not None
    policy = replace(iam_authentication, applies=broken)
    found = Alternatives(base, lambda _: _reading(_cluster(True)), SETTINGS).settled(
        replace(verdict, policy=policy)
    )
    assert found is not None
    assert found.outcome is Outcome.UNDETERMINED


def test_readings_are_bounded_and_shared() -> None:
    read: list[Answers] = []

    def endless(answers: Answers) -> Reading:
        read.append(answers)
        return _reading(_cluster(_asking(f'var.x{len(answers)}', 'a', 'b')))

    base = _reading(_cluster(OPEN))
    verdict = judge(iam_authentication, base.estates[0].resources[0], SETTINGS)
    assert verdict is not None
    shared = Alternatives(base, endless, SETTINGS)
    assert shared.settled(verdict) is verdict
    assert len(read) == MAX_READINGS
    assert shared.settled(verdict) is verdict
    assert len(read) == MAX_READINGS


def test_the_time_of_a_root_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alternatives, 'MAX_SECONDS', -1)
    base = _reading(_cluster(OPEN))
    verdict = _settled(base, _never)
    assert verdict is not None
    assert verdict.outcome is Outcome.UNDETERMINED
