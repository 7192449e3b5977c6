"""HCL is changed where it is asked to be; what was formatted stays formatted."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from checkov_aurora_pg.fixing.edits import EditRefused
from checkov_aurora_pg.fixing.edits import applied
from checkov_aurora_pg.fixing.hcl_writer import HclWriter
from checkov_aurora_pg.fixing.writer import Target
from checkov_aurora_pg.readers.terraform.language.expressions import Literal
from checkov_aurora_pg.readers.terraform.language.syntax import parse
from testing.terraform_oracle import TERRAFORM

PATH = '/main.tf'
IAM = 'iam_database_authentication_enabled'
SPACE = ' \t\r\n'


def block(content: bytes, *keys: str) -> Target:
    body = parse(PATH, content)
    found = body.blocks('resource', 2) or body.blocks('module', 1)
    return Target(found[0].place, keys)


def literals(content: bytes, name: str) -> list[object]:
    body = parse(PATH, content).blocks('resource', 2)[0].body
    expression = body.arguments[name].expression
    return [expression.data] if isinstance(expression, Literal) else []


def formatted(content: bytes) -> bytes:
    done = subprocess.run(
        [TERRAFORM or 'terraform', 'fmt', '-'], input=content, capture_output=True, check=True
    )
    return done.stdout


LINES = st.sampled_from(
    [
        'engine = "aurora-postgresql" # the engine',
        'a = 1 /* one */',
        'long_name_of_an_argument = "ünïcode"   // two',
        'text = <<-EOT\n    a = ${var.x}\n    } # no comment\n  EOT',
        'list = [\n    "a", # x\n    "b"\n  ]',
        'object = { a = 1, "b" : 2 }',
        '',
        '# a comment { = "',
        '/* lines\n   of a comment */',
        'tags = { Name = "x" }',
        'scaling { min = 1 }',
        'nested {\n    a   = 1 # x\n    bcd = 2\n  }',
        'dynamic "thing" {\n    for_each = var.x\n    content {\n      x = thing.value\n    }\n  }',
    ]
)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    lines = draw(st.lists(LINES, max_size=7, unique=True))
    text = ''.join(f'  {line}\n' if line else '\n' for line in lines)
    end = draw(st.sampled_from(['\n', '', '\n# end\n']))
    content = f'# é\nresource "aws_rds_cluster" "x" {{\n{text}}}{end}'.encode()
    if TERRAFORM is not None and draw(st.booleans()):
        content = formatted(content)
    if draw(st.booleans()):
        content = content.replace(b'\n  ', b'\n\t')
    if draw(st.booleans()):
        content = content.replace(b'\n', b'\r\n')
    return draw(st.sampled_from([b'', b'\xef\xbb\xbf'])) + content


@settings(max_examples=60, deadline=None)
@given(content=files())
def test_an_argument_is_set_and_nothing_else_changes(content: bytes) -> None:
    edits = HclWriter(PATH, content).set_key(block(content), IAM, True)
    result = applied(content, edits)

    assert literals(result, IAM) == [True]
    assert HclWriter(PATH, result).set_key(block(result), IAM, True) == ()
    for edit in edits:
        # Spaces before a neighbour's `=` or comment, or the new line.
        assert not content[edit.start : edit.end].strip()
        assert IAM in edit.text or not edit.text.strip(SPACE)
    assert sum(IAM in edit.text for edit in edits) == 1
    has_crlf = b'\r\n' in content
    assert not has_crlf or result.count(b'\n') == result.count(b'\r\n')
    if TERRAFORM is not None and formatted(content) == content:
        assert formatted(result) == result


@settings(max_examples=40, deadline=None)
@given(content=files(), method=st.sampled_from([None, 'pending-reboot']))
def test_a_parameter_is_set_and_nothing_else_changes(content: bytes, method: str | None) -> None:
    edits = HclWriter(PATH, content).set_parameter(block(content), 'a.b', '1', method)
    result = applied(content, edits)

    parameters = parse(PATH, result).blocks('resource', 2)[0].body.blocks('parameter')
    assert len(parameters) == 1
    assert HclWriter(PATH, result).set_parameter(block(result), 'a.b', '1', method) == ()
    again = applied(result, HclWriter(PATH, result).set_parameter(block(result), 'c.d', '0'))
    assert len(parse(PATH, again).blocks('resource', 2)[0].body.blocks('parameter')) == 2
    if TERRAFORM is not None and formatted(content) == content:
        assert formatted(result) == result
        assert formatted(again) == again


LISTS = (
    '[]', '[\n  ]', '[{ name = "a", value = "0" }]', '[\n    { name = "a", value = 0 } # c\n  ]',
    '[\n    {\n      name  = "a" # x\n      value = "0"\n    },\n  ]',
    '[{\n    name = "a", value = "0"\n    }, {\n    name  = "b"\n    value = "0"\n  }]',
)  # fmt: skip


@pytest.mark.parametrize('written', LISTS)
@pytest.mark.parametrize('newline', ['\n', '\r\n'])
def test_an_item_is_added_like_its_siblings(written: str, newline: str) -> None:
    text = f'module "x" {{\n  source     = "./m"\n  parameters = {written}\n}}\n'
    content = text.replace('\n', newline).encode()
    item = {'name': 'rds.force_ssl', 'value': '1'}
    target = block(content, 'parameters')

    result = applied(content, HclWriter(PATH, content).set_item(target, dict(item)))

    assert HclWriter(PATH, result).set_item(block(result, 'parameters'), dict(item)) == ()
    assert result.count(b'rds.force_ssl') == 1
    if TERRAFORM is not None and formatted(content) == content:
        assert formatted(result) == result


REFUSED = {
    'var.on': 'computed',
    '"${var.on}"': 'computed',
    '!true': 'computed',
    '<<EOT\ntrue\nEOT': 'heredoc',
    '[true]': 'computed',
}


@pytest.mark.parametrize(('written', 'reason'), REFUSED.items())
def test_what_is_no_literal_is_refused(written: str, reason: str) -> None:
    content = f'resource "a" "b" {{\n  {IAM} = {written}\n}}\n'.encode()

    with pytest.raises(EditRefused, match=reason):
        HclWriter(PATH, content).set_key(block(content), IAM, True)


def test_parameters_of_a_dynamic_block_are_refused() -> None:
    content = b'resource "a" "b" {\n  dynamic "parameter" {\n    for_each = x\n  }\n}\n'

    with pytest.raises(EditRefused, match='dynamic'):
        HclWriter(PATH, content).set_parameter(block(content), 'a', '1')


@pytest.mark.parametrize(('written', 'wanted'), [
    ('a = 1', 'a = 1\nx = "y"'),
    ('x = "z" # why', 'x = "y" # why'),
    ('a    = 1\nbcde = "é"\n', 'a    = 1\nbcde = "é"\nx    = "y"\n'),
    ('', 'x = "y"\n'),
])  # fmt: skip
def test_a_value_of_tfvars_is_set(written: str, wanted: str) -> None:
    edits = HclWriter('/a.tfvars', written.encode()).set_key(Target(), 'x', 'y')

    assert applied(written.encode(), edits).decode() == wanted


def test_lines_that_are_not_aligned_stay_as_they_are() -> None:
    content = b'resource "a" "b" {\n  a = 1 # x\n  bcd = 2\n}\n'

    result = applied(content, HclWriter(PATH, content).set_key(block(content), 'long_name', True))

    assert result == content.replace(b'bcd = 2\n', b'bcd = 2\n  long_name = true\n')


def test_neighbours_are_aligned_with_a_longer_name() -> None:
    content = b'resource "a" "b" {\n  a   = 1 # x\n  bcd = 2 # y\n}\n'

    result = applied(content, HclWriter(PATH, content).set_key(block(content), 'longer', True))

    assert result == (
        b'resource "a" "b" {\n  a      = 1 # x\n  bcd    = 2 # y\n  longer = true\n}\n'
    )
