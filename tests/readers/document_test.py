"""YAML and JSON text become the nodes that they say, where they say them."""

from __future__ import annotations

from typing import Any

import pytest

from checkov_aurora_pg.readers.documents.document import read_document
from checkov_aurora_pg.readers.documents.nodes import DocumentError
from checkov_aurora_pg.readers.documents.nodes import Node


def plain(node: Node) -> Any:
    if isinstance(node.data, dict):
        return {key: plain(entry.value) for key, entry in node.data.items()}
    if isinstance(node.data, tuple):
        return [plain(element) for element in node.data]
    return node.data


def read(text: str | bytes) -> Node:
    (document,) = read_document(text.encode() if isinstance(text, str) else text, '/t.yaml')
    return document


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('on: off', {'on': False}),
        ('Off: {no: 1, 12: x, ~: y}', {'Off': {'no': 1, '12': 'x', '~': 'y'}}),
        (
            '[1, 1.5, "1", yes, null, 010, 0x1f, 2020-01-01]',
            [1, 1.5, '1', True, None, 8, 31, '2020-01-01'],
        ),
        ('!!str 1', '1'),
        ('a: ' + '9' * 5000, {'a': '9' * 5000}),
        ('a: 0b', {'a': '0b'}),
        ('a: 1\na: 2', {'a': 2}),
        ('a: &x {b: 1}\nc: *x', {'a': {'b': 1}, 'c': {'b': 1}}),
        (
            'a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3',
            {'a': {'b': 1, 'c': 2}, 'd': {'b': 1, 'c': 3}},
        ),
        ('<<: [{a: 1}, {a: 2, b: 2}]\nc: 3', {'a': 1, 'b': 2, 'c': 3}),
        ('"<<": 1', {'<<': 1}),
        ('&k a: 1\nb: *k', {'a': 1, 'b': 'a'}),
        ('\ufeffa: 1', {'a': 1}),
        ('a: b\t\nc:\t\n  - d\t\n\t\ne: f', {'a': 'b', 'c': ['d'], 'e': 'f'}),
    ],
    ids=repr,
)
def test_yaml(text: str, expected: object) -> None:
    assert plain(read(text)) == expected


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('!Ref x', {'Ref': 'x'}),
        ('!Condition x', {'Condition': 'x'}),
        ('!Sub 12', {'Fn::Sub': '12'}),
        ('!GetAtt a.b', {'Fn::GetAtt': ['a', 'b']}),
        ('!GetAtt a.Outputs.b', {'Fn::GetAtt': ['a', 'Outputs.b']}),
        ('!If [c, !Ref a, 1]', {'Fn::If': ['c', {'Ref': 'a'}, 1]}),
        ('!Transform {Name: x}', {'Fn::Transform': {'Name': 'x'}}),
    ],
    ids=repr,
)
def test_short_tags_become_their_long_form(text: str, expected: object) -> None:
    assert plain(read(text)) == expected


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('{"a":\t[1, -2.5, 1e3, true, null]}', {'a': [1, -2.5, 1000.0, True, None]}),
        (r'{"a": "\ud83d\ude00\/\n"}', {'a': '😀/\n'}),
        ('{"' + 'k' * 2000 + '": "v"}', {'k' * 2000: 'v'}),
        ('{"a": 1, "a": 2}', {'a': 2}),
        ('{"on": "012", "a": ' + '9' * 5000 + '}', {'on': '012', 'a': '9' * 5000}),
        ('{a: b, c: [d, ]}', {'a': 'b', 'c': ['d']}),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_json(text: str, expected: object) -> None:
    assert plain(read(text)) == expected


@pytest.mark.parametrize(
    ('text', 'key', 'lines'),
    [
        ('a: 1\nb:\n  c: 1\n\n\nd: 2', 'b', (2, 3)),
        ('a: |\n  x\n  y\nb: 1', 'a', (1, 3)),
        ('a: !If\n  - b\n  - c\nd: 1', 'a', (1, 3)),
        ('a: {\n  b: 1\n}', 'a', (1, 3)),
        ('x: &x\n  b: 1\na: *x', 'a', (3, 3)),
        ('{\n "a": {\n  "b": 1\n }\n}', 'a', (2, 4)),
    ],
    ids=repr,
)
def test_an_entry_stands_on_its_own_lines(
    text: str,
    key: str,
    lines: tuple[int, int],
) -> None:
    place = read(text).items[key].place

    assert (place.path, place.line, place.end_line) == ('/t.yaml', *lines)


@pytest.mark.parametrize('text', ['\nab: "é"', '{\n"ab": "é"}'], ids=['yaml', 'json'])
def test_columns_count_characters_from_one(text: str) -> None:
    entry = read(text).items['ab']
    value = entry.value.place

    assert text.split('\n')[1][value.column - 1 : value.end_column - 1] == '"é"'
    assert (entry.place.column, entry.place.end_column) == (1, value.end_column)


def test_an_alias_is_the_node_itself() -> None:
    node = read('{a: &a [x], b: *a}')

    assert node.items['a'].value is node.items['b'].value


def test_aliases_upon_aliases_take_linear_work() -> None:
    text = 'a0: &a0 [x]\n' + ''.join(f'a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n' for n in range(1, 90))

    assert len(read(text).items) == 90


@pytest.mark.parametrize(
    ('content', 'message', 'line'),
    [
        (b'a: 1\nb: \xff\xfe', 'is not UTF-8 text; save it as UTF-8', 2),
        ('a: 1'.encode('utf-16') + b'x', 'is not UTF-8 text; save it as UTF-8', 1),
        (b'a: 1\nb: \x00', 'control characters are not allowed', 2),
        (
            b'a:\n\tb: 1',
            'this character begins no value: quote it, and indent with spaces, not tabs',
            2,
        ),
        (b'a: *b', 'alias `b` has no anchor before it', 1),
        (b'a: 1\n? [b]\n: c', 'a mapping key is not a scalar', 2),
        (b'<<: 1', 'a merge key `<<` does not hold a mapping', 1),
        (b'{"a": 1,\n"b" 2}', 'a `:` is missing', 2),
        (b'{"a": 1\n"b": 2}', 'a `,` or `}` is missing', 2),
        (b'{"a": "\\ud83d\\x"}', 'holds an invalid escape', 1),
        (b'[' * 100_000, 'is nested deeper than `100` levels', 1),
        (b'- ' * 101 + b'x', 'is nested deeper than `100` levels', 1),
        (
            (
                'a0: &a0 [x]\n' + ''.join(f'a{n}: &a{n} [*a{n - 1}]\n' for n in range(1, 200))
            ).encode(),
            'is nested deeper than `100` levels',
            100,
        ),
        (
            (
                'b: &b {'
                + ', '.join(f'k{n}: 1' for n in range(1000))
                + '}\n'
                + ''.join(f'm{n}: {{<<: *b}}\n' for n in range(300))
            ).encode(),
            'merge keys make more than `200000` entries',
            202,
        ),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_document_is_one_error_with_its_line(
    content: bytes,
    message: str,
    line: int,
) -> None:
    with pytest.raises(DocumentError) as error:
        read_document(content, '/t.yaml')

    assert (error.value.message, error.value.line) == (message, line)


def test_utf_16_with_its_mark_is_text() -> None:
    assert plain(read('a: é'.encode('utf-16'))) == {'a': 'é'}


def test_a_file_may_hold_several_documents() -> None:
    assert [plain(node) for node in read_document(b'a: 1\n---\nb: 2\n', '/t')] == [
        {'a': 1},
        {'b': 2},
    ]
