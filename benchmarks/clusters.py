"""Aurora clusters, the same ones in each format, and code that has nothing to do with them."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

_PARAMETERS = ('1', '0', None)

_CALL = """module "{name}" {{
  source      = "{source}"
  name        = "{name}"
  family      = "aurora-postgresql{version}"
  parameters  = {parameters}
  iam         = {iam}
  environment = var.environment
}}
"""

_MODULE = """variable "name" { type = string }
variable "family" { type = string }
variable "environment" { type = string }
variable "iam" {
  type    = bool
  default = false
}
variable "parameters" {
  type    = map(string)
  default = {}
}

locals {
  parameters = merge({ "log_statement" = "ddl" }, var.parameters)
}

resource "aws_rds_cluster_parameter_group" "this" {
  name   = "${var.environment}-${var.name}"
  family = var.family

  dynamic "parameter" {
    for_each = local.parameters
    content {
      name  = parameter.key
      value = parameter.value
    }
  }
}

resource "aws_rds_cluster" "this" {
  cluster_identifier                  = "${var.environment}-${var.name}"
  engine                              = "aurora-postgresql"
  engine_version                      = "${regex("[0-9]+", var.family)}.4"
  db_cluster_parameter_group_name     = aws_rds_cluster_parameter_group.this.name
  iam_database_authentication_enabled = var.iam
}

resource "aws_rds_cluster_instance" "this" {
  count              = 2
  cluster_identifier = aws_rds_cluster.this.id
  engine             = aws_rds_cluster.this.engine
  instance_class     = "db.r6g.large"
}
"""

_SERVICE = """resource "aws_{kind}" "{name}" {{
  name        = "{name}-${{var.environment}}"
  description = "the {kind} of {name}"

  tags = {{
    Team        = "{team}"
    Environment = var.environment
    Name        = format("%s-%s", "{name}", var.environment)
  }}

  dynamic "setting" {{
    for_each = {{ for key, value in var.settings : key => value if value != null }}
    content {{
      name  = setting.key
      value = jsonencode(setting.value)
    }}
  }}
}}
"""
_KINDS = ('sqs_queue', 'sns_topic', 's3_bucket', 'lambda_function', 'iam_role', 'ecs_service')
_VARIABLES = """variable "environment" {
  type    = string
  default = "test"
}

