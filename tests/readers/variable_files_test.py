"""Which deployments the files around a root make, and what Terraform is given in each."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.terraform import deployments
from checkov_aurora_pg.readers.terraform.deployments import Deployments
from checkov_aurora_pg.readers.terraform.modules.sources import Library
from checkov_aurora_pg.readers.walking import variable_files
from checkov_aurora_pg.readers.walking.variable_files import Candidate
from checkov_aurora_pg.readers.walking.variable_files import may_be_given
from testing.terraform_oracle import TERRAFORM
from testing.ways import Link
from testing.ways import Tree
from testing.ways import plant

# `needed` has no value without a file.
CODE = 'variable "needed" {}\nvariable "size" {\n  default = 1\n}\n'
ALL_DEFAULTS = 'variable "size" {\n  default = 1\n}\n'
NEEDED = 'needed = 1\n'
SIZE = 'size = 2\n'
# What a backend is given with `terraform init -backend-config=FILE`.
STATE = 'bucket = "state"\nkey = "orders"\nregion = "eu-west-1"\n'

Expected = dict[str, list[str]]

# Of a root in `root`: what is there, and the files of each deployment in order.
LAYOUTS: dict[str, tuple[Tree, Expected]] = {
    'own folder': (
        {'root/a.tf': CODE, 'root/dev.tfvars': NEEDED, 'root/prod.tfvars': NEEDED},
        {'dev': ['root/dev.tfvars'], 'prod': ['root/prod.tfvars']},
    ),
    'own folder, JSON': (
        {'root/a.tf': CODE, 'root/prod.tfvars.json': '{"needed": 1}'},
        {'prod': ['root/prod.tfvars.json']},
    ),
    'one folder below': (
        {'root/a.tf': CODE, 'root/env/dev.tfvars': NEEDED, 'root/env/prod.tfvars': NEEDED},
        {'dev': ['root/env/dev.tfvars'], 'prod': ['root/env/prod.tfvars']},
    ),
    'a folder for each': (
        {
            'root/a.tf': CODE,
            'root/env/dev/terraform.tfvars': NEEDED,
            'root/env/prod/main.tfvars.json': '{"needed": 1}',
        },
        {'dev': ['root/env/dev/terraform.tfvars'], 'prod': ['root/env/prod/main.tfvars.json']},
    ),
    'loaded by itself elsewhere': (
        {'root/a.tf': CODE, 'root/env/prod.auto.tfvars': NEEDED},
        {'prod': ['root/env/prod.auto.tfvars']},
    ),
    'beside the roots': (
        {'root/a.tf': CODE, 'tfvars/prod.tfvars': NEEDED},
        {'prod': ['tfvars/prod.tfvars']},
    ),
    'beside the roots, two levels': (
        {'root/a.tf': CODE, 'live/prod/terraform.tfvars': NEEDED},
        {'prod': ['live/prod/terraform.tfvars']},
    ),
    'shared and own': (
        {'root/a.tf': CODE, 'root/prod.tfvars': NEEDED, 'root/common.tfvars': SIZE},
        {
            'prod': ['root/common.tfvars', 'root/prod.tfvars'],
            'prod.tfvars alone': ['root/prod.tfvars'],
        },
    ),
    'shared that is not enough, and own that is not': (
        {
            'root/a.tf': CODE + 'variable "more" {}\n',
            'root/prod.tfvars': NEEDED,
            'root/common.tfvars': 'more = 1\n',
        },
        {'prod': ['root/common.tfvars', 'root/prod.tfvars']},
    ),
    'shared by the roots, and own': (
        {
            'root/a.tf': CODE + 'variable "more" {}\n',
            'root/prod.tfvars': NEEDED,
            'config/global.tfvars': 'more = 1\n',
        },
        {'prod': ['config/global.tfvars', 'root/prod.tfvars']},
    ),
    'nothing but shared': (
        {'root/a.tf': CODE, 'root/common.tfvars': NEEDED},
        {'common': ['root/common.tfvars']},
    ),
    'one below another': (
        {
            'root/a.tf': CODE + 'variable "more" {}\n',
            'root/prod.tfvars': NEEDED,
            'root/eu/prod.tfvars': 'more = 1\n',
        },
        {'prod': ['root/prod.tfvars', 'root/eu/prod.tfvars']},
    ),
    'one name in two folders': (
        {'root/a.tf': CODE, 'root/eu/prod.tfvars': NEEDED, 'root/us/prod.tfvars': NEEDED},
        {'eu/prod': ['root/eu/prod.tfvars'], 'us/prod': ['root/us/prod.tfvars']},
    ),
    'every variable has a default': (
        {'root/a.tf': ALL_DEFAULTS, 'root/prod.tfvars': SIZE},
        {'defaults': [], 'prod': ['root/prod.tfvars']},
    ),
    'the rest is loaded by itself': (
        {'root/a.tf': CODE, 'root/terraform.tfvars': NEEDED, 'root/prod.tfvars': SIZE},
        {'defaults': [], 'prod': ['root/prod.tfvars']},
    ),
    'names that are not declared': (
        {'root/a.tf': CODE, 'root/prod.tfvars': NEEDED + 'other = 1\nmore = 2\n'},
        {'prod': ['root/prod.tfvars']},
    ),
    'names that are declared elsewhere': (
        {'root/a.tf': ALL_DEFAULTS, 'tfvars/prod.tfvars': SIZE + 'other = 1\nmore = 2\n'},
        {'': []},
    ),
    'what a backend is given': (
        {
            'root/a.tf': 'variable "region" {\n  default = 1\n}\n',
            'root/prod.tfvars': 'bucket = "state"\nregion = "eu-west-1"\n',
        },
        {'': []},
    ),
    # Terraform gives these to the backend alone: they set no variable and no workspace.
    'backend files that name environments': (
        {
            'root/a.tf': ALL_DEFAULTS,
            'root/backend/prod.hcl': STATE,
            'root/dev.s3.tfbackend': STATE,
            'root/env/qa/backend.conf': STATE,
            'root/stage.backend.tfvars': STATE,
            'root/backend/load.tfvars.json': '{"bucket": "state", "key": "orders"}',
        },
        {'': []},
    ),
    'backend files with the names of variables': (
        {
            'root/a.tf': ALL_DEFAULTS,
            'root/dev.s3.tfbackend': NEEDED,
            'root/backend/prod.hcl': NEEDED,
            'root/backend.tfvars.conf': NEEDED,
        },
        {'': []},
    ),
    'a backend file beside a file of the same environment': (
        {
            'root/a.tf': CODE,
            'root/prod.tfvars': NEEDED,
            'root/prod.backend.tfvars': STATE,
            'root/backends/prod.tfvars': STATE,
            'root/prod.s3.tfbackend': STATE,
        },
        {'prod': ['root/prod.tfvars']},
    ),
    'no values': ({'root/a.tf': CODE, 'root/prod.tfvars': '# none\n'}, {'': []}),
    'no files': ({'root/a.tf': CODE}, {'': []}),
    'the spelling of the ending': (
        {'root/a.tf': CODE, 'root/PROD.TFVARS': NEEDED},
        {'PROD': ['root/PROD.TFVARS']},
    ),
    'no stem': (
        {'root/a.tf': CODE, 'root/.tfvars': NEEDED, 'root/env/.tfvars': NEEDED},
        {'tfvars': ['root/.tfvars'], 'env': ['root/env/.tfvars']},
    ),
    'of a module below': (
        {
            'root/a.tf': ALL_DEFAULTS,
            'root/module/a.tf': ALL_DEFAULTS,
            'root/module/test.tfvars': SIZE,
        },
        {'': []},
    ),
    'of a root beside it': (
        {'root/a.tf': ALL_DEFAULTS, 'other/a.tf': ALL_DEFAULTS, 'other/prod.tfvars': SIZE},
        {'': []},
    ),
    'beside configuration that does not declare it': (
        {'root/a.tf': CODE, 'root/env/prod.tfvars': NEEDED, 'root/env/backend.tf': ''},
        {'prod': ['root/env/prod.tfvars']},
    ),
}


def _found(top: Path) -> list[Deployment]:
    options = ReadOptions(boundary=str(top))
    return list(Deployments(Library()).of(str(top / 'root'), options))


@pytest.mark.parametrize(('tree', 'expected'), LAYOUTS.values(), ids=LAYOUTS)
def test_the_deployments_of_a_layout(tmp_path: Path, tree: Tree, expected: Expected) -> None:
    plant(tmp_path, tree)

    assert {
        one.name: [os.path.relpath(path, tmp_path) for path in one.var_files]
        for one in _found(tmp_path)
    } == expected


@pytest.mark.skipif(TERRAFORM is None, reason='terraform is not installed: nothing to ask')
def test_terraform_takes_the_files_of_every_deployment(tmp_path: Path) -> None:
    for number, (tree, expected) in enumerate(LAYOUTS.values()):
        if expected == {'': []}:
            continue
        top = tmp_path / str(number)
        plant(top, tree)
        for one in _found(top):
            given = [f'-var-file={path}' for path in one.var_files]
            done = subprocess.run(
                (str(TERRAFORM), 'plan', '-input=false', *given),
                cwd=top / 'root',
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f'{one}: {done.stderr}'


def test_what_is_beyond_the_bounds_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant(
        tmp_path, {'root/a.tf': CODE, **{f'root/{number}.tfvars': NEEDED for number in range(70)}}
    )
    *named, last = _found(tmp_path)
    assert (len(named), last.name) == (64, '')
    assert last.refusal.startswith('it has more than 64 deployments')

    monkeypatch.setattr(variable_files, 'MOST_FOLDERS', 1)
    plant(tmp_path, {'root/env/a.txt': ''})
    assert [one.refusal for one in _found(tmp_path)] == [
        '',
        'variable files may be missing: there are more than 1 folders around it; name '
        'those that count under `deployments:` in the configuration',
    ]


@pytest.mark.parametrize(
    ('path', 'may'),
    [
        ('root/prod.tfvars', True),
        ('root/a/b/c/d/prod.tfvars', True),
        ('prod.tfvars', True),
        ('a/prod.tfvars', True),
        ('a/b/prod.tfvars', True),
        ('a/b/c/prod.tfvars', False),
        ('root2/prod.tfvars', True),
    ],
)
def test_where_a_file_is_looked_for(path: str, may: bool) -> None:
    assert may_be_given(f'/top/code/{path}', '/top/code/root') is may


@pytest.mark.parametrize(
    'name',
    [
        'bucket',
        'key',
        'dynamodb_table',
        'use_lockfile',
        'workspace_key_prefix',
        'encrypt',
        'prefix',
        'container_name',
        'storage_account_name',
        'hostname',
        'organization',
    ],
)
def test_a_file_that_a_backend_alone_takes_is_for_no_variables(name: str) -> None:
    """Where the module has a variable that no backend takes, the file may set that."""
    own = Candidate('/code/prod.tfvars', '/code', is_shared=False)
    assert not deployments._fits(own, {name, 'region'}, {'region'})
    assert deployments._fits(own, {name, 'region'}, {'region', name})
    assert deployments._fits(own, {name, 'size'}, {'size'})


@pytest.mark.parametrize(
    'name',
    [
        'region',
        'profile',
        'role_arn',
        'session_name',
        'external_id',
        'access_key',
        'secret_key',
        'token',
        'kms_key_id',
        'acl',
        'credentials',
        'subscription_id',
        'tenant_id',
        'resource_group_name',
        'workspaces',
        'assume_role',
    ],
)
def test_what_providers_take_too_may_be_a_backends(name: str) -> None:
    """It is, beside what nothing but a backend takes."""
    own = Candidate('/code/prod.tfvars', '/code', is_shared=False)
    assert not deployments._fits(own, {'bucket', name}, {name})
    assert deployments._fits(own, {'size', name}, {name})


@pytest.mark.parametrize(
    ('names', 'declared', 'fits'),
    [
        ('ab', 'a', True),
        ('abc', 'a', False),
        ('abcd', 'ab', True),
        ('abcde', 'ab', False),
        ('abcd', 'abcdef', True),
        ('a', 'b', False),
        ('', 'a', False),
    ],
)
def test_of_a_shared_file_half_of_the_names_are_declared(
    names: str,
    declared: str,
    fits: bool,
) -> None:
    """Of one's own, one of them is enough."""
    shared = Candidate('/code/vars/prod.tfvars', '/code', is_shared=True)
    assert deployments._fits(shared, set(names), set(declared)) is fits
    own = shared._replace(is_shared=False)
    assert deployments._fits(own, set(names), set(declared)) is bool(set(names) & set(declared))


