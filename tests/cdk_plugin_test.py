"""The plugin for `cdk synth` stops a synth where the command finds something, or cannot judge.

What the plugin reports is asked of Node alone. A real synth takes a minute and npm's registry, so
that it runs only where `SYNTHESISE_CDK` is set.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from checkov_aurora_pg import __version__
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.readers.cloudformation.resource_types import RESOURCE_TYPES
from testing.fixtures import FIXTURES

PLUGIN = Path(__file__).resolve().parent.parent / 'cdk'
COMMAND = str(Path(sysconfig.get_path('scripts')) / 'checkov-aurora-pg')
ID = 'CKV2_AURORAPG_4'

needs_node = pytest.mark.skipif(shutil.which('node') is None, reason='there is no Node')
needs_npm = [
    pytest.mark.skipif('SYNTHESISE_CDK' not in os.environ, reason='SYNTHESISE_CDK is not set'),
    pytest.mark.skipif(shutil.which('npm') is None, reason='there is no npm'),
]

needs_python = [
    *needs_npm,
    pytest.mark.skipif(
        importlib.util.find_spec('aws_cdk') is None, reason='aws-cdk-lib is not installed'
    ),
]


def node(program: str, directory: Path) -> Any:
    """Return what a program prints as JSON; `plugin` is the module of the plugin."""
    source = f'const plugin = require({json.dumps(str(PLUGIN))});\n{program}'
    done = subprocess.run(
        ['node', '-e', source],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def report_of(directory: Path, *templates: Path, **options: object) -> Any:
    """Return what the plugin reports of templates; `command` is the real one unless given."""
    given = json.dumps({'command': COMMAND, **options})
    context = json.dumps({'templatePaths': [str(path) for path in templates]})
    return node(
        f'const made = new plugin.CheckovAuroraPg({given});\n'
        f'console.log(JSON.stringify(made.validate({context})));',
        directory,
    )


def template(directory: Path, properties: Mapping[str, object]) -> Path:
    path = directory / 'Orders.template.json'
    cluster = {
        'Type': 'AWS::RDS::DBCluster',
        'Properties': {
            'Engine': 'aurora-postgresql',
            'EngineVersion': '17.4',
            'VpcSecurityGroupIds': [{'Fn::GetAtt': ['Group', 'GroupId']}],
            **properties,
        },
    }
    group = {'Type': 'AWS::EC2::SecurityGroup', 'Properties': {'GroupDescription': 'none'}}
    path.write_text(json.dumps({'Resources': {'Orders': cluster, 'Group': group}}))
    return path


COMPLIANT = {'EnableIAMDatabaseAuthentication': True}


@needs_node
def test_a_finding_is_a_violation_of_its_resource(tmp_path: Path) -> None:
    path = template(tmp_path, {'EnableIAMDatabaseAuthentication': False})

    report = report_of(tmp_path, path)

    assert report['success'] is False
    (violation,) = report['violations']
    assert violation['ruleName'] == ID
    assert '`EnableIAMDatabaseAuthentication` is `false`' in violation['description']
    assert violation['fix'] == f'checkov-aurora-pg --explain {ID}'
    assert violation['severity'] == 'error'
    assert violation['violatingResources'] == [
        {
            'resourceLogicalId': 'Orders',
            'templatePath': str(path),
            'locations': ['Properties/EnableIAMDatabaseAuthentication'],
        }
    ]
    assert report['metadata']['summary'].startswith('1 failed, ')


@needs_node
def test_a_compliant_template_passes(tmp_path: Path) -> None:
    report = report_of(tmp_path, template(tmp_path, COMPLIANT))

    assert (report['success'], report['violations']) == (True, [])


@needs_node
def test_the_template_is_named_where_the_line_is_in_the_app() -> None:
    app = FIXTURES / 'cdk/typescript-app'
    path = app / 'cdk.out/Orders.template.json'

    violations = report_of(app, path)['violations']

    found = next(one for one in violations if one['ruleName'] == ID)
    (resource,) = found['violatingResources']
    assert found['ruleMetadata']['at'].startswith('lib/database-stack.ts:')
    assert resource['templatePath'] == str(path)


@needs_node
@pytest.mark.parametrize(('undetermined', 'success'), [('pass', True), ('fail', False)])
def test_an_undetermined_verdict_stops_only_where_it_is_asked_to(
    undetermined: str,
    success: bool,
    tmp_path: Path,
) -> None:
    group = {'DBClusterParameterGroupName': {'Fn::ImportValue': 'group'}}
    path = template(tmp_path, {**COMPLIANT, **group})

    report = report_of(tmp_path, path, undetermined=undetermined)

    assert report['success'] is success
    assert [one['ruleName'] for one in report['violations']] == (
        [] if success else ['CKV2_AURORAPG_5']
    )


@needs_node
def test_a_soft_fail_is_a_warning(tmp_path: Path) -> None:
    command = tmp_path / 'soft'
    command.write_text(f'#!/bin/sh\nexec "{COMMAND}" --soft-fail "$@"\n')
    command.chmod(0o755)
    path = template(tmp_path, {})

    report = report_of(tmp_path, path, command=str(command))

    assert report['success'] is True
    assert [one['severity'] for one in report['violations']] == ['warning']


def _script(directory: Path, text: str) -> str:
    command = directory / 'command'
    command.write_text(f'#!/bin/sh\n{text}\n')
    command.chmod(0o755)
    return str(command)


@needs_node
@pytest.mark.parametrize(
    ('text', 'reason'),
    [
        ('exit 0', 'printed no report'),
        ('echo TOKEN=secret', 'printed no report'),
        ('echo "no such key" >&2; exit 2', 'exited with 2: no such key'),
        ('kill -9 $$', 'was ended by SIGKILL'),
        ('exec sleep 60', 'took more than 1 seconds'),
        (
            'echo \'{"findings": [], "summary": {}}\'; exit 3',
            'exited with 3, and reports no reason',
        ),
    ],
    ids=['silent', 'no JSON', 'usage', 'killed', 'slow', 'no reason'],
)
def test_what_cannot_be_judged_stops_the_synth(text: str, reason: str, tmp_path: Path) -> None:
    path = template(tmp_path, COMPLIANT)

    report = report_of(tmp_path, path, command=_script(tmp_path, text), timeoutSeconds=1)

    (violation,) = report['violations']
    assert (report['success'], violation['severity']) == (False, 'fatal')
    assert reason in violation['description']
    assert 'secret' not in json.dumps(report)


@needs_node
def test_a_template_that_cannot_be_read_stops_the_synth(tmp_path: Path) -> None:
    path = tmp_path / 'Orders.template.json'
    path.write_text('{"Resources": {"Orders": {"Type": "AWS::RDS::DBCluster", "Engine": "aurora-')

    report = report_of(tmp_path, path)

    assert report['success'] is False
    assert [(one['ruleName'], one['severity']) for one in report['violations']] == [
        ('CKV2_AURORAPG_0', 'fatal')
    ]


@needs_node
def test_a_missing_command_is_said(tmp_path: Path) -> None:
    report = report_of(tmp_path, template(tmp_path, COMPLIANT), command='no-such-command')

    assert 'the command `no-such-command` is not here' in report['violations'][0]['description']


@needs_node
def test_the_plugin_knows_what_the_command_does(tmp_path: Path) -> None:
    made = node('console.log(JSON.stringify(new plugin.CheckovAuroraPg()))', tmp_path)

    assert made['version'] == json.loads((PLUGIN / 'package.json').read_text())['version']
    assert made['version'] == __version__
    assert made['ruleIds'] == sorted(
        (policy.id for policy in POLICIES), key=lambda id: int(id.rpartition('_')[2])
    )


def test_a_location_is_the_property_of_an_attribute() -> None:
    names = {
        f"{attribute}: '{spellings[0]}'"
        for type in RESOURCE_TYPES.values()
        for attribute, spellings in type.attributes.items()
    }
    source = (PLUGIN / 'index.js').read_text().partition('const PROPERTIES = {')[2]
    lines = [line.strip(' ,') for line in source.partition('};')[0].split('\n') if line.strip()]

    assert lines
    assert set(lines) <= names


APP_IN_PYTHON = """
import os

