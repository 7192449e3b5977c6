"""The primer, on repositories made here: what differs is told, and trouble ends nothing."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from testing import primer
from testing.pinned_repositories import Clones
from testing.primer import REPOSITORY
from testing.primer import compare
from testing.primer import repositories
from testing.primer_comparison import Change
from testing.primer_comparison import Compared
from testing.primer_comparison import Comparison
from testing.primer_comparison import Subject
from testing.primer_reports import markdown
from testing.primer_reports import text
from testing.repositories import Repository
from testing.repository_scans import Said
from testing.repository_scans import Scan

CLUSTER = """
resource "aws_rds_cluster" "this" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = false
}
"""
IAM = 'CKV2_AURORAPG_4'
POLICY = Path('checkov_aurora_pg/policies/iam_authentication.py')


class World:
    """This package in a repository of its own, and public repositories to judge."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.package = Repository(top / 'package')
        shutil.copytree(
            REPOSITORY / 'checkov_aurora_pg',
            self.package.top / 'checkov_aurora_pg',
            ignore=shutil.ignore_patterns('__pycache__'),
        )
        self.package.commit()
        self.list = top / 'primer.toml'
        self.list.write_text('[terraform]\n')
        self.clones = Clones(top / 'cache', f'{top}/public/{{owner}}/{{name}}')

    def publish(self, repository: str, files: dict[str, str]) -> None:
        """Make a public repository, and list it."""
        commit = Repository(self.top / 'public' / repository).commit(files)
        self.list.write_text(f'{self.list.read_text()}"{repository}" = "{commit}"\n')

    def change(self, before: str, after: str) -> str:
        """Change the policy of IAM authentication, and return the commit."""
        source = (self.package.top / POLICY).read_text()
        assert before in source
        return self.package.commit({str(POLICY): source.replace(before, after)})

    def compared(self, old: str = 'HEAD~1', new: str = 'HEAD', seconds: float = 60) -> Comparison:
        """Compare two revisions of the package on all that is published."""
        pinned = repositories(self.list, self.top / 'labels')
        return compare(self.package.top, (old, new), pinned, self.clones, seconds)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_what_another_revision_judges_otherwise_is_told(world: World) -> None:
    world.publish('owner/one', {'db/main.tf': CLUSTER})
    world.publish('owner/two', {'main.tf': CLUSTER.replace('aurora-postgresql', 'aurora-mysql')})
    world.change('yield Finding(', 'if False:\n        yield Finding(')

    found = world.compared()

    subject = Subject(IAM, 'owner/one', 'db/main.tf', 'aws_rds_cluster.this')
    assert found.changes == (Change(subject, 'fail', 'pass'),)
    assert [one.repository for one in found.judged] == ['owner/one', 'owner/two']
    assert min(found.seconds()) > 0
    told = text(found)
    assert f'{IAM}\n    owner/one db/main.tf aws_rds_cluster.this: fail → pass\n' in told
    assert re.search(rf'^{IAM} +0 → 1 +1 → 0 +0 +0 +1$', told, re.MULTILINE)
    assert '2 of 2 repositories' in told


def test_the_same_revision_differs_in_nothing(world: World) -> None:
    world.publish('owner/one', {'main.tf': CLUSTER})

    found = world.compared('HEAD', 'HEAD')

    assert found.changes == ()
    assert found.counts([IAM])[0].by_outcome == {'fail': 1}
    assert [line for line in text(found).splitlines() if '→' in line and 'time' not in line] == []
    assert 'No verdict differs.' in markdown(found)


def test_a_module_in_a_clone_is_not_imported(world: World) -> None:
    evil = f'open({str(world.top / "run")!r}, "w")\n'
    world.publish(
        'owner/one',
        {
            'main.tf': CLUSTER,
            'json.py': evil,
            'checkov_aurora_pg/__init__.py': evil,
            'checkov_aurora_pg/__main__.py': evil,
            'sitecustomize.py': evil,
        },
    )

    found = world.compared('HEAD', 'HEAD')

    assert found.counts([IAM])[1].by_outcome == {'fail': 1}
    assert not (world.top / 'run').exists()


@pytest.mark.parametrize(
    ('after', 'why'),
    [
        ('import time; time.sleep(60)\n    yield Finding(', 'it did not end within 5 s'),
        ('import os; os._exit(9)\n    yield Finding(', 'exit code 9'),
        (
            'print("{}", flush=True); import os; os._exit(0)\n    yield Finding(',
            "its report cannot be read (KeyError('findings')): exit code 0",
        ),
        ('def\n    yield Finding(', 'its report cannot be read (JSONDecodeError('),
    ],
)
def test_a_repository_that_cannot_be_judged_is_told_and_ends_nothing(
    world: World,
    after: str,
    why: str,
) -> None:
    world.publish('owner/one', {'main.tf': CLUSTER})
    world.publish('owner/two', {'main.tf': ''})
    world.change('yield Finding(', after)

    found = world.compared(seconds=5)

    assert [one.repository for one in found.judged] == ['owner/two']
    [trouble] = found.troubled
    assert trouble.repository == 'owner/one'
    assert f'not judged by the new one: {why}' in trouble.trouble
    assert why in text(found)


