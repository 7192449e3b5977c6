"""Which resources are Aurora PostgreSQL's: the policies' applicability, in one place.

Every function raises `Undetermined` when the engine or family cannot be known.
"""
from __future__ import annotations

from checkov_aurora_pg.estate import Resource
from checkov_aurora_pg.estate import Undetermined

# The value of a cluster's and an instance's engine, and how each family's name begins.
AURORA_POSTGRESQL = 'aurora-postgresql'

# Serverless v1; v2 is a provisioned cluster.
SERVERLESS_V1 = 'serverless'


def family_name(group: Resource) -> str:
    """Return a parameter group's family, which every format requires."""
    family = group.text('family')
    if family is None:
        raise Undetermined('family', 'is not written', 'write the family', group.place)
    return family


def is_parameter_group(group: Resource) -> bool:
    """Whether a cluster parameter group is of an Aurora PostgreSQL family."""
    return family_name(group).startswith(AURORA_POSTGRESQL)


def is_cluster(cluster: Resource) -> bool:
    """Whether a cluster's engine is Aurora PostgreSQL.

    A cluster may leave its engine out only where it gets one from elsewhere: from what
    it is restored from, or from the global cluster that it joins.
    """
    engine = cluster.text('engine')
    if engine is None:
        raise Undetermined(
            'engine', 'is not written, so that what the cluster is made from decides it',
            'write the engine', cluster.place,
        )
    return engine == AURORA_POSTGRESQL


def is_instance(instance: Resource) -> bool:
    """Whether an instance's engine, else its cluster's, is Aurora PostgreSQL.

    An instance without either is no cluster's, and so not Aurora.
    """
    engine = instance.text('engine')
    if engine is not None:
        return engine == AURORA_POSTGRESQL
    return any(is_cluster(cluster) for cluster in instance.tied('cluster'))


def has_iam_authentication(cluster: Resource) -> bool:
    """Whether a cluster is of Aurora PostgreSQL and of a mode that offers IAM authentication."""
    return is_cluster(cluster) and cluster.text('engine_mode') != SERVERLESS_V1
