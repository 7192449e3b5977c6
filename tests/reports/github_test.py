"""`-o github`: annotations where the author can act, and the summary of the step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from testing.scans import run
from testing.workflow_commands import Command
from testing.workflow_commands import commands

FIXTURES = Path(__file__).parent.parent / 'fixtures'

CLUSTER = """
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  engine_version                      = "17.4"
  iam_database_authentication_enabled = ON
}
"""
FINDING = CLUSTER.replace('ON', 'false')
UNDETERMINED = CLUSTER.replace('ON', 'var.iam').replace('this', 'other') + 'variable "iam" {}\n'
MODULE = CLUSTER.replace('ON', 'var.iam') + 'variable "iam" { default = false }\n'
BURSTABLE = """
resource "aws_rds_cluster_instance" "burstable" {
  engine               = "aurora-postgresql"
  cluster_identifier   = aws_rds_cluster.this.id
  db_subnet_group_name = aws_db_subnet_group.this.name
  instance_class       = "db.t3.medium"
}
resource "aws_db_subnet_group" "this" {
  subnet_ids = [aws_subnet.this.id]
}
resource "aws_subnet" "this" {
  vpc_id = aws_vpc.this.id
}
resource "aws_vpc" "this" {
  instance_tenancy = "dedicated"
}
"""
ONE_POLICY = ('--check', 'CKV2_AURORAPG_4')
TITLE = 'CKV2_AURORAPG_4: Aurora PostgreSQL cluster has IAM database authentication on'


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ('GITHUB_STEP_SUMMARY', 'GITHUB_WORKSPACE', 'CI_PROJECT_DIR'):
        monkeypatch.delenv(name, raising=False)


def _annotations(*argv: str) -> list[Command]:
    return commands(run('-o', 'github', *(argv or ONE_POLICY)).out)


def test_a_finding_is_an_annotation_on_its_line() -> None:
    Path('main.tf').write_text(FINDING)

    (annotation,) = _annotations()

    assert annotation.name == 'warning'
    assert annotation.properties == {
        'file': 'main.tf',
        'line': '5',
        'endLine': '5',
        'title': TITLE,
    }
    assert annotation.message.endswith(' [aws_rds_cluster.this]')


def test_the_counts_follow_and_are_no_annotation() -> None:
    Path('main.tf').write_text(FINDING)

    assert run('-o', 'github', *ONE_POLICY).out.splitlines()[-1] == (
        '1 failed (1 medium), 0 undetermined, 0 skipped, 0 passed'
    )


def test_the_most_severe_come_first_and_the_undetermined_last() -> None:
    Path('main.tf').write_text(
        BURSTABLE
        + FINDING
        + UNDETERMINED
        + """