from aws_cdk import App, Stack, Validations, aws_ec2 as ec2, aws_rds as rds
from checkov_aurora_pg_cdk import CheckovAuroraPg

app = App()
Validations.of(app).add_plugins(CheckovAuroraPg(os.environ['COMMAND']))
stack = Stack(app, 'Orders')
rds.DatabaseCluster(
    stack,
    'Cluster',
    engine=rds.DatabaseClusterEngine.aurora_postgres(
        version=rds.AuroraPostgresEngineVersion.of('17.4', '17')
    ),
    iam_authentication=os.environ['IAM'] == 'true',
    vpc=ec2.Vpc(stack, 'Vpc', nat_gateways=0),
    vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
    writer=rds.ClusterInstance.serverless_v2('Writer'),
)
app.synth()
"""

APP = """
const { App, Stack, Validations } = require('aws-cdk-lib');
const rds = require('aws-cdk-lib/aws-rds');
const ec2 = require('aws-cdk-lib/aws-ec2');
const { CheckovAuroraPg } = require('checkov-aurora-pg-cdk');

const plugin = new CheckovAuroraPg({ command: process.env.COMMAND });
const app = new App(Validations ? {} : { policyValidationBeta1: [plugin] });
if (Validations) Validations.of(app).addPlugins(plugin);
const stack = new Stack(app, 'Orders');
const cluster = new rds.DatabaseCluster(stack, 'Cluster', {
  engine: rds.DatabaseClusterEngine.auroraPostgres({
    version: rds.AuroraPostgresEngineVersion.of('17.4', '17'),
  }),
  iamAuthentication: process.env.IAM === 'true',
  parameters: { ssl_ciphers: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384' },
  vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 0, restrictDefaultSecurityGroup: false }),
  vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  writer: rds.ClusterInstance.serverlessV2('Writer'),
});
const id = process.env.ACKNOWLEDGED;
if (id) Validations.of(process.env.AT_APP ? app : cluster).acknowledge({ id, reason: 'why' });
"""


class Synth:
    """An app with the plugin, whose synth is the CDK's."""

    def __init__(self, directory: Path, app: str, packages: Mapping[str, str]) -> None:
        self.directory = directory
        (directory / 'cdk.json').write_text(json.dumps({'app': app}))
        packages = {'aws-cdk': '2.1148.1', **packages}
        (directory / 'package.json').write_text(json.dumps({'dependencies': packages}))
        npm = ['npm', 'install', '--legacy-peer-deps', '--no-package-lock', '--no-audit']
        subprocess.run([*npm, '--no-fund', '--silent'], cwd=directory, check=True)

    def __call__(self, **environment: str) -> tuple[int, str]:
        """Return the exit code and what is printed."""
        done = subprocess.run(
            ['node_modules/.bin/cdk', 'synth', '--quiet', '--no-notices'],
            cwd=self.directory,
            env={**os.environ, 'COMMAND': COMMAND, 'CI': '1', **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope='module', params=[('2.276.0', '10.8.1'), ('2.100.0', '10.3.0')], ids=str)
def synth(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Synth:
    library, constructs = request.param
    directory = tmp_path_factory.mktemp('app')
    (directory / 'app.js').write_text(APP)
    packages = {'aws-cdk-lib': library, 'constructs': constructs}
    return Synth(directory, 'node app.js', {**packages, 'checkov-aurora-pg-cdk': f'file:{PLUGIN}'})


class TestSynth:
    """A real synth of a real app."""

    pytestmark = needs_npm

    def test_a_violation_stops_it_at_the_construct(self, synth: Synth) -> None:
        code, printed = synth(IAM='false')

        assert code != 0
        assert ID in printed
        assert 'Orders/Cluster/Resource' in printed

    def test_a_compliant_app_passes(self, synth: Synth) -> None:
        code, printed = synth(IAM='true')

        assert code == 0, printed
        assert 'CKV2_' not in printed

    def test_a_missing_command_stops_it(self, synth: Synth) -> None:
        code, printed = synth(IAM='true', COMMAND='no-such-command')

        assert code != 0
        assert 'the command `no-such-command` is not here' in printed

    @pytest.mark.parametrize(
        'environment',
        [
            {'ACKNOWLEDGED': ID},
            {'ACKNOWLEDGED': f'checkov-aurora-pg::{ID}'},
            {'ACKNOWLEDGED': f'checkov-aurora-pg::{ID}', 'AT_APP': 'true'},
        ],
        ids=['without a prefix', 'with the prefix', 'at the app'],
    )
    def test_what_is_acknowledged_passes(self, synth: Synth, environment: dict[str, str]) -> None:
        if '"2.100.0"' in (synth.directory / 'package.json').read_text():
            pytest.skip('2.100 has no acknowledgments')

        assert synth(IAM='false', **environment)[0] == 0
        other = {**environment, 'ACKNOWLEDGED': 'checkov-aurora-pg::CKV2_AURORAPG_9'}
        assert synth(IAM='false', **other)[0] != 0


@pytest.fixture(scope='module')
def app(tmp_path_factory: pytest.TempPathFactory) -> Synth:
    directory = tmp_path_factory.mktemp('app')
    (directory / 'app.py').write_text(APP_IN_PYTHON)
    shutil.copy(PLUGIN / 'checkov_aurora_pg_cdk.py', directory)
    return Synth(directory, f'{sys.executable} app.py', {})


class TestSynthInPython:
    """A real synth of an app in Python, with the plugin that is copied beside it."""

    pytestmark = needs_python

    def test_a_violation_stops_it_at_the_construct(self, app: Synth) -> None:
        code, printed = app(IAM='false')

        assert code != 0
        assert 'in the app: `iam_authentication=True`' in printed
        assert 'Orders/Cluster/Resource' in printed

    def test_a_compliant_app_passes(self, app: Synth) -> None:
        code, printed = app(IAM='true')

        assert code == 0, printed

    def test_a_missing_command_stops_it(self, app: Synth) -> None:
        code, printed = app(IAM='true', COMMAND='no-such-command')

        assert code != 0
        assert 'the command `no-such-command` is not here' in printed
