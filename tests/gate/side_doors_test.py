"""Side doors: what `--since` must not forgive, what is not asked for, and what git must not run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from testing.repositories import Repository
from testing.scans import Run
from testing.scans import run
from testing.ways import Link
from testing.ways import plant
from testing.ways import require_held

CONFIGURATION = '.checkov-aurora-pg.yaml'
IAM, TLS, CIPHERS = 'CKV2_AURORAPG_4', 'CKV2_AURORAPG_1', 'CKV2_AURORAPG_2'
VERSION, OPEN, CA = 'CKV2_AURORAPG_6', 'CKV2_AURORAPG_9', 'CKV2_AURORAPG_10'

CLUSTER = """
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = false
}
"""
BY_VARIABLE = CLUSTER.replace('false', 'var.iam')
CALL = 'module "db" {\n  source = "../modules/db"\n  iam    = false\n}\n'
MODULE = {'modules/db/main.tf': BY_VARIABLE + 'variable "iam" {}\n'}
TEMPLATE = """
Resources:
  Cluster:
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql, EnableIAMDatabaseAuthentication: false}
"""
OTHER_FILES = {'prod/network.tf': 'resource "aws_vpc" "this" {}\n'}
BAD, WORSE = 'TLS_RSA_WITH_AES_256_GCM_SHA384', 'TLS_RSA_WITH_AES_128_CBC_SHA'


def _group(name: str, value: str, family: str = 'aurora-postgresql16') -> dict[str, str]:
    return {
        'main.tf': f"""
resource "aws_rds_cluster_parameter_group" "this" {{
  family = "{family}"
  parameter {{
    name  = "{name}"
    value = "{value}"
  }}
}}
"""
    }


def _unset(family: str = 'aurora-postgresql16') -> dict[str, str]:
    return {
        'main.tf': f"""
resource "aws_rds_cluster_parameter_group" "this" {{
  family = "{family}"
}}
"""
    }


_PORT = 'from_port = 5432\n    to_port = 5432'


def _rule(addresses: str, ports: str = _PORT, more: str = '') -> dict[str, str]:
    return {
        'main.tf': f"""
resource "aws_rds_cluster" "this" {{
  engine                 = "aurora-postgresql"
  port                   = 5432
  vpc_security_group_ids = [aws_security_group.this.id]
}}

resource "aws_security_group" "this" {{
  ingress {{
    protocol = "tcp"
    {ports}
    {addresses}
  }}
  {more}
}}
"""
    }


def _stack(ciphers: str) -> dict[str, str]:
    return {
        'db.yaml': f"""
Resources:
  Group:
    Type: AWS::RDS::DBClusterParameterGroup
    Properties:
      Family: aurora-postgresql16
      Parameters: {{ssl_ciphers: '{ciphers}'}}
"""
    }


def _instance(authority: str) -> dict[str, str]:
    return {
        'main.tf': f"""
