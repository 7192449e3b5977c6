"""Labels against verdicts: what is counted as what, which verdict counts, and what is wrong."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from testing import accuracy
from testing.accuracy_table import RESULT
from testing.accuracy_table import Tally
from testing.accuracy_table import put_into
from testing.accuracy_table import recorded
from testing.accuracy_table import table
from testing.label_verdicts import WrongLabel
from testing.label_verdicts import verdict_on
from testing.labels import EXPECTED
from testing.labels import Label
from testing.labels import LabelError
from testing.labels import labels_in
from testing.repositories import Repository
from testing.repository_scans import Said
from testing.sessions import README

IAM = 'CKV2_AURORAPG_4'
CLUSTERS = """
resource "aws_rds_cluster" "off" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = false
}
resource "aws_rds_cluster" "on" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = true
}
resource "aws_rds_cluster" "open" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = var.iam
}
resource "aws_rds_cluster" "other" {
  engine = "aurora-mysql"
}
variable "iam" {}
"""


def _label(
    resource: str = 'aws_rds_cluster.this',
    path: str = 'main.tf',
    deployment: str = '',
    expected: str = 'fail',
    policy: str = IAM,
) -> Label:
    return Label(path, resource, policy, expected, 'a reason', deployment)


def _write(directory: Path, commit: str, *labels: Label, name: str = 'owner+name') -> None:
    directory.mkdir(exist_ok=True)
    keys = ('path', 'resource', 'policy', 'deployment', 'expected', 'reason')
    blocks = ''.join(
        '\n[[label]]\n'
        + ''.join(
            f'{key} = {json.dumps(getattr(label, key))}\n' for key in keys if getattr(label, key)
        )
        for label in labels
    )
    (directory / f'{name}.toml').write_text(
        f'repository = "owner/name"\ncommit = "{commit}"\n{blocks}'
    )


def _run(tmp_path: Path, *argv: str) -> int:
    return accuracy.main(
        [
            '--labels',
            str(tmp_path / 'labels'),
            '--cache',
            str(tmp_path / 'cache'),
            '--from',
            f'{tmp_path}/public/{{owner}}/{{name}}',
            *argv,
        ]
    )


def test_labels_are_held_against_what_the_program_says(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    commit = Repository(tmp_path / 'public/owner/name').commit({'db/main.tf': CLUSTERS})
    _write(
        tmp_path / 'labels',
        commit,
        *(
            _label(f'aws_rds_cluster.{name}', 'db/main.tf', expected=expected)
            for name, expected in (
                ('off', 'fail'),
                ('on', 'fail'),
                ('open', 'pass'),
                ('other', 'none'),
            )
        ),
    )

    assert _run(tmp_path) == 0

    out = capsys.readouterr().out
    assert f'| `{IAM}` | 4 | 1 | 0 | 1 | 2 | 100.0 % | 50.0 % | 1 | 0 |' in out
    assert '| all | 4 | 1 | 0 | 1 | 2 | 100.0 % | 50.0 % | 1 | 0 |' in out
    told = [line.strip() for line in out.splitlines() if line.startswith('    ')]
    of = 'owner/name db/main.tf aws_rds_cluster'
    assert told == [
        f'{of}.on: {IAM} fail, and the program says pass',
        f'{of}.open: {IAM} pass, and the program says undetermined',
    ]


@pytest.mark.parametrize(
    ('label', 'why'),
    [
        (_label('aws_rds_cluster.off', 'db/other.tf'), 'there is no such file'),
        (_label('aws_rds_cluster.off', '../../../public/owner/name/db/main.tf'), 'no such file'),
        (_label('aws_rds_cluster.away', 'db/main.tf'), 'the file does not name it'),
        (
            _label('module.x.aws_rds_cluster.off', 'db/main.tf'),
            'it is known as aws_rds_cluster.off',
        ),
    ],
)
def test_a_label_that_fits_nothing_is_listed_and_not_counted(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    label: Label,
    why: str,
) -> None:
    commit = Repository(tmp_path / 'public/owner/name').commit({'db/main.tf': CLUSTERS})
    right = _label('aws_rds_cluster.off', 'db/main.tf')
    _write(tmp_path / 'labels', commit, right, label)
    monkeypatch.setattr(accuracy, 'RESULT', tmp_path / 'result.json')

    assert _run(tmp_path, '--readme') == 1

    out = capsys.readouterr().out
    assert '| all | 1 | 1 | 0 | 0 | 0 |' in out
    assert f'{label}: ' in out
    assert why in out.split('Not held against anything:')[1]
    assert not (tmp_path / 'result.json').exists()


def test_a_repository_that_cannot_be_had_is_listed(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _write(tmp_path / 'labels', '0' * 40, _label())

    assert _run(tmp_path) == 1
    assert 'Not held against anything:\n    owner/name: fatal: ' in capsys.readouterr().out


def test_readme_and_result_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = Repository(tmp_path / 'public/owner/name').commit({'main.tf': CLUSTERS})
    _write(tmp_path / 'labels', commit, _label('aws_rds_cluster.off'))
    monkeypatch.setattr(accuracy, 'RESULT', tmp_path / 'result.json')
    monkeypatch.setattr(accuracy, 'README', tmp_path / 'README.md')
    (tmp_path / 'README.md').write_text(README.read_text())

    assert _run(tmp_path, '--readme') == 0

    result = json.loads((tmp_path / 'result.json').read_text())
    assert (result['labels'], result['repositories']) == (1, 1)
    readme = (tmp_path / 'README.md').read_text()
    assert '1 labels in 1 repositories' in readme
    assert f'| `{IAM}` | 1 | 1 | 0 |' in readme
    assert put_into(readme, result) == readme


@pytest.mark.parametrize(
    ('expected', 'said', 'counted'),
    [
        ('fail', 'fail', {'true_positives'}),
        ('pass', 'fail', {'false_positives'}),
        ('none', 'fail', {'false_positives'}),
        ('undetermined', 'fail', {'false_positives', 'over_decided'}),
        ('fail', 'pass', {'false_negatives'}),
        ('fail', 'none', {'false_negatives'}),
        ('fail', 'skip', {'false_negatives'}),
        ('fail', 'undetermined', {'false_negatives', 'left_open'}),
        ('fail', 'not judged', {'false_negatives', 'left_open'}),
        ('pass', 'pass', {'true_negatives'}),
        ('pass', 'undetermined', {'true_negatives', 'left_open'}),
        ('none', 'none', {'true_negatives'}),
        ('none', 'undetermined', {'true_negatives'}),
        ('undetermined', 'undetermined', {'true_negatives'}),
        ('undetermined', 'pass', {'true_negatives', 'over_decided'}),
        ('undetermined', 'none', {'true_negatives'}),
    ],
)
def test_what_is_counted_as_what(expected: str, said: str, counted: set[str]) -> None:
    tally = Tally()
    tally.add(expected, said)

    assert {name for name, count in vars(tally).items() if count} == counted
    assert tally.labels == 1


def test_precision_and_recall_are_shares_or_nothing() -> None:
    assert (Tally().precision, Tally().recall) == (None, None)
    tally = Tally(true_positives=3, false_positives=1, false_negatives=2, true_negatives=9)

    assert (tally.precision, tally.recall, tally.labels) == (0.75, 0.6, 15)
    assert '| `A` | 15 | 3 | 1 | 2 | 9 | 75.0 % | 60.0 % | 0 | 0 |' in table({'A': tally})
    assert '| all | 15 |' in table({'A': tally})
    assert '| – | – |' in table({'A': Tally(true_negatives=1)})


def _said(
    resource: str = 'aws_rds_cluster.this',
    outcome: str = 'fail',
    path: str = 'main.tf',
    root: str = '.',
    deployments: tuple[str, ...] = (),
    places: tuple[str, ...] = (),
    policy: str = IAM,
    declared: str = '',
) -> Said:
    return Said(
        policy,
        outcome,
        path,
        resource,
        '',
        declared or path,
        deployments,
        frozenset((path, *places)),
        root,
    )


DB = 'module.db.aws_rds_cluster.this'


@pytest.mark.parametrize(
    ('label', 'said', 'outcome'),
    [
        pytest.param(_label(), [_said()], 'fail', id='the same'),
        pytest.param(_label(), [_said(path='main2.tf')], 'none', id='another file'),
        pytest.param(_label(), [_said('aws_rds_cluster.this2')], 'none', id='another resource'),
        pytest.param(_label(), [_said(policy='CKV2_AURORAPG_5')], 'none', id='another policy'),
        pytest.param(
            _label(),
            [
                _said(path='dev.tfvars', declared='main.tf'),
                _said(outcome='pass', places=('main.tf',), path='other.tf'),
            ],
            'fail',
            id='a line to change in another file',
        ),
        pytest.param(_label(), [_said(path='app.ts', places=('main.tf',))], 'fail', id='CDK'),
        pytest.param(_label(DB + '[0]'), [_said(DB)], 'fail', id='an unknown count'),
        pytest.param(
            _label('module.a["x.y"].r.t'), [_said('module.a.r.t')], 'fail', id='a dotted key'
        ),
        pytest.param(_label(DB + '[0]'), [_said(DB + '[1]')], 'none', id='another index'),
        pytest.param(
            _label(), [_said('module.unit.aws_rds_cluster.this')], 'fail', id='Terragrunt'
        ),
        pytest.param(
            _label(),
            [_said('module.unit.aws_rds_cluster.this'), _said(outcome='pass')],
            'pass',
            id='the root itself before its callers',
        ),
        pytest.param(_label(DB + '[0]'), [_said('module.db')], 'fail', id='a call'),
        pytest.param(
            _label('module.a.module.db.r.t'),
            [_said('module.a.module.db'), _said('module.a', 'pass')],
            'fail',
            id='the innermost call',
        ),
        pytest.param(
            _label(deployment='dev'),
            [_said(deployments=('dev',)), _said(outcome='pass', deployments=('prod',))],
            'fail',
            id='a deployment',
        ),
        pytest.param(_label(deployment='dev'), [_said()], 'fail', id='in every deployment'),
        pytest.param(
            _label(deployment='roots/a'),
            [_said(root='roots/a'), _said(outcome='pass', root='roots/b')],
            'fail',
            id='a root',
        ),
        pytest.param(
            _label(deployment='roots/b'), [_said(root='roots/a')], 'none', id='no such root'
        ),
        pytest.param(_label(), [_said('', policy='CKV2_AURORAPG_0')], 'not judged', id='a problem'),
    ],
)
def test_a_label_is_held_against_the_verdict_on_its_resource(
    tmp_path: Path,
    label: Label,
    said: list[Said],
    outcome: str,
) -> None:
    (tmp_path / 'main.tf').write_text('"this" "t" db a')
    for root in ('a', 'b'):
        (tmp_path / 'roots' / root).mkdir(parents=True)
    expecting_nothing = Label(**{**vars(label), 'expected': 'none'})

    assert verdict_on(expecting_nothing, said, tmp_path) == outcome


def test_verdicts_that_differ_need_a_deployment(tmp_path: Path) -> None:
    said = [_said(root='a'), _said(outcome='pass', root='b')]

    with pytest.raises(WrongLabel, match='the verdicts on it are fail and pass, in a, b'):
        verdict_on(_label(), said, tmp_path)


@pytest.mark.parametrize(
    ('change', 'why'),
    [
        (('expected = "fail"', 'expected = "fails"'), "'fails' is none of"),
        ((IAM, 'CKV2_AURORAPG_400'), "no policy 'CKV2_AURORAPG_400'"),
        (('reason', 'why'), 'a label has'),
        (('owner/name', 'owner/other'), 'it has the labels of owner/other'),
        (('[[label]]', '[[labels]]'), r'it needs `repository`'),
        (('path = ', 'path '), 'owner\\+name.toml: '),
    ],
)
def test_a_file_of_labels_that_is_wrong_is_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: tuple[str, str],
    why: str,
) -> None:
    _write(tmp_path / 'labels', '0' * 40, _label())
    file = tmp_path / 'labels/owner+name.toml'
    assert labels_in(tmp_path / 'labels')
    file.write_text(file.read_text().replace(*change))

    with pytest.raises(LabelError, match=why):
        labels_in(tmp_path / 'labels')
    assert _run(tmp_path) == 2


def test_nothing_is_labelled_twice(tmp_path: Path) -> None:
    _write(tmp_path / 'labels', '0' * 40, _label(), _label(expected='pass'))

    with pytest.raises(LabelError, match='labelled twice'):
        labels_in(tmp_path / 'labels')


def test_the_readme_says_what_was_counted_of_the_labels_that_there_are() -> None:
    result = json.loads(RESULT.read_text(encoding='utf-8'))
    readme = README.read_text(encoding='utf-8')
    labels = labels_in()

    assert put_into(readme, result) == readme, 'run `python -m testing.accuracy --readme`'
    assert result['repositories'] == len(labels)
    counted = {policy: Tally(**counts) for policy, counts in result['policies'].items()}
    assert {policy: tally.labels for policy, tally in counted.items()} == Counter(
        label.policy for ones in labels.values() for label in ones
    )
    assert recorded(counted, len(labels)) == result


def test_every_word_of_a_label_is_a_word_of_the_program() -> None:
    from checkov_aurora_pg.core.policy import Outcome

    assert set(EXPECTED) - {'none'} < set(Outcome)
