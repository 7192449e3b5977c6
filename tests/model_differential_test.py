"""The comparison of models with their modules' sources, on a repository made from a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aurora_pg.readers.terraform.modules.known_modules import models
from testing import model_differential
from testing import module_inputs
from testing.model_differential import Comparison
from testing.model_differential import comparisons
from testing.repositories import Repository

MODULE = 'github.com/ministryofjustice/cloud-platform-terraform-rds-aurora'
NEWEST = models()[MODULE][-1].path.read_text(encoding='utf-8')
CALLS = 12


def _clone(top: Path, source: str) -> str:
    """Return a repository whose tag `4.3.0` has a module with a source."""
    repository = Repository(top)
    repository.commit(
        {'variables.tf': 'variable "vpc_name" {\n  type = string\n}\n', 'main.tf': source}
    )
    repository.git('tag', '4.3.0')
    return str(top)


def _compared(tmp_path: Path, source: str) -> Comparison:
    [found] = comparisons(_clone(tmp_path / 'clone', source), MODULE, CALLS)
    return found


def test_a_model_that_does_what_its_source_does_has_no_difference(tmp_path: Path) -> None:
    found = _compared(tmp_path, NEWEST)

    assert (found.release, found.model, found.calls) == ('4.3.0', '4.tfmodel', CALLS)
    assert found.verdicts > CALLS
    assert not found.differences
    assert not found.open


@pytest.mark.parametrize(
    ('before', 'after', 'told'),
    [
        pytest.param(
            'default = "rds-ca-rsa2048-g1"',
            'default = "rds-ca-2019"',
            'only by the model: pass CKV2_AURORAPG_10',
            id='another default',
        ),
        pytest.param(
            'engine_mode   ',
            'iam_database_authentication_enabled = true\n  engine_mode   ',
            'only by the model: fail CKV2_AURORAPG_4',
            id='an argument more',
        ),
        pytest.param(
            'cidr_blocks = concat(',
            'cidr_blocks = concat(["0.0.0.0/0"],',
            'only by the source: fail CKV2_AURORAPG_9',
            id='an open group',
        ),
    ],
)
def test_a_source_that_does_something_else_is_told_with_its_call(
    tmp_path: Path,
    before: str,
    after: str,
    told: str,
) -> None:
    assert before in NEWEST

    found = _compared(tmp_path, NEWEST.replace(before, after))

    assert any(told in one and 'module "drawn"' in one for one in found.differences)
    assert ' 0 calls differ' not in str(found)


def test_what_only_the_source_decides_is_left_open(tmp_path: Path) -> None:
    state = (
        models()[MODULE][0]
        .path.read_text(encoding='utf-8')
        .replace(
            'data.terraform_remote_state.cluster.outputs.internal_subnets\n', '["10.0.0.0/8"]\n'
        )
    )
    repository = Repository(tmp_path / 'clone')
    repository.commit({'main.tf': state})
    repository.git('tag', '1.3')

    [found] = comparisons(str(tmp_path / 'clone'), MODULE, CALLS)

    assert not found.differences
    assert any('only by the source: pass CKV2_AURORAPG_9' in one for one in found.open)


def test_the_command_fails_where_a_call_is_judged_otherwise(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    same = _clone(tmp_path / 'same', NEWEST)
    other = _clone(tmp_path / 'other', NEWEST.replace('"rds-ca-rsa2048-g1"', '"rds-ca-2019"'))

    assert model_differential.main([same, MODULE, '--calls', str(CALLS)]) == 0
    assert model_differential.main([other, MODULE, '--calls', str(CALLS)]) == 1
    assert model_differential.main([other, MODULE, '--release', '4.2.0']) == 0
    assert 'module "drawn"' in capsys.readouterr().out


def test_the_inputs_and_commits_of_a_module_are_written_from_its_tags(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    repository = Repository(tmp_path / 'clone')
    commits = {}
    for tag, names in (('0.9', 'a'), ('1.0', 'a b'), ('2.0.0', 'b'), ('1.1', 'a b'), ('odd', 'c')):
        variables = ''.join(f'variable "{name}" {{}}\n' for name in names.split())
        commits[tag] = repository.commit({'main.tf': variables})
        repository.git('tag', tag)
    repository.git('tag', '--delete', 'odd')
    folder = tmp_path / 'models' / MODULE
    folder.mkdir(parents=True)
    monkeypatch.setattr(module_inputs, 'FOLDER', tmp_path / 'models')

    assert module_inputs.main([repository.git('rev-parse', '--show-toplevel').strip(), MODULE]) == 0

    written = (folder / 'inputs.toml').read_text(encoding='utf-8')
    assert 'releases = """\n0.9.0 1.0.0 1.1.0 2.0.0\n"""' in written
    assert 'branch = "1.1.0"' in written
    assert written.endswith('[inputs]\na = "0.9.0-1.1.0"\nb = "1.0.0-2.0.0"\n')
    # There is no model of 0.9.
    assert (folder / 'commits.toml').read_text(encoding='utf-8').splitlines()[3:] == [
        f'{commits["1.0"]} = "1.0.0"',
        f'{commits["1.1"]} = "1.1.0"',
        f'{commits["2.0.0"]} = "2.0.0"',
    ]
