"""YAML and JSON are changed where it is asked, in the way of what stands beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from checkov_aurora_pg.fixing.document_writer import DocumentWriter
from checkov_aurora_pg.fixing.edits import EditRefused
from checkov_aurora_pg.fixing.edits import applied
from checkov_aurora_pg.fixing.writer import Target
from checkov_aurora_pg.readers.documents.document import read_document
from checkov_aurora_pg.readers.documents.nodes import Node

PATH = '/template.yaml'
KEYS = ('Resources', 'A', 'Properties')
TARGET = Target(None, KEYS)

ENTRIES = st.sampled_from([
    'Engine: aurora-postgresql   # why: "',
    '"Quoted": "1"',
    "Single: 'é'",
    'Text: |\n{0}  lines # of text\n\n{0}  and more\n',
    'Folded: >-\n{0}  folded',
    'Flow: {{A: 1, B: [2, 3]}} # c',
    'Tags:\n{0}- Key: a # x\n{0}  Value: !Sub "${{X}}"',
    'Deep:\n{0}  One:\n{0}    Two: 2',
    'Role: !GetAtt X.Arn',
    'Anchored: &name text',
    '# a comment',
    '',
    'Empty:',
    'Plain: a text\n{0}  on two lines',
])  # fmt: skip


@st.composite
def templates(draw: st.DrawFn) -> bytes:
    unit = ' ' * draw(st.integers(1, 4))
    inner = unit * 3
    entries = draw(st.lists(ENTRIES, max_size=6, unique=True))
    lines = ''.join(f'{inner}{one.format(inner)}\n' if one else '\n' for one in entries)
    text = f'Resources:\n{unit}A: # the cluster\n{unit * 2}Properties:\n{inner}First: x\n{lines}'
    if draw(st.booleans()):
        text += f'{unit}B:\n{unit * 2}Type: t\n'
    if draw(st.booleans()):
        text = f'# é\n---\n{text}---\nOther: 1\n'
    if draw(st.booleans()):
        text = text.removesuffix('\n')
    content = text.replace('\n', draw(st.sampled_from(['\n', '\r\n']))).encode()
    return draw(st.sampled_from([b'', b'\xef\xbb\xbf'])) + content


def value(content: bytes, *keys: str) -> Node | None:
    node: Node | None = read_document(content, PATH)[0]
    for key in keys:
        node = node.get(key) if node is not None else None
    return node


def data(node: Node | None) -> object:
    if node is None:
        return None
    if isinstance(node.data, dict):
        return {key: data(entry.value) for key, entry in node.items.items()}
    return [data(one) for one in node.elements] if isinstance(node.data, tuple) else node.data


@settings(max_examples=150, deadline=None)
@given(content=templates())
def test_a_property_is_set_and_nothing_else_changes(content: bytes) -> None:
    edits = DocumentWriter(PATH, content).set_key(TARGET, 'Wanted', True)
    result = applied(content, edits)

    expected = data(value(content))
    assert isinstance(expected, dict)
    expected['Resources']['A']['Properties']['Wanted'] = True
    assert data(value(result)) == expected
    assert [edit.end - edit.start for edit in edits] == [0]
    assert result.count(b'\n') == content.count(b'\n') + 1
    assert b'\r\n' not in content or result.count(b'\n') == result.count(b'\r\n')
    assert DocumentWriter(PATH, result).set_key(TARGET, 'Wanted', True) == ()


SPELLED = {
    'A: 0': 'A: 1',
    'A: "0" # why': 'A: "1" # why',
    "A:   '0'": "A:   '1'",
    'A:': "A: '1'",
    'A: &own 0': 'A: &own 1',
    'A: !!str 0': 'A: !!str 1',
    '{A: 0}': '{A: 1}',
    '{ "A" : "0" }': '{ "A" : "1" }',
    '{B: 2}': '{B: 2, A: 1}',
    '{}': '{"A": "1"}',
    '{\n\t"B": "2"\n}': '{\n\t"B": "2",\n\t"A": "1"\n}',
    'B: 2': 'B: 2\nA: 1',
    'B: "2"\n# end\n': 'B: "2"\nA: "1"\n# end\n',
    'B: |+\n  x\n\n': "A: '1'\nB: |+\n  x\n\n",
}


@pytest.mark.parametrize(('written', 'wanted'), SPELLED.items())
def test_a_key_is_spelled_like_what_stands_there(written: str, wanted: str) -> None:
    edits = DocumentWriter(PATH, written.encode()).set_key(Target(), 'A', '1')

    assert applied(written.encode(), edits).decode() == wanted


REFUSED = {
    'A: !Ref X': 'computed',
    'A: {Ref: X}': 'no single value',
    'A: ${self:custom.x}': 'computed',
    'A: "{{resolve:ssm:x}}"': 'computed',
    'A: |\n  0': 'block of text',
    'B: &x 1\nA: *x': 'alias',
    'A: &x 1\nB: *x': 'used elsewhere',
    'A: 0\nA: 1': 'twice',
    'A: [': 'not valid',
}


@pytest.mark.parametrize(('written', 'reason'), REFUSED.items())
def test_what_is_not_certain_is_refused(written: str, reason: str) -> None:
    with pytest.raises(EditRefused, match=reason):
        DocumentWriter(PATH, written.encode()).set_key(Target(), 'A', '1')


SPACED = '\n  -   Key: a\n      Value: z'
LISTS = {
    '[]': '[{Key: b, Value: x}]',
    '[{Key: a, Value: 1}]': '[{Key: a, Value: 1}, {Key: b, Value: x}]',
    '\n- Key: a # c\n  Value: "1"\n': '\n- Key: a # c\n  Value: "1"\n- Key: b\n  Value: "x"\n',
    SPACED: SPACED + '\n  -   Key: b\n      Value: x',
    '\n- Key: b # c\n  Value: y\n- z': '\n- Key: b # c\n  Value: x\n- z',
    '\n- Key: b\n  Value: x': '\n- Key: b\n  Value: x',
    '\n- Key: b\n- z': '\n- Key: b\n  Value: x\n- z',
}


@pytest.mark.parametrize(('written', 'wanted'), LISTS.items())
def test_an_item_is_added_like_its_siblings(written: str, wanted: str) -> None:
    content = f'L: {written}'.encode()
    item = {'Key': 'b', 'Value': 'x'}
    target = Target(None, ('L',))

    edits = DocumentWriter(PATH, content).set_item(target, dict(item), by='Key')

    result = applied(content, edits)
    assert result.decode() == f'L: {wanted}'
    assert DocumentWriter(PATH, result).set_item(target, dict(item), by='Key') == ()


def test_a_parameter_of_json_syntax_is_set() -> None:
    content = b'{\n  "parameter": [\n    {\n      "name": "a",\n      "value": "0"\n    }\n  ]\n}\n'
    writer = DocumentWriter('/main.tf.json', content)

    changed = applied(content, writer.set_parameter(Target(), 'a', '1'))
    added = applied(content, writer.set_parameter(Target(), 'b', '1'))

    assert changed == content.replace(b'"0"', b'"1"')
    assert added == content.replace(
        b'    }\n', b'    },\n    {\n      "name": "b",\n      "value": "1"\n    }\n'
    )
