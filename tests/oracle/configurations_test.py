"""Our reader against Terraform, on whole configurations that are drawn at random.

TERRAFORM_ORACLE_SEED draws other ones, and TERRAFORM_ORACLE_EXAMPLES more of them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from testing.configuration_comparison import Comparison
from testing.configuration_comparison import compare
from testing.drawn_configurations import drawn
from testing.drawn_configurations import shrunk
from testing.terraform_oracle import TERRAFORM

_SEED = int(os.environ.get('TERRAFORM_ORACLE_SEED', '1'))
_EXAMPLES = int(os.environ.get('TERRAFORM_ORACLE_EXAMPLES', '560'))

# Of the values that nothing is withheld of, so many may be unknown to our reader.
_MAX_UNDETERMINED = 0.03


def _summary(found: Comparison) -> str:
    return '\n'.join(
        (
            f'{found.compared} configurations compared, {found.refused} refused by terraform',
            f'{found.undetermined_share:.1%} of {found.determinable} values undetermined:',
            *(f'{count:5} {reason}' for reason, count in found.undetermined.most_common()),
            f'of {found.values - found.determinable} values that something is withheld of, '
            f'unknown:',
            *(f'{count:5} {reason}' for reason, count in found.unknown.most_common()),
        )
    )


@pytest.mark.skipif(TERRAFORM is None, reason='terraform is not installed: nothing to compare with')
def test_drawn_configurations_are_read_as_terraform_plans_them(tmp_path: Path) -> None:
    configurations = drawn(_SEED, _EXAMPLES)
    found = compare(configurations, tmp_path / 'all')
    print(_summary(found))
    if found.differences:
        wrong = [configurations[index] for index in found.differences]
        smallest, difference = shrunk(_SEED, _EXAMPLES, wrong, tmp_path / 'shrunk')
        pytest.fail(
            f'{len(wrong)} configurations of seed {_SEED} are read wrongly; the smallest:\n'
            f'{smallest}\n{difference}',
            pytrace=False,
        )
    assert found.compared >= _EXAMPLES * 3 / 4
    assert found.undetermined_share < _MAX_UNDETERMINED
