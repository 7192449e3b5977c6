"""Ways past the gate by what a deployment chooses: a value that no alternative has in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from testing.ways import Tree
from testing.ways import require_held
from testing.ways import scan_of

FAILS = 'fail CKV2_AURORAPG_1 at main.tf'
OPEN = 'undetermined CKV2_AURORAPG_1 at main.tf'

_TEXT = 'variable "x" {\n  type = string\n}\n'
_FLAG = 'variable "x" {\n  type = bool\n}\n'
_UNTYPED = 'variable "x" {}\n'


def _validated(condition: str) -> str:
    return (
        'variable "x" {\n  type = string\n  validation {\n'
        f'    condition     = {condition}\n    error_message = "No."\n  }}\n}}\n'
    )


def _set(value: str, more: str = '', *, head: str = '') -> Tree:
    return {
        'main.tf': f"""
resource "aws_rds_cluster_parameter_group" "this" {{
{head}
  name   = "orders"
  family = "aurora-postgresql16"
  parameter {{
    name  = "rds.force_ssl"
    value = {value}
  }}
}}
resource "aws_rds_cluster" "this" {{
  engine                              = "aurora-postgresql"
  engine_version                      = "16.4"
  iam_database_authentication_enabled = true
}}
{more}
"""
    }


@pytest.mark.parametrize(
    ('tree', 'expected'),
    [
        pytest.param(tree, expected, id=id)
        for id, tree, expected in (
            ('both values fail', _set('var.x ? 0 : "off"', _FLAG), FAILS),
            ('null is a value of a flag', _set('var.x == null ? 0 : 1', _FLAG), OPEN),
            ('null is tried', _set('try(var.x ? 1 : 1, 0)', _FLAG), OPEN),
            ('null is caught', _set('can(var.x ? 1 : 1) ? 1 : 0', _FLAG), OPEN),
            ('null as text', _set('jsonencode(var.x) == "null" ? 0 : 1', _FLAG), OPEN),
            ('the one key is tried', _set('try({ a = 1 }[var.x], 0)', _TEXT), OPEN),
            ('each key is tried', _set('try({ a = 1, b = 1 }[var.x], 0)', _TEXT), OPEN),
            ('a key is caught', _set('can({ a = 1 }[var.x]) ? 1 : 0', _TEXT), OPEN),
            ('a lookup is tried', _set('try(lookup({ a = 1 }, var.x), 0)', _TEXT), OPEN),
            ('a default that no key has', _set('lookup({ a = 1, b = 1 }, var.x, 0)', _TEXT), OPEN),
            (
                'a value that nothing names',
                _set('contains(["a", "b"], var.x) ? 1 : 0', _TEXT),
                OPEN,
            ),
            (
                'another spelling',
                _set(
                    'lower(var.x) == "a" && var.x != "a" ? 0 : 1',
                    _validated('lower(var.x) == "a"'),
                ),
                OPEN,
            ),
            (
                'a validation of another text',
                _set('var.x == "a" ? 1 : 0', _validated('contains(["a"], lower(var.x))')),
                OPEN,
            ),
            (
                'a validation that is not anchored',
                _set('var.x == "a" ? 1 : 0', _validated('can(regex("^(a)", var.x))')),
                OPEN,
            ),
            (
                'a validation with a way out',
                _set('var.x == "a" ? 1 : 0', _validated('var.x == "a" || length(var.x) == 3')),
                OPEN,
            ),
            (
                'a validation that is turned round',
                _set('var.x == "a" ? 1 : 0', _validated('!contains(["b"], var.x)')),
                OPEN,
            ),
            (
                'a validation that is null for null',
                _set(
                    'var.x == null ? 0 : 1', _validated('var.x == null || contains(["a"], var.x)')
                ),
                OPEN,
            ),
            ('a part of a text', _set('"${var.x}b" == "ab" ? 0 : 1', _TEXT), OPEN),
            (
                'a text after another',
                _set('var.x == "a" ? 1 : ("${var.x}b" == "bb" ? 0 : 1)', _TEXT),
                OPEN,
            ),
            (
                'a number that looks like a text',
                _set('var.x == 5 ? 0 : { 5 = 1 }[var.x]', _UNTYPED),
                OPEN,
            ),
            (
                'a flag that looks like a text',
                _set('var.x == true ? 0 : lookup({ true = 1, b = 1 }, var.x, 1)', _UNTYPED),
                OPEN,
            ),
            (
                'two conditions over one list',
                _set(
                    'contains(local.l, data.aws_vpc.a.id) ? (contains(local.l, '
                    'data.aws_vpc.b.id) ? 1 : 0)'
                    ' : 1',
                    'locals {\n  l = ["a"]\n}\ndata "aws_vpc" "a" {}\ndata "aws_vpc" "b" {}\n',
                ),
                OPEN,
            ),
            (
                'two conditions in a template',
                _set(
                    'templatestring("${local.t}", { a = data.aws_vpc.a.id, b = '
                    'data.aws_vpc.a.arn })',
                    'locals {\n  t = "$${a == \\"x\\" ? (b == \\"x\\" ? 1 : 0) : 1}"\n}\n'
                    'data "aws_vpc" "a" {}\n',
                ),
                OPEN,
            ),
            (
                'the same condition of two elements',
                _set(
                    'alltrue([for v in [data.aws_vpc.a.id, data.aws_vpc.a.arn] : v == "x"]) ? 1 : '
                    '(anytrue([for v in [data.aws_vpc.a.id, data.aws_vpc.a.arn] : v == '
                    '"x"]) ? 0 : 1)',
                    'data "aws_vpc" "a" {}\n',
                ),
                OPEN,
            ),
            (
                'one of several instances',
                _set(
                    'each.key == "b" ? 0 : 1',
                    _TEXT,
                    head='  for_each = var.x == "p" ? toset(["a", "b"]) : toset(["c"])',
                ),
                OPEN,
            ),
            (
                'an instance that only one value creates',
                _set('count.index == 1 ? 0 : 1', _TEXT, head='  count = var.x == "p" ? 2 : 1'),
                OPEN,
            ),
            (
                'more keys than are tried',
                _set(
                    f'{{ {", ".join(f"k{n} = {int(n != 99)}" for n in range(100))} }}[var.x]',
                    _TEXT,
                ),
                OPEN,
            ),
            (
                'more combinations than are tried',
                _set(
                    ' && '.join(f'var.f{n}' for n in range(12)) + ' ? 0 : 1',
                    ''.join(f'variable "f{n}" {{\n  type = bool\n}}\n' for n in range(12)),
                ),
                OPEN,
            ),
        )
    ],
)
def test_a_choice_hides_nothing(
    tree: Tree,
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = scan_of(tmp_path, tree, '--check', 'CKV2_AURORAPG_1')
    require_held(done, expected)
    assert 'pass' not in {one['verdict'] for one in done.findings}, done.out


_RULE = """
resource "aws_security_group" "this" {
  name = "orders"
}
resource "aws_vpc_security_group_ingress_rule" "office" {
  count             = var.x == "dev" ? 0 : 1
  security_group_id = aws_security_group.this.id
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
  cidr_ipv4         = { prod = "10.0.0.0/8", qa = "10.0.0.0/8" }[var.x]
}
resource "aws_vpc_security_group_ingress_rule" "all" {
  security_group_id = aws_security_group.this.id
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
  cidr_ipv4         = var.x == "dev" ? "0.0.0.0/0" : "10.0.0.0/8"
}
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  engine_version                      = "16.4"
  port                                = 5432
  iam_database_authentication_enabled = true
  vpc_security_group_ids              = [aws_security_group.this.id]
}
"""


def test_a_value_that_something_else_is_refused_with_is_judged_where_that_is_not_there(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = scan_of(tmp_path, {'main.tf': _TEXT + _RULE}, '--check', 'CKV2_AURORAPG_9')
    require_held(done, 'undetermined CKV2_AURORAPG_9 at main.tf')
