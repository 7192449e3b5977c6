"""What comes from a construct of the CDK speaks of it as its author does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.facts.certificate_authorities import current
from checkov_aurora_pg.readers.cloudformation.reader import read_templates
from checkov_aurora_pg.readers.cloudformation.stacks.construct_spellings import Language
from checkov_aurora_pg.readers.cloudformation.stacks.construct_spellings import spelling_of

CLUSTER = 'AWS::RDS::DBCluster'
PROPERTIES = {'Engine': 'aurora-postgresql'}


def resource_of(
    directory: Path,
    tree: object = None,
    *,
    metadata: dict[str, Any] | None = None,
    template: dict[str, Any] | None = None,
    acknowledged: dict[str, dict[str, str]] | None = None,
    app: str = 'node app.js',
    path: str = 'Database/Orders/Resource',
) -> Resource:
    """Return the cluster of an assembly of one stack, whose construct tree is `tree`."""
    assembly = directory / 'cdk.out'
    assembly.mkdir(exist_ok=True)
    (directory / '.git').mkdir(exist_ok=True)
    (directory / 'cdk.json').write_text(json.dumps({'app': app}))
    (assembly / 'cdk.out').write_text('{}')
    if tree is not None:
        (assembly / 'tree.json').write_text(tree if isinstance(tree, str) else json.dumps(tree))
    artifact = {
        'type': 'aws:cloudformation:stack',
        'properties': {'templateFile': 'Database.template.json'},
        'metadata': {
            scope: [{'type': 'aws:cdk:acknowledged-rules', 'data': {id: reason}}]
            for scope, rules in (acknowledged or {}).items()
            for id, reason in rules.items()
        },
    }
    (assembly / 'manifest.json').write_text(json.dumps({'artifacts': {'Database': artifact}}))
    resource = {
        'Type': CLUSTER,
        'Properties': PROPERTIES,
        'Metadata': {'aws:cdk:path': path, **(metadata or {})},
    }
    file = assembly / 'Database.template.json'
    file.write_text(json.dumps({'Resources': {'Orders': resource}, **(template or {})}))
    (estate,) = read_templates([str(file)]).estates
    (found,) = estate.resources
    return found


def tree_of(*classes: tuple[str, str]) -> dict[str, Any]:
    """Return a tree in which each construct is the only child of the one before."""
    node: dict[str, Any] = {}
    for path, name in reversed(classes):
        node = {
            'path': path,
            'constructInfo': {'fqn': name},
            'children': {path: node} if node else {},
        }
    return {'tree': node}


STACK = ('Database', 'aws-cdk-lib.Stack')
L2 = ('Database/Orders', 'aws-cdk-lib.aws_rds.DatabaseCluster')
L1 = ('Database/Orders/Resource', 'aws-cdk-lib.aws_rds.CfnDBCluster')
OWN = ('Database/Orders', 'constructs.Construct')


@pytest.mark.parametrize(
    ('app', 'tree', 'name', 'written', 'construct'),
    [
        (
            'npx ts-node bin/app.ts',
            tree_of(STACK, L2, L1),
            'iamAuthentication',
            '`iamAuthentication: true`',
            'Database/Orders',
        ),
        (
            'uv run app.py',
            tree_of(STACK, L2, L1),
            'iam_authentication',
            '`iam_authentication=True`',
            'Database/Orders',
        ),
        (
            'python3 -m app',
            tree_of(STACK, OWN, L1),
            'enable_iam_database_authentication',
            '`enable_iam_database_authentication=True`',
            'Database/Orders/Resource',
        ),
        (
            'mvn -e -q compile exec:java',
            tree_of(STACK, OWN, L1),
            'enableIamDatabaseAuthentication',
            '`enableIamDatabaseAuthentication: true`',
            'Database/Orders/Resource',
        ),
    ],
    ids=['TypeScript', 'Python', 'a construct of CloudFormation in Python', 'and in Java'],
)
def test_an_attribute_is_spelled_as_in_the_app(
    app: str,
    tree: object,
    name: str,
    written: str,
    construct: str,
    tmp_path: Path,
) -> None:
    cluster = resource_of(tmp_path, tree, app=app)
    assert cluster.origin is not None

    assert cluster.spelled('iam_authentication') == name
    assert cluster.origin.to_write('iam_authentication') == written
    assert cluster.origin.construct == construct


@pytest.mark.parametrize(
    'tree',
    [None, '', '[', [], {'tree': [1]}, {'tree': {'path': 1, 'children': {'a': 2}}}],
    ids=['none', 'empty', 'broken', 'a list', 'a list in it', 'no paths'],
)
def test_without_a_tree_the_template_is_spoken_of(tree: object, tmp_path: Path) -> None:
    cluster = resource_of(tmp_path, tree)
    assert cluster.origin is not None

    assert cluster.spelled('iam_authentication') == 'EnableIAMDatabaseAuthentication'
    assert cluster.origin.to_write('iam_authentication') == ''
    assert cluster.origin.construct == 'Database/Orders/Resource'


@pytest.mark.parametrize('language', Language)
def test_a_parameter_is_written_in_its_group(language: Language) -> None:
    group = 'aws-cdk-lib.aws_rds.ParameterGroup'
    spelling = spelling_of('AWS::RDS::DBClusterParameterGroup', (group,), language)

    assert "'rds.force_ssl': '1'" in spelling.written['rds.force_ssl']
    assert "'{name}'" in spelling.written['parameters']


@pytest.mark.parametrize('language', Language)
@pytest.mark.parametrize('name', ['DatabaseCluster', 'CfnDBInstance'])
def test_the_authority_to_write_is_the_facts(name: str, language: Language) -> None:
    classes = (f'aws-cdk-lib.aws_rds.{name}',)
    written = spelling_of('AWS::RDS::DBInstance', classes, language).written['ca_certificate']

    assert current() in written.lower().replace('_', '-')


ID = 'CKV2_AURORAPG_4'


def skips_of(resource: Resource) -> dict[str, str]:
    """Return the reasons of a resource's skips, none of which Checkov reads itself."""
    assert not any(skip.is_of_checkov for skip in resource.skips)
    return {skip.id: skip.reason for skip in resource.skips}


