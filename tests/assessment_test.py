"""Nothing that goes wrong is silent, and what was not asked about is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.described_resource import Call
from checkov_aurora_pg.core.described_resource import DescribedResource
from checkov_aurora_pg.core.estate import Estate
from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.names import HEALTH
from checkov_aurora_pg.core.policy import Finding
from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.core.policy import Related
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Verdict
from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.core.reading import State
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.core.values import Question
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.readers.cloudformation import parts as cloudformation
from checkov_aurora_pg.readers.cloudformation.language.evaluation import EXCEEDED
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.discovery import discover
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.parts import Part
from checkov_aurora_pg.readers.terraform import parts as terraform
from checkov_aurora_pg.readers.terraform.reader import read_root
from checkov_aurora_pg.scanning import alternatives
from checkov_aurora_pg.scanning import assessment
from checkov_aurora_pg.scanning.assessment import Assessment
from checkov_aurora_pg.scanning.assessment import assess
from checkov_aurora_pg.scanning.skip_remarks import Skips
from testing.estates import in_estate
from testing.scans import run

TERRAFORM = """
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = false
}
"""
TEMPLATE = """
Resources:
  Cluster:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-postgresql
"""
PLAN = json.dumps(
    {
        'format_version': '1.2',
        'terraform_version': '1.9.0',
        'planned_values': {
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
        },
    }
)

IAM = next(policy for policy in POLICIES if policy.id == 'CKV2_AURORAPG_4')


def _write(top: Path, directories: dict[str, str]) -> None:
    """Write a `main.tf` into each directory."""
    for name, text in directories.items():
        (top / name).mkdir(parents=True, exist_ok=True)
        (top / name / 'main.tf').write_text(text)


def _assess(*paths: Path, policies: tuple[Policy, ...] = (IAM,)) -> Assessment:
    return assess(discover(map(str, paths)), policies, Settings(), ReadOptions())


def _failed(assessment: Assessment) -> list[tuple[str, str]]:
    return [
        (verdict.policy.id, Path(verdict.resource.place.path).name)
        for verdict in assessment.verdicts
        if verdict.outcome is Outcome.FAIL
    ]


def test_each_reader_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'main.tf').write_text(TERRAFORM)
    (tmp_path / 'template.yaml').write_text(TEMPLATE)

    found = _assess(tmp_path)

    assert _failed(found) == [
        ('CKV2_AURORAPG_4', 'main.tf'),
        ('CKV2_AURORAPG_4', 'template.yaml'),
    ]
    assert [account.state for account in found.ledger] == [State.JUDGED, State.JUDGED]


def test_it_is_told_how_many_parts_are_judged(tmp_path: Path) -> None:
    (tmp_path / 'main.tf').write_text(TERRAFORM)
    (tmp_path / 'template.yaml').write_text(TEMPLATE)
    told: list[tuple[int, int]] = []

    assess(
        discover([str(tmp_path)]),
        (IAM,),
        Settings(),
        ReadOptions(),
        lambda done, parts: told.append((done, parts)),
    )

    assert told == [(0, 2), (1, 2)]


def test_only_the_selected_policies_judge(tmp_path: Path) -> None:
    (tmp_path / 'main.tf').write_text(TERRAFORM)

    assert _assess(tmp_path, policies=POLICIES[:1]).verdicts == ()


def test_a_policy_that_raises_is_a_problem_and_stops_no_other(tmp_path: Path) -> None:
    def broken(resource: Resource, settings: Settings) -> Iterator[Finding]:
        raise ZeroDivisionError('on\ntwo lines')

    (tmp_path / 'main.tf').write_text(TERRAFORM)
    policies = (replace(IAM, id='CKV2_AURORAPG_99', findings=broken), IAM)

    found = _assess(tmp_path, policies=policies)

    assert _failed(found) == [('CKV2_AURORAPG_4', 'main.tf')]
    (problem,) = found.problems
    assert (problem.place.line, problem.address) == (2, 'aws_rds_cluster.this')
    assert [account.state for account in found.ledger] == [State.NOT_JUDGED]
    assert problem.message == (
        'an internal error stopped `CKV2_AURORAPG_99`: `ZeroDivisionError: on two lines`'
    )


@pytest.mark.parametrize(
    ('reader', 'path'),
    [
        (terraform, ''),
        (cloudformation, 'template.yaml'),
    ],
)
@pytest.mark.parametrize('named', [(), ('main.tf', 'template.yaml')])
def test_a_reader_that_raises_is_a_problem_and_stops_no_other(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    reader: ModuleType,
    path: str,
    named: tuple[str, ...],
) -> None:
    def broken(*arguments: object, **options: object) -> None:
        raise RecursionError('too deep')

    monkeypatch.setattr(reader, 'read_templates' if path else 'read_root', broken)
    (tmp_path / 'main.tf').write_text(TERRAFORM)
    (tmp_path / 'template.yaml').write_text(TEMPLATE)

    found = _assess(*(tmp_path / name for name in named or ('',)))

    assert len(_failed(found)) == 1
    assert found.problems == (
        Problem(
            Place(str(tmp_path / path), 1, 1),
            'an internal error stopped reading this: `RecursionError: too deep`',
        ),
    )


def test_deployments_that_cannot_be_found_are_a_problem_and_stop_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(part: Part) -> None:
        raise RecursionError('too deep')

    monkeypatch.setattr(Part, 'deployments', broken)
    (tmp_path / 'main.tf').write_text(TERRAFORM)

    found = _assess(tmp_path)

    assert _failed(found) == [('CKV2_AURORAPG_4', 'main.tf')]
    assert [verdict.deployments for verdict in found.verdicts] == [()]
    assert found.problems == (
        Problem(
            Place(str(tmp_path), 1, 1),
            'an internal error stopped reading this: `RecursionError: too deep`',
        ),
    )


def test_what_no_alternative_deploys_is_judged_no_further(tmp_path: Path) -> None:
    """The engine decides whether it is a subject, and no answer makes it one."""
    (tmp_path / 'main.tf').write_text("""
