"""`-o junitxml`: what Jenkins and GitLab read as test results."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from testing.scans import run

FIXTURES = Path(__file__).parent.parent / 'fixtures'

CLUSTER = """
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  engine_version                      = "17.4"
  iam_database_authentication_enabled = ON
}
"""
SKIP = '{\n  # checkov:skip=CKV2_AURORAPG_4:behind a proxy\n'

# The elements and attributes of junit-10.xsd that this report has a use for.
SCHEMA = {
    'testsuites': ({'testsuite'}, {'name', 'tests', 'failures', 'errors'}),
    'testsuite': ({'testcase'}, {'name', 'tests', 'failures', 'errors', 'skipped'}),
    'testcase': ({'skipped', 'error', 'failure'}, {'name', 'classname'}),
    'skipped': (set(), {'type', 'message'}),
    'error': (set(), {'type', 'message'}),
    'failure': (set(), {'type', 'message'}),
}


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / '.git').mkdir()
    monkeypatch.chdir(tmp_path)


def _report(*argv: str) -> Element:
    return ElementTree.fromstring(run('-o', 'junitxml', *argv).out)


@pytest.mark.parametrize(
    ('text', 'tag', 'type_', 'said'),
    [
        pytest.param(
            CLUSTER.replace('ON', 'false'),
            'failure',
            'medium',
            '[aws_rds_cluster.this]',
            id='finding',
        ),
        pytest.param(
            CLUSTER.replace('ON', 'var.iam') + 'variable "iam" {}',
            'skipped',
            'undetermined',
            '`var.iam` has no default',
            id='undetermined',
        ),
        pytest.param(
            CLUSTER.replace('ON', 'false').replace('{\n', SKIP),
            'skipped',
            'skipped in the code',
            'behind a proxy',
            id='skipped',
        ),
    ],
)
def test_a_case_says_what_became_of_it(text: str, tag: str, type_: str, said: str) -> None:
    Path('main.tf').write_text(text)

    case = _report('--check', 'CKV2_AURORAPG_4').find('testsuite/testcase')

    assert case is not None
    assert case.get('classname') == 'CKV2_AURORAPG_4'
    assert str(case.get('name')).startswith('aws_rds_cluster.this ')
    (outcome,) = case
    assert (outcome.tag, outcome.get('type')) == (tag, type_)
    assert said in str(outcome.get('message'))
    assert str(outcome.text).startswith('main.tf:')


def test_a_pass_is_an_empty_case() -> None:
    Path('main.tf').write_text(CLUSTER.replace('ON', 'true'))

    (case,) = _report('--check', 'CKV2_AURORAPG_4').iter('testcase')

    assert list(case) == []


def test_what_could_not_be_judged_is_an_error() -> None:
    Path('main.tf').write_text('resource "aws_rds_cluster" "this" {')

    (case,) = _report().iter('testcase')

    assert (case.get('classname'), case[0].tag) == ('CKV2_AURORAPG_0', 'error')


def test_every_fixture_keeps_to_the_schema() -> None:
    root = _report(str(FIXTURES))

    for element in root.iter():
        children, attributes = SCHEMA[element.tag]
        assert {child.tag for child in element} <= children
        assert set(element.attrib) <= attributes
    (suite,) = root
    cases = list(suite)
    assert suite.get('tests') == str(len(cases))
    assert len({(case.get('classname'), case.get('name')) for case in cases}) == len(cases)
    for tag, count in (('failure', 'failures'), ('error', 'errors'), ('skipped', 'skipped')):
        assert suite.get(count) == str(len(suite.findall(f'testcase/{tag}')))
