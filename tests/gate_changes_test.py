"""What a change does to the gate itself: a weaker configuration, new skips, a larger baseline."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from testing.repositories import Repository
from testing.scans import Run
from testing.scans import run

IAM = ('--check', 'CKV2_AURORAPG_4')

FINDING = """
resource "aws_rds_cluster" "%s" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = false
}
"""
ONE = FINDING % 'one'
TWO = FINDING % 'two'
SKIPPED = ONE.replace('{\n', '{\n  # checkov:skip=CKV2_AURORAPG_4:the proxy does it\n')
WEAK = (
    'TLS_RSA_WITH_AES_128_CBC_SHA',
    'TLS_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_RSA_WITH_AES_256_CBC_SHA',
    'TLS_RSA_WITH_AES_256_GCM_SHA384',
)
CONFIGURATION = '.checkov-aurora-pg.yaml'
LINES = '# a line\n' * 10


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repository = Repository(tmp_path / 'repository')
    monkeypatch.chdir(repository.top)
    monkeypatch.delenv('CHECKOV_AURORA_PG_CONFIG', raising=False)
    return repository


def _since(rev: str, *argv: str) -> dict[str, Any]:
    done = run('-o', 'json', '--since', rev, *IAM, *argv)
    assert done.err == ''
    report: dict[str, Any] = json.loads(done.out)
    return report


def _text(*argv: str) -> Run:
    return run('--since', 'HEAD', *argv)


@pytest.mark.parametrize(
    ('before', 'now', 'said'),
    [
        ('undetermined: fail', 'undetermined: report', '`undetermined` was `fail` and is `report`'),
        (
            'require_explicit_force_ssl: true',
            '',
            '`require_explicit_force_ssl` was `true` and is `false`',
        ),
        (
            'accept_md5_logins: false',
            None,
            f'`accept_md5_logins` was `false` and is `true` (`{CONFIGURATION}` is gone)',
        ),
        (
            '',
            'approved_ciphers: [TLS_RSA_WITH_AES_128_CBC_SHA]',
            '`approved_ciphers` approves 1 more: `TLS_RSA_WITH_AES_128_CBC_SHA`',
        ),
        (
            '',
            f'approved_ciphers: [{", ".join(reversed(WEAK))}]',
            f'`approved_ciphers` approves 4 more: {", ".join(f"`{suite}`" for suite in WEAK)}',
        ),
        ('', 'var_files: [prod.tfvars]', '`var_files` was `none` and is `prod.tfvars`'),
        ('undetermined: report', 'undetermined: fail', None),
        ('approved_ciphers: aurora-ecdhe', 'approved_ciphers: [ECDHE-RSA-AES256-GCM-SHA384]', None),
        ('accept_md5_logins: 1', 'accept_md5_logins: true', None),
        ('accept_md5_logins: true', 'accept_md5_logins: true', None),
        ('accept_md5_logins: false', 'accept_md5_logins: false', None),
        ('require_explicit_force_ssl: true', 'require_explicit_force_ssl: true', None),
        ('undetermined: fail', 'undetermined: fail', None),
        (
            'var_files: [prod.tfvars, b.tfvars]',
            'var_files: [b.tfvars, prod.tfvars]',
            '`var_files` was `prod.tfvars, b.tfvars` and is `b.tfvars, prod.tfvars`',
        ),
        ('var_files: [prod.tfvars]', '', '`var_files` was `prod.tfvars` and is `none`'),
        ('', 'modules: {org/rds/aws: .}', '`modules` gives another folder for `org/rds/aws`'),
        ('modules: {org/rds/aws: .}', '', None),
        ('modules: {org/rds/aws: .}', 'modules: {org/rds/aws: .}', None),
        ('', 'exclude: [x, y]', '`exclude` leaves out more: `x`, `y`'),
        (None, 'exclude: [x]', '`exclude` leaves out more: `x`'),
        ('exclude: [x]', "exclude: [x, '!y']", None),
        ('exclude: [x, z]', 'exclude: [z]', None),
        ('exclude: [x, z]', 'exclude: [z, x]', None),
        ('exclude: [a*]', 'exclude: [b*]', '`exclude` leaves out more: `b*`'),
        ("exclude: [x, z, '!y']", "exclude: [z, '!y']", None),
        ("exclude: [x, '!y']", 'exclude: [x]', '`exclude` no longer takes in again: `!y`'),
        ("exclude: [x, '!y']", "exclude: ['!y', x]", '`exclude` has its patterns in another order'),
    ],
)
def test_a_weaker_configuration_is_named(
    repository: Repository,
    before: str | None,
    now: str | None,
    said: str | None,
) -> None:
    configuration = {} if before is None else {CONFIGURATION: f'{before}\n'}
    repository.commit({'main.tf': ONE, 'prod.tfvars': '', 'b.tfvars': '', **configuration})
    if now is None:
        os.remove(CONFIGURATION)
    else:
        repository.write({CONFIGURATION: f'{now}\n'})

    messages = [change['message'] for change in _since('HEAD')['changes']]

    assert len(messages) == (said is not None)
    assert said is None or messages[0].startswith(said)
    assert (said is None) or f'the gate lets more through: {said}' in _text(*IAM, '--quiet').out


VARIABLES: Mapping[str, str] = {
    'main.tf': 'variable "iam" {}\n' + ONE.replace('= false', '= var.iam'),
    'prod.tfvars': 'iam = false\n',
    'dev.tfvars': 'iam = true\n',
    'db/main.tf': ONE,
    'one.yaml': 'Resources: {}\n',
    'two.yaml': 'Resources: {}\n',
    'one.json': '{}',
    'two.json': '{}',
}
PROD = '{name: prod, root: ., var_files: [prod.tfvars]}'
DEV = '{name: dev, root: ., var_files: [dev.tfvars]}'
OTHERWISE = 'the deployment `prod` is declared differently'


@pytest.mark.parametrize(
    ('before', 'now', 'said'),
    [
        ([PROD], [PROD], []),
        ([PROD, DEV], [DEV, PROD], []),
        ([PROD], [PROD, DEV], []),
        ([PROD, DEV], [DEV], ['the deployment `prod` is no longer declared']),
        ([PROD], [PROD.replace('prod.tf', 'dev.tf')], [OTHERWISE]),
        ([PROD], [PROD.replace('prod.tf', 'dev.tf'), DEV], [OTHERWISE]),
        ([PROD, PROD.replace('prod.tf', 'dev.tf')], [PROD], [OTHERWISE]),
        ([PROD], [PROD.replace('[prod.tfvars]', '[dev.tfvars, prod.tfvars]')], [OTHERWISE]),
        ([PROD], [PROD.replace('root: .,', '')], [OTHERWISE]),
        ([PROD.replace('root: .,', '')], [PROD], [OTHERWISE]),
        ([PROD], [PROD.replace('root: .,', 'root: "*",')], [OTHERWISE]),
        ([PROD], [PROD.replace('root:', 'workspace: prod, root:')], [OTHERWISE]),
        (['{name: prod, templates: one.yaml}'], ['{name: prod, templates: two.yaml}'], [OTHERWISE]),
        (['{name: prod, templates: one.yaml}'], ['{name: prod, templates: "*.yaml"}'], [OTHERWISE]),
        (
            ['{name: prod, templates: one.yaml, parameters: {A: 1}}'],
            ['{name: prod, templates: one.yaml, parameters: {A: 2}}'],
            [OTHERWISE],
        ),
        (
            ['{name: prod, templates: one.yaml, parameters: {A: 1}}'],
            ['{name: prod, templates: one.yaml}'],
            [OTHERWISE],
        ),
        (
            ['{name: prod, templates: one.yaml, parameter_files: [one.json]}'],
            ['{name: prod, templates: one.yaml, parameter_files: [two.json]}'],
            [OTHERWISE],
        ),
        (
            [PROD, DEV],
            [PROD.replace('prod.tf', 'dev.tf'), DEV.replace('dev.tf', 'prod.tf')],
            ['the deployment `dev` is declared differently', OTHERWISE],
        ),
        (
            [],
            [PROD, DEV],
            ['`deployments` declares `prod`, `dev`, so others are no longer looked for'],
        ),
        (
            [PROD, DEV],
            [],
            [
                'the deployment `dev` is no longer declared',
                'the deployment `prod` is no longer declared',
            ],
        ),
    ],
)
def test_a_deployment_that_is_declared_otherwise_is_named(
    repository: Repository,
    before: list[str],
    now: list[str],
    said: list[str],
) -> None:
    def declared(deployments: list[str]) -> Mapping[str, str]:
        return {CONFIGURATION: f'deployments: [{", ".join(deployments)}]\n' if deployments else ''}

    repository.commit({**VARIABLES, **declared(before)})
    repository.write(declared(now))

    messages = [change['message'] for change in _since('HEAD')['changes']]

    assert sorted(one for one in messages if ' is gone' not in one) == said


@pytest.mark.parametrize(
    ('then', 'gone', 'now', 'said'),
    [
        pytest.param({}, [], {}, [], id='nothing changes'),
        pytest.param(
            {}, ['prod.tfvars'], {}, ['the deployment `prod` of `.` is gone'], id='a file'
        ),
        pytest.param({}, [], {'stage.tfvars': 'iam = true\n'}, [], id='a file more'),
        pytest.param(
            {'db/main.tf': VARIABLES['main.tf']},
            [],
            {'db/prod.tfvars': 'iam = true\n'},
            [],
            id='the first file',
        ),
        pytest.param(
            {'db/main.tf': VARIABLES['main.tf'], 'db/prod.tfvars': 'iam = false\n'},
            ['db/prod.tfvars'],
            {},
            ['the deployment `prod` of `db` is gone'],
            id='a file whose name another root has',
        ),
        pytest.param({}, ['main.tf', 'prod.tfvars', 'dev.tfvars'], {}, [], id='the root'),
        pytest.param(
            {'main.tf': VARIABLES['main.tf'].replace('{}', '{\n  default = false\n}')},
            [],
            {'main.tf': VARIABLES['main.tf']},
            ['the deployment `defaults` of `.` is gone'],
            id='the deployment without files',
        ),
    ],
)
def test_a_deployment_that_is_gone_is_named(
    repository: Repository,
    then: Mapping[str, str],
    gone: list[str],
    now: Mapping[str, str],
    said: list[str],
) -> None:
    repository.commit({**VARIABLES, **then})
    for name in gone:
        os.remove(name)
    repository.write(now)

    assert [change['message'] for change in _since('HEAD')['changes']] == said


def test_a_deployment_of_a_root_that_is_renamed_is_not_gone(repository: Repository) -> None:
    repository.commit({f'a/{name}': text for name, text in VARIABLES.items()})
    os.rename('a', 'b')
    repository.git('add', '--all')

    assert _since('HEAD')['changes'] == []

    os.remove('b/prod.tfvars')

    assert [change['message'] for change in _since('HEAD')['changes']] == [
        'the deployment `prod` of `b` is gone'
    ]


def test_a_nearer_configuration_is_named(
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    strict = 'accept_md5_logins: false\nexclude: [x]\n'
    repository.commit({'db/main.tf': ONE, CONFIGURATION: strict})
    repository.write({f'db/{CONFIGURATION}': 'exclude: [x]\n'})
    monkeypatch.chdir('db')

    changes = _since('HEAD')['changes']

    at = {'path': CONFIGURATION, 'line': 1, 'end_line': 1}
    assert changes == [
        {**at, 'message': '`accept_md5_logins` was `false` and is `true`'},
        {**at, 'message': '`exclude` leaves out more: `x`'},
    ]


def test_a_renamed_configuration_is_compared_with_itself(repository: Repository) -> None:
    repository.commit({'main.tf': ONE, 'gate/own.yaml': f'{LINES}undetermined: fail\n'})
    os.rename('gate/own.yaml', 'other.yaml')
    repository.write({'other.yaml': f'{LINES}undetermined: report\n'})
    repository.git('add', '--all')

    changes = _since('HEAD', '--config', 'other.yaml')['changes']

    assert [one['message'] for one in changes] == ['`undetermined` was `fail` and is `report`']


def test_a_configuration_that_was_not_there_is_compared_with_what_was(
    repository: Repository,
) -> None:
    repository.commit({'main.tf': ONE, CONFIGURATION: 'undetermined: fail\n'})
    repository.write({'other.yaml': 'undetermined: report\n'})

    changes = _since('HEAD', '--config', 'other.yaml')['changes']

    assert [one['message'] for one in changes] == ['`undetermined` was `fail` and is `report`']


@pytest.mark.parametrize(
    ('before', 'now', 'count'),
    [
        pytest.param({'main.tf': ONE}, {'main.tf': SKIPPED}, 1, id='a new skip'),
        pytest.param({'main.tf': SKIPPED}, {'main.tf': LINES + SKIPPED}, 0, id='a moved skip'),
        pytest.param({'main.tf': SKIPPED}, {'main.tf': ONE}, 0, id='a skip that is gone'),
        pytest.param(
            {'main.tf': ONE},
            {'main.tf': ONE, 'two.tf': SKIPPED.replace('one', 'two')},
            1,
            id='a new resource with a skip',
        ),
        pytest.param(
            {'main.tf': SKIPPED},
            {'main.tf': SKIPPED, 'two.tf': SKIPPED.replace('one', 'two')},
            1,
            id='a further resource with a skip',
        ),
    ],
)
def test_a_new_skip_is_named(
    repository: Repository,
    before: Mapping[str, str],
    now: Mapping[str, str],
    count: int,
) -> None:
    repository.commit(before)
    repository.write(now)

    changes = _since('HEAD')['changes']

    assert len(changes) == count
    for change in changes:
        assert change['line'] == 3
        assert change['message'].startswith('`CKV2_AURORAPG_4` is skipped on `aws_rds_cluster.')
        assert change['message'].endswith(': the proxy does it')


def test_a_skip_of_a_further_root_is_new(repository: Repository) -> None:
    call = 'module "db" {\n  source = "../db"\n}\n'
    repository.commit({'db/main.tf': SKIPPED, 'a/main.tf': call})
    repository.write({'b/main.tf': call})

    (change,) = _since('HEAD')['changes']

    assert change['message'].startswith('`CKV2_AURORAPG_4` is skipped on `module.db.')


def test_a_skip_is_named_where_it_is_written_and_with_its_reason(repository: Repository) -> None:
    skips = '# checkov:skip=CKV2_AURORAPG_3\n  # checkov:skip=CKV2_AURORAPG_4\n'
    repository.commit({'main.tf': ONE})
    repository.write({'main.tf': ONE.replace('{\n', '{\n  ' + skips)})

    assert _since('HEAD')['changes'] == [
        {
            'path': 'main.tf',
            'line': 4,
            'end_line': 4,
            'message': '`CKV2_AURORAPG_4` is skipped on `aws_rds_cluster.one`, without a reason',
        }
    ]


@pytest.mark.parametrize(
    ('format', 'said'),
    [
        (
            'github',
            '::warning title=the gate lets more through,file=main.tf,line=3::`CKV2_AURORAPG_4`',
        ),
        ('markdown', '### The gate lets more through'),
        ('text', 'main.tf:3: the gate lets more through: `CKV2_AURORAPG_4` is skipped'),
    ],
)
def test_each_format_for_people_names_it(repository: Repository, format: str, said: str) -> None:
    repository.commit({'main.tf': ONE})
    repository.write({'main.tf': SKIPPED})

    assert said in _text('-o', format, *IAM).out


def test_more_in_the_baseline_is_named(repository: Repository) -> None:
    repository.write({'main.tf': ONE})
    run('--write-baseline', 'b.json', *IAM)
    repository.commit()
    repository.write({'main.tf': ONE + TWO})
    assert run('--since', 'HEAD', '--baseline', 'b.json', *IAM).code == 1

    run('--write-baseline', 'b.json', *IAM)

    report = _since('HEAD', '--baseline', 'b.json')
    assert [one for one in report['findings'] if one['verdict'] == 'fail'] == []
    assert report['changes'] == [
        {
            'path': 'b.json',
            'line': 1,
            'end_line': 1,
            'message': 'the baseline has 1 finding more',
        }
    ]
    repository.commit()
    assert _since('HEAD', '--baseline', 'b.json')['changes'] == []
    repository.write({'main.tf': ONE + TWO + FINDING % 'three' + FINDING % 'four'})
    run('--write-baseline', 'b.json', *IAM)
    (change,) = _since('HEAD', '--baseline', 'b.json')['changes']
    assert change['message'] == 'the baseline has 2 findings more'


def test_worse_in_the_baseline_is_named(repository: Repository) -> None:
    group = """
resource "aws_rds_cluster_parameter_group" "this" {
  family = "aurora-postgresql16"
  parameter {
    name  = "ssl_ciphers"
    value = "%s"
  }
}
"""
    weak, weaker = 'TLS_RSA_WITH_AES_256_GCM_SHA384', 'TLS_RSA_WITH_AES_128_CBC_SHA'
    argv = ('--check', 'CKV2_AURORAPG_2')
    repository.write({'main.tf': group % weak})
    run('--write-baseline', 'b.json', *argv)
    repository.commit()
    repository.write({'main.tf': group % weaker})
    run('--write-baseline', 'b.json', *argv)

    done = run('-o', 'json', '--since', 'HEAD', '--baseline', 'b.json', *argv)

    assert done.code == 0
    (change,) = json.loads(done.out)['changes']
    assert change['message'] == 'the baseline has 1 finding more'
