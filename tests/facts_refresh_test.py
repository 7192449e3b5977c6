"""A page that says something else than the facts is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from testing import facts_refresh

TABLE = """
source = "https://docs.example/guide/Families.html; https://docs.example/More.html"
date = 2026-11-01
names = ["aurora-postgresql16", "aurora-postgresql17"]
word = "default"
[[older]]
names = ["aurora-postgresql9.6"]
source = "https://docs.example/old/Old.html"
"""
PAGE = '<p>Use <code>aurora-postgresql16</code> or <code>aurora-postgresql17</code>.</p>'


@pytest.fixture(name='saved')
def _saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    facts, saved = tmp_path / 'facts', tmp_path / 'saved'
    facts.mkdir()
    saved.mkdir()
    (facts / 'families.toml').write_text(TABLE)
    (facts / 'words.toml').write_text('source = "https://docs.example/Words.html"\nword = "on"\n')
    monkeypatch.setattr(facts_refresh, 'FACTS', facts)
    (saved / 'More.html').write_text('<p>nothing</p>')
    return saved


@pytest.mark.parametrize(
    ('page', 'said'),
    [
        (PAGE, []),
        (
            PAGE.replace('17', '18'),
            [
                'families.toml: no longer there: `aurora-postgresql17`',
                'families.toml: new: `aurora-postgresql18`',
            ],
        ),
        (PAGE + '<p>aurora-mysql8 and aurora-postgresql-18 are others.</p>', []),
    ],
)
def test_what_a_page_says_otherwise_is_printed(
    saved: Path,
    capsys: pytest.CaptureFixture[str],
    page: str,
    said: list[str],
) -> None:
    (saved / 'Families.html').write_text(page)

    code = facts_refresh.main(str(saved))

    assert (code, capsys.readouterr().out.splitlines()) == (1 if said else 0, said)


def test_a_page_that_is_not_saved_is_named(
    saved: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert facts_refresh.main(str(saved)) == 1
    assert 'families.toml: not saved: `Families.html`' in capsys.readouterr().out


def test_the_facts_of_this_project_name_pages(tmp_path: Path) -> None:
    lines = [*facts_refresh.compared(tmp_path)]

    assert 'families.toml: not saved: `AuroraPostgreSQL.Security.html`' in lines
    assert len(lines) > 4
