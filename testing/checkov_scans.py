"""Run Checkov with this plugin: its command, and its runners in this process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from checkov.cloudformation.runner import Runner as CloudFormationRunner
from checkov.common.output.record import Record
from checkov.common.output.report import Report
from checkov.runner_filter import RunnerFilter
from checkov.terraform.plan_runner import Runner as PlanRunner
from checkov.terraform.runner import Runner as TerraformRunner
from checkov.terraform_json.runner import TerraformJsonRunner

from checkov_aurora_pg.checkov_binding.registration import register

RUNNERS = {
    'terraform': TerraformRunner,
    'terraform_plan': PlanRunner,
    'terraform_json': TerraformJsonRunner,
    'cloudformation': CloudFormationRunner,
}
EVERY_POLICY = ('CKV2_AURORAPG_*',)


def checkov(*argv: str, directory: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Checkov's command in a directory, without the network."""
    return subprocess.run(
        [sys.executable, '-m', 'checkov.main', '--skip-download', *argv],
        cwd=directory,
        env={**os.environ, 'PYTHONPATH': '', **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def scan(
    framework: str,
    directory: Path,
    checks: Iterable[str] = EVERY_POLICY,
    var_files: Iterable[Path] = (),
) -> list[Record]:
    """Return the records of a framework's runner on a directory, in its three outcomes."""
    register()
    runner_filter = RunnerFilter(
        framework=[framework],
        checks=list(checks),
        var_files=list(map(str, var_files)),
        show_progress_bar=False,
    )
    report = RUNNERS[framework]().run(root_folder=str(directory), runner_filter=runner_filter)
    assert isinstance(report, Report), 'no image is scanned'
    return [*report.passed_checks, *report.failed_checks, *report.skipped_checks]


def outcomes(records: Iterable[Record], id: str) -> set[tuple[str, str]]:
    """Return one check's results: each outcome and resource."""
    return {
        (record.check_result['result'].name, record.resource)  # type: ignore[union-attr]
        for record in records
        if record.check_id == id
    }
