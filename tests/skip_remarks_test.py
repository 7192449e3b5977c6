"""Suppressions that stay honest: of an unknown id, without a reason, or of what would pass."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from testing.repositories import Repository
from testing.scans import run

HEAD = 'resource "aws_rds_cluster" "this" {\n'
OPEN = """  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = false
}
"""
SAFE = OPEN.replace('false', 'true')
OURS = 'CKV2_AURORAPG_4'
SKIP = f'  # checkov:skip={OURS}:logins move in May\n'
ONLY = ('--check', OURS)

TEMPLATE = """Resources:
  Db:
    Type: AWS::RDS::DBCluster
    Metadata:
      checkov:
        skip:
          - id: {id}
            comment: why
    Properties:
      Engine: aurora-postgresql
      EnableIAMDatabaseAuthentication: {iam}
"""


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv('CHECKOV_AURORA_PG_CONFIG', raising=False)


def _remarks(*argv: str) -> list[dict[str, Any]]:
    remarks: list[dict[str, Any]] = json.loads(run('-o', 'json', *(argv or ONLY)).out)[
        'suppressions'
    ]
    return remarks


def _said(*argv: str) -> list[tuple[str, str]]:
    return [(one['id'], one['wrong']) for one in _remarks(*argv)]


@pytest.mark.parametrize(
    ('text', 'said'),
    [
        pytest.param(HEAD + SKIP + OPEN, [], id='needed'),
        pytest.param(HEAD + SKIP + SAFE, [(OURS, 'unused')], id='would pass'),
        pytest.param(
            HEAD + SKIP + SAFE.replace('aurora-postgresql', 'aurora-mysql'),
            [(OURS, 'unused')],
            id='does not apply',
        ),
        pytest.param(
            HEAD + SKIP + SAFE.replace('true', 'var.iam') + 'variable "iam" {}\n',
            [],
            id='not known',
        ),
        pytest.param(
            HEAD + f'  # checkov:skip={OURS}\n' + OPEN, [(OURS, 'no reason')], id='no reason'
        ),
        pytest.param(
            HEAD + f'  # checkov:skip={OURS}\n' + SAFE, [(OURS, 'unused')], id='both wrong'
        ),
        pytest.param(
            HEAD + '  # checkov:skip=CKV2_AURORAPG_44:why\n' + OPEN,
            [('CKV2_AURORAPG_44', 'unknown')],
            id='unknown',
        ),
        pytest.param(HEAD + '  # checkov:skip=CKV_AWS_999\n' + SAFE, [], id='not ours'),
        pytest.param(
            HEAD + '  description = "checkov:skip=CKV2_AURORAPG_44"\n' + SAFE, [], id='no comment'
        ),
        pytest.param(
            HEAD + '  # checkov:skip=CKV2_AURORAPG_10:why\n' + OPEN, [], id='of another policy'
        ),
        pytest.param(
            HEAD + '  count = 2\n' + SKIP + OPEN.replace('false', 'count.index == 0'),
            [],
            id='needed by one of two instances',
        ),
        pytest.param(
            HEAD + '  count = 2\n' + SKIP + SAFE, [(OURS, 'unused')], id='needed by no instance'
        ),
    ],
)
def test_what_is_said_of_a_skip_in_terraform(text: str, said: list[tuple[str, str]]) -> None:
    Path('main.tf').write_text(text)

    assert _said() == said


def test_a_remark_fails_nothing() -> None:
    Path('main.tf').write_text(HEAD + SKIP + SAFE)

    assert run(*ONLY).code == 0


def test_a_module_that_one_of_two_callers_needs_it_in() -> None:
    Path('db').mkdir()
    Path('db/main.tf').write_text(
        'variable "iam" {}\n' + HEAD + SKIP + OPEN.replace('false', 'var.iam')
    )
    call = 'module "{0}" {{\n  source = "./db"\n  iam    = {1}\n}}\n'
    Path('main.tf').write_text(call.format('one', 'true') + call.format('two', 'false'))
    assert _said() == []

    Path('main.tf').write_text(call.format('one', 'true') + call.format('two', 'true'))
    assert _said() == [(OURS, 'unused')]


def test_a_skip_that_one_deployment_needs() -> None:
    Path('main.tf').write_text(
        'variable "iam" {}\n' + HEAD + SKIP + OPEN.replace('false', 'var.iam')
    )
    Path('dev.tfvars').write_text('iam = true\n')
    Path('prod.tfvars').write_text('iam = false\n')
    assert _said() == []
    assert _said(*ONLY, '--deployment', 'dev') == []

    Path('prod.tfvars').write_text('iam = true\n')
    assert _said() == [(OURS, 'unused')]


@pytest.mark.parametrize(
    ('id', 'iam', 'said'),
    [
        pytest.param(OURS, 'false', [], id='needed'),
        pytest.param(OURS, 'true', [(OURS, 'unused')], id='unused'),
        pytest.param('CKV2_AURORAPG_44', 'true', [('CKV2_AURORAPG_44', 'unknown')], id='unknown'),
        pytest.param('CKV_AWS_162', 'true', [], id='not ours'),
    ],
)
def test_a_skip_in_metadata(id: str, iam: str, said: list[tuple[str, str]]) -> None:
    Path('db.yaml').write_text(TEMPLATE.format(id=id, iam=iam))

    assert _said() == said


def test_two_ids_in_a_comment_of_a_template() -> None:
    ids = f'{OURS},CKV2_AURORAPG_5'
    text = TEMPLATE.format(id='CKV_AWS_162', iam='true').replace(
        '    Properties:\n', f'    Properties:\n      # checkov:skip={ids}:why\n'
    )
    Path('db.yaml').write_text(text)

    assert _said() == [(ids, 'unknown')]


@pytest.mark.parametrize(
    'comment',
    [
        f'# checkov:skip={OURS}:why',
        f'//checkov:skip={OURS}:why not',
        f'/* checkov:skip={OURS}:why */',
        f'#   checkov:skip={OURS} and more',
    ],
)
def test_the_place_is_the_whole_comment(comment: str) -> None:
    line = f'  engine_mode = "provisioned" {comment}'
    Path('main.tf').write_text(HEAD + line + '  \n' + SAFE)

    (remark,) = _remarks()

    assert (remark['path'], remark['line'], remark['end_line']) == ('main.tf', 2, 2)
    assert line[remark['column'] - 1 : remark['end_column'] - 1] == comment
    assert remark['resource'] == 'aws_rds_cluster.this'


def test_what_people_read() -> None:
    Path('main.tf').write_text(HEAD + SKIP + '  # checkov:skip=CKV2_AURORAPG_44:x\n' + SAFE)

    lines = run(*ONLY).out.splitlines()
    notices = [one for one in run(*ONLY, '-o', 'github').out.splitlines() if '::notice' in one]
    (log,) = json.loads(run(*ONLY, '-o', 'sarif').out)['runs']

    assert lines[0] == (
        f'main.tf:2: {OURS} unused skip: nothing here fails `{OURS}`; remove it '
        '[aws_rds_cluster.this]'
    )
    assert 'did you mean' not in lines[3]
    assert 'unknown skip: no policy has this id, so that it skips nothing; write `' in lines[3]
    assert notices[0].startswith('::notice file=main.tf,line=2,endLine=2,title=')
    told = log['invocations'][0]['toolExecutionNotifications']
    assert [one['level'] for one in told] == ['note', 'note']
    assert run(*ONLY, '--quiet').out == ''


def test_since_a_revision_only_what_the_change_brings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / '.git').rmdir()
    repository = Repository(tmp_path)
    repository.commit(
        {'old.tf': (HEAD + SKIP + SAFE).replace('"this"', '"old"'), 'new.tf': HEAD + SKIP + OPEN}
    )
    repository.write({'new.tf': HEAD + SKIP + SAFE})

    assert [one['path'] for one in _remarks(*ONLY, '--since', 'HEAD')] == ['new.tf']
    assert [one['path'] for one in _remarks(*ONLY)] == ['new.tf', 'old.tf']


def test_part_of_a_repository_says_nothing_of_what_other_parts_may_need() -> None:
    Path('main.tf').write_text(HEAD + SKIP + SAFE)

    assert _said(*ONLY, '--shard', '1/1') == []