variable "engine" {
  validation {
    condition     = contains(["aurora-mysql", "mysql"], var.engine)
    error_message = "another engine"
  }
}
resource "aws_rds_cluster" "other" {
  engine = var.engine
}
resource "aws_rds_cluster" "this" {
  engine = "aurora-postgresql"
}
""")

    found = _assess(tmp_path)

    assert [(one.resource.address, one.outcome) for one in found.verdicts] == [
        ('aws_rds_cluster.this', Outcome.FAIL)
    ]


@pytest.mark.parametrize(
    ('count', 'iam', 'outcomes'),
    [
        pytest.param('local.m[terraform.workspace].never ? 0 : 1', 'false', [], id='never'),
        pytest.param(
            'local.m[terraform.workspace].never ? 0 : 1',
            'true',
            [Outcome.PASS],
            id='never, and it would pass',
        ),
        pytest.param(
            'local.m[terraform.workspace].once ? 0 : 1',
            'false',
            [Outcome.FAIL],
            id='in one deployment',
        ),
        pytest.param('var.count', 'false', [Outcome.FAIL], id='nobody lists the answers'),
        pytest.param(
            'local.m[terraform.workspace].once ? 0 : 1',
            'true',
            [Outcome.PASS],
            id='it passes where it is',
        ),
    ],
)
def test_what_no_deployment_creates_does_not_fail(
    tmp_path: Path,
    count: str,
    iam: str,
    outcomes: list[Outcome],
) -> None:
    (tmp_path / 'main.tf').write_text(f"""
variable "count" {{}}
locals {{
  m = {{ dev = {{ never = true, once = true }}, prod = {{ never = true, once = false }} }}
}}
resource "aws_rds_cluster" "this" {{
  count                               = {count}
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = {iam}
}}
""")

    assert [verdict.outcome for verdict in _assess(tmp_path).verdicts] == outcomes


def test_what_fails_does_where_the_answers_are_refused_for_another_reason(tmp_path: Path) -> None:
    """A deployment gives the value that the default is not, and creates the cluster."""
    (tmp_path / 'main.tf').write_text("""
