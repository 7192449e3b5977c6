"""Ways past the gate by the modules that code calls: which version of which code is judged."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from testing.ways import Link
from testing.ways import Tree
from testing.ways import plant
from testing.ways import require_held
from testing.ways import scan_of

AURORA = 'terraform-aws-modules/rds-aurora/aws'
GITHUB = 'github.com/terraform-aws-modules/terraform-aws-rds-aurora'
COMPLIANT = """
variable "engine" {
  default = "aurora-postgresql"
}
resource "aws_rds_cluster" "this" {
  engine                              = var.engine
  iam_database_authentication_enabled = true
}
"""


def _call(source: str, *lines: str, name: str = 'db') -> Tree:
    written = '\n'.join(f'  {line}' for line in lines)
    return {'main.tf': f'module "{name}" {{\n  source = "{source}"\n{written}\n}}\n'}


POSTGRESQL = 'engine = "aurora-postgresql"'
IAM = 'iam_database_authentication_enabled = true'
WITHOUT_TLS = 'db_cluster_parameter_group_parameters = [{ name = "rds.force_ssl", value = "0" }]'
GROUP = (
    'create_db_cluster_parameter_group = true',
    'db_cluster_parameter_group_family = "aurora-postgresql16"',
)
OPEN = 'allowed_cidr_blocks = ["0.0.0.0/0"]'
RETIRED = ('ca_cert_identifier = "rds-ca-2019"', 'instances = { one = {} }')
CLUSTER_POLICY = 'undetermined CKV2_AURORAPG_4 at main.tf'


@pytest.mark.parametrize(
    ('tree', 'expected'),
    [
        pytest.param(
            _call(AURORA, POSTGRESQL, *GROUP, WITHOUT_TLS),
            'fail CKV2_AURORAPG_1 at main.tf',
            id='parameters of an older version, no version',
        ),
        pytest.param(
            _call(AURORA, 'version = ">= 7.3"', POSTGRESQL, *GROUP, WITHOUT_TLS),
            'fail CKV2_AURORAPG_1 at main.tf',
            id='parameters of an older version, open version',
        ),
        pytest.param(
            _call(AURORA, POSTGRESQL, 'vpc_id = "vpc-1"', OPEN),
            'fail CKV2_AURORAPG_9 at main.tf',
            id='addresses of an older version',
        ),
        pytest.param(
            _call(AURORA, 'version = "> 5, != 10.2.0"', POSTGRESQL, *RETIRED),
            'fail CKV2_AURORAPG_10 at main.tf',
            id='an authority of an older version',
        ),
        pytest.param(
            _call(GITHUB, POSTGRESQL, *GROUP, WITHOUT_TLS),
            'fail CKV2_AURORAPG_1 at main.tf',
            id='parameters of an older version, no ref',
        ),
        pytest.param(
            _call(f'git::https://{GITHUB}.git?ref=main', POSTGRESQL, 'vpc_id = "vpc-1"', OPEN),
            'fail CKV2_AURORAPG_9 at main.tf',
            id='addresses of an older version, a branch',
        ),
        pytest.param(
            {
                'main.tf.json': json.dumps(
                    {
                        'module': {
                            'db': {
                                '//': 'a comment',
                                'source': AURORA,
                                'engine': 'aurora-postgresql',
                                'vpc_id': 'vpc-1',
                                'allowed_cidr_blocks': ['0.0.0.0/0'],
                            }
                        }
                    }
                )
            },
            'fail CKV2_AURORAPG_9 at main.tf.json',
            id='addresses of an older version, in JSON',
        ),
        pytest.param(
            {
                **_call(AURORA, POSTGRESQL, IAM),
                'main_override.tf': f'module "db" {{\n  {OPEN}\n  vpc_id = "vpc-1"\n}}\n',
            },
            'fail CKV2_AURORAPG_9',
            id='an argument in an override file',
        ),
        pytest.param(
            _call(AURORA, 'version = "10.2.0"', POSTGRESQL, IAM, *GROUP, WITHOUT_TLS),
            CLUSTER_POLICY,
            id='parameters that the version has not',
        ),
        pytest.param(
            _call(AURORA, 'version = "~> 10.4"', POSTGRESQL, IAM),
            CLUSTER_POLICY,
            id='a version that nobody has checked',
        ),
        pytest.param(
            _call(AURORA, POSTGRESQL, IAM, 'cluster_parameter_group = {}', WITHOUT_TLS),
            CLUSTER_POLICY,
            id='arguments that no version has together',
        ),
        pytest.param(
            _call(AURORA, POSTGRESQL, IAM, 'paramters = [{ name = "rds.force_ssl", value = "0" }]'),
            CLUSTER_POLICY,
            id='an argument that no version has',
        ),
        pytest.param(
            _call(AURORA, 'version = "9.x"', POSTGRESQL, IAM), CLUSTER_POLICY, id='no constraint'
        ),
        pytest.param(
            _call(AURORA, 'version = "10.0.0-rc.1"', POSTGRESQL, IAM),
            CLUSTER_POLICY,
            id='a version before a release',
        ),
        pytest.param(
            _call(AURORA, 'version = var.release', POSTGRESQL, IAM),
            CLUSTER_POLICY,
            id='a version that nothing gives',
        ),
        pytest.param(
            _call(f'{GITHUB}?ref=hotfix', POSTGRESQL, IAM), CLUSTER_POLICY, id='a branch of its own'
        ),
        pytest.param(
            _call('github.com/acme/terraform-aws-rds-aurora?ref=v9.1.0', IAM),
            CLUSTER_POLICY,
            id='a fork',
        ),
        pytest.param(
            _call('CMSgov/cdap//terraform/modules/aurora', 'name = "orders"'),
            CLUSTER_POLICY,
            id='a source that speaks of it',
        ),
        pytest.param(
            _call('app.terraform.io/acme/aurora-postgresql/aws'),
            CLUSTER_POLICY,
            id='a private registry',
        ),
        pytest.param(
            _call('git::ssh://git@git.example.com/rds-aurora.git', 'engine_version = "16.4"'),
            CLUSTER_POLICY,
            id='a repository over ssh',
        ),
        pytest.param(
            _call('s3::https://s3-eu-west-1.amazonaws.com/acme/modules/rds-cluster.zip'),
            CLUSTER_POLICY,
            id='an archive',
        ),
        pytest.param(
            _call('git::https://git.example.com/modules.git//db?ref=aurora-1.2'),
            CLUSTER_POLICY,
            id='a tag that speaks of it',
        ),
        pytest.param(
            _call('acme/platform/aws', name='aurora_main'),
            CLUSTER_POLICY,
            id='a public module under a name that is of a cluster',
        ),
        pytest.param(
            _call('../../../outside', name='aurora'), CLUSTER_POLICY, id='a name that speaks of it'
        ),
        pytest.param(
            _call('git::https://git.example.com/db.git', 'db_cluster_parameters = []'),
            CLUSTER_POLICY,
            id='an input that only clusters have',
        ),
        pytest.param(
            _call('git::https://git.example.com/db.git', 'aurora_instance_class = "db.r6g.large"'),
            CLUSTER_POLICY,
            id='an input that speaks of it',
        ),
        pytest.param(
            _call(
                'git::https://git.example.com/db.git',
                'settings = { db = { db_engine = " Aurora-PostgreSQL " } }',
            ),
            CLUSTER_POLICY,
            id='an engine deep in an input',
        ),
        pytest.param(
            _call('git::https://git.example.com/db.git', 'type = "Aurora PostgreSQL"'),
            CLUSTER_POLICY,
            id='an engine in other words',
        ),
        pytest.param(
            _call('git::https://git.example.com/db.git', 'family = "aurora-postgresql15"'),
            CLUSTER_POLICY,
            id='a family',
        ),
        pytest.param(
            _call('git::https://git.example.com/rds.git', 'engine = "aurora-${var.flavour}"'),
            CLUSTER_POLICY,
            id='an engine that is known in part',
        ),
        pytest.param(
            _call('terraform-aws-modules/${var.module}/aws', POSTGRESQL),
            CLUSTER_POLICY,
            id='a source that is known in part',
        ),
        pytest.param(
            {'main.tf': 'module "db" {\n  source = var.aurora_module\n  name   = "orders"\n}\n'},
            CLUSTER_POLICY,
            id='a source that nothing gives',
        ),
        pytest.param(
            {'main.tf': 'module "db" {\n  source = <<-HERE\n    ./aurora\n  HERE\n}\n'},
            CLUSTER_POLICY,
            id='a source with a line end',
        ),
        pytest.param(
            {
                'main.tf': 'locals {\n  dir = "db"\n}\nmodule "x" {\n'
                '  source = "./${local.dir}"\n}\n',
                'db/main.tf': COMPLIANT.replace('true', 'false'),
            },
            'fail CKV2_AURORAPG_4 at db/main.tf',
            id='a source through a local',
        ),
        pytest.param(
            {
                'main.tf': 'variable "v" {\n  default = "9.1.0"\n}\nmodule "db" {\n'
                f'  source = ("{AURORA}")\n  version = var.v\n  {POSTGRESQL}\n}}\n'
            },
            'fail CKV2_AURORAPG_4 at main.tf',
            id='a version through a variable',
        ),
    ],
)
def test_it_is_held(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    require_held(scan_of(tmp_path, tree), expected)


@pytest.mark.parametrize(
    'tree',
    [
        pytest.param(
            _call('terraform-aws-modules/s3-bucket/aws', name='aurora_backups'),
            id='a module of a publisher that is known',
        ),
        pytest.param(
            _call('acme/vpc/aws', 'name = "aurora-postgresql"', name='vpc'),
            id='a network that is called after it',
        ),
        pytest.param(
            _call('github.com/acme/terraform-aws-security-group', name='aurora_sg'),
            id='a security group for it',
        ),
        pytest.param(_call('acme/vpc/aws', 'tags = { of = "aurora" }'), id='a tag'),
        pytest.param(
            _call('git::https://git.example.com/vpc.git', 'aurora_cidr = var.cidr'),
            id='what is handed on',
        ),
        pytest.param(
            _call(
                'git::https://git.example.com/rds.git',
                'engine = "postgres"',
                'name = "aurora-to-be"',
            ),
            id='another engine',
        ),
        pytest.param(
            _call('acme/aurora/aws', 'engine = "aurora-mysql"', 'engine_version = "8.0"'),
            id='the other engine of Aurora',
        ),
        pytest.param(
            _call('acme/aurora-mysql/aws', 'instances = 2', name='aurora_mysql'),
            id='a source of the other engine',
        ),
        pytest.param(_call('github.com/aurora/terraform-aws-vpc', name='vpc'), id='an owner'),
        pytest.param(_call(f'{AURORA}//modules/dsql'), id='another database of the name'),
        pytest.param(_call('acme/aurora/aws', 'count = 0'), id='a call that creates nothing'),
    ],
)
def test_what_is_no_cluster_is_not_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
) -> None:
    monkeypatch.chdir(tmp_path)

    done = scan_of(tmp_path, tree)

    assert (done.code, done.findings) == (0, [])


def test_a_call_is_said_once_and_for_each_policy_that_runs(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    tree = _call('acme/aurora/aws', 'for_each = toset(["a", "b"])', POSTGRESQL)

    everything, one = scan_of(tmp_path, tree), scan_of(tmp_path, {}, '--check', 'CKV2_AURORAPG_1')

    assert [entry['id'] for entry in everything.findings] == ['CKV2_AURORAPG_4']
    assert 'CKV2_AURORAPG_1' in everything.findings[0]['others']
    assert [entry['id'] for entry in one.findings] == ['CKV2_AURORAPG_1']


def test_a_skip_of_one_policy_skips_no_other(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    skip = '# checkov:skip=CKV2_AURORAPG_4:passwords are rotated'

    done = scan_of(tmp_path, _call('acme/aurora/aws', skip))

    assert [(entry['id'], entry['verdict']) for entry in done.findings] == [
        ('CKV2_AURORAPG_4', 'skip'),
        ('CKV2_AURORAPG_5', 'undetermined'),
    ]


def test_what_is_said_once_fails_where_the_undetermined_fails(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    tree = _call('acme/aurora/aws')

    done = scan_of(tmp_path, {**tree, '.checkov-aurora-pg.yaml': 'undetermined: fail\n'})

    assert done.code == 1


def _manifest(directory: str, source: str = AURORA, version: str = '9.1.0') -> str:
    return json.dumps(
        {
            'Modules': [
                {'Key': 'db', 'Source': source, 'Version': version, 'Dir': directory},
            ]
        }
    )


def _installed(directory: str, source: str = AURORA) -> Tree:
    return {
        '.terraform/modules/modules.json': _manifest(directory, source),
        f'{directory}/main.tf': COMPLIANT,
    }


_MANIFEST = _manifest('.terraform/modules/db')


def _git(top: Path, *arguments: str) -> None:
    subprocess.run(['git', '-C', str(top), *arguments], check=True, capture_output=True)


VIOLATING = _call(AURORA, 'version = "~> 9.0"', POSTGRESQL)
HELD = 'fail CKV2_AURORAPG_4 at main.tf'


@pytest.mark.parametrize(
    ('tree', 'version', 'expected'),
    [
        pytest.param(
            {**VIOLATING, **_installed('.terraform/modules/db')}, 2, HELD, id='a known module'
        ),
        pytest.param(
            {**VIOLATING, **_installed('.terraform/modules/db')}, 4, HELD, id='a compressed index'
        ),
        pytest.param({**VIOLATING, **_installed('modules/fake')}, 2, HELD, id='another directory'),
        pytest.param(
            {**_call('acme/aurora/aws'), **_installed('.terraform/modules/db', 'acme/aurora/aws')},
            2,
            CLUSTER_POLICY,
            id='a module that is not known',
        ),
        pytest.param(
            {
                **_call('github.com/acme/terraform-aws-aurora'),
                '.external_modules/github.com/acme/terraform-aws-aurora/HEAD/main.tf': COMPLIANT,
            },
            2,
            CLUSTER_POLICY,
            id='what Checkov downloads',
        ),
        pytest.param(
            {**VIOLATING, **_installed('.terraform/modules/db'), '.gitignore': '.terraform\n'},
            2,
            HELD,
            id='in spite of being ignored',
        ),
        pytest.param(
            {
                **VIOLATING,
                'made/modules/modules.json': _MANIFEST,
                'made/modules/db/main.tf': COMPLIANT,
                '.terraform': Link('made'),
            },
            2,
            HELD,
            id='a link',
        ),
    ],
)
def test_committed_code_decides_nothing_of_a_remote_module(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
    version: int,
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    plant(tmp_path, tree)
    _git(tmp_path, 'init', '--quiet')
    _git(tmp_path, 'add', '--force', '.')
    _git(tmp_path, 'update-index', '--index-version', str(version))

    require_held(scan_of(tmp_path, {}), expected)


def test_committed_code_may_be_what_is_deployed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    plant(tmp_path, {**_call(AURORA, POSTGRESQL, IAM), **_installed('.terraform/modules/db')})
    _git(tmp_path, 'init', '--quiet')
    _git(tmp_path, 'add', '.')

    done = scan_of(tmp_path, {})

    said = [entry['message'] for entry in done.findings if 'others' in entry]
    assert ['is committed in `.terraform/modules`' in message for message in said] == [True]


@pytest.mark.parametrize('is_repository', [True, False])
def test_what_terraform_init_has_put_beside_the_code_decides(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_repository: bool,
) -> None:
    monkeypatch.chdir(tmp_path)
    plant(tmp_path, {**VIOLATING, '.gitignore': '.terraform\n'})
    if is_repository:
        _git(tmp_path, 'init', '--quiet')
        _git(tmp_path, 'add', '.')

    done = scan_of(tmp_path, _installed('.terraform/modules/db'))

    assert {(entry['id'], entry['verdict']) for entry in done.findings} >= {
        ('CKV2_AURORAPG_4', 'pass'),
    }
    assert done.code == 0


def test_what_terraform_init_knew_of_a_source_decides(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    tree = {'main.tf': 'module "db" {\n  source = var.aurora\n}\n'}

    done = scan_of(tmp_path, {**tree, **_installed('.terraform/modules/db')})

    assert {(entry['id'], entry['verdict']) for entry in done.findings} >= {
        ('CKV2_AURORAPG_4', 'pass'),
    }


def test_the_version_that_terraform_init_has_chosen_is_the_one_that_is_judged(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    group = 'cluster_parameter_group = { family = "aurora-postgresql15" }'
    tree = _call(AURORA, POSTGRESQL, IAM, group)

    require_held(
        scan_of(
            tmp_path,
            {
                **tree,
                '.terraform/modules/modules.json': _manifest('.terraform/modules/db'),
            },
        ),
        CLUSTER_POLICY,
    )
    require_held(
        scan_of(
            tmp_path,
            {
                '.terraform/modules/modules.json': _manifest(
                    '.terraform/modules/db', version='10.0.1'
                ),
            },
        ),
        'fail CKV2_AURORAPG_1 at main.tf',
    )
