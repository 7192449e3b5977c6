"""What a file that does not parse says: what is wrong, and at which column."""

from __future__ import annotations

from pathlib import Path

import pytest

from testing.scans import run

HEAD = 'resource "aws_rds_cluster" "this" {\n  engine = "aurora-postgresql"\n'
STACK = """Resources:
  Db:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-postgresql
"""


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv('CHECKOV_AURORA_PG_CONFIG', raising=False)


@pytest.mark.parametrize(
    ('text', 'line', 'column', 'said'),
    [
        (HEAD, 1, 35, 'what is opened here is never closed: `}` is missing'),
        (HEAD + '  x = [1, 2\n}\n', 3, 7, 'what is opened here is never closed: `]` is missing'),
        (HEAD + '  é = "ü" @ 1\n}\n', 3, 11, '`@` is not expected here'),
        (HEAD + "  x = 'a'\n}\n", 3, 7, "`'` is not expected here: text stands in double quotes"),
        (HEAD + '  x == 1\n}\n', 3, 6, 'a value is missing'),
    ],
)
def test_hcl(text: str, line: int, column: int, said: str) -> None:
    Path('main.tf').write_text(text)

    lines = run().out.splitlines()

    assert lines[0].startswith(
        f'main.tf:{line}: CKV2_AURORAPG_0 not judged: is not valid HCL: {said}'
    )
    # The code frame marks the column.
    assert lines[2].index('^') - lines[1].index('|') - 2 == column - 1


def test_what_may_be_a_secret_is_not_shown() -> None:
    Path('main.tf').write_text(HEAD + '  master_password = hunter2 "x"\n}\n')

    done = run()

    assert done.code == 3
    assert 'hunter2' not in done.out


@pytest.mark.parametrize(
    ('name', 'text', 'where', 'said'),
    [
        ('a.yaml', STACK + '      X: "a" b\n', (6, 14), 'a key is expected here'),
        ('a.yaml', STACK + '      X: a: b\n', (6, 11), 'a `:` is not allowed here'),
        ('a.yaml', STACK + '      X: [1, 2\n  Y: 3\n', (7, 4), 'a `,` or `]` is missing'),
        (
            'a.json',
            '{"Resources": {"A": {"Type": "AWS::RDS::DBCluster" "Properties": {}}}}',
            (1, 52),
            'a `,` or `}` is missing',
        ),
        ('terraform.tfvars.json', '{"a": 1 "b": 2}', (1, 9), 'a `,` or `}` is missing'),
        ('terraform.tfvars', 'a = [1, 2\n', (1, 5), 'never closed: `]` is missing'),
    ],
)
def test_others(name: str, text: str, where: tuple[int, int], said: str) -> None:
    Path('main.tf').write_text(HEAD + '}\n')
    Path(name).write_text(text)

    lines = run().out.splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith(f'{name}:'))

    assert f'{name}:{where[0]}: CKV2_AURORAPG_0 not judged: ' in lines[head]
    assert said in lines[head]
    assert lines[head + 2].index('^') - lines[head + 1].index('|') - 2 == where[1] - 1
