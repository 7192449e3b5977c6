"""What people read once: instances, calls of one module, and what has the same cause."""

from __future__ import annotations

from pathlib import Path

import pytest

from testing.scans import run

GROUP = """
resource "aws_rds_cluster_parameter_group" "this" {
  family = "aurora-postgresql16"
  parameter {
    name  = "rds.force_ssl"
    value = VALUE
  }
}
"""
CLUSTER = """
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  engine_version                      = "16.4"
  iam_database_authentication_enabled = true
  db_cluster_parameter_group_name     = aws_rds_cluster_parameter_group.this.name
}
"""
ONE = ('--check', 'CKV2_AURORAPG_1')


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)


def _heads(out: str) -> list[str]:
    return [line for line in out.splitlines() if line.startswith(('main.tf:', 'db/'))]


def test_the_instances_of_a_block_are_one_entry() -> None:
    Path('main.tf').write_text(GROUP.replace('family', 'count = 3\n  family').replace('VALUE', '0'))

    out = run(*ONE).out

    (head,) = _heads(out)
    assert head.endswith('[aws_rds_cluster_parameter_group.this[0] and 2 like it]')
    assert '3 failed (3 high)' in out


def test_the_calls_of_a_module_are_one_entry_that_names_the_calls() -> None:
    Path('db').mkdir()
    Path('db/main.tf').write_text(GROUP.replace('VALUE', '0'))
    Path('main.tf').write_text(
        ''.join(f'module "{name}" {{\n  source = "./db"\n}}\n' for name in 'abc')
    )

    out = run(*ONE).out

    (head,) = _heads(out)
    assert head.startswith('db/main.tf:6: CKV2_AURORAPG_1 high: ')
    assert head.endswith('[module.a.aws_rds_cluster_parameter_group.this and 2 like it]')
    assert [line.strip() for line in out.splitlines() if 'called here' in line] == [
        f'main.tf:{line}: called here as `module.{name}`'
        for line, name in ((1, 'a'), (4, 'b'), (7, 'c'))
    ]


def test_two_values_are_two_entries() -> None:
    Path('db').mkdir()
    Path('db/main.tf').write_text('variable "ssl" {}\n' + GROUP.replace('VALUE', 'var.ssl'))
    Path('main.tf').write_text(
        ''.join(
            f'module "{name}" {{\n  source = "./db"\n  ssl = {value}\n}}\n'
            for name, value in (('a', '0'), ('b', '"off"'))
        )
    )

    assert len(_heads(run(*ONE).out)) == 2


def test_a_cluster_that_only_has_a_group_that_fails_is_named_there() -> None:
    Path('main.tf').write_text(GROUP.replace('VALUE', '0') + CLUSTER)

    out = run('--check', 'CKV2_AURORAPG_1,CKV2_AURORAPG_5').out

    (head,) = _heads(out)
    assert head.startswith('main.tf:6: CKV2_AURORAPG_1 high: ')
    assert '`aws_rds_cluster.this` fails CKV2_AURORAPG_5 for this reason' in out
    assert '2 failed (2 high)' in out


def test_a_cluster_is_an_entry_of_its_own_where_its_group_is_not_judged() -> None:
    Path('main.tf').write_text(GROUP.replace('VALUE', '0') + CLUSTER)

    (head,) = _heads(run('--check', 'CKV2_AURORAPG_5').out)

    assert head.startswith('main.tf:14: CKV2_AURORAPG_5 high: ')


def test_a_group_that_is_skipped_hides_no_cluster() -> None:
    skip = '#checkov:skip=CKV2_AURORAPG_1:accepted\n  family'
    Path('main.tf').write_text(GROUP.replace('VALUE', '0').replace('family', skip) + CLUSTER)

    (head,) = _heads(run('--check', 'CKV2_AURORAPG_1,CKV2_AURORAPG_5').out)

    assert 'CKV2_AURORAPG_5 high: ' in head


def test_a_value_of_another_file_names_the_resource_that_has_it() -> None:
    Path('main.tf').write_text('variable "ssl" {}\n' + GROUP.replace('VALUE', 'var.ssl'))
    Path('terraform.tfvars').write_text('ssl = 0\n')

    out = run(*ONE).out

    assert out.startswith('terraform.tfvars:1: CKV2_AURORAPG_1 high: ')
    assert '    1 | ssl = 0\n      |       ^\n' in out
    assert 'main.tf:3: `aws_rds_cluster_parameter_group.this` is written here' in out


def test_what_is_not_set_is_told_apart_by_what_it_is() -> None:
    """Each of these stands at the group, since neither is written."""
    Path('main.tf').write_text(
        """
resource "aws_rds_cluster_parameter_group" "this" {
  family = "aurora-postgresql16"
}
"""
        + CLUSTER
    )

    out = run('--check', 'CKV2_AURORAPG_1,CKV2_AURORAPG_2,CKV2_AURORAPG_5').out

    tls, ciphers = out.split('CKV2_AURORAPG_2 medium')
    assert 'fails CKV2_AURORAPG_5 for this reason' in tls
    assert 'CKV2_AURORAPG_5' not in ciphers
