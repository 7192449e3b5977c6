"""Roots that are deployed in several environments, each with a file of variables."""

from __future__ import annotations

from pathlib import Path
from random import Random

ENVIRONMENTS = ('dev', 'test', 'stage', 'prod', 'disaster-recovery')

_VARIABLES = """variable "environment" {
  type        = string
  description = "Where this is deployed"
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "instance_class" {
  type    = string
  default = "db.r6g.large"
}

variable "instances" {
  type    = number
  default = 2
}

variable "backup_retention_period" {
  type    = number
  default = 7
}

variable "deletion_protection" {
  type    = bool
  default = true
}

variable "force_ssl" {
  type    = number
  default = 1
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "allowed_cidr_blocks" {
  type    = list(string)
  default = ["10.0.0.0/8"]
}

variable "parameters" {
  type    = list(object({ name = string, value = string }))
  default = []
}

variable "tags" {
  type    = map(string)
  default = {}
}
"""

_MAIN = """terraform {{
  backend "s3" {{
  }}
}}

provider "aws" {{
  region = var.region
}}

locals {{
  name = "${{var.environment}}-{name}"
  tags = merge({{ Environment = var.environment, Service = "{name}" }}, var.tags)
}}

resource "aws_db_subnet_group" "this" {{
  name       = local.name
  subnet_ids = var.subnet_ids
  tags       = local.tags
}}

resource "aws_security_group" "this" {{
  name   = local.name
  vpc_id = var.vpc_id
  tags   = local.tags

  ingress {{
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = var.allowed_cidr_blocks
  }}
}}

resource "aws_rds_cluster_parameter_group" "this" {{
  name   = local.name
  family = "aurora-postgresql{version}"
  tags   = local.tags

  parameter {{
    name  = "rds.force_ssl"
    value = var.force_ssl
  }}

  parameter {{
    name  = "ssl_min_protocol_version"
    value = "TLSv1.2"
  }}

  dynamic "parameter" {{
    for_each = var.parameters
    content {{
      name  = parameter.value.name
      value = parameter.value.value
    }}
  }}
}}

resource "aws_rds_cluster" "this" {{
  cluster_identifier                  = local.name
  engine                              = "aurora-postgresql"
  engine_version                      = "{version}.4"
  db_subnet_group_name                = aws_db_subnet_group.this.name
  vpc_security_group_ids              = [aws_security_group.this.id]
  db_cluster_parameter_group_name     = aws_rds_cluster_parameter_group.this.name
  backup_retention_period             = var.backup_retention_period
  deletion_protection                 = var.deletion_protection
  iam_database_authentication_enabled = true
  storage_encrypted                   = true
  tags                                = local.tags
}}

resource "aws_rds_cluster_instance" "this" {{
  count = var.instances

  identifier         = "${{local.name}}-${{count.index}}"
  cluster_identifier = aws_rds_cluster.this.id
  engine             = aws_rds_cluster.this.engine
  instance_class     = var.instance_class
  ca_cert_identifier = "rds-ca-rsa2048-g1"
  tags               = local.tags
}}
"""

_VALUES = """environment             = "{environment}"
region                  = "{region}"
instance_class          = "db.{instance_class}"
instances               = {instances}
backup_retention_period = {days}
deletion_protection     = {is_protected}
vpc_id                  = "vpc-{number:08x}"
subnet_ids              = ["subnet-{number:08x}", "subnet-{other:08x}"]

tags = {{
  Owner = "{team}"
  Cost  = "{number}"
}}
"""


def write_root(directory: Path, name: str, files: int, random: Random) -> None:
    """Write a root of one cluster, and its files of variables for so many environments."""
    directory.mkdir(parents=True)
    (directory / 'variables.tf').write_text(_VARIABLES)
    (directory / 'main.tf').write_text(_MAIN.format(name=name, version=random.choice((15, 16))))
    (directory / 'env').mkdir()
    for environment in ENVIRONMENTS[:files]:
        (directory / 'env' / f'{environment}.tfvars').write_text(_values(environment, random))


def _values(environment: str, random: Random) -> str:
    number = random.randrange(2**31)
    text = _VALUES.format(
        environment=environment,
        region=random.choice(('eu-central-1', 'eu-west-1')),
        instance_class=random.choice(('r6g.large', 'r6g.xlarge', 't4g.medium')),
        instances=random.choice((1, 2, 3)),
        days=random.choice((1, 7, 30)),
        is_protected=str(environment == 'prod').lower(),
        number=number,
        other=number + 1,
        team=random.choice(('payments', 'search', 'identity')),
    )
    return text + ('force_ssl = 0\n' if random.random() < 0.2 else '')