variable "size" {
  default = ""
  validation {
    condition     = var.size != ""
    error_message = "give a size"
  }
}
locals {
  count = { dev = 1, prod = 1 }
}
resource "aws_rds_cluster" "this" {
  count  = local.count[terraform.workspace] == 1 ? 1 : 0
  engine = "aurora-postgresql"
}
""")

    assert [verdict.outcome for verdict in _assess(tmp_path).verdicts] == [Outcome.FAIL]


@pytest.mark.parametrize(
    'condition',
    [
        pytest.param('var.env != "prod" || var.size != ""', id='of the value beside it'),
        pytest.param('local.is_fit', id='through a local'),
    ],
)
def test_an_answer_with_which_a_default_is_refused_is_one(tmp_path: Path, condition: str) -> None:
    """Whoever deploys `prod` gives a size, and has no IAM authentication then."""
    (tmp_path / 'main.tf').write_text(f"""
variable "env" {{ type = string }}
variable "size" {{
  default = ""
  validation {{
    condition     = {condition}
    error_message = "give a size"
  }}
}}
locals {{
  is_fit = var.env != "prod" || var.size != ""
}}
resource "aws_rds_cluster" "this" {{
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = var.env == "prod" ? false : true
}}
""")

    assert [verdict.outcome for verdict in _assess(tmp_path).verdicts] == [Outcome.UNDETERMINED]


def test_an_answer_that_its_own_variable_refuses_is_none(tmp_path: Path) -> None:
    (tmp_path / 'main.tf').write_text("""
variable "env" {
  type = string
  validation {
    condition     = !startswith(var.env, "prod")
    error_message = "not here"
  }
}
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = var.env == "prod" ? false : true
}
resource "aws_rds_cluster" "never" {
  count  = var.env == "prod" ? 1 : 0
  engine = "aurora-postgresql"
}
""")

    assert [
        (verdict.resource.address, verdict.outcome) for verdict in _assess(tmp_path).verdicts
    ] == [('aws_rds_cluster.this', Outcome.PASS)]


@pytest.mark.parametrize(
    ('literal', 'is_a_choice'),
    [
        pytest.param('-eu', True, id='a short text'),
        pytest.param('x' * 100, False, id='a long text'),
        pytest.param('a`b', False, id='a text that would end the quotation'),
    ],
)
def test_a_choice_is_called_what_a_message_has_room_for(
    tmp_path: Path,
    literal: str,
    is_a_choice: bool,
) -> None:
    (tmp_path / 'main.tf').write_text(f"""
