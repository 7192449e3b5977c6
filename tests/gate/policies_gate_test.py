"""Ways past the policies: a port, an engine or an address space that is said in another way."""

from __future__ import annotations

from pathlib import Path

import pytest

from testing.ways import Tree
from testing.ways import require_held
from testing.ways import scan_of

_GROUP = """
resource "aws_rds_cluster_parameter_group" "tls" {
  name   = "tls"
  family = "aurora-postgresql16"
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}
"""
_MYSQL = """
resource "aws_rds_cluster_parameter_group" "mysql" {
  name   = "mysql"
  family = "aurora-mysql8.0"
}
"""
_CLUSTER = 'engine = "aurora-postgresql"\n  vpc_security_group_ids = [aws_security_group.db.id]'
_UNKNOWN_ENGINE = 'variable "engine" {}\n' + _GROUP + _MYSQL
_NETWORK = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_db_subnet_group" "main" {
  subnet_ids = [aws_subnet.a.id]
}
"""
_IN_NETWORK = 'engine = "aurora-postgresql"\n  db_subnet_group_name = aws_db_subnet_group.main.name'
_RULE = 'protocol = "tcp"\n  from_port = 5432\n  to_port = 5432\n  cidr_blocks = ["0.0.0.0/0"]'


def _cluster(body: str, name: str = 'main') -> str:
    return f'resource "aws_rds_cluster" "{name}" {{\n  {body}\n}}\n'


def _open(*rules: str, cluster: str = _CLUSTER) -> Tree:
    ingress = '\n'.join(f'  ingress {{\n  {rule}\n  }}' for rule in rules)
    group = f'resource "aws_security_group" "db" {{\n{ingress}\n}}\n'
    return {'main.tf': _cluster(cluster) + group}


def _ranges(*ranges: str, key: str = 'cidr_blocks') -> str:
    listed = ', '.join(f'"{one}"' for one in ranges)
    return f'protocol = "tcp"\n  from_port = 5432\n  to_port = 5432\n  {key} = [{listed}]'


def _ipv6(*ranges: str) -> str:
    return _ranges(*ranges, key='ipv6_cidr_blocks')


def _template(cluster: str, *resources: str) -> Tree:
    head = 'Resources:\n  Main:\n    Type: AWS::RDS::DBCluster\n    Properties:\n'
    body = ''.join(f'      {line}\n' for line in cluster.splitlines())
    return {'template.yaml': head + body + ''.join(resources)}


def _ingress(ports: str, group: str = '!Ref Open', ranges: str = 'CidrIp: 0.0.0.0/0') -> str:
    first, _, last = ports.partition('-')
    return (
        '  Rule:\n    Type: AWS::EC2::SecurityGroupIngress\n    Properties:\n'
        f'      GroupId: {group}\n      IpProtocol: tcp\n      FromPort: {first}\n'
        f'      ToPort: {last or first}\n      {ranges}\n'
    )


_OPEN_GROUP = (
    '  Open:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: db\n'
)
_OWN = 'Engine: aurora-postgresql\nVpcSecurityGroupIds: [!Ref Open]'
_STACK_NETWORK = """  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}
  Subnets:
    Type: AWS::RDS::DBSubnetGroup
    Properties: {DBSubnetGroupDescription: db, SubnetIds: [!Ref Subnet]}
