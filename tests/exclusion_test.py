"""Which paths the patterns of `exclude` leave out: those of a `.gitignore` in its directory."""

from __future__ import annotations

import pytest

from checkov_aurora_pg.scanning.exclusion import PatternError
from checkov_aurora_pg.scanning.exclusion import exclusion


@pytest.mark.parametrize(
    ('pattern', 'path', 'expected'),
    [
        ('legacy', '/code/legacy', True),
        ('legacy', '/code/a/legacy/main.tf', True),
        ('/legacy', '/code/a/legacy', False),
        ('legacy/', '/code/legacy/', True),
        ('legacy/', '/code/legacy', False),
        ('legacy', '/code/legacy.tf', False),
        ('legacy', '/legacy', False),
        ('*.tf', '/other/main.tf', False),
        ('..*', '/code/..old', True),
    ],
)
def test_what_a_pattern_leaves_out(pattern: str, path: str, *, expected: bool) -> None:
    assert exclusion((pattern,), '/code')(path) is expected


def test_the_last_pattern_that_fits_decides() -> None:
    is_excluded = exclusion(('*.tf', '!main.tf'), '/code')

    assert (is_excluded('/code/a.tf'), is_excluded('/code/main.tf')) == (True, False)


def test_a_pattern_that_git_does_not_take_is_refused() -> None:
    with pytest.raises(PatternError, match=r"'!'"):
        exclusion(('!',), '/code')


def test_nothing_is_left_out_without_a_pattern() -> None:
    assert exclusion((), '/code')('/code/main.tf') is False
