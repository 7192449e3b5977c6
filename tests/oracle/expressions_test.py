"""Single expressions against Terraform's own values of them, in one plan.

`expressions/*.txt` has one in a line. Terraform 1.11 refuses some that a later one has a
value for: `NEWER` says since when, and what the value is.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from checkov_aurora_pg.readers.limits import LimitExceeded
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.terraform.reader import root_module
from testing.drawn_numbers import drawn_expression
from testing.terraform_oracle import TERRAFORM
from testing.terraform_oracle import UNKNOWN
from testing.terraform_oracle import plain
from testing.terraform_oracle import planned_outputs

pytestmark = pytest.mark.skipif(TERRAFORM is None, reason='terraform is not installed')

REFUSED = 'refused'

# Terraform 1.12 decides `&&` and `||` by the operand that has a value; go-cty since 1.17
# counts a negative index of `element` from the end.
NEWER = {
    'element(["0","1"],-1)': '["1"]',
    'false && [][0]': '[false]',
    'true || [][0]': '[true]',
    '[][0] || true': '[true]',
    '[][0] && false': '[false]',
    'null && false': '[false]',
    'true || null': '[true]',
    'null || true': '[true]',
}

# Our values do not tell a list from a tuple, which becomes a set beside one.
TAKEN_FOR_A_TUPLE = {'true ? tolist(["b","a"]) : toset(["a"])': '[["a","b"]]'}

# What stays unknown here, so that it is never taken for another value.
UNTOLD = frozenset(
    {
        # The type of equal collections is not known.
        '[1] == [1]',
        '["a"] == tolist(["a"])',
        '{a=1} == {a=1}',
        'toset(["a"]) == toset(["a"])',
        '[] == []',
        'tolist([]) == tolist([])',
        '{} == {}',
        '[null] == [null]',
        # Not evaluated.
        'issensitive("a")',
        'issensitive(sensitive("a"))',
        'cidrsubnet("10.0.0.0/8", 8, -1)',
        'cidrsubnet("10.0.0.0/8", -1, 0)',
        'tostring(yamldecode("a: .inf")["a"])',
        # Go's exponential function differs between machines in the last digit.
        'tostring(pow(2,1.5))',
        'tostring(pow(2,0.3))',
        # Characters of several code points.
        'length("👨\u200d👩\u200d👧")',
        'length("🇩🇪")',
        # Beyond a bound.
        'tostring(tonumber("1e1000"))',
    }
)

_SEED = int(os.environ.get('TERRAFORM_ORACLE_SEED', '1'))
_DRAWN = 400


def _written() -> list[str]:
    return [
        line
        for path in sorted((Path(__file__).parent / 'expressions').glob('*.txt'))
        for line in path.read_text(encoding='utf-8').splitlines()
        if line[0] != '#'
    ]


def _drawn() -> list[str]:
    random = Random(_SEED)
    return [drawn_expression(random) for _ in range(_DRAWN)]


EXPRESSIONS = [*_written(), *_drawn()]


@pytest.fixture(scope='module')
def values(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[object, object]]:
    """Return our value and Terraform's of each expression, as JSON."""
    directory = tmp_path_factory.mktemp('expressions')
    (directory / 'main.tf').write_text(
        '\n'.join(
            f'output "e{index}" {{\n  value = try(jsonencode([{expression}]), "{REFUSED}")\n}}'
            for index, expression in enumerate(EXPRESSIONS)
        ),
        encoding='utf-8',
    )
    theirs = planned_outputs(directory, tmp_path_factory.mktemp('work'))
    module = root_module(str(directory), options=ReadOptions())
    found: dict[str, tuple[object, object]] = {}
    for index, expression in enumerate(EXPRESSIONS):
        try:
            ours = plain(module.output(f'e{index}'))
        except LimitExceeded:
            ours = UNKNOWN
        found[expression] = ours, theirs[f'e{index}']
    return found


@pytest.mark.parametrize('expression', EXPRESSIONS)
def test_an_expression_has_the_value_that_terraform_gives_it(
    values: dict[str, tuple[object, object]],
    expression: str,
) -> None:
    ours, theirs = values[expression]
    if expression in UNTOLD:
        assert ours == UNKNOWN
    elif expression in NEWER:
        assert (ours, theirs) == (NEWER[expression], REFUSED)
    elif expression in TAKEN_FOR_A_TUPLE:
        assert ours == TAKEN_FOR_A_TUPLE[expression]
    else:
        assert ours == theirs