def test_a_repository_that_is_gone_is_told_and_ends_nothing(
    world: World,
    capsys: pytest.CaptureFixture[str],
) -> None:
    world.publish('owner/one', {'main.tf': CLUSTER})
    world.publish('owner/two', {'main.tf': ''})
    shutil.rmtree(world.top / 'public/owner/one')
    argv = [
        'HEAD',
        'HEAD',
        '--top',
        str(world.package.top),
        '--list',
        str(world.list),
        '--labels',
        str(world.top / 'labels'),
        '--cache',
        str(world.clones.directory),
        '--from',
        world.clones.template,
    ]

    assert primer.main(argv) == 0
    out = capsys.readouterr().out
    assert '1 of 2 repositories' in out
    assert 'not compared\n    owner/one: not fetched: fatal: ' in out

    shutil.rmtree(world.top / 'public')
    shutil.rmtree(world.clones.directory)
    assert primer.main(argv) == 1


@pytest.mark.parametrize('revision', ['nowhere', '--output=file', 'HEAD:setup.cfg'])
def test_what_is_no_revision_is_refused(
    world: World,
    capsys: pytest.CaptureFixture[str],
    revision: str,
) -> None:
    argv = ['--top', str(world.package.top), '--list', str(world.list), '--', 'HEAD', revision]

    assert primer.main(argv) == 2
    assert 'fatal: ' in capsys.readouterr().err
    assert not Path('file').exists()


def _said(
    outcome: str,
    *deployments: str,
    path: str = 'main.tf',
    policy: str = IAM,
    declared: str = 'main.tf',
) -> Said:
    return Said(policy, outcome, path, 'aws_rds_cluster.this', 'a message', declared, deployments)


def _comparison(old: list[Said], new: list[Said]) -> Comparison:
    one = Compared('owner/name', Scan(tuple(old), 1.0), Scan(tuple(new), 2.0))
    return Comparison('a' * 40, 'b' * 40, (one,))


@pytest.mark.parametrize(
    ('old', 'new', 'told'),
    [
        ([_said('fail')], [_said('fail', 'dev', 'prod')], None),
        # An older report does not say where the resource is written.
        (
            [_said('fail', path='dev.tfvars', declared='dev.tfvars')],
            [_said('fail', path='dev.tfvars')],
            None,
        ),
        ([_said('fail')], [], ('fail', '-')),
        ([], [_said('pass')], ('-', 'pass')),
        (
            [_said('fail')],
            [_said('fail', 'dev'), _said('pass', 'prod')],
            ('fail', 'fail (dev), pass (prod)'),
        ),
        ([_said('fail'), _said('fail')], [_said('fail')], ('fail ×2', 'fail')),
        (
            [_said('fail', policy='CKV2_AURORAPG_0')],
            [_said('fail', policy='CKV2_AURORAPG_0')] * 2,
            ('problem', 'problem ×2'),
        ),
    ],
)
def test_a_verdict_is_compared_with_its_deployments(
    old: list[Said],
    new: list[Said],
    told: tuple[str, str] | None,
) -> None:
    changes = _comparison(old, new).changes

    assert [(one.old, one.new) for one in changes] == ([told] if told else [])


def test_strangers_text_is_plain_text_in_both_reports() -> None:
    hostile = '\x1b[2J/@someone/<img src=x>/[a](b)`|\n::warning::x'
    found = _comparison([_said('fail', path=hostile)], [_said('pass', hostile, path=hostile)])

    assert '\x1b' not in text(found) + markdown(found)
    assert not any(line.startswith('::') for line in text(found).splitlines())
    [line] = [one for one in markdown(found).splitlines() if one.startswith('- owner/name')]
    assert '<img' not in line
    assert '@' not in line.replace('`@', '').replace('&#64;', '')
    assert '](' not in line


def test_a_comment_is_not_longer_than_github_takes() -> None:
    said = [_said('fail', path='x' * 200 + str(index)) for index in range(2_000)]
    told = markdown(_comparison(said, []))

    assert len(told) < 65_536
    assert told.count('\n- owner/name') > 100
    assert 'lines more; `python -m testing.primer` prints all' in told
    assert text(_comparison(said, [])).count('owner/name') == 2_000


def test_a_repository_that_became_slow_is_told() -> None:
    slow = Compared('owner/slow', Scan((), 1.0), Scan((), 9.0))
    even = Compared('owner/even', Scan((), 1.0), Scan((), 1.4))

    told = text(Comparison('a' * 40, 'b' * 40, (slow, even)))

    assert told.endswith('slower\n    owner/slow: 1.0 s → 9.0 s\n')


def test_the_list_has_the_repositories_that_it_promises() -> None:
    pinned = repositories()

    assert len(pinned) >= 50
    assert len({one.repository for one in pinned}) == len(pinned)
