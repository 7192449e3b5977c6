"""What a vertex of Checkov's graph is called here."""

from __future__ import annotations

import pytest

from checkov_aurora_pg.checkov_binding.vertices import SUBJECT_KINDS
from checkov_aurora_pg.checkov_binding.vertices import without_indexes
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.readers.terraform.resource_schema import RESOURCE_TYPES


@pytest.mark.parametrize(
    ('address', 'expected'),
    [
        ('aws_vpc.main', 'aws_vpc.main'),
        ('aws_vpc.main[0]', 'aws_vpc.main'),
        ('module.a["x"].module.b[1].aws_vpc.main["y"]', 'module.a.module.b.aws_vpc.main'),
        ('aws_vpc.main["a.b"]', 'aws_vpc.main'),
        ('module.a["]"].aws_vpc.main["\\"]"]', 'module.a.aws_vpc.main'),
    ],
)
def test_indexes_are_dropped(address: str, expected: str) -> None:
    assert without_indexes(address) == expected


def test_every_kind_that_a_policy_judges_has_its_types() -> None:
    subjects = {policy.subject for policy in POLICIES}
    terraform = {type: one.kind for type, one in RESOURCE_TYPES.items() if one.kind in subjects}
    assert terraform.items() <= SUBJECT_KINDS.items()
    assert set(SUBJECT_KINDS.values()) == subjects
    templates = {type: kind for type, kind in SUBJECT_KINDS.items() if '::' in type}
    assert SUBJECT_KINDS.keys() == terraform.keys() | templates.keys()
    assert set(templates.values()) == subjects
