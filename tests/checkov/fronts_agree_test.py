"""The command and plain Checkov say the same of every fixture and example."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from checkov.common.output.record import Record

import checkov_aurora_pg
from testing import fixtures
from testing.checkov_scans import RUNNERS
from testing.checkov_scans import checkov
from testing.checkov_scans import scan
from testing.scans import run

HEALTH = 'CKV2_AURORAPG_0'
REPOSITORY = fixtures.FIXTURES.parent.parent

# From the best to the worst. Checkov has no record of what is undetermined.
_ORDER = ('skip', 'pass', 'undetermined', 'fail')
_INDEX = re.compile(r'\[(?:\d+|"[^"]*")\]')

# Checkov's runners say SKIPPED, its JSON output says so too.
_RESULTS = {'PASSED': 'pass', 'FAILED': 'fail', 'SKIPPED': 'skip'}

# What Checkov 3.3.30 cannot parse reaches no plugin, and it says so in a log line at most:
# by fixture, the resources that are lost, or all of them.
_ALL = frozenset({'*'})
_LOST_IN_CHECKOV = {
    # blocks of a type as a list of objects
    'approved_ciphers/terraform-json': _ALL,
    # a dynamic block in JSON
    'force_ssl/terraform-json': frozenset({'aws_rds_cluster_parameter_group.generated'}),
    # a logical id that YAML 1.1 takes for a boolean
    'iam_authentication/cloudformation-static': _ALL,
    'cluster_tls/cloudformation-static': _ALL,
    # HCL that does not parse
    'health/example': _ALL,
    # a template inside a service's description, and one in several files
    'language/cloudformation-service': _ALL,
    'language/cloudformation-service-files': _ALL,
    'deployments_cloudformation/stages': _ALL,
    # several templates in a file, resources without a template, a key that is written twice
    'language/cloudformation-documents': _ALL,
    'language/cloudformation-fragments': _ALL,
    'language/cloudformation-written-twice': _ALL,
    # files for OpenTofu
    'language/opentofu': frozenset(
        {
            'aws_rds_cluster_parameter_group.only_for_tofu',
            'module.group.aws_rds_cluster_parameter_group.called',
        }
    ),
}

_READ_OTHERWISE_BY_CHECKOV = frozenset(
    {
        # Checkov 3.3.30 knows no Terragrunt: what a unit calls is a root module of its own there.
        'language/terragrunt',
        'language/terragrunt-arguments',
        'language/terragrunt-generated',
        'language/terragrunt-includes',
        'language/terragrunt-stack',
        # Of a template that Terraform deploys the results stand at what deploys it.
        'language/terraform-carried-stacks',
        # A call that Terraform refuses fails every policy there.
        'language/terraform-refused-calls',
        # Of a key that is written twice Checkov keeps the last: every policy fails in the file.
        'language/terraform-written-twice',
        # What a stack set holds has the stack set for its resource there.
        'language/cloudformation-stack-sets',
    }
)

Verdicts = dict[tuple[str, str], str]


def _worst(results: Iterable[tuple[str, str, str]]) -> Verdicts:
    """Return the worst verdict on each resource, by id and by address without indexes."""
    worst: Verdicts = {}
    for id, resource, verdict in results:
        key = id, _INDEX.sub('', re.sub(r'^AWS::\w+::\w+\.', '', resource))
        worst[key] = max(worst.get(key, verdict), verdict, key=_ORDER.index)
    return {key: verdict for key, verdict in worst.items() if verdict != 'undetermined'}


def _without_health(verdicts: Verdicts) -> Verdicts:
    """Return verdicts without policy 0's, whose resource is the nearest that each front has."""
    return {key: verdict for key, verdict in verdicts.items() if key[0] != HEALTH}


def _by_the_command(directory: str) -> Verdicts:
    return _worst(
        (entry['id'], entry['resource'], entry['verdict'])
        for entry in run('-o', 'json', directory).findings
    )


def _name(directory: Path) -> str:
    return directory.relative_to(fixtures.FIXTURES).as_posix()


def _records(framework: str, directory: Path) -> list[Record]:
    try:
        return scan(framework, directory)
    except AttributeError:
        # Checkov 3.2.533 stops at what 3.3.30 loses.
        if _LOST_IN_CHECKOV.get(_name(directory)) is not _ALL:
            raise
        return []


def _result(record: Record) -> str:
    return _RESULTS[record.check_result['result'].name]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    'directory',
    [one for one in fixtures.directories() if _name(one) not in _READ_OTHERWISE_BY_CHECKOV],
    ids=_name,
)
def test_the_fronts_agree_on_a_fixture(
    directory: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(directory)
    records = [record for framework in RUNNERS for record in _records(framework, directory)]

    ours = _by_the_command('.')
    theirs = _worst((record.check_id, record.resource, _result(record)) for record in records)

    lost = _LOST_IN_CHECKOV.get(_name(directory), frozenset())
    gone = {key: verdict for key, verdict in ours.items() if lost & {key[1], '*'}}
    assert bool(gone) == bool(lost)
    assert theirs.keys().isdisjoint(gone), 'Checkov reads this now'
    ours = {key: verdict for key, verdict in ours.items() if key not in gone}
    assert _without_health(theirs) == _without_health(ours)
    assert (HEALTH in {id for id, _ in theirs}) == (HEALTH in {id for id, _ in ours})


@pytest.mark.parametrize(
    'selection',
    [
        ['-d', 'examples'],
        ['-d', 'docs/policies/cdk'],
        ['-d', 'examples/cdk/violating/cdk.out'],
        ['-f', 'examples/cloudformation/violating.yaml'],
        ['-f', 'tests/fixtures/plan/violating/plan.json'],
    ],
)
def test_the_commands_agree(selection: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    checks = str(Path(checkov_aurora_pg.__file__).parent / 'checks')

    done = checkov(
        *selection,
        '--external-checks-dir',
        checks,
        '--check',
        'CKV2_AURORAPG_*',
        '-o',
        'json',
        directory=REPOSITORY,
    )

    reports = json.loads(done.stdout)
    theirs = _worst(
        (record['check_id'], record['resource'], _RESULTS[record['check_result']['result']])
        for report in (reports if isinstance(reports, list) else [reports])
        for records in report['results'].values()
        if isinstance(records, list)
        for record in records
        if 'check_id' in record
    )
    assert theirs == _by_the_command(selection[1])
    assert done.returncode == 1