def test_what_a_folder_declares_is_found_in_what_may_be_read(tmp_path: Path) -> None:
    """In JSON every key counts: it is enough to know what may be declared."""
    plant(
        tmp_path,
        {
            'root/a.tf': 'variable "a" {}\nvariable b {}\nlocals { c = 1 }\n',
            'root/b.tf.json': '{"variable": {"d-e": {}}}',
            'root/outside.tf': Link('../secret.tf'),
            'secret.tf': 'variable "secret" {}\n',
            'root/notes.txt': 'variable "note" {}\n',
        },
    )
    root = str(tmp_path / 'root')
    assert deployments._declared_in(root, root) == {'a', 'b', 'variable', 'd-e'}


def test_the_names_of_a_file_that_cannot_be_read_are_not_known(tmp_path: Path) -> None:
    """Not that it has none."""
    plant(
        tmp_path,
        {
            'root/prod.tfvars': 'size = 1\n',
            'root/broken.tfvars': 'size =\n',
            'root/twice.tfvars': 'size = 1\nsize = 2\n',
            'root/none.tfvars': '',
            'root/prod.tfvars.json': '{"size": 1}',
            'outside.tfvars': 'size = 1\n',
        },
    )
    root = str(tmp_path / 'root')
    found = {
        path: deployments._names_in(os.path.join(root, path), root)
        for path in (
            'prod.tfvars',
            'prod.tfvars.json',
            'none.tfvars',
            'broken.tfvars',
            'twice.tfvars',
            '../outside.tfvars',
        )
    }
    assert found == {
        'prod.tfvars': {'size'},
        'prod.tfvars.json': {'size'},
        'none.tfvars': set(),
        'broken.tfvars': None,
        'twice.tfvars': None,
        '../outside.tfvars': None,
    }


