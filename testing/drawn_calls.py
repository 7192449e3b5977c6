"""Calls of a module, drawn from its variables, on which its model and its source are compared."""

from __future__ import annotations

import random
import re
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

# How often an argument is written: one that a model reads, one that it does not, and the engine,
# without which most calls are not judged.
_READ = 0.6
_UNREAD = 0.1
_ENGINE = 0.9

# What the arguments refer to.
AROUND = """
resource "aws_vpc" "dedicated" {
  cidr_block       = "10.0.0.0/16"
  instance_tenancy = "dedicated"
}

resource "aws_vpc" "shared" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "dedicated" {
  vpc_id     = aws_vpc.dedicated.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_subnet" "shared" {
  vpc_id     = aws_vpc.shared.id
  cidr_block = "10.1.1.0/24"
}

resource "aws_db_subnet_group" "given" {
  name       = "given"
  subnet_ids = [aws_subnet.dedicated.id]
}

resource "aws_security_group" "open" {
  ingress {
    from_port   = 0
    to_port     = 65535
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "closed" {
}

resource "aws_rds_cluster_parameter_group" "strict" {
  name   = "strict"
  family = "aurora-postgresql16"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_rds_cluster_parameter_group" "weak" {
  name   = "weak"
  family = "aurora-postgresql16"
}
"""

# What only a deployment knows, of these types. Each argument has a variable of its own.
_UNKNOWN: Mapping[str, str] = {'TEXT': 'string', 'TEXTS': 'list(string)', 'FLAG': 'bool'}

_TEXTS = ('[]', '["0.0.0.0/0"]', '["10.0.0.0/8"]', '["10.0.0.0/8", "::/0"]', 'TEXTS')
_GROUPS = ('[]', '[aws_security_group.open.id]', '[aws_security_group.closed.id]', 'TEXTS')
_PARAMETERS = (
    '[]',
    '[{ name = "rds.force_ssl", value = "0" }]',
    '[{ name = "rds.force_ssl", value = "1" }, '
    '{ name = "ssl_ciphers", value = "ECDHE-RSA-AES256-GCM-SHA384" }]',
)
_FAMILIES = ('"aurora-postgresql13"', '"aurora-postgresql16"', '"aurora-postgresql17"', 'TEXT')
_OWN_GROUP = tuple(
    f'{{ family = {family}, parameters = {parameters} }}'
    for family, parameters in zip(_FAMILIES, _PARAMETERS, strict=False)
)

