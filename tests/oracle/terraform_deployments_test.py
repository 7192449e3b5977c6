"""Our reader against Terraform: the same root module in many deployments.

TERRAFORM_ORACLE_SEED draws other ones.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from testing.deployment_comparison import compare
from testing.drawn_deployments import drawn
from testing.terraform_oracle import TERRAFORM

_SEED = int(os.environ.get('TERRAFORM_ORACLE_SEED', '1'))
_ROOTS = 27
_WAYS = 14
_LEAST = 300

# Of all values, so many may be unknown to our reader.
_MAX_UNDETERMINED = 0.03


@pytest.mark.skipif(TERRAFORM is None, reason='terraform is not installed: nothing to compare with')
def test_each_deployment_is_read_as_terraform_plans_it(tmp_path: Path) -> None:
    roots = drawn(_SEED, _ROOTS, _WAYS)
    found = compare(roots, tmp_path)
    print(f'{found.compared} deployments compared, {found.refused} refused by terraform')
    print(f'{found.undetermined_share:.1%} undetermined: {found.undetermined.most_common(5)}')

    assert not found.differences, '\n'.join(
        f'{roots[index]}\n{said}' for index, said in found.differences.items()
    )
    assert found.compared >= _LEAST
    assert found.undetermined_share < _MAX_UNDETERMINED
