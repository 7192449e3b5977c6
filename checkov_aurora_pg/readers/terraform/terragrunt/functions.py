"""The functions that only Terragrunt has. What runs, decrypts or asks the machine is unknown.

Source: Terragrunt's `pkg/config/config_helpers.go`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from typing import TYPE_CHECKING

from checkov_aurora_pg.core.values import EvaluationError
from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.terraform.language.calls import FunctionCall
from checkov_aurora_pg.readers.terraform.language.expressions import evaluate
from checkov_aurora_pg.readers.terraform.language.functions import FUNCTIONS
from checkov_aurora_pg.readers.terraform.language.scope import Scope
from checkov_aurora_pg.readers.terraform.language.syntax import SyntaxProblem
from checkov_aurora_pg.readers.terraform.modules import variables
from checkov_aurora_pg.readers.terraform.terragrunt.merging import deep
from checkov_aurora_pg.readers.terraform.terragrunt.paths import PathFunctions

if TYPE_CHECKING:
    from checkov_aurora_pg.readers.terraform.terragrunt.configuration import Configuration

Function = Callable[[FunctionCall, Scope], Value]

_PLAN = 'scan the plan instead (`terragrunt show -json`)'

# Why these are not known.
_AT_DEPLOYMENT = {
    'get_env': 'reads the environment of the deployment',
    'run_cmd': 'runs a program',
    'sops_decrypt_file': 'decrypts a file',
    **dict.fromkeys(
        (
            'get_platform',
            'get_working_dir',
            'get_terraform_command',
            'get_terraform_cli_args',
            'get_default_retryable_errors',
            'mark_glob_as_read',
            'constraint_check',
        ),
        'depends on how Terragrunt is run',
    ),
    **dict.fromkeys(
        (
            'get_aws_account_alias',
            'get_aws_account_id',
            'get_aws_caller_identity_arn',
            'get_aws_caller_identity_user_id',
        ),
        'depends on who runs Terragrunt',
    ),
}

_COMMANDS = {
    'get_terraform_commands_that_need_vars': (
        'apply',
        'console',
        'destroy',
        'import',
        'plan',
        'push',
        'refresh',
    ),
    'get_terraform_commands_that_need_input': ('apply', 'import', 'init', 'plan', 'refresh'),
    'get_terraform_commands_that_need_locking': (
        'apply',
        'destroy',
        'import',
        'plan',
        'refresh',
        'taint',
        'untaint',
    ),
    'get_terraform_commands_that_need_parallelism': ('apply', 'plan', 'destroy'),
}


def _at_deployment(call: FunctionCall, scope: Scope) -> Value:
    return Value(Unknown(f'`{call.name}()` {_AT_DEPLOYMENT[call.name]}', _PLAN), call.place)


def _commands(call: FunctionCall, scope: Scope) -> Value:
    return Value(Sequence(tuple(Value(name) for name in _COMMANDS[call.name])), call.place)


def _no_flag(call: FunctionCall, scope: Scope) -> Value:
    return Value('', call.place)


def _same(call: FunctionCall, scope: Scope) -> Value:
    return Value(call.text(0, scope), call.place)


def _deep_merge(call: FunctionCall, scope: Scope) -> Value:
    merged = Value(Mapping({}))
    for argument in call.arguments:
        merged = deep(merged, evaluate(argument, scope))
    return merged


def functions_of(file: Configuration) -> AbstractMapping[str, Function]:
    """Return the functions that a file in its setting can call, beside Terraform's."""
    paths = PathFunctions(file)
    return {
        **dict.fromkeys(_AT_DEPLOYMENT, _at_deployment),
        **dict.fromkeys(_COMMANDS, _commands),
        'abspath': paths.absolute,
        'deep_merge': _deep_merge,
        'find_in_parent_folders': paths.find_in_parent_folders,
        'get_original_terragrunt_dir': paths.original_directory,
        'get_parent_terragrunt_dir': paths.parent_directory,
        'get_path_from_repo_root': paths.from_repository,
        'get_path_to_repo_root': paths.to_repository,
        'get_repo_root': paths.repository,
        'get_terragrunt_dir': paths.terragrunt_directory,
        'get_terragrunt_source_cli_flag': _no_flag,
        'mark_as_read': _same,
        'path_relative_from_include': paths.relative_from_include,
        'path_relative_to_include': paths.relative_to_include,
        'read_terragrunt_config': file.read_configuration,
        'read_tfvars_file': lambda call, scope: _read_variables(file, call, scope),
    }


def _read_variables(file: Configuration, call: FunctionCall, scope: Scope) -> Value:
    """Return a variable file's values as JSON."""
    text = call.text(0, scope)
    if isinstance(text, Unknown):
        return Value(text, call.place)
    path = os.path.normpath(os.path.join(file.setting.directory, text))
    try:
        values = variables.values_in(file.located(path), file.read_file(path))
    except SyntaxProblem as error:
        raise EvaluationError(f'`{text}` {error}') from None
    return FUNCTIONS['jsonencode']((Value(Mapping(values)),))
