"""Of a list whose length is unknown, what all of its elements refer to is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.terraform.reader import read_root

CONFIGURATION = """
data "aws_availability_zones" "all" {}

variable "more" {}

resource "aws_subnet" "counted" {
  count  = length(data.aws_availability_zones.all.names)
  vpc_id = "vpc-1"
}

resource "aws_subnet" "keyed" {
  for_each = toset(data.aws_availability_zones.all.names)
  vpc_id   = "vpc-1"
}

resource "aws_subnet" "single" {
  vpc_id = "vpc-1"
}

module "part" {
  count  = length(data.aws_availability_zones.all.names)
  source = "./part"
}

module "through" {
  source  = "./through"
  subnets = aws_subnet.counted[*].id
}

resource "aws_db_subnet_group" "this" {
  subnet_ids = %s
}
"""
MODULES = {
    'part': """
resource "aws_subnet" "inner" {
  vpc_id = "vpc-1"
}
output "all" { value = [aws_subnet.inner.id] }
output "more" { value = [aws_subnet.inner.id, "subnet-1"] }
""",
    'through': """
variable "subnets" { type = list(string) }
output "subnets" { value = toset(var.subnets) }
""",
}

COUNTED, KEYED, SINGLE = 'aws_subnet.counted', 'aws_subnet.keyed', 'aws_subnet.single'
INNER = 'module.part.aws_subnet.inner'
ELSE = '?'  # something that is not known


def _targets(directory: Path, expression: str) -> set[str]:
    (directory / 'main.tf').write_text(CONFIGURATION % expression)
    for name, text in MODULES.items():
        (directory / name).mkdir()
        (directory / name / 'main.tf').write_text(text)
    reading = read_root(str(directory), options=ReadOptions())
    assert reading.problems == ()
    (group,) = (one for one in reading.estates[0].resources if one.kind is Kind.SUBNET_GROUP)
    return {
        ELSE if isinstance(target, Reason) else target.address
        for target in group.targets('subnets')
    }


@pytest.mark.parametrize(
    ('expression', 'targets'),
    [
        ('aws_subnet.counted[*].id', {COUNTED}),
        ('aws_subnet.counted.*.id', {COUNTED}),
        ('aws_subnet.keyed[*].id', {KEYED}),
        ('[for subnet in aws_subnet.counted : subnet.id]', {COUNTED}),
        ('[for id in aws_subnet.counted[*].id : id]', {COUNTED}),
        ('values(aws_subnet.keyed)[*].id', {KEYED}),
        ('values({ for key, subnet in aws_subnet.keyed : key => subnet.id })', {KEYED}),
        ('[{ for key, subnet in aws_subnet.keyed : key => subnet.id }["a"]]', {KEYED}),
        ('slice(aws_subnet.counted[*].id, 0, 2)', {COUNTED}),
        ('slice(aws_subnet.counted[*].id, 0, min(2, length(aws_subnet.counted)))', {COUNTED}),
        ('[element(aws_subnet.counted[*].id, 0), aws_subnet.counted.*.id[1]]', {COUNTED}),
        ('concat(aws_subnet.counted[*].id, values(aws_subnet.keyed)[*].id)', {COUNTED, KEYED}),
        ('concat([aws_subnet.single.id], aws_subnet.counted[*].id)', {COUNTED, SINGLE}),
        ('flatten([aws_subnet.single.id, [aws_subnet.counted[*].id]])', {COUNTED, SINGLE}),
        ('sort(distinct(compact(reverse(tolist(aws_subnet.counted[*].id)))))', {COUNTED}),
        ('module.through.subnets', {COUNTED}),
        ('flatten(module.part[*].all)', {INNER}),
    ],
)
def test_the_elements_are_alike(tmp_path: Path, expression: str, targets: set[str]) -> None:
    assert _targets(tmp_path, expression) == targets


@pytest.mark.parametrize(
    ('expression', 'targets'),
    [
        ('concat(aws_subnet.counted[*].id, var.more)', {COUNTED, ELSE}),
        ('concat(aws_subnet.counted[*].id, ["subnet-1"])', {COUNTED, ELSE}),
        ('[concat([aws_subnet.single.id], var.more)[0]]', {ELSE}),
        ('[element(concat([aws_subnet.single.id], var.more), 0)]', {ELSE}),
        ('[concat([aws_subnet.single.id], aws_subnet.counted[*].id)[0]]', {ELSE}),
        ('flatten(module.part[*].more)', {INNER, ELSE}),
        ('flatten([for part in module.part : part.more])', {INNER, ELSE}),
        ('flatten([aws_subnet.counted[*].id, var.more])', {COUNTED, ELSE}),
        ('[for id in aws_subnet.counted[*].id : id if id != var.more]', {ELSE}),
        ('[for zone in data.aws_availability_zones.all.names : aws_subnet.single.id]', {ELSE}),
        ('[for index, id in aws_subnet.counted[*].id : var.more[index]]', {ELSE}),
        ('setunion(aws_subnet.counted[*].id, var.more)', {COUNTED, ELSE}),
        (
            'values(merge({ for key, subnet in aws_subnet.keyed : key => subnet.id }, var.more))',
            {ELSE},
        ),
    ],
)
def test_what_may_be_anything_is_not_alike(
    tmp_path: Path,
    expression: str,
    targets: set[str],
) -> None:
    assert _targets(tmp_path, expression) == targets
