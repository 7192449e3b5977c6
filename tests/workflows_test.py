"""The workflows: each can be parsed, and none gives a stranger's code a token that writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from checkov_aurora_pg.readers.terraform.modules.known_modules import FOLDER

WORKFLOWS = sorted((Path(__file__).resolve().parent.parent / '.github/workflows').iterdir())


def _jobs(path: Path) -> dict[str, Any]:
    # zizmor passes over a file that it cannot parse, and says so where nobody looks.
    jobs: dict[str, Any] = yaml.safe_load(path.read_bytes())['jobs']
    return jobs


@pytest.mark.parametrize('path', WORKFLOWS, ids=lambda path: path.name)
def test_a_job_that_may_write_checks_nothing_out(path: Path) -> None:
    jobs = _jobs(path)

    assert yaml.safe_load(path.read_bytes())['permissions'] == {'contents': 'read'}
    for name, job in jobs.items():
        if 'write' in (job.get('permissions') or {}).values():
            uses = [step.get('uses', '') for step in job['steps']]
            assert not any(one.startswith('actions/checkout@') for one in uses), name


def test_the_primer_comments_for_branches_of_this_repository_only() -> None:
    (path,) = (path for path in WORKFLOWS if path.name == 'primer.yml')
    jobs = _jobs(path)

    assert 'permissions' not in jobs['judge']
    assert jobs['comment']['if'] == (
        'github.event.pull_request.head.repo.full_name == github.repository'
    )
    assert jobs['comment']['permissions'] == {'pull-requests': 'write'}
    # The event that would run with the secrets of this repository for a fork.
    assert 'pull_request_target' not in path.read_text()
    assert 'workflow_run' not in path.read_text()


# They have no cluster, and are read for what those of others are handed.
WITHOUT_A_CLUSTER = {'cloudposse/label/null', 'terraform-aws-modules/vpc/aws'}


def test_the_model_of_each_module_with_a_cluster_is_compared_with_its_source() -> None:
    (path,) = (path for path in WORKFLOWS if path.name == 'scheduled.yml')
    compared = [one['module'] for one in _jobs(path)['models']['strategy']['matrix']['include']]
    modelled = {model.parent.relative_to(FOLDER).as_posix() for model in FOLDER.rglob('*.tfmodel')}

    assert sorted(compared) == sorted(modelled - WITHOUT_A_CLUSTER)
