"""`--completion`: what a shell offers after the command's name."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import shtab

from checkov_aurora_pg.command_line.arguments import SHELLS
from testing.scans import run


def _offered(script: Path, *words: str) -> list[str]:
    """Return what bash offers for the last of the words."""
    program = f"""
source {script}
COMP_WORDS=({' '.join(f"'{word}'" for word in ('checkov-aurora-pg', *words))})
COMP_CWORD={len(words)}
_shtab_checkov_aurora_pg
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(
        [shutil.which('bash') or 'bash', '-c', program],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    ('words', 'offered'),
    [
        (('--fail',), ['--fail-on']),
        (('--explain', 'CKV2_AURORAPG_9'), ['CKV2_AURORAPG_9']),
        (('-o', 'j'), ['json', 'junitxml']),
        (('--min-severity', 'H'), ['HIGH']),
        (('--config', 'team.y'), ['team.yaml']),
    ],
)
def test_bash_offers_options_ids_formats_and_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], offered: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path('team.yaml').touch()
    script = tmp_path / 'completion.bash'
    script.write_text(run('--completion', 'bash').out)

    assert _offered(script, *words) == offered


@pytest.mark.parametrize('shell', SHELLS)
def test_each_shell_has_a_script(shell: str) -> None:
    assert 'checkov-aurora-pg' in run('--completion', shell).out


def test_the_shells_are_those_of_the_library() -> None:
    assert set(SHELLS) <= set(shtab.SUPPORTED_SHELLS)


def test_another_shell_is_answered_with_those_that_there_are() -> None:
    done = run('--completion', 'fish')

    assert done.code == 2
    assert "'bash', 'zsh', 'tcsh'" in done.err.replace('bash, zsh, tcsh', "'bash', 'zsh', 'tcsh'")