resource "aws_rds_cluster_instance" "this" {{
  engine             = "aurora-postgresql"
  instance_class     = "db.r6g.large"
  ca_cert_identifier = "{authority}"
}}
"""
    }


V4, V6 = 'cidr_blocks = ["0.0.0.0/0"]', 'ipv6_cidr_blocks = ["::/0"]'
INGRESS = f'ingress {{\n    protocol = "-1"\n    from_port = 0\n    to_port = 0\n    {V6}\n  }}'

Tree = Mapping[str, str | None]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repository = Repository(tmp_path / 'repository')
    monkeypatch.chdir(repository.top)
    monkeypatch.delenv('CHECKOV_AURORA_PG_CONFIG', raising=False)
    return repository


def _changed(repository: Repository, before: Tree, now: Tree) -> None:
    """Commit a tree, and what it is turned into: None is a file that is gone."""
    plant(repository.top, {name: text for name, text in before.items() if text is not None})
    repository.commit()
    for name, text in now.items():
        if text is None:
            os.remove(name)
    plant(repository.top, {name: text for name, text in now.items() if text is not None})
    repository.commit()


def _since(id: str, *argv: str) -> Run:
    done = run('-o', 'json', '--since', 'HEAD~1', '--check', id, *argv)
    assert done.err == ''
    return done


_MOVED = [
    pytest.param(
        {'tests/fixtures/bad.tf': CLUSTER},
        {'tests/fixtures/bad.tf': None, 'prod/bad.tf': CLUSTER},
        IAM,
        'prod/bad.tf',
        id="a test's folder renamed to production",
    ),
    pytest.param(
        {'test/bad.tf': CLUSTER, **OTHER_FILES},
        {'test/bad.tf': None, 'prod/bad.tf': CLUSTER},
        IAM,
        'prod/bad.tf',
        id="a test's file into a root that is there",
    ),
    pytest.param(
        {'examples/db/main.tf': CLUSTER},
        {'examples/db/main.tf': None, 'db/main.tf': CLUSTER},
        IAM,
        'db/main.tf',
        id='an example that becomes the thing itself',
    ),
    pytest.param(
        {'e2e-tests/a.tf': CLUSTER},
        {'e2e-tests/a.tf': None, 'live/a.tf': CLUSTER},
        IAM,
        'live/a.tf',
        id='a folder with the word in its name',
    ),
    pytest.param(
        {'a/db.tf': CLUSTER, 'a/main.tf': '', 'b/main.tf': 'locals {}\n'},
        {'a/db.tf': None, 'b/db.tf': CLUSTER},
        IAM,
        'b/db.tf',
        id='a file into another root',
    ),
    pytest.param(
        {'a/db.tf': CLUSTER, 'a/main.tf': 'locals {}\n'},
        {'a/db.tf': None, 'b/db.tf': CLUSTER},
        IAM,
        'b/db.tf',
        id='a file out of a root into one of its own',
    ),
    pytest.param(
        {'node_modules/x/main.tf': CLUSTER},
        {'node_modules/x/main.tf': None, 'x/main.tf': CLUSTER},
        IAM,
        'x/main.tf',
        id='out of a folder that is left out',
    ),
    pytest.param(
        {'main.tf.bak': CLUSTER},
        {'main.tf.bak': None, 'main.tf': CLUSTER},
        IAM,
        'main.tf',
        id='a file that was no configuration',
    ),
    pytest.param(
        {'attic/a.tf': CLUSTER, CONFIGURATION: 'exclude: [shelf]\n', 'shelf/b.tf': CLUSTER},
        {'shelf/b.tf': None, 'live/b.tf': CLUSTER},
        IAM,
        'live/b.tf',
        id='out of a folder that the configuration excludes',
    ),
    pytest.param(
        {'shelf/b.yaml': TEMPLATE, CONFIGURATION: 'exclude: [shelf]\n'},
        {'shelf/b.yaml': None, 'live/b.yaml': TEMPLATE},
        IAM,
        'live/b.yaml',
        id='a template out of a folder that the configuration excludes',
    ),
    pytest.param(
        {'shelf/b.tf': CLUSTER, 'x': '', CONFIGURATION: 'exclude: [shelf]\n'},
        {CONFIGURATION: None, 'x': None, 'shelf/c.tf': 'locals {}\n'},
        IAM,
        'shelf/b.tf',
        id='a folder that is excluded no more',
    ),
    pytest.param(
        {'tests/bad.yaml': TEMPLATE},
        {'tests/bad.yaml': None, 'live/bad.yaml': TEMPLATE},
        IAM,
        'live/bad.yaml',
        id="a test's template",
    ),
    pytest.param(
        {**MODULE, 'tests/main.tf': CALL},
        {'tests/main.tf': None, 'prod/main.tf': CALL},
        IAM,
        'prod/main.tf',
        id='a root that calls the same module from elsewhere',
    ),
    pytest.param(
        {**MODULE, 'modules/db/main.tf': CLUSTER, 'tests/main.tf': CALL.replace('iam', '#')},
        {'tests/main.tf': None, 'prod/main.tf': CALL.replace('iam', '#')},
        IAM,
        'modules/db/main.tf',
        id='a finding in a module, called from elsewhere',
    ),
    pytest.param(
        {'modules/db/main.tf': CLUSTER, 'a/main.tf': CALL.replace('iam', '#')},
        {
            'a/main.tf': None,
            'b/main.tf': '# nothing of the other one\n' * 40 + CALL.replace('iam', '#'),
        },
        IAM,
        'modules/db/main.tf',
        id='a root goes and another one comes',
    ),
]
_WORSE = [
    pytest.param(
        {'a/db.tf': CLUSTER},
        {'b/db.tf': CLUSTER},
        IAM,
        'b/db.tf',
        id='a copy of a directory',
    ),
    pytest.param(
        {'modules/db/main.tf': CLUSTER, 'a/main.tf': CALL.replace('iam', '#')},
        {'b/main.tf': CALL.replace('iam', '#')},
        IAM,
        'modules/db/main.tf',
        id='one known finding of a module hides two',
    ),
    pytest.param(
        _group('ssl_ciphers', BAD),
        _group('ssl_ciphers', WORSE),
        CIPHERS,
        'main.tf',
        id='a suite replaced by a weaker one',
    ),
    pytest.param(
        _group('ssl_ciphers', BAD),
        _group('ssl_ciphers', f'{BAD},{WORSE}'),
        CIPHERS,
        'main.tf',
        id='another suite',
    ),
    pytest.param(
        _group('ssl_ciphers', 'HIGH'),
        _group('ssl_ciphers', 'ALL'),
        CIPHERS,
        'main.tf',
        id='another cipher string',
    ),
    pytest.param(
        _group('ssl_ciphers', BAD),
        _unset(),
        CIPHERS,
        'main.tf',
        id='no choice of suites any more',
    ),
    pytest.param(_stack(BAD), _stack(WORSE), CIPHERS, 'db.yaml', id='a weaker suite in a template'),
    pytest.param(
        _group('ssl_min_protocol_version', 'TLSv1.1'),
        _group('ssl_min_protocol_version', 'TLSv1'),
        VERSION,
        'main.tf',
        id='an older version of TLS',
    ),
    pytest.param(
        _group('ssl_max_protocol_version', 'TLSv1.1'),
        _group('ssl_max_protocol_version', 'TLSv1'),
        VERSION,
        'main.tf',
        id='an older newest version of TLS',
    ),
    pytest.param(_rule(V6), _rule(f'{V4}\n    {V6}'), OPEN, 'main.tf', id='IPv4 beside IPv6'),
    pytest.param(_rule(V6), _rule(V4), OPEN, 'main.tf', id='IPv4 instead of IPv6'),
    pytest.param(
        _rule(V4), _rule(V4, 'from_port = 0\n    to_port = 65535'), OPEN, 'main.tf', id='every port'
    ),
    pytest.param(
        _rule(V4),
        _rule(V4, 'from_port = 5432\n    to_port = 5433'),
        OPEN,
        'main.tf',
        id='a port more',
    ),
    pytest.param(_rule(V6), _rule(V6, more=INGRESS), OPEN, 'main.tf', id='another open rule'),
    pytest.param(
        {**_unset('aurora-postgresql17'), CONFIGURATION: 'require_explicit_force_ssl: true\n'},
        _group('rds.force_ssl', '0', 'aurora-postgresql17'),
        TLS,
        'main.tf',
        id='TLS that was not written and is now off',
    ),
    pytest.param(
        _instance('rds-ca-2019'),
        _instance('rds-ca-2015'),
        CA,
        'main.tf',
        id='an authority that was retired earlier',
    ),
]


@pytest.mark.parametrize(
    ('before', 'now', 'id', 'path'),
    [
        *_MOVED,
        *_WORSE,
        pytest.param(
            {
                'modules/db/main.tf': BY_VARIABLE + 'variable "iam" {\n  default = false\n}\n',
                'a/main.tf': CALL.replace('false', 'true'),
            },
            {'a/main.tf': 'locals {}\n'},
            IAM,
            'modules/db/main.tf',
            id='a module that nothing calls any more',
        ),
    ],
)
def test_what_a_change_brings_is_not_forgiven(
    repository: Repository,
    before: Tree,
    now: Tree,
    id: str,
    path: str,
) -> None:
    _changed(repository, before, now)

    require_held(_since(id), f'fail {id} at {path}')


@pytest.mark.parametrize(('before', 'now', 'id', 'path'), [*_MOVED, *_WORSE])
def test_a_named_file_brings_the_same(
    repository: Repository,
    before: Tree,
    now: Tree,
    id: str,
    path: str,
) -> None:
    _changed(repository, before, now)
    named = sorted(name for name, text in now.items() if text and name != CONFIGURATION)

    require_held(_since(id, *named), f'fail {id} at {path}')


@pytest.mark.parametrize(
    ('before', 'now', 'id'),
    [
        pytest.param({'a.tf': CLUSTER}, {'a.tf': None, 'b.tf': CLUSTER}, IAM, id='a renamed file'),
        pytest.param(
            {'a/main.tf': CLUSTER, 'a/v.tf': 'locals {}\n'},
            {'a/main.tf': None, 'a/v.tf': None, 'b/main.tf': CLUSTER, 'b/v.tf': 'locals {}\n'},
            IAM,
            id='a renamed root',
        ),
        pytest.param(
            {'db/main.tf': CLUSTER},
            {'db/main.tf': None, 'infra/db/main.tf': CLUSTER},
            IAM,
            id='a root moved deeper',
        ),
        pytest.param(
            {'tests/a.tf': CLUSTER},
            {'tests/a.tf': None, 'test/unit/a.tf': CLUSTER},
            IAM,
            id='from one test to another',
        ),
        pytest.param(
            {'prod/a.tf': CLUSTER},
            {'prod/a.tf': None, 'examples/a.tf': CLUSTER},
            IAM,
            id='out of production',
        ),
        pytest.param(
            {'Main.tf': CLUSTER},
            {'Main.tf': None, 'main.tf': CLUSTER},
            IAM,
            id='a name in other letters',
        ),
        pytest.param(
            {'a/db.yaml': TEMPLATE, 'a/x.yaml': ''},
            {'a/db.yaml': None, 'b/stack.yaml': TEMPLATE},
            IAM,
            id='a renamed template',
        ),
        pytest.param(
            {'modules/db/main.tf': CLUSTER, 'a/main.tf': CALL.replace('iam', '#')},
            {'a/main.tf': None, 'b/main.tf': CALL.replace('iam', '#')},
            IAM,
            id='a renamed root that calls a module',
        ),
        pytest.param(
            {'modules/db/main.tf': CLUSTER, 'a/main.tf': CALL.replace('iam', '#')},
            {
                'modules/db/main.tf': None,
                'modules/data/main.tf': CLUSTER,
                'a/main.tf': CALL.replace('iam', '#').replace('/db', '/data'),
            },
            IAM,
            id='a renamed module',
        ),
        pytest.param(
            {'naïve "dir"/main.tf': CLUSTER},
            {'naïve "dir"/main.tf': None, 'naïve\tdir/main.tf': CLUSTER},
            IAM,
            id='names that git would quote',
        ),
        pytest.param(
            _group('ssl_ciphers', f'{BAD},{WORSE}'),
            _group('ssl_ciphers', f'{WORSE}, {BAD}'),
            CIPHERS,
            id='another order',
        ),
        pytest.param(
            _group('ssl_ciphers', BAD),
            _group('ssl_ciphers', 'AES256-GCM-SHA384'),
            CIPHERS,
            id='the other spelling of a suite',
        ),
        pytest.param(
            _group('ssl_ciphers', f'{BAD},{WORSE}'),
            _group('ssl_ciphers', BAD),
            CIPHERS,
            id='a suite less',
        ),
        pytest.param(_unset(), _group('ssl_ciphers', WORSE), CIPHERS, id='a suite of the default'),
        pytest.param(
            _unset(), _group('rds.force_ssl', '0'), TLS, id='what was off is written as off'
        ),
        pytest.param(
            _group('ssl_min_protocol_version', 'TLSv1'),
            _group('ssl_min_protocol_version', 'TLSv1.1'),
            VERSION,
            id='a newer bound',
        ),
        pytest.param(_rule(f'{V4}\n    {V6}'), _rule(V6), OPEN, id='an address space less'),
        pytest.param(
            _rule(V4, 'from_port = 0\n    to_port = 65535'), _rule(V4), OPEN, id='fewer ports'
        ),
        pytest.param(_rule(V4, more=INGRESS), _rule(V4), OPEN, id='a rule less'),
    ],
)
def test_what_was_there_is_forgiven(
    repository: Repository,
    before: Tree,
    now: Tree,
    id: str,
) -> None:
    _changed(repository, before, now)

    done = _since(id)

    assert [one for one in done.findings if one['verdict'] == 'fail'] == []
    assert any(one['verdict'] == 'fail' for one in run('-o', 'json', '--check', id).findings)


@pytest.mark.parametrize(('before', 'now', 'id', 'path'), _WORSE)
def test_nor_does_a_baseline_forgive_it(
    repository: Repository,
    before: Tree,
    now: Tree,
    id: str,
    path: str,
) -> None:
    plant(repository.top, {name: text for name, text in before.items() if text is not None})
    assert run('--write-baseline', 'b.json', '--check', id).code == 0
    plant(repository.top, {name: text for name, text in now.items() if text is not None})

    require_held(run('-o', 'json', '--baseline', 'b.json', '--check', id), f'fail {id} at {path}')


# --- What is not asked for.

SECRET = 'hunter2'
FILES = {
    'outside.tfvars': f'password = "{SECRET}"\nengine_version = "{SECRET}"\n',
    'outside.json': f'{{"secret": "{SECRET}", "iam": true}}',
    'outside.txt': SECRET,
}


def _by(expression: str) -> dict[str, str]:
    return {'repository/main.tf': BY_VARIABLE.replace('var.iam', expression)}


@pytest.mark.parametrize(
    ('tree', 'argv'),
    [
        pytest.param(
            {**_by('fileexists("../outside.txt")')}, (), id='a file beside the repository'
        ),
        pytest.param({**_by('fileexists("../nothing.txt")')}, (), id='a file that is not there'),
        pytest.param({**_by('fileexists("/proc/self/environ")')}, (), id='a file of the kernel'),
        pytest.param({**_by('fileexists(".git/config")')}, (), id="a file of git's"),
        pytest.param(
            {**_by('fileexists("link.txt")'), 'repository/link.txt': Link('../outside.txt')},
            (),
            id='a link out of the repository',
        ),
        pytest.param(
            {**_by('fileexists("a/outside.txt")'), 'repository/a': Link('..')},
            (),
            id='a directory that is a link',
        ),
        pytest.param({**_by('length(fileset("..", "*.txt")) > 0')}, (), id='a set of files'),
        pytest.param(
            {**_by('length(fileset("a", "*.txt")) > 0'), 'repository/a': Link('..')},
            (),
            id='a set of files behind a link',
        ),
        pytest.param(
            {**_by('jsondecode(file("../outside.json")).iam')}, (), id='a file that is read'
        ),
        pytest.param(
            {**_by('try(jsondecode(file("../outside.json")).iam, true)')},
            (),
            id='a file that is tried',
        ),
        pytest.param({**_by('can(file("../outside.json"))')}, (), id='whether a file can be read'),
        pytest.param({**_by('try(file("/dev/zero"), "true") == "true"')}, (), id='a device'),
        pytest.param(
            {**_by('try(file(".env"), "true") == "true"'), 'repository/.env': SECRET},
            (),
            id='a file for secrets',
        ),
        pytest.param({**_by('templatefile("../outside.txt", {}) == "a"')}, (), id='a template'),
        pytest.param(
            {
                **_by('try(templatefile("l.tpl", {}), true)'),
                'repository/l.tpl': Link('../outside.txt'),
            },
            (),
            id='a template behind a link',
        ),
        pytest.param({**_by('filesha256("../outside.txt") == "a"')}, (), id='a hash'),
        pytest.param(
            {
                **_by('contains(["a"], trimspace(file("gha-creds-1.json")))'),
                'repository/gha-creds-1.json': SECRET,
            },
            (),
            id="a pipeline's credentials",
        ),
    ],
)
def test_nothing_outside_the_repository_decides(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Mapping[str, str],
    argv: tuple[str, ...],
) -> None:
    Repository(tmp_path / 'repository')
    plant(tmp_path, {**FILES, **tree})
    monkeypatch.chdir(tmp_path / 'repository')

    done = run('-o', 'json', '--check', IAM, *argv)

    require_held(done, f'undetermined {IAM} at main.tf')
    assert SECRET not in done.out + done.err


@pytest.mark.parametrize(
    ('tree', 'said'),
    [
        pytest.param(
            {CONFIGURATION: 'var_files: [../outside.tfvars]\n'},
            'is not in the repository of this file',
            id='a file beside the repository',
        ),
        pytest.param(
            {CONFIGURATION: 'var_files: [../nothing.tfvars]\n'},
            'is not in the repository of this file',
            id='a file that is not there',
        ),
        pytest.param(
            {CONFIGURATION: 'var_files: [/etc/passwd]\n'},
            'is not in the repository of this file',
            id='an absolute path',
        ),
        pytest.param(
            {CONFIGURATION: 'var_files: [l.tfvars]\n', 'l.tfvars': Link('../outside.tfvars')},
            'is not in the repository of this file',
            id='a link',
        ),
        pytest.param(
            {CONFIGURATION: 'var_files: [a/outside.tfvars]\n', 'a': Link('..')},
            'is not in the repository of this file',
            id='a directory that is a link',
        ),
        pytest.param(
            {CONFIGURATION: 'var_files: [.git/config]\n'},
            'is not in the repository of this file',
            id="a file of git's",
        ),
        pytest.param(
            {CONFIGURATION: Link('../outside.txt')},
            'is a link that leads out of the repository',
            id='the configuration itself',
        ),
        pytest.param(
            {CONFIGURATION: Link('.git/config')},
            'is a link that leads out of the repository',
            id="the configuration is git's",
        ),
        pytest.param(
            {CONFIGURATION: Link('/dev/zero')},
            'is a link that leads out of the repository',
            id='the configuration is a device',
        ),
    ],
)
def test_a_configuration_reads_nothing_elsewhere(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Mapping[str, str],
    said: str,
) -> None:
    repository = Repository(tmp_path / 'repository')
    plant(tmp_path, FILES)
    plant(repository.top, {'main.tf': CLUSTER, **tree})
    monkeypatch.chdir(repository.top)
    monkeypatch.delenv('CHECKOV_AURORA_PG_CONFIG', raising=False)

    done = run()

    assert (done.code, done.out) == (2, '')
    assert said in done.err
    assert SECRET not in done.err
    assert 'root:' not in done.err


def test_what_the_user_gives_is_the_users_choice(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    repository = Repository(tmp_path / 'repository')
    plant(tmp_path, {'own.yaml': 'var_files: [on.tfvars]\n', 'on.tfvars': 'iam = true\n'})
    plant(
        repository.top,
        {
            'main.tf': BY_VARIABLE + 'variable "iam" {}\n',
            CONFIGURATION: 'var_files: [vars/off.tfvars]\n',
            'vars/off.tfvars': 'iam = false\n',
        },
    )
    monkeypatch.chdir(repository.top)
    monkeypatch.delenv('CHECKOV_AURORA_PG_CONFIG', raising=False)

    assert run('--check', IAM).code == 1
    assert run('--check', IAM, '--config', '../own.yaml').code == 0
    assert run('--check', IAM, '--var-file', '../on.tfvars').code == 0
    monkeypatch.setenv('CHECKOV_AURORA_PG_CONFIG', '../own.yaml')
    assert run('--check', IAM).code == 0


# --- What git must not run, and what it knows besides.


def _boobytrapped(repository: Repository) -> Path:
    """Have the repository's configuration and attributes name a command wherever they can."""
    owned = repository.top.parent / 'owned'
    command = f'touch {owned}; cat'
    hooks = repository.top.parent / 'hooks'
    plant(hooks, {'post-index-change': f'#!/bin/sh\n{command}\n'})
    (hooks / 'post-index-change').chmod(0o755)
    for name, value in (
        ('core.fsmonitor', f'{command} #'),
        ('core.hooksPath', str(hooks)),
        ('core.sshCommand', command),
        ('core.pager', command),
        ('core.askPass', command),
        ('core.alternateRefsCommand', command),
        ('diff.external', command),
        ('diff.x.textconv', command),
        ('diff.x.command', command),
        ('filter.x.clean', command),
        ('filter.x.smudge', command),
        ('filter.x.process', command),
        ('remote.origin.url', f'ext::sh -c "{command}"'),
        ('remote.origin.promisor', 'true'),
        ('extensions.partialClone', 'origin'),
        ('uploadpack.packObjectsHook', command),
        ('credential.helper', f'!{command}'),
        ('gpg.program', command),
    ):
        repository.git('config', name, value)
    return owned