variable "settings" {
  type    = map(any)
  default = {}
}
"""


def _properties(random: Random) -> dict[str, Any]:
    force = random.choice(_PARAMETERS)
    return {
        'iam': random.random() < 0.5,
        'version': random.choice((13, 15, 17)),
        'parameters': {} if force is None else {'rds.force_ssl': force},
    }


def write_module(directory: Path) -> None:
    """Write a Terraform module that makes one cluster."""
    directory.mkdir(parents=True)
    (directory / 'main.tf').write_text(_MODULE)


def write_stack(directory: Path, clusters: int, source: str, random: Random) -> None:
    """Write a Terraform root that calls a module, by its relative `source`, for each cluster."""
    directory.mkdir(parents=True)
    calls = []
    for number in range(clusters):
        made = _properties(random)
        calls.append(
            _CALL.format(
                name=f'db{number}',
                source=source,
                version=made['version'],
                parameters=json.dumps(made['parameters']).replace(':', ' ='),
                iam=str(made['iam']).lower(),
            )
        )
    (directory / 'databases.tf').write_text('\n'.join(calls))
    (directory / 'variables.tf').write_text(_VARIABLES)
    (directory / 'terraform.tfvars').write_text('environment = "production"\n')


def write_service(directory: Path, files: int, random: Random) -> None:
    """Write a Terraform root of so many files, none of which has to do with Aurora."""
    directory.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        resources = (
            _SERVICE.format(
                kind=random.choice(_KINDS),
                name=f'service{number}_{part}',
                team=random.choice(('payments', 'search', 'identity')),
            )
            for part in range(4)
        )
        variables = _VARIABLES if number == 0 else ''
        (directory / f'service{number}.tf').write_text(variables + '\n'.join(resources))


def template(clusters: int, random: Random) -> dict[str, Any]:
    """Return a CloudFormation template of so many clusters."""
    resources: dict[str, Any] = {}
    for number in range(clusters):
        made = _properties(random)
        resources[f'Group{number}'] = {
            'Type': 'AWS::RDS::DBClusterParameterGroup',
            'Properties': {
                'Description': {'Fn::Sub': '${AWS::StackName} parameters'},
                'Family': f'aurora-postgresql{made["version"]}',
                'Parameters': {'log_statement': 'ddl', **made['parameters']},
            },
        }
        resources[f'Cluster{number}'] = {
            'Type': 'AWS::RDS::DBCluster',
            'Properties': {
                'Engine': 'aurora-postgresql',
                'EngineVersion': f'{made["version"]}.4',
                'DBClusterParameterGroupName': {'Ref': f'Group{number}'},
                'EnableIAMDatabaseAuthentication': made['iam'],
            },
        }
    return {'AWSTemplateFormatVersion': '2010-09-09', 'Resources': resources}


def write_assembly(directory: Path, stacks: int, clusters: int, random: Random) -> None:
    """Write what the CDK makes of an app: a manifest, and a template for each stack."""
    directory.mkdir(parents=True)
    artifacts: dict[str, Any] = {}
    for number in range(stacks):
        name, made = f'Stack{number}', template(clusters, random)
        for id, resource in made['Resources'].items():
            resource['Metadata'] = {'aws:cdk:path': f'{name}/{id}/Resource'}
        (directory / f'{name}.template.json').write_text(json.dumps(made, indent=1))
        artifacts[name] = {
            'type': 'aws:cloudformation:stack',
            'properties': {'templateFile': f'{name}.template.json'},
        }
    (directory / 'cdk.out').write_text('{"version": "36.0.0"}')
    (directory / 'manifest.json').write_text(
        json.dumps({'version': '36.0.0', 'artifacts': artifacts}),
    )


def plan(clusters: int, others: int, random: Random) -> dict[str, Any]:
    """Return a plan of so many clusters among other resources."""
    planned = [
        _planned(
            'aws_sqs_queue',
            f'other{number}',
            {
                'name': f'queue-{number}',
                'policy': 'x' * 200,
                'tags': {f'key{tag}': 'value' for tag in range(10)},
            },
        )
        for number in range(others)
    ]
    for number in range(clusters):
        made = _properties(random)
        family = f'aurora-postgresql{made["version"]}'
        planned += [
            _planned(
                'aws_rds_cluster_parameter_group',
                f'group{number}',
                {
                    'name': f'group{number}',
                    'family': family,
                    'parameter': [
                        {'name': name, 'value': value} for name, value in made['parameters'].items()
                    ],
                },
            ),
            _planned(
                'aws_rds_cluster',
                f'cluster{number}',
                {
                    'engine': 'aurora-postgresql',
                    'engine_version': f'{made["version"]}.4',
                    'db_cluster_parameter_group_name': f'group{number}',
                    'iam_database_authentication_enabled': made['iam'],
                },
            ),
        ]
    return {
        'format_version': '1.2',
        'terraform_version': '1.11.4',
        'planned_values': {'root_module': {'resources': planned}},
        'resource_changes': [
            {
                'address': one['address'],
                'mode': 'managed',
                'type': one['type'],
                'change': {'actions': ['create'], 'after': one['values'], 'after_unknown': {}},
            }
            for one in planned
        ],
        'configuration': {'root_module': {'resources': []}},
    }


def _planned(type: str, name: str, values: dict[str, Any]) -> dict[str, Any]:
    return {
        'address': f'{type}.{name}',
        'mode': 'managed',
        'type': type,
        'name': name,
        'values': values,
    }
