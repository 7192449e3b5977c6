"""How VPC tenancy depends on the instance class. Source: instance_classes.toml."""

from __future__ import annotations

import re

from checkov_aurora_pg.facts.table import table


def is_burstable(instance_class: str) -> bool:
    """Whether a class, such as `db.t3.medium`, supports only default VPC tenancy."""
    return re.match(table('instance_classes')['burstable'], instance_class) is not None


def either_tenancy() -> str:
    """Return a class that supports both default and dedicated VPC tenancy."""
    return str(table('instance_classes')['either_tenancy'])
