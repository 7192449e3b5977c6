"""What Terraform or OpenTofu refuses for sure, so that it deploys nothing of a root."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aurora_pg.core.reading import Problem


@dataclass(frozen=True, slots=True)
class Refusal(Problem):
    """Something that the program itself refuses, which the other one may take."""
