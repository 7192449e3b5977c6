"""Many templates of one scan, each of which asks something of its own."""

from __future__ import annotations

from pathlib import Path

from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.policies.iam_authentication import iam_authentication
from checkov_aurora_pg.readers.discovery import discover
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.scanning.assessment import assess

TEMPLATE = """
Parameters: {Stage: {Type: String, AllowedValues: [dev, stage, prod]}}
Mappings: {Iam: {dev: {is: 'false'}, stage: {is: 'true'}, prod: {is: 'true'}}}
Resources:
  Cluster:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-postgresql
      EnableIAMDatabaseAuthentication: !FindInMap [Iam, !Ref Stage, is]
"""


def test_each_of_many_templates_is_told_apart(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f'{number}.yaml').write_text(TEMPLATE)

    found = assess(discover([str(tmp_path)]), (iam_authentication,), Settings(), ReadOptions())

    reasons = [verdict.reasons[0].text for verdict in found.verdicts]
    assert len(reasons) == 40
    assert all('fails where `Stage` is `dev`, passes' in reason for reason in reasons)
