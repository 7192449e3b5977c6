"""Hostile files: each ends soon, in little memory, with the promised code and message."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from testing.confined import run_confined

GROUP = """resource "aws_rds_cluster_parameter_group" "this" {
  name   = "this"
  family = "aurora-postgresql16"
  parameter {
    name  = "rds.force_ssl"
    value = VALUE
  }
}
"""
STACK = """Resources:
  Group:
    Type: AWS::RDS::DBClusterParameterGroup
    Properties:
      Description: this
      Family: aurora-postgresql16
      Parameters: {rds.force_ssl: VALUE}
"""
NESTED = """  Nested:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: TEMPLATE}
"""
DEEP = 20_000
FINDING = 'CKV2_AURORAPG_1 high: `rds.force_ssl` is `0`'
TOO_DEEP = 'CKV2_AURORAPG_0'

Files = Mapping[str, str | bytes]

# Every case is one file set, the exit code, and a part of the report.
Case = tuple[Files, int, str]


def _terraform(value: str, more: str = '') -> dict[str, str]:
    return {'main.tf': GROUP.replace('VALUE', value) + more}


def _locals(first: str, next: str, last: str, levels: int = 40) -> dict[str, str]:
    """Return locals of which each is made of the one before: `next` has `LAST` for that."""
    lines = [
        f'  a0 = {first}',
        *(
            f'  a{level} = {next.replace("LAST", f"local.a{level - 1}")}'
            for level in range(1, levels + 1)
        ),
    ]
    return _terraform(
        last.replace('LAST', f'local.a{levels}'), '\n'.join(['locals {', *lines, '}', ''])
    )


def _stack(value: str, before: str = '', after: str = '') -> dict[str, str]:
    return {'stack.yaml': before + STACK.replace('VALUE', value) + after}


def _aliases(first: str, next: str, levels: int) -> str:
    """Return YAML anchors of which each is made of the one before."""
    return f'x0: &x0 {first}\n' + ''.join(
        f'x{level}: &x{level} {next.replace("LAST", f"*x{level - 1}")}\n'
        for level in range(1, levels + 1)
    )


def _fan(levels: int, calls: int) -> dict[str, str]:
    """Return modules that each call the next one several times."""
    call = 'module "m{0}" {{\n  source = "{1}"\n}}\n'
    return {
        'main.tf': call.format(0, './m0'),
        **{
            f'm{level}/main.tf': ''.join(
                call.format(number, f'../m{level + 1}') for number in range(calls)
            )
            for level in range(levels)
        },
        f'm{levels}/main.tf': GROUP.replace('VALUE', '0'),
    }


def _plan(engine: str) -> dict[str, str]:
    return {
        'plan.json': (
            '{"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": '
            '{"root_module": {"resources": [{"address": "aws_rds_cluster.a", "mode": "managed", '
            '"type": "aws_rds_cluster", "name": "a", "values": {"engine": ' + engine + '}}]}}}'
        )
    }


def _many(count: int) -> str:
    group = {
        'Type': 'AWS::RDS::DBClusterParameterGroup',
        'Properties': {'Description': 'd', 'Family': 'aurora-postgresql16'},
    }
    return json.dumps({'Resources': {f'Group{number}': group for number in range(count)}})


DEPTH: dict[str, Case] = {
    'lists in HCL': (_terraform('[' * DEEP + ']' * DEEP), 3, 'nested too deeply'),
    'brackets in HCL': (_terraform('(' * DEEP + '1' + ')' * DEEP), 3, 'nested too deeply'),
    'blocks in HCL': (
        {'main.tf': 'x {\n' * DEEP + '}\n' * DEEP + GROUP.replace('VALUE', '0')},
        1,
        FINDING,
    ),
    'negations in HCL': (_terraform('!' * DEEP + 'true'), 3, 'nested too deeply'),
    'conditions in HCL': (_terraform('true ? 1 : ' * DEEP + '0'), 3, 'levels deep'),
    'sums in HCL': (_terraform('1' + ' + 1' * DEEP), 3, 'nested too deeply'),
    'calls in HCL': (_terraform('tostring(' * DEEP + '1' + ')' * DEEP), 3, 'nested too deeply'),
    'splats in HCL': (_terraform('[]' + '[*]' * 5_000), 1, 'it is not a single value'),
    'locals': (_locals('1', 'LAST', 'LAST', DEEP), 3, 'levels deep'),
    'JSON of Terraform': (
        {
            'main.tf.json': '{"resource": {"aws_rds_cluster": {"this": {"engine": '
            + '[' * DEEP
            + ']' * DEEP
            + '}}}}'
        },
        3,
        'deeper than `100` levels',
    ),
    'a plan': (_plan('[' * DEEP + ']' * DEEP), 3, 'deeper than `100` levels'),
    'a template in JSON': (
        {
            'stack.json': '{"Resources": {"A": {"Type": "AWS::RDS::DBCluster", "Properties": '
            + '[' * DEEP
        },
        3,
        'deeper than `100` levels',
    ),
    'a template in YAML': (_stack('[' * DEEP + ']' * DEEP), 3, 'deeper than `100` levels'),
}
SIZE: dict[str, Case] = {
    'a count': (
        _terraform(
            '1', GROUP.replace('"this"', '"more"', 1).replace('{', '{\n  count = 5000000', 1)
        ),
        3,
        '`count` is 5000000',
    ),
    'a range': (
        _terraform('length([for i in range(1000000000) : i])'),
        1,
        'more than 1024 values would be generated',
    ),
    'a product': (
        _terraform('length(setproduct([for i in range(4) : range(1000)]...))'),
        3,
        'more than 10000 elements',
    ),
    'modules upon modules': (_fan(30, 2), 3, 'more than 5,000 instances of modules'),
    'text upon text': (
        _locals('"xxxxxxxxxx"', '"${LAST}${LAST}"', 'LAST'),
        3,
        'longer than 1,000,000 characters',
    ),
    'lists upon lists': (
        _locals('["x"]', '[LAST, LAST]', 'jsonencode(LAST)'),
        3,
        'more than 100000 parts',
    ),
    'lists that are equal': (
        _locals('["x"]', '[LAST, LAST]', 'LAST == LAST ? 1 : 0'),
        3,
        'more than 100000 parts',
    ),
    'maps upon maps': (
        _locals('{a = 1}', '{a = LAST, b = LAST}', 'yamlencode(LAST)'),
        1,
        '`yamlencode` is not evaluated',
    ),
    'concatenation': (
        _locals('["x"]', 'concat(LAST, LAST)', 'LAST'),
        3,
        'more than 10000 elements',
    ),
    'a pattern': (_terraform(f'regex("(a+)+$", "{"a" * 5000}b")'), 1, 'matches no part'),
    'a repetition': (
        _terraform('regexall("((a{1,1000}){1,1000}){1,1000}", "a")'),
        3,
        'more than 5000 steps',
    ),
    'a width': (_terraform('format("%999999999d", 1)'), 3, 'digits in the width'),
    'a number': (_terraform('9' * 1_000_000), 1, 'the number is too long'),
    'a power': (_terraform('pow(10, 999999999)'), 1, 'is `+Inf`'),
    'aliases upon aliases': (
        _stack('1', _aliases('[a]', '[LAST, LAST, LAST, LAST]', 60), '      Tags: *x60\n'),
        1,
        'CKV2_AURORAPG_2',
    ),
    'aliases as parameters': (
        {
            'stack.yaml': _aliases('{a: a}', '{a: LAST, b: LAST}', 60)
            + STACK.replace('{rds.force_ssl: VALUE}', '*x60')
        },
        1,
        '`rds.force_ssl` is not set',
    ),
    'merges upon merges': (
        _stack('1', _aliases('{a: a}', '{<<: [LAST, LAST], b: b}', 5_000)),
        3,
        'deeper than',
    ),
    'substitutions': (
        _stack(f'!Sub ["{"${a}" * 1000}", {{a: !Sub ["{"${b}" * 1000}", {{b: {"x" * 99}}}]}}]'),
        1,
        'longer than `100000` characters',
    ),
    'loops upon loops': (
        {
            'stack.yaml': 'Transform: AWS::LanguageExtensions\nResources:\n'
            '  Fn::ForEach::A:\n    - I\n    - [LIST]\n    - Fn::ForEach::B:\n'
            '        - J\n        - [LIST]\n        - R${I}${J}:\n'
            '            Type: AWS::RDS::DBCluster\n'.replace(
                'LIST', ','.join(f'a{number}' for number in range(1000))
            )
        },
        3,
        'more work to evaluate than the limit',
    ),
    'stacks upon stacks': (
        {
            f'{level}.yaml': STACK.replace('VALUE', '0')
            + ''.join(
                NESTED.replace('Nested', f'N{number}').replace('TEMPLATE', f'{level + 1}.yaml')
                for number in range(4)
            )
            for level in range(15)
        },
        3,
        'more work to evaluate than the limit',
    ),
    'a template of 100,000 resources': (
        {'stack.json': _many(100_000)},
        3,
        'more than 10000 resources',
    ),
    'a root of 100,000 resources': (
        {
            'main.tf': ''.join(
                GROUP.replace('"this"', f'"g{number}"', 1).replace('VALUE', '1')
                for number in range(100_000)
            )
        },
        3,
        'over 8 MiB of configuration',
    ),
}
CIRCLES: dict[str, Case] = {
    'a module': (_terraform('0', 'module "a" {\n  source = "./"\n}\n'), 3, 'calls itself'),
    'two modules': (
        {
            'main.tf': GROUP.replace('VALUE', '0') + 'module "a" {\n  source = "./b"\n}\n',
            'b/main.tf': 'module "a" {\n  source = "../"\n}\n',
        },
        3,
        'calls itself',
    ),
    'locals': (
        _terraform('local.a', 'locals {\n  a = local.b\n  b = local.a\n}\n'),
        1,
        '`local.a` refers to itself',
    ),
    'an output of a module': (
        {
            'main.tf': GROUP.replace('VALUE', 'module.m.o')
            + 'module "m" {\n  source = "./m"\n  v = module.m.o\n}\n',
            'm/main.tf': 'variable "v" {}\noutput "o" {\n  value = var.v\n}\n',
        },
        1,
        'refers to itself',
    ),
    'resources': (
        {
            'main.tf': 'resource "aws_rds_cluster" "a" {\n  engine = aws_rds_cluster.b.engine\n}\n'
            'resource "aws_rds_cluster" "b" {\n  engine = aws_rds_cluster.a.engine\n}\n'
        },
        0,
        'refers to itself',
    ),
    'a count': (
        {
            'main.tf': 'resource "aws_rds_cluster" "a" {\n  count = length(aws_rds_cluster.a)\n'
            '  engine = "aurora-postgresql"\n}\n'
        },
        1,
        'CKV2_AURORAPG_4',
    ),
    'a template file': (
        {**_terraform('templatefile("t.tftpl", {})'), 't.tftpl': '${templatefile("t.tftpl", {})}'},
        3,
        'levels deep',
    ),
    'conditions': (
        _stack('!If [A, 1, 0]', 'Conditions:\n  A: !Not [!Condition B]\n  B: !Condition A\n'),
        1,
        'CKV2_AURORAPG_1 undetermined: ',
    ),
    'exports': (
        {
            'a.yaml': STACK.replace('VALUE', '!ImportValue X') + 'Outputs:\n  O:\n'
            '    Value: !ImportValue Y\n    Export: {Name: X}\n',
            'b.yaml': STACK.replace('VALUE', '!ImportValue Y') + 'Outputs:\n  O:\n'
            '    Value: !ImportValue X\n    Export: {Name: Y}\n',
        },
        1,
        'depends on itself',
    ),
    'attributes': (
        _stack(
            '!GetAtt A.B',
            after='  A:\n    Type: AWS::RDS::DBCluster\n    Properties:\n'
            '      Engine: !GetAtt A.Engine\n',
        ),
        1,
        'undetermined',
    ),
    'a stack': (_stack('0', after=NESTED.replace('TEMPLATE', 'stack.yaml')), 3, 'nests itself'),
    'two stacks': (
        {
            'a.yaml': STACK.replace('VALUE', '0') + NESTED.replace('TEMPLATE', './b.yaml'),
            'b.yaml': STACK.replace('VALUE', '0') + NESTED.replace('TEMPLATE', './a.yaml'),
        },
        3,
        'nests itself',
    ),
    'an alias': (_stack('1', 'x: &x [*x]\n'), 3, 'alias `x` has no anchor before it'),
}
ENCODING: dict[str, Case] = {
    **{
        f'{name}, {kind}': (
            {file: text.replace('VALUE', '0').encode(encoding)},
            *((1, FINDING) if encoding == 'utf-8-sig' else other),
        )
        for kind, file, text, other in (
            ('HCL', 'main.tf', GROUP, (3, 'is not valid HCL')),
            ('YAML', 'stack.yaml', STACK, (1, FINDING)),
        )
        for name, encoding in (
            ('UTF-8 with a mark', 'utf-8-sig'),
            ('UTF-16 without a mark', 'utf-16-be'),
            ('UTF-32', 'utf-32'),
        )
    },
    'UTF-16, HCL': (
        {'main.tf': GROUP.replace('VALUE', '0').encode('utf-16')},
        3,
        'is not valid HCL',
    ),
    'UTF-16, YAML': ({'stack.yaml': STACK.replace('VALUE', '0').encode('utf-16')}, 1, FINDING),
    'Latin-1, HCL': (
        {'main.tf': ('# é\n' + GROUP.replace('VALUE', '0')).encode('latin-1')},
        1,
        FINDING,
    ),
    'Latin-1, YAML': (
        {'stack.yaml': ('# é\n' + STACK.replace('VALUE', '0')).encode('latin-1')},
        3,
        'is not UTF-8 text; save it as UTF-8',
    ),
    'CRLF, HCL': ({'main.tf': GROUP.replace('VALUE', '0').replace('\n', '\r\n')}, 1, FINDING),
    'CRLF, YAML': ({'stack.yaml': STACK.replace('VALUE', '0').replace('\n', '\r\n')}, 1, FINDING),
    'NUL, HCL': (_terraform('"\0"'), 3, 'is not valid HCL'),
    'NUL, YAML': (_stack('"\0"'), 3, 'cannot be read: control characters are not allowed'),
}
EXECUTION: dict[str, Case] = {
    'a tag of Python': (
        _stack('!!python/object/apply:os.system ["touch executed"]'),
        1,
        'undetermined',
    ),
    'a tag of Python in Terraform': (
        _terraform('yamldecode("!!python/object/apply:os.system [\'touch executed\']")'),
        1,
        'undetermined',
    ),
    'a data source': (
        _terraform(
            'data.external.a.result.b',
            'data "external" "a" {\n  program = ["touch", "executed"]\n}\n',
        ),
        1,
        'read at deployment',
    ),
    'a remote module': (
        _terraform('0', 'module "a" {\n  source = "git::https://192.0.2.1/a.git"\n}\n'),
        1,
        FINDING,
    ),
    'a remote stack': (
        _stack('0', after=NESTED.replace('TEMPLATE', 'https://192.0.2.1/a.yaml')),
        1,
        FINDING,
    ),
}


# Opened wherever a module is, whether or not there is one.
LOOKED_FOR = '.terraform/modules/modules.json'


def _cases(**groups: Mapping[str, Case]) -> list[object]:
    return [
        pytest.param(*case, id=f'{group}: {name}')
        for group, cases in groups.items()
        for name, case in cases.items()
    ]


@pytest.mark.parametrize(
    ('files', 'code', 'said'),
    _cases(
        depth=DEPTH,
        size=SIZE,
        circle=CIRCLES,
        encoding=ENCODING,
        execution=EXECUTION,
    ),
)
def test_hostile_files(tmp_path: Path, files: Files, code: int, said: str) -> None:
    tree = tmp_path / 'tree'
    (tree / '.git').mkdir(parents=True)
    for name, content in files.items():
        path = tree / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    done = run_confined('.', directory=tree)

    assert said in done.out
    assert (done.code, done.err) == (code, '')
    assert done.acts == ()
    opened = {one for one in done.opened_below(tmp_path) if not one.endswith(LOOKED_FOR)}
    assert opened <= {f'tree/{name}' for name in files}
    assert not (tree / 'executed').exists()


NAMES = {
    'a line break': 'a\nb',
    'a quote': 'a"b\'c',
    'a format': '%s%n{0}',
    'an escape': 'a\x1b[2Jb',
    'a right-to-left mark': 'a\u202eb',
    'no character': os.fsdecode(b'a\xff\xfeb'),
    'a workflow command': '::error::x',
    'a space at the end': 'a ',
    'an option': '-o',
}


@pytest.mark.parametrize('name', NAMES.values(), ids=NAMES)
@pytest.mark.parametrize('format', ['text', 'json', 'github'])
def test_hostile_names(
    tmp_path: Path,
    name: str,
    format: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / '.git').mkdir()
    (tmp_path / name).mkdir()
    (tmp_path / name / f'{name}.tf').write_text(GROUP.replace('VALUE', '0'))
    (tmp_path / name / f'{name}.yaml').write_text(STACK.replace('VALUE', '0'))

    done = run_confined('-o', format, '--check', 'CKV2_AURORAPG_1', '.', directory=tmp_path)

    assert (done.code, done.err) == (1, '')
    assert '\x1b' not in done.out
    assert '\u202e' not in done.out
    lines = {'text': 9, 'github': 3}.get(format)
    if lines is not None:
        assert done.out.count('\n') == lines
    else:
        entries = json.loads(done.out)['findings']
        assert len([entry for entry in entries if entry['verdict'] == 'fail']) == 2


@pytest.mark.parametrize(
    ('name', 'head', 'code'),
    [
        ('data.json', b'{}', 0),
        ('main.tf', b'# aurora\n', 3),
        ('stack.yaml', b'# AWS::RDS::\n', 3),
        ('plan.json', b'{"planned_values": "aws_rds_cluster"', 3),
    ],
)
def test_a_file_of_200_mib(tmp_path: Path, name: str, head: bytes, code: int) -> None:
    (tmp_path / '.git').mkdir()
    (tmp_path / name).write_bytes(head)
    os.truncate(tmp_path / name, 200 << 20)

    done = run_confined('.', directory=tmp_path)

    assert (done.code, done.err) == (code, '')
    assert done.seconds < 10
