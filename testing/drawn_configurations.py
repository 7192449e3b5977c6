"""Configurations drawn from a seed, and the smallest that our reader reads wrongly."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from pathlib import Path

from hypothesis import HealthCheck
from hypothesis import Phase
from hypothesis import given
from hypothesis import seed
from hypothesis import settings

from testing.configuration_comparison import compare
from testing.terraform_configurations import Configuration
from testing.terraform_configurations import configurations


def _run(
    check: Callable[[Configuration], None],
    number: int,
    examples: int,
    *phases: Phase,
) -> None:
    """Call `check` with so many configurations; the same seed gives the same ones."""
    settled = settings(
        max_examples=examples,
        phases=phases,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    seed(number)(settled(given(configurations())(check)))()


def drawn(number: int, examples: int) -> list[Configuration]:
    """Return the different ones among so many configurations drawn from a seed."""
    found: dict[str, Configuration] = {}

    def collect(configuration: Configuration) -> None:
        found.setdefault(str(configuration), configuration)

    _run(collect, number, examples, Phase.generate)
    return list(found.values())


def shrunk(
    number: int,
    examples: int,
    wrong: Collection[Configuration],
    work: Path,
) -> tuple[Configuration, str]:
    """Return the smallest configuration found that is read wrongly, and how it differs.

    `wrong` are those of the seed's configurations that are: one of them is drawn again, and
    made smaller for as long as Terraform still disagrees.
    """
    drawn_wrong = {str(configuration) for configuration in wrong}
    last: list[tuple[Configuration, str]] = []
    attempts = 0

    def check(configuration: Configuration) -> None:
        nonlocal attempts
        if not last and str(configuration) not in drawn_wrong:
            return
        attempts += 1
        differences = compare([configuration], work / str(attempts)).differences
        if differences:
            last.append((configuration, differences[0]))
            raise AssertionError

    try:
        _run(check, number, examples, Phase.generate, Phase.shrink)
    except AssertionError:
        return last[-1]
    raise AssertionError('the seed does not draw the configurations again')
