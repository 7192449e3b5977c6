"""Ways past the gate that lie in how Terraform's code is declared, and harmless siblings."""

from __future__ import annotations

from pathlib import Path

import pytest

from testing.ways import Tree
from testing.ways import require_held
from testing.ways import scan_of

IAM = 'CKV2_AURORAPG_4'
TLS = 'CKV2_AURORAPG_1'

ON = '  iam_database_authentication_enabled = true\n'
CLUSTER = 'resource "aws_rds_cluster" "db" {\n  engine = "aurora-postgresql"\n%s}\n'
OPEN, SAFE = CLUSTER % '', CLUSTER % ON
GROUP = 'resource "aws_rds_cluster_parameter_group" "g" {\n  family = "aurora-postgresql16"\n%s}\n'
PARAMETER = '  parameter {\n    name  = "rds.force_ssl"\n    value = "%s"\n  }\n'
JSON_OPEN = '{"aws_rds_cluster": {"db": {"engine": "aurora-postgresql"}}}'
JSON_SAFE = (
    '{"aws_rds_cluster": {"db": {"engine": "aurora-postgresql", '
    '"iam_database_authentication_enabled": true}}}'
)
CALL = 'module "db" {\n  source = "./db"\n%s}\n'

USER = CLUSTER % (ON + '  db_cluster_parameter_group_name = "orders"\n  %s\n')


def _named(label: str, where: str, force_ssl: str) -> str:
    group = GROUP.replace('"g"', f'"{label}"')
    return group % (f'  name = "orders"\n  {where}\n' + PARAMETER % force_ssl)


TEMPLATE = (
    'Resources:\n  Db:\n    Type: AWS::RDS::DBCluster\n    Properties:\n'
    '      Engine: aurora-postgresql\n      DatabaseName: TEXT\n      Port: 5432\n'
)