"""
_IN_STACK_NETWORK = 'Engine: aurora-postgresql\nDBSubnetGroupName: !Ref Subnets'
_OPEN_IS = 'fail CKV2_AURORAPG_9'

_ADDRESSES = [
    pytest.param(_open(_ranges('0.0.0.0/1', '128.0.0.0/1')), _OPEN_IS, id='two halves'),
    pytest.param(
        _open(_ranges('0.0.0.0/1'), _ranges('128.0.0.0/1')), _OPEN_IS, id='two halves in two rules'
    ),
    pytest.param(_open(_ranges('128.0.0.0/1')), _OPEN_IS, id='one half'),
    pytest.param(
        _open(*(_ranges(f'{first}.0.0.0/2') for first in (0, 64, 128, 192))),
        _OPEN_IS,
        id='four quarters',
    ),
    pytest.param(
        _open(_ranges(*(f'{first}.0.0.0/8' for first in range(1, 224, 2)))),
        _OPEN_IS,
        id='every other block of the address space',
    ),
    pytest.param(
        _open(*(_ranges(f'{first}.0.0.0/6') for first in range(0, 224, 4))),
        _OPEN_IS,
        id='many rules, each too narrow by itself',
    ),
    pytest.param(_open(_ipv6('2000::/3')), _OPEN_IS, id='all global addresses of IPv6'),
    pytest.param(_open(_ipv6('2000::/4', '3000::/4')), _OPEN_IS, id='two halves of IPv6'),
    pytest.param(_open(_ipv6('::/1')), _OPEN_IS, id='the half of IPv6 that is used'),
    pytest.param(_open(_ipv6('::0/0')), _OPEN_IS, id='a zero that IPv6 leaves out'),
    pytest.param(_open(_ipv6('0::/0')), _OPEN_IS, id='a zero before the colons'),
    pytest.param(_open(_ipv6('2600::1/0')), _OPEN_IS, id='bits that a length of 0 leaves out'),
    pytest.param(_open(_ipv6('::ffff:0.0.0.0/96')), _OPEN_IS, id='IPv4 in the form of IPv6'),
    pytest.param(_open(_ranges('0.0.0.0/00')), _OPEN_IS, id='a length with two zeros'),
    pytest.param(_open(_ranges('000.0.0.0/0')), _OPEN_IS, id='an address with more zeros'),
    pytest.param(_open(_ranges(' 0.0.0.0/0 ')), _OPEN_IS, id='blanks around a range'),
    pytest.param(_open(_ranges('10.0.0.1/0')), _OPEN_IS, id='a private address with length 0'),
    pytest.param(
        _open('protocol = -1\n  from_port = 0\n  to_port = 0\n  cidr_blocks = ["0.0.0.0/0"]'),
        _OPEN_IS,
        id='every protocol as a number',
    ),
    pytest.param(
        _open(
            'protocol = "6"\n  from_port = "5432"\n  to_port = "5432"\n'
            '  cidr_blocks = ["0.0.0.0/0"]'
        ),
        _OPEN_IS,
        id='TCP by number and ports as text',
    ),
    pytest.param(
        _open(
            'protocol = "TCP"\n  from_port = 0\n  to_port = 65535\n  cidr_blocks = ["0.0.0.0/0"]'
        ),
        _OPEN_IS,
        id='TCP in capitals',
    ),
    pytest.param(
        _open(
            _ranges('0.0.0.0/1'),
            'protocol = "tcp"\n  from_port = 0\n  to_port = 65535\n  cidr_blocks = ["128.0.0.0/1"]',
            cluster=_CLUSTER,
        ),
        _OPEN_IS,
        id='halves with other ports',
    ),
    pytest.param(
        {
            'main.tf': _cluster(
                'engine = "aurora-postgresql"\n  vpc_security_group_ids = '
                '[aws_security_group.a.id, aws_security_group.b.id]',
            )
            + ''.join(
                f'resource "aws_security_group" "{name}" {{\n'
                f'  ingress {{\n  {_ranges(half)}\n  }}\n}}\n'
                for name, half in (('a', '0.0.0.0/1'), ('b', '128.0.0.0/1'))
            )
        },
        _OPEN_IS,
        id='a half in each of two groups',
    ),
    pytest.param(
        {
            'main.tf': 'variable "extra" {}\n'
            + _cluster(_CLUSTER)
            + 'resource "aws_security_group" "db" {\n  ingress {\n  protocol = "tcp"\n'
            '  from_port = 5432\n  to_port = var.extra\n  cidr_blocks = ["128.0.0.0/2"]\n  }\n}\n'
        },
        'undetermined CKV2_AURORAPG_9',
        id='a quarter, up to a port that is not known',
    ),
    pytest.param(
        _template(_OWN, _OPEN_GROUP, _ingress('0-65535', ranges='CidrIp: 0.0.0.0/1')),
        _OPEN_IS,
        id='one half in CloudFormation',
    ),
]

_DEFAULT_GROUPS = [
    pytest.param(
        {
            'main.tf': _NETWORK
            + _cluster(_IN_NETWORK)
            + 'resource "aws_security_group_rule" "r" {\n'
            '  type = "ingress"\n  security_group_id = aws_vpc.main.default_security_group_id\n'
            f'  {_RULE}\n}}\n'
        },
        _OPEN_IS,
        id='a rule for the default group of the VPC',
    ),
    pytest.param(
        {
            'main.tf': _NETWORK
            + _cluster(_IN_NETWORK)
            + 'resource "aws_default_security_group" "d" {'
            f'\n  vpc_id = aws_vpc.main.id\n  ingress {{\n  {_RULE}\n  }}\n}}\n'
        },
        _OPEN_IS,
        id='an adopted default group',
    ),
    pytest.param(
        {
            'main.tf': _NETWORK
            + _cluster(_IN_NETWORK)
            + 'resource "aws_default_security_group" "d" {\n  vpc_id = aws_vpc.main.id\n}\n'
            'resource "aws_vpc_security_group_ingress_rule" "r" {\n'
            '  security_group_id = aws_default_security_group.d.id\n  ip_protocol = "-1"\n'
            '  cidr_ipv4 = "0.0.0.0/0"\n}\n'
        },
        _OPEN_IS,
        id='a rule for an adopted default group',
    ),
    pytest.param(
        {
            'main.tf': _NETWORK
            + _cluster(_IN_NETWORK + '\n  vpc_security_group_ids = []')
            + 'resource "aws_security_group_rule" "r" {\n  type = "ingress"\n'
            f'  security_group_id = aws_vpc.main.default_security_group_id\n  {_RULE}\n}}\n'
        },
        _OPEN_IS,
        id='an empty list of groups',
    ),
    pytest.param(
        {
            'main.tf': _NETWORK
            + _cluster(
                _IN_NETWORK
                + '\n  vpc_security_group_ids = [aws_vpc.main.default_security_group_id]',
            )
            + 'resource "aws_security_group_rule" "r" {\n  type = "ingress"\n'
            f'  security_group_id = aws_vpc.main.default_security_group_id\n  {_RULE}\n}}\n'
        },
        _OPEN_IS,
        id='the default group by name',
    ),
    pytest.param(
        {
            'main.tf': _cluster('engine = "aurora-postgresql"')
            + f'resource "aws_default_security_group" "d" {{\n  ingress {{\n  {_RULE}\n  }}\n}}\n'
        },
        'undetermined CKV2_AURORAPG_9',
        id='the default group of the default VPC',
    ),
    pytest.param(
        {
            'main.tf': 'resource "aws_vpc" "main" {}\n'
            + _cluster(
                'engine = "aurora-postgresql"\n  db_subnet_group_name = "made-elsewhere"',
            )
            + 'resource "aws_security_group_rule" "r" {\n  type = "ingress"\n'
            f'  security_group_id = aws_vpc.main.default_security_group_id\n  {_RULE}\n}}\n'
        },
        'undetermined CKV2_AURORAPG_9',
        id='a VPC that is not known',
    ),
    pytest.param(
        _template(
            _IN_STACK_NETWORK + '\nPort: 5432',
            _STACK_NETWORK,
            _ingress('5432', group='!GetAtt Vpc.DefaultSecurityGroup'),
        ),
        _OPEN_IS,
        id='the default group of the VPC in CloudFormation',
    ),
]

_ENGINES = [
    pytest.param(
        {
            'main.tf': _UNKNOWN_ENGINE
            + _cluster(
                'engine = var.engine\n  db_cluster_parameter_group_name = '
                'aws_rds_cluster_parameter_group.tls.name',
            )
        },
        'fail CKV2_AURORAPG_4 at main.tf',
        id='the engine of its parameter group',
    ),
    pytest.param(
        {
            'main.tf': _UNKNOWN_ENGINE
            + _cluster(
                'engine = var.engine\n  db_cluster_parameter_group_name = "tls"',
            )
        },
        'fail CKV2_AURORAPG_4',
        id='of its parameter group, by name',
    ),
    pytest.param(
        {
            'main.tf': _UNKNOWN_ENGINE
            + _cluster(
                'engine = var.engine\n'
                '  db_cluster_parameter_group_name = "default.aurora-postgresql16"',
            )
        },
        'fail CKV2_AURORAPG_5',
        id='of a default group',
    ),
    pytest.param(
        {
            'main.tf': _UNKNOWN_ENGINE
            + _cluster(
                'engine = var.engine\n'
                '  db_cluster_parameter_group_name = "default.aurora-postgresql99"',
            )
        },
        'fail CKV2_AURORAPG_4',
        id='of a default group of a family to come',
    ),
    pytest.param(
        {
            'main.tf': _UNKNOWN_ENGINE
            + _cluster('engine = var.engine')
            + 'resource "aws_rds_cluster_instance" "one" {\n'
            '  cluster_identifier = aws_rds_cluster.main.id\n  engine = "aurora-postgresql"\n'
            '  instance_class = "db.r6g.large"\n}\n'
        },
        'fail CKV2_AURORAPG_4',
        id='of its instance',
    ),
    pytest.param(
        {
            'main.tf': _UNKNOWN_ENGINE
            + _cluster(
                'engine = var.engine\n  global_cluster_identifier = aws_rds_global_cluster.all.id',
            )
            + 'resource "aws_rds_global_cluster" "all" {\n  engine = "aurora-postgresql"\n'
            '  global_cluster_identifier = "all"\n}\n'
        },
        'fail CKV2_AURORAPG_4',
        id='of the global cluster that it joins',
    ),
    pytest.param(
        {
            'main.tf': _UNKNOWN_ENGINE
            + _cluster('engine = "aurora-postgresql"', 'first')
            + 'resource "aws_rds_global_cluster" "all" {\n  global_cluster_identifier = "all"\n'
            '  source_db_cluster_identifier = aws_rds_cluster.first.arn\n}\n'
            + _cluster(
                'engine = var.engine\n  global_cluster_identifier = aws_rds_global_cluster.all.id\n'
                '  db_cluster_parameter_group_name = "default.aurora-postgresql16"\n'
                '  iam_database_authentication_enabled = true',
                'second',
            )
        },
        'fail CKV2_AURORAPG_5',
        id='of the source of its global cluster',
    ),
    pytest.param(
        {
            'main.tf': _UNKNOWN_ENGINE
            + _cluster(
                'engine = var.engine\n  db_cluster_parameter_group_name = "tls"\n'
                '  iam_database_authentication_enabled = true',
            )
            + 'resource "aws_rds_cluster_instance" "one" {\n'
            '  cluster_identifier = aws_rds_cluster.main.id\n  engine = var.engine\n'
            '  instance_class = "db.r6g.large"\n  ca_cert_identifier = "rds-ca-2019"\n}\n'
        },
        'fail CKV2_AURORAPG_10',
        id='of the cluster of an instance',
    ),
    pytest.param(
        {
            'main.tf': 'variable "family" {}\nresource "aws_rds_cluster_parameter_group" "g" {\n'
            '  family = var.family\n  parameter {\n    name = "rds.force_ssl"\n'
            '    value = 0\n  }\n}\n'
            + _cluster(
                'engine = "aurora-postgresql"\n  db_cluster_parameter_group_name = '
                'aws_rds_cluster_parameter_group.g.name'
            )
        },
        'fail CKV2_AURORAPG_1',
        id='of the cluster that has a group',
    ),
    pytest.param(
        _template(
            'SourceDBClusterIdentifier: !Ref Other\nVpcSecurityGroupIds: [!Ref Open]',
            _OPEN_GROUP,
            _ingress('0-65535'),
            '  Other:\n    Type: AWS::RDS::DBCluster\n    Properties:\n'
            '      Engine: aurora-postgresql\n      EnableIAMDatabaseAuthentication: true\n',
        ),
        _OPEN_IS,
        id='of the cluster that it is restored from',
    ),
    pytest.param(
        _template(
            'SnapshotIdentifier: before\nDBClusterParameterGroupName: default.aurora-postgresql14',
        ),
        'fail CKV2_AURORAPG_5',
        id='of the default group of a restored cluster',
    ),
]

_DECIDED = [
    pytest.param(
        {'main.tf': _cluster('engine = "aurora-postgresql"\n  engine_mode = "serverless"')},
        'fail CKV2_AURORAPG_5',
        id='Serverless v1 without a version',
    ),
    pytest.param(
        {
            'main.tf': 'variable "version" {}\n'
            + _cluster(
                'engine = "aurora-postgresql"\n  engine_mode = "serverless"\n'
                '  engine_version = var.version',
            )
        },
        'fail CKV2_AURORAPG_5',
        id='Serverless v1 of a version that is not known',
    ),
    pytest.param(
        {'main.tf': _cluster('engine = "aurora-postgresql"\n  snapshot_identifier = "before"')},
        'fail CKV2_AURORAPG_4',
        id='restored from a snapshot',
    ),
    pytest.param(
        {
            'main.tf': 'variable "snapshot" {}\n'
            + _cluster(
                'engine = "aurora-postgresql"\n  snapshot_identifier = var.snapshot',
            )
        },
        'fail CKV2_AURORAPG_4',
        id='perhaps restored',
    ),
    pytest.param(
        {
            'main.tf': _cluster(
                'engine = "aurora-postgresql"\n  restore_to_point_in_time {\n'
                '    source_cluster_identifier = "orders"\n'
                '    use_latest_restorable_time = true\n  }',
            )
        },
        'fail CKV2_AURORAPG_4',
        id='restored to a point in time',
    ),
    pytest.param(
        _template('Engine: aurora-postgresql\nSnapshotIdentifier: before'),
        'undetermined CKV2_AURORAPG_4',
        id='restored by CloudFormation',
    ),
    pytest.param(
        _template(_OWN, _OPEN_GROUP, _ingress('3000-6000')),
        _OPEN_IS,
        id='both ports that a stack may choose',
    ),
    pytest.param(
        _template(_OWN, _OPEN_GROUP, _ingress('3306')),
        'undetermined CKV2_AURORAPG_9',
        id='the one port that a stack may choose',
    ),
    pytest.param(
        _template(_OWN, _OPEN_GROUP, _ingress('5432')),
        'undetermined CKV2_AURORAPG_9',
        id='the other port that a stack may choose',
    ),
    pytest.param(
        _template(f'{_OWN}\nSnapshotIdentifier: before', _OPEN_GROUP, _ingress('1-65535')),
        _OPEN_IS,
        id='every port of a restored cluster',
    ),
]


@pytest.mark.parametrize(
    ('tree', 'expected'),
    [
        *_ADDRESSES,
        *_DEFAULT_GROUPS,
        *_ENGINES,
        *_DECIDED,
    ],
)
def test_a_way_past_the_policies_is_held(
    tree: Tree,
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    require_held(scan_of(tmp_path, tree), expected)


_CLEAN = [
    pytest.param(
        _open(_ranges('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16')),
        9,
        'pass',
        id='all private addresses',
    ),
    pytest.param(
        _open(_ranges('3.0.0.0/8', '52.0.0.0/8', '54.0.0.0/8')),
        9,
        'pass',
        id='a few blocks of one company',
    ),
    pytest.param(_open(_ranges('203.0.113.0/24')), 9, 'pass', id='one network'),
    pytest.param(_open(_ranges('240.0.0.0/4')), 9, 'pass', id='reserved addresses'),
    pytest.param(_open(_ipv6('fc00::/7')), 9, 'pass', id='all private addresses of IPv6'),
    pytest.param(_open(_ipv6('2001:db8::/32')), 9, 'pass', id='one network of IPv6'),
    pytest.param(
        _open(
            _ranges('0.0.0.0/1').replace('5432', '22'),
            _ranges('128.0.0.0/1').replace('5432', '443'),
        ),
        9,
        'pass',
        id='two halves for other ports',
    ),
    pytest.param(
        _open('protocol = "icmp"\n  from_port = -1\n  to_port = -1\n  cidr_blocks = ["0.0.0.0/0"]'),
        9,
        'pass',
        id='ICMP',
    ),
    pytest.param(
        {
            'main.tf': _cluster(_CLUSTER) + 'resource "aws_security_group" "db" {\n  egress {\n'
            '  protocol = "-1"\n  from_port = 0\n  to_port = 0\n'
            '  cidr_blocks = ["0.0.0.0/0"]\n  }\n}\n'
        },
        9,
        'pass',
        id='traffic outwards',
    ),
    pytest.param(
        _template(_OWN, _OPEN_GROUP, _ingress('22')), 9, 'pass', id='a port that no stack chooses'
    ),
    pytest.param(
        _template(_OWN, _OPEN_GROUP, _ingress('4000-5000')),
        9,
        'pass',
        id='the ports between those that a stack chooses',
    ),
    pytest.param(
        _template(_OWN, _OPEN_GROUP, _ingress('8080')),
        9,
        'pass',
        id='a higher port that no stack chooses',
    ),
    pytest.param(
        {
            'main.tf': _NETWORK + _cluster(_IN_NETWORK) + 'resource "aws_vpc" "other" {}\n'
            'resource "aws_security_group_rule" "r" {\n  type = "ingress"\n'
            f'  security_group_id = aws_vpc.other.default_security_group_id\n  {_RULE}\n}}\n'
        },
        9,
        'pass',
        id='the default group of another VPC',
    ),
    pytest.param(
        {
            'main.tf': _NETWORK
            + _cluster(_IN_NETWORK)
            + 'resource "aws_default_security_group" "d" {\n  vpc_id = aws_vpc.main.id\n}\n'
        },
        9,
        'pass',
        id='a default group without rules',
    ),
    pytest.param(
        {
            'main.tf': _NETWORK
            + _cluster(
                _IN_NETWORK + '\n  vpc_security_group_ids = [aws_security_group.db.id]',
            )
            + 'resource "aws_security_group" "db" {}\nresource "aws_security_group_rule" "r" {\n'
            '  type = "ingress"\n'
            f'  security_group_id = aws_vpc.main.default_security_group_id\n  {_RULE}\n}}\n'
        },
        9,
        'pass',
        id='an open default group that the cluster is not in',
    ),
    pytest.param(
        {
            'main.tf': _UNKNOWN_ENGINE
            + _cluster(
                'engine = var.engine\n  db_cluster_parameter_group_name = '
                'aws_rds_cluster_parameter_group.mysql.name',
            )
        },
        4,
        None,
        id='the engine of a group for MySQL',
    ),
    pytest.param(
        {
            'main.tf': _UNKNOWN_ENGINE
            + _cluster(
                'engine = var.engine\n'
                '  db_cluster_parameter_group_name = "default.aurora-mysql8.0"',
            )
        },
        4,
        None,
        id='the engine of a default group for MySQL',
    ),
    pytest.param(
        _template(
            'Engine: aurora-postgresql\nSnapshotIdentifier: before\n'
            'EnableIAMDatabaseAuthentication: true'
        ),
        4,
        'pass',
        id='restored, and on',
    ),
]


@pytest.mark.parametrize(('tree', 'policy', 'verdict'), _CLEAN)
def test_what_is_harmless_stays_clean(
    tree: Tree,
    policy: int,
    verdict: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    done = scan_of(tmp_path, tree)

    id = f'CKV2_AURORAPG_{policy}'
    found = [entry['verdict'] for entry in done.findings if entry['id'] == id]
    assert found == ([] if verdict is None else [verdict]), done.out
