"""Ways past the gate with Terragrunt: what a unit gives its module decides, wherever it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from testing.ways import Link
from testing.ways import Tree
from testing.ways import require_held
from testing.ways import scan_of

MODULE = """
variable "force_ssl" {
  type    = number
  default = 1
}

variable "parameters" {
  type    = map(string)
  default = {}
}

resource "aws_rds_cluster_parameter_group" "this" {
  family = "aurora-postgresql16"

  dynamic "parameter" {
    for_each = merge({ "rds.force_ssl" = tostring(var.force_ssl) }, var.parameters)

    content {
      name  = parameter.key
      value = parameter.value
    }
  }
}
"""
PLAIN = """
resource "aws_rds_cluster_parameter_group" "this" {
  family = "aurora-postgresql16"

  parameter {
    name  = "rds.force_ssl"
    value = 1
  }
}
"""
SOURCE = 'terraform {\n  source = "../modules//group"\n}\n'
OFF = 'inputs = { force_ssl = 0 }\n'
ROOT = 'include "root" {\n  path = find_in_parent_folders("root.hcl")\n%s}\n'
FAIL = 'fail CKV2_AURORAPG_1 at '
UNKNOWN = 'undetermined CKV2_AURORAPG_1'
MAIN = 'modules/group/main.tf'
REPOSITORY = '.git/HEAD'

CASES = [
    pytest.param(
        {
            'root.hcl': '',
            'prod/terragrunt.hcl': ROOT % '' + OFF,
            'prod/main.tf': 'variable "force_ssl" {}\nmodule "group" {\n'
            '  source    = "../modules/group"\n  force_ssl = var.force_ssl\n}\n',
            MAIN: MODULE,
        },
        FAIL + 'prod/terragrunt.hcl',
        id='a unit of its own code, which calls a module',
    ),
    pytest.param(
        {'prod/terragrunt.hcl': 'terraform { source = "../modules//group" }\n' + OFF},
        FAIL + 'prod/terragrunt.hcl',
        id='a source on one line',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': 'locals { m = "../modules" }\n'
            'terraform {\n  source = "${local.m}/group"\n}\n' + OFF
        },
        FAIL + 'prod/terragrunt.hcl',
        id='a source through a local',
    ),
    pytest.param(
        {
            REPOSITORY: '',
            'a/b/terragrunt.hcl': 'terraform {\n  source = "${get_repo_root()}//modules/group"\n}\n'
            + OFF,
        },
        FAIL + 'a/b/terragrunt.hcl',
        id='a source at the top of the repository',
    ),
    pytest.param(
        {
            REPOSITORY: '',
            'a/b/terragrunt.hcl': 'terraform {\n  source = '
            '"${get_path_to_repo_root()}/modules/group"\n}\n' + OFF,
        },
        FAIL + 'a/b/terragrunt.hcl',
        id='a source by the way up to the repository',
    ),
    pytest.param(
        {
            'a/b/terragrunt.hcl': 'terraform {\n  source = '
            '"${dirname(find_in_parent_folders("root.hcl"))}/modules/group"\n}'
            '\n' + OFF,
            'root.hcl': '',
        },
        FAIL + 'a/b/terragrunt.hcl',
        id='a source beside a file in a parent folder',
    ),
    pytest.param(
        {
            'a/terragrunt.hcl': 'terraform {\n  source = '
            'find_in_parent_folders("modules/group")\n}\n' + OFF
        },
        FAIL + 'a/terragrunt.hcl',
        id='a source that is a folder in a parent folder',
    ),
    pytest.param(
        {
            'group/terragrunt.hcl': ROOT % '' + OFF,
            'root.hcl': 'terraform {\n  source = "${get_parent_terragrunt_dir()}/modules/'
            '${path_relative_to_include()}"\n}\n',
        },
        FAIL + 'group/terragrunt.hcl',
        id='a source that the include computes from the path',
    ),
    pytest.param(
        {
            'group/terragrunt.hcl': ROOT % '' + OFF,
            'root.hcl': 'terraform {\n  source = '
            '"${path_relative_from_include()}/modules/group"\n}\n',
        },
        FAIL + 'group/terragrunt.hcl',
        id='a source relative to the include',
    ),
    pytest.param(
        {'prod/terragrunt.hcl': ROOT % '', 'root.hcl': SOURCE + OFF},
        FAIL + 'root.hcl',
        id='everything in the include',
    ),
    pytest.param(
        {'prod/terragrunt.hcl': 'include {\n  path = "../root.hcl"\n}\n' + SOURCE, 'root.hcl': OFF},
        FAIL + 'root.hcl',
        id='an include without a label',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': 'include {\n  path = find_in_parent_folders()\n}\n' + SOURCE,
            'terragrunt.hcl': OFF,
        },
        FAIL + 'terragrunt.hcl',
        id='an include that finds a unit above',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': ROOT % '  expose = true\n  merge_strategy = "no_merge"\n'
            + SOURCE
            + 'inputs = { force_ssl = include.root.locals.tls ? 1 : 0 }\n',
            'root.hcl': 'locals { tls = false }\n',
        },
        'fail CKV2_AURORAPG_1',
        id='a local of an exposed include',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': ROOT % '  expose = true\n'
            + SOURCE
            + 'inputs = merge(include.root.inputs, { x = 1 })\n',
            'root.hcl': OFF,
        },
        FAIL + 'root.hcl',
        id='the inputs of an exposed include',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': ROOT % '  merge_strategy = "deep"\n'
            + SOURCE
            + 'inputs = { parameters = { "a" = "b" } }\n',
            'root.hcl': 'inputs = { parameters = { "rds.force_ssl" = "0" } }\n',
        },
        FAIL + 'root.hcl',
        id='a map that is merged in depth',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': 'include "a" {\n  path = "../a.hcl"\n}\n'
            'include "b" {\n  path = "../b.hcl"\n}\n' + SOURCE,
            'a.hcl': 'inputs = { force_ssl = 1 }\n',
            'b.hcl': OFF,
        },
        FAIL + 'b.hcl',
        id='the later of two includes counts',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': SOURCE + 'locals { e = read_terragrunt_config("../env.hcl") }\n'
            'inputs = local.e.inputs\n',
            'env.hcl': OFF,
        },
        FAIL + 'env.hcl',
        id='inputs of another file',
    ),
    pytest.param(
        {
            REPOSITORY: '',
            'prod/terragrunt.hcl': SOURCE + 'locals { e = read_terragrunt_config('
            'find_in_parent_folders("env.hcl", "none.hcl"), { locals = { ssl = 0 } }) }\n'
            'inputs = { force_ssl = local.e.locals.ssl }\n',
        },
        FAIL + 'prod/terragrunt.hcl',
        id='the fallback of a file that is not there',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': SOURCE + 'locals { c = yamldecode(file(find_in_parent_folders('
            '"common.yaml"))) }\ninputs = { force_ssl = local.c.ssl }\n',
            'common.yaml': 'ssl: 0\n',
        },
        'fail CKV2_AURORAPG_1',
        id='a value of a YAML file in a parent folder',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': SOURCE + 'inputs = jsondecode(read_tfvars_file("x.tfvars"))\n',
            'prod/x.tfvars': 'force_ssl = 0\n',
        },
        'fail CKV2_AURORAPG_1',
        id='a file of variables that is read',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl.json': '{"terraform": {"source": "../modules//group"}, '
            '"inputs": {"force_ssl": 0}}'
        },
        FAIL + 'prod/terragrunt.hcl.json',
        id='a unit in JSON',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl.json': '{"include": {"root": {"path": "../root.hcl"}}, '
            '"inputs": {"force_ssl": "${1 - 1}"}}',
            'root.hcl': SOURCE,
        },
        FAIL + 'prod/terragrunt.hcl.json',
        id='a unit in JSON that includes another',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': 'terraform {\n  source = "../modules//group"\n'
            '  extra_arguments "x" {\n    commands  = ["plan"]\n'
            '    arguments = ["-lock=false", "-var", "force_ssl=0"]\n  }\n}\n'
        },
        FAIL + 'prod/terragrunt.hcl',
        id='a variable on the command line',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': 'terraform {\n  source = "../modules//group"\n'
            '  extra_arguments "x" {\n    commands  = get_terraform_commands_that_need_vars()\n'
            '    arguments = ["-var-file=${get_terragrunt_dir()}/../off.tfvars"]\n  }\n}\n',
            'off.tfvars': 'force_ssl = 0\n',
        },
        FAIL + 'off.tfvars',
        id='a file of variables on the command line',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': 'terraform {\n  source = "../modules//group"\n'
            '  extra_arguments "x" {\n    commands  = ["apply"]\n'
            '    env_vars = { TF_VAR_force_ssl = "0" }\n  }\n}\ninputs = { force_ssl = 1 }\n'
        },
        FAIL + 'prod/terragrunt.hcl',
        id='a variable in the environment',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': 'terraform {\n  source = "../modules//group"\n'
            '  extra_arguments "x" {\n    commands = ["apply"]\n'
            '    env_vars = { TF_CLI_ARGS = "-lock=true -var force_ssl=0" }\n  }\n}\n'
        },
        FAIL + 'prod/terragrunt.hcl',
        id='options in the environment',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': 'terraform {\n  source = "../modules//group"\n'
            '  extra_arguments "x" {\n    commands = ["apply"]\n'
            '    env_vars = { TF_CLI_ARGS_apply = get_env("OPTIONS") }\n  }\n}\n'
        },
        'undetermined CKV2_AURORAPG_1',
        id='options in the environment that are not known',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': ROOT % '' + SOURCE,
            'prod/off.tfvars': 'force_ssl = 0\n',
            'root.hcl': 'terraform {\n  extra_arguments "x" {\n    commands  = ["apply", "plan"]\n'
            '    optional_var_files = ["${get_terragrunt_dir()}/off.tfvars", "no.tfvars"]\n'
            '  }\n}\n',
        },
        FAIL + 'prod/off.tfvars',
        id='an optional file of variables of the include',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': 'terraform {\n  source = "../modules//group"\n'
            '  extra_arguments "x" {\n    commands  = ["plan"]\n'
            '    required_var_files = ["none.tfvars"]\n  }\n}\ninputs = { force_ssl = 1 }\n'
        },
        UNKNOWN,
        id='a file of variables that is not there',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': 'terraform {\n  source = "../modules//group"\n'
            '  extra_arguments "x" {\n    commands  = ["plan"]\n'
            '    arguments = [get_env("MORE", "")]\n  }\n}\ninputs = { force_ssl = 1 }\n'
        },
        UNKNOWN,
        id='an argument that the environment has',
    ),
    pytest.param(
        {'prod/terragrunt.hcl': SOURCE, 'prod/terraform.tfvars': 'force_ssl = 0\n'},
        FAIL + 'prod/terraform.tfvars',
        id='a file of variables beside the unit',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': SOURCE + 'inputs = { force_ssl = 1 }\n',
            'modules/group/x.auto.tfvars': 'force_ssl = 0\n',
        },
        FAIL + 'modules/group/x.auto.tfvars',
        id='a file of variables beside the module',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': SOURCE,
            'prod/off_override.tf': 'variable "force_ssl" {\n  default = 0\n}\n',
        },
        FAIL + 'prod/off_override.tf',
        id='an override file beside the unit',
    ),
    pytest.param(
        {'prod/terragrunt.hcl': SOURCE, 'prod/main.tf': PLAIN.replace('value = 1', 'value = 0')},
        FAIL + 'prod/main.tf',
        id="a file beside the unit that takes the place of the module's",
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': SOURCE + 'generate "x" {\n  path = "x_override.tf"\n'
            '  if_exists = "overwrite"\n  contents = <<EOF\n'
            'variable "force_ssl" {\n  default = 0\n}\nEOF\n}\n'
        },
        FAIL + 'prod/terragrunt.hcl',
        id='a generated override file',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': SOURCE + 'locals { n = 1 }\ngenerate = { x = {\n'
            '  path = "more.tf"\n  if_exists = "overwrite"\n  contents = <<EOF\n'
            'resource "aws_rds_cluster_parameter_group" "more" {\n  family = "aurora-postgresql1'
            '${local.n + 5}"\n  parameter {\n    name = "rds.force_ssl"\n    value = 0\n  }\n}\n'
            'EOF\n}}\n'
        },
        FAIL + 'prod/terragrunt.hcl',
        id='a generated resource',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': ROOT % '' + SOURCE,
            'root.hcl': 'generate "vars" {\n  path = "x.auto.tfvars"\n  if_exists = "overwrite"\n'
            '  contents = <<EOF\nname = "${get_env("X")}"\nforce_ssl = 0\nEOF\n}\n',
        },
        FAIL + 'root.hcl',
        id='a generated file of variables',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': SOURCE + 'inputs = { force_ssl = 1 }\ngenerate "vars" {\n'
            '  path = "x.auto.tfvars"\n  if_exists = "overwrite"\n'
            '  contents = run_cmd("cat", "x")\n'
            '}\n'
        },
        UNKNOWN,
        id='a generated file of variables that is not known',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': SOURCE + 'generate "x" {\n  path = "x.tf"\n'
            '  if_exists = "overwrite"\n  contents = run_cmd("cat", "x")\n}\n'
        },
        'unjudged at prod/terragrunt.hcl',
        id='a generated file that is not known',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': SOURCE + 'remote_state {\n  backend = "s3"\n  config = {}\n'
            '  generate = { path = "z_override.tf", if_exists = "overwrite" }\n}\n',
            'modules/group/z_override.tf': 'variable "force_ssl" {\n  default = 1\n}\n',
            MAIN: MODULE.replace('default = 1', 'default = 0'),
        },
        FAIL + MAIN,
        id='a backend in the place of the file that makes it safe',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': 'terraform {\n  source = "../modules//group"\n'
            '  before_hook "copy" {\n    commands = ["plan"]\n'
            '    execute = ["cp", "../off_override.tf", "."]\n  }\n}\n'
        },
        'unjudged at prod/terragrunt.hcl',
        id='a hook that copies configuration',
    ),
    pytest.param(
        {
            'live/terragrunt.stack.hcl': 'unit "db" {\n  source = "../units/db"\n  path = "db"\n'
            '  values = { ssl = 0 }\n}\n',
            'units/db/terragrunt.hcl': 'terraform {\n  source = find_in_parent_folders('
            '"modules/group")\n}\ninputs = { force_ssl = values.ssl }\n',
        },
        FAIL + 'live/terragrunt.stack.hcl',
        id='a unit of a stack',
    ),
    pytest.param(
        {
            'live/terragrunt.stack.hcl': 'unit "db" {\n  source = "../units/db"\n  path = "db"\n'
            '  autoinclude {\n    inputs = { force_ssl = 0 }\n  }\n}\n',
            'units/db/terragrunt.hcl': 'terraform {\n  source = find_in_parent_folders('
            '"modules/group")\n}\n',
        },
        'unjudged at live/terragrunt.stack.hcl',
        id='what a stack adds to its unit',
    ),
    pytest.param(
        {
            'live/terragrunt.stack.hcl': 'locals { ssl = 0 }\nstack "s" {\n'
            '  source = "../stacks/s"\n'
            '  path = "s"\n  values = { ssl = local.ssl }\n}\n',
            'stacks/s/terragrunt.stack.hcl': 'unit "db" {\n'
            '  source = "${get_terragrunt_dir()}/units/db"\n  path = "db"\n'
            '  values = { ssl = values.ssl }\n}\n',
            'stacks/s/units/db/terragrunt.hcl': 'terraform {\n  source = find_in_parent_folders('
            '"modules/group")\n}\ninputs = { force_ssl = values.ssl }\n',
        },
        FAIL + 'live/terragrunt.stack.hcl',
        id='a unit of a stack in a stack',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': SOURCE + 'inputs = { force_ssl = dependency.x.outputs.ssl }\n'
            'dependency "x" {\n  config_path = "../x"\n  mock_outputs = { ssl = 1 }\n}\n'
        },
        UNKNOWN,
        id='a mock is no value',
    ),
    pytest.param(
        {'prod/terragrunt.hcl': SOURCE + 'inputs = { force_ssl = get_env("SSL", 1) }\n'},
        UNKNOWN,
        id='the default of the environment is no value',
    ),
    pytest.param(
        {'prod/terragrunt.hcl': SOURCE + 'inputs = jsondecode(sops_decrypt_file("x.json"))\n'},
        UNKNOWN,
        id='what is encrypted may set anything',
    ),
    pytest.param(
        {'prod/terragrunt.hcl': 'include "root" {\n  path = "../none.hcl"\n}\n' + SOURCE},
        UNKNOWN,
        id='an include that is not there may set anything',
    ),
    pytest.param(
        {'prod/terragrunt.hcl': ROOT % '' + SOURCE, 'root.hcl': 'inputs = {{\n'},
        'unjudged at root.hcl',
        id='an include that is no HCL',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': ROOT % '' + SOURCE,
            'root.hcl': 'include "root" {\n  path = "root.hcl"\n}\n',
        },
        UNKNOWN,
        id='an include that includes itself',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': SOURCE + 'locals { a = read_terragrunt_config("../a.hcl") }\n'
            'inputs = { force_ssl = local.a.locals.x }\n',
            'a.hcl': 'locals {\n  b = read_terragrunt_config("b.hcl")\n  x = local.b.locals.x\n}\n',
            'b.hcl': 'locals {\n  a = read_terragrunt_config("a.hcl")\n  x = local.a.locals.x\n}\n',
        },
        UNKNOWN,
        id='files that read each other',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': SOURCE + 'feature "ssl" {\n  default = 0\n}\n'
            'inputs = { force_ssl = feature.ssl.value }\n'
        },
        FAIL + 'prod/terragrunt.hcl',
        id='the default of a feature',
    ),
    pytest.param(
        {
            'a/terragrunt.hcl': SOURCE + 'locals { b = read_terragrunt_config("../b") }\n'
            'inputs = { force_ssl = 1 }\n',
            'b/terragrunt.hcl': SOURCE + OFF,
        },
        FAIL + 'b/terragrunt.hcl',
        id='a unit whose file another unit reads',
    ),
    pytest.param(
        {
            'a/terragrunt.hcl': 'include "b" {\n  path = "../b/terragrunt.hcl"\n}\n'
            'inputs = { force_ssl = 1 }\n',
            'b/terragrunt.hcl': SOURCE + OFF,
        },
        FAIL + 'b/terragrunt.hcl',
        id='a unit that another unit includes',
    ),
    pytest.param(
        {
            'a/terragrunt.hcl': SOURCE + 'skip = true\ninputs = { force_ssl = 1 }\n',
            MAIN: MODULE.replace('default = 1', 'default = 0'),
        },
        FAIL + MAIN,
        id='a module that only a skipped unit calls',
    ),
    pytest.param(
        {'a/terragrunt.hcl': SOURCE + OFF + 'exclude {\n  if = true\n  actions = ["all"]\n}\n'},
        FAIL + 'a/terragrunt.hcl',
        id='an excluded unit can be applied by itself',
    ),
    pytest.param(
        {'prod/terragrunt.hcl': 'terraform {\n  source = "."\n}\n' + OFF, 'prod/main.tf': MODULE},
        FAIL + 'prod/terragrunt.hcl',
        id='a source that is the unit itself',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': 'terraform {\n  source = "tfr:///terraform-aws-modules/rds-aurora'
            '/aws?version=${local.v}"\n}\nlocals { v = "9.3.1" }\ninputs = {\n'
            '  engine = "aurora-postgresql"\n  create_db_cluster_parameter_group = true\n'
            '  db_cluster_parameter_group_family = "aurora-postgresql16"\n'
            '  db_cluster_parameter_group_parameters = [{ name = "rds.force_ssl", value = 0 }]\n}\n'
        },
        FAIL + 'prod/terragrunt.hcl',
        id="a registry's module whose version is a local",
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': 'terraform {\n  source = "git::https://example.com/m.git//aurora-'
            'postgres?ref=${get_env("REF")}"\n}\n'
        },
        'undetermined CKV2_AURORAPG_4',
        id='a module elsewhere that speaks of Aurora PostgreSQL',
    ),
]


@pytest.mark.parametrize(('tree', 'expected'), CASES)
def test_way_is_held(
    tree: Tree,
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A violation that stands where Terragrunt finds it is found, or said to be unknown."""
    monkeypatch.chdir(tmp_path)
    require_held(scan_of(tmp_path, {MAIN: MODULE, **tree}), expected)


