"""What several deployments of a root say, put together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Related
from checkov_aurora_pg.core.policy import Verdict
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.scanning.deployed_verdicts import put_together
from testing.estates import in_estate

HERE = Place('/main.tf', 1, 3)
THERE = Place('/main.tf', 5, 9)
CLUSTER = in_estate(DescribedResource(Kind.CLUSTER, 'a', HERE))
FINDING = Finding('attribute', 'is wrong', HERE)
REASON = Reason('attribute', 'is not known', 'say it', HERE)
PASSED = Verdict(POLICIES[0], CLUSTER, Outcome.PASS)
FAILED = replace(PASSED, outcome=Outcome.FAIL, findings=(FINDING,))
UNDETERMINED = replace(PASSED, outcome=Outcome.UNDETERMINED, reasons=(REASON,))


def _together(**verdicts: Verdict) -> list[Verdict]:
    return list(put_together(verdicts.items()))


def _of(**changes: str | Place) -> Verdict:
    return replace(PASSED, resource=replace(CLUSTER, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize('verdict', [PASSED, FAILED, UNDETERMINED])
def test_a_verdict_of_no_named_deployment_stays_as_it_is(verdict: Verdict) -> None:
    """It comes first, since nothing else can say more of it."""
    nameless = replace(verdict, resource=replace(CLUSTER, address='b'))
    found = list(put_together([('dev', verdict), ('', nameless), ('prod', verdict)]))
    assert found[0] is nameless
    assert [one.deployments for one in found] == [(), ('dev', 'prod')]


@pytest.mark.parametrize(
    ('outcome', 'verdict'),
    [
        (Outcome.PASS, PASSED),
        (Outcome.FAIL, FAILED),
        (Outcome.UNDETERMINED, UNDETERMINED),
    ],
)
def test_what_all_say_is_said_once(outcome: Outcome, verdict: Verdict) -> None:
    """With the names of all, in their order, and none in which it passes."""
    (found,) = _together(prod=verdict, dev=replace(verdict, resource=replace(CLUSTER)))
    assert found.outcome is outcome
    assert (found.deployments, found.passing) == (('prod', 'dev'), ())
    said = [one.deployments for one in found.findings]
    said += [one.deployments for one in found.reasons]
    assert said == [('prod', 'dev')] * (outcome is not Outcome.PASS)


def test_each_outcome_says_where_it_is_so_and_where_the_resource_passes() -> None:
    """What passes has nothing to compare with."""
    found = _together(a=PASSED, b=FAILED, c=UNDETERMINED, d=PASSED, e=FAILED)
    assert [(one.outcome, one.deployments, one.passing) for one in found] == [
        (Outcome.PASS, ('a', 'd'), ()),
        (Outcome.FAIL, ('b', 'e'), ('a', 'd')),
        (Outcome.UNDETERMINED, ('c',), ('a', 'd')),
    ]
    assert [one.passing for one in _together(a=FAILED, b=UNDETERMINED)] == [(), ()]


@pytest.mark.parametrize(
    ('one', 'other', 'count'),
    [
        (PASSED, replace(PASSED, policy=POLICIES[1]), 2),
        (_of(address='a'), _of(address='b'), 2),
        (_of(key='a'), _of(key='b'), 2),
        (_of(key='a'), _of(key='a', address='b'), 1),
        (_of(place=HERE), _of(place=THERE), 2),
    ],
)
def test_verdicts_on_the_same_are_one(one: Verdict, other: Verdict, count: int) -> None:
    """Where an address repeats, the key tells two resources apart."""
    assert len(_together(dev=one, prod=other)) == count


@pytest.mark.parametrize(
    ('other', 'count'),
    [
        (replace(FINDING, wrong=('more',)), 1),
        (replace(FINDING, attribute='other'), 2),
        (replace(FINDING, message='is worse'), 2),
        (replace(FINDING, place=THERE), 2),
    ],
)
def test_findings_that_say_the_same_are_one(other: Finding, count: int) -> None:
    """What differs in anything that is said has a deployment of its own."""
    (found,) = _together(dev=FAILED, prod=replace(FAILED, findings=(other,)))
    names = [('dev', 'prod')] if count == 1 else [('dev',), ('prod',)]
    assert [one.deployments for one in found.findings] == names
    assert found.findings[0] == replace(FINDING, deployments=names[0])


@pytest.mark.parametrize(
    ('other', 'count'),
    [
        (Reason('attribute', 'is not known', 'say more', HERE), 1),
        (Reason('other', 'is not known', 'say it', HERE), 2),
        (Reason('attribute', 'is one of two', 'say it', HERE), 2),
        (Reason('attribute', 'is not known', 'say it', THERE), 2),
    ],
)
def test_reasons_that_say_the_same_are_one(other: Reason, count: int) -> None:
    """As findings are."""
    (found,) = _together(dev=UNDETERMINED, prod=replace(UNDETERMINED, reasons=(other,)))
    names = [('dev', 'prod')] if count == 1 else [('dev',), ('prod',)]
    assert [one.deployments for one in found.reasons] == names
    assert found.reasons[0].decide == 'say it'


def test_a_finding_is_related_to_what_it_is_in_any_deployment() -> None:
    """Each place once, in the order in which they are found."""
    both, more = Related(HERE, 'is in the group'), Related(THERE, 'has this rule as well')
    dev = replace(FAILED, findings=(replace(FINDING, related=(both,)),))
    prod = replace(FAILED, findings=(replace(FINDING, related=(more, both)),))
    (found,) = _together(dev=dev, prod=prod)
    assert found.findings == (replace(FINDING, related=(both, more), deployments=('dev', 'prod')),)