resource "aws_rds_cluster_parameter_group" "this" {
  family = "aurora-postgresql17"
  parameter {
    name  = "rds.force_ssl"
    value = "0"
  }
}
"""
    )
    Path('z').mkdir()
    Path('z/main.tf').write_text('resource "aws_rds_cluster" "broken" {\n')

    found = [
        (one.name, one.properties['title'][:15], 'undetermined' in one.message)
        for one in _annotations('--check', 'CKV2_AURORAPG_1,CKV2_AURORAPG_3,CKV2_AURORAPG_4')
    ]

    assert found == [
        ('error', 'CKV2_AURORAPG_0', False),
        ('error', 'CKV2_AURORAPG_1', False),
        ('warning', 'CKV2_AURORAPG_4', False),
        ('notice', 'CKV2_AURORAPG_3', False),
        ('notice', 'CKV2_AURORAPG_4', True),
    ]


def test_a_module_is_annotated_where_the_root_calls_it() -> None:
    for directory in ('modules/db', 'modules/stack'):
        Path(directory).mkdir(parents=True)
    Path('modules/db/main.tf').write_text(MODULE)
    Path('modules/stack/main.tf').write_text('module "db" {\n  source = "../db"\n}\n')
    Path('main.tf').write_text('\nmodule "orders" {\n  source = "./modules/stack"\n}\n')

    (annotation,) = _annotations()

    assert (annotation.properties['file'], annotation.properties['line']) == ('main.tf', '2')
    assert annotation.message.endswith(
        ' [module.orders.module.db.aws_rds_cluster.this]; defined at modules/db/main.tf:7',
    )


def test_a_value_that_the_root_passes_is_annotated_where_it_stands() -> None:
    Path('modules/db').mkdir(parents=True)
    Path('modules/db/main.tf').write_text(MODULE)
    Path('main.tf').write_text('module "db" {\n  source = "./modules/db"\n  iam    = false\n}\n')

    (annotation,) = _annotations()

    assert (annotation.properties['file'], annotation.properties['line']) == ('main.tf', '3')
    assert 'defined at' not in annotation.message


def test_what_the_cdk_generates_is_annotated_in_the_app() -> None:
    app = str(FIXTURES / 'cdk/stage-and-nested')

    found = {
        (one['path'].split('/')[-1], str(one['line']))
        for one in run(app, '-o', 'json').findings
        if one['verdict'] in ('fail', 'undetermined')
    }

    assert ('app.js', '11') in found
    assert found == {
        (one.properties['file'].split('/')[-1], one.properties['line']) for one in _annotations(app)
    }


@pytest.mark.parametrize('name', ['a,b:c%0A.tf', 'a=b::error::c.tf', 'two\nlines\r.tf', 'größe.tf'])
def test_a_file_is_called_by_its_name(name: str) -> None:
    Path(name).write_text(FINDING)

    (annotation,) = _annotations()

    assert annotation.properties['file'] == name
    assert annotation.properties['title'] == TITLE


def test_paths_start_at_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    Path('live').mkdir()
    Path('live/main.tf').write_text(FINDING)
    monkeypatch.chdir('live')

    (annotation,) = _annotations()

    assert annotation.properties['file'] == 'live/main.tf'


def test_paths_start_at_the_workspace_where_there_is_no_repository(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / '.git').rmdir()
    Path('live').mkdir()
    Path('live/main.tf').write_text(FINDING)
    monkeypatch.chdir('live')
    monkeypatch.setenv('GITHUB_WORKSPACE', str(tmp_path))

    (annotation,) = _annotations()

    assert annotation.properties['file'] == 'live/main.tf'


def test_the_summary_is_added_to_that_of_the_step(monkeypatch: pytest.MonkeyPatch) -> None:
    Path('main.tf').write_text(FINDING)
    Path('summary.md').write_text('# Another step\n')
    monkeypatch.setenv('GITHUB_STEP_SUMMARY', 'summary.md')

    run('-o', 'github', *ONE_POLICY)

    summary = Path('summary.md').read_text()
    assert summary.startswith('# Another step\n## Aurora PostgreSQL security\n')
    assert '| medium | CKV2_AURORAPG_4 | `main.tf:5` |' in summary


def test_no_other_format_writes_the_summary_of_the_step(monkeypatch: pytest.MonkeyPatch) -> None:
    Path('main.tf').write_text(FINDING)
    monkeypatch.setenv('GITHUB_STEP_SUMMARY', 'summary.md')

    run('-o', 'json')

    assert not Path('summary.md').exists()


def test_a_summary_that_cannot_be_written_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    Path('main.tf').write_text(FINDING)
    monkeypatch.setenv('GITHUB_STEP_SUMMARY', 'nowhere/summary.md')

    done = run('-o', 'github')

    assert done.code == 2
    assert '`nowhere/summary.md` cannot be written' in done.err


def test_every_finding_is_annotated() -> None:
    for scanned in filter(Path.is_dir, FIXTURES.glob('*/*')):
        failed = sum(
            one['verdict'] in ('fail', 'undetermined')
            for one in run(str(scanned), '-o', 'json').findings
        )
        assert len(_annotations(str(scanned))) == failed, scanned


def test_all_formats_in_one_run() -> None:
    Path('main.tf').write_text(FINDING)

    done = run(
        *ONE_POLICY,
        '-o',
        'github',
        '-o',
        'sarif=x.sarif',
        '-o',
        'gitlab=q.json',
        '-o',
        'junitxml=j.xml',
        '-o',
        'markdown=s.md',
        '-o',
        'text=t.txt',
        '-o',
        'json=r.json',
    )

    assert done.code == 1
    assert len(commands(done.out)) == 1
    assert len(json.loads(Path('x.sarif').read_text())['runs'][0]['results']) == 1
    assert len(json.loads(Path('q.json').read_text())) == 1
    assert Path('j.xml').read_text().count('<failure ') == 1
    assert '**1 failed**' in Path('s.md').read_text()
    assert Path('t.txt').read_text().startswith('main.tf:5: CKV2_AURORAPG_4 ')
    assert len(json.loads(Path('r.json').read_text())['findings']) == 1