HARMLESS = [
    pytest.param(
        {
            'env/terragrunt.hcl': 'generate "variables" {\n  path      = "common.tf"\n'
            '  if_exists = "overwrite"\n  contents  = file("variables.tf")\n}\n'
            '# aurora-postgresql\n',
            'env/variables.tf': 'variable "env" {\n  default = "aurora-postgresql"\n}\n',
            'env/db/terragrunt.hcl': 'include {\n  path = find_in_parent_folders()\n}\n'
            'terraform {\n  source = "../../modules//plain"\n}\n',
            'modules/plain/main.tf': PLAIN,
        },
        id='a file that is included, beside the variables that it generates',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': ROOT % '' + SOURCE + 'inputs = { force_ssl = 1 }\n',
            'root.hcl': OFF + 'generate "provider" {\n  path = "provider.tf"\n'
            '  if_exists = "overwrite_terragrunt"\n  contents = <<EOF\nprovider "aws" {\n'
            '  region = "${get_env("REGION")}"\n  x = ${get_aws_account_id()}\n}\nEOF\n}\n'
            'remote_state {\n  backend = "s3"\n  generate = { path = "backend.tf", if_exists = '
            '"overwrite" }\n  config = { key = path_relative_to_include() }\n}\n',
        },
        id='a unit over its include, with a provider and a backend',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': 'terraform {\n  source = "../modules//group"\n'
            '  before_hook "lint" {\n    commands = ["plan"]\n'
            '    execute = ["tflint", "--config", ".tflint.hcl"]\n  }\n'
            '  extra_arguments "lock" {\n    commands = ["apply"]\n'
            '    arguments = ["-lock-timeout=20m"]\n'
            '    env_vars = { TF_CLI_ARGS_plan = "-parallelism=4", TF_LOG = "INFO" }\n  }\n'
            '  extra_arguments "init" {\n    commands = ["init"]\n'
            '    arguments = [get_env("X")]\n  }\n}\n'
        },
        id='hooks and arguments that set nothing',
    ),
    pytest.param(
        {'prod/terragrunt.hcl': SOURCE, 'prod/providers.tf': 'provider "aws" {}\n'},
        id='a provider beside the unit',
    ),
    pytest.param(
        {
            'prod/terragrunt.hcl': SOURCE + 'dependency "vpc" {\n  config_path = "../vpc"\n}\n'
            'inputs = { vpc = dependency.vpc.outputs.id }\nprevent_destroy = true\n'
            'errors {\n  retry "x" {\n    retryable_errors = [".*"]\n    max_attempts = 3\n'
            '    sleep_interval_sec = 5\n  }\n}\n'
        },
        id='an output that the group does not depend on',
    ),
]


