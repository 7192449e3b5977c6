"""Make the plan fixtures' `plan.json` with a real Terraform and the real AWS provider.

Usage: python testing/make_plan_fixtures.py PROVIDER_ZIP [CASE …]

PROVIDER_ZIP is a release of the provider, `terraform-provider-aws_VERSION_OS_ARCH.zip`. A
plan needs neither an account nor a network: credentials are made up, and the state, where
a case has one, is not refreshed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PLANS = Path(__file__).resolve().parent.parent / 'tests' / 'fixtures' / 'plan'

_PROVIDER = """
provider "aws" {
  region                      = "eu-central-1"
  skip_credentials_validation = true
  skip_get_ec2_platforms      = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
"""


def _environment(provider: Path, directory: Path) -> dict[str, str]:
    mirror = directory / 'mirror'
    packages = mirror / 'registry.terraform.io' / 'hashicorp' / 'aws'
    packages.mkdir(parents=True)
    shutil.copy(provider, packages)
    configuration = directory / 'terraform.rc'
    configuration.write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n',
    )
    return {
        **os.environ,
        'AWS_ACCESS_KEY_ID': 'none',
        'AWS_SECRET_ACCESS_KEY': 'none',
        'CHECKPOINT_DISABLE': '1',
        'TF_CLI_CONFIG_FILE': str(configuration),
    }


def make(case: Path, provider: Path) -> None:
    """Write a case's `plan.json`. Raises `CalledProcessError` when Terraform refuses the source."""
    with tempfile.TemporaryDirectory() as temporary:
        environment = _environment(provider, Path(temporary))
        root = Path(temporary, 'root')
        shutil.copytree(case / 'source', root)
        (root / 'provider.tf').write_text(_PROVIDER)
        state = case / 'terraform.tfstate'
        if state.exists():
            shutil.copy(state, root)

        def terraform(*arguments: str) -> str:
            return subprocess.run(
                ['terraform', *arguments],
                cwd=root,
                env=environment,
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            ).stdout

        terraform('init', '-input=false')
        terraform('plan', '-input=false', '-refresh=false', '-out=plan')
        plan = json.loads(terraform('show', '-json', 'plan'))
    plan.pop('timestamp', None)
    (case / 'plan.json').write_text(json.dumps(plan, indent=1) + '\n')


if __name__ == '__main__':
    cases = sys.argv[2:] or sorted(path.parent.name for path in PLANS.glob('*/source'))
    for name in cases:
        make(PLANS / name, Path(sys.argv[1]).resolve())