variable "env" {{ type = string }}
resource "aws_rds_cluster" "this" {{
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = {{ dev = false }}[trimsuffix(var.env, "{literal}")]
}}
""")

    (verdict,) = _assess(tmp_path).verdicts

    assert (verdict.outcome is Outcome.FAIL) == is_a_choice


def test_one_question_is_enough_to_ask_for_alternatives(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoneApplies:
        def __init__(self, *of_what: object) -> None:
            pass

        def settled(self, verdict: Verdict) -> None:
            return None

    monkeypatch.setattr(alternatives, 'Alternatives', NoneApplies)
    question = Question((Answer('var.a', value=True),))
    reasons = (Reason('a', 'is not known'), Reason('b', 'is not', question=question))
    settled = assessment._settling(Reading(), lambda answers: Reading(), Settings())

    assert settled(replace(_with_reason(reasons[0]), reasons=reasons)) is None
    assert settled(_with_reason(reasons[0])) == _with_reason(reasons[0])


@pytest.mark.parametrize(('named', 'count'), [('dev.json', 1), ('other.json', 0)])
def test_what_a_named_parameter_file_deploys_is_asked_about(
    tmp_path: Path,
    named: str,
    count: int,
) -> None:
    (tmp_path / '.git').mkdir()
    parameters = 'Parameters:\n  Size:\n    Type: String\n'
    for name, key in (('stack', 'Size'), ('another', 'Color')):
        (tmp_path / f'{name}.yaml').write_text(parameters.replace('Size', key) + TEMPLATE)
    (tmp_path / 'stack.dev.json').write_text('[{"ParameterKey": "Size", "ParameterValue": "1"}]')
    (tmp_path / 'other.json').write_text('[{"ParameterKey": "Nothing", "ParameterValue": "1"}]')
    path = str(tmp_path / named.replace('dev', 'stack.dev'))

    found = assess(discover([path], beyond=True), (IAM,), Settings(), ReadOptions())

    assert [Path(one.resource.place.path).name for one in found.verdicts] == ['stack.yaml'] * count


def test_a_named_file_is_asked_about_alone(tmp_path: Path) -> None:
    for name in ('a', 'b'):
        (tmp_path / f'{name}.tf').write_text(TERRAFORM.replace('this', name))
    (tmp_path / 'stack').mkdir()
    (tmp_path / 'stack' / 'template.yaml').write_text(TEMPLATE)

    assert _failed(_assess(tmp_path / 'b.tf')) == [('CKV2_AURORAPG_4', 'b.tf')]
    assert _failed(_assess(tmp_path / 'b.tf', tmp_path / 'stack')) == [
        ('CKV2_AURORAPG_4', 'b.tf'),
        ('CKV2_AURORAPG_4', 'template.yaml'),
    ]


def test_a_finding_in_a_named_file_counts_wherever_its_resource_is(tmp_path: Path) -> None:
    (tmp_path / 'main.tf').write_text(TERRAFORM.replace('= false', '= var.iam'))
    (tmp_path / 'variables.tf').write_text('variable "iam" {\n  default = false\n}\n')

    assert _failed(_assess(tmp_path / 'variables.tf')) == [('CKV2_AURORAPG_4', 'main.tf')]


SHARED = 'variable "iam" {\n  default = false\n}\n'
ALONE = 'resource "aws_vpc" "this" {}\n'


@pytest.mark.parametrize(
    ('text', 'failed'),
    [
        (SHARED, [(IAM.id, 'main.tf')]),
        (ALONE, []),
    ],
)
def test_what_any_finding_can_follow_from_is_asked_about_with_all_of_its_root(
    tmp_path: Path,
    text: str,
    failed: list[tuple[str, str]],
) -> None:
    (tmp_path / '.git').mkdir()
    (tmp_path / 'main.tf').write_text(TERRAFORM)
    (tmp_path / 'named.tf').write_text(text)

    found = discover([str(tmp_path / 'named.tf')], beyond=True)

    assert _failed(assess(found, (IAM,), Settings(), ReadOptions())) == failed


@pytest.mark.parametrize('path', ['.git/config', '../secret', '/etc/hostname', '/dev/zero'])
@pytest.mark.parametrize('repository', ['code', 'elsewhere'])
def test_a_file_that_is_no_code_is_not_read(tmp_path: Path, path: str, repository: str) -> None:
    """Its content would stand in the report, which a stranger may read."""
    (tmp_path / 'code').mkdir()
    (tmp_path / repository / '.git').mkdir(parents=True)
    (tmp_path / repository / '.git' / 'config').write_text('aurora-secret')
    (tmp_path / 'secret').write_text('aurora-secret')
    (tmp_path / 'code' / 'main.tf').write_text(
        f'resource "aws_rds_cluster" "this" {{\n  engine = file("{path}")\n}}\n',
    )

    (verdict,) = _assess(tmp_path / 'code').verdicts

    assert verdict.outcome is Outcome.UNDETERMINED
    assert 'secret' not in verdict.reasons[0].text.replace(path, '')


def test_a_module_is_not_read_outside_the_repository(tmp_path: Path) -> None:
    (tmp_path / 'outside').mkdir()
    (tmp_path / 'outside' / 'main.tf').write_text(TERRAFORM)
    repository = tmp_path / 'repository'
    (repository / '.git').mkdir(parents=True)
    (repository / 'main.tf').write_text('module "db" {\n  source = "../outside"\n}\n')

    assert _failed(_assess(repository)) == []


@pytest.mark.parametrize('scanned', ['envs/prod', '.'])
def test_outside_a_repository_a_module_is_read_wherever_it_is(
    tmp_path: Path,
    scanned: str,
) -> None:
    """As Terraform would: silence about what it deploys would be worse."""
    for name, text in (
        ('modules/db', TERRAFORM),
        ('envs/prod', 'module "db" {\n  source = "../../modules/db"\n}\n'),
    ):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / 'main.tf').write_text(text)

    assert _failed(_assess(tmp_path / scanned)) == [('CKV2_AURORAPG_4', 'main.tf')]


@pytest.mark.parametrize(
    'broken',
    [
        'locals {\n',
        'resource "aws_rds_cluster" "broken" {\n',
    ],
)
def test_what_is_broken_beside_a_named_file_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    broken: str,
) -> None:
    """The named file is judged with what the other one would say, which nobody knows."""
    (tmp_path / '.git').mkdir()
    (tmp_path / 'main.tf').write_text(TERRAFORM.replace('= false', '= true'))
    (tmp_path / 'other.tf').write_text(broken)
    monkeypatch.chdir(tmp_path)

    done = run('-o', 'json', '--check', IAM.id, 'main.tf')

    assert done.code == 3
    assert [one['path'] for one in done.findings if one['id'] == HEALTH] == ['other.tf']


def test_what_is_broken_in_templates_beside_a_named_one_is_not_said(tmp_path: Path) -> None:
    (tmp_path / '.git').mkdir()
    (tmp_path / 'named.yaml').write_text(TEMPLATE)
    (tmp_path / 'other.yaml').write_text(f'{TEMPLATE}      A: {{\n')
    named = str(tmp_path / 'named.yaml')

    found = assess(discover([named], beyond=True), (IAM,), Settings(), ReadOptions())

    assert _failed(found) == [(IAM.id, 'named.yaml')]
    assert found.problems == ()
    for given in (tmp_path, tmp_path / 'other.yaml'):
        assert [Path(one.place.path).name for one in _assess(given).problems] == ['other.yaml']


def test_a_plan_is_read(tmp_path: Path) -> None:
    (tmp_path / 'plan.json').write_text(PLAN)

    found = _assess(tmp_path)

    assert _failed(found) == [(IAM.id, 'plan.json')]
    assert [account.state for account in found.ledger] == [State.JUDGED]


def test_judging_ends_after_some_time_and_says_so(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / 'main.tf').write_text(TERRAFORM)
    monkeypatch.setattr(assessment, 'MAX_SECONDS', -1)

    found = _assess(tmp_path)

    assert found.verdicts == ()
    (problem,) = found.problems
    assert problem.place == Place(str(tmp_path), 1, 1)
    assert problem.address == 'aws_rds_cluster.this'
    assert 'seconds to judge' in problem.message


def test_a_module_that_is_not_here_is_undetermined(tmp_path: Path) -> None:
    (tmp_path / 'main.tf').write_text(
        'module "aurora" {\n  source = "git::https://git.example.com/aurora-postgresql.git"\n}\n',
    )

    (verdict,) = _assess(tmp_path, policies=(IAM, replace(IAM, id='CKV2_AURORAPG_99'))).verdicts

    assert verdict.outcome is Outcome.UNDETERMINED
    assert [policy.id for policy in verdict.policies] == [IAM.id, 'CKV2_AURORAPG_99']


def test_a_program_whose_output_is_not_here_is_in_the_ledger(tmp_path: Path) -> None:
    (tmp_path / 'serverless.ts').write_text("export = {Type: 'AWS::RDS::DBCluster'}\n")

    found = _assess(tmp_path)

    assert [(account.path, account.state) for account in found.ledger] == [
        (str(tmp_path / 'serverless.ts'), State.NOT_JUDGED),
    ]
    assert len(found.problems) == 1


CLUSTER = in_estate(DescribedResource(Kind.CLUSTER, 'a', Place('/main.tf', 1, 3)))
FINDING = Finding('attribute', 'is wrong', Place('/main.tf', 2, 2))
UNKNOWN = Reason('attribute', 'is not known', '', Place('/main.tf', 2, 2))
FAILED = Verdict(IAM, CLUSTER, Outcome.FAIL, (FINDING,))
UNDETERMINED = Verdict(IAM, CLUSTER, Outcome.UNDETERMINED, reasons=(UNKNOWN,))
PROBLEM = Problem(Place('/main.tf', 1, 1), 'is broken')
ELSEWHERE = Place('/main.tf', 9, 9)


def _judged_of(
    monkeypatch: pytest.MonkeyPatch,
    *of_estates: Verdict | Problem,
    times: int = 1,
) -> list[Verdict | Problem]:
    """Return what is said of a reading with as many estates, of each of which one thing is."""
    estates = {str(number): judged for number, judged in enumerate(of_estates)}
    monkeypatch.setattr(assessment, '_judged', lambda estate, *_: [estates[estate.root]] * times)
    reading = Reading(estates=tuple(Estate(root, ()) for root in estates))
    return list(assessment._all_judged(reading, (), Settings(), lambda _: reading, Skips(())))


def _with_reason(undetermined: Reason) -> Verdict:
    return replace(UNDETERMINED, reasons=(undetermined,))


def _with_finding(**changes: Any) -> Verdict:
    return replace(FAILED, findings=(replace(FINDING, **changes),))


@pytest.mark.parametrize('judged', [FAILED, UNDETERMINED, PROBLEM])
def test_what_several_programs_deploy_alike_is_said_once(
    monkeypatch: pytest.MonkeyPatch,
    judged: Verdict | Problem,
) -> None:
    assert _judged_of(monkeypatch, judged, replace(judged), judged) == [judged]


def test_what_one_program_deploys_twice_is_said_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _judged_of(monkeypatch, FAILED, times=2) == [FAILED, FAILED]


def test_each_program_has_a_resource_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    again = replace(FAILED, resource=replace(CLUSTER))

    assert _judged_of(monkeypatch, FAILED, again) == [FAILED]


@pytest.mark.parametrize(
    ('one', 'other'),
    [
        (FAILED, PROBLEM),
        (PROBLEM, replace(PROBLEM, message='is too large')),
        (FAILED, UNDETERMINED),
        (
            replace(FAILED, outcome=Outcome.PASS, findings=()),
            replace(FAILED, outcome=Outcome.SKIP, findings=()),
        ),
        (FAILED, replace(FAILED, policy=replace(IAM, id='CKV2_AURORAPG_99'))),
        (FAILED, replace(FAILED, resource=replace(CLUSTER, address='b'))),
        (FAILED, replace(FAILED, resource=replace(CLUSTER, place=ELSEWHERE))),
        (FAILED, _with_finding(attribute='other')),
        (FAILED, _with_finding(message='is worse')),
        (FAILED, _with_finding(place=ELSEWHERE)),
        (FAILED, _with_finding(related=(Related(ELSEWHERE, 'because of this'),))),
        (UNDETERMINED, _with_reason(Reason('other', UNKNOWN.text, '', UNKNOWN.place))),
        (UNDETERMINED, _with_reason(Reason('attribute', 'is other', '', UNKNOWN.place))),
        (UNDETERMINED, _with_reason(Reason('attribute', UNKNOWN.text, '', ELSEWHERE))),
    ],
)
def test_what_one_program_deploys_otherwise_is_said_as_well(
    monkeypatch: pytest.MonkeyPatch,
    one: Verdict | Problem,
    other: Verdict | Problem,
) -> None:
    assert _judged_of(monkeypatch, one, other) == [one, other]


@pytest.mark.parametrize(
    ('own', 'others', 'read', 'failed'),
    [
        ('', 'ab', ['a', 'b'], []),
        ('', 'a', ['a', 'db'], [(IAM.id, 'main.tf')]),
        ('', 'bc', ['b'], []),
        ('b', 'c', ['b'], [(IAM.id, 'main.tf')]),
    ],
)
def test_each_root_of_another_shard_is_asked_until_one_creates_a_module(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    own: str,
    others: str,
    read: list[str],
    failed: list[tuple[str, str]],
) -> None:
    """The shard that has the module alone must not judge it as a root of its own."""
    _write(
        tmp_path,
        {
            'db': TERRAFORM,
            'a': 'module "db" {\n  source = "../db"\n  count = 0\n}\n',
            'b': 'module "db" {\n  source = "../db"\n}\n',
            'c': 'module "db" {\n  source = "../db"\n}\n',
        },
    )
    seen: list[str] = []

    def noted(directory: str, **options: Any) -> Reading:
        seen.append(Path(directory).name)
        return read_root(directory, **options)

    monkeypatch.setattr(terraform, 'read_root', noted)
    whole = discover([str(tmp_path)])
    part = replace(
        whole,
        roots=tuple(str(tmp_path / name) for name in own),
        others=tuple(str(tmp_path / name) for name in others),
    )

    assert whole.called == (str(tmp_path / 'db'),)
    assert _failed(assess(part, (IAM,), Settings(), ReadOptions())) == failed
    assert seen == read


@pytest.mark.parametrize('source', ['"../db"', 'local.source'])
def test_a_module_that_has_a_mark_of_a_root_is_judged_as_both(tmp_path: Path, source: str) -> None:
    """A lock file says that somebody deploys it with its own values."""
    _write(
        tmp_path,
        {
            'db': TERRAFORM.replace('= false', '= var.iam') + SHARED,
            'prod': f'locals {{\n  source = "../db"\n}}\n'
            f'module "db" {{\n  source = {source}\n  iam = true\n}}\n',
        },
    )

    assert _failed(_assess(tmp_path)) == []
    (tmp_path / 'db' / '.terraform.lock.hcl').write_text('')
    assert _failed(_assess(tmp_path)) == [(IAM.id, 'main.tf')]


@pytest.mark.parametrize('given', ['repository/a', 'repository/a/main.tf'])
def test_a_root_may_call_a_module_of_its_repository_and_not_of_another(
    tmp_path: Path,
    given: str,
) -> None:
    (tmp_path / 'repository' / '.git').mkdir(parents=True)
    for name, text in (
        (
            'repository/a',
            ''.join(
                f'module "{name}" {{\n  source = "{source}"\n}}\n'
                for name, source in (('inside', '../db'), ('outside', '../../db'))
            ),
        ),
        ('repository/db', TERRAFORM.replace('this', 'inside')),
        ('db', TERRAFORM.replace('this', 'outside')),
    ):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / 'main.tf').write_text(text)

    assert [
        verdict.resource.address
        for verdict in _assess(tmp_path / given).verdicts
        if verdict.outcome is Outcome.FAIL
    ] == ['module.inside.aws_rds_cluster.inside']


def test_each_repository_of_several_that_are_given_bounds_its_own_roots(tmp_path: Path) -> None:
    _write(
        tmp_path,
        {
            'one': TERRAFORM,
            'other/prod': 'module "db" {\n  source = "../db"\n}\n',
            'other/db': TERRAFORM,
        },
    )
    for name in ('one', 'other'):
        (tmp_path / name / '.git').mkdir()

    found = _assess(tmp_path / 'one', tmp_path / 'other' / 'prod')

    assert len(_failed(found)) == 2


def test_a_root_around_a_link_out_of_its_repository_is_bounded_by_it(tmp_path: Path) -> None:
    _write(
        tmp_path,
        {
            'repository': TERRAFORM.replace('= false', '= file("../iam") == "true"')
            + 'module "inside" {\n  source = "./db"\n}\n',
            'repository/db': TERRAFORM,
            'values': '',
        },
    )
    (tmp_path / 'iam').write_text('true')
    (tmp_path / 'repository' / '.git').mkdir()
    (tmp_path / 'repository' / 'link').symlink_to('../values')
    values = tmp_path / 'repository' / 'link' / 'prod.tfvars'
    values.write_text('engine = "aurora-postgresql"\n')

    found = discover([str(values)], [str(values)], beyond=True)
    verdicts = assess(found, (IAM,), Settings(), ReadOptions((str(values),))).verdicts

    assert [(verdict.resource.address, verdict.outcome) for verdict in verdicts] == [
        ('aws_rds_cluster.this', Outcome.UNDETERMINED),
        ('module.inside.aws_rds_cluster.this', Outcome.FAIL),
    ]


NAMED = Place('/given/named.tf', 1, 1)


def _of(root: str = '/elsewhere', **changes: Any) -> Verdict:
    resource = replace(CLUSTER, estate=Estate(root, ()), **changes)
    return replace(FAILED, resource=resource)


@pytest.mark.parametrize(
    ('verdict', 'concerns'),
    [
        pytest.param(FAILED, False, id='a finding elsewhere'),
        pytest.param(
            _with_reason(Reason('attribute', 'is not known')),
            False,
            id='a reason without a place',
        ),
        pytest.param(_of(place=NAMED), True, id='its resource'),
        pytest.param(_of('/given/too'), True, id='its root'),
        pytest.param(_of(calls=(Call('module.a', NAMED),)), True, id='a call'),
        pytest.param(
            _with_reason(Reason('attribute', 'is not known', '', NAMED)), True, id='a reason'
        ),
        pytest.param(
            _with_reason(
                Reason(
                    'attribute',
                    'is not known',
                    related=(
                        (Place('/elsewhere.tf', 1, 1), 'fails with `0`'),
                        (NAMED, 'passes with `1`'),
                    ),
                )
            ),
            True,
            id='what a reason is related to',
        ),
        pytest.param(_with_finding(place=NAMED), True, id='a finding'),
        pytest.param(
            _with_finding(related=(Related(NAMED, 'because of this'),)),
            True,
            id='what it is related to',
        ),
        pytest.param(_with_finding(chain=(replace(CLUSTER, place=NAMED),)), True, id='its chain'),
    ],
)
def test_a_verdict_concerns_what_it_speaks_of(verdict: Verdict, concerns: bool) -> None:
    sources = Sources(walked=('/given/too',), named=frozenset((NAMED.path,)))

    assert assessment._concerns(sources, Reading(), verdict) is concerns
    assert assessment._concerns(Sources(walked=('/given',)), Reading(), verdict)


@pytest.mark.parametrize(
    ('resource', 'concerns'),
    [
        (CLUSTER, True),
        (replace(CLUSTER, place=ELSEWHERE, calls=(Call('Nested', CLUSTER.place),)), True),
        (replace(CLUSTER, calls=(Call('Nested', Place('/outer.yaml', 1, 3)),)), False),
        (replace(CLUSTER, place=Place('/other.yaml', 1, 3)), False),
    ],
)
def test_a_verdict_concerns_the_parameter_files_of_its_outermost_template(
    resource: Resource,
    concerns: bool,
) -> None:
    named = Deployment('prod', parameter_files=('/given/prod.json',))
    others = Deployment('dev', parameter_files=('/given/dev.json',))
    deployed = ((CLUSTER.place.path, named), ('/outer.yaml', others), ('/other.yaml', others))
    verdict = Verdict(IAM, resource, Outcome.PASS)
    sources = Sources(named=frozenset(named.parameter_files))

    assert assessment._concerns(sources, Reading(deployed=deployed), verdict) is concerns


@pytest.mark.parametrize(
    ('only', 'names', 'judged'),
    [
        (None, ['', 'dev', 'prod'], ['', 'dev', 'prod']),
        ('prod', ['dev', 'prod'], ['prod']),
        ('prod', ['', 'dev', 'prod'], ['', 'prod']),
        ('prod', ['', 'dev'], ['', 'dev']),
        ('prod', [], []),
    ],
)
def test_one_deployment_is_judged_of_what_has_it(
    only: str | None,
    names: list[str],
    judged: list[str],
) -> None:
    """With what has no name: a template without deployments is read in the same part."""
    read = [(Deployment(name), Reading()) for name in names]

    assert [one.name for one, _ in assessment._wanted(read, only)] == judged


@pytest.mark.parametrize(
    ('walked', 'path', 'is_said'),
    [
        ('/given', '/given', True),
        ('/given', '/given/a.yaml', True),
        ('/', '/a.yaml', True),
        ('/given', '/given-too/a.yaml', False),
        ('/given', NAMED.path, True),
    ],
)
def test_a_problem_of_templates_is_said_where_its_file_was_given(
    walked: str,
    path: str,
    is_said: bool,
) -> None:
    sources = Sources(walked=(walked,), named=frozenset((NAMED.path,)))
    problem = Problem(Place(path, 1, 1), 'is broken')

    assert assessment._is_worth_saying(sources, Reading(), problem) is is_said
    assert assessment._is_worth_saying(Sources(walked=('/other',)), Reading(), problem)
    exceeded = replace(problem, message=EXCEEDED)
    assert assessment._is_worth_saying(sources, Reading(), exceeded)
