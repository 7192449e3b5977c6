"""Which files a Terraform root's reading covers, and what it describes and does not create."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.terraform.reader import read_root
from testing.ways import plant

CLUSTER = 'resource "aws_rds_cluster" "db" {\n  engine = "aurora-postgresql"\n}\n'


def _read(top: Path, tree: dict[str, str]) -> Reading:
    plant(top, tree)
    return read_root(str(top), options=ReadOptions(boundary=str(top)))


def _covered(top: Path, reading: Reading) -> set[str]:
    return {str(Path(path).relative_to(top)) for path in reading.covered}


def test_a_root_and_what_it_creates_are_covered(tmp_path: Path) -> None:
    reading = _read(
        tmp_path,
        {
            'main.tf': 'module "db" {\n  source = "./db"\n}\n',
            'terraform.tfvars': '',
            'settings.json': '{}',
            'db/main.tf': CLUSTER,
            'db/group.tf': 'resource "aws_rds_cluster_parameter_group" "g" {\n'
            '  name = file("${path.root}/settings.json")\n}\n',
            'other/main.tf': CLUSTER,
        },
    )

    assert _covered(tmp_path, reading) == {
        'main.tf',
        'terraform.tfvars',
        'settings.json',
        'db/main.tf',
        'db/group.tf',
    }
    assert not reading.absent


@pytest.mark.parametrize(
    ('argument', 'reason'),
    [
        ('count = 0', 'its `count` is 0'),
        ('count = var.off ? 1 : 0', 'its `count` is 0'),
        ('for_each = {}', 'its `for_each` is empty'),
        ('for_each = toset([])', 'its `for_each` is empty'),
        ('lifecycle {\n    enabled = var.off\n  }', 'its `enabled` is false'),
    ],
)
def test_a_call_that_creates_nothing_covers_nothing(
    tmp_path: Path,
    argument: str,
    reason: str,
) -> None:
    reading = _read(
        tmp_path,
        {
            'main.tf': f'variable "off" {{\n  default = false\n}}\n'
            f'module "db" {{\n  source = "./db"\n  {argument}\n}}\n',
            'db/main.tf': 'module "inner" {\n  source = "../inner"\n}\n',
            'inner/main.tf': CLUSTER,
        },
    )

    assert _covered(tmp_path, reading) == {'main.tf'}
    assert [(one.address, one.place.line, one.reason) for one in reading.absent] == [
        ('module.db', 4, reason)
    ]


def test_a_module_within_one_that_is_not_created_is_not_covered(tmp_path: Path) -> None:
    reading = _read(
        tmp_path,
        {
            'main.tf': 'module "db" {\n  source = "./db"\n}\n',
            'db/main.tf': 'module "inner" {\n  source = "../inner"\n  count = 0\n}\n',
            'inner/main.tf': CLUSTER,
        },
    )

    assert _covered(tmp_path, reading) == {'main.tf', 'db/main.tf'}
    assert [one.address for one in reading.absent] == ['module.db.module.inner']


def test_a_call_that_may_create_something_covers_it(tmp_path: Path) -> None:
    reading = _read(
        tmp_path,
        {
            'main.tf': 'variable "n" {}\nmodule "db" {\n  source = "./db"\n  count = var.n\n}\n',
            'db/main.tf': CLUSTER,
        },
    )

    assert _covered(tmp_path, reading) == {'main.tf', 'db/main.tf'}
    assert not reading.absent


def test_a_resource_without_an_instance_is_absent(tmp_path: Path) -> None:
    reading = _read(
        tmp_path,
        {
            'main.tf': (
                'resource "aws_rds_cluster" "db" {\n  count = 0\n'
                '  engine = "aurora-postgresql"\n}\n'
                'resource "aws_db_parameter_group" "g" {\n  for_each = {}\n}\n'
                'resource "aws_vpc" "v" {\n  count = 0\n}\n'
            )
        },
    )

    assert [(one.address, one.reason) for one in reading.absent] == [
        ('aws_rds_cluster.db', 'its `count` is 0'),
        ('aws_db_parameter_group.g', 'its `for_each` is empty'),
    ]


def test_a_call_of_what_has_no_database_is_not_absent(tmp_path: Path) -> None:
    reading = _read(
        tmp_path,
        {
            'main.tf': 'module "web" {\n  source = "./web"\n  count = 0\n}\n'
            'module "cluster" {\n  source = "example/eks/aws"\n  count = 0\n}\n',
            'web/main.tf': 'resource "aws_vpc" "v" {}\n',
        },
    )

    assert not reading.absent


def test_a_model_whose_inputs_create_no_cluster_is_absent(tmp_path: Path) -> None:
    reading = _read(
        tmp_path,
        {
            'main.tf': (
                'module "db" {\n  source  = "terraform-aws-modules/rds-aurora/aws"\n'
                '  version = "9.0.0"\n  engine = "aurora-postgresql"\n  create = false\n}\n'
            )
        },
    )

    assert [(one.address, one.reason) for one in reading.absent] == [
        ('module.db', 'its inputs do not create the cluster')
    ]


def test_a_root_of_which_a_file_cannot_be_read_covers_the_others(tmp_path: Path) -> None:
    reading = _read(tmp_path, {'main.tf': CLUSTER, 'broken.tf': 'resource {'})

    assert reading.problems
    assert reading.covered == {str(tmp_path / 'main.tf')}


def test_configuration_that_is_read_as_a_text_is_not_covered(tmp_path: Path) -> None:
    reading = _read(
        tmp_path,
        {
            'main.tf': CLUSTER.replace('"aurora-postgresql"', 'file("db/main.tf")'),
            'db/main.tf': CLUSTER,
        },
    )

    assert _covered(tmp_path, reading) == {'main.tf'}
