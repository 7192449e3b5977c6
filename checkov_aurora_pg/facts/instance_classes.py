"""The instance classes, as VPC tenancy depends on them. Source: instance_classes.toml."""

from __future__ import annotations

import re

from checkov_aurora_pg.facts.table import table


def is_burstable(instance_class: str) -> bool:
    """Whether a class, such as `db.t3.medium`, supports default VPC tenancy only."""
    return re.match(table('instance_classes')['burstable'], instance_class) is not None


def either_tenancy() -> str:
    """Return a class that supports default and dedicated VPC tenancy alike."""
    return str(table('instance_classes')['either_tenancy'])
