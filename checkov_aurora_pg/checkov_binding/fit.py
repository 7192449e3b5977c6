"""Whether the Checkov that is installed beside this package is one that the policies run in.

Checkov is an extra, so pip does not see to it. It is looked at and not imported: that would take
longer than most scans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

# The oldest release that the tests pass on; `setup.cfg` asks for it.
OLDEST = '3.2.533'

# What the binding imports of Checkov, by module.
NEEDED = {
    'checkov.common.bridgecrew.severities': ('Severities',),
    'checkov.common.checks_infra.registry': ('get_graph_checks_registry',),
    'checkov.common.graph.checks_infra.base_check': ('BaseGraphCheck',),
    'checkov.common.graph.graph_builder': ('CustomAttributes',),
    'checkov.common.models.enums': ('CheckCategories',),
    'checkov.common.typing': ('LibraryGraph',),
    'checkov.common.util.consts': ('START_LINE',),
    'checkov.runner_filter': ('RunnerFilter',),
    'checkov.terraform.modules.module_objects': ('TFModule',),
}

_INSTALL = '`pip install --upgrade "checkov-aurora-pg[checkov]"`'

MISSING = f'Checkov is not installed where this command is: run {_INSTALL}'


def misfit() -> str | None:
    """Return what is wrong with the installed Checkov and what to do, or None where it fits."""
    spec = find_spec('checkov')
    if spec is None or spec.origin is None:
        return MISSING
    gone = next(_gone(Path(spec.origin).parent), None)
    return too_old() or (None if gone is None else too_new(gone))


def too_old() -> str | None:
    """Return what to say of a Checkov before the oldest that is promised, or None."""
    installed = _installed()
    if installed is None or _numbers(installed) >= _numbers(OLDEST):
        return None
    return (
        f'Checkov `{installed}` is too old: the policies need `{OLDEST}` or later; run {_INSTALL}'
    )


def too_new(missing: object) -> str:
    """Return what to say of a Checkov in which something that the policies need is missing."""
    return (
        f'Checkov `{_installed() or "of unknown version"}` does not have what the policies need '
        f'({missing}): install an older one (`{OLDEST}` or later), or a newer checkov-aurora-pg'
    )


def _installed() -> str | None:
    try:
        return version('checkov')
    except PackageNotFoundError:  # a checkout of Checkov on the path
        return None


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r'\d+', release)))


def _gone(package: Path) -> Iterator[str]:
    """Yield each needed name that stands in no module of Checkov's sources any more."""
    for module, names in NEEDED.items():
        path = package.parent.joinpath(*module.split('.'))
        files = [*path.glob('*.py')] if path.is_dir() else [path.with_suffix('.py')]
        text = '\n'.join(file.read_text('utf-8', 'replace') for file in files if file.is_file())
        written = set(re.findall(r'\w+', text))
        yield from (f'`{name}` in `{module}`' for name in names if name not in written)
