"""Which resources are Aurora PostgreSQL's: the policies' applicability, in one place.

Every function raises `Undetermined` when the engine or family cannot be known.
"""

from __future__ import annotations

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.names import AURORA_POSTGRESQL
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.facts.families import FAMILY_PREFIX
from checkov_aurora_pg.policies.engine_evidence import is_evidently_aurora_postgresql

# What a cluster can be made from, and have its engine from.
ORIGINS = ('restored_from', 'global_cluster', 'replicated_from')

# Serverless v1; v2 is a provisioned cluster.
SERVERLESS_V1 = 'serverless'


def family_name(group: Resource) -> str:
    """Return a parameter group's family, which every format requires."""
    family = group.text('family')
    if family is None:
        raise Undetermined.because('family', 'it is not set', 'set the family', group.place)
    return family


def is_parameter_group(group: Resource) -> bool:
    """Whether a cluster parameter group is of an Aurora PostgreSQL family.

    One whose family is not known is, where a cluster that has it is of Aurora PostgreSQL.
    """
    try:
        return family_name(group).startswith(FAMILY_PREFIX)
    except Undetermined:
        engines = {
            cluster.attributes['engine'].data
            for cluster, untold in group.tying(Kind.CLUSTER, 'parameter_group')
            if untold is None and 'engine' in cluster.attributes
        }
        if engines == {AURORA_POSTGRESQL}:
            return True
        raise


def _is_absent(cluster: Resource, attribute: str) -> bool:
    value = cluster.attributes.get(attribute)
    return value is None or value.is_null


def is_made_from_another(cluster: Resource) -> bool:
    """Whether a cluster copies a snapshot or a cluster, or joins a global cluster."""
    return any(not _is_absent(cluster, origin) for origin in ORIGINS)


def is_cluster(cluster: Resource) -> bool:
    """Whether a cluster's engine is Aurora PostgreSQL.

    Where it is not known, what the cluster is tied to tells it. A cluster that leaves its
    engine out has what it is made from decide it: the snapshot or cluster that it copies, or
    the global cluster that it joins. Made from nothing, it is not Aurora PostgreSQL's (the
    Terraform provider's default was MySQL, until it had none).
    """
    try:
        engine = cluster.text('engine')
        if engine is None and is_made_from_another(cluster):
            raise Undetermined.because(
                'engine',
                'it is not set, so the cluster takes it from what it is created from',
                'set the engine',
                cluster.place,
            )
    except Undetermined:
        evident = is_evidently_aurora_postgresql(cluster)
        if evident is None:
            raise
        return evident
    return engine == AURORA_POSTGRESQL or (
        engine is None and is_evidently_aurora_postgresql(cluster) is True
    )


def is_instance(instance: Resource) -> bool:
    """Whether an instance's engine, else its cluster's, is Aurora PostgreSQL.

    An instance without either is no cluster's, and so not Aurora.
    """
    try:
        engine = instance.text('engine')
    except Undetermined as error:
        clusters = [one for one in instance.targets('cluster') if isinstance(one, Resource)]
        if not clusters:
            raise
        return _is_of_one(clusters, error.reason)
    if engine is not None:
        return engine == AURORA_POSTGRESQL
    return any(is_cluster(cluster) for cluster in instance.tied('cluster'))


def _is_of_one(clusters: list[Resource], reason: Reason) -> bool:
    """Whether clusters are of Aurora PostgreSQL. Raises the reason where that is not known."""
    try:
        return any(is_cluster(cluster) for cluster in clusters)
    except Undetermined:
        raise Undetermined(reason) from None


def has_iam_authentication(cluster: Resource) -> bool:
    """Whether a cluster is of Aurora PostgreSQL and of a mode that offers IAM authentication."""
    return is_cluster(cluster) and cluster.text('engine_mode') != SERVERLESS_V1
