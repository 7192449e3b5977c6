"""How a template comes into the deployment: by itself, or as a nested stack of another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from checkov_aurora_pg.core.described_resource import Call
from checkov_aurora_pg.core.values import Answer
from checkov_aurora_pg.core.values import Unknown
from checkov_aurora_pg.core.values import Value


def _nothing(name: str) -> Value | None:
    return None


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a template; by default it is a stack of its own.

    `calls` are the nested stacks that lead to it, outermost first, and `existence` is the
    unknown that decides whether they are created. `argument` returns what is handed down
    for a parameter, or None where nothing is. `key` begins the keys of its resources, and
    `templates` are the paths of the templates that lead to it. `assumed` are answers to what
    the code leaves open, and `account` names the stack in whose account and region it is.
    """

    calls: tuple[Call, ...] = ()
    existence: Unknown | None = None
    argument: Callable[[str], Value | None] = _nothing
    key: str = ''
    templates: tuple[str, ...] = ()
    assumed: tuple[Answer, ...] = ()
    account: str = ''
