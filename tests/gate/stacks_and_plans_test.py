"""Ways past the gate by Terraform's stacks, and by what its commands put out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from testing.scans import run
from testing.ways import Tree
from testing.ways import plant
from testing.ways import require_held
from testing.ways import scan_of

IAM = 'CKV2_AURORAPG_4'
MODULE = """
variable "iam" {
  default = true
}
resource "aws_rds_cluster" "orders" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = var.iam
}
"""
PLANNED = {
    'root_module': {
        'resources': [
            {
                'address': 'aws_rds_cluster.orders',
                'mode': 'managed',
                'type': 'aws_rds_cluster',
                'values': {
                    'engine': 'aurora-postgresql',
                    'iam_database_authentication_enabled': False,
                },
            }
        ]
    }
}
PLAN = json.dumps({'format_version': '1.2', 'planned_values': PLANNED})
LOG = '\n'.join(
    map(
        json.dumps,
        (
            {'@level': 'info', '@message': 'Terraform 1.9.0', 'type': 'version'},
            {
                '@level': 'info',
                'type': 'planned_change',
                'change': {'action': 'create', 'resource': {'resource_type': 'aws_rds_cluster'}},
            },
        ),
    )
)


def _component(source: str, inputs: str = 'iam = false') -> str:
    return f'component "db" {{\n  source = "{source}"\n  inputs = {{ {inputs} }}\n}}\n'


@pytest.mark.parametrize(
    ('tree', 'expected'),
    [
        pytest.param(
            {'a.tfcomponent.hcl': _component('./db'), 'db/main.tf': MODULE},
            'unjudged at a.tfcomponent.hcl',
            id='a component',
        ),
        pytest.param(
            {'a.tfcomponent.hcl': _component('./db'), 'db/main.tf': MODULE, 'prod.tfvars': ''},
            'unjudged at a.tfcomponent.hcl',
            id='a component beside variables',
        ),
        pytest.param(
            {'a.tfstack.hcl': _component('./db'), 'db/main.tf': MODULE},
            'unjudged at a.tfstack.hcl',
            id='a component in a file of the older name',
        ),
        pytest.param(
            {
                'a.tfcomponent.json': '{"component": {"db": {"source": "./db"}}}',
                'db/main.tf': MODULE,
            },
            'unjudged at a.tfcomponent.json',
            id='a component in JSON',
        ),
        pytest.param(
            {
                's/a.tfcomponent.hcl': _component('../all'),
                'all/main.tf': 'module "db" {\n  source = "../db"\n}\n',
                'db/main.tf': MODULE,
            },
            'unjudged at s/a.tfcomponent.hcl',
            id='a component whose module calls another',
        ),
        pytest.param(
            {'a.tfcomponent.hcl': _component('terraform-aws-modules/rds-aurora/aws')},
            'unjudged at a.tfcomponent.hcl',
            id='a component from the registry',
        ),
        pytest.param(
            {'a.tfcomponent.hcl': _component('acme/db/aws', 'engine = "aurora-postgresql"')},
            'unjudged at a.tfcomponent.hcl',
            id='a component with the engine as input',
        ),
        pytest.param(
            {
                'a.tfdeploy.hcl': 'deployment "p" {\n  inputs = { engine = '
                '"aurora-postgresql" }\n}\n'
            },
            'unjudged at a.tfdeploy.hcl',
            id='a deployment with the engine as input',
        ),
        pytest.param({'plan.json': LOG}, 'unjudged at plan.json', id='the log of a plan'),
        pytest.param({'plan.jsonl': LOG}, 'unjudged at plan.jsonl', id='the log of a plan, lines'),
        pytest.param({'plan.json': f'[{PLAN}]'}, 'unjudged at plan.json', id='a plan in a list'),
        pytest.param(
            {'plan.json': PLAN.replace('planned_values', r'planned\u005fvalues')},
            f'fail {IAM} at plan.json',
            id='a plan with escapes',
        ),
        pytest.param(
            {'plan.json': PLAN[:-1] + ', "planned_values": {"root_module": {}}}'},
            'unjudged at plan.json',
            id='a plan with a key written twice',
        ),
        pytest.param(
            {'plan.json': PLAN.replace('"engine"', '"engine": "aurora-mysql", "engine"')},
            'unjudged at plan.json',
            id='a plan with an argument written twice',
        ),
        *(
            pytest.param(
                {'plan.json': PLAN.replace(written, f'{written}, {again}')},
                'unjudged at plan.json',
                id=f'a plan that goes on with {again}',
            )
            for written, again in (
                ('"type": "aws_rds_cluster"', '"type": "aws_instance"'),
                ('"type": "aws_rds_cluster"', r'"t\u0079pe": "aws_instance"'),
                ('"type": "aws_rds_cluster"', '"type": null'),
                ('"mode": "managed"', '"mode": "data"'),
                ('"address": "aws_rds_cluster.orders"', '"address": ""'),
                ('"type": "aws_rds_cluster"', '"values": {}'),
                ('"engine": "aurora-postgresql"', '"engine": "aurora-mysql"'),
            )
        ),
        pytest.param(
            {
                'plan.json': PLAN[:-1]
                + ', "resource_changes": [{"address": "aws_rds_cluster.orders", '
                '"type": "aws_rds_cluster", "type": "x", "change": {}}]}'
            },
            'unjudged at plan.json',
            id='a plan with a change of two types',
        ),
        pytest.param(
            {
                'plan.json': PLAN[:-1]
                + ', "configuration": {"root_module": {"resources": [{"type": '
                '"aws_rds_cluster", "type": "aws_instance"}]}}}'
            },
            'unjudged at plan.json',
            id='a plan with configuration of two types',
        ),
    ],
)
def test_what_terraform_puts_out_and_its_stacks_are_judged_or_said(
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
            {
                'a.tfcomponent.hcl': _component('./net', ''),
                'net/main.tf': 'locals {}\n',
                'db/main.tf': MODULE,
            },
            id='a stack of something else',
        ),
        pytest.param(
            {'state.json': json.dumps({'format_version': '1.0', 'values': PLANNED})},
            id='what `terraform show` says of a state',
        ),
    ],
)
def test_what_is_none_of_it_is_no_problem(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tree: Tree,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = scan_of(tmp_path, tree)
    assert done.code == 0, done.out


def test_a_file_of_variables_is_in_the_ledger_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    plant(
        tmp_path,
        {
            'main.tf': 'variable "engine" {}\n'
            + MODULE.replace('"aurora-postgresql"', 'var.engine'),
            'terraform.tfvars': 'engine = "aurora-postgresql"\n',
        },
    )
    files = [one['path'] for one in json.loads(run('-o', 'json').out)['coverage']['files']]
    assert files == ['main.tf', 'terraform.tfvars']


def test_a_file_that_is_excluded_and_read_is_in_the_ledger_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / '.git').mkdir()
    plant(
        tmp_path,
        {
            'main.tf': MODULE,
            'iam_override.tf': 'resource "aws_rds_cluster" "orders" {\n'
            '  iam_database_authentication_enabled = false\n}\n',
            '.checkov-aurora-pg.yaml': 'exclude: [iam_override.tf]\n',
        },
    )
    done = run('-o', 'json')
    require_held(done, f'fail {IAM} at iam_override.tf')
    files = [one['path'] for one in json.loads(done.out)['coverage']['files']]
    assert files == ['iam_override.tf', 'main.tf']
