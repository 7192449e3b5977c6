"""`--fix` removes a suppression that nothing needs, and no other comment."""

from __future__ import annotations

from pathlib import Path

import pytest

from testing.scans import run

ONLY = ('--check', 'CKV2_AURORAPG_4')
SKIP = '# checkov:skip=CKV2_AURORAPG_4:logins move in May'


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)


def _terraform(value: str, comment: str, end: str = '\n') -> str:
    return end.join(
        (
            '# keep this',
            'resource "aws_rds_cluster" "this" {',
            f'  {comment}',
            '  engine = "aurora-postgresql" # and this',
            f'  iam_database_authentication_enabled = {value}',
            '}',
            '',
        )
    )


@pytest.mark.parametrize('end', ['\n', '\r\n'])
def test_a_line_that_is_only_the_comment_goes(end: str) -> None:
    Path('main.tf').write_bytes(_terraform('true', SKIP, end).encode())

    done = run('--fix', *ONLY)

    assert (done.code, '0 fixed, 0 left, 1 unused suppression removed' in done.out) == (0, True)
    left = _terraform('true', SKIP, end).replace(f'  {SKIP}{end}', '')
    assert Path('main.tf').read_bytes() == left.encode()
    assert 'nothing here fails' not in run(*ONLY).out


def test_a_comment_after_code_goes_alone() -> None:
    text = (
        f'resource "aws_rds_cluster" "a" {{\n  engine = "aurora-postgresql"\n'
        f'  tags = {{ a = "é" }} {SKIP}\n'
    )
    text += '  iam_database_authentication_enabled = true\n}\n'
    Path('main.tf').write_text(text)

    run('--fix', *ONLY)

    assert Path('main.tf').read_text() == text.replace(f' {SKIP}', '')


@pytest.mark.parametrize(
    'comment',
    [
        pytest.param(SKIP, id='needed'),
        pytest.param('# checkov:skip=CKV_AWS_162:another tool', id='of another check'),
        pytest.param('# checkov:skip=CKV2_AURORAPG_44:a typing error', id='of no policy'),
    ],
)
def test_another_comment_stays(comment: str) -> None:
    value = 'false' if comment == SKIP else 'true'
    Path('main.tf').write_text(_terraform(value, comment))

    run('--fix', *ONLY)

    assert Path('main.tf').read_text() == _terraform(value, comment)


def test_metadata_is_left_to_a_person() -> None:
    text = """Resources:
  Db:
    Type: AWS::RDS::DBCluster
    Metadata:
      checkov:
        skip:
          - {id: CKV2_AURORAPG_4, comment: why}
    Properties:
      Engine: aurora-postgresql
      EnableIAMDatabaseAuthentication: true
"""
    Path('a.yaml').write_text(text)

    run('--fix', *ONLY)

    assert Path('a.yaml').read_text() == text


def test_the_diff_shows_it_and_writes_nothing() -> None:
    Path('main.tf').write_text(_terraform('true', SKIP))

    assert f'-  {SKIP}\n' in run('--diff', *ONLY).out
    assert SKIP in Path('main.tf').read_text()
