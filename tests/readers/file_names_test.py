"""What a file may be by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import yaml

from checkov_aurora_pg.readers.walking.file_names import _OTHERS
from checkov_aurora_pg.readers.walking.file_names import PROGRAMS
from checkov_aurora_pg.readers.walking.file_names import is_app
from checkov_aurora_pg.readers.walking.file_names import is_configuration
from checkov_aurora_pg.readers.walking.file_names import is_document
from checkov_aurora_pg.readers.walking.file_names import is_fragment
from checkov_aurora_pg.readers.walking.file_names import is_left_behind
from checkov_aurora_pg.readers.walking.file_names import is_manifest
from checkov_aurora_pg.readers.walking.file_names import is_misnamed
from checkov_aurora_pg.readers.walking.file_names import is_of_another_kind
from checkov_aurora_pg.readers.walking.file_names import is_of_components
from checkov_aurora_pg.readers.walking.file_names import is_of_stack
from checkov_aurora_pg.readers.walking.file_names import is_state
from checkov_aurora_pg.readers.walking.file_names import is_test
from checkov_aurora_pg.readers.walking.file_names import is_unit
from checkov_aurora_pg.readers.walking.file_names import is_variables
from checkov_aurora_pg.readers.walking.file_names import looks_like_terraform
from checkov_aurora_pg.readers.walking.file_names import marks_a_root

HOOKS = Path(__file__).resolve().parents[2] / '.pre-commit-hooks.yaml'

QUESTIONS: dict[str, Callable[[str], bool]] = {
    'configuration': is_configuration,
    'document': is_document,
    'fragment': is_fragment,
    'left behind': is_left_behind,
    'misnamed': is_misnamed,
    'other': is_of_another_kind,
    'components': is_of_components,
    'stack': is_of_stack,
    'state': is_state,
    'test': is_test,
    'unit': is_unit,
    'variables': is_variables,
    'like Terraform': looks_like_terraform,
    'root': marks_a_root,
    'app': partial(is_app, '/amplified'),
    'service': PROGRAMS.__contains__,
    'manifest': is_manifest,
    'amplify': partial(is_app, '/a/amplify'),
}


def _said_of(name: str) -> set[str]:
    return {kind for kind, is_of in QUESTIONS.items() if is_of(name)}


@pytest.mark.parametrize(
    ('name', 'expected'),
    [
        ('main.tf', 'configuration, like Terraform'),
        ('main.tf.json', 'configuration, document, like Terraform'),
        ('main.tofu', 'configuration, like Terraform'),
        ('main.tofu.json', 'configuration, document, like Terraform'),
        ('.tf', 'left behind, like Terraform'),
        ('.main.tf', 'left behind, like Terraform'),
        ('main.tf~', 'left behind, like Terraform'),
        ('#main.tf#', 'left behind, like Terraform'),
        ('#main.tf', 'configuration, like Terraform'),
        ('main.tf#', 'like Terraform'),
        ('MAIN.TF', 'misnamed, like Terraform'),
        ('main.Tofu.JSON', 'document, misnamed, like Terraform'),
        ('main.tf.bak', 'left behind, like Terraform'),
        ('main.tf.tmpl', 'like Terraform'),
        ('main.TF-off', 'like Terraform'),
        ('main.tfx', ''),
        ('maintf', ''),
        ('a.tfvars', 'variables'),
        ('a.tfvars.json', 'variables, document'),
        ('terraform.tfvars', 'variables, root'),
        ('terraform.tfvars.json', 'variables, document, root'),
        ('a.auto.tfvars', 'variables, root'),
        ('a.auto.tfvars.json', 'variables, document, root'),
        ('.terraform.lock.hcl', 'left behind, root'),
        ('terragrunt.hcl', 'unit'),
        ('terragrunt.hcl.json', 'unit, document'),
        ('terragrunt.stack.hcl', 'unit'),
        ('root.hcl', 'fragment'),
        ('root.hcl.json', 'fragment, document'),
        ('a.tftest.hcl', 'fragment, test'),
        ('a.tofutest.hcl', 'fragment, test'),
        ('a.tfcomponent.hcl', 'fragment, components, stack'),
        ('a.tfcomponent.json', 'fragment, document, components, stack'),
        ('a.tfstack.hcl', 'fragment, components, stack'),
        ('a.tfstack.json', 'fragment, document, components, stack'),
        ('a.tfdeploy.hcl', 'fragment, stack'),
        ('a.tfdeploy.json', 'fragment, document, stack'),
        ('terraform.tfstate', 'state'),
        ('terraform.TFSTATE.1700000000.backup', 'state, left behind'),
        ('a.tfstates', ''),
        ('a.json', 'document'),
        ('a.yaml', 'document'),
        ('a.YML', 'document'),
        ('a.template', 'document'),
        ('.a.yaml', 'document, left behind'),
        ('a.yaml.Example', 'left behind'),
        ('a.PY', 'other'),
        ('py', ''),
        ('cdk.json', 'document, app, amplify'),
        ('cdktf.json', 'document, app, amplify'),
        ('sst.config.ts', 'other, app, amplify'),
        ('sst.config.js', 'other, app, amplify'),
        *(
            (f'serverless.{ending}', 'other, service')
            for ending in ('cjs', 'cts', 'js', 'mjs', 'mts', 'ts')
        ),
        ('backend.ts', 'other, amplify'),
        ('backend.js', 'other, amplify'),
        ('build.gradle', 'other, manifest'),
        ('build.gradle.kts', 'other, manifest'),
        ('build.sbt', 'manifest'),
        ('go.mod', 'other, manifest'),
        ('package.json', 'document, manifest'),
        ('pom.xml', 'other, manifest'),
        ('pyproject.toml', 'manifest'),
        ('requirements.txt', 'manifest'),
        ('setup.cfg', 'manifest'),
        ('setup.py', 'other, manifest'),
        ('Pipfile', 'manifest'),
        ('App.csproj', 'other, manifest'),
    ],
)
def test_what_is_said_of_a_name(name: str, expected: str) -> None:
    assert _said_of(name) == set(filter(None, expected.split(', ')))


def test_the_hooks_name_the_endings_of_what_describes_no_infrastructure() -> None:
    hooks = yaml.safe_load(HOOKS.read_text())

    assert len(hooks) == 2
    for hook in hooks:
        _, _, endings = hook['exclude'].partition(r'\.(')
        of_the_hook = set(re.findall(r'\w+', endings))
        assert len(of_the_hook) > 100
        assert {f'.{one}' for one in of_the_hook} == _OTHERS
