"""The fixture grammar notices what is missing, what is too much, and what is misspelt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from testing import fixtures


def _entry(**changes: Any) -> dict[str, Any]:
    return {
        'id': 'CKV2_AURORAPG_1',
        'verdict': 'fail',
        'path': 'main.tf',
        'line': 1,
        'end_line': 1,
        'resource': 'a.b',
        'attribute': 'x',
        'message': '`0` is not on',
        'related': [],
        **changes,
    }


EXPECTED = 'x = 0 # expect: fail CKV2_AURORAPG_1 "`0`"\n'
TWICE = 'x = 0 # expect: fail CKV2_AURORAPG_1 "`0`"; fail CKV2_AURORAPG_1 "`0`"\n'


@pytest.mark.parametrize(
    ('text', 'entries', 'count'),
    [
        pytest.param(EXPECTED, [_entry()], 0, id='met'),
        pytest.param(EXPECTED, [_entry(), _entry(resource='a.c')], 1, id='met by two instances'),
        pytest.param(TWICE, [_entry(), _entry(resource='a.c')], 0, id='twice, by two instances'),
        pytest.param(TWICE, [_entry()], 1, id='twice, by one'),
        pytest.param(
            'x # expect: fail CKV2_AURORAPG_1 "is"; fail CKV2_AURORAPG_1 "is not"\n',
            [_entry(message='is not on'), _entry(message='is on')],
            0,
            id='the general one before the special one',
        ),
        pytest.param(
            'x # expect: fail CKV2_AURORAPG_1 "is"; fail CKV2_AURORAPG_1 "is not"\n',
            [_entry(message='is on'), _entry(message='is on')],
            2,
            id='two entries that only the general one fits',
        ),
        pytest.param(EXPECTED, [], 1, id='missing'),
        pytest.param(EXPECTED, [_entry(), _entry(line=2)], 1, id='one too many'),
        pytest.param(EXPECTED, [_entry(line=2)], 2, id='on another line'),
        pytest.param(EXPECTED, [_entry(message='`1`')], 2, id='with another message'),
        pytest.param(EXPECTED, [_entry(verdict='pass')], 2, id='with another verdict'),
        pytest.param(
            '# expect: pass CKV2_AURORAPG_1\nx\n',
            [_entry(verdict='pass', line=2)],
            0,
            id='the line above',
        ),
        pytest.param('# expect: nothing\n', [], 0, id='nothing'),
        pytest.param('# expect: nothing\n', [_entry()], 1, id='nothing, and something is there'),
        pytest.param('x = 0\n', [], 1, id='no expectation'),
        pytest.param(
            'x # expect: pass CKV2_AURORAPG_1; unknown CKV2_AURORAPG_2 "a; b"\n',
            [
                _entry(verdict='pass'),
                _entry(verdict='undetermined', id='CKV2_AURORAPG_2', message='a; b'),
            ],
            0,
            id='several on a line',
        ),
    ],
)
def test_differences(
    tmp_path: Path,
    text: str,
    entries: list[dict[str, Any]],
    count: int,
) -> None:
    (tmp_path / 'main.tf').write_text(text)

    assert len(fixtures.read(tmp_path, tmp_path).differences(entries)) == count


@pytest.mark.parametrize(
    'text',
    [
        'x # expect: fails CKV2_AURORAPG_1 "a"',
        'x # expect: fail CKV2_AURORAPG_1',
        'x # expect: pass CKV2_AURORAPG_1 "a"',
        'x # expect: fail CKV_AWS_1 "a"',
        'x # expect: fail CKV2_AURORAPG_1 "a" fail CKV2_AURORAPG_2 "b"',
        '# expect: fail CKV2_AURORAPG_1 "a"',
        'x # expect: pass CKV2_AURORAPG_1\n# expect: nothing',
    ],
)
def test_what_is_misspelt_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / 'main.tf').write_text(text)

    with pytest.raises(fixtures.GrammarError):
        fixtures.read(tmp_path, tmp_path)


OTHER = _entry(id='CKV2_AURORAPG_2', message='not set')
HEALTH = _entry(id='CKV2_AURORAPG_0', message='too deep')


@pytest.mark.parametrize(
    ('folder', 'text', 'entries', 'count'),
    [
        pytest.param('force_ssl', EXPECTED, [_entry(), OTHER], 0, id='of its folder alone'),
        pytest.param('approved_ciphers', EXPECTED, [_entry(), OTHER], 1, id='and of its folder'),
        pytest.param('language', EXPECTED, [_entry(), OTHER], 0, id='of what it mentions alone'),
        pytest.param('language', EXPECTED, [_entry(), HEALTH], 1, id='and of health'),
        pytest.param('force_ssl', '# expect: nothing\n', [_entry()], 1, id='nothing of its folder'),
        pytest.param(
            'force_ssl', '# expect: nothing\n', [OTHER], 0, id='nothing of its folder alone'
        ),
        pytest.param('language', '# expect: nothing\n', [OTHER], 1, id='nothing of any'),
    ],
)
def test_the_policies_that_a_fixture_speaks_of(
    tmp_path: Path,
    folder: str,
    text: str,
    entries: list[dict[str, Any]],
    count: int,
) -> None:
    directory = tmp_path / folder / 'case'
    directory.mkdir(parents=True)
    (directory / 'main.tf').write_text(text)

    assert len(fixtures.read(directory, directory).differences(entries)) == count


def test_json_states_it_in_metadata_or_beside(tmp_path: Path) -> None:
    (tmp_path / 'template.json').write_text(
        '{"Resources": {"A": {"Metadata": {"expect": ["fail CKV2_AURORAPG_1 \\"`0`\\""]}}}}',
    )
    (tmp_path / 'plan.json').write_text('{}')
    (tmp_path / 'plan.json.expect').write_text('a.b pass CKV2_AURORAPG_1\n')

    fixture = fixtures.read(tmp_path, tmp_path)

    assert (
        fixture.differences(
            [
                _entry(path='template.json', line=7, resource='A'),
                _entry(path='plan.json', verdict='pass'),
            ]
        )
        == []
    )


def test_json_that_is_generated_states_the_line_of_its_source(tmp_path: Path) -> None:
    (tmp_path / 'out').mkdir()
    (tmp_path / 'out' / 'a.json').write_text('{}')
    (tmp_path / 'out' / 'a.json.expect').write_text('A fail CKV2_AURORAPG_1 "`0`" at ../app.js:7\n')

    fixture = fixtures.read(tmp_path, tmp_path)

    assert fixture.differences([_entry(path='app.js', line=7, resource='A')]) == []
    assert len(fixture.differences([_entry(path='app.js', line=8, resource='A')])) == 2
    assert len(fixture.differences([_entry(path='out/a.json', line=7, resource='A')])) == 2