def test_a_hostile_configuration_of_git_runs_nothing(repository: Repository) -> None:
    attributes = '* filter=x diff=x text eol=crlf export-ignore\n'
    _changed(
        repository,
        {'a/main.tf': CLUSTER, '.gitattributes': attributes, '.gitignore': 'x\n'},
        {'a/main.tf': None, 'b/main.tf': CLUSTER, 'c/main.tf': CLUSTER},
    )
    owned = _boobytrapped(repository)
    plant(repository.top, {'b/main.tf.new': CLUSTER})
    (repository.top / 'b/main.tf.new').rename(repository.top / 'b/main.tf')  # its times differ

    done = _since(IAM)

    require_held(done, f'fail {IAM} at c/main.tf')
    assert [one['path'] for one in done.findings if one['verdict'] == 'fail'] == ['c/main.tf']
    assert not owned.exists()


def test_an_object_that_is_not_here_is_not_fetched(repository: Repository) -> None:
    commit = repository.commit({'main.tf': CLUSTER})
    blob = repository.git('rev-parse', 'HEAD:main.tf').strip()
    repository.commit({'main.tf': CLUSTER + '# more\n'})
    owned = _boobytrapped(repository)
    (repository.top / '.git/objects' / blob[:2] / blob[2:]).unlink()

    done = run('--since', commit, '--check', IAM)

    assert done.code == 2
    assert not owned.exists()


