"""The deployments that a scan of a small tree finds."""

from __future__ import annotations

from pathlib import Path

from checkov_aurora_pg.core.deployments import Declared
from checkov_aurora_pg.core.policy import Settings
from checkov_aurora_pg.core.policy import Verdict
from checkov_aurora_pg.policies import POLICIES
from checkov_aurora_pg.readers.discovery import discover
from checkov_aurora_pg.readers.options import ReadOptions
from checkov_aurora_pg.scanning.assessment import assess
from testing.ways import Tree
from testing.ways import plant

Found = dict[str, list[str]]


def found_in(
    top: Path,
    tree: Tree,
    declared: tuple[Declared, ...] = (),
) -> tuple[Found, list[Verdict], list[str]]:
    """Return the deployments of each template, the verdicts, and what went wrong."""
    plant(top, tree)
    done = assess(
        discover([str(top)]),
        [one for one in POLICIES if one.id == 'CKV2_AURORAPG_4'],
        Settings(),
        ReadOptions(declared=declared),
    )
    found: Found = {}
    for path, deployment in done.deployments:
        if path:
            found.setdefault(str(Path(path).relative_to(top)), []).append(deployment.name)
    return found, list(done.verdicts), [problem.message for problem in done.problems]
