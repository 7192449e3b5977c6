"""What a person is told to do about a value that is not known helps."""

from __future__ import annotations

from pathlib import Path

import pytest

from testing.ways import Tree
from testing.ways import scan_of

TEMPLATE = (
    'Parameters:\n  Given:\n    Type: %s\nResources:\n  Db:\n    Type: AWS::RDS::DBCluster\n'
    '    Properties:\n      Engine: aurora-postgresql\n%s'
)
PASSED_ON = 'scan the template that passes this parameter too, if there is one'


@pytest.mark.parametrize(
    ('tree', 'advice'),
    [
        (
            {'a.yaml': TEMPLATE % ('String', '      EngineVersion: !Ref Given\n')},
            'give it a `Default`',
        ),
        (
            {
                'a.yaml': TEMPLATE
                % ('AWS::EC2::SecurityGroup::Id', '      VpcSecurityGroupIds: [!Ref Given]\n')
            },
            PASSED_ON,
        ),
        (
            {
                'a.yaml': TEMPLATE
                % ('List<AWS::EC2::SecurityGroup::Id>', '      VpcSecurityGroupIds: !Ref Given\n')
            },
            PASSED_ON,
        ),
        (
            {
                'main.tf': 'resource "aws_rds_cluster" "db" {\n  engine = "aurora-postgresql"\n'
                '  iam_database_authentication_enabled = var.iam\n}\n'
            },
            'declare it, or run the tool that generates its declaration before the scan',
        ),
    ],
)
def test_what_is_advised_decides_the_value(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
    advice: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    done = scan_of(tmp_path, tree)

    assert any(entry['message'].endswith(f'; {advice}') for entry in done.findings), done.out
