"""Ways past the gate by what an expression is worth: numbers, texts, functions, conditions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from testing.ways import Tree
from testing.ways import require_held
from testing.ways import scan_of

FAILS = 'fail CKV2_AURORAPG_1 at main.tf'
OPEN = 'undetermined CKV2_AURORAPG_1 at main.tf'
CLUSTER = """
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = true
  db_cluster_parameter_group_name     = aws_rds_cluster_parameter_group.this.name
}
"""


def _group(value: str, more: str = '', *, name: str = '"rds.force_ssl"') -> str:
    return f"""
resource "aws_rds_cluster_parameter_group" "this" {{
  name   = "orders"
  family = "aurora-postgresql16"
  parameter {{
    name  = {name}
    value = {value}
  }}
}}
{more}
"""


def _set(value: str, more: str = '', *, name: str = '"rds.force_ssl"') -> Tree:
    return {'main.tf': _group(value, more, name=name) + CLUSTER}


def _dynamic(for_each: str) -> Tree:
    return {
        'main.tf': f"""
resource "aws_rds_cluster_parameter_group" "this" {{
  name   = "orders"
  family = "aurora-postgresql17"
  dynamic "parameter" {{
    for_each = {for_each}
    content {{
      name  = parameter.value.name
      value = parameter.value.value
    }}
  }}
}}
{CLUSTER}"""
    }


@pytest.mark.parametrize(
    ('tree', 'expected'),
    [
        pytest.param(_set(value), FAILS, id=id)
        for id, value in (
            ('a sum of decimal fractions', '0.1 + 0.2 == 0.3 ? 0 : 1'),
            ('a difference of decimal fractions', '1 - 0.9 == 0.1 ? 1 : 0'),
            ('a product of decimal fractions', '4.35 * 100 == 435 ? 0 : 1'),
            ('a quotient of decimal fractions', 'floor(0.3 / 0.1) == 3 ? 0 : 1'),
            ('thirds', '1 / 3 * 3 == 1 ? 0 : 1'),
            ('a sum in a list', 'contains([0.1 + 0.2], 0.3) ? 0 : 1'),
            ('a fraction of counted numbers', 'length("a") / length("abc") == 1 / 3 ? 1 : 0'),
            ('a power in short floating point', 'pow(10, -1) + 0.2 == 0.3 ? 1 : 0'),
            ('a logarithm just below', 'floor(log(1000, 10)) == 3 ? 1 : 0'),
            ('whole numbers beyond a float', '9007199254740993 == 9007199254740992 ? 1 : 0'),
            ('a difference of large numbers', '9007199254740993 - 9007199254740992 == 1 ? 0 : 1'),
            ('a large number as text', 'tostring(9007199254740993) == "9007199254740993" ? 0 : 1'),
            ('a remainder by zero', '1 % 0 == 1 ? 0 : 1'),
            ('a division by zero', '1 / 0 > 1 ? 0 : 1'),
            ('infinity from a text', 'tonumber("inf") > 1 ? 0 : 1'),
            ('zero by zero has no value', 'try(0 / 0, 0)'),
            ('a hexadecimal text is no number', 'try(tonumber("0x1"), 0)'),
            ('a text with a binary exponent', 'can(tonumber("1p0")) ? 0 : 1'),
            ('a text with blanks is no number', 'can(tonumber(" 1 ")) ? 1 : 0'),
            ('a negative zero', 'tostring(-0) == "-0" ? 0 : 1'),
            ('a third as text', 'length(tostring(1 / 3)) > 150 ? 0 : 1'),
            ('a negative index', 'element(["0", "1"], -2)'),
            ('the last of a list', 'element(["1", "0"], -1)'),
            ('an index beyond the end', 'element(["1", "0"], 3)'),
            ('an index of a fraction', 'try(["1"][0.5], "0")'),
            ('a text and a number', '1 == "1" ? 1 : 0'),
            (
                'a default beside the texts of a map',
                'lookup(tomap({ a = "x" }), "b", 1) == "1" ? 0 : 1',
            ),
            ('branches without a common type', 'try(true ? 1 : [], 0)'),
            ('a text and a list as branches', 'try(true ? "1" : [], "0")'),
            ('branches of two types', '(true ? 1 : "a") == "1" ? 0 : 1'),
            ('an operand without a value', '([][0] || true) ? 0 : 1'),
            ('a null operand', '(null && true) ? 1 : 0'),
            ('a condition that is null', 'try([for x in ["1"] : x if null][0], "0")'),
            ('an operand of another type', 'try(false && "a" ? 1 : 1, 0)'),
            ('no characters from the end', 'substr("1", -1, 0) == "1" ? 0 : 1'),
            ('text that is composed', '"e\\u0301" == "\\u00e9" ? 0 : 1'),
            ('text that a template composes', '"e${"\\u0301"}" == "\\u00e9" ? 0 : 1'),
            ('text that a function composes', 'join("", ["e", "\\u0301"]) == "\\u00e9" ? 0 : 1'),
            ('text that JSON composes', 'jsondecode("\\"e\\\\u0301\\"") == "\\u00e9" ? 0 : 1'),
            ('a composed key', '{ "e\\u0301" = 0 }["\\u00e9"]'),
            ('a composed character', 'length("e\\u0301") == 1 ? 0 : 1'),
            ('an element that is composed', 'contains(["e\\u0301"], "\\u00e9") ? 0 : 1'),
            ('the sign of the kelvin', '"\\u212a" == "K" ? 0 : 1'),
            ('a type that is converted to', 'convert(1, string) == "1" ? 0 : 1'),
            (
                'a default of a type that is converted to',
                'convert({}, object({ force = optional(number, 0) })).force',
            ),
            ('a function of the core', 'core::tostring(0)'),
        )
    ],
)
def test_a_value_is_what_terraform_makes_it(
    tree: Tree,
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    require_held(scan_of(tmp_path, tree), expected)


@pytest.mark.parametrize(
    ('tree', 'expected'),
    [
        pytest.param(
            _set('0', name='"rds.f${lower("ORCE")}_ssl"'), FAILS, id='a name that is put together'
        ),
        pytest.param(
            _dynamic(
                '[for p in [{ name = "rds.force_ssl", value = 0.1 + 0.2 == 0.3 ? 0 : 1 }] : p]'
            ),
            FAILS,
            id='a value in a dynamic block',
        ),
        pytest.param(
            _dynamic('true ? toset([{ name = "rds.force_ssl", value = 0 }]) : []'),
            FAILS,
            id='a set beside an empty tuple',
        ),
        pytest.param(
            _dynamic(
                '[for n in ["force_ssl"] : { name = "rds.${n}", value = 0 } if 1 - 0.9 != 0.1]'
            ),
            FAILS,
            id='a filter by decimal fractions',
        ),
        pytest.param(
            {
                'main.tf': _group('var.sum == 0.3 ? 1 : 0', 'variable "sum" {}') + CLUSTER,
                'terraform.tfvars': 'sum = 0.30000000000000000000000000000000000001\n',
            },
            FAILS,
            id='more digits than a float has',
        ),
        pytest.param(
            {
                'main.tf': _group('var.sum == 0.1 ? 0 : 1', 'variable "sum" {}') + CLUSTER,
                'terraform.tfvars.json': '{"sum": 0.1}',
            },
            FAILS,
            id='a fraction in JSON',
        ),
        pytest.param(
            {
                'main.tf': _group('var.a == "\u00e9" ? 0 : 1', 'variable "a" {}') + CLUSTER,
                'terraform.tfvars.json': '{"a": "e\u0301"}',
            },
            FAILS,
            id='text in JSON that is composed',
        ),
        pytest.param(
            {
                'main.tf': _group('file("${path.module}/a.txt") == "\u00e9" ? 0 : 1') + CLUSTER,
                'a.txt': 'e\u0301',
            },
            FAILS,
            id='a file that is composed',
        ),
        pytest.param(
            _set('<<EOT\n${"" ~}\n\n%{~ if true ~}\n0\n%{~ endif ~}\nEOT\n'),
            FAILS,
            id='a heredoc with lines that are stripped',
        ),
        pytest.param(
            _set('"\\n 0 \\n${~ "" ~}\\n" == "\\n 0" ? 0 : 1'),
            FAILS,
            id='line ends that are stripped in a text',
        ),
        pytest.param(
            {
                'main.tf': _group('1')
                + """
