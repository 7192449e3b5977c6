"""The command line: what it exits with, what it prints, and what it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import checkov_aurora_pg
from checkov_aurora_pg.command_line.command import main
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.scanning import assessment
from testing.scans import run

CLEAN = """
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = true
}
"""
FINDING = CLEAN.replace('true', 'false')
UNDETERMINED = CLEAN.replace('true', 'var.iam') + 'variable "iam" {}\n'
BROKEN = CLEAN + 'resource "aws_rds_cluster" "broken" {\n'

IAM = next(policy for policy in POLICIES if policy.id == 'CKV2_AURORAPG_4')

# The one policy of these trees, so that a new one leaves these tests as they are.
ONLY = ('--check', IAM.id)


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv('CHECKOV_AURORA_PG_CONFIG', raising=False)


def _configuration(text: str) -> None:
    Path('.checkov-aurora-pg.yaml').write_text(text)


@pytest.mark.parametrize(
    ('text', 'code'),
    [
        pytest.param('', 0, id='nothing to judge'),
        pytest.param(CLEAN, 0, id='clean'),
        pytest.param(FINDING, 1, id='a finding'),
        pytest.param(UNDETERMINED, 0, id='undetermined'),
        pytest.param(BROKEN, 3, id='a file that does not parse'),
        pytest.param(CLEAN.replace('{', '{\n  count = 5000000', 1), 3, id='beyond a bound'),
    ],
)
def test_exit_codes(text: str, code: int) -> None:
    Path('main.tf').write_text(text)

    done = run(*ONLY)

    assert (done.code, done.err) == (code, '')


def test_a_report_that_is_not_whole_is_no_report_of_findings() -> None:
    Path('a').mkdir()
    Path('a/main.tf').write_text(FINDING)
    Path('b').mkdir()
    Path('b/main.tf').write_text(BROKEN)

    done = run(*ONLY)

    assert done.code == 3
    assert 'a/main.tf:4: CKV2_AURORAPG_4 ' in done.out
    assert 'b/main.tf:' in done.out
    assert '1 of the failures could not be judged' in done.out


def test_undetermined_fails_where_the_team_says_so() -> None:
    Path('main.tf').write_text(UNDETERMINED)
    _configuration('undetermined: fail\n')

    assert run(*ONLY).code == 1


def test_text_is_for_people() -> None:
    Path('main.tf').write_text(FINDING + UNDETERMINED.replace('this', 'other'))

    lines = run(*ONLY).out.splitlines()
    finding, written, mark, undetermined, *_, decider, files, summary, advice = lines

    assert finding.startswith('main.tf:4: CKV2_AURORAPG_4 medium: `iam_database_')
    assert finding.endswith(' [aws_rds_cluster.this]')
    assert written.startswith('    4 |   iam_database_authentication_enabled = false')
    assert mark.startswith('      | ')
    assert mark.index('^') == written.index('false')
    assert mark.count('^') == len('false')
    assert undetermined.startswith('main.tf:7: CKV2_AURORAPG_4 undetermined: `iam_data')
    assert '`var.iam` has no default' in undetermined
    assert decider == '    main.tf:11: the unknown value'
    assert summary == '1 failed (1 medium), 1 undetermined, 0 skipped, 0 passed'
    assert advice == 'why, and how to fix it: checkov-aurora-pg --explain CKV2_AURORAPG_4'
    assert files == 'files: 1 judged'


@pytest.mark.parametrize('ending', ['\n', '\r\n'])
def test_a_condition_is_quoted_however_lines_end(ending: str) -> None:
    code = UNDETERMINED.replace('var.iam', 'var.iam > 4')
    Path('main.tf').write_bytes(code.replace('\n', ending).encode())

    assert 'fails where `var.iam > 4` is false, passes where it is true' in run(*ONLY).out


def test_nothing_to_judge_is_said() -> None:
    assert run().out == (
        '0 failed, 0 undetermined, 0 skipped, 0 passed: no Aurora PostgreSQL here\n'
    )


def test_json_is_for_programs() -> None:
    Path('main.tf').write_text(FINDING + CLEAN.replace('this', 'other'))

    report = json.loads(run('-o', 'json', *ONLY).out)

    assert report['summary'] == {'passed': 1, 'failed': 1, 'skipped': 0, 'undetermined': 0}
    failed, passed = report['findings']
    assert failed.pop('message')
    assert failed == {
        'id': 'CKV2_AURORAPG_4',
        'verdict': 'fail',
        'path': 'main.tf',
        'line': 4,
        'end_line': 4,
        'resource': 'aws_rds_cluster.this',
        'attribute': 'iam_authentication',
        'related': [],
        'root': '.',
    }
    assert passed == {
        'id': 'CKV2_AURORAPG_4',
        'verdict': 'pass',
        'path': 'main.tf',
        'line': 7,
        'end_line': 7,
        'resource': 'aws_rds_cluster.other',
        'attribute': '',
        'message': IAM.title,
        'related': [],
        'root': '.',
    }


def test_json_says_which_root_and_which_file_a_resource_is_of() -> None:
    call = 'variable "iam" {}\nmodule "db" {\n  source = "../db"\n  iam = var.iam\n}\n'
    for path, text in {
        'db/main.tf': UNDETERMINED,
        'dev/main.tf': call,
        'prod/main.tf': call,
        'dev/terraform.tfvars': 'iam = false\n',
        'prod/terraform.tfvars': 'iam = true\n',
    }.items():
        Path(path).parent.mkdir(exist_ok=True)
        Path(path).write_text(text)

    passed, failed = sorted(
        (one for one in run('-o', 'json', *ONLY).findings if one['verdict'] != 'undetermined'),
        key=lambda one: str(one['path']),
    )

    assert (passed['verdict'], passed['path'], passed['root']) == ('pass', 'db/main.tf', 'prod')
    assert 'declared' not in passed
    assert failed['resource'] == passed['resource'] == 'module.db.aws_rds_cluster.this'
    assert (failed['path'], failed['root']) == ('dev/terraform.tfvars', 'dev')
    assert failed['declared'] == {'path': 'db/main.tf', 'line': 2, 'end_line': 2}


def test_a_problem_is_a_failure_of_policy_0_in_json() -> None:
    Path('main.tf').write_text(BROKEN)

    (entry,) = (one for one in run('-o', 'json', *ONLY).findings if one['verdict'] == 'fail')

    assert (entry['id'], entry['path']) == ('CKV2_AURORAPG_0', 'main.tf')


def test_outputs_go_where_they_are_told() -> None:
    Path('main.tf').write_text(FINDING)

    done = run('-o', 'json=report.json', '--output', 'text', *ONLY)

    assert done.out.startswith('main.tf:4: ')
    assert json.loads(Path('report.json').read_text())['summary']['failed'] == 1


@pytest.mark.parametrize(
    ('argv', 'failed'),
    [
        (['--check', 'CKV2_AURORAPG_4'], 1),
        (['--check', 'CKV2_AURORAPG_1,CKV2_AURORAPG_4'], 1),
        (['--check', 'CKV2_AURORAPG_1', '--check', 'CKV2_AURORAPG_4'], 1),
        (['--check', 'CKV2_AURORAPG_1'], 0),
        (['--check', 'CKV2_AURORAPG_1,CKV2_AURORAPG_4', '--skip-check', 'CKV2_AURORAPG_4,'], 0),
        ([*ONLY, '--skip-check', 'CKV2_AURORAPG_1, CKV2_AURORAPG_3'], 1),
    ],
)
def test_policies_are_selected(argv: list[str], failed: int) -> None:
    Path('main.tf').write_text(FINDING)

    assert json.loads(run('-o', 'json', *argv).out)['summary']['failed'] == failed


def test_what_could_not_be_judged_is_reported_whatever_is_selected() -> None:
    Path('main.tf').write_text(BROKEN)

    assert run('--check', 'CKV2_AURORAPG_1', '--skip-check', 'CKV2_AURORAPG_0').code == 3


def test_var_files_decide_in_their_order() -> None:
    Path('main.tf').write_text(UNDETERMINED)
    for name in ('true', 'false'):
        Path(f'{name}.tfvars').write_text(f'iam = {name}\n')

    assert run(*ONLY, '--var-file', 'true.tfvars', '--var-file', 'false.tfvars').code == 1
    assert run(*ONLY, '--var-file', 'false.tfvars', '--var-file', 'true.tfvars').code == 0
    _configuration('var_files: [false.tfvars]\n')
    assert run(*ONLY).code == 1
    assert run(*ONLY, '--var-file', 'true.tfvars').code == 0


@pytest.mark.parametrize(
    ('argv', 'said'),
    [
        (
            ['--check', 'CKV2_AURORAPG_77'],
            'no policy `CKV2_AURORAPG_77`: choose from CKV2_AURORAPG_0',
        ),
        (['--skip-check', 'CKV_AWS_1'], 'no policy `CKV_AWS_1`: choose from'),
        (['nowhere'], '`nowhere` is no file and no directory'),
        (['--var-file', 'nowhere'], '`nowhere` is no file'),
        (['--config', 'nowhere.yaml'], 'nowhere.yaml'),
        (['-o', 'xml'], 'no format `xml`: choose from text, github, sarif'),
        (['-o', 'json=nowhere/report.json'], '`nowhere/report.json` cannot be written'),
        (['--no-such-option'], '--no-such-option'),
    ],
)
def test_wrong_usage_is_said_in_one_line(argv: list[str], said: str) -> None:
    Path('main.tf').write_text(FINDING)

    done = run(*argv)

    assert done.code == 2
    assert said in done.err.splitlines()[-1]
    assert done.out == ''


@pytest.mark.parametrize('tree', ['', FINDING])
def test_a_broken_configuration_is_an_error_on_any_tree(tree: str) -> None:
    Path('main.tf').write_text(tree)
    _configuration('aproved_ciphers: all\n')

    done = run()

    assert (done.code, done.out) == (2, '')
    (line,) = done.err.splitlines()
    assert 'aproved_ciphers' in line
    assert 'approved_ciphers' in line


def test_an_internal_error_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise ZeroDivisionError('\x1b[31mred')

    monkeypatch.setattr(assessment, 'assess', broken)
    Path('main.tf').write_text(FINDING)

    done = run()

    assert (done.code, done.out) == (3, '')
    assert done.err == 'checkov-aurora-pg: internal error: ZeroDivisionError: \\x1b[31mred\n'


def test_an_interruption_has_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(assessment, 'assess', interrupted)
    Path('main.tf').write_text(FINDING)

    assert main(['.']) == 130


def test_nothing_from_a_scanned_file_moves_the_terminal() -> None:
    name = 'a\x1b[2J\n\u202e.tf'
    Path(name).write_text(FINDING.replace('"aurora-postgresql"', '"aurora-postgresql"\n'))

    out = run(*ONLY).out

    assert 'a\\x1b[2J\\n\\u202e.tf:' in out
    assert out.replace('\n', '').isprintable()
    assert run('-o', 'json', *ONLY).findings[0]['path'] == name


def test_checks_dir_is_what_checkov_takes() -> None:
    done = run('--checks-dir')

    (directory,) = done.out.splitlines()
    assert directory == str(Path(checkov_aurora_pg.__file__).parent / 'checks')
    assert Path(directory, '__init__.py').is_file()


def test_the_policies_are_listed() -> None:
    assert [line.split(maxsplit=2) for line in run('--list').out.splitlines()] == [
        [policy.id, policy.severity, policy.title] for policy in POLICIES
    ]


def test_a_policy_is_explained() -> None:
    done = run('--explain', IAM.id)

    assert (done.code, done.err) == (0, '')
    assert done.out.startswith(f'{IAM.id}  {IAM.severity}\n{IAM.title}\n\n')
    assert IAM.remedy in done.out


def test_an_explanation_of_no_policy_says_which_there_are() -> None:
    done = run('--explain', 'CKV2_AURORAPG_99')

    assert (done.code, done.out) == (2, '')
    assert IAM.id in done.err


def _process(*argv: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, 'PYTHONPATH': str(Path(checkov_aurora_pg.__file__).parent.parent)}
    return subprocess.Popen(
        [sys.executable, '-m', 'checkov_aurora_pg', *argv],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_the_module_runs_as_the_command() -> None:
    with _process('--version') as process:
        out, _ = process.communicate(timeout=30)

    assert (process.returncode, out.decode()) == (0, f'{checkov_aurora_pg.__version__}\n')


def test_a_reader_that_goes_away_is_no_error() -> None:
    Path('main.tf').write_text(''.join(FINDING.replace('this', f'a{n}') for n in range(2000)))

    with _process(*ONLY) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        complaint = process.stderr.read()
        process.wait(timeout=30)

    assert (process.returncode, complaint) == (1, b'')


@pytest.mark.parametrize('encoding', ['ascii', 'utf-8'])
def test_any_encoding_will_do(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setenv('PYTHONIOENCODING', encoding)
    Path('größe.tf').write_text(FINDING)

    with _process(*ONLY) as process:
        out, err = process.communicate(timeout=30)

    assert (process.returncode, err) == (1, b'')
    assert out.startswith('größe.tf'.encode(encoding, 'backslashreplace'))
