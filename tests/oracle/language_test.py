from __future__ import annotations

from pathlib import Path

import pytest

from testing.terraform_oracle import TERRAFORM
from testing.terraform_oracle import planned_outputs
from testing.terraform_oracle import read_outputs

CASES = Path(__file__).parent / 'cases'


@pytest.mark.skipif(TERRAFORM is None, reason='terraform is not installed: nothing to compare with')
@pytest.mark.parametrize('case', sorted(p.name for p in CASES.iterdir()))
def test_every_output_is_what_terraform_plans(case: str, tmp_path: Path) -> None:
    planned = planned_outputs(CASES / case, tmp_path)
    assert planned
    assert read_outputs(CASES / case) == planned
