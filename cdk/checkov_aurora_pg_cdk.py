"""A plugin for `cdk synth` of an app in Python: copy this file beside the app.

    Validations.of(app).add_plugins(CheckovAuroraPg())

It runs the command `checkov-aurora-pg` on the templates of the app's stacks, and stops the synth at
the construct that is not secure. It needs aws-cdk-lib 2.254.
"""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

import jsii
from aws_cdk import IPolicyValidationContext
from aws_cdk import IPolicyValidationPlugin
from aws_cdk import PolicyValidationPluginReport
from aws_cdk import PolicyViolatingResource
from aws_cdk import PolicyViolation

NAME = 'checkov-aurora-pg'
HEALTH = 'CKV2_AURORAPG_0'
VERSION = '0.1.0'

# The command's exit codes: 2 is a usage or configuration error, without a report.
CLEAN = 0
WITH_REPORT = (CLEAN, 1, 3)

SECONDS = 300


class _NotJudged(Exception):
    """The message says why there is no report."""


@jsii.implements(IPolicyValidationPlugin)
class CheckovAuroraPg:
    """Judges the Aurora PostgreSQL of an app.

    `command` is a name or a path, `fails_undetermined` whether an undetermined verdict stops the
    synth, `timeout` how many seconds the command may take.
    """

    def __init__(
        self,
        command: str = NAME,
        fails_undetermined: bool = False,
        timeout: float = SECONDS,
    ) -> None:
        self._command = command
        self._counted = ('fail', 'undetermined') if fails_undetermined else ('fail',)
        self._timeout = timeout

    @property
    def name(self) -> str:
        """The name in the CDK's report, and before an id that is acknowledged."""
        return NAME

    @property
    def version(self) -> str:
        """The version of this plugin."""
        return VERSION

    @property
    def rule_ids(self) -> list[str]:
        """The ids of all policies."""
        return [f'CKV2_AURORAPG_{number}' for number in range(11)]

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Return what the command says of the templates.

        What could not be judged is a violation, since an exception would not stop the synth.
        """
        templates = list(context.template_paths)
        if not templates:
            return PolicyValidationPluginReport(success=True, violations=[])
        try:
            violations = self._violations(templates)
        except _NotJudged as reason:
            violations = [_violation(HEALTH, str(reason), 'fatal', '', templates[0])]
        stops = any(violation.severity != 'warning' for violation in violations)
        return PolicyValidationPluginReport(success=not stops, violations=violations)

    def _violations(self, templates: list[str]) -> list[PolicyViolation]:
        status, findings = self._judged(templates)
        violations = []
        for finding in findings:
            if finding['verdict'] in self._counted:
                stops = status != CLEAN or finding['verdict'] != 'fail'
                severity = 'error' if stops else 'warning'
                violations.append(
                    _violation(
                        finding['id'],
                        finding['message'],
                        'fatal' if finding['id'] == HEALTH else severity,
                        finding['resource'],
                        _template_of(finding, templates),
                    )
                )
        if status != CLEAN and not violations:
            raise _NotJudged(f'`{self._command}` exited with {status}, and reports no reason')
        return violations

    def _judged(self, templates: list[str]) -> tuple[int, list[dict[str, Any]]]:
        try:
            done = subprocess.run(
                [self._command, '--output', 'json', '--', *map(os.path.abspath, templates)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=self._timeout,
                check=False,
            )
        except FileNotFoundError:
            raise _NotJudged(
                f'the command `{self._command}` is not here: pip install {NAME}'
            ) from None
        except subprocess.TimeoutExpired:
            raise _NotJudged(f'`{self._command}` took more than {self._timeout} seconds') from None
        except OSError as error:
            raise _NotJudged(f'`{self._command}` cannot be run: {error.strerror}') from None
        if done.returncode not in WITH_REPORT:
            said = done.stderr.decode(errors='replace').strip()[-2000:]
            raise _NotJudged(f'`{self._command}` exited with {done.returncode}: {said}')
        try:
            return done.returncode, json.loads(done.stdout)['findings']
        except (ValueError, KeyError, TypeError):
            raise _NotJudged(f'`{self._command}` printed no report') from None


def _template_of(finding: dict[str, Any], templates: list[str]) -> str:
    """Return the template of a finding, which stands in the app where its line is known."""
    places = [finding, *finding['related']]
    files = [os.path.realpath(place['path']) for place in places]
    known = {os.path.realpath(template): template for template in templates}
    given = [known[file] for file in files if file in known]
    nested = [file for file in files if file.endswith('.template.json')]
    return [*given, *nested, templates[0]][0]


def _violation(
    id: str, message: str, severity: str, resource: str, template: str
) -> PolicyViolation:
    return PolicyViolation(
        rule_name=id,
        description=message,
        fix=f'{NAME} --explain {id}',
        severity=severity,
        violating_resources=[
            PolicyViolatingResource(
                resource_logical_id=resource, template_path=template, locations=[]
            )
        ],
    )
