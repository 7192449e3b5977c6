"""Which resources are Aurora PostgreSQL's: the policies' applicability, in one place.

Every function raises `Undetermined` when the engine or family cannot be known.
"""
from __future__ import annotations

from checkov_aurora_pg.estate import Resource
from checkov_aurora_pg.estate import Undetermined

# The value of a cluster's and an instance's engine, and how each family's name begins.
AURORA_POSTGRESQL = 'aurora-postgresql'

# What a cluster can be made from, and have its engine from.
ORIGINS = ('restored_from', 'global_cluster', 'replicated_from')

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


def _is_absent(cluster: Resource, attribute: str) -> bool:
    value = cluster.attributes.get(attribute)
    return value is None or value.is_null


def is_made_from_another(cluster: Resource) -> bool:
    """Whether a cluster copies a snapshot or a cluster, or joins a global cluster."""
    return any(not _is_absent(cluster, origin) for origin in ORIGINS)


def is_cluster(cluster: Resource) -> bool:
    """Whether a cluster's engine is Aurora PostgreSQL.

    A cluster that leaves its engine out has what it is made from decide it: the snapshot
    or cluster that it copies, or the global cluster that it joins. Made from nothing, it is
    not Aurora PostgreSQL's (the Terraform provider's default was MySQL, until it had none).
    """
    engine = cluster.text('engine')
    if engine is None and is_made_from_another(cluster):
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
