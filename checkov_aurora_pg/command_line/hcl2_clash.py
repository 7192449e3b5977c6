"""Whether `python-hcl2` has overwritten the package of that name that Checkov needs.

Checkov depends on a fork, `bc-python-hcl2`. Both install `hcl2`, and only the fork's has
`START_LINE`, without which Checkov cannot be imported.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path

_FORK = 'bc-python-hcl2'
_MARK = 'START_LINE'

CURE = (
    'Checkov cannot start: `python-hcl2` has overwritten the `hcl2` of `bc-python-hcl2`; run '
    '`pip uninstall --yes python-hcl2` and `pip install --force-reinstall --no-deps bc-python-hcl2`'
)


def has_overwritten_the_fork() -> bool:
    """Return whether the fork is installed, and what is in its place is not the fork."""
    try:
        distribution(_FORK)
    except PackageNotFoundError:
        return False
    spec = find_spec('hcl2')
    if spec is None or spec.origin is None:
        return True
    return _MARK not in Path(spec.origin).read_text(encoding='utf-8')