# What is written for arguments of these names. The first pattern that fits counts.
_BY_NAME: Sequence[tuple[str, Sequence[str]]] = (
    # Where it is unknown whether there is anything, or how many there are, what is read of a
    # source (`try`, the address of each instance) is less exact than its model.
    (r'enabled?|create(_cluster)?|putin_khuylo', ('true', 'true', 'true', 'false')),
    (r'replica_scale_enabled', ('true', 'false')),
    (r'engine|db_engine', ('"aurora-postgresql"',) * 6 + ('"aurora-mysql"', '"aurora"', 'TEXT')),
    (r'engine_version', ('"11.9"', '"15.4"', '"16.4"', '"17.5"', 'TEXT')),
    (r'engine_mode', ('"provisioned"', '"provisioned"', '"serverless"', 'TEXT')),
    (r'(db_)?cluster_parameter_group|db_parameter_group', _OWN_GROUP),
    (r'.*family(_serverless)?', _FAMILIES),
    (r'.*parameters', _PARAMETERS),
    (
        r'.*instance_class|.*instance_type(_replica)?',
        ('"db.t3.medium"', '"db.t4g.medium"', '"db.r6g.large"', 'TEXT'),
    ),
    (r'.*ca_cert_identifier', ('"rds-ca-2019"', '"rds-ca-rsa2048-g1"', 'null', 'TEXT')),
    (
        r'.*cluster_parameter_group_name',
        (
            'aws_rds_cluster_parameter_group.strict.name',
            'aws_rds_cluster_parameter_group.weak.name',
            '"default.aurora-postgresql16"',
            '"elsewhere"',
            'TEXT',
        ),
    ),
    (r'.*subnet_group_name', ('aws_db_subnet_group.given.name', '"elsewhere"', 'TEXT')),
    (r'(db_)?port', ('5432', '5432', '"6000"')),
    (
        r'.*subnets|.*subnet_ids',
        ('[aws_subnet.dedicated.id]', '[aws_subnet.shared.id]', '["subnet-1"]', 'TEXTS'),
    ),
    (r'.*security_groups?(_ids)?|sg_ids', _GROUPS),
    (r'vpc_id', ('aws_vpc.dedicated.id', 'aws_vpc.shared.id', '"vpc-1"')),
    (r'.*cidr_blocks|allowed_ip', _TEXTS),
    (r'.*allowed_ports', ('[]', '[5432]', '[22, 5432]', '[5432]')),
    (
        r'instances',
        (
            '{}',
            '{ one = {} }',
            '{ one = { instance_class = "db.t3.medium" }, two = {} }',
            '{ one = { instance_class = "db.r6g.large" } }',
        ),
    ),
    (
        r'security_group_rules',
        (
            '{}',
            '{ one = { cidr_blocks = ["0.0.0.0/0"] } }',
            '{ one = { cidr_blocks = ["10.0.0.0/8"] } }',
        ),
    ),
    (
        r'security_group_ingress_rules',
        ('{}', '{ one = { cidr_ipv4 = "0.0.0.0/0" } }', '{ one = { cidr_ipv4 = "10.0.0.0/8" } }'),
    ),
    (r'.*(count|_min|size)|num_instances|instances_count', ('0', '1', '2')),
    (
        r'snapshot_identifier|.*_source_identifier|global_cluster_identifier',
        ('"one"', 'null', 'TEXT'),
    ),
    (r'restore_to_point_in_time', ('{ source_cluster_identifier = "one" }',)),
)

_FLAGS = ('true', 'true', 'false', 'false', 'FLAG')
# Of an argument that has to be written, and of which no more is known.
_REQUIRED: Mapping[str, str] = {
    'number': '1',
    'bool': 'true',
    'list': '[]',
    'set': '[]',
    'map': '{}',
    'object': '{}',
}


@dataclass(frozen=True)
class Input:
    """A variable of a module: `type` is its text, empty where none is written."""

    name: str
    type: str
    is_required: bool


def _choices(one: Input) -> Sequence[str]:
    if one.name == 'instances' and one.type == 'number':
        return ('0', '1', '2')
    found = (values for pattern, values in _BY_NAME if re.fullmatch(pattern, one.name))
    if one.type != 'bool':
        return next(found, ())
    return next((values for values in found if 'true' in values), _FLAGS)


def _required(one: Input) -> str:
    return _REQUIRED.get(one.type.partition('(')[0], f'"{one.name}"')


def _written(call: str, source: Sequence[str], arguments: Mapping[str, str]) -> Iterator[str]:
    for name, value in arguments.items():
        if value in _UNKNOWN:
            # Some sources refuse a null and its model leaves that open.
            yield f'variable "any_{name}" {{'
            yield f'  type     = {_UNKNOWN[value]}'
            yield '  nullable = false'
            yield '}\n'
    yield f'module "{call}" {{'
    yield from (f'  {line}' for line in source)
    for name, value in arguments.items():
        yield f'  {name} = ' + (f'var.any_{name}' if value in _UNKNOWN else value)
    yield '}\n'


def call_of(
    call: str,
    source: Sequence[str],
    inputs: Sequence[Input],
    read: Collection[str],
    seed: str,
) -> str:
    """Return a call and the variables in it. `read` are the inputs that the model reads."""
    return '\n'.join(_written(call, source, _drawn(inputs, read, seed)))


def _drawn(inputs: Sequence[Input], read: Collection[str], seed: str) -> Mapping[str, str]:
    chance = random.Random(seed)
    arguments = {}
    for one in inputs:
        choices = _choices(one)
        often = _ENGINE if one.name == 'engine' else _READ if one.name in read else _UNREAD
        if one.is_required:
            arguments[one.name] = chance.choice(choices or (_required(one),))
        elif choices and chance.random() < often:
            arguments[one.name] = chance.choice(choices)
    return arguments