def test_a_bare_repository_in_the_tree_is_no_repository(
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    repository.commit({'main.tf': CLUSTER})
    owned = repository.top.parent / 'owned'
    plant(
        repository.top / 'bare',
        {
            'HEAD': 'ref: refs/heads/main\n',
            'objects/x': '',
            'refs/heads/x': '',
            'config': f'[core]\nbare = false\nworktree = ..\nfsmonitor = "touch {owned}; cat #"\n',
            'main.tf': CLUSTER,
        },
    )
    monkeypatch.chdir(repository.top / 'bare')

    done = run('--since', 'HEAD', '--check', IAM)

    assert (done.code, done.out) == (2, '')
    assert 'is in no git repository that can be read: ' in done.err
    assert not owned.exists()


def test_a_work_tree_elsewhere_is_not_taken(repository: Repository, tmp_path: Path) -> None:
    repository.commit({'main.tf': CLUSTER})
    repository.git('config', 'core.worktree', str(tmp_path))

    done = run('--since', 'HEAD', '--check', IAM)

    assert (done.code, done.out) == (2, '')
    assert f'its configuration says that its files are in `{tmp_path}`' in done.err


def test_another_owners_repository_is_said(
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    repository.commit({'main.tf': CLUSTER})
    monkeypatch.setenv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1')
    monkeypatch.setenv('GIT_CONFIG_GLOBAL', os.devnull)

    done = run('--since', 'HEAD', '--check', IAM)

    assert (done.code, done.out) == (2, '')
    assert 'dubious ownership' in done.err


def test_replaced_objects_and_grafts_forgive_nothing(repository: Repository) -> None:
    first = repository.commit({'README.md': ''})
    second = repository.commit({'main.tf': CLUSTER})
    repository.git('replace', first, second)

    require_held(run('-o', 'json', '--since', first, '--check', IAM), f'fail {IAM} at main.tf')
    repository.git('replace', '--delete', first)
    third = repository.commit({'x.tf': 'locals {}\n'})
    repository.write({'.git/info/grafts': f'{third} {third}\n{second} {second}\n'})
    require_held(run('-o', 'json', '--since', 'HEAD~2', '--check', IAM), f'fail {IAM} at main.tf')


def test_on_a_detached_head(repository: Repository) -> None:
    _changed(repository, {'main.tf': CLUSTER}, {'more.tf': CLUSTER.replace('"this"', '"more"')})
    repository.git('checkout', '--quiet', '--detach')

    require_held(_since(IAM), f'fail {IAM} at more.tf')


def test_a_shallow_clone_is_told_to_fetch(repository: Repository, tmp_path: Path) -> None:
    _changed(repository, {'main.tf': CLUSTER}, {'more.tf': ''})
    repository.git('clone', '--quiet', '--depth=1', f'file://{repository.top}', str(tmp_path / 'c'))

    done = run('--since', 'HEAD~1', str(tmp_path / 'c'))

    assert done.code == 2
    assert 'in a shallow clone, fetch it first' in done.err


def test_a_device_among_what_git_ignores_is_not_read(repository: Repository) -> None:
    repository.commit({'main.tf': CLUSTER, '.gitignore': '*.tfvars\n'})
    plant(repository.top, {'terraform.tfvars': Link('/dev/zero'), 'x.auto.tfvars': Link('/etc')})

    assert run('--since', 'HEAD', '--check', IAM).code == 3


# --- Submodules.


@pytest.fixture
def submodule(repository: Repository, tmp_path: Path) -> Repository:
    """Give the repository a submodule with a finding, and with a submodule of its own."""
    inmost = Repository(tmp_path / 'inmost')
    inmost.commit({'main.tf': CLUSTER})
    inner = Repository(tmp_path / 'inner')
    inner.commit({'main.tf': CLUSTER, 'db/main.tf': BY_VARIABLE + 'variable "iam" {}\n'})
    add = ('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add')
    inner.git(*add, str(inmost.top), 'deep')
    inner.commit()
    repository.git(*add, str(inner.top), 'sub')
    repository.git(
        '-C',
        'sub',
        '-c',
        'protocol.file.allow=always',
        'submodule',
        '--quiet',
        'update',
        '--init',
    )
    repository.commit({'main.tf': 'module "db" {\n  source = "./sub/db"\n  iam    = false\n}\n'})
    return Repository(repository.top / 'sub')


def _new_paths(done: Run) -> list[str]:
    return sorted(one['path'] for one in done.findings if one['verdict'] == 'fail')


def test_an_unchanged_submodule_brings_nothing(
    repository: Repository,
    submodule: Repository,
) -> None:
    repository.commit({'other.tf': 'locals {}\n'})

    assert _new_paths(run('-o', 'json', '--check', IAM)) == [
        'main.tf',
        'sub/deep/main.tf',
        'sub/main.tf',
    ]
    assert _new_paths(_since(IAM)) == []
    assert _new_paths(_since(IAM, 'sub/main.tf')) == []


def test_a_changed_submodule_brings_what_is_new_in_it(
    repository: Repository,
    submodule: Repository,
) -> None:
    submodule.commit({'more.tf': CLUSTER.replace('"this"', '"more"')})
    repository.commit()

    assert _new_paths(_since(IAM)) == ['sub/more.tf']


def test_a_submodule_whose_commit_is_not_here_counts_as_new(
    repository: Repository,
    submodule: Repository,
) -> None:
    gone = submodule.git('rev-parse', 'HEAD').strip()
    submodule.commit({'more.tf': 'locals {}\n'})
    repository.commit()
    objects = Path(submodule.git('rev-parse', '--absolute-git-dir').strip()) / 'objects'
    (objects / gone[:2] / gone[2:]).unlink()

    done = run('--since', 'HEAD~1', '--check', IAM)

    assert done.code == 1
    assert (
        'the submodule `sub` is not available as it was at `HEAD~1`: all in it counts' in done.out
    )
    assert 'sub/main.tf:4: CKV2_AURORAPG_4 ' in done.out


def test_a_submodule_that_was_never_checked_out_is_no_matter(
    repository: Repository,
    submodule: Repository,
    tmp_path: Path,
) -> None:
    repository.commit({'other.tf': CLUSTER})
    clone = tmp_path / 'clone'
    repository.git('clone', '--quiet', str(repository.top), str(clone))
    os.chdir(clone)

    done = run('--since', 'HEAD~1', '--check', IAM)

    assert 'the submodule' not in done.out
    assert 'other.tf:4: ' in done.out
