"""What tells the engine of a cluster that does not say it: the resources that it is tied to."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aurora_pg.core.estate import Resource
from checkov_aurora_pg.core.kinds import Kind
from checkov_aurora_pg.core.names import AURORA_POSTGRESQL
from checkov_aurora_pg.core.reasons import Reason
from checkov_aurora_pg.core.reasons import Undetermined
from checkov_aurora_pg.facts.families import DEFAULT_GROUP_PREFIX
from checkov_aurora_pg.facts.families import FAMILY_PREFIX

# What a cluster copies, and so has its engine from.
_SOURCES = ('restored_from', 'replicated_from')


def is_evidently_aurora_postgresql(cluster: Resource) -> bool | None:
    """Whether what a cluster is tied to has Aurora PostgreSQL's engine or family.

    None where nothing of it is known, or where it disagrees. A deployment takes only groups,
    instances, a global cluster and a source of the cluster's own engine.
    """
    found = set(_evidence(cluster, set()))
    return found.pop() if len(found) == 1 else None


def _known(resource: Resource, attribute: str) -> str | None:
    try:
        return resource.text(attribute)
    except Undetermined:
        return None


def _is_engine(resource: Resource) -> Iterator[bool]:
    engine = _known(resource, 'engine')
    if engine is not None:
        yield engine == AURORA_POSTGRESQL


def _evidence(cluster: Resource, seen: set[int]) -> Iterator[bool]:
    if id(cluster) in seen:
        return
    seen.add(id(cluster))
    yield from _of_groups(cluster)
    for instance, untold in cluster.tying(Kind.INSTANCE, 'cluster'):
        if untold is None:
            yield from _is_engine(instance)
    for joined in cluster.targets('global_cluster'):
        if isinstance(joined, Resource):
            yield from _is_engine(joined)
            yield from _of_clusters(joined.targets('source_cluster'), seen)
    for source in _SOURCES:
        for element in cluster.elements(source):
            yield from _of_clusters(cluster.estate.referred(Kind.CLUSTER, element), seen)


def _of_groups(cluster: Resource) -> Iterator[bool]:
    groups = [one for one in cluster.targets('parameter_group') if isinstance(one, Resource)]
    for group in groups:
        family = _known(group, 'family')
        if family is not None:
            yield family.startswith(FAMILY_PREFIX)
    name = _known(cluster, 'parameter_group')
    if not groups and name is not None and name.startswith(DEFAULT_GROUP_PREFIX):
        yield name.startswith(f'{DEFAULT_GROUP_PREFIX}{FAMILY_PREFIX}')


def _of_clusters(clusters: tuple[Resource | Reason, ...], seen: set[int]) -> Iterator[bool]:
    for cluster in clusters:
        if isinstance(cluster, Resource):
            known = list(_is_engine(cluster))
            yield from known or _evidence(cluster, seen)
