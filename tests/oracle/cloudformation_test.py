"""What the CloudFormation reader claims to know, cfn-lint does not exclude."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip('cfnlint', reason='cfn-lint is not installed: nothing to compare with')

from testing.cloudformation_resolution import Comparison
from testing.cloudformation_resolution import compare

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SUFFIXES = ('.template.json', '.template.yaml', '/template.json', '/template.yaml')


def templates() -> list[Path]:
    return sorted(
        path
        for directory in ('examples', 'docs', 'tests/fixtures')
        for path in (REPOSITORY / directory).rglob('*')
        if path.as_posix().endswith(SUFFIXES)
    )


def test_the_templates_of_this_project_resolve_as_in_cfn_lint() -> None:
    comparison = Comparison()

    for path in templates():
        compare(path, comparison)

    assert comparison.differences == []
    assert comparison.agreed > 20
    assert comparison.unknown_there == 1  # it divides no range that is wider than any VPC's


TEMPLATE = """
Parameters:
  Size: {Type: String, Default: large, AllowedValues: [large, small]}
  Names: {Type: CommaDelimitedList, Default: 'a,b'}
Mappings:
  Classes:
    large: {Class: db.r6g.large}
    small: {Class: db.t4g.medium}
Conditions:
  IsLarge: !Equals [!Ref Size, large]
Resources:
  Instance:
    Type: AWS::RDS::DBInstance
    Properties:
      DBInstanceClass: !FindInMap [Classes, !Ref Size, Class]
      Engine: !If [IsLarge, aurora-postgresql, postgres]
      DBInstanceIdentifier: !Join ['-', [orders, !Ref Size, !Select [1, !Ref Names]]]
      DBClusterIdentifier: !Sub '${Size}-${X}'
      MonitoringInterval: !Ref Missing
      DBSecurityGroups: !Split [',', 'x,y']
"""


def test_a_comparison_counts_who_knows(tmp_path: Path) -> None:
    path = tmp_path / 'template.yaml'
    path.write_text(TEMPLATE)
    comparison = Comparison()

    compare(path, comparison)

    assert comparison == Comparison(agreed=4, unknown_here=2)


def test_a_value_that_cfn_lint_excludes_is_a_difference() -> None:
    comparison = Comparison()

    comparison.add('template.yaml:1', 'a', {'b', 'c'})

    assert comparison.differences == ["template.yaml:1: `a` is none of ['b', 'c']"]
