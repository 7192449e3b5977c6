"""Every file that was found has one account; what no reading has is a problem."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checkov_aurora_pg.core.reading import Absent
from checkov_aurora_pg.core.reading import Account
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.core.reading import State
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.discovery import Subjects
from checkov_aurora_pg.readers.ledger import EXCLUDED
from checkov_aurora_pg.readers.ledger import Ledger
from checkov_aurora_pg.readers.programs.cloud_apps import App
from checkov_aurora_pg.readers.terraform.terragrunt.units_elsewhere import OF_ANOTHER_NAME

MAIN = '/code/db/main.tf'
TEMPLATE = '/code/stack.yaml'
PROGRAM = '/code/lib/db.ts'
CLUSTER = 'resource "aws_rds_cluster" "this" {}\n'


def _ledger(*configuration: str, documents: tuple[str, ...] = ()) -> Ledger:
    return Ledger(Sources(subjects=Subjects(configuration=configuration, documents=documents)))


def _covering(*paths: str) -> Reading:
    return Reading(covered=frozenset(paths))


def _problem(path: str, message: str = 'is broken') -> Problem:
    return Problem(Place(path, 3, 1), message)


def _unsaid(ledger: Ledger) -> list[tuple[str, str]]:
    return [
        (problem.place.path, problem.message) for problem in ledger.unsaid(tuple(ledger.accounts()))
    ]


def test_a_file_is_judged_in_every_deployment_that_covers_it() -> None:
    ledger = _ledger(MAIN)
    ledger.add('/code/a', _covering(MAIN, '/code/a/main.tf'))
    ledger.add('/code/b', _covering(MAIN))

    assert list(ledger.accounts()) == [Account(MAIN, State.JUDGED, ('/code/a', '/code/b'))]
    assert _unsaid(ledger) == []


def test_a_file_that_a_reading_depends_on_is_judged_in_it() -> None:
    ledger = _ledger(MAIN)
    ledger.add('/code/a', Reading(files=frozenset({MAIN})))

    assert list(ledger.accounts()) == [Account(MAIN, State.JUDGED, ('/code/a',))]


def test_a_reading_without_a_name_makes_each_template_a_deployment() -> None:
    ledger = _ledger(documents=(TEMPLATE, '/code/other.yaml'))
    ledger.add('', _covering(TEMPLATE, '/code/other.yaml'))

    assert [account.deployments for account in ledger.accounts()] == [
        (TEMPLATE,),
        ('/code/other.yaml',),
    ]


def test_what_nothing_creates_is_judged_on_its_own() -> None:
    ledger = _ledger(MAIN)
    ledger.add('/code/db', _covering(MAIN), is_on_its_own=True)

    assert list(ledger.accounts()) == [Account(MAIN, State.ON_ITS_OWN, ('/code/db',))]
    assert not ledger.creates('/code/db')


def test_a_template_that_others_use_and_none_creates_is_judged_on_its_own() -> None:
    ledger = _ledger(documents=(TEMPLATE, '/code/other.yaml'))
    ledger.add(
        '',
        Reading(
            covered=frozenset({TEMPLATE, '/code/other.yaml'}),
            on_its_own=frozenset({TEMPLATE}),
        ),
    )

    assert [account.state for account in ledger.accounts()] == [State.ON_ITS_OWN, State.JUDGED]


def test_one_deployment_that_creates_a_file_is_enough_to_have_it_judged() -> None:
    ledger = _ledger(MAIN)
    ledger.add('/code/db', _covering(MAIN), is_on_its_own=True)
    ledger.add('/code/a', _covering(MAIN))

    assert list(ledger.accounts()) == [Account(MAIN, State.JUDGED, ('/code/db', '/code/a'))]


def test_a_file_of_variables_that_no_root_loads_is_left_out() -> None:
    ledger = Ledger(Sources(subjects=Subjects(parts=('/code/a.tfvars', '/code/b.tfvars'))))
    ledger.add('/code', Reading(files=frozenset({'/code/b.tfvars'})))

    assert [account.state for account in ledger.accounts()] == [State.LEFT_OUT, State.JUDGED]


def test_a_file_in_no_reading_is_not_judged_and_becomes_a_problem() -> None:
    ledger = _ledger(MAIN)
    ledger.add('/code/a', _covering('/code/a/main.tf'))

    (account,) = ledger.accounts()
    assert (account.state, account.deployments) == (State.NOT_JUDGED, ())
    assert list(ledger.unsaid((account,))) == [Problem(Place(MAIN, 1, 1), account.reason)]
    assert account.reason == 'names Aurora PostgreSQL, and no judged root module uses it'


@pytest.mark.parametrize('where', [MAIN, '/code/db'])
def test_what_a_problem_tells_of_is_not_judged_and_is_not_said_again(where: str) -> None:
    ledger = _ledger(MAIN)
    ledger.note([_problem(where, 'is the first'), _problem(where, 'is the second')])

    assert list(ledger.accounts()) == [Account(MAIN, State.NOT_JUDGED, reason='is the first')]
    assert _unsaid(ledger) == []


def test_a_problem_of_one_file_says_nothing_of_the_file_beside_it() -> None:
    ledger = _ledger(MAIN, '/code/db/other.tf')
    ledger.note([_problem(MAIN)])

    assert [path for path, _ in _unsaid(ledger)] == ['/code/db/other.tf']


def test_a_file_with_a_problem_is_not_judged_though_another_deployment_covers_it() -> None:
    ledger = _ledger(MAIN)
    ledger.add('/code/a', _covering(MAIN))
    ledger.add('/code/b', Reading(problems=(_problem(MAIN),)))

    assert list(ledger.accounts()) == [Account(MAIN, State.NOT_JUDGED, reason='is broken')]


def test_a_file_that_is_judged_is_so_though_its_directory_has_a_problem() -> None:
    ledger = _ledger(MAIN)
    ledger.add('/code/a', _covering(MAIN))
    ledger.note([_problem('/code/db')])

    assert list(ledger.accounts()) == [Account(MAIN, State.JUDGED, ('/code/a',))]


def test_a_problem_stops_what_was_read_with_it_and_was_not_covered() -> None:
    ledger = _ledger('/code/db/a.tf', MAIN, '/code/db/z.tf')
    ledger.add(
        '/code/db',
        Reading(
            problems=(_problem('/code/db/x.tf'), _problem('/code/db/y.tf', 'is the second')),
            files=frozenset({'/code/db/a.tf', MAIN}),
            covered=frozenset({'/code/db/z.tf'}),
        ),
    )

    stopped = Account('', State.NOT_JUDGED, reason='`x.tf` is broken')
    assert [(account.state, account.reason) for account in ledger.accounts()] == [
        (stopped.state, stopped.reason),
        (stopped.state, stopped.reason),
        (State.JUDGED, ''),
    ]
    assert _unsaid(ledger) == []


def test_the_first_problem_of_a_file_is_its_reason() -> None:
    ledger = _ledger(MAIN)
    ledger.note([_problem(MAIN, 'is the first')])
    ledger.add(
        '/code/db',
        Reading(
            problems=(_problem('/code/db/x.tf'),),
            files=frozenset({MAIN}),
        ),
    )

    (account,) = ledger.accounts()
    assert account.reason == 'is the first'


def test_what_a_deployment_does_not_create_is_said_once() -> None:
    ledger = _ledger(MAIN)
    absent = Absent('aws_rds_cluster.a', Place(MAIN, 1, 1), '`count` is `0`')
    other = Absent('aws_rds_cluster.b', Place(MAIN, 9, 1), '`count` is `0`')
    for name in ('/code/a', '/code/b'):
        ledger.add(name, Reading(covered=frozenset({MAIN}), absent=(absent, other)))

    (account,) = ledger.accounts()
    assert account.state == State.JUDGED
    assert account.reason == (
        '`aws_rds_cluster.a` is not created: `count` is `0`; '
        '`aws_rds_cluster.b` is not created: `count` is `0`'
    )


@pytest.mark.parametrize(
    'subjects',
    [
        pytest.param(Subjects(), id='found by a program'),
        pytest.param(Subjects(documents=(PROGRAM,)), id='a document'),
        pytest.param(Subjects(excluded=(PROGRAM,)), id='excluded'),
        pytest.param(
            Subjects(apps=(App((PROGRAM,), '', _problem(PROGRAM)),)), id='a source of an app'
        ),
    ],
)
def test_a_program_that_has_a_problem_is_not_judged(subjects: Subjects) -> None:
    ledger = Ledger(Sources(subjects=subjects))
    ledger.note([_problem(PROGRAM)])

    assert list(ledger.accounts()) == [Account(PROGRAM, State.NOT_JUDGED, reason='is broken')]


def test_what_is_left_out_has_its_reason() -> None:
    ledger = Ledger(
        Sources(
            subjects=Subjects(excluded=(MAIN, '/code/a.tf')),
            left_out=(('/code/venv', 'a Python virtual environment'),),
        )
    )
    ledger.add('/code/a', _covering('/code/a.tf'))

    assert list(ledger.accounts()) == [
        Account(MAIN, State.LEFT_OUT, reason=EXCLUDED),
        Account('/code/a.tf', State.JUDGED, ('/code/a',)),
        Account(
            '/code/venv',
            State.LEFT_OUT,
            reason='a Python virtual environment',
            is_folder=True,
        ),
    ]
    assert _unsaid(ledger) == []


@pytest.mark.parametrize(
    ('name', 'creates'),
    [
        ('main.tf', True),
        ('main.tofu', True),
        ('terragrunt.hcl', True),
        ('prod.tfvars', False),
        ('policy.json', False),
    ],
)
def test_a_root_creates_the_modules_whose_code_it_covers(
    tmp_path: Path,
    name: str,
    creates: bool,
) -> None:
    ledger = _ledger()
    ledger.add('/code/a', _covering(str(tmp_path / name)))

    assert ledger.creates(str(tmp_path)) is creates


def test_a_root_creates_nothing_that_it_only_depends_on(tmp_path: Path) -> None:
    ledger = _ledger()
    ledger.add('/code/a', Reading(files=frozenset({str(tmp_path / 'main.tf')})))

    assert not ledger.creates(str(tmp_path))


def test_a_directory_is_known_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / 'db').mkdir()
    (tmp_path / 'link').symlink_to('db')
    ledger = _ledger(str(tmp_path / 'link' / 'main.tf'))
    ledger.add('/code/a', _covering(str(tmp_path / 'db' / 'main.tf')))

    assert [account.state for account in ledger.accounts()] == [State.JUDGED]
    assert ledger.creates(str(tmp_path / 'link'))


TEMPLATE_TEXT = 'Resources:\n  A:\n    Type: AWS::RDS::DBCluster\n'
REQUEST = json.dumps(
    {
        'TemplateBody': json.dumps(
            {
                'Resources': {'A': {'Type': 'AWS::RDS::DBCluster'}},
            }
        )
    }
)
LEVEL = '{"@level": "info", "resource": "aws_rds_cluster"}\n'
CHANGE = '{"type": "planned_change", "resource": "aws_rds_cluster"}\n'


@pytest.mark.parametrize(
    ('name', 'text', 'state', 'reason'),
    [
        ('stack.yaml', TEMPLATE_TEXT, State.NOT_JUDGED, 'nothing that was judged reads it'),
        ('stack.yaml', TEMPLATE_TEXT + '  A: {', State.NOT_JUDGED, 'nothing that was judged reads'),
        ('part.yaml', 'A:\n  Type: AWS::RDS::DBCluster\n', State.NOT_JUDGED, 'nothing that was'),
        ('notes.yaml', 'notes: aws_rds_cluster\n', State.LEFT_OUT, 'not a template, a plan'),
        (
            'notes.yaml',
            'notes: "Type: AWS::RDS::DBCluster"\n',
            State.LEFT_OUT,
            'not a template, a plan',
        ),
        ('notes.yaml', 'notes: [aws_rds_cluster\n', State.LEFT_OUT, 'not a template, a plan'),
        ('input.json', REQUEST, State.NOT_JUDGED, 'nothing that was judged reads it'),
        ('log.json', LEVEL + CHANGE, State.NOT_JUDGED, 'is the log of `terraform plan -json`'),
        ('log.json', LEVEL, State.LEFT_OUT, 'not a template, a plan'),
        ('events.json', CHANGE, State.LEFT_OUT, 'not a template, a plan'),
        (
            'state.json',
            '{"values": {"root_module": {"a": "aws_rds_cluster"}}}',
            State.LEFT_OUT,
            'a Terraform state',
        ),
        (
            'a.tfdeploy.hcl',
            'engine = "aurora-postgresql"\n',
            State.NOT_JUDGED,
            'is part of a Terraform stack',
        ),
        ('pod.yaml', 'apiVersion: v1\nkind: aws_rds_cluster\n', State.LEFT_OUT, 'Kubernetes'),
        ('terraform.tfstate', CLUSTER, State.LEFT_OUT, 'a Terraform state'),
        ('terraform.tfstate.backup', CLUSTER, State.LEFT_OUT, 'a Terraform state'),
        ('prod.tfvars', CLUSTER, State.LEFT_OUT, '`--var-file`'),
        (
            'common.hcl',
            'engine = "aurora-postgresql"\n',
            State.LEFT_OUT,
            'nothing that was judged reads it',
        ),
        ('common.hcl', CLUSTER, State.NOT_JUDGED, ''),
        *(
            (f'db.{ending}', CLUSTER, State.LEFT_OUT, 'Terraform tests')
            for ending in ('tftest.hcl', 'tofutest.hcl')
        ),
        ('main.tf.bak', CLUSTER, State.LEFT_OUT, 'Terraform reads no file of this name'),
        ('main.bak', CLUSTER, State.LEFT_OUT, 'a copy that nothing reads'),
        ('MAIN.TF', CLUSTER, State.NOT_JUDGED, 'write `.tf`'),
        ('MAIN.TF', 'engine = "aurora-postgresql"\n', State.NOT_JUDGED, 'write `.tf`'),
        ('main.tf.tmpl', CLUSTER, State.NOT_JUDGED, 'a template of another program'),
        (
            'main.infra',
            'A:\n  Type: &a AWS::RDS::DBCluster\n',
            State.NOT_JUDGED,
            'describes Aurora PostgreSQL resources',
        ),
        ('main.infra', CLUSTER, State.NOT_JUDGED, 'describes Aurora PostgreSQL resources'),
    ],
)
def test_a_file_that_nothing_has_read_says_why(
    tmp_path: Path,
    name: str,
    text: str,
    state: State,
    reason: str,
) -> None:
    path = tmp_path / name
    path.write_text(text)
    ledger = _ledger(documents=(str(path),))

    (account,) = ledger.accounts()
    assert account.state == state
    assert reason in account.reason
    assert [path for path, _ in _unsaid(ledger)] == (
        [account.path] if state == State.NOT_JUDGED else []
    )


def test_a_file_that_only_speaks_of_a_cluster_has_no_account(tmp_path: Path) -> None:
    (tmp_path / 'notes').write_text('we use aws_rds_cluster\n')

    assert list(_ledger(documents=(str(tmp_path / 'notes'),)).accounts()) == []


def test_a_file_that_can_no_longer_be_read_is_not_judged(tmp_path: Path) -> None:
    (tmp_path / 'folder.yaml').mkdir()
    ledger = _ledger(documents=(str(tmp_path / 'gone.yaml'), str(tmp_path / 'folder.yaml')))

    gone, folder = ledger.accounts()
    assert (gone.state, gone.reason) == (
        State.NOT_JUDGED,
        'cannot be read: No such file or directory',
    )
    assert folder.state == State.NOT_JUDGED
    assert len(_unsaid(ledger)) == 2


def test_a_unit_under_another_name_has_one_account(tmp_path: Path) -> None:
    unit = tmp_path / 'db.hcl'
    unit.write_text(
        'terraform {\n  source = "../db"\n}\ninputs = { engine = "aurora-postgresql" }\n'
    )
    expected = [Account(str(unit), State.NOT_JUDGED, reason=OF_ANOTHER_NAME)]

    for subjects in (
        Subjects(units=(str(unit),)),
        Subjects(parts=(str(unit),), units=(str(unit),)),
    ):
        assert list(Ledger(Sources(subjects=subjects)).accounts()) == expected
