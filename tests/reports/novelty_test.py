"""What is known, and what is new: each of the known stands for one that is no worse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from checkov_aurora_pg.core.described_resource import Call
from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.described_resource import Skip
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Verdict
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.scanning.assessment import Assessment
from checkov_aurora_pg.scanning.changes.identity import Identity
from checkov_aurora_pg.scanning.changes.novelty import Known
from checkov_aurora_pg.scanning.changes.novelty import known_of
from checkov_aurora_pg.scanning.changes.novelty import new_in
from checkov_aurora_pg.scanning.changes.novelty import union
from checkov_aurora_pg.scanning.changes.novelty import without
from checkov_aurora_pg.scanning.diagnostics import Diagnostic
from checkov_aurora_pg.scanning.diagnostics import report_of
from testing.estates import in_estate

Diagnostics = tuple[Diagnostic, ...]

FAIL, UNDETERMINED = Outcome.FAIL, Outcome.UNDETERMINED
HERE = Place('/main.tf', 1, 1)
CLUSTER = in_estate(DescribedResource(Kind.CLUSTER, 'aws_rds_cluster.this', HERE))
SUITES = Identity('CKV2_AURORAPG_2', 'main.tf', 'group.this', 'ssl_ciphers')
POLICY = next(policy for policy in POLICIES if policy.id == SUITES.id)


def _known(wrong: str = '', message: str = '', root: str = '') -> Known:
    return Known(FAIL, SUITES, message, root, frozenset(wrong))


@pytest.mark.parametrize(
    ('now', 'before', 'new'),
    [
        ([_known()], [], 1),
        ([], [_known()], 0),
        ([_known()], [_known()], 0),
        ([_known(), _known()], [_known()], 1),
        ([_known(), _known()], [_known(), _known()], 0),
        ([_known('a')], [_known('a', 'in other words')], 0),
        ([_known('a')], [_known('ab')], 0),
        ([_known('ab')], [_known('a')], 1),
        ([_known('b')], [_known('a')], 1),
        ([_known('a')], [_known()], 1),
        ([_known()], [_known('a')], 0),
        ([_known('a'), _known('ab')], [_known('ab'), _known('a')], 0),
        ([_known('ab'), _known('a')], [_known('ab'), _known('a')], 0),
        ([_known(), _known('ab')], [_known('ab'), _known('a')], 0),
        ([_known(), _known('a')], [_known('a'), _known('bc')], 0),
        ([_known('a'), _known('ab')], [_known('abc'), _known('ac')], 0),
        ([_known('c'), _known('bc')], [_known('bcd'), _known('ac')], 0),
        ([_known('b'), _known('bc')], [_known('bc', 'in other words'), _known('ab')], 0),
        ([_known('b'), _known('bc')], [_known('ab'), _known('bc', 'in other words')], 0),
        ([_known('a'), _known('a')], [_known('abc'), _known('a'), _known('ab')], 0),
        ([_known('a'), _known('abc')], [_known('abc'), _known('ab')], 0),
        ([_known('', 'x'), _known('', 'y')], [_known('', 'y')], 1),
        ([_known(root='a')], [_known(root='b')], 1),
        ([_known(root='a')], [_known(root='a')], 0),
        ([_known()._replace(outcome=UNDETERMINED)], [_known()], 1),
        ([_known()], [_known()._replace(outcome=UNDETERMINED)], 1),
        *(
            ([_known()], [_known()._replace(identity=SUITES._replace(**{field: 'other'}))], 1)
            for field in SUITES._fields
        ),
    ],
)
def test_each_known_one_stands_for_one_that_is_no_worse(
    now: list[Known],
    before: list[Known],
    new: int,
) -> None:
    assert new_in(now, before) == new


def _wrong(known: Iterable[Known]) -> list[str]:
    return sorted(''.join(sorted(one.wrong)) for one in known)


@pytest.mark.parametrize(
    ('first', 'second', 'together'),
    [
        ([], [], []),
        (['a'], [], ['a']),
        ([], ['a'], ['a']),
        (['a'], ['a'], ['a']),
        (['a', 'a'], ['a'], ['a', 'a']),
        (['a'], ['a', 'a'], ['a', 'a']),
        (['a'], ['ab'], ['ab']),
        (['ab'], ['a'], ['ab']),
        (['a'], ['b'], ['ab']),
        (['ab', 'c'], ['c', 'a'], ['ab', 'c']),
        (['abc', 'a'], ['a'], ['a', 'abc']),
        (['ab', 'c'], ['b'], ['ab', 'c']),
        (['bc', 'a'], ['b', 'd'], ['ad', 'bc']),
        (['a', 'bc'], ['', 'a'], ['a', 'bc']),
        (['bcd', 'ac'], ['c', 'bc'], ['ac', 'bcd']),
        (['a', 'a'], ['b'], ['a', 'ab']),
    ],
)
def test_what_two_know_is_counted_once(
    first: list[str],
    second: list[str],
    together: list[str],
) -> None:
    found = union([_known(one, 'first') for one in first], map(_known, second))

    assert _wrong(found) == together
    assert sum(one.message == 'first' for one in found) == len(first)


def test_what_one_alone_knows_is_kept() -> None:
    other = _known(root='b')

    assert union([_known()], [other]) == (_known(), other)


def test_problems_are_known_by_their_message() -> None:
    place = Place('main.tf', 3, 3)
    now = _reported(problems=(Problem(place, 'is broken'), Problem(place, 'is too large')))
    before = _reported(problems=(Problem(Place('main.tf', 1, 1), 'is broken'),) * 2)

    novelty = without(now, known_of(before))

    assert [one.message for one in novelty.diagnostics] == ['is too large']
    assert novelty.known == 1
    assert [(one.identity.id, one.message) for one in novelty.gone] == [(HEALTH, 'is broken')]


def test_what_is_gone_is_what_nothing_was_matched_with() -> None:
    gone = without((), [_known('a'), _known('b', root='x')]).gone

    assert _wrong(gone) == ['a', 'b']


def _finding(message: str, *wrong: str) -> Finding:
    return Finding('ssl_ciphers', message, HERE, wrong=wrong)


def _failing(*findings: Finding) -> Verdict:
    return Verdict(POLICY, CLUSTER, Outcome.FAIL, findings)


def _reported(*verdicts: Verdict, problems: tuple[Problem, ...] = ()) -> Diagnostics:
    return report_of(Assessment(verdicts, problems)).diagnostics


def _undetermined(*reasons: Reason) -> Verdict:
    return Verdict(POLICY, CLUSTER, Outcome.UNDETERMINED, reasons=reasons)


def test_one_known_finding_hides_one_of_two_alike() -> None:
    twice = _reported(_failing(_finding('is wrong'), _finding('is wrong')))
    once = _reported(_failing(_finding('is wrong')))

    novelty = without(twice, known_of(once))

    assert novelty.diagnostics == once
    assert (novelty.known, novelty.gone) == (1, ())
    assert without(twice, known_of(twice)).diagnostics == ()


def test_one_known_finding_hides_one_of_two_resources_of_the_same_address() -> None:
    once, twice = (_reported(*(_failing(_finding('x')),) * times) for times in (1, 2))

    assert without(twice, known_of(once)).diagnostics == once


def test_what_is_new_of_a_verdict_is_left_of_it() -> None:
    old, new = _finding('is old', 'a'), _finding('is new', 'b')
    reason = Reason('engine', 'is not known')
    later = Reason('port', 'is not known')
    before = _reported(_failing(old), _undetermined(reason))
    now = _reported(_failing(old, new), _undetermined(reason, later))

    novelty = without(now, known_of(before))

    assert novelty.diagnostics == _reported(_failing(new), _undetermined(later))
    assert novelty.known == 2
    again = without(before, known_of(before))
    assert (again.diagnostics, again.known) == ((), 2)


def test_what_passes_or_is_skipped_is_neither_known_nor_new() -> None:
    skipped = replace(CLUSTER, skips=(Skip(POLICY.id, 'accepted', HERE),))
    reported = _reported(
        Verdict(POLICY, CLUSTER, Outcome.PASS), Verdict(POLICY, skipped, Outcome.SKIP)
    )

    assert known_of(reported) == ()
    assert without(reported, []).diagnostics == reported


def test_of_two_alike_the_one_with_the_known_message_is_known() -> None:
    findings = _finding('is first', 'a'), _finding('is second', 'a')

    novelty = without(
        _reported(_failing(*findings)),
        known_of(_reported(_failing(findings[1]))),
    )

    assert [one.message for one in novelty.diagnostics] == ['is first']


def test_a_known_one_is_of_the_root_whose_calls_lead_to_it() -> None:
    calls = tuple(Call(name, Place(f'/{name}/main.tf', 1, 3)) for name in ('outer', 'inner'))
    called = replace(_failing(_finding('is wrong')), resource=replace(CLUSTER, calls=calls))

    found = known_of(_reported(called, _failing(_finding('is wrong'))), lambda path: path)

    assert [(one.root, one.identity.path) for one in found] == [
        ('/outer', '/main.tf'),
        ('', '/main.tf'),
    ]
