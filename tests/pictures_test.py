"""The README's pictures show what the command prints now, and say it in words."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from testing.pictures import CODE
from testing.pictures import PICTURES
from testing.pictures import pictures
from testing.sessions import README

_SVG = '{http://www.w3.org/2000/svg}'


@pytest.fixture(scope='module', name='made')
def _made() -> dict[str, str]:
    return pictures()


@pytest.mark.parametrize('name', ['terminal.svg', 'pull-request.svg'])
def test_a_picture_is_what_the_command_prints_now(name: str, made: dict[str, str]) -> None:
    assert (PICTURES / name).read_text(encoding='utf-8') == made[name], (
        'write it again: python -m testing.pictures'
    )
    assert f'docs/pictures/{name}' in README.read_text(encoding='utf-8')


@pytest.mark.parametrize('name', ['terminal.svg', 'pull-request.svg'])
def test_a_picture_has_words_for_whoever_does_not_see_it(name: str, made: dict[str, str]) -> None:
    picture = ElementTree.fromstring(made[name])

    assert picture.get('role') == 'img'
    assert picture.findtext(f'{_SVG}title')
    assert 'CKV2_AURORAPG_5' in (picture.findtext(f'{_SVG}desc') or '')


def test_each_finding_is_in_both_pictures(made: dict[str, str]) -> None:
    for text in made.values():
        words = ''.join(ElementTree.fromstring(text).itertext())
        assert {id for id in ('CKV2_AURORAPG_4', 'CKV2_AURORAPG_5') if id in words} == {
            'CKV2_AURORAPG_4',
            'CKV2_AURORAPG_5',
        }


def test_the_code_of_the_pictures_is_that_of_the_readme() -> None:
    assert CODE in README.read_text(encoding='utf-8')