resource "aws_rds_cluster" "this" {
  count                           = 1 - 0.9 == 0.1 ? 0 : 1
  engine                          = "aurora-postgresql"
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.this.name
}
"""
            },
            'fail CKV2_AURORAPG_4 at main.tf',
            id='a count by decimal fractions',
        ),
        pytest.param(
            {
                'main.tf': """
resource "aws_rds_cluster" "this" {
  for_each                            = toset([tostring(0.1 + 0.2)])
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = each.key != "0.3"
}
"""
            },
            'fail CKV2_AURORAPG_4 at main.tf',
            id='a key that is a sum',
        ),
        pytest.param(
            {
                'main.tf': _group('1')
                + """
resource "aws_rds_cluster" "this" {
  count  = 1 / 0
  engine = "aurora-postgresql"
}
"""
            },
            'fail CKV2_AURORAPG_4 at main.tf',
            id='an infinite count',
        ),
        pytest.param(
            _set('log(10, 3) > 2 ? provider::local::direxists("/") : 1'),
            OPEN,
            id="a provider's function",
        ),
        pytest.param(
            _set('pow(2, 0.3) == 1.2311444133449163 ? 0 : 1'),
            OPEN,
            id='a power that machines calculate differently',
        ),
        pytest.param(
            _set(
                'aws_db_subnet_group.a.name == "1" ? 0 : 1',
                'resource "aws_db_subnet_group" "a" {\n  name = 1\n  subnet_ids = []\n}',
            ),
            FAILS,
            id='a number as the name of a resource',
        ),
        pytest.param(
            _set(
                'aws_rds_cluster.b.port == 5432 ? 0 : 1',
                'resource "aws_rds_cluster" "b" {\n  engine = "aurora-mysql"\n  port = "5432"\n}',
            ),
            OPEN,
            id='a text as the port of a resource',
        ),
        pytest.param(_set('timestamp() == "" ? 1 : 0'), OPEN, id='the time of a deployment'),
        pytest.param(_set('[1] == [1] ? 0 : 1'), OPEN, id='equal collections'),
        pytest.param(
            _set(
                'coalesce(ephemeralasnull(var.one), "0")',
                'variable "one" {\n  ephemeral = true\n  default = "1"\n}',
            ),
            OPEN,
            id='an ephemeral value that is null',
        ),
        pytest.param(_set('convert(0, nosuch)'), OPEN, id='a type that is none'),
        pytest.param(_set('1e999999999 > 1 ? 0 : 1'), OPEN, id='a number beyond the bound'),
        pytest.param(
            _set('tonumber("1e999999999") > 1 ? 0 : 1'),
            'unjudged',
            id='a text of a number beyond the bound',
        ),
    ],
)
def test_a_value_reaches_what_is_judged(
    tree: Tree,
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    require_held(scan_of(tmp_path, tree), expected)


@pytest.mark.parametrize(
    'tree',
    [
        pytest.param(_set(value), id=id)
        for id, value in (
            ('a sum of decimal fractions', '0.1 + 0.2 == 0.3 ? 1 : 0'),
            ('a whole quotient', '4 / 4'),
            ('a fraction that is whole', '1.0'),
            ('a number in short form', '1e0'),
            ('the last of a list', 'element(["0", "1"], -1)'),
            ('a condition on both sides', 'length("ab") > 1 && "1" == "1" ? 1 : 0'),
            ('an operand that is not reached', '[] == null || 1 > 0 ? 1 : 0'),
            ('text that is composed', '"e\\u0301" == "\\u00e9" ? 1 : 0'),
            ('a logarithm of two', 'log(8, 2) == 3 ? 1 : 0'),
            ('a power', 'pow(2, 10) == 1024 ? 1 : 0'),
            ('a type that is converted to', 'convert("1", number)'),
            ('a default beside numbers', 'lookup(tomap({ a = 2 }), "b", "1")'),
            ('a trimmed heredoc', 'trimspace(<<-EOT\n    1\n  EOT\n)'),
        )
    ],
)
def test_a_harmless_value_is_no_finding(
    tree: Tree,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = scan_of(tmp_path, tree, '--check', 'CKV2_AURORAPG_1,CKV2_AURORAPG_5')
    assert {entry['verdict'] for entry in done.findings} == {'pass'}, done.out
    assert done.code == 0


@pytest.mark.parametrize(
    ('value', 'function'),
    [
        ('timecmp("2024-01-01T00:00:00Z", "2023-01-01T00:00:00Z")', 'timecmp'),
        ('formatdate("D", "2024-01-01T00:00:00Z")', 'formatdate'),
        ('can(uuidv5("dns", "a")) ? 1 : 0', 'uuidv5'),
        ('can(uuidv5("no namespace", "a")) ? 0 : 1', 'uuidv5'),
        ('try(chunklist(["1", "0"], 1)[0][0], "0")', 'chunklist'),
        ('length(transpose({ a = ["x"] }))', 'transpose'),
        ('matchkeys(["1"], ["a"], ["a"])[0]', 'matchkeys'),
    ],
)
def test_a_function_that_is_left_out_is_unknown_by_its_name(
    value: str,
    function: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = scan_of(tmp_path, _set(value))
    require_held(done, OPEN)
    assert f'the function `{function}` is not evaluated' in done.out


@pytest.mark.parametrize(
    'value',
    ['parseint("1", 10)', 'csvdecode("name,value\\na,1")[0].value', 'yamldecode("[1]")[0]'],
)
def test_a_function_that_lists_or_reads_versions_is_evaluated(
    value: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = scan_of(tmp_path, _set(value))
    findings = json.loads(done.out)['findings']
    verdicts = {one['verdict'] for one in findings if one['id'] == 'CKV2_AURORAPG_1'}
    assert verdicts == {'pass'}
