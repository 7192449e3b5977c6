"""Which policies judge and which findings fail, by the command line and the configuration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checkov_aurora_pg.scanning.configuration import FILE_NAME
from testing.scans import run

# Policies 1 (high), 4 (medium) and 5 (high) fail.
CODE = """
resource "aws_rds_cluster_parameter_group" "this" {
  family = "aurora-postgresql16"
  parameter {
    name  = "rds.force_ssl"
    value = 0
  }
}
resource "aws_rds_cluster" "this" {
  engine                          = "aurora-postgresql"
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.this.name
}
"""
TLS, IAM = 'CKV2_AURORAPG_1', 'CKV2_AURORAPG_4'
ONLY_IAM = ('--check', IAM)


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)
    Path('main.tf').write_text(CODE)


def _failed(*argv: str) -> tuple[int, set[str]]:
    done = run('-o', 'json', *argv)
    return done.code, {one['id'] for one in done.findings if one['verdict'] == 'fail'}


@pytest.mark.parametrize(
    ('configuration', 'argv', 'code', 'failed'),
    [
        ('', ['--check', 'CKV2_AURORAPG_[14]'], 1, {TLS, IAM}),
        ('', ['--check', '*_4,*_1'], 1, {TLS, IAM}),
        ('', ['--skip-check', 'CKV2_AURORAPG_[1235-9]*'], 1, {IAM}),
        ('', [*ONLY_IAM, '--fail-on', 'HIGH'], 0, {IAM}),
        ('', [*ONLY_IAM, '--fail-on', 'medium'], 1, {IAM}),
        ('', ['--check', f'{TLS},{IAM}', '--min-severity', 'HIGH'], 1, {TLS}),
        (f'check: [{IAM}]', [], 1, {IAM}),
        (f'check: [{TLS}]', [*ONLY_IAM], 1, {IAM}),
        (f'skip_check: [{IAM}]', ['--check', '*_4'], 1, {IAM}),
        (f'check: [{IAM}, {TLS}]', ['--skip-check', TLS], 1, {IAM}),
        ('fail_on: HIGH', [*ONLY_IAM], 0, {IAM}),
        ('fail_on: HIGH', [*ONLY_IAM, '--fail-on', 'LOW'], 1, {IAM}),
        (f'fail_on: HIGH\nseverity: {{{IAM}: HIGH}}', [*ONLY_IAM], 1, {IAM}),
        (f'fail_on: MEDIUM\nseverity: {{{IAM}: LOW}}', [*ONLY_IAM], 0, {IAM}),
    ],
)
def test_what_is_chosen_judges_and_fails(
    configuration: str, argv: list[str], code: int, failed: set[str]
) -> None:
    Path(FILE_NAME).write_text(configuration)

    assert _failed(*argv) == (code, failed)


def test_the_severity_of_a_team_is_shown() -> None:
    Path(FILE_NAME).write_text(f'severity: {{{IAM}: CRITICAL}}\n')

    assert f'{IAM} critical: ' in run(*ONLY_IAM).out
    assert '1 failed (1 critical), ' in run(*ONLY_IAM).out
    document = json.loads(run(*ONLY_IAM, '-o', 'sarif').out)['runs'][0]
    assert [one['level'] for one in document['results'] if one.get('kind', 'fail') == 'fail'] == [
        'error'
    ]
    scores = {
        rule['id']: rule['properties']['security-severity']
        for rule in document['tool']['driver']['rules']
    }
    assert scores[IAM] == '9.5'


def test_what_could_not_be_judged_fails_whatever_is_chosen() -> None:
    Path('broken.tf').write_text('resource "aws_rds_cluster" {')

    assert run(*ONLY_IAM, '--fail-on', 'CRITICAL').code == 3


def test_what_stands_for_a_severe_policy_fails_with_it() -> None:
    """An undetermined diagnostic that several policies share has the id of only one of them."""
    Path(FILE_NAME).write_text(f'undetermined: fail\nfail_on: HIGH\nseverity: {{{IAM}: LOW}}\n')
    Path('main.tf').write_text("""
module "db" {
  source = "git::https://example.com/aurora.git"
  engine = "aurora-postgresql"
}
""")

    done = run('-o', 'json', '--check', f'{IAM},CKV2_AURORAPG_5')

    assert [(one['id'], one.get('others')) for one in done.findings] == [
        (IAM, ['CKV2_AURORAPG_5']),
    ]
    assert done.code == 1


@pytest.mark.parametrize(
    ('argv', 'said'),
    [
        (['--check', 'CKV2_AURORAPG4'], 'did you mean `CKV2_AURORAPG_4`?'),
        (['--explain', 'CKV2_AURORAPG_*'], 'is no id of one policy'),
        (['--fail-on', 'ever'], 'no severity `ever`: choose from LOW, MEDIUM, HIGH, CRITICAL'),
        (['-o', 'sarfi'], 'did you mean `sarif`?'),
        (['--sofft-fail'], 'did you mean `--soft-fail`?'),
        (['--check', TLS, '--skip-check', '*_1'], 'no policy is left to judge by'),
    ],
)
def test_a_typing_error_is_said_with_what_is_near(argv: list[str], said: str) -> None:
    done = run(*argv)

    assert done.code == 2
    assert said in done.err


@pytest.mark.parametrize('pair', [('json', 'text'), ('github', 'sarif'), ('junitxml', 'json')])
def test_a_document_is_alone_on_standard_output(pair: tuple[str, str]) -> None:
    done = run('-o', pair[0], '-o', pair[1])

    assert done.code == 2
    assert 'reports on standard output' in done.err
    assert run('-o', pair[0], '-o', f'{pair[1]}=report').code == 1
