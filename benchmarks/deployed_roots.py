"""The shapes of roots that are deployed in several environments."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path
from random import Random

from benchmarks.clusters import write_module
from benchmarks.clusters import write_service
from benchmarks.environments import ENVIRONMENTS
from benchmarks.environments import write_root

_LEAN = """variable "environment" {{
  type = string
}}

variable "force_ssl" {{
  type    = number
  default = 1
}}

resource "aws_rds_cluster_parameter_group" "this" {{
  name   = "${{var.environment}}-{name}"
  family = "aurora-postgresql{version}"

  parameter {{
    name  = "rds.force_ssl"
    value = var.force_ssl
  }}
}}

resource "aws_rds_cluster" "this" {{
  cluster_identifier                  = "${{var.environment}}-{name}"
  engine                              = "aurora-postgresql"
  db_cluster_parameter_group_name     = aws_rds_cluster_parameter_group.this.name
  iam_database_authentication_enabled = true
}}
"""

_CALLING = """variable "environment" {{
  type = string
}}

variable "force_ssl" {{
  type    = number
  default = 1
}}

module "orders" {{
  source      = "../../modules/database"
  name        = "{name}-orders"
  family      = "aurora-postgresql{version}"
  parameters  = {{ "rds.force_ssl" = var.force_ssl }}
  iam         = true
  environment = var.environment
}}

module "reports" {{
  source      = "../../modules/database"
  name        = "{name}-reports"
  family      = "aurora-postgresql{version}"
  environment = var.environment
}}
"""

# So many files of other resources in one root.
_OTHERS = 3


def _write_lean(directory: Path, name: str, files: int, random: Random) -> None:
    """Write a root of nothing but a cluster, its parameter group and two variables."""
    directory.mkdir(parents=True)
    (directory / 'main.tf').write_text(_LEAN.format(name=name, version=random.choice((15, 16))))
    _write_values(directory, files, random)


def _write_calling(directory: Path, name: str, files: int, random: Random) -> None:
    """Write a root that calls a module of its repository twice."""
    module = directory.parents[1] / 'modules' / 'database'
    if not module.exists():
        write_module(module)
    directory.mkdir(parents=True)
    (directory / 'main.tf').write_text(_CALLING.format(name=name, version=random.choice((15, 16))))
    _write_values(directory, files, random)


def _write_among_others(directory: Path, name: str, files: int, random: Random) -> None:
    """Write a lean root that has many resources which have nothing to do with its cluster."""
    _write_lean(directory, name, files, random)
    main = directory / 'main.tf'
    # These declare the variable themselves.
    main.write_text(main.read_text().replace('variable "environment" {\n  type = string\n}\n', ''))
    write_service(directory, _OTHERS, random)


def _write_values(directory: Path, files: int, random: Random) -> None:
    (directory / 'env').mkdir()
    for environment in ENVIRONMENTS[:files]:
        forced = 'force_ssl   = 0\n' if random.random() < 0.2 else ''
        (directory / 'env' / f'{environment}.tfvars').write_text(
            f'environment = "{environment}"\n{forced}'
        )


# Each writes a root of a name into a directory, with so many files of variables.
SHAPES: Mapping[str, Callable[[Path, str, int, Random], None]] = {
    'roots of one cluster, its network and instances': write_root,
    'lean roots of one cluster': _write_lean,
    'roots that call a module': _write_calling,
    'roots with many other resources': _write_among_others,
}