@pytest.mark.parametrize('tree', HARMLESS)
def test_what_is_harmless_stays_clean(
    tree: Tree,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What requires TLS passes, and nothing is said of what does not decide it."""
    monkeypatch.chdir(tmp_path)
    done = scan_of(tmp_path, {MAIN: MODULE, **tree}, '--check', 'CKV2_AURORAPG_1')
    assert done.code == 0, done.out
    assert {entry['verdict'] for entry in done.findings} == {'pass'}, done.out


@pytest.mark.parametrize('given', ['live', 'live/db', 'live/db/terragrunt.hcl'])
def test_a_unit_is_judged_with_its_parts_beyond_what_is_given(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    given: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = scan_of(
        tmp_path,
        {
            REPOSITORY: '',
            'live/db/terragrunt.hcl': 'include "db" {\n  path = "../../db.hcl"\n}\n',
            'db.hcl': 'terraform {\n  source = "git::https://example.com/m.git//aurora-postgres"\n}\n',
        },
        given,
    )
    require_held(done, 'undetermined CKV2_AURORAPG_4')


def test_nothing_outside_the_repository_is_read(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A unit may name any file; one outside its repository is not looked at, nor through a link."""
    (tmp_path / 'secret.hcl').write_text('inputs = { force_ssl = 1 }\n')
    top = tmp_path / 'repository'
    top.mkdir()
    monkeypatch.chdir(top)
    done = scan_of(
        top,
        {
            REPOSITORY: '',
            MAIN: MODULE,
            'link.hcl': Link('../secret.hcl'),
            'a/terragrunt.hcl': 'include "x" {\n  path = "../../secret.hcl"\n}\n' + SOURCE,
            'b/terragrunt.hcl': 'include "x" {\n  path = "../link.hcl"\n}\n' + SOURCE,
        },
    )
    require_held(done, UNKNOWN)


UNIT = SOURCE + OFF
NOT_READ: list[Tree] = [
    {'prod/db.hcl': UNIT},
    {'prod/db.hcl': 'terraform { source = "../modules/group" }\n' + OFF},
    {
        'prod/db.hcl.json': '{"terraform": {"source": "../modules//group"}, '
        '"inputs": {"force_ssl": 0}}'
    },
    {'prod/db.hcl': 'terraform {\n  source = "${get_repo_root()}/modules//group"\n}\n' + OFF},
    {
        'prod/db.hcl': 'terraform {\n  source = "git::https://x.org/y.git//modules/group?ref=v1"\n}\n'
        + OFF
    },
    {
        'prod/db.hcl': 'terraform {\n  before_hook "a" {\n    commands = ["apply"]\n'
        '    execute = ["true"]\n  }\n  source = "../modules/group"\n}\n' + OFF
    },
    {'prod/db.hcl': UNIT, 'prod/terragrunt.hcl': SOURCE},
    {'modules/group/prod.hcl': OFF},
    {'prod/db.hcl': 'terraform {\n  source = "tfr:///terraform-aws-modules/rds-aurora/aws"\n}\n'},
    {'prod/terragrunt.hcl': SOURCE + 'terraform {\n  source = "../other"\n}\n'},
    {'root.hcl': SOURCE + 'terraform {\n}\n', 'prod/terragrunt.hcl': ROOT % '' + SOURCE},
]
READ: list[Tree] = [
    {'prod/terragrunt.hcl': ROOT % '', 'root.hcl': SOURCE},
    {
        'prod/terragrunt.hcl': SOURCE + 'locals { a = read_terragrunt_config("../a.hcl") }\n'
        'inputs = local.a.inputs\n',
        'a.hcl': SOURCE + 'inputs = { force_ssl = 1 }\n',
    },
    {
        'prod/terragrunt.hcl': SOURCE,
        'image.pkr.hcl': 'source "amazon-ebs" "a" {\n}\nbuild {\n  sources = ["a"]\n}\n',
    },
    {
        'prod/terragrunt.hcl': SOURCE,
        'job.hcl': 'job "db" {\n  artifact {\n    source = "modules/group"\n  }\n}\n',
    },
    {'prod/terragrunt.hcl': SOURCE, 'vpc.hcl': SOURCE.replace('group', 'vpc') + OFF},
    {
        'prod/terragrunt.hcl': SOURCE,
        'vpc.hcl': 'terraform {\n  source = "${local.base}?ref=v1"\n}\n' + OFF,
    },
    {
        'prod/terragrunt.hcl': SOURCE,
        'mysql.hcl': 'terraform {\n  source = "tfr:///terraform-aws-modules/rds-aurora/aws"\n}\n'
        'inputs = { engine = "aurora-mysql" }\n',
    },
    {
        'prod/terragrunt.hcl': SOURCE,
        '.tflint.hcl': 'plugin "terraform" {\n  enabled = true\n  source = "modules/group"\n}\n',
    },
    {'prod/terragrunt.hcl': SOURCE, 'env.hcl': 'locals {\n  source = "modules/group"\n}\n'},
]


@pytest.mark.parametrize('tree', NOT_READ, ids=str)
def test_a_unit_that_is_not_read_as_one_is_said(
    tree: Tree,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A unit under another name, which only a command gives, or one that is refused."""
    monkeypatch.chdir(tmp_path)
    require_held(scan_of(tmp_path, {REPOSITORY: '', MAIN: MODULE, **tree}), 'unjudged')


@pytest.mark.parametrize('tree', READ, ids=str)
def test_what_is_no_other_unit_is_not_said(
    tree: Tree,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is said of what a unit reads, nor of files of other programs."""
    monkeypatch.chdir(tmp_path)
    done = scan_of(tmp_path, {REPOSITORY: '', MAIN: MODULE, **tree}, '--check', 'CKV2_AURORAPG_1')
    assert done.code == 0, done.out
