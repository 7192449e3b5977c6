"""Files that name Aurora PostgreSQL and that nothing has read, and why.

A file that describes it and is not read could not be judged. One that only speaks of it, or
that nobody deploys from, is left out.
"""

from __future__ import annotations

import os
import re

from checkov_aurora_pg.readers.documents.nodes import DocumentError
from checkov_aurora_pg.readers.terraform.stacks import OF_A_STACK
from checkov_aurora_pg.readers.terraform.terragrunt.units_elsewhere import OF_ANOTHER_NAME
from checkov_aurora_pg.readers.terraform.terragrunt.units_elsewhere import is_unit_inside
from checkov_aurora_pg.readers.walking.file_names import is_document
from checkov_aurora_pg.readers.walking.file_names import is_fragment
from checkov_aurora_pg.readers.walking.file_names import is_left_behind
from checkov_aurora_pg.readers.walking.file_names import is_misnamed
from checkov_aurora_pg.readers.walking.file_names import is_of_stack
from checkov_aurora_pg.readers.walking.file_names import is_state
from checkov_aurora_pg.readers.walking.file_names import is_test
from checkov_aurora_pg.readers.walking.file_names import is_variables
from checkov_aurora_pg.readers.walking.file_names import looks_like_terraform
from checkov_aurora_pg.readers.walking.relevance import may_hand_over_a_template
from checkov_aurora_pg.readers.walking.relevance import may_hold_a_database
from checkov_aurora_pg.readers.walking.relevance import text_of

# A resource as Terraform and CloudFormation write it.
_DECLARES = re.compile(
    rb'\bresource\s+"?(?:aws_rds_cluster|aws_db_parameter_group|awscc_rds_db_)'
    rb'|["\']?\bType["\']?\s*:\s*["\']?AWS::RDS::DB(?:Cluster|Instance|ParameterGroup)',
)
# Each line of `terraform plan -json` is an object: what it tells of a change has no values.
_LOG = re.compile(rb'"type"\s*:\s*"(?:planned_change|resource_drift|change_summary)"')
_LEVEL = re.compile(rb'"@level"\s*:')
# The same program's output, of what is deployed and not of a plan.
_STATE = re.compile(rb'"values"\s*:\s*\{\s*"(?:root_module|outputs)"\s*:')
_KUBERNETES = re.compile(rb'^apiVersion\s*:', re.MULTILINE)
_TEMPLATE_OF_A_PROGRAM = re.compile(
    r'\.(?:tmpl|tpl|tftpl|gotmpl|j2|jinja2?|erb|ejs|hbs|mustache|liquid|mako)(?:\.|$)',
    re.IGNORECASE,
)

_OF_STATE = 'a Terraform state, which describes past deployments'
_EXCLUDE = 'or leave it out with `exclude` in the configuration'


def _is_log(content: bytes) -> bool:
    return _LOG.search(content) is not None and _LEVEL.search(content) is not None


def why_left_out(path: str) -> str | None:
    """Return why a file that nothing has read is left out, or None where it should be judged.

    Empty for a file that only speaks of Aurora PostgreSQL and is of no format that describes
    infrastructure. Raises `OSError` and `FileRefused` as reading it does.
    """
    name = os.path.basename(path)
    if is_state(name):
        return _OF_STATE
    if is_variables(name):
        return 'no root module loads it: give it with `--var-file`'
    if is_fragment(name):
        return _why_a_fragment_is_left_out(path)
    if is_misnamed(name):
        return None
    content = text_of(path)
    if _is_log(content):
        return None
    if looks_like_terraform(name) and is_left_behind(name):
        return 'Terraform reads no file of this name'
    if is_document(name):
        return _why_a_document_is_left_out(path, content)
    if _DECLARES.search(content) is None and not may_hold_a_database(content):
        return ''
    return 'a copy that nothing reads' if is_left_behind(name) else None


def _why_a_fragment_is_left_out(path: str) -> str | None:
    name = os.path.basename(path)
    if is_test(name):
        return 'Terraform tests'
    # Terraform reads no file of this name, and no unit has it for a part.
    content = text_of(path)
    if is_of_stack(name) or _DECLARES.search(content) is not None or is_unit_inside(content):
        return None
    return 'nothing that was judged reads it'


def _why_a_document_is_left_out(path: str, content: bytes) -> str | None:
    may_hold = may_hold_a_database(content) or may_hand_over_a_template(content)
    if may_hold and _holds_resources(path, content):
        return None
    if _STATE.search(content) is not None:
        return _OF_STATE
    if _KUBERNETES.search(content) is not None:
        return 'a Kubernetes manifest, which is not read'
    return 'not a template, a plan or a configuration'


def _holds_resources(path: str, content: bytes) -> bool:
    """Return whether a document is, has a part of, or hands over a template; or is unreadable."""
    from checkov_aurora_pg.readers.cloudformation.stacks.template_reader import holds_subjects

    try:
        return holds_subjects(path, content) in ('template', 'fragment', 'request')
    except DocumentError:
        return True


def why_not_judged(path: str) -> str:
    """Return what to do about a file that describes Aurora PostgreSQL and that nothing reads."""
    name = os.path.basename(path)
    if is_of_stack(name):
        return f'{OF_A_STACK}, {_EXCLUDE}'
    if is_fragment(name) and is_unit_inside(text_of(path)):
        return OF_ANOTHER_NAME
    if _is_log(text_of(path)):
        return (
            'is the log of `terraform plan -json`: give the output of `terraform show -json` for '
            f'the plan instead, {_EXCLUDE}'
        )
    if is_misnamed(name):
        ending = name[name.index('.') :]
        return (
            f'is not read by Terraform: its name ends with `{ending}`; write '
            f'`{ending.lower()}`, {_EXCLUDE}'
        )
    if _TEMPLATE_OF_A_PROGRAM.search(name) is not None:
        return f'is a template of another program: scan the file that it generates, {_EXCLUDE}'
    return (
        'describes Aurora PostgreSQL resources, but nothing that was judged reads it: '
        f'write it as Terraform, CloudFormation or a plan, {_EXCLUDE}'
    )
