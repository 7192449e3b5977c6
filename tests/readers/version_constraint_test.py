"""Which versions a constraint, or a tag, admits."""

from __future__ import annotations

import pytest

from checkov_aurora_pg.readers.terraform.modules.version_constraint import Version
from checkov_aurora_pg.readers.terraform.modules.version_constraint import VersionConstraint
from checkov_aurora_pg.readers.terraform.modules.version_constraint import parse_constraint
from checkov_aurora_pg.readers.terraform.modules.version_constraint import parse_tag


def _admits(constraint: VersionConstraint | None, version: Version) -> bool:
    assert constraint is not None
    major, minor, patch = version
    return constraint.admits_any(version, (major, minor, patch + 1))


@pytest.mark.parametrize(
    ('text', 'admitted', 'refused'),
    [
        ('9.9.0', [(9, 9, 0)], [(9, 9, 1), (9, 8, 9)]),
        ('= v9.9', [(9, 9, 0)], [(9, 9, 1)]),
        ('!= 9.9.0', [(9, 9, 1), (0, 0, 0)], [(9, 9, 0)]),
        ('> 9.9.0', [(9, 9, 1), (99, 0, 0)], [(9, 9, 0)]),
        ('>= 8.3, < 10', [(8, 3, 0), (9, 99, 99)], [(8, 2, 9), (10, 0, 0)]),
        ('<= 9.1', [(9, 1, 0)], [(9, 1, 1)]),
        ('~> 9.0', [(9, 0, 0), (9, 16, 1)], [(8, 9, 9), (10, 0, 0)]),
        ('~> 9.1.2', [(9, 1, 2), (9, 1, 9)], [(9, 1, 1), (9, 2, 0)]),
        ('~> 9', [(9, 0, 0), (10, 0, 0)], [(8, 9, 9)]),
        ('~>9.0,!=9.1.0', [(9, 1, 1)], [(9, 1, 0)]),
        ('>= 9.0, 9.5.0', [(9, 5, 0)], [(9, 5, 1), (9, 4, 0)]),
    ],
)
def test_a_constraint_admits(text: str, admitted: list[Version], refused: list[Version]) -> None:
    constraint = parse_constraint(text)

    assert all(_admits(constraint, version) for version in admitted)
    assert not any(_admits(constraint, version) for version in refused)


@pytest.mark.parametrize(
    'text',
    [
        '',
        'latest',
        '9.x',
        '9.*',
        '^9.0',
        '9.0 - 10.0',
        '>= 9.0 < 10',
        '9.0,',
        '9.0.0-beta',
        '1.2.3.4',
    ],
)
def test_what_is_no_constraint(text: str) -> None:
    assert parse_constraint(text) is None


def test_what_is_left_of_a_range_is_admitted() -> None:
    constraint = parse_constraint('!= 9.0.0, != 9.0.1')

    assert constraint is not None
    assert constraint.admits_any((9, 0, 0), (9, 0, 3))
    assert not constraint.admits_any((9, 0, 0), (9, 0, 2))


def test_constraints_that_contradict_each_other_admit_nothing() -> None:
    constraint = parse_constraint('> 10, < 9')

    assert constraint is not None
    assert not constraint.admits_any((0, 0, 0), (99, 0, 0))


@pytest.mark.parametrize(
    ('ref', 'admitted', 'refused'),
    [
        ('v9.1.0', [(9, 1, 0)], [(9, 1, 1)]),
        ('9.1.0', [(9, 1, 0)], [(9, 0, 9)]),
        ('tags/v9.1.0', [(9, 1, 0)], [(9, 1, 1)]),
        ('refs/tags/9.1.0', [(9, 1, 0)], [(9, 1, 1)]),
        ('v2', [(2, 0, 0), (2, 5, 0)], [(1, 18, 0), (3, 0, 0)]),
    ],
)
def test_a_tag_is_a_version(ref: str, admitted: list[Version], refused: list[Version]) -> None:
    constraint = parse_tag(ref)

    assert all(_admits(constraint, version) for version in admitted)
    assert not any(_admits(constraint, version) for version in refused)


@pytest.mark.parametrize('ref', ['main', 'v9.1.0-rc1', '7d46e900', 'release/9', ''])
def test_a_ref_that_is_no_version(ref: str) -> None:
    assert parse_tag(ref) is None