@pytest.mark.parametrize(
    ('tree', 'expected'),
    [
        # A letter that no type has.
        *(
            pytest.param(
                {'main.tf': f'resource "{type}" "db" {{\n  engine = "aurora-postgresql"\n}}\n'},
                'unjudged at main.tf',
                id=f'the type {type!a}',
            )
            for type in (
                'aws_rds_cluster\u200b',
                '\ufeffaws_rds_cluster',
                'aws_rds_cluster\xa0',
                '\u0430ws_rds_cluster',
                'aws_rds_clu\xadster',
                'aws_rds_cluster ',
            )
        ),
        pytest.param(
            {
                'main.tf.json': '{"resource": {"aws_rds_cluster\\u200b": {"db": {"engine": '
                '"aurora-postgresql"}}}}'
            },
            'unjudged at main.tf.json',
            id='a type in JSON with a letter that is not seen',
        ),
        *(
            pytest.param(
                {'a.yaml': TEMPLATE.replace('AWS::RDS::DBCluster', f'"{type}"')},
                f'undetermined {IAM} at a.yaml',
                id=f'the type {type!a}',
            )
            for type in (
                'AWS::RDS::DBCluster\u200b',
                'AWS::RDS::DBCluster\xa0',
                '\u0410WS::RDS::DBCluster',
                'AWS::RDS::DB\u200bCluster',
                'AWS:\u200b:RDS::DBCluster',
                'AWS::RDS::DBCluste\u0433',
            )
        ),
        # A key that is written twice.
        pytest.param(
            {'main.tf.json': '{"resource": ' + JSON_OPEN + ', "resource": {"aws_vpc": {"v": {}}}}'},
            f'fail {IAM} at main.tf.json',
            id='two resource keys',
        ),
        pytest.param(
            {
                'main.tf.json': '{"resource": {"aws_rds_cluster": {"db": {"engine": '
                '"aurora-postgresql"}}, "aws_rds_cluster": {}}}'
            },
            f'fail {IAM} at main.tf.json',
            id='two keys of one type',
        ),
        pytest.param(
            {
                'main.tf.json': '{"resource": {"aws_rds_cluster": {"db": {"engine": '
                '"aurora-postgresql"},'
                '"db": {"engine": "aurora-mysql"}}}}'
            },
            'unjudged at main.tf.json',
            id='two keys of one name',
        ),
        pytest.param(
            {
                'main.tf.json': '{"resource": {"aws_rds_cluster": {"db": [{"engine": '
                '"aurora-postgresql"}, {"engine": "aurora-mysql"}]}}}'
            },
            'unjudged at main.tf.json',
            id='two bodies of one name in a list',
        ),
        pytest.param(
            {
                'main.tf.json': '{"resource": {"aws_rds_cluster": {"db": {"engine": '
                '"aurora-postgresql",'
                '"engine": "aurora-mysql"}}}}'
            },
            'unjudged at main.tf.json',
            id='an argument twice in JSON',
        ),
        pytest.param(
            {
                'main.tf.json': '{"resource": {"aws_rds_cluster_parameter_group": {"g": {"family": '
                '"aurora-postgresql16", '
                '"parameter": {"name": "rds.force_ssl", "value": "0"}, '
                '"parameter": {"name": "ssl_ciphers", "value": "x"}}}}}'
            },
            f'fail {TLS} at main.tf.json',
            id='a nested block twice in JSON',
        ),
        pytest.param(
            {'main.tf.json': '[{"resource": ' + JSON_OPEN + '}, {"locals": {"a": 1}}]'},
            f'fail {IAM} at main.tf.json',
            id='a list of objects as the file',
        ),
        pytest.param(
            {'main.tf.json': '{"resource": [' + JSON_OPEN + ', {"aws_vpc": {"v": {}}}]}'},
            f'fail {IAM} at main.tf.json',
            id='a list of objects as a level',
        ),
        pytest.param(
            {
                'main.tf.json': '{"resource": {"aws_rds_cluster": {"db": [[{"engine": '
                '"aurora-postgresql"}]]}}}'
            },
            f'fail {IAM} at main.tf.json',
            id='a list in a list as a body',
        ),
        pytest.param(
            {'main.tf.json': '{"resource": {"aws_rds_cluster": {"engine": "aurora-postgresql"}}}'},
            'unjudged at main.tf.json',
            id='a level of labels is missing in JSON',
        ),
        pytest.param(
            {'main.tf': OPEN.replace('engine', 'engine = "aurora-mysql"\n  engine')},
            'unjudged at main.tf',
            id='an argument twice',
        ),
        pytest.param(
            {
                'main.tf': GROUP
                % (PARAMETER % '0').replace('    value', '    value = "1"\n    value')
            },
            'unjudged at main.tf',
            id='an argument of a nested block twice',
        ),
        pytest.param(
            {'main.tf': SAFE, 'more.tf': OPEN}, 'unjudged at more.tf', id='a resource twice'
        ),
        pytest.param(
            {'main.tf': SAFE + OPEN}, 'unjudged at main.tf', id='a resource twice in a file'
        ),
        pytest.param(
            {'main.tf': CALL % '' + CALL % '  count = 0\n', 'db/main.tf': OPEN},
            'unjudged at main.tf',
            id='a call twice',
        ),
        pytest.param(
            {
                'main.tf': 'locals {\n  on = true\n}\n' + CLUSTER % ON.replace('true', 'local.on'),
                'more.tf': 'locals {\n  on = false\n}\n',
            },
            'unjudged at more.tf',
            id='a local twice',
        ),
        pytest.param(
            {
                'main.tf': 'variable "on" {\n  default = true\n}\nvariable "on" {\n'
                '  default = false\n}\n' + CLUSTER % ON.replace('true', 'var.on')
            },
            'unjudged at main.tf',
            id='a variable twice',
        ),
        pytest.param(
            {
                'main.tf': CALL % '' + CLUSTER % ON.replace('true', 'module.db.on'),
                'db/main.tf': 'output "on" {\n  value = true\n}\noutput "on" {\n'
                '  value = false\n}\n',
            },
            'unjudged',
            id='an output twice',
        ),
        pytest.param(
            {
                'main.tf': CLUSTER % ON.replace('true', 'var.on') + 'variable "on" {}\n',
                'terraform.tfvars.json': '{"on": false, "on": true}',
            },
            'unjudged at terraform.tfvars.json',
            id='a variable twice in tfvars in JSON',
        ),
        pytest.param(
            {
                'main.tf': CLUSTER % ON.replace('true', 'var.on') + 'variable "on" {}\n',
                'terraform.tfvars': 'on = false\non = true\n',
            },
            'unjudged at terraform.tfvars',
            id='a variable twice in tfvars',
        ),
        # What Terraform has no such thing as.
        pytest.param(
            {'main.tf': OPEN.replace('resource', 'Resource')}, 'unjudged', id='a capital letter'
        ),
        pytest.param(
            {'main.tf': OPEN.replace('"db" ', '')}, 'unjudged', id='a resource without a name'
        ),
        pytest.param(
            {'main.tf.json': '{"Resource": ' + JSON_OPEN + '}'}, 'unjudged', id='a capital in JSON'
        ),
        pytest.param(
            {'main.tf': CLUSTER % '  count    = 0\n  for_each = toset(["a"])\n'},
            'unjudged',
            id='count and for_each',
        ),
        pytest.param(
            {'main.tf': CALL % '  count    = 0\n  for_each = toset(["a"])\n', 'db/main.tf': OPEN},
            'unjudged',
            id='count and for_each of a call',
        ),
        # Which files.
        pytest.param({'#main.tf': OPEN}, f'fail {IAM} at #main.tf', id='a name that begins with #'),
        pytest.param(
            {'#a#b.tf.json': '{"resource": ' + JSON_OPEN + '}'},
            f'fail {IAM} at #a#b.tf.json',
            id='a JSON name that begins with #',
        ),
        pytest.param(
            {'main.tf': OPEN, 'main.tofu': SAFE}, f'fail {IAM} at main.tf', id='tofu hides a file'
        ),
        pytest.param(
            {'main.tf': SAFE, 'main.tofu': OPEN}, f'fail {IAM} at main.tofu', id='tofu has its own'
        ),
        pytest.param(
            {
                'main.tf.json': '{"resource": ' + JSON_OPEN + '}',
                'main.tofu.json': '{"resource": ' + JSON_SAFE + '}',
            },
            f'fail {IAM} at main.tf.json',
            id='tofu hides a JSON file',
        ),
        pytest.param({'main.tofu': OPEN}, f'fail {IAM} at main.tofu', id='tofu alone'),
        pytest.param(
            {'main.tf': CALL % '', 'db/main.tf': OPEN, 'db/main.tofu': SAFE},
            f'fail {IAM} at db/main.tf',
            id='tofu hides a file of a module',
        ),
        pytest.param(
            {
                'main.tf': SAFE,
                'x_override.tofu': 'resource "aws_rds_cluster" "db" {\n'
                + ON.replace('true', 'false')
                + '}\n',
            },
            f'fail {IAM}',
            id='an override file for tofu alone',
        ),
        pytest.param(
            {
                'main.tf': OPEN,
                'x_override.tofu': 'resource "aws_rds_cluster" "db" {\n' + ON + '}\n',
            },
            f'fail {IAM} at main.tf',
            id='a repair in an override file for tofu alone',
        ),
        pytest.param(
            {
                'main.tf': SAFE.replace('true', 'var.on')
                + 'variable "on" {\n  default = true\n}\n',
                '.x.auto.tfvars': 'on = false\n',
            },
            f'fail {IAM}',
            id='a hidden variable file',
        ),
        # Override files.
        pytest.param(
            {
                'main.tf': GROUP % (PARAMETER % '1'),
                'override.tf': GROUP
                % (
                    '  dynamic "parameter" {\n    for_each = ["0"]\n    content {\n'
                    '      name  = "rds.force_ssl"\n      value = parameter.value\n    }\n  }\n'
                ),
            },
            f'fail {TLS} at override.tf',
            id='a dynamic block takes the place of blocks',
        ),
        pytest.param(
            {
                'main.tf': GROUP
                % (
                    '  dynamic "parameter" {\n    for_each = ["1"]\n    content {\n'
                    '      name  = "rds.force_ssl"\n      value = parameter.value\n    }\n  }\n'
                ),
                'x_override.tf': GROUP % (PARAMETER % '0'),
            },
            f'fail {TLS} at x_override.tf',
            id='blocks take the place of a dynamic block',
        ),
        pytest.param(
            {
                'main.tf': GROUP
                % (
                    '  dynamic "parameter" {\n    for_each = ["1"]\n    content {\n'
                    '      name  = "rds.force_ssl"\n      value = parameter.value\n    }\n  }\n'
                ),
                'x_override.tf.json': '{"resource": {"aws_rds_cluster_parameter_group": {"g": '
                '{"dynamic": {"parameter": {"for_each": [], "content": {}}}}}}}',
            },
            f'fail {TLS}',
            id='a dynamic block that makes nothing takes their place',
        ),
        pytest.param(
            {
                'main.tf': 'locals {\n  on = true\n}\n' + SAFE.replace('true', 'local.on'),
                'override.tf': 'locals {\n  on = false\n}\n',
            },
            f'fail {IAM}',
            id='a local is overridden',
        ),
        pytest.param(
            {
                'main.tf': SAFE,
                'a_override.tf': SAFE,
                'b_override.tf': SAFE.replace('true', 'false'),
            },
            f'fail {IAM}',
            id='the last override counts',
        ),
        pytest.param(
            {
                'main.tf': CALL % '  on = true\n',
                'override.tf': 'module "db" {\n  on = false\n}\n',
                'db/main.tf': 'variable "on" {}\n' + SAFE.replace('true', 'var.on'),
            },
            f'fail {IAM}',
            id='an input of a call is overridden',
        ),
        pytest.param({'override.tf': OPEN}, 'unjudged', id='an override of nothing'),
        pytest.param(
            {'main.tf': OPEN, 'override.tf': 'resource "aws_rds_cluster" "other" {\n}\n'},
            'unjudged at override.tf',
            id='an override of another name',
        ),
        # Escaping blocks.
        pytest.param(
            {'main.tf': OPEN.replace('engine', '_ {\n    engine').replace('"\n}', '"\n  }\n}')},
            f'fail {IAM}',
            id='an engine in an escaping block',
        ),
        pytest.param(
            {'main.tf': SAFE.replace(ON, '  _ {\n    count = 0\n  }\n')},
            f'fail {IAM}',
            id='a count in an escaping block is none',
        ),
        pytest.param(
            {
                'main.tf': CALL % '  _ {\n    on = false\n  }\n',
                'db/main.tf': 'variable "on" {\n  default = true\n}\n'
                + SAFE.replace('true', 'var.on'),
            },
            f'fail {IAM}',
            id='an input in an escaping block',
        ),
        # Names in another case, and with blanks around them.
        pytest.param(
            {'main.tf': OPEN.replace('aurora-p', 'Aurora-P')},
            f'fail {IAM}',
            id='an engine in another case',
        ),
        pytest.param(
            {'main.tf': OPEN.replace('"aurora-postgresql"', '" aurora-postgresql "')},
            f'fail {IAM}',
            id='an engine with blanks',
        ),
        pytest.param(
            {'main.tf': (GROUP % (PARAMETER % '0')).replace('aurora', 'AURORA')},
            f'fail {TLS}',
            id='a family in another case',
        ),
        pytest.param(
            {'main.tf': (GROUP % (PARAMETER % '0')).replace('rds.f', 'RDS.F').replace('16', '17')},
            f'fail {TLS}',
            id='a parameter in another case',
        ),
        pytest.param(
            {'main.tf': GROUP % (PARAMETER % '1' + (PARAMETER % '0').replace('rds.f', 'RDS.F'))},
            f'undetermined {TLS}',
            id='a parameter in two cases',
        ),
        pytest.param(
            {
                'main.tf': (GROUP % ('  name = "Orders"\n' + PARAMETER % '0'))
                + CLUSTER % (ON + '  db_cluster_parameter_group_name = "ORDERS"\n')
            },
            'fail CKV2_AURORAPG_5',
            id='a group that is named in another case',
        ),
        pytest.param(
            {
                'main.tf': CLUSTER
                % (ON + '  db_cluster_parameter_group_name = "default.Aurora-PostgreSQL16"\n')
            },
            'fail CKV2_AURORAPG_5',
            id='a default group in another case',
        ),
        # OpenTofu's `enabled`.
        pytest.param(
            {'main.tf': CLUSTER % '  lifecycle {\n    enabled = true\n  }\n'},
            f'fail {IAM}',
            id='an enabled cluster',
        ),
        pytest.param(
            {
                'main.tf': CLUSTER % '  lifecycle {\n    enabled = var.x\n  }\n'
                + 'variable "x" {}\n'
            },
            f'fail {IAM}',
            id='a cluster that may be enabled',
        ),
        pytest.param(
            {
                'main.tf': CLUSTER % '  lifecycle {\n    enabled = false\n  }\n',
                'x_override.tf': 'resource "aws_rds_cluster" "db" {\n  lifecycle {\n'
                '    enabled = true\n'
                '  }\n}\n',
            },
            f'fail {IAM}',
            id='a cluster that an override file enables',
        ),
        # Two groups of one name in two regions.
        pytest.param(
            {
                'main.tf': _named('a', 'region = "eu-west-1"', '1')
                + _named('b', 'region = "us-east-1"', '0')
                + USER % 'region = "us-east-1"'
            },
            'fail CKV2_AURORAPG_5',
            id='the group of the same region counts',
        ),
        pytest.param(
            {
                'main.tf': _named('a', 'region = "eu-west-1"', '1')
                + USER % 'region = var.x'
                + 'variable "x" {}\n'
            },
            'undetermined CKV2_AURORAPG_5',
            id='a group of a region that is not known',
        ),
        pytest.param(
            {
                'main.tf': 'provider "aws" {\n  region = "eu-west-1"\n}\n'
                'provider "aws" {\n  alias  = "us"\n  region = "us-east-1"\n}\n'
                + _named('a', '', '1')
                + _named('b', 'provider = aws.us', '0')
                + USER % 'provider = aws.us'
            },
            'fail CKV2_AURORAPG_5',
            id='the group of the same provider counts',
        ),
        pytest.param(
            {
                'main.tf': 'provider "aws" {\n  alias = "us"\n}\n'
                + _named('a', 'provider = aws.us', '1')
                + USER % ''
            },
            'undetermined CKV2_AURORAPG_5',
            id='a group of another provider',
        ),
        pytest.param(
            {
                'main.tf': 'provider "aws" {\n  region = "eu-west-1"\n}\n'
                'provider "aws" {\n  alias  = "us"\n  region = "us-east-1"\n}\n'
                + CALL % '  providers = { aws = aws.us }\n'
                + _named('a', '', '1')
                + _named('b', 'region = "us-east-1"', '0'),
                'db/main.tf': USER % '',
            },
            'fail CKV2_AURORAPG_5',
            id='a provider that a call passes',
        ),
        # Other carriers.
        pytest.param(
            {
                'main.tf': 'resource "awscc_rds_db_cluster" "db" {\n'
                '  engine = "aurora-postgresql"\n}\n'
            },
            f'fail {IAM} at main.tf',
            id='a cluster of Cloud Control',
        ),
        pytest.param(
            {
                'main.tf': 'resource "awscc_rds_db_cluster_parameter_group" "g" {\n'
                '  family = "aurora-postgresql17"\n'
                '  parameters = jsonencode({ "rds.force_ssl" = 0 })\n}\n'
            },
            f'fail {TLS} at main.tf',
            id='a parameter in JSON text',
        ),
        pytest.param(
            {
                'main.tf': 'resource "aws_cloudformation_stack" "s" {\n  name = "s"\n'
                '  template_body = <<EOT\n' + TEMPLATE + 'EOT\n}\n'
            },
            f'fail {IAM} at main.tf',
            id='a stack with its template',
        ),
        pytest.param(
            {
                'main.tf': 'resource "aws_cloudformation_stack" "s" {\n  name = "s"\n'
                '  parameters = { On = false }\n'
                '  template_body = file("${path.module}/db.txt")\n}\n',
                'db.txt': 'Parameters:\n  On: {Type: String, Default: "true"}\n'
                + TEMPLATE.replace(
                    'DatabaseName: TEXT', 'EnableIAMDatabaseAuthentication: !Ref On'
                ),
            },
            f'fail {IAM} at main.tf',
            id='a stack with parameters',
        ),
        pytest.param(
            {
                'main.tf': 'resource "aws_cloudformation_stack" "s" {\n  name = "s"\n'
                '  template_body = <<EOT\n' + TEMPLATE + '      Engine: aurora-mysql\nEOT\n}\n'
            },
            f'undetermined {IAM} at main.tf',
            id='a stack with a key written twice',
        ),
        pytest.param(
            {
                'main.tf': 'resource "aws_cloudformation_stack_set" "s" {\n'
                '  template_body = jsonencode({ Resources = { Db = {\n'
                '    Type = "AWS::RDS::DBCluster"\n'
                '    Properties = { Engine = "aurora-postgresql" } } } })\n}\n'
            },
            f'fail {IAM} at main.tf',
            id='a stack set',
        ),
        pytest.param(
            {
                'main.tf': 'resource "aws_rds_cluster" "c" {\n  engine = "aurora-postgresql"\n}\n'
                f'locals {{\n  deep = {"[" * 3000}{"]" * 3000}\n}}\n'
            },
            'unjudged',
            id='a local that is nested too deeply',
        ),
        pytest.param(
            {
                'main.tf': 'resource "aws_cloudformation_stack" "aurora" {\n'
                '  template_url = "https://b.s3.amazonaws.com/aurora.yaml"\n}\n'
            },
            f'undetermined {IAM} at main.tf',
            id='a stack elsewhere',
        ),
        pytest.param(
            {
                'main.tf': 'variable "body" {}\nresource "awscc_cloudformation_stack" "s" {\n'
                '  stack_name = "orders-rds"\n  template_body = var.body\n'
                '  parameters = { Engine = "aurora-postgresql" }\n}\n'
            },
            f'undetermined {IAM} at main.tf',
            id='a stack whose template is not known',
        ),
        pytest.param(
            {
                'main.tf': 'resource "aws_cloudcontrolapi_resource" "s" {\n'
                '  type_name = "AWS::RDS::DBCluster"\n'
                '  desired_state = jsonencode({ Engine = "aurora-postgresql" })\n}\n'
            },
            f'fail {IAM} at main.tf',
            id='a resource of the Cloud Control API',
        ),
        pytest.param(
            {
                'main.tf': 'variable "s" {}\nresource "aws_cloudcontrolapi_resource" "s" {\n'
                '  type_name = "AWS::RDS::DBCluster"\n  desired_state = var.s\n}\n'
            },
            f'undetermined {IAM} at main.tf',
            id='a resource of the Cloud Control API, not known',
        ),
        pytest.param(
            {'main.tf': 'resource "aws_db_instance" "i" {\n  engine = "aurora-postgresql"\n}\n'},
            'unjudged at main.tf',
            id='an instance outside of a cluster',
        ),
        # The words of a skip that stand in no comment.
        pytest.param(
            {'main.tf': CLUSTER % f'  database_name = "checkov:skip={IAM}:no"\n'},
            f'fail {IAM}',
            id='a skip in a string',
        ),
        pytest.param(
            {'main.tf': CLUSTER % f'  tags = {{\n    a = "# checkov:skip={IAM}:no"\n  }}\n'},
            f'fail {IAM}',
            id='a skip in a string after a hash',
        ),
        pytest.param(
            {
                'main.tf': CLUSTER % f'  tags = {{\n    a = <<-EOT\n      # checkov:skip={IAM}:no\n'
                '    EOT\n  }\n'
            },
            f'fail {IAM}',
            id='a skip in a heredoc',
        ),
        pytest.param(
            {
                'main.tf': CALL % f'  x = "//checkov:skip={IAM}"\n',
                'db/main.tf': OPEN + 'variable "x" {}\n',
            },
            f'fail {IAM}',
            id='a skip in an input',
        ),
        pytest.param(
            {
                'main.tf.json': JSON_OPEN.join(('{"resource":\n', '}')).replace(
                    '{"engine"', f'{{"//":\n"checkov:skip={IAM}:no",\n"engine"'
                )
            },
            f'fail {IAM}',
            id='a skip in JSON',
        ),
        pytest.param(
            {'db.yaml': TEMPLATE.replace('TEXT', f'checkov:skip={IAM}:no')},
            f'fail {IAM}',
            id='a skip in a plain scalar',
        ),
        pytest.param(
            {'db.yaml': TEMPLATE.replace('TEXT', f'"a # checkov:skip={IAM}:no"')},
            f'fail {IAM}',
            id='a skip in a quoted scalar',
        ),
        pytest.param(
            {'db.yaml': TEMPLATE.replace('TEXT', f'|\n        # checkov:skip={IAM}:no\n        b')},
            f'fail {IAM}',
            id='a skip in a block scalar',
        ),
        # Calls that Terraform refuses.
        pytest.param(
            {'main.tf': CALL % '  foo = 1\n', 'db/main.tf': OPEN},
            'unjudged at main.tf',
            id='an input that is not declared',
        ),
        pytest.param(
            {'main.tf': CALL % '', 'db/main.tf': OPEN + 'variable "x" {}\n'},
            'unjudged at main.tf',
            id='an input that is missing',
        ),
        pytest.param(
            {'main.tf': CALL % '  version = "1.0.0"\n', 'db/main.tf': OPEN},
            'unjudged at main.tf',
            id='the version of a local module',
        ),
        pytest.param(
            {
                'main.tf': CALL % '  x = ["a"]\n',
                'db/main.tf': OPEN + 'variable "x" {\n  type = string\n}\n',
            },
            'fail CKV2_AURORAPG_4 at db/main.tf',
            id='an input of another type',
        ),
        pytest.param(
            {
                'main.tf': CALL % '  x = "a"\n',
                'db/main.tf': OPEN
                + 'variable "x" {\n  validation {\n    condition = var.x != "a"\n'
                '    error_message = "no"\n  }\n}\n',
            },
            'fail CKV2_AURORAPG_4 at db/main.tf',
            id='an input that a validation refuses',
        ),
    ],
)
def test_a_way_past_the_gate_is_held(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    require_held(scan_of(tmp_path, tree), expected)


@pytest.mark.parametrize(
    'tree',
    [
        pytest.param(
            {'main.tf.json': '{"resource": ' + JSON_SAFE + ', "resource": {"aws_vpc": {"v": {}}}}'},
            id='two resource keys',
        ),
        pytest.param(
            {'main.tf.json': '{"//": "a", "//": "b", "resource": ' + JSON_SAFE + '}'},
            id='two comments in JSON',
        ),
        pytest.param(
            {
                'main.tf': SAFE + 'resource "aws_cloudformation_stack" "s" {\n'
                '  template_url = "https://b.s3.amazonaws.com/network.yaml"\n}\n'
                'resource "aws_db_instance" "i" {\n  engine = "postgres"\n}\n'
            },
            id='a stack and an instance of something else',
        ),
        pytest.param({'main.tf': SAFE, 'main.tofu': SAFE}, id='the same for both programs'),
        pytest.param(
            {'main.tofu': SAFE + 'variable "x" {}\n', 'db/main.tf': SAFE}, id='tofu alone'
        ),
        pytest.param(
            {
                'main.tf': CALL % '  on = true\n',
                'db/main.tf': 'locals {\n  a = 1\n}\n',
                'db/db.tofu': 'variable "on" {}\n' + SAFE.replace('true', 'var.on'),
            },
            id='a root that only OpenTofu takes',
        ),
        pytest.param(
            {'main.tf': SAFE, '.main.tf': OPEN, 'main.tf~': OPEN, '#main.tf#': OPEN},
            id='what an editor leaves',
        ),
        pytest.param(
            {'main.tf': SAFE, 'main.tftest.hcl': 'run "x" {\n  command = plan\n}\n'}, id='a test'
        ),
        pytest.param(
            {
                'main.tf': CALL % '  providers = { aws = aws.x }\n  depends_on = [aws_vpc.v]\n',
                'db/main.tf': SAFE + 'variable "x" {\n  default = 1\n}\n',
            },
            id='a call with meta-arguments',
        ),
        pytest.param(
            {
                'main.tf': CALL % '  x = var.y\n' + 'variable "y" {}\n',
                'db/main.tf': SAFE + 'variable "x" {\n  type = number\n  validation {\n'
                '    condition = var.x > 1\n    error_message = "no"\n  }\n}\n',
            },
            id='an input that is not known',
        ),
        pytest.param(
            {
                'main.tf': 'resource "aws_rds_cluster" "db" {\n  engine = "aurora-postgresql"\n}\n',
                'override.tf': 'resource "aws_rds_cluster" "db" {\n' + ON + '}\n'
                'provider "aws" {}\nterraform {}\n',
            },
            id='an override file',
        ),
        pytest.param(
            {
                'main.tf': SAFE + 'removed {\n  from = aws_rds_cluster.old\n}\n'
                'moved {\n  from = aws_rds_cluster.a\n  to = aws_rds_cluster.db\n}\n'
                'import {\n  to = aws_rds_cluster.db\n  id = "x"\n}\n'
                'check "c" {\n  data "aws_rds_cluster" "c" {\n    cluster_identifier = "x"\n'
                '  }\n}\n'
            },
            id='blocks that create nothing',
        ),
    ],
)
def test_a_harmless_sibling_is_clean(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = scan_of(tmp_path, tree, '--check', f'{IAM},CKV2_AURORAPG_0')

    assert done.code == 0, done.out
    assert {entry['verdict'] for entry in done.findings} == {'pass'}, done.out


@pytest.mark.parametrize(
    'tree',
    [
        pytest.param({'main.tf': CLUSTER % f'  # checkov:skip={IAM}:because\n'}, id='after #'),
        pytest.param({'main.tf': CLUSTER % f'  // checkov:skip={IAM}:because\n'}, id='after //'),
        pytest.param(
            {'main.tf': CLUSTER % f'  /*\n  é checkov:skip={IAM}:because\n  */\n'},
            id='between /* and */',
        ),
        pytest.param(
            {'main.tf': CLUSTER % f'  database_name = "é" # checkov:skip={IAM}:because\n'},
            id='after an argument',
        ),
        pytest.param(
            {'db.yaml': TEMPLATE.replace('TEXT', f'é # checkov:skip={IAM}:because')},
            id='after a scalar',
        ),
        pytest.param(
            {'db.yaml': TEMPLATE.replace('TEXT', f'x\n      #checkov:skip={IAM}:because')},
            id='on a line in YAML',
        ),
        pytest.param(
            {
                'db.yaml': TEMPLATE.replace(
                    'TEXT', f'|\n        a\n      # checkov:skip={IAM}:because'
                )
            },
            id='after a block scalar',
        ),
    ],
)
def test_a_skip_in_a_comment_counts(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = scan_of(tmp_path, tree, '--check', IAM)

    assert {entry['verdict'] for entry in done.findings} == {'skip'}, done.out
