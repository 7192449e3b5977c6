"""`-o markdown`: a comment on a pull request, and the summary of a GitHub step."""

from __future__ import annotations

from pathlib import Path

import pytest

from testing.scans import run

FIXTURES = Path(__file__).parent.parent / 'fixtures'

CLUSTER = """
resource "aws_rds_cluster" "NAME" {
  engine                              = "aurora-postgresql"
  engine_version                      = "17.4"
  iam_database_authentication_enabled = ON
}
"""
SKIP = '{\n  # checkov:skip=CKV2_AURORAPG_4:see @team, <b>|`x`\n'

# GitHub takes no longer comment.
LONGEST_COMMENT = 65_536


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)


def _markdown(*argv: str) -> str:
    return run('-o', 'markdown', *argv).out


def test_each_outcome_has_its_table() -> None:
    Path('main.tf').write_text(
        CLUSTER.replace('NAME', 'a').replace('ON', 'false')
        + CLUSTER.replace('NAME', 'b').replace('ON', 'var.iam')
        + 'variable "iam" {}'
        + CLUSTER.replace('NAME', 'c').replace('ON', 'false').replace('{\n', SKIP),
    )

    written = _markdown('--check', 'CKV2_AURORAPG_4')

    assert '**1 failed**, 1 undetermined, 1 skipped, 0 passed' in written
    findings, rest = written.split('### Undetermined')
    undetermined, skipped = rest.split('### Skipped in the code')
    assert '| medium | CKV2_AURORAPG_4 | `main.tf:5` |' in findings
    assert '- **CKV2_AURORAPG_4**: Turn IAM database authentication on' in findings
    known = '`var.iam` has no default | give it a value'
    assert f'| `iam_database_authentication_enabled`: {known}' in undetermined
    assert '| see `@team,` <code>&#60;b&#62;&#124;</code>`x` | `aws_rds_cluster.c` |' in skipped


def test_nothing_to_judge_is_said() -> None:
    assert 'No Aurora PostgreSQL here.' in _markdown()


def test_what_could_not_be_judged_is_said() -> None:
    Path('main.tf').write_text('resource "aws_rds_cluster" "this" {')

    written = _markdown()

    assert '1 of the failures could not be judged.' in written
    assert '| not judged | CKV2_AURORAPG_0 | `main.tf:1` |' in written


def test_a_tenancy_finding_has_a_picture_of_what_leads_to_the_vpc() -> None:
    written = _markdown(
        str(FIXTURES / 'dedicated_tenancy/terraform-chain'),
        '--check',
        'CKV2_AURORAPG_3',
    )

    picture = written.split('```mermaid\n')[1].split('```')[0].splitlines()

    assert picture[0] == 'flowchart LR'
    assert [line.split('"')[1].split('<br/>')[0] for line in picture[1:6]] == [
        'cluster instance',
        'cluster',
        'subnet group',
        'subnet',
        'VPC',
    ]
    assert 'aws_vpc.dedicated<br/>' in picture[5]
    assert picture[6] == '    r0 --> r1 --> r2 --> r3 --> r4'


def test_a_cluster_tls_finding_has_a_picture_of_its_parameter_group() -> None:
    group = 'true\n  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.b.name'
    Path('main.tf').write_text(
        CLUSTER.replace('NAME', 'a').replace('ON', group)
        + """
resource "aws_rds_cluster_parameter_group" "b" {
  family = "aurora-postgresql16"
}
"""
    )

    written = _markdown('--check', 'CKV2_AURORAPG_5')

    assert 'r0["cluster<br/>aws_rds_cluster.a<br/>main.tf:2"]' in written
    assert 'r1["cluster parameter group<br/>aws_rds_cluster_parameter_group.b<br/>' in written


def test_what_count_repeats_has_one_picture() -> None:
    code = (FIXTURES / 'dedicated_tenancy/example/failing.tf').read_text()
    before, cluster_instance, after = code.partition('"aws_rds_cluster_instance" "')
    name, brace, rest = after.partition('{\n')
    Path('main.tf').write_text(f'{before}{cluster_instance}{name}{brace}  count = 2\n{rest}')

    written = _markdown('--check', 'CKV2_AURORAPG_3')

    assert written.count('| low | CKV2_AURORAPG_3 |') == 2
    assert written.count('```mermaid') == 1


def test_a_comment_is_short_enough_and_says_what_it_leaves_out() -> None:
    for directory in ('module', 'live'):
        Path(directory).mkdir()
    clusters = [CLUSTER.replace('NAME', f'n{n}').replace('ON', 'false') for n in range(900)]
    Path('main.tf').write_text(''.join(clusters))

    written = _markdown('--check', 'CKV2_AURORAPG_4')

    assert len(written) < LONGEST_COMMENT
    shown = written.count('| medium |')
    assert shown > 50
    assert f'… and {900 - shown} more, which the other formats have.' in written
