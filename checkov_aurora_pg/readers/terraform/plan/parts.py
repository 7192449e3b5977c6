"""Each plan is a part of its own, with one deployment."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.reading import Reading
from checkov_aurora_pg.readers.discovery import Sources
from checkov_aurora_pg.readers.parts import Answers
from checkov_aurora_pg.readers.parts import Part
from checkov_aurora_pg.readers.parts import Surroundings
from checkov_aurora_pg.readers.parts import sole
from checkov_aurora_pg.readers.terraform.plan.reader import read_plan


def parts_of(sources: Sources, around: Surroundings) -> Iterator[Part]:
    """Yield the plans."""
    for plan in sources.plans:
        yield Part(plan, plan, sole, partial(_read, plan))


def _read(plan: str, deployment: Deployment, assumed: Answers) -> Reading:
    return read_plan(plan)
