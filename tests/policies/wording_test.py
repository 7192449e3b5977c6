"""Messages stay on one line and of a bounded length, and one judgement does not hide another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.policies.judgements import together
from checkov_aurora_pg.policies.wording import LONGEST_VALUE
from checkov_aurora_pg.policies.wording import MOST_NAMES
from checkov_aurora_pg.policies.wording import joined
from checkov_aurora_pg.policies.wording import quoted
from testing.estates import place


@pytest.mark.parametrize(
    ('value', 'shown'),
    [
        ('a\n\t b`c', "`a b'c`"),
        ('x' * LONGEST_VALUE, f'`{"x" * LONGEST_VALUE}`'),
        ('x' * LONGEST_VALUE + 'y', f'`{"x" * LONGEST_VALUE}…`'),
    ],
)
def test_a_value_is_on_one_line_and_bounded(value: str, shown: str) -> None:
    assert quoted(value) == shown


@pytest.mark.parametrize(('more', 'end'), [(0, 'x'), (1, 'x and 1 more'), (2, 'x and 2 more')])
def test_a_long_list_says_how_many_are_left_out(more: int, end: str) -> None:
    assert joined('x' for _ in range(MOST_NAMES + more)) == 'x, ' * (MOST_NAMES - 1) + end


def test_all_findings_come_before_the_first_reason() -> None:
    def judgement(name: str) -> Iterator[Finding]:
        yield Finding(name, name, place())
        raise Undetermined.because(name, name)

    judgements = together([judgement('first'), judgement('second')])

    assert [next(judgements).attribute, next(judgements).attribute] == ['first', 'second']
    with pytest.raises(Undetermined) as raised:
        next(judgements)
    assert raised.value.reason.attribute == 'first'
