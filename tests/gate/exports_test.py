"""Ways past the gate with exports that are named after stacks, which other code may have too."""

from __future__ import annotations

from pathlib import Path

import pytest

from testing.ways import Tree
from testing.ways import require_held
from testing.ways import scan_of


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv('CHECKOV_AURORA_PG_CONFIG', raising=False)


def exporting(name: str, rule: str = '') -> str:
    return (
        'Resources:\n  Group:\n    Type: AWS::EC2::SecurityGroup\n'
        f'    Properties: {{GroupDescription: a, SecurityGroupIngress: [{rule}]}}\n'
        f'Outputs: {{Group: {{Value: !Ref Group, Export: {{Name: !Sub "{name}"}}}}}}\n'
    )


def importing(parameter: str) -> str:
    return (
        f'Parameters: {{Network: {{{parameter}}}}}\nResources:\n  Database:\n'
        '    Type: AWS::RDS::DBCluster\n    Properties:\n      Engine: aurora-postgresql\n'
        '      Port: 5432\n      EnableIAMDatabaseAuthentication: true\n'
        '      VpcSecurityGroupIds: [!ImportValue {"Fn::Sub": "${Network}-Sg"}]\n'
    )


OPEN = '{IpProtocol: "-1", CidrIp: 0.0.0.0/0}'
OWN = '${AWS::StackName}-Sg'
NAMED, UNNAMED = 'Type: String, Default: network', 'Type: String'

IMPORTED: list[tuple[str, Tree, str]] = [
    *(
        (
            f'a harmless template that fits, beside a stack of other code: {parameter}',
            {
                'db.yaml': importing(parameter),
                'decoy.yaml': exporting(OWN),
            },
            'undetermined CKV2_AURORAPG_9 at db.yaml',
        )
        for parameter in (NAMED, UNNAMED)
    ),
    *(
        (
            f'an open group in the only template that fits: {parameter}',
            {
                'db.yaml': importing(parameter),
                'network.yaml': exporting(OWN, OPEN),
            },
            'fail CKV2_AURORAPG_9 at network.yaml',
        )
        for parameter in (NAMED, UNNAMED)
    ),
    *(
        (
            f'a harmless template that fits, nearer than an open one: {parameter}',
            {
                'db/db.yaml': importing(parameter),
                'db/decoy.yaml': exporting(OWN),
                'network/network.yaml': exporting(OWN, OPEN),
            },
            'undetermined CKV2_AURORAPG_9 at db/db.yaml',
        )
        for parameter in (NAMED, UNNAMED)
    ),
    (
        'a harmless template that fits, beside an open one that has the name',
        {
            'db.yaml': importing(NAMED),
            'decoy.yaml': exporting(OWN),
            'network.yaml': exporting('network-Sg', OPEN),
        },
        'fail CKV2_AURORAPG_9 at network.yaml',
    ),
    (
        'a harmless template that fits one of the allowed names',
        {
            'db.yaml': importing('Type: String, AllowedValues: [network, network2]'),
            'decoy.yaml': exporting(OWN),
        },
        'undetermined CKV2_AURORAPG_9 at db.yaml',
    ),
]


@pytest.mark.parametrize(('name', 'tree', 'expected'), IMPORTED, ids=[way[0] for way in IMPORTED])
def test_exports_that_fit_an_import(
    tmp_path: Path,
    name: str,
    tree: Tree,
    expected: str,
) -> None:
    require_held(scan_of(tmp_path, tree), expected)


def test_harmless_exports_that_have_the_name(tmp_path: Path) -> None:
    done = scan_of(
        tmp_path,
        {
            'db.yaml': importing(NAMED),
            'network.yaml': exporting('network-Sg'),
        },
    )

    verdicts = [one['verdict'] for one in done.findings if one['id'] == 'CKV2_AURORAPG_9']
    assert verdicts == ['pass'], done.out
