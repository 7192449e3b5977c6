"""What is selected of a large JSON document, and what is said of the rest."""

from __future__ import annotations

import pytest

from checkov_aurora_pg.readers.documents.json_nodes import Selection
from checkov_aurora_pg.readers.documents.json_nodes import read_json
from checkov_aurora_pg.readers.documents.nodes import DocumentError
from checkov_aurora_pg.readers.documents.nodes import Node

SELECTION = Selection(
    frozenset({'read', 'also'}),
    frozenset({'chosen'}),
    lambda value: isinstance(value, dict) and 'yes' in value,
)


def _plain(node: Node) -> object:
    if isinstance(node.data, dict):
        return {key: _plain(entry.value) for key, entry in node.data.items()}
    return [_plain(one) for one in node.data] if isinstance(node.data, tuple) else node.data


@pytest.mark.parametrize(
    ('text', 'selected'),
    [
        pytest.param(
            '{"read": {"left": 1}, "left": {"read": 2}}',
            {'read': {'left': 1}, 'left': None},
            id='keys of the outermost mapping alone',
        ),
        pytest.param(
            '{"read": {"chosen": [{"yes": 1}, {"no": 2}, {"yes": 3}]}}',
            {'read': {'chosen': [{'yes': 1}, {'yes': 3}]}},
            id='elements of a list',
        ),
        pytest.param('{"read": {"chosen": []}}', {'read': {'chosen': []}}, id='an empty list'),
        pytest.param(
            '{"read": {"other": [{"no": 2}]}}', {'read': {'other': [{'no': 2}]}}, id='another list'
        ),
        pytest.param(
            '{"read": {"chosen": {"no": 2}}}',
            {'read': {'chosen': {'no': 2}}},
            id='a mapping under the key of a list',
        ),
        pytest.param(
            '{"read": {"chosen": [{"yes": [[{"no": 1}]]}]}}',
            {'read': {'chosen': [{'yes': [[{'no': 1}]]}]}},
            id='a list in what is chosen',
        ),
        pytest.param(
            '{"read": {"chosen": [{"no": {"chosen": [{"yes": 1}]}}]}}',
            {'read': {'chosen': []}},
            id='nothing of what is not chosen',
        ),
        pytest.param(
            f'{{"left": {"9" * 5000}, "read": 1}}',
            {'left': None, 'read': 1},
            id='a number of any length',
        ),
    ],
)
def test_what_is_selected(text: str, selected: object) -> None:
    assert _plain(read_json(text, '/t.json', SELECTION)) == selected


def test_places_are_those_of_the_whole_text() -> None:
    text = '{"left": [\n1,\n2],\n"read": {"chosen": [{"no": 1},\n {"yes":\n 5}]}}'

    chosen = read_json(text, '/t.json', SELECTION).items['read'].value.items['chosen']
    whole = read_json(text, '/t.json').items['read'].value.items['chosen']

    assert chosen.place == whole.place
    assert chosen.value.elements[0].place == whole.value.elements[1].place


@pytest.mark.parametrize(
    ('text', 'line', 'message'),
    [
        pytest.param('{"left": [1,\n 2', 2, 'is not JSON', id='a list without an end'),
        pytest.param('{"left":\n ]}', 2, 'is not JSON', id='no value'),
        pytest.param('{"left":', 1, 'is not JSON', id='the end of the text'),
        pytest.param('{"read": {"chosen": [\n{"no": tru}]}}', 2, 'is not JSON', id='in an element'),
        pytest.param('{"left": 1 "read": 2}', 1, 'a `,` or `}` is missing', id='after a value'),
        pytest.param(
            '{"left": ' + '[' * 100_000, 1, 'is nested deeper than `100` levels', id='depth'
        ),
    ],
)
def test_the_rest_must_be_json_too(text: str, line: int, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_json(text, '/t.json', SELECTION)

    assert (caught.value.line, caught.value.message) == (line, message)