def test_each_deployment_says_what_it_comes_from(tmp_path: Path) -> None:
    """And which names it gives in vain, but not an endless list of them."""
    more = ''.join(f'{name} = 1\n' for name in 'gfedcb')
    plant(
        tmp_path,
        {
            'root/a.tf': ALL_DEFAULTS,
            'root/common.tfvars': SIZE,
            'root/dev.tfvars': SIZE,
            'root/prod.tfvars': SIZE + more,
        },
    )
    assert [(one.name, one.reason) for one in _found(tmp_path)] == [
        ('defaults', 'every variable has a value without a file'),
        ('dev', '`common.tfvars`, `dev.tfvars`'),
        ('prod', '`common.tfvars`, `prod.tfvars`; not declared here: `b`, `c`, `d`, `e`, `f`'),
        ('common.tfvars alone', '`common.tfvars` is enough'),
        ('dev.tfvars alone', '`dev.tfvars` is enough'),
        ('prod.tfvars alone', '`prod.tfvars` is enough'),
    ]


@pytest.mark.parametrize(
    ('unit', 'names'),
    [
        ('terragrunt.hcl', ['defaults', 'prod']),
        ('other.hcl', ['prod']),
    ],
)
def test_a_unit_is_deployed_without_a_file_too(
    tmp_path: Path,
    unit: str,
    names: list[str],
) -> None:
    """Its inputs may give what the code leaves open."""
    plant(tmp_path, {'root/a.tf': CODE, f'root/{unit}': '', 'root/prod.tfvars': NEEDED})
    assert [one.name for one in _found(tmp_path)] == names


def test_as_many_deployments_as_the_bound_are_judged(tmp_path: Path) -> None:
    """None is left out of these."""
    plant(
        tmp_path, {'root/a.tf': CODE, **{f'root/{number}.tfvars': NEEDED for number in range(64)}}
    )
    found = _found(tmp_path)
    assert (len(found), {one.refusal for one in found}) == (64, {''})