def test_the_nearest_acknowledgment_counts(tmp_path: Path) -> None:
    rules = {
        '/Database/Orders': {f'Annotation::{ID}': 'the cluster'},
        '/Database': {f'checkov-aurora-pg::{ID}': 'the stack'},
        '/Database/Order': {'CKV2_AURORAPG_5': 'another construct'},
        '/Database/Orders/Resource': {'CloudFormation-Validate::W3010': 'another tool'},
    }

    assert skips_of(resource_of(tmp_path, acknowledged=rules)) == {ID: 'the cluster'}


def nag(*rules: object) -> dict[str, Any]:
    return {'cdk_nag': {'rules_to_suppress': list(rules)}}


def test_suppressions_of_cdk_nag_are_read(tmp_path: Path) -> None:
    encoded = {'id': 'CKV2_AURORAPG_9', 'reason': '4oKsIDE=', 'is_reason_encoded': True}
    on_resource = nag(
        {'id': ID, 'reason': 'users log in elsewhere'},
        encoded,
        {'id': 'AwsSolutions-RDS10', 'reason': 'of another tool'},
        {'id': 'CKV2_AURORAPG_5', 'reason': 'of one finding', 'applies_to': ['Action::*']},
        'no rule',
    )
    on_stack = {'Metadata': nag({'id': 'CKV2_AURORAPG_3', 'reason': 'of the stack'})}

    assert skips_of(resource_of(tmp_path, metadata=on_resource, template=on_stack)) == {
        ID: 'users log in elsewhere',
        'CKV2_AURORAPG_9': '€ 1',
        'CKV2_AURORAPG_3': 'of the stack',
    }
