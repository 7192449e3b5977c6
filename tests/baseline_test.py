"""A baseline leaves out what a team starts with, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checkov_aurora_pg.scanning.changes import baseline
from testing.repositories import Repository
from testing.scans import run

IAM = ('--check', 'CKV2_AURORAPG_4')
FINDING = """
resource "aws_rds_cluster" "%s" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = false
}
"""
GROUP = """
resource "aws_rds_cluster_parameter_group" "this" {
  family = "aurora-postgresql16"
  parameter {
    name  = "ssl_ciphers"
    value = "TLS_RSA_WITH_AES_256_CBC_SHA,TLS_RSA_WITH_AES_128_CBC_SHA"
  }
}
"""
ONE, TWO = FINDING % 'one', FINDING % 'two'
UNDETERMINED = ONE.replace('= false', '= var.iam') + 'variable "iam" {}\n'


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv('CHECKOV_AURORA_PG_CONFIG', raising=False)


def _main(text: str) -> None:
    Path('main.tf').write_text(text)


def test_a_baseline_has_a_line_for_each_finding() -> None:
    Path('b').mkdir()
    Path('b/main.tf').write_text(ONE)
    _main(TWO + ONE)

    done = run('--write-baseline', 'baseline.json', *IAM)

    assert (done.code, done.err) == (0, '')
    assert '3 taken into the baseline' in done.out
    assert (
        Path('baseline.json').read_text()
        == """{
  "version": 2,
  "findings": [
    {"path": "b/main.tf", "id": "CKV2_AURORAPG_4", "resource": "aws_rds_cluster.one", \
"attribute": "iam_authentication", "verdict": "fail", "root": "", "wrong": []},
    {"path": "main.tf", "id": "CKV2_AURORAPG_4", "resource": "aws_rds_cluster.one", \
"attribute": "iam_authentication", "verdict": "fail", "root": "", "wrong": []},
    {"path": "main.tf", "id": "CKV2_AURORAPG_4", "resource": "aws_rds_cluster.two", \
"attribute": "iam_authentication", "verdict": "fail", "root": "", "wrong": []}
  ]
}
"""
    )


def test_what_it_has_is_left_out_wherever_the_command_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path('b').mkdir()
    Path('b/main.tf').write_text(ONE)
    _main(ONE)
    run('--write-baseline', 'baseline.json', *IAM)
    _main('# a line\n' * 10 + ONE + TWO)

    done = run('--baseline', 'baseline.json', *IAM)

    assert done.code == 1
    assert 'main.tf:19: CKV2_AURORAPG_4 ' in done.out
    assert (
        '1 failed (1 medium), 0 undetermined, 0 skipped, 0 passed\n2 known from `baseline.json`'
        in done.out
    )
    monkeypatch.chdir('b')
    assert run('--baseline', '../baseline.json', *IAM).code == 0


def test_what_is_gone_is_named() -> None:
    _main(ONE + TWO)
    run('--write-baseline', 'baseline.json', *IAM)
    _main(ONE)

    whole = run('--baseline', 'baseline.json', *IAM).out
    part = run('--baseline', 'baseline.json', '--check', 'CKV2_AURORAPG_1').out
    file = run('--baseline', 'baseline.json', *IAM, 'main.tf').out

    assert '1 entry of the baseline is gone: write it again with `--write-baseline`' in whole
    assert 'gone' not in part
    assert 'gone' not in file


def test_what_could_not_be_judged_is_never_in_it() -> None:
    _main(ONE + 'resource "aws_rds_cluster" "broken" {\n')

    assert run('--write-baseline', 'baseline.json').code == 3
    assert json.loads(Path('baseline.json').read_text())['findings'] == []
    assert run('--baseline', 'baseline.json').code == 3


@pytest.mark.parametrize(('configuration', 'count'), [('report', 0), ('fail', 1)])
def test_what_is_undetermined_is_in_it_where_it_fails(configuration: str, count: int) -> None:
    Path('.checkov-aurora-pg.yaml').write_text(f'undetermined: {configuration}\n')
    _main(UNDETERMINED)

    assert run('--write-baseline', 'baseline.json', *IAM).code == 0

    assert len(json.loads(Path('baseline.json').read_text())['findings']) == count
    assert run('--baseline', 'baseline.json', *IAM).code == 0


def test_an_entry_stands_for_one_finding() -> None:
    _main(ONE)
    run('--write-baseline', 'baseline.json', *IAM)
    Path('main.tf').rename('main_override.tf')
    _main(ONE)

    assert run('--baseline', 'baseline.json', *IAM).code == 1  # it is the override's now


@pytest.mark.parametrize(
    ('text', 'said'),
    [
        (None, 'cannot be read: No such file'),
        ('{', 'is not JSON'),
        ('[]', 'is not a baseline: write one with `--write-baseline`'),
        ('{}', 'is not a baseline'),
        ('["version"]', 'is not a baseline'),
        ('"version"', 'is not a baseline'),
        ('2', 'is not a baseline'),
        ('{"version": 1, "findings": []}', 'has version `1`, and this command reads version `2`'),
        ('{"version": 2}', 'has no list of `findings`'),
        ('{"version": 2, "findings": [1]}', 'has an entry 1 without the texts `path`, `id`, '),
        (
            '{"version": 2, "findings": [{"path": "a", "id": "CKV2_AURORAPG_0", "resource": "", '
            '"attribute": "", "verdict": "fail", "root": ""}]}',
            'has an entry 1 which is no finding',
        ),
        (
            '{"version": 2, "findings": [{"path": "a", "id": "CKV2_AURORAPG_4", "resource": "", '
            '"attribute": "", "verdict": "pass", "root": ""}]}',
            'has an entry 1 which is no finding',
        ),
        (
            '{"version": 2, "findings": [{"path": "a", "id": "CKV2_AURORAPG_2", "resource": "", '
            '"attribute": "", "verdict": "fail"}]}',
            'has an entry 1 without the texts `path`',
        ),
        *(
            (
                '{"version": 2, "findings": [{"path": "a", "id": "CKV2_AURORAPG_2", '
                '"resource": "", '
                f'"attribute": "", "verdict": "fail", "root": ""{wrong}}}]}}',
                'has an entry 1 without a list of texts `wrong`',
            )
            for wrong in ('', ', "wrong": "a"', ', "wrong": [1]')
        ),
        ('[' * 100_000, 'is not JSON'),
    ],
)
def test_what_is_no_baseline_is_refused(text: str | None, said: str) -> None:
    _main(ONE)
    if text is not None:
        Path('baseline.json').write_text(text)

    done = run('--baseline', 'baseline.json', *IAM)

    assert (done.code, done.out) == (2, '')
    assert said in done.err


def test_a_baseline_of_nothing_is_short_and_knows_nothing() -> None:
    Path('baseline.json').write_text(baseline.written(()))

    assert Path('baseline.json').read_text() == '{\n  "version": 2,\n  "findings": []\n}\n'
    assert baseline.read('baseline.json') == ()


def test_a_baseline_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    _main(ONE)
    text = '{"version": 2, "findings": []}'
    monkeypatch.setattr(baseline, 'MOST_BYTES', 1 << 20)
    Path('baseline.json').write_text(text.ljust(1 << 20))
    assert run('--baseline', 'baseline.json', *IAM).code == 1
    Path('baseline.json').write_text(text.ljust((1 << 20) + 1))

    done = run('--baseline', 'baseline.json', *IAM)

    assert (done.code, done.out) == (2, '')
    assert '`baseline.json` is larger than 1 MiB' in done.err


def test_what_is_wrong_is_in_the_file_in_order_and_by_root() -> None:
    Path('db').mkdir()
    Path('db/main.tf').write_text(GROUP)
    _main('module "db" {\n  source = "./db"\n}\n')

    run('--write-baseline', 'baseline.json', '--check', 'CKV2_AURORAPG_2')

    (entry,) = json.loads(Path('baseline.json').read_text())['findings']
    assert (entry['path'], entry['root']) == ('db/main.tf', '')
    assert entry['wrong'] == ['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA']
    Path('a').mkdir()
    Path('main.tf').rename('a/main.tf')
    Path('a/main.tf').write_text('module "db" {\n  source = "../db"\n}\n')
    assert run('--baseline', 'baseline.json', '--check', 'CKV2_AURORAPG_2').code == 1
    run('--write-baseline', 'baseline.json', '--check', 'CKV2_AURORAPG_2')
    (entry,) = json.loads(Path('baseline.json').read_text())['findings']
    assert entry['root'] == 'a'
    assert run('--baseline', 'baseline.json', '--check', 'CKV2_AURORAPG_2').code == 0


def test_to_read_one_and_to_write_one_is_too_much() -> None:
    assert run('--baseline', 'a.json', '--write-baseline', 'a.json').code == 2


@pytest.mark.parametrize(
    ('text', 'code'),
    [
        (ONE, 0),
        (UNDETERMINED, 0),
        ('resource "aws_rds_cluster" "broken" {\n', 3),
    ],
)
def test_soft_fail_forgives_findings_alone(text: str, code: int) -> None:
    _main(text)

    assert run('--soft-fail', *IAM).code == code
    assert run('--soft-fail', '--config', 'nowhere').code == 2
