"""The bounds of what a reader will do for one file set.

Scanned files are not trusted: a line of code can ask for a million elements. Beyond a
bound a reader stops with `LimitExceeded`, which is reported; it never hangs and never
judges half a value.
"""

from __future__ import annotations

from checkov_aurora_pg.core.values import Mapping
from checkov_aurora_pg.core.values import Sequence
from checkov_aurora_pg.core.values import Value

# No cluster is described by more instances or rules than this in one collection.
MAX_ELEMENTS = 10_000

# The largest real decoded documents (AWS's own address ranges) stay below this.
MAX_PARTS = 100_000

# A thousand times the longest cipher list; a generated policy document still fits.
MAX_TEXT = 1_000_000

# All texts of one value together: shared parts can multiply when they are written out.
MAX_CHARACTERS = 10_000_000

# Data written by people nests a dozen levels; Python's own stack ends near a thousand.
MAX_LEVELS = 100

# Far beyond any account number; conversions of longer numbers are quadratic.
MAX_DIGITS = 400

# About a second of matching.
MAX_MATCH_STEPS = 1_000_000

# Twenty times the hops from a resource to a literal in the deepest real module.
MAX_NESTING = 400

# A root module of 10,000 resources takes about a tenth of this.
MAX_STEPS = 5_000_000

# What a person waits for before a hook is switched off.
MAX_SECONDS = 30

# The largest hand-written configuration stays below a hundredth of this.
MAX_FILE_BYTES = 32 * 1024 * 1024

# A plan of a whole deployment is some tens of megabytes, of which little is kept.
MAX_PLAN_BYTES = 128 * 1024 * 1024

# The largest generated root module; its syntax tree takes a hundred times as much memory.
MAX_CONFIGURATION_BYTES = 8 * 1024 * 1024

# No team runs so many copies of one cluster, group or module.
MAX_INSTANCES = 1_000

# Modules that call modules multiply their instances; no root module comes near.
MAX_MODULES = 5_000

# AWS allows an account 40 clusters in a region, and a template 500 resources.
MAX_RESOURCES = 10_000


class LimitExceeded(Exception):
    """Reading would go beyond a bound; the message names what and the bound."""


def limit(amount: int, bound: int, what: str) -> None:
    """Raise `LimitExceeded` where `amount` is beyond `bound`; `what` is a plural noun."""
    if amount > bound:
        raise LimitExceeded(f'more than {bound} {what}')


def limit_value(value: Value) -> None:
    """Raise `LimitExceeded` where walking or writing out `value` is too much work.

    A value is a graph with shared parts, so its size can be exponential in the size of
    the code that wrote it. The walk counts a shared part each time it is met.
    """
    parts = characters = 0
    stack: list[tuple[Value, int]] = [(value, 0)]
    while stack:
        part, depth = stack.pop()
        parts += 1
        data = part.data
        if isinstance(data, str):
            characters += len(data)
        elif isinstance(data, Sequence):
            stack.extend((item, depth + 1) for item in data.items)
        elif isinstance(data, Mapping):
            stack.extend((item, depth + 1) for item in data.items.values())
        limit(depth, MAX_LEVELS, 'levels in one value')
        limit(parts + len(stack), MAX_PARTS, 'parts in one value')
        limit(characters, MAX_CHARACTERS, 'characters in one value')
