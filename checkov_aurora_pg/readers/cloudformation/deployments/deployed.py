"""A template in one of its deployments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checkov_aurora_pg.core.deployments import Deployment
from checkov_aurora_pg.core.values import Value
from checkov_aurora_pg.readers.cloudformation.language.templates import Template


@dataclass(frozen=True, slots=True)
class Deployed:
    """A template as it is in a deployment, and what its parameters are given there.

    `is_default` says that without a deployment it is the same.
    """

    template: Template
    deployment: Deployment
    values: Mapping[str, Value]
    is_default: bool = False
