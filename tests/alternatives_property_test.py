"""What the alternatives come to, against every value that is given by hand.

ALTERNATIVES_SEED draws other configurations, and ALTERNATIVES_EXAMPLES more of them.
"""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from checkov_aurora_pg.core.policy import Outcome
from checkov_aurora_pg.core.policy import Policy
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Verdict
from checkov_aurora_pg.core.policy import judge
from checkov_aurora_pg.policies.force_ssl import force_ssl
from checkov_aurora_pg.policies.iam_authentication import iam_authentication
from checkov_aurora_pg.readers.discovery import discover
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.readers.terraform.reader import read_root
from checkov_aurora_pg.scanning.assessment import assess
from testing.drawn_alternatives import Drawn
from testing.drawn_alternatives import as_variable_file
from testing.drawn_alternatives import drawn_alternatives
from testing.ways import plant

_SEED = int(os.environ.get('ALTERNATIVES_SEED', '0'))
_EXAMPLES = int(os.environ.get('ALTERNATIVES_EXAMPLES', '250'))

_POLICIES: tuple[Policy, ...] = (iam_authentication, force_ssl)


def _by_alternatives(top: Path) -> dict[str, Outcome]:
    found = assess(discover([str(top)]), _POLICIES, Settings(), ReadOptions())
    assert not found.problems, found.problems
    return {verdict.policy.id: verdict.outcome for verdict in found.verdicts}


def _with(top: Path, var_file: Path) -> Iterator[tuple[str, Outcome]]:
    """Yield each policy's outcome, where Terraform does not refuse what it is about."""
    reading = read_root(str(top), options=ReadOptions((str(var_file),), str(top)))
    assert not reading.problems, reading.problems
    for policy in _POLICIES:
        for resource in reading.estates[0].resources:
            verdict = judge(policy, resource, Settings())
            if verdict is not None and not _is_refused(verdict):
                yield policy.id, verdict.outcome


def _is_refused(verdict: Verdict) -> bool:
    existence = verdict.resource.existence
    return any(reason.is_refused for reason in verdict.reasons) or (
        existence is not None and existence.is_refused
    )


def _by_hand(drawn: Drawn, top: Path) -> dict[str, set[Outcome]]:
    file = top.parent / f'{top.name}.tfvars'
    found: dict[str, set[Outcome]] = {policy.id: set() for policy in _POLICIES}
    for values in itertools.product(*drawn.values.values()):
        file.write_text(as_variable_file(dict(zip(drawn.values, values, strict=True))))
        for id, outcome in _with(top, file):
            found[id].add(outcome)
    return found


def test_the_alternatives_are_what_every_value_comes_to(tmp_path: Path) -> None:
    came_to: Counter[Outcome | None] = Counter()
    for number in range(_EXAMPLES):
        drawn = drawn_alternatives(_SEED * _EXAMPLES + number)
        top = tmp_path / str(number)
        plant(top, drawn.files)
        found = _by_alternatives(top)
        for id, by_hand in _by_hand(drawn, top).items():
            if by_hand:
                expected = by_hand.pop() if len(by_hand) == 1 else Outcome.UNDETERMINED
                is_open = drawn.is_opaque and found[id] is Outcome.UNDETERMINED
                assert is_open or found[id] is expected, f'{id} of {number}: {drawn.files}'
                came_to[found[id]] += 1
    assert all(
        came_to[outcome] >= _EXAMPLES // 5
        for outcome in (Outcome.PASS, Outcome.FAIL, Outcome.UNDETERMINED)
    ), came_to
