"""What a walk finds, what it leaves out, and what it never opens."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from checkov_aurora_pg.core.reading import Problem
from checkov_aurora_pg.core.values import Place
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.discovery import Subjects
from checkov_aurora_pg.readers.discovery import discover
from checkov_aurora_pg.readers.files import OUTSIDE
from checkov_aurora_pg.readers.walking import relevance

TERRAFORM = 'resource "aws_rds_cluster" "this" {}\n'
TEMPLATE = 'Resources:\n  A:\n    Type: AWS::RDS::DBCluster\n'
NETWORK = 'Resources:\n  A:\n    Type: AWS::EC2::VPC\n'
PLAN = '{"format_version": "1.2", "planned_values": {"type": "aws_rds_cluster"}}'


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _found(top: Path, sources: Sources) -> dict[str, list[str]]:
    def shown(paths: Sequence[str]) -> list[str]:
        return [Path(os.path.relpath(path, top)).as_posix() for path in paths]

    found = {
        'roots': shown(sources.roots),
        'plans': shown(sources.plans),
        'templates': shown(sources.templates),
        'problems': [problem.message for problem in sources.problems],
    }
    return {kind: paths for kind, paths in found.items() if paths}


@pytest.mark.parametrize(
    ('name', 'text', 'kind'),
    [
        ('main.tf', TERRAFORM, 'roots'),
        ('cdk.tf.json', '{"resource": {"aws_rds_cluster": {}}}', 'roots'),
        ('template.yaml', TEMPLATE, 'templates'),
        ('template.yml', TEMPLATE, 'templates'),
        ('a.template', TEMPLATE, 'templates'),
        ('TEMPLATE.YAML', TEMPLATE, 'templates'),
        ('stack.cfn', TEMPLATE, 'templates'),
        ('stack', TEMPLATE, 'templates'),
        ('.hidden.yaml', TEMPLATE, 'templates'),
        ('.hidden/a.yaml', TEMPLATE, 'templates'),
        (
            'a.yaml',
            TEMPLATE.replace('AWS::RDS::DBCluster', '"AWS::RDS\\x3a:DBCluster"'),
            'templates',
        ),
        (
            'a.yaml',
            TEMPLATE.replace('AWS::RDS::DBCluster', '"AWS::R\\\n  DS::DBCluster"'),
            'templates',
        ),
        ('tfplan.out', PLAN, 'plans'),
        ('a.template.json', '{"Resources": {"A": {"Type": "AWS::RDS::DBCluster"}}}', 'templates'),
        ('a.json', '{"Resources": {"A": {"Type": "AWS::RD\\u0053::DBCluster"}}}', 'templates'),
        ('a.json', '{"Resources": {"A": {"Type": "AWS\\u003a:RDS::DBCluster"}}}', 'templates'),
        ('plan.json', PLAN, 'plans'),
        ('plan.json', f'\ufeff\n{PLAN}', 'plans'),
        ('plan.json', f'[{PLAN}]', 'plans'),
        (
            'a.json',
            '{"format_version": 1, "Resources": {"A": {"Type": "AWS::RDS::DBCluster"}}}',
            'templates',
        ),
        ('a.yaml', f'#\0\n{TEMPLATE}', 'templates'),
        (
            'a.json',
            '{"planned_values": 1, "Resources": {"A": {"Type": "AWS::RDS::DBCluster"}}}',
            'templates',
        ),
        ('a.yaml', f'# {PLAN}\n{TEMPLATE}', 'templates'),
        ('serverless.yml', 'resources: ${file(database.js)}', 'templates'),
    ],
)
def test_a_file_is_found_by_its_name_and_bytes(
    tmp_path: Path,
    name: str,
    text: str,
    kind: str,
) -> None:
    _write(tmp_path / name, text)

    expected = '.' if kind == 'roots' else name
    assert _found(tmp_path, discover([str(tmp_path)])) == {kind: [expected]}


@pytest.mark.parametrize(
    ('name', 'text'),
    [
        ('main.tf', 'resource "aws_vpc" "this" {}'),
        ('template.yaml', NETWORK),
        ('plan.json', PLAN.replace('rds_cluster', 'vpc')),
        ('terraform.tfvars.json', '{"engine": "aurora", "Resources": "AWS::"}'),
        ('notes.md', TEMPLATE),
        ('node_modules/a/a.yaml', TEMPLATE),
        ('.terraform/modules/a/main.tf', TERRAFORM),
        ('.serverless/a.json', TEMPLATE),
        ('picture', '\0\1\2' * 100 + TEMPLATE),
        ('tfplan', 'PK\3\4'),
        ('values.yml', 'a: ${file(database.js)}'),
    ],
)
def test_what_cannot_matter_is_left_out(tmp_path: Path, name: str, text: str) -> None:
    _write(tmp_path / name, text)

    sources = discover([str(tmp_path)])

    assert _found(tmp_path, sources) == {}
    assert not sources


def test_templates_are_read_with_those_that_may_hold_their_network(tmp_path: Path) -> None:
    _write(tmp_path / 'database.yaml', TEMPLATE)
    _write(tmp_path / 'network.yaml', NETWORK)

    assert _found(tmp_path, discover([str(tmp_path)])) == {
        'templates': ['database.yaml', 'network.yaml'],
    }


@pytest.mark.parametrize('type', ['AWS::CloudFormation::Stack', 'AWS::Serverless::Application'])
def test_a_template_that_nests_another_may_matter(tmp_path: Path, type: str) -> None:
    _write(tmp_path / 'root.yaml', f'Resources:\n  A:\n    Type: {type}\n')
    _write(tmp_path / 'network.yaml', NETWORK)

    found = discover([str(tmp_path)])

    assert _found(tmp_path, found) == {'templates': ['network.yaml', 'root.yaml']}


PART = 'A: {Type: AWS::RDS::DBCluster}'


def test_a_service_may_matter_for_the_files_that_it_includes(tmp_path: Path) -> None:
    _write(tmp_path / 'serverless.yml', 'resources:\n  Resources: ${file(database.yml)}\n')
    _write(tmp_path / 'other.yml', PART)

    assert _found(tmp_path, discover([str(tmp_path)])) == {
        'templates': ['other.yml', 'serverless.yml'],
    }


def test_a_part_of_something_else_is_not_read(tmp_path: Path) -> None:
    _write(tmp_path / 'serverless.yml', 'resources: ${file(a.yml)}')
    _write(tmp_path / 'a.yml', 'A: {Type: AWS::SNS::Topic}')

    assert _found(tmp_path, discover([str(tmp_path)])) == {}


@pytest.mark.parametrize('name', ['values.yml', 'serverless.yml'])
def test_a_part_that_nothing_includes_is_read_alone(tmp_path: Path, name: str) -> None:
    _write(tmp_path / name, 'resources: {}')
    _write(tmp_path / 'database.yml', PART)

    assert _found(tmp_path, discover([str(tmp_path)])) == {'templates': ['database.yml']}


def test_the_service_around_a_named_part_is_read(tmp_path: Path) -> None:
    (tmp_path / '.git').mkdir()
    _write(tmp_path / 'serverless.yml', 'resources: ${file(parts/database.yml)}')
    _write(tmp_path / 'parts' / 'database.yml', PART)

    found = discover([str(tmp_path / 'parts' / 'database.yml')], beyond=True)

    assert _found(tmp_path, found) == {'templates': ['parts/database.yml', 'serverless.yml']}


@pytest.mark.parametrize(
    'name',
    [
        'manifest.json',
        'tree.json',
        'Db.assets.json',
        'Db.metadata.json',
        'Db.template.json',
    ],
)
def test_a_template_may_have_the_name_of_an_assemblys_bookkeeping(
    tmp_path: Path,
    name: str,
) -> None:
    _write(tmp_path / 'cdk.out' / name, '{"Resources": {"A": {"Type": "AWS::RDS::DBCluster"}}}')
    _write(tmp_path / 'cdk.out' / 'cdk.out', '{"version": "40.0.0"}')

    assert _found(tmp_path, discover([str(tmp_path)])) == {'templates': [f'cdk.out/{name}']}


def test_a_named_file_is_judged_whatever_its_extension(tmp_path: Path) -> None:
    _write(tmp_path / 'stack.txt', TEMPLATE)
    _write(tmp_path / 'tfplan.out', PLAN)
    _write(tmp_path / 'a' / '.hidden.tf', TERRAFORM)
    _write(tmp_path / 'b' / 'main.tf', TERRAFORM)
    _write(tmp_path / 'b' / 'prod.tfvars', 'a = 1')

    names = ('stack.txt', 'tfplan.out', 'b/prod.tfvars')
    sources = discover([str(tmp_path / name) for name in names])

    assert _found(tmp_path, sources) == {
        'roots': ['b'],
        'plans': ['tfplan.out'],
        'templates': ['stack.txt'],
    }
    assert sources.named == {str(tmp_path / name) for name in names}


def test_a_binary_plan_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / 'tfplan').write_bytes(b'PK\x03\x04 and so on')

    _write(tmp_path / 'z.yaml', TEMPLATE)

    found = discover([str(tmp_path / 'tfplan'), str(tmp_path / 'z.yaml')])

    (problem,) = found.problems
    assert problem.place == Place(str(tmp_path / 'tfplan'), 1, 1)
    assert 'terraform show -json' in problem.message
    assert found.templates == (str(tmp_path / 'z.yaml'),)


@pytest.mark.parametrize('encoding', ['utf-16', 'utf-16-be', 'utf-16-le'])
def test_utf_16_is_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / 'plan.json').write_bytes(PLAN.encode(encoding))

    assert _found(tmp_path, discover([str(tmp_path)])) == {'plans': ['plan.json']}


def test_links_cannot_lead_round_in_circles_nor_out_of_the_tree(tmp_path: Path) -> None:
    _write(tmp_path / 'outside' / 'a.yaml', TEMPLATE)
    _write(tmp_path / 'tree' / 'a.tf', TERRAFORM)
    (tmp_path / 'tree' / 'loop').symlink_to(tmp_path / 'tree')
    (tmp_path / 'tree' / 'out').symlink_to(tmp_path / 'outside')
    (tmp_path / 'tree' / 'itself.yaml').symlink_to(tmp_path / 'tree' / 'itself.yaml')

    assert _found(tmp_path, discover([str(tmp_path / 'tree')])) == {'roots': ['tree']}


@pytest.mark.parametrize(
    ('name', 'target', 'message'),
    [
        ('nowhere.tf', 'nowhere', 'cannot be read: No such file or directory'),
        ('itself.tf', 'itself.tf', 'cannot be read: Too many levels of symbolic links'),
        ('device.tf', '/dev/zero', OUTSIDE),
        ('out.tf', '../outside/a.tf', OUTSIDE),
        ('out.auto.tfvars', '../outside/a.tf', OUTSIDE),
        ('out.yaml', '../outside/a.yaml', OUTSIDE),
    ],
)
@pytest.mark.parametrize('in_repository', [True, False])
def test_a_link_to_what_is_not_read_is_a_problem(
    tmp_path: Path,
    name: str,
    target: str,
    message: str,
    in_repository: bool,
) -> None:
    _write(tmp_path / 'outside' / 'a.yaml', TEMPLATE)
    _write(tmp_path / 'outside' / 'a.tf', TERRAFORM)
    _write(tmp_path / 'tree' / 'main.tf', TERRAFORM)
    if in_repository:
        (tmp_path / 'tree' / '.git').mkdir()
    (tmp_path / 'tree' / name).symlink_to(target)

    found = _found(tmp_path, discover([str(tmp_path / 'tree')]))

    assert found == {'roots': ['tree'], 'problems': [message]}


@pytest.mark.skipif(not hasattr(os, 'mkfifo'), reason='needs named pipes')
def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    for name in ('a.tf', 'a.yaml', 'a.tfvars', 'plan.json'):
        os.mkfifo(tmp_path / name)
    _write(tmp_path / 'main.tf', TERRAFORM)

    assert _found(tmp_path, discover([str(tmp_path)])) == {
        'roots': ['.'],
        'problems': ['is not a regular file', 'is not a regular file'],
    }


@pytest.mark.skipif(os.geteuid() == 0, reason='root may read everything')
@pytest.mark.parametrize('name', ['a.yaml', 'a.tf', 'a'])
def test_what_may_not_be_read_is_a_problem(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.mkdir() if name == 'a' else path.write_text(TEMPLATE)
    path.chmod(0)

    (message,) = _found(tmp_path, discover([str(tmp_path)]))['problems']

    path.chmod(0o700)
    assert message == 'cannot be read: Permission denied'


@pytest.mark.parametrize(('text', 'count'), [(TEMPLATE, 1), ('a: b\n' * 100, 0)])
def test_a_file_that_is_too_large_is_a_problem_if_it_may_matter(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    count: int,
) -> None:
    monkeypatch.setattr(relevance, 'MAX_FILE_SIZE', 10)
    _write(tmp_path / 'a.yaml', text)

    assert len(discover([str(tmp_path)]).problems) == count


def test_overlapping_paths_are_read_once(tmp_path: Path) -> None:
    _write(tmp_path / 'a' / 'main.tf', TERRAFORM)
    _write(tmp_path / 'a' / 'a.yaml', TEMPLATE)

    paths = [str(tmp_path), str(tmp_path / 'a'), str(tmp_path / 'a' / 'a.yaml')]

    assert _found(tmp_path, discover(paths)) == {'roots': ['a'], 'templates': ['a/a.yaml']}


@pytest.mark.parametrize(
    ('sources', 'has_any'),
    [
        (Sources(roots=('/a',)), True),
        (Sources(called=('/a',)), True),
        (Sources(plans=('/a',)), True),
        (Sources(templates=('/a',)), True),
        (Sources(problems=(Problem(Place('/a', 1, 1), 'is broken'),)), True),
        (Sources(subjects=Subjects(parts=('/a',))), True),
        (Sources(walked=('/a',)), False),
    ],
)
def test_whether_there_is_anything_to_judge(sources: Sources, has_any: bool) -> None:
    assert bool(sources) is has_any


@pytest.mark.parametrize(
    ('named', 'files', 'templates'),
    [
        ('a.yaml', {'a.yaml': TEMPLATE, 'network.yaml': NETWORK}, ['a.yaml', 'network.yaml']),
        ('network.yaml', {'a.yaml': TEMPLATE, 'network.yaml': NETWORK}, ['a.yaml', 'network.yaml']),
        (
            'serverless.yml',
            {'serverless.yml': 'resources: ${file(a.yml)}', 'a.yml': PART},
            ['a.yml', 'serverless.yml'],
        ),
    ],
)
def test_the_templates_around_a_named_one_are_read(
    tmp_path: Path,
    named: str,
    files: dict[str, str],
    templates: list[str],
) -> None:
    (tmp_path / '.git').mkdir()
    for name, text in files.items():
        _write(tmp_path / name, text)

    assert _found(tmp_path, discover([str(tmp_path / named)], beyond=True)) == {
        'templates': templates,
    }


def test_what_is_beside_a_part_and_cannot_matter_is_not_read(tmp_path: Path) -> None:
    _write(tmp_path / 'network.yaml', NETWORK)
    _write(tmp_path / 'database.yml', PART)

    assert _found(tmp_path, discover([str(tmp_path)])) == {'templates': ['database.yml']}


def test_what_is_found_is_in_the_order_of_its_paths(tmp_path: Path) -> None:
    names = 'hgfedcba'
    for name in names:
        _write(tmp_path / f'{name}.yaml', TEMPLATE)
        _write(tmp_path / f'{name}.json', PLAN)
        _write(tmp_path / f'{name}.hcl', 'engine = "aurora-postgresql"')
        _write(tmp_path / name / 'serverless.ts', "a = { Type: 'AWS::RDS::DBCluster' };\n")
        _write(tmp_path / name / 'node_modules' / 'a.yaml', '')

    found = discover([str(tmp_path)])

    for paths in (found.templates, found.plans, found.subjects.parts):
        assert [Path(path).stem for path in paths] == sorted(names)
    for inside in (
        [one.place.path for one in found.problems],
        [path for path, _ in found.left_out],
    ):
        assert [Path(path).parent.name for path in inside] == sorted(names)


def test_a_named_file_that_is_gone_is_a_problem(tmp_path: Path) -> None:
    (problem,) = discover([str(tmp_path / 'gone.yaml')]).problems

    assert problem.message == 'cannot be read: No such file or directory'


def test_a_subject_is_what_names_it_and_no_state_is_read(tmp_path: Path) -> None:
    _write(tmp_path / 'a.tfstate', PLAN)
    _write(tmp_path / 'network.yaml', TEMPLATE.replace('DBCluster', 'DBSubnetGroup'))
    _write(tmp_path / 'z.yaml', TEMPLATE)

    found = discover([str(tmp_path)])

    assert _found(tmp_path, found) == {'templates': ['network.yaml', 'z.yaml']}
    assert [Path(path).name for path in found.subjects.documents] == ['a.tfstate', 'z.yaml']


@pytest.mark.parametrize(
    ('name', 'is_unknown'),
    [
        ('a.yaml', False),
        ('a.txt', True),
        ('a.tfstate', True),
        ('terragrunt.hcl', False),
        ('a.tf', False),
        ('a.tfvars', False),
    ],
)
def test_a_named_file_of_no_type_that_is_read_is_unknown(
    tmp_path: Path,
    name: str,
    is_unknown: bool,
) -> None:
    _write(tmp_path / name, 'engine = "aurora-postgresql"')

    assert bool(discover([str(tmp_path / name)]).unknown) is is_unknown


@pytest.mark.skipif(not hasattr(os, 'mkfifo'), reason='needs named pipes')
def test_a_part_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / 'a.hcl').symlink_to('nowhere')
    os.mkfifo(tmp_path / 'b.hcl')
    _write(tmp_path / 'z.hcl', 'engine = "aurora-postgresql"')

    found = discover([str(tmp_path)])

    assert found.subjects.parts == (str(tmp_path / 'z.hcl'),)
    assert [problem.message for problem in found.problems] == ['is not a regular file']


def test_a_unit_may_read_what_a_document_says(tmp_path: Path) -> None:
    unit = tmp_path / 'live' / 'terragrunt.hcl'
    _write(unit, 'terraform {\n  source = yamldecode(file("../db.yaml")).source\n}\n')
    _write(tmp_path / 'db.yaml', 'source: "git::https://example.com/aurora-postgresql.git"\n')

    assert _found(tmp_path, discover([str(tmp_path)])) == {'roots': ['live']}


@pytest.mark.parametrize(
    ('name', 'code', 'var_files', 'roots'),
    [
        ('policy.json', 'locals {\n  a = file("policy.json")\n}\n', False, ['code']),
        ('policy.json', 'locals {}\n', False, []),
        # Where files of variables are looked for, a root beside it may be given it.
        ('prod.tfvars', '', False, ['code']),
        ('a/b/prod.tfvars', '', False, []),
        ('a/b/prod.tfvars', '', True, ['code']),
    ],
)
def test_the_roots_that_a_named_file_may_be_a_part_of_are_read(
    tmp_path: Path,
    name: str,
    code: str,
    var_files: bool,
    roots: list[str],
) -> None:
    (tmp_path / '.git').mkdir()
    _write(tmp_path / 'code' / 'main.tf', TERRAFORM + code)
    _write(tmp_path / 'data' / name, '')
    named = str(tmp_path / 'data' / name)

    found = discover([named], [named] if var_files else [], beyond=True)

    assert _found(tmp_path, found).get('roots', []) == roots
    assert found.pervasive == {named}


def test_what_cannot_be_read_may_decide_all_of_its_root(tmp_path: Path) -> None:
    path = tmp_path / 'gone.tf'

    assert discover([str(path)], beyond=True).pervasive == {str(path)}
